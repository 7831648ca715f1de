/** `cetak jobs`: look at the queue and settle what only a person can settle. */
import { type JobPage, type JobView, ZONE_MINUTES } from "../../station/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { numberOption } from "../options.ts";
import { type WhereOptions, withStation } from "../station-or-file.ts";
import { instant, printJson, textTable } from "../text-table.ts";

export interface JobsOptions extends WhereOptions {
  json?: boolean;
}

export interface ListOptions extends JobsOptions {
  state?: string[];
  class?: string;
  subdistrict?: string;
  cause?: string;
  printer?: string;
  nik?: string;
  after?: string;
  offset: string;
  limit: string;
}

export async function jobsList(options: ListOptions): Promise<void> {
  const { class: jobClass, subdistrict, cause, printer, nik, after } = options;
  const input = {
    states: options.state,
    class: jobClass,
    subdistrict,
    cause,
    printer,
    nik,
    after,
    offset: numberOption(options.offset, "--offset", 0, 20_000, true),
    limit: numberOption(options.limit, "--limit", 1, 1_000, true),
  };
  await withStation(options, false, async ({ ask, config }) => {
    const page = (await ask("jobs.list", input)) as JobPage & { counts: Record<string, number> };
    if (options.json) return printJson(page);
    process.stdout.write(jobTable(page.jobs, ZONE_MINUTES[config?.zone ?? "WIB"]));
    if (page.more) process.stdout.write(`... there are more: --limit, --offset or --after ${page.jobs.at(-1)?.key}\n`);
    const counts = Object.entries(page.counts).filter(([, count]) => count > 0);
    process.stdout.write(`${counts.map(([state, count]) => `${state} ${count}`).join(", ") || "no jobs at all"}\n`);
  });
}

export function jobTable(jobs: readonly JobView[], zoneMinutes: number): string {
  const rows = jobs.map((job) => [
    job.key,
    job.nik,
    job.urgent ? `${job.class} !` : job.class,
    job.state,
    job.cause,
    job.record,
    job.subdistrict,
    job.printer,
    job.attempts === 0 ? "" : String(job.attempts),
    instant(job.requestedAtMs, zoneMinutes).slice(0, 10),
    instant(job.changedAtMs, zoneMinutes),
  ]);
  const header = "JOB NIK CLASS STATE CAUSE RECORD SUBDISTRICT PRINTER SPOILT REQUESTED CHANGED".split(" ");
  return rows.length === 0 ? "no such jobs\n" : textTable(header, rows);
}

interface Shown extends JobView {
  jobsBefore?: number;
  cards: { serial: string; state: string; cause: string; printer: string; atMs: number; box?: string }[];
  suspects: { key: string; nik: string; state: string; score: number; evidence: string[]; verdict: string }[];
}

export async function jobsShow(job: string, options: JobsOptions & { compare?: boolean }): Promise<void> {
  await withStation(options, false, async ({ ask, config }) => {
    if (options.compare) return printJson(await ask("jobs.compare", { job }));
    const shown = (await ask("jobs.show", { job })) as Shown;
    if (options.json) return printJson(shown);
    const minutes = ZONE_MINUTES[config?.zone ?? "WIB"];
    process.stdout.write(jobTable([shown], minutes));
    if (shown.jobsBefore !== undefined) process.stdout.write(`${shown.jobsBefore} jobs go before it\n`);
    for (const card of shown.cards) {
      const words = [card.serial || "no chip serial", card.state, card.cause, `by ${card.printer}`];
      const box = card.box === undefined ? "" : `, box ${card.box}`;
      process.stdout.write(
        `card ${words.filter((word) => word !== "").join(" ")}, ${instant(card.atMs, minutes)}${box}\n`,
      );
    }
    for (const other of shown.suspects) {
      const verdict = other.verdict === "" ? "not settled" : other.verdict;
      const evidence = other.evidence.join(", ");
      process.stdout.write(`like ${other.key} (${other.state}), ${other.score} points: ${evidence}; ${verdict}\n`);
    }
  });
}

