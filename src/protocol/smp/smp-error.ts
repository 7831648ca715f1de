import { SMP_RC, smpErrorText } from "./codes.ts";

/** `lost`: the line broke. `deadline`: no answer in time. `answer`: the device said no. `protocol`: the device's answer makes no sense. */
export type SmpErrorKind = "lost" | "deadline" | "answer" | "protocol";

/** Why a request came to nothing, as a sentence without a full stop. */
export class SmpError extends Error {
  override readonly name = "SmpError";
  readonly kind: SmpErrorKind;
  /** Of an answer: its code, and the group whose code it is (undefined: the protocol's own). */
  readonly rc: number;
  readonly group: number | undefined;
  /** The device's own words, if it gave any. */
  readonly reason: string | undefined;

  constructor(
    kind: SmpErrorKind,
    sentence: string,
    answer: { rc?: number; group?: number | undefined; reason?: string | undefined } = {},
  ) {
    super(sentence);
    this.kind = kind;
    this.rc = answer.rc ?? 0;
    this.group = answer.group;
    this.reason = answer.reason;
  }

  /** The device could do it, but not now. */
  get isBusy(): boolean {
    return this.kind === "answer" && this.group === undefined && this.rc === SMP_RC.busy;
  }
}

/** The error that an answer stands for. `what`: the request in words. */
export function answerError(what: string, rc: number, group: number | undefined, reason: string | undefined): SmpError {
  return new SmpError("answer", `${what}: ${reason ?? smpErrorText(rc, group)}`, { rc, group, reason });
}
