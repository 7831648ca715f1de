/** Standard output and standard error when nobody takes any more what is said there. */
import { EXIT } from "./exit-codes.ts";

/** A machine, a line or a file is in our hands: what we do there is finished whether or not somebody still reads. */
let working = false;

/** For the whole process. A reader that went away (`cetak ... | head`) ends a command that only tells, and is no error of ours. */
export function guardOutputs(): void {
  // Talk that nobody hears is no reason to leave a card or a heater alone.
  if (!process.stderr.listeners("error").includes(talkLost)) process.stderr.on("error", talkLost);
  if (!process.stdout.listeners("error").includes(outputLost)) process.stdout.on("error", outputLost);
}

/** From now on a lost output does not end the process: its exit code says at the end that something could not be told. */
export function workWithoutReader(): void {
  working = true;
}

function talkLost(): void {}

function outputLost({ code }: NodeJS.ErrnoException): void {
  if (code === "EPIPE") {
    if (!working) process.exit(EXIT.done);
    return;
  }
  const why = code === "ENOSPC" ? "the disk is full" : (code ?? "it is gone");
  process.stderr.write(`cetak: standard output cannot be written: ${why}\n`);
  if (!working) process.exit(EXIT.device);
  process.once("exit", (soFar) => {
    if (soFar === EXIT.done) process.exitCode = EXIT.device;
  });
}
