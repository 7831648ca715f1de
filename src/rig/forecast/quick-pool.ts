/** The records that the station has leased ahead: one claim at a time, asked for again when half of them are used. */
import type { Random } from "../../base/index.ts";
import { type DayPlan, draw } from "../day/day-plan.ts";
import type { QuickWork } from "./quick-printer.ts";
import type { QuickWay } from "./quick-way.ts";

const US = 1_000_000;

export class QuickPool implements QuickWork {
  private readonly plan: DayPlan;
  private readonly way: QuickWay;
  private readonly random: Random;
  private readonly wanted: number;
  /** Claims that were answered or will be, oldest first. Printers ask in the order of time. */
  private readonly batches: { readonly comesAt: number; left: number }[] = [];
  /** When the next claim goes out that waits for the way to open; -1: none waits. It is for what lacks then. */
  private asksAt = -1;

  constructor(plan: DayPlan, way: QuickWay, random: Random, wanted: number) {
    this.plan = plan;
    this.way = way;
    this.random = random;
    this.wanted = wanted;
    // The station asks as soon as it runs, not only when the first printer wants work.
    this.refill(plan.sessions[0]?.from ?? 0);
  }

  jobAt(at: number): number {
    while (this.batches[0]?.left === 0) this.batches.shift();
    this.refill(at);
    // Nothing is left before the way opens: then all is asked for.
    if (this.have === 0) this.claim(Math.max(at, this.asksAt));
    const batch = this.batches.find(({ left }) => left > 0)!;
    batch.left--;
    return Math.max(at, batch.comesAt);
  }

  private get have(): number {
    return this.batches.reduce((sum, { left }) => sum + left, 0);
  }

  private refill(at: number): void {
    if (this.asksAt >= 0 && at >= this.asksAt) this.claim(this.asksAt);
    const underWay = this.asksAt >= 0 || this.batches.some(({ comesAt }) => comesAt > at);
    if (underWay || this.have >= Math.ceil(this.wanted / 2)) return;
    this.asksAt = this.way.openAt(at);
    if (this.asksAt <= at) this.claim(at);
  }

  private claim(at: number): void {
    const records = this.wanted - this.have;
    const { fetchSeconds, nextRecordSeconds } = this.plan.office.file.centre;
    const further = (): number => (records > 1 ? (records - 1) * draw(this.random, nextRecordSeconds) : 0);
    const seconds = draw(this.random, fetchSeconds) + further();
    this.asksAt = -1;
    this.batches.push({ comesAt: this.way.answered(at, Math.round(seconds * US)), left: records });
  }
}
