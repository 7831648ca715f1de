/** One table of exit codes for all commands. */
export const EXIT = {
  done: 0,
  /** A check or an assertion failed, cards were spoilt, or rows were rejected: all of a file, or any under --strict. */
  failed: 1,
  /** Usage, invalid file or configuration. */
  usage: 2,
  /** Device or transport lost or absent; a port in use. */
  device: 3,
  deadline: 4,
  safety: 5,
  diverged: 6,
  coverage: 7,
  /** Role, busy, wrong model, wrong serial, wrong signature. */
  refused: 8,
  centre: 9,
  /** Stopped for lack of a person or of supplies. */
  noOneCame: 10,
  internal: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with one clear sentence on standard error and the given exit code. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, sentence: string) {
    super(sentence);
    this.exitCode = exitCode;
  }
}
