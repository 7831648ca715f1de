/** What people ask of the queue: look, add, set aside, settle, end, forget. */
import { z } from "zod";
import { JOB_CLASSES, JOB_STATES, type Zone } from "../api.ts";
import { clockText, isoMs } from "../jobs/civil.ts";
import { type JobRow, jobRow } from "../jobs/job-row.ts";
import { HOLD_CAUSES } from "../jobs/record-code.ts";
import { LIST_MAX, QUEUE_DEPTH_MAX } from "../journal/job-views.ts";
import type { Journal } from "../journal/journal.ts";
import type { DeskAnswer } from "../journal/queue-desk.ts";
import { type Command, CommandRefused, command } from "./command.ts";
import { handoverCommands } from "./handover-commands.ts";

/** Rows of one `jobs.import`; longer files come in several. */
export const IMPORT_ROWS_MAX = 2_000;
/** Jobs of one `jobs.export`. */
export const EXPORT_ROWS_MAX = 1_000;
const REASON_CHARS_MAX = 200;

export interface JobsDeps {
  readonly journal: Journal;
  readonly zone: Zone;
  /** The station's clock. */
  utcMs(): number;
  /** There may be work: the printers ask for it. */
  wake(): void;
}

export const key = z.string().regex(/^J[0-9a-z]{1,11}$/, "must be a job's key, like J3k");
export const limit = z.number().int().min(1).max(LIST_MAX).default(100);
const nik = z.string().regex(/^\d{16}$/, "must be the 16 digits of a NIK");
const word = z.string().min(1).max(100);
const reason = z.string().trim().min(3, "say why in a few words").max(REASON_CHARS_MAX);
const cells = z.record(z.string().max(64), z.string().max(4_096));

export function jobsCommands(deps: JobsDeps): Command[] {
  return [
    ...lookCommands(deps),
    ...addCommands(deps),
    ...deskCommands(deps),
    ...settleCommands(deps),
    ...personalCommands(deps),
    ...handoverCommands(deps),
  ];
}

function lookCommands({ journal }: JobsDeps): Command[] {
  return [
    command({
      name: "jobs.list",
      role: "viewer",
      changes: false,
      input: z.strictObject({
        states: z.array(z.enum(JOB_STATES)).min(1).optional(),
        class: z.enum(JOB_CLASSES).optional(),
        subdistrict: word.optional(),
        cause: word.optional(),
        printer: word.optional(),
        nik: nik.optional(),
        after: key.optional(),
        offset: z.number().int().min(0).max(QUEUE_DEPTH_MAX).default(0),
        limit,
      }),
      run: ({ after, offset, limit: count, ...filter }, { role }) => {
        // Whether a given person has a job here is not for everybody.
        if (filter.nik !== undefined && role === "viewer") throw new CommandRefused("role", "log in to look for a NIK");
        return { ...journal.views.list(filter, count, after, offset), counts: journal.jobCounts };
      },
    }),
    command({
      name: "jobs.show",
      role: "viewer",
      changes: false,
      input: z.strictObject({ job: key }),
      run: ({ job }) => {
        const view = journal.views.one(job);
        if (view === undefined) throw noJob(job);
        const place = journal.views.placeOf(job);
        return {
          ...view,
          ...(place === undefined ? {} : { jobsBefore: place }),
          cards: journal.views.cardsOf(job).map((card) => ({ ...card, box: journal.stock.boxOf(card.serial) })),
          suspects: journal.suspects.of(job),
        };
      },
    }),
  ];
}

