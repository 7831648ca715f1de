/**
 * Saved states of a whole simulated world: engines and the station's journal as they stood together, at each step that an
 * engine began and at each fault. What only the station's process knew is not in them, and neither are bytes under way: to
 * go back is what happens when that process had died at that instant and a new one began, which it survives at any time.
 */
import type { Engine, EngineEvent, EngineSaved } from "../hardware-sim/index.ts";
import { FAULT_CODE, nameOf, STEP_KIND } from "../protocol/index.ts";
import type { LabObstacle, LabPointKind } from "../station/index.ts";

/** Saved states that are kept; the oldest go first. */
export const LAB_POINTS_MAX = 64;
/** Of those, the newest ones of faults stay longer than steps. */
export const LAB_FAULTS_MAX = 8;
/** Journals of all saved states together, bytes. */
export const LAB_BYTES_MAX = 64 * 1024 * 1024;
/** A journal that is larger is not saved at each step, bytes. */
export const LAB_JOURNAL_BYTES_MAX = 8 * 1024 * 1024;

export interface LabPoint {
  /** Grows, never used again. */
  readonly id: number;
  readonly kind: LabPointKind;
  /** Who began a step or has a fault; "" for the beginning. */
  readonly printer: string;
  /** Step or fault. */
  readonly what: string;
  /** The world's own time, us. */
  readonly worldUs: number;
  readonly engines: ReadonlyMap<string, EngineSaved>;
  readonly journal: Uint8Array;
}

/** The world as it is now. */
export interface LabWorld {
  readonly engines: ReadonlyMap<string, Engine>;
  worldUs(): number;
  /** The journal as it stands, or why it cannot be had. */
  image(): Uint8Array | LabObstacle;
  /** How often people were forgotten in the journal: who was forgotten may not come back. */
  forgettings(): number;
  /** Calls back when no engine is in the middle of anything. */
  soon(act: () => void): void;
}

export class LabHistory {
  private kept: LabPoint[] = [];
  private forgettings = 0;
  private ids = 0;
  /** Where the present life of the world began, after it went back. */
  private hereId = 0;
  private world: LabWorld | undefined;
  private waiting: Pick<LabPoint, "kind" | "printer" | "what"> | undefined;
  private why: LabObstacle | undefined;

  /** A life of the world begins. The first one is a state to go back to as well. */
  begin(world: LabWorld): void {
    this.world = world;
    this.forgettings = world.forgettings();
    this.waiting = undefined;
    if (this.points.length === 0) this.take({ kind: "start", printer: "", what: "" });
  }

  /** It ends: nothing of it is saved any more. */
  end(): void {
    this.world = undefined;
  }

  /** Something happened inside an engine of the present life. */
  hear(printer: string, event: EngineEvent): void {
    if (event.type === "fault") this.want({ kind: "fault", printer, what: nameOf(FAULT_CODE, event.code) });
    else if (event.type === "stepBegun") this.want({ kind: "step", printer, what: nameOf(STEP_KIND, event.kind) });
  }

  /** Why nothing is saved; undefined while all is well. */
  get problem(): LabObstacle | undefined {
    return this.why;
  }

  /** The newest state, but not the one that was gone back to last: from there it is the one before. */
  get lastStep(): LabPoint | undefined {
    return this.points.findLast(({ id }) => id !== this.hereId);
  }

  get lastFault(): LabPoint | undefined {
    return this.points.findLast(({ kind }) => kind === "fault");
  }

  /** The one that was gone back to last. */
  get here(): LabPoint | undefined {
    return this.points.find(({ id }) => id === this.hereId);
  }

  /** Undefined when it is not kept (any more). */
  point(id: number): LabPoint | undefined {
    return this.points.find((point) => point.id === id);
  }

  /** Everything after this point has not happened. */
  goTo(point: LabPoint): void {
    this.kept = this.points.filter(({ id }) => id <= point.id);
    this.hereId = point.id;
  }

  /** For measurements: states, and bytes of their journals. */
  get size(): { readonly points: number; readonly bytes: number } {
    return { points: this.points.length, bytes: this.points.reduce((sum, { journal }) => sum + journal.length, 0) };
  }

  private get points(): LabPoint[] {
    const forgettings = this.world?.forgettings() ?? this.forgettings;
    if (forgettings !== this.forgettings) this.kept = [];
    this.forgettings = forgettings;
    return this.kept;
  }

  private want(wish: NonNullable<LabHistory["waiting"]>): void {
    const { world, waiting } = this;
    if (world === undefined) return;
    // Of what comes at one instant the fault is what people look for.
    if (waiting === undefined || waiting.kind !== "fault") this.waiting = wish;
    if (waiting !== undefined) return;
    world.soon(() => {
      const wanted = this.waiting;
      this.waiting = undefined;
      if (this.world === world && wanted !== undefined) this.take(wanted);
    });
  }

  private take(wish: NonNullable<LabHistory["waiting"]>): void {
    const { engines, worldUs, image } = this.world!;
    const journal = image();
    if (!(journal instanceof Uint8Array)) {
      this.why = journal;
      return;
    }
    this.why = undefined;
    const saved = new Map([...engines].map(([name, engine]) => [name, engine.save()]));
    this.points.push({ ...wish, id: ++this.ids, worldUs: worldUs(), engines: saved, journal });
    this.trim();
  }

  private trim(): void {
    for (let { points, bytes } = this.size; points > LAB_POINTS_MAX || bytes > LAB_BYTES_MAX; points--) {
      const faults = this.points.filter(({ kind }) => kind === "fault").slice(-LAB_FAULTS_MAX);
      const newest = this.points.at(-1);
      const goes = this.points.find((point) => point !== newest && !faults.includes(point)) ?? this.points[0]!;
      bytes -= goes.journal.length;
      this.kept = this.kept.filter((point) => point !== goes);
    }
  }
}
