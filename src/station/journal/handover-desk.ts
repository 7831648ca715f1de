/** From the output bin to the owner: over the counter, or in a delivery round that brings back what could not be delivered. */
import type { JobClass } from "../api.ts";
import type { EventTable } from "./event-table.ts";
import { jobId, jobKey } from "./job-key.ts";
import { int, type Store, text } from "./store.ts";
import type { Tally } from "./tally.ts";

/** Cards of one round. */
export const ROUND_CARDS_MAX = 1_000;

export interface RoundView {
  readonly round: number;
  readonly name: string;
  readonly subdistrict: string;
  readonly openedAtMs: number;
  /** Undefined while it is on its way. */
  readonly closedAtMs: number | undefined;
  readonly cards: number;
  readonly handedOver: number;
  readonly broughtBack: number;
}

export class HandoverDesk {
  private readonly store: Store;
  private readonly events: EventTable;
  private readonly tally: Tally;
  private readonly utcMs: () => number;
  private readonly sql: ReturnType<typeof statements>;

  constructor(store: Store, events: EventTable, tally: Tally, utcMs: () => number) {
    this.store = store;
    this.events = events;
    this.tally = tally;
    this.utcMs = utcMs;
    this.sql = statements(store);
  }

  /** Over the counter. Returns the keys that could not be: not issued, card not valid, or out in a round. */
  handOver(jobs: readonly string[]): string[] {
    const refused: string[] = [];
    const moved: JobClass[] = [];
    this.store.transaction(() => {
      for (const job of jobs) {
        const row = this.sql.handOver.get(this.utcMs(), jobId(job) ?? -1);
        if (row === undefined) refused.push(job);
        else moved.push(text(row, "class") as JobClass);
      }
    });
    this.moved(moved);
    if (moved.length > 0) this.events.event("", "cardsHandedOver", { count: moved.length });
    return refused;
  }

  /** Takes pending cards (those named, or the oldest of a sub-district) out of the office. Undefined when there is none. */
  openRound(name: string, subdistrict: string, jobs: readonly string[]): RoundView | undefined {
    const made = this.store.transaction(() => {
      const round = Number(this.sql.open.run(name, subdistrict, this.utcMs()).lastInsertRowid);
      let cards = 0;
      for (const job of jobs.slice(0, ROUND_CARDS_MAX)) {
        cards += Number(this.sql.load.run(round, jobId(job) ?? -1).changes);
      }
      if (cards === 0) this.sql.dropEmpty.run(round);
      return cards === 0 ? undefined : round;
    });
    if (made === undefined) return undefined;
    this.events.event("", "roundOpened", { round: made });
    return this.round(made);
  }

  /** The round is back: all its cards are handed over but those brought back. Undefined when there is no such open round. */
  closeRound(round: number, broughtBack: readonly string[]): RoundView | undefined {
    if (this.sql.isOpen.get(round) === undefined) return undefined;
    const moved: JobClass[] = [];
    this.store.transaction(() => {
      for (const job of broughtBack) this.sql.back.run(round, jobId(job) ?? -1);
      for (const row of this.sql.out.all(round)) {
        const id = int(row, "job");
        const done = this.sql.deliver.get(this.utcMs(), id);
        // A card that was revoked on its way is no hand-over.
        this.sql.settle.run(done === undefined ? "broughtBack" : "handedOver", round, id);
        if (done !== undefined) moved.push(text(done, "class") as JobClass);
      }
      this.sql.close.run(this.utcMs(), round);
    });
    this.moved(moved);
    this.events.event("", "roundClosed", { round, handedOver: moved.length });
    return this.round(round);
  }

  /** Open rounds first, then the newest. */
  rounds(limit: number): RoundView[] {
    return this.sql.rounds.all(limit).map(({ id }) => this.round(Number(id))!);
  }

  /** The cards of a round by their outcome; empty: still on their way. */
  cardsOf(round: number): { key: string; outcome: string }[] {
    return this.sql.cards.all(round).map((row) => ({ key: jobKey(int(row, "job")), outcome: text(row, "outcome") }));
  }

  private round(id: number): RoundView | undefined {
    const row = this.sql.round.get(id);
    if (row === undefined) return undefined;
    const closed = row["closed_ms"];
    return {
      round: id,
      name: text(row, "name"),
      subdistrict: text(row, "subdistrict"),
      openedAtMs: int(row, "opened_ms"),
      closedAtMs: typeof closed === "number" ? closed : undefined,
      cards: int(row, "cards"),
      handedOver: int(row, "handed"),
      broughtBack: int(row, "back"),
    };
  }

  private moved(classes: readonly JobClass[]): void {
    for (const jobClass of classes) this.tally.jobMoved("issued", "handedOver", jobClass);
  }
}

const VALID = "EXISTS (SELECT 1 FROM cards c WHERE c.job = jobs.id AND c.state = 'valid')";
const OUT = "EXISTS (SELECT 1 FROM round_cards r WHERE r.job = jobs.id AND r.outcome = '')";

function statements(store: Store) {
  return {
    handOver: store.prepare(
      `UPDATE jobs SET state = 'handedOver', changed_ms = ? WHERE id = ? AND state = 'issued' AND ${VALID} AND NOT ${OUT}
       RETURNING class`,
    ),
    deliver: store.prepare(
      `UPDATE jobs SET state = 'handedOver', changed_ms = ? WHERE id = ? AND state = 'issued' AND ${VALID} RETURNING class`,
    ),
    open: store.prepare("INSERT INTO rounds (name, subdistrict, opened_ms) VALUES (?, ?, ?)"),
    load: store.prepare(
      `INSERT INTO round_cards (round, job) SELECT ?, id FROM jobs WHERE id = ? AND state = 'issued' AND ${VALID} AND NOT ${OUT}`,
    ),
    dropEmpty: store.prepare("DELETE FROM rounds WHERE id = ?"),
    isOpen: store.prepare("SELECT 1 FROM rounds WHERE id = ? AND closed_ms IS NULL"),
    back: store.prepare("UPDATE round_cards SET outcome = 'broughtBack' WHERE round = ? AND job = ? AND outcome = ''"),
    out: store.prepare("SELECT job FROM round_cards WHERE round = ? AND outcome = ''"),
    settle: store.prepare("UPDATE round_cards SET outcome = ? WHERE round = ? AND job = ?"),
    close: store.prepare("UPDATE rounds SET closed_ms = ? WHERE id = ?"),
    rounds: store.prepare("SELECT id FROM rounds ORDER BY closed_ms IS NOT NULL, id DESC LIMIT ?"),
    cards: store.prepare("SELECT job, outcome FROM round_cards WHERE round = ? ORDER BY job"),
    round: store.prepare(
      `SELECT r.*, count(c.job) AS cards, coalesce(sum(c.outcome = 'handedOver'), 0) AS handed,
         coalesce(sum(c.outcome = 'broughtBack'), 0) AS back
       FROM rounds r LEFT JOIN round_cards c ON c.round = r.id WHERE r.id = ? GROUP BY r.id`,
    ),
  };
}