export interface AddOptions extends JobsOptions {
  nik: string;
  name: string;
  class: string;
  subdistrict: string;
  requestedAt: string;
  birthPlace?: string;
  birthDate?: string;
  letterNumber?: string;
  record?: string;
  image?: string;
  urgent?: string;
}

export async function jobsAdd(options: AddOptions): Promise<void> {
  const cells = Object.entries({
    nik: options.nik,
    name: options.name,
    class: options.class,
    subdistrict: options.subdistrict,
    requested_at: options.requestedAt,
    birth_place: options.birthPlace,
    birth_date: options.birthDate,
    letter_number: options.letterNumber,
    record: options.record,
    image: options.image,
  }).filter(([, value]) => value !== undefined);
  await withStation(options, true, async ({ ask }) => {
    const added = (await ask("jobs.add", { cells: Object.fromEntries(cells), urgent: options.urgent })) as {
      job: string;
      held?: string;
    };
    if (options.json) return printJson(added);
    process.stdout.write(`${added.job}${added.held === undefined ? " queued" : ` set aside: ${added.held}`}\n`);
  });
}

/** The same for several jobs, one after the other; the first that is refused ends it. */
export async function jobsEach(
  command: "hold" | "release" | "void" | "urgent",
  jobs: readonly string[],
  options: JobsOptions & { reason?: string; cause?: string; off?: boolean },
): Promise<void> {
  const all = command === "release" && options.cause !== undefined;
  if (jobs.length === 0 && !all) throw new CommandError(EXIT.usage, "name the jobs, like J3k");
  await withStation(options, false, async ({ ask }) => {
    if (all) return said(options, await ask("jobs.releaseAll", { cause: options.cause }));
    const more = command === "urgent" ? { urgent: options.off !== true } : {};
    const done: unknown[] = [];
    const tell = (): void => {
      if (options.json) printJson({ jobs: done });
      else if (done.length > 0) process.stdout.write(`${jobs.slice(0, done.length).join(" ")}: done\n`);
    };
    try {
      for (const job of jobs) done.push(await ask(`jobs.${command}`, { job, reason: options.reason, ...more }));
    } catch (error) {
      // What was done is done: people must not do it again, nor think that it was not.
      if (done.length > 0) tell();
      throw error instanceof CommandError
        ? new CommandError(error.exitCode, refusedAt(jobs, done.length, error))
        : error;
    }
    tell();
  });
}

/** Which of several jobs was refused, and that those behind it were not tried. */
function refusedAt(jobs: readonly string[], at: number, { message }: CommandError): string {
  const job = jobs[at]!;
  const rest = jobs.slice(at + 1);
  const named = jobs.length === 1 || message.includes(job) ? message : `${job}: ${message}`;
  return rest.length === 0 ? named : `${named}; not tried: ${rest.join(" ")}`;
}

export async function jobsSettle(
  job: string,
  options: JobsOptions & { as: string; serial?: string; reason?: string },
): Promise<void> {
  const { as, serial, reason } = options;
  await withStation(options, false, async ({ ask }) => {
    const settled = (await ask("jobs.settle", { job, as, serial, reason })) as { state: string };
    if (options.json) return printJson(settled);
    process.stdout.write(`${job} is ${settled.state}\n`);
  });
}

export async function jobsPurge(options: JobsOptions & { before: string; dryRun?: boolean }): Promise<void> {
  await withStation(options, false, async ({ ask }) => {
    const { before, dryRun = false } = options;
    const result = (await ask("jobs.purge", { before, dryRun })) as { people: number; backups: number };
    if (options.json) return printJson({ dryRun, ...result });
    const copies = result.backups > 0 ? `; ${result.backups} copies of the journal replaced by a new one` : "";
    process.stdout.write(`${result.people} people ${dryRun ? "would be" : "were"} forgotten${copies}\n`);
  });
}

function said(options: JobsOptions, result: unknown): void {
  if (options.json) {
    printJson(result);
    return;
  }
  const words = Object.entries(result as Record<string, unknown>).map(([name, value]) => `${name} ${value}`);
  process.stdout.write(`${words.join(", ")}\n`);
}
