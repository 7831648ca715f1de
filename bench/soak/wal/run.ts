/** One run of the log soak: a day at a journal on a real file, and after each thing done all that a power cut could have left. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "../../../src/base/index.ts";
import { Journal } from "../../../src/station/index.ts";
import { type CrashFiles, cutsInCheckpoint, cutsInLog, type Files } from "./crash-files.ts";
import { fingerprint, OfficeDay } from "./office-day.ts";
import { generationOf } from "./wal-file.ts";

export interface WalRun {
  readonly seed: number;
  readonly operations: number;
  /** Sets of files that were opened. */
  readonly opened: number;
  /** Among them: with a checkpoint half done, and with the log begun anew. */
  readonly inCheckpoint: number;
  readonly inNewLog: number;
  readonly checkpoints: number;
  readonly problems: readonly string[];
}

export interface WalWishes {
  readonly operations: number;
  /** Of each operation's crash files at most so many are opened, drawn by chance; those around a checkpoint all. */
  readonly filesPerOperation: number;
}

/** Memory, where there is a disk of it: the files are many, and the flush is no part of the experiment. */
const SCRATCH = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const AT_MS = 1_420_419_600_000;
const CHECKPOINT_CUTS = 12;

const openJournal = (path: string, durable: boolean): Journal =>
  new Journal({ path, durable, zone: "WIB", utcMs: () => AT_MS });

/** Same seed, same operations and cuts. The numbers with which SQLite marks its logs are its own and differ. */
export function walRun(seed: number, wishes: WalWishes): WalRun {
  const folder = mkdtempSync(join(SCRATCH, "cetak-wal-"));
  try {
    return new Running(seed, wishes, folder).run();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class Running {
  private readonly seed: number;
  private readonly wishes: WalWishes;
  private readonly random: Random;
  private readonly path: string;
  private readonly copy: string;
  private readonly problems: string[] = [];
  private opened = 0;
  private inCheckpoint = 0;
  private inNewLog = 0;
  private checkpoints = 0;

  constructor(seed: number, wishes: WalWishes, folder: string) {
    this.seed = seed;
    this.wishes = wishes;
    this.random = new Random(seed).fork("log");
    this.path = join(folder, "journal.db");
    this.copy = join(folder, "copy.db");
  }

  run(): WalRun {
    const { seed, wishes } = this;
    // Durable, as at work: the log is flushed before a call returns.
    const journal = openJournal(this.path, true);
    const day = new OfficeDay(journal, this.random.fork("day"));
    let files = this.files();
    let state = fingerprint(journal);
    for (let i = 0; i < wishes.operations; i++) {
      const what = day.next();
      const now = this.files();
      const next = fingerprint(journal);
      this.crash(`operation ${i} (${what})`, files, now, state, next);
      files = now;
      state = next;
    }
    journal.close();
    const closed = this.files();
    for (const crash of cutsInCheckpoint(files, { db: closed.db, wal: files.wal }, this.random, CHECKPOINT_CUTS))
      this.open("close", crash, state, state);
    this.open("close", { ...closed, how: "closed", isAfter: true }, state, state);
    const { opened, inCheckpoint, inNewLog, checkpoints, problems } = this;
    return { seed, operations: wishes.operations, opened, inCheckpoint, inNewLog, checkpoints, problems };
  }

  private crash(what: string, before: Files, after: Files, state: string, next: string): void {
    const { random, wishes } = this;
    const checkpointed = Buffer.compare(before.db, after.db) !== 0;
    const quiet = !checkpointed && generationOf(before.wal) === generationOf(after.wal);
    if (quiet && wishes.filesPerOperation === 0) return;
    const cuts = cutsInLog(before, after, random);
    const anew = cuts[0]?.anew === true;
    if (anew) this.inNewLog += cuts.length;
    for (const cut of anew ? cuts : draw(cuts, wishes.filesPerOperation, random)) {
      const crash = cut.make();
      if (crash !== undefined) this.open(what, crash, state, next);
    }
    // Two commits in one operation: the log of the checkpoint between them is gone already.
    if (!checkpointed || anew) return;
    this.checkpoints++;
    const half = cutsInCheckpoint(before, after, random, CHECKPOINT_CUTS);
    this.inCheckpoint += half.length;
    for (const crash of half) this.open(what, crash, state, next);
  }

  /** It must open, be whole, and hold exactly what had been committed. */
  private open(what: string, crash: CrashFiles, state: string, next: string): void {
    const { copy, problems, seed } = this;
    this.opened++;
    rmSync(`${copy}-wal`, { force: true });
    writeFileSync(copy, crash.db);
    if (crash.wal.length > 0) writeFileSync(`${copy}-wal`, crash.wal);
    let found: string;
    try {
      const journal = openJournal(copy, false);
      found = fingerprint(journal);
      journal.close();
    } catch (error) {
      problems.push(`seed ${seed}, ${what}, ${crash.how}: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    const wanted = crash.isAfter ? next : state;
    if (found === wanted) return;
    const words =
      found === state
        ? "lost what was committed"
        : found === next
          ? "holds what was not committed"
          : "holds neither the old nor the new state";
    problems.push(`seed ${seed}, ${what}, ${crash.how}: ${words}`);
  }

  private files(): Files {
    const wal = `${this.path}-wal`;
    return { db: readFileSync(this.path), wal: existsSync(wal) ? readFileSync(wal) : new Uint8Array(0) };
  }
}

function draw<T>(all: readonly T[], count: number, random: Random): T[] {
  const left = [...all];
  const drawn: T[] = [];
  while (drawn.length < count && left.length > 0) drawn.push(left.splice(random.int(left.length), 1)[0]!);
  return drawn;
}
