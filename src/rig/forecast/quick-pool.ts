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

  constructor(plan: DayPlan, way: QuickWay, random: Random, wanted: number) {
    this.plan = plan;
    this.way = way;
    this.random = random;
    this.wanted = wanted;
    const [first] = plan.sessions;
    // The station asks as soon as it runs, not only when the first printer wants work.
    if (first !== undefined) this.claim(first.from, wanted);
  }

  jobAt(at: number): number {
    while (this.batches[0]?.left === 0) this.batches.shift();
    const have = this.batches.reduce((sum, { left }) => sum + left, 0);
    const underWay = this.batches.some(({ comesAt }) => comesAt > at);
    if (!underWay && have < Math.ceil(this.wanted / 2)) this.claim(at, this.wanted - have);
    const batch = this.batches.find(({ left }) => left > 0)!;
    const comes = Math.max(at, batch.comesAt);
    batch.left--;
    return comes;
  }

  private claim(at: number, records: number): void {
    const { fetchSeconds, nextRecordSeconds } = this.plan.office.file.centre;
    const seconds = draw(this.random, fetchSeconds) + (records - 1) * draw(this.random, nextRecordSeconds);
    this.batches.push({ comesAt: this.way.answered(at, Math.round(seconds * US)), left: records });
  }
}
