/** Resolves with the first Ctrl-C or SIGTERM. A second Ctrl-C ends the process at once, for whom it takes too long. */
export function untilSignal(exitCodeOfSecond: number): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let seen = false;
    const heard = (signal: NodeJS.Signals): void => {
      if (seen) process.exit(exitCodeOfSecond);
      seen = true;
      resolve(signal);
    };
    process.on("SIGINT", heard);
    process.on("SIGTERM", heard);
  });
}