function addCommands({ journal, zone, utcMs, wake }: JobsDeps): Command[] {
  return [
    command({
      name: "jobs.add",
      role: "operator",
      changes: true,
      input: z.strictObject({ cells, urgent: reason.optional() }),
      audited: ({ cells: row, urgent }) => ({ class: String(row["class"] ?? ""), ...(urgent ? { why: urgent } : {}) }),
      run: ({ cells: row, urgent }) => {
        const made = jobRow(1, new Map(Object.entries(row)), zone, utcMs());
        if (typeof made === "string") throw new CommandRefused("invalid", made);
        const { refused, held } = journal.importJobs([made]);
        if (refused[0] !== undefined) throw new CommandRefused("refused", refused[0].reason);
        const view = journal.views.list({ nik: made.nik, states: ["queued", "held"] }, 1).jobs[0]!;
        if (urgent !== undefined) journal.queue.setUrgent(view.key, true);
        wake();
        return { job: view.key, held: Object.entries(held).find(([, count]) => count > 0)?.[0] };
      },
    }),
    command({
      name: "jobs.import",
      role: "operator",
      changes: true,
      input: z.strictObject({
        rows: z
          .array(z.strictObject({ line: z.number().int().min(1), cells }))
          .min(1)
          .max(IMPORT_ROWS_MAX),
      }),
      audited: ({ rows }) => ({ rows: rows.length }),
      run: ({ rows }) => {
        const refused: { line: number; reason: string; known: boolean }[] = [];
        const good: JobRow[] = [];
        const nowMs = utcMs();
        for (const { line, cells: row } of rows) {
          const made = jobRow(line, new Map(Object.entries(row)), zone, nowMs);
          if (typeof made === "string") refused.push({ line, reason: made, known: false });
          else good.push(made);
        }
        const result = journal.importJobs(good);
        wake();
        return { ...result, refused: [...refused, ...result.refused].sort((a, b) => a.line - b.line) };
      },
    }),
  ];
}

function deskCommands({ journal, wake }: JobsDeps): Command[] {
  const one = z.strictObject({ job: key, reason: reason.optional() });
  const audited = ({ job, reason: why }: z.infer<typeof one>) => ({ job, ...(why === undefined ? {} : { why }) });
  return [
    command({
      name: "jobs.hold",
      role: "operator",
      changes: true,
      input: one,
      audited,
      run: ({ job }) => done(job, journal.queue.hold(job), "only a queued job can be set aside"),
    }),
    command({
      name: "jobs.release",
      role: "operator",
      changes: true,
      input: one,
      audited,
      run: ({ job }) => {
        const view = journal.views.one(job);
        if (view?.state === "held" && view.cause === "suspect") {
          throw new CommandRefused("refused", `${job} may be somebody's second record: settle it (jobs settle)`);
        }
        const answer = done(job, journal.queue.release(job), "only a job that is set aside can be released");
        wake();
        return answer;
      },
    }),
    command({
      name: "jobs.releaseAll",
      role: "operator",
      changes: true,
      input: z.strictObject({ cause: z.enum(HOLD_CAUSES).exclude(["suspect"]), limit: limit.default(LIST_MAX) }),
      audited: ({ cause, limit: count }) => ({ cause, limit: count }),
      run: ({ cause, limit: count }) => {
        const released = journal.queue.releaseAll(cause, count);
        wake();
        return { released };
      },
    }),
    command({
      name: "jobs.void",
      role: "operator",
      changes: true,
      input: z.strictObject({ job: key, reason }),
      audited,
      run: ({ job }) => endJob(journal, job),
    }),
    command({
      name: "jobs.urgent",
      role: "operator",
      changes: true,
      input: z.strictObject({ job: key, urgent: z.boolean().default(true), reason }),
      audited: ({ job, urgent, reason: why }) => ({ job, urgent, why }),
      run: ({ job, urgent }) => {
        const answer = done(job, journal.queue.setUrgent(job, urgent), "only a waiting job can be urgent");
        wake();
        return answer;
      },
    }),
  ];
}

function endJob(journal: Journal, job: string): { job: string; state: string } {
  const view = journal.views.one(job);
  if (view === undefined) throw noJob(job);
  if (view.state === "leased" || view.state === "printing") {
    // The printer that has it ends it where it can; a card that is already joined is finished and counts.
    journal.jobs.cancel(job);
    return { job, state: view.state };
  }
  done(job, journal.queue.end(job), "only a job without a card can be ended; an uncertain one is settled");
  return { job, state: "void" };
}

function settleCommands({ journal, wake }: JobsDeps): Command[] {
  return [
    command({
      name: "jobs.settle",
      role: "operator",
      changes: true,
      input: z.strictObject({
        job: key,
        as: z.enum(["issued", "queued", "void", "duplicate", "different", "keep"]),
        /** Chip serial of the card in the hand. */
        serial: z
          .string()
          .regex(/^[0-9A-Fa-f]{2,40}$/, "must be the chip's serial in hexadecimal")
          .optional(),
        reason: reason.optional(),
      }),
      audited: ({ job, as, serial, reason: why }) => ({
        job,
        as,
        ...(serial === undefined ? {} : { serial: serial.toUpperCase() }),
        ...(why === undefined ? {} : { why }),
      }),
      run: ({ job, as, serial }) => {
        if (journal.views.one(job) === undefined) throw noJob(job);
        if (as === "issued" || as === "queued" || as === "void") settleUncertain(journal, job, as, serial);
        else {
          const answer = journal.suspects.settle(job, as);
          if (!answer.done) throw new CommandRefused("refused", answer.why);
        }
        wake();
        return { job, state: journal.jobState(job) };
      },
    }),
  ];
}

