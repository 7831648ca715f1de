/** The jobs that are next, in their order. They are read some at a time: between two jobs of a printer the queue seldom changes. */
import { LANE } from "../jobs/policy.ts";
import { int, type Row, type Store } from "./store.ts";
import type { Statement } from "./write-behind.ts";

export const ALL_LANES = 0b1111;
/** Ration mode: first-time holders and what is urgent. */
export const RATION_LANES = (1 << LANE.urgent) | (1 << LANE.first);

/** Columns of a job that a printer holds. */
export const HELD = "id, class, nik, first_step, attempts, state, cancelled, lane";

/** Read at one time. */
const HEAD_ROWS = 16;

/** The head of the queue: the head of each lane is one look into the index, whatever its length. */
export function headSql(lanes: number): string {
  return `SELECT id FROM (${laneHeads(lanes, 1)}) ${ORDER} LIMIT 1`;
}

const ORDER = "ORDER BY lane > 0, due_ms, lane, id";

function laneHeads(lanes: number, count: number): string {
  const heads = Object.values(LANE)
    .filter((lane) => (lanes & (1 << lane)) !== 0)
    .map(
      (lane) =>
        `SELECT * FROM (SELECT lane, due_ms, id FROM jobs WHERE state = 'queued' AND gate = '' AND lane = ${lane} ORDER BY due_ms, id LIMIT ${count})`,
    );
  return heads.join(" UNION ALL ");
}

export class QueueHead {
  private readonly store: Store;
  private readonly reads = new Map<number, Statement>();
  /** What the rows were read of. */
  private lanes = -1;
  private version = Number.NaN;
  private rows: readonly Row[] = [];
  private next = 0;

  constructor(store: Store) {
    this.store = store;
  }

  /** The next job of those lanes (a bit each); it is taken then. Urgent ones first, then by age. */
  take(lanes: number): Row | undefined {
    const version = this.store.version("queue");
    const fresh = lanes === this.lanes && version === this.version;
    // Fewer than were asked for: there are no others.
    if (!fresh || (this.next === this.rows.length && this.rows.length === HEAD_ROWS)) {
      this.rows = this.read(lanes).all();
      this.next = 0;
      this.lanes = lanes;
      this.version = version;
    }
    const row = this.rows[this.next];
    if (row === undefined) return undefined;
    this.next++;
    // An urgent one may have been the last of its kind, which others look for.
    if (int(row, "lane") === LANE.urgent) this.store.wrote(["queue"]);
    return row;
  }

  private read(lanes: number): Statement {
    const known = this.reads.get(lanes);
    if (known !== undefined) return known;
    const made = this.store.prepareOnJobs(
      // Crossed: else SQLite might go through all jobs and look for each of them among the heads.
      `SELECT ${HELD} FROM (SELECT id AS head FROM (${laneHeads(lanes, HEAD_ROWS)}) ${ORDER} LIMIT ${HEAD_ROWS})
       CROSS JOIN jobs ON id = head ${ORDER}`,
    );
    this.reads.set(lanes, made);
    return made;
  }
}
