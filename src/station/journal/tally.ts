/** Counts that views ask for many times a second, kept beside the tables: read once at the start, then moved with each change. */
import { JOB_CLASSES, JOB_STATES, type JobClass, type JobState, type Zone } from "../api.ts";
import { MS_PER_DAY, midnightMs } from "../jobs/civil.ts";
import { int, type Store, text } from "./store.ts";

export interface CardCounts {
  issued: number;
  /** Void cards that the station knows of: spoilt, jammed, cut off by a power failure. */
  spoiltSeen: number;
  uncertain: number;
}

/** Calendar days that {@link Tally.recentDays} looks back on. */
export const RECENT_DAYS = 30;

const STATES_WAITING: readonly JobState[] = ["queued", "leased", "printing"];

export class Tally {
  readonly jobs: Record<JobState, number>;
  /** Jobs that still want a card, by class. */
  readonly waiting: Record<JobClass, number>;
  private readonly cards = new Map<string, CardCounts>();
  private readonly zone: Zone;
  private readonly utcMs: () => number;
  private readonly countToday: ReturnType<Store["prepare"]>;
  private readonly countDays: ReturnType<Store["prepare"]>;
  private dayMs: number;
  private today: number;
  private days: readonly number[];

  constructor(store: Store, zone: Zone, utcMs: () => number) {
    this.zone = zone;
    this.utcMs = utcMs;
    this.jobs = zeros(JOB_STATES);
    this.waiting = zeros(JOB_CLASSES);
    for (const row of store.prepare("SELECT state, class, count(*) AS n FROM jobs GROUP BY state, class").all()) {
      this.jobMoved(undefined, text(row, "state") as JobState, text(row, "class") as JobClass, int(row, "n"));
    }
    for (const row of store.prepare(CARDS_SQL).all()) {
      const counts = this.ofPrinter(text(row, "printer"));
      counts.issued += int(row, "issued");
      counts.spoiltSeen += int(row, "spoilt");
      counts.uncertain += int(row, "uncertain");
    }
    this.dayMs = midnightMs(utcMs(), zone);
    this.countToday = store.prepare(TODAY_SQL);
    this.today = this.issuedOnDay();
    this.countDays = store.prepare(DAYS_SQL);
    this.days = this.issuedByDay();
  }

  /** Midnight of the zone at which today began. */
  get todayMs(): number {
    this.turnDay();
    return this.dayMs;
  }

  /** Cards of each of the last {@link RECENT_DAYS} days before today on which any was issued, oldest first. */
  get recentDays(): readonly number[] {
    this.turnDay();
    return this.days;
  }

  /** Cards issued since the zone's midnight. */
  get issuedToday(): number {
    this.turnDay();
    return this.today;
  }

  ofPrinter(printer: string): CardCounts {
    const known = this.cards.get(printer);
    if (known !== undefined) return known;
    const counts = { issued: 0, spoiltSeen: 0, uncertain: 0 };
    this.cards.set(printer, counts);
    return counts;
  }

  jobMoved(from: JobState | undefined, to: JobState, jobClass: JobClass, count = 1): void {
    if (from !== undefined) {
      this.jobs[from] -= count;
      if (STATES_WAITING.includes(from)) this.waiting[jobClass] -= count;
    }
    this.jobs[to] += count;
    if (STATES_WAITING.includes(to)) this.waiting[jobClass] += count;
  }

  card(printer: string, what: keyof CardCounts): void {
    this.ofPrinter(printer)[what]++;
    if (what !== "issued") return;
    const { dayMs } = this;
    this.turnDay();
    // A day that has just begun was counted with this card.
    if (dayMs === this.dayMs) this.today++;
  }

  /** A person has found out what an uncertain card was. */
  uncertainCardWas(printer: string, what: "issued" | "spoiltSeen"): void {
    this.ofPrinter(printer).uncertain--;
    this.card(printer, what);
  }

  private turnDay(): void {
    const day = midnightMs(this.utcMs(), this.zone);
    if (day === this.dayMs) return;
    this.dayMs = day;
    // Counted, not zeroed: the clock may have been set back into a day that has cards.
    this.today = this.issuedOnDay();
    this.days = this.issuedByDay();
  }

  private issuedByDay(): number[] {
    const rows = this.countDays.all(this.dayMs, MS_PER_DAY, this.dayMs - RECENT_DAYS * MS_PER_DAY, this.dayMs);
    return rows.map((row) => int(row, "n"));
  }

  private issuedOnDay(): number {
    return int(this.countToday.get(this.dayMs, this.dayMs + MS_PER_DAY)!, "n");
  }
}

// A revoked card was issued once; it still counts as issued.
const CARDS_SQL = `SELECT printer, sum(state IN ('valid', 'revoked')) AS issued, sum(state = 'void') AS spoilt,
  sum(state = 'uncertain') AS uncertain FROM cards GROUP BY printer`;
const TODAY_SQL = "SELECT count(*) AS n FROM cards WHERE state IN ('valid', 'revoked') AND at_ms >= ? AND at_ms < ?";
const DAYS_SQL = `SELECT (at_ms - ?) / ? AS day, count(*) AS n FROM cards
  WHERE state IN ('valid', 'revoked') AND at_ms >= ? AND at_ms < ? GROUP BY day ORDER BY day`;

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}
