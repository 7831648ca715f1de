/** A file or a setting that a person has to correct (exit code 2). The message is one sentence, with file and line when known. */
export class InputError extends Error {
  readonly exitCode = 2;
  readonly file: string | undefined;
  readonly line: number | undefined;

  constructor(message: string, where: { file?: string; line?: number } = {}) {
    const place = [where.file, where.line].filter((part) => part !== undefined).join(":");
    super(place === "" ? message : `${place}: ${message}`);
    this.name = "InputError";
    this.file = where.file;
    this.line = where.line;
  }
}

/** A port, socket or device that is not to be had (exit code 3). */
export class TransportError extends Error {
  readonly exitCode = 3;

  constructor(message: string) {
    super(message);
    this.name = "TransportError";
  }
}

/** The disk is full or does not take what is written (exit code 3). */
export class StorageError extends Error {
  readonly exitCode = 3;

  constructor(message: string) {
    super(message);
    this.name = "StorageError";
  }
}

/** Somebody else holds what is asked for (exit code 8). */
export class BusyError extends Error {
  readonly exitCode = 8;

  constructor(message: string) {
    super(message);
    this.name = "BusyError";
  }
}

/** The journal file is damaged, or a call broke one of its rules. Never raised by what a person or an engine does. */
export class JournalError extends Error {
  readonly exitCode = 70;

  constructor(message: string) {
    super(message);
    this.name = "JournalError";
  }
}

/** The code of a system error (`ENOENT`, `EADDRINUSE`), or "" when there is none. */
export function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
