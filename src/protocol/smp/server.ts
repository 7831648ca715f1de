/** The answering side of SMP: a registry of groups, and one answer for each request, in the form that its version expects. */
import { groupRcForVersion1, SMP_RC } from "./codes.ts";
import { decodeSmp, encodeSmp, isJunk, type SmpMap, type SmpOp, type SmpPacket, type SmpVersion } from "./packet.ts";

export interface SmpRequest {
  readonly op: SmpOp;
  readonly version: SmpVersion;
  readonly payload: SmpMap;
  /** `act` runs once the answer has been handed to the wire: a reset answers before it resets. */
  afterAnswer(act: () => void): void;
}

/** A request that was not carried out. `scope`: whose code it is. `reason`: for people, goes out as `rsn` where clients take it. */
export interface SmpFailure {
  readonly failed: { readonly scope: "smp" | "group"; readonly rc: number; readonly reason?: string };
}

export type SmpResult = SmpMap | SmpFailure;
export type SmpHandler = (request: SmpRequest) => SmpResult;

export interface SmpCommandHandlers {
  readonly read?: SmpHandler;
  readonly write?: SmpHandler;
}

export interface SmpGroup {
  readonly id: number;
  /** By command number. */
  readonly commands: Readonly<Record<number, SmpCommandHandlers>>;
}

/** Fails with a code of the protocol (`SMP_RC`). */
export const smpFail = (rc: number, reason?: string): SmpFailure => ({
  failed: { scope: "smp", rc, ...(reason === undefined ? {} : { reason }) },
});

/** Fails with a code of the group (`IMAGE_RC`, `SETTINGS_RC`, ...). Clients of version 1 get the nearest one of the protocol. */
export const groupFail = (rc: number, reason?: string): SmpFailure => ({
  failed: { scope: "group", rc, ...(reason === undefined ? {} : { reason }) },
});

const isFailure = (result: SmpResult): result is SmpFailure =>
  typeof (result as { failed?: unknown }).failed === "object" && "scope" in (result as SmpFailure).failed;

export interface SmpServerCounters {
  requests: number;
  /** Packets that could not be answered: no header, or not a request. */
  junk: number;
  failures: number;
}

export class SmpServer {
  readonly counters: SmpServerCounters = { requests: 0, junk: 0, failures: 0 };
  readonly #groups = new Map<number, SmpGroup>();
  readonly #answerBytesMax: number;

  /** `answerBytesMax`: a longer answer becomes the error "message too long". */
  constructor(groups: readonly SmpGroup[], answerBytesMax = 65_533) {
    for (const group of groups) this.register(group);
    this.#answerBytesMax = answerBytesMax;
  }

  /** Throws when the group is there already. */
  register(group: SmpGroup): void {
    if (this.#groups.has(group.id)) throw new RangeError(`SMP group ${group.id} is registered twice`);
    this.#groups.set(group.id, group);
  }

  /** Hands the answer to `write`, if the packet deserves one, then does what was to be done after it. */
  handle(bytes: Uint8Array, write: (answer: Uint8Array) => void): void {
    const decoded = decodeSmp(bytes);
    if (isJunk(decoded)) {
      this.#answerJunk(decoded.header, decoded.problem === "version" ? SMP_RC.tooNew : SMP_RC.invalid, write);
      return;
    }
    if (decoded.response) {
      this.counters.junk++;
      return;
    }
    this.counters.requests++;
    const after: (() => void)[] = [];
    const result = this.#run(decoded, after);
    if (isFailure(result)) this.counters.failures++;
    const { payload: _, ...header } = decoded;
    let answer = encodeSmp({ ...header, response: true, payload: payloadOf(result, decoded) });
    if (answer.length > this.#answerBytesMax) {
      answer = encodeSmp({ ...header, response: true, payload: { rc: SMP_RC.tooLong } });
    }
    write(answer);
    for (const act of after) act();
  }

  #run(packet: SmpPacket, after: (() => void)[]): SmpResult {
    const handlers = this.#groups.get(packet.group)?.commands[packet.command];
    const handler = handlers?.[packet.op];
    if (handler === undefined) return smpFail(SMP_RC.notSupported);
    const { op, version, payload } = packet;
    return handler({ op, version, payload, afterAnswer: (act) => void after.push(act) });
  }

  #answerJunk(header: Omit<SmpPacket, "payload"> | undefined, rc: number, write: (answer: Uint8Array) => void): void {
    if (header === undefined || header.response) {
      this.counters.junk++;
      return;
    }
    this.counters.requests++;
    this.counters.failures++;
    write(encodeSmp({ ...header, response: true, payload: { rc } }));
  }
}

function payloadOf(result: SmpResult, { group, version }: SmpPacket): SmpMap {
  if (!isFailure(result)) return result;
  const { scope, rc, reason } = result.failed;
  const rsn = reason === undefined ? {} : { rsn: reason };
  if (scope === "smp") return { rc, ...rsn };
  // Strict clients of version 2 refuse anything beside `err`.
  return version === 2 ? { err: { group, rc } } : { rc: groupRcForVersion1(group, rc), ...rsn };
}
