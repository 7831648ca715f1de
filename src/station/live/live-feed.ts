/**
 * Turns changes of the office into numbered deltas. Knows no sockets: whoever subscribes gets each message as one buffer,
 * serialised once.
 */
import { type Clock, type Micros, type Timer, US_PER_S } from "../../base/index.ts";
import { DELTAS_PER_SECOND_MAX, type Delta, type OfficeState, type PrinterState, type Snap } from "../api.ts";
import { DeltaRing } from "./delta-ring.ts";
import { mergeDiff } from "./merge-diff.ts";

/** Shortest time between two deltas that are not urgent. */
const DELTA_GAP_US: Micros = US_PER_S / DELTAS_PER_SECOND_MAX;

export interface LiveSource {
  readonly printerNames: readonly string[];
  officeState(): OfficeState;
  printerState(name: string): PrinterState;
}

export class LiveFeed {
  /** Changes with each start of the process: numbers of another epoch mean nothing here. */
  readonly epoch: string;
  private readonly clock: Clock;
  private readonly source: LiveSource;
  private readonly timer: Timer;
  private readonly ring = new DeltaRing();
  private readonly dirty = new Set<string>();
  private readonly listeners = new Set<(message: Buffer) => void>();
  private readonly printers: Record<string, PrinterState> = {};
  private office: OfficeState;
  private lastFlushAt: Micros;
  private snapshot: Buffer | undefined;

  constructor(options: { clock: Clock; source: LiveSource; epoch: string }) {
    this.clock = options.clock;
    this.source = options.source;
    this.epoch = options.epoch;
    this.timer = this.clock.timer(() => this.flush());
    this.lastFlushAt = this.clock.now() - DELTA_GAP_US;
    this.office = this.source.officeState();
    for (const name of this.source.printerNames) this.printers[name] = this.source.printerState(name);
  }

  get seq(): number {
    return this.ring.seq;
  }

  /** Something of a printer (or, without a name, of the office) is different. Urgent: faults and alarms, sent at once. */
  changed(printer: string | undefined, urgent: boolean): void {
    if (printer !== undefined) this.dirty.add(printer);
    if (urgent) this.flush();
    else if (this.timer.dueAt < 0) this.timer.armAt(Math.max(this.clock.now(), this.lastFlushAt + DELTA_GAP_US));
  }

  /** Called with each new delta until the returned function is called. */
  subscribe(listener: (message: Buffer) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The `snap` message at the present `seq`. */
  snapshotMessage(): Buffer {
    this.snapshot ??= Buffer.from(JSON.stringify(this.snap()));
    return this.snapshot;
  }

  snap(): Snap {
    const { epoch, seq, office, printers } = this;
    return { type: "snap", epoch, seq, atMs: this.clock.utcMs(), office, printers };
  }

  /** What a client that has seen `seq` of `epoch` lacks, or undefined when only a snapshot can help. */
  missed(epoch: string | undefined, seq: number | undefined): Buffer[] | undefined {
    return epoch === this.epoch && seq !== undefined ? this.ring.after(seq) : undefined;
  }

  stop(): void {
    this.timer.cancel();
    this.listeners.clear();
  }

  private flush(): void {
    this.timer.cancel();
    this.lastFlushAt = this.clock.now();
    const delta: Delta = { type: "delta", seq: this.ring.seq + 1, atMs: this.clock.utcMs(), printers: {} };
    for (const name of this.dirty) {
      const now = this.source.printerState(name);
      const patch = mergeDiff(this.printers[name]!, now);
      this.printers[name] = now;
      if (patch !== undefined) delta.printers[name] = patch;
    }
    this.dirty.clear();
    const office = this.source.officeState();
    const officePatch = mergeDiff(this.office, office);
    this.office = office;
    if (officePatch !== undefined) delta.office = officePatch;
    if (officePatch === undefined && Object.keys(delta.printers).length === 0) return;
    const message = Buffer.from(JSON.stringify(delta));
    this.snapshot = undefined;
    this.ring.push(message);
    for (const listener of this.listeners) listener(message);
  }
}
