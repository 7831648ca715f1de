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
  private ready = 0;
  private coming = 0;
  private comesAt = Number.POSITIVE_INFINITY;

  constructor(plan: DayPlan, way: QuickWay, random: Random, wanted: number) {
    this.plan = plan;
    this.way = way;
    this.random = random;
    this.wanted = wanted;
  }

  jobAt(at: number): number {
    this.look(at);
    if (this.ready === 0) {
      if (!Number.isFinite(this.comesAt)) this.claim(at);
      const when = Math.max(at, this.comesAt);
      this.look(when);
      this.ready--;
      return when;
    }
    this.ready--;
    if (this.ready < Math.ceil(this.wanted / 2) && !Number.isFinite(this.comesAt)) this.claim(at);
    return at;
  }

  private look(at: number): void {
    if (at < this.comesAt) return;
    this.ready += this.coming;
    this.coming = 0;
    this.comesAt = Number.POSITIVE_INFINITY;
  }

  private claim(at: number): void {
    const { fetchSeconds, nextRecordSeconds } = this.plan.office.file.centre;
    this.coming = this.wanted - this.ready;
    const seconds = draw(this.random, fetchSeconds) + (this.coming - 1) * draw(this.random, nextRecordSeconds);
    this.comesAt = this.way.answered(at, Math.round(seconds * US));
  }
}