function settleUncertain(journal: Journal, job: string, as: "issued" | "queued" | "void", serial?: string): void {
  const state = journal.jobState(job);
  if (state !== "uncertain") {
    throw new CommandRefused(
      "refused",
      `${job} is ${state}, not uncertain; a suspect is settled as duplicate, different or keep`,
    );
  }
  const card = journal.views.cardsOf(job).findLast((known) => known.state === "uncertain");
  if (as === "issued" && serial !== undefined && card !== undefined && card.serial !== "") {
    if (card.serial !== serial.toUpperCase()) {
      throw new CommandRefused(
        "refused",
        `the card of ${job} has the chip ${card.serial}, not ${serial.toUpperCase()}: this is another card`,
      );
    }
  }
  if (!journal.decide(job, as)) throw new CommandRefused("refused", `${job} is not uncertain any more`);
}

/** Commands that show or end personal data. What is shown is written into the audit before it is shown. */
function personalCommands({ journal, zone, utcMs }: JobsDeps): Command[] {
  return [
    command({
      name: "jobs.compare",
      role: "operator",
      changes: false,
      input: z.strictObject({ job: key }),
      run: ({ job }, caller) => {
        if (journal.views.one(job) === undefined) throw noJob(job);
        const others = journal.suspects.of(job);
        const { name: actor, role } = caller;
        journal.audit.append({ actor, role, action: "jobs.compare", detail: { job, others: others.length } });
        const person = (of: string) => ({ ...journal.views.one(of), applicant: journal.suspects.applicant(of) });
        return { job: person(job), others: others.map((other) => ({ ...other, ...person(other.key) })) };
      },
    }),
    command({
      name: "jobs.export",
      role: "operator",
      changes: false,
      input: z.strictObject({
        states: z.array(z.enum(JOB_STATES)).min(1).optional(),
        after: key.optional(),
        limit: z.number().int().min(1).max(EXPORT_ROWS_MAX).default(EXPORT_ROWS_MAX),
        personalData: z.boolean().default(false),
      }),
      run: ({ states, after, limit: count, personalData }, { name: actor, role }) => {
        if (personalData && role !== "admin") {
          throw new CommandRefused("role", "personal data are exported by an administrator only");
        }
        const page = journal.views.list({ states }, count, after ?? "J0");
        if (!personalData) return page;
        journal.audit.append({ actor, role, action: "jobs.exportPersonal", detail: { jobs: page.jobs.length } });
        const whole = page.jobs.map((job) => ({
          ...job,
          nik: journal.views.nikOf(job.key),
          applicant: journal.suspects.applicant(job.key),
        }));
        return { jobs: whole, more: page.more };
      },
    }),
    command({
      name: "jobs.purge",
      role: "admin",
      changes: true,
      input: z.strictObject({ before: z.string().max(40), dryRun: z.boolean().default(false) }),
      audited: ({ before, dryRun }) => ({ before, dryRun }),
      run: ({ before, dryRun }) => {
        const beforeMs = isoMs(before, zone);
        if (beforeMs === undefined) {
          throw new CommandRefused("invalid", "before must be an ISO date (2018-02-03) or date-time that exists");
        }
        const nowMs = utcMs();
        if (beforeMs > nowMs) {
          const now = clockText(nowMs, zone);
          throw new CommandRefused(
            "invalid",
            `before is ahead of this station's clock (${now}): everybody would be forgotten`,
          );
        }
        return dryRun ? { people: journal.purge.count(beforeMs), backups: 0 } : journal.forget(beforeMs);
      },
    }),
  ];
}

export const noJob = (job: string): CommandRefused => new CommandRefused("notFound", `there is no job ${job}`);

function done(job: string, answer: DeskAnswer, otherwise: string): { job: string } {
  if (answer.done) return { job };
  if (answer.state === undefined) throw noJob(job);
  throw new CommandRefused("refused", `${job} is ${answer.state}: ${otherwise}`);
}
