import { CommandError, EXIT, type ExitCode } from "./exit-codes.ts";

/**
 * Says on standard error what went wrong and returns the exit code for it. Errors that people can mend are one sentence;
 * anything else is our bug and shows where it happened.
 */
export function failWith(error: unknown): ExitCode {
  if (error instanceof CommandError) return say(error.message, error.exitCode);
  if (error instanceof Error && "exitCode" in error && typeof error.exitCode === "number") {
    return say(error.message, error.exitCode as ExitCode);
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return say(`internal error (please report it): ${text}`, EXIT.internal);
}

function say(sentence: string, code: ExitCode): ExitCode {
  process.stderr.write(`cetak: ${sentence}\n`);
  return code;
}
