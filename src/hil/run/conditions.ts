/** Whether a condition of a scenario holds: now, or in what happened since the last wait. */
import { parseQuantity } from "../scenario/quantity.ts";
import type { Condition } from "../scenario/schema.ts";
import { VALUES } from "../scenario/values.ts";
import type { Target } from "../targets/target.ts";
import { type LogEntry, type RunLog, statesFit } from "./run-log.ts";

export interface Answer {
  readonly holds: boolean;
  /** What is the case instead, for people. */
  readonly found: string | (() => string);
  /** Place in the log that was consumed; undefined when it holds now. */
  readonly at?: number;
}

/** What was found instead, in words. */
export const foundText = ({ found }: Answer): string => (typeof found === "string" ? found : found());

/** `from`: entries before it are not looked at. */
export function ask(condition: Condition, target: Target, log: RunLog, from: number): Answer {
  const { state, fault, clear, message, event, value, jobs } = condition;
  if (state !== undefined) {
    const { path } = target.office.controller(target.printer).view();
    if (statesFit(state, path)) return { holds: true, found: path };
    return inLog(
      log,
      from,
      `the printer is ${path}`,
      (entry) => entry.kind === "state" && statesFit(state, entry.name),
    );
  }
  if (fault !== undefined || clear !== undefined) return askFaults(condition, target, log, from);
  if (message !== undefined) {
    const { where = {} } = condition;
    return inLog(log, from, `no such message since the last wait`, (entry) => {
      if (entry.kind !== "message" || entry.name !== message) return false;
      return Object.entries(where).every(([field, wanted]) => entry.values?.[field] === wanted);
    });
  }
  if (event !== undefined) {
    return inLog(
      log,
      from,
      "no such event since the last wait",
      (entry) => entry.kind === "event" && entry.name === event,
    );
  }
  if (jobs !== undefined) return askJobs(jobs, target);
  return askValue(condition, value!, target);
}

function inLog(log: RunLog, from: number, found: string, fits: (entry: LogEntry) => boolean): Answer {
  const at = log.find(from, fits);
  return at < 0 ? { holds: false, found } : { holds: true, found: log.entries[at]!.name, at };
}

function askJobs(wanted: NonNullable<Condition["jobs"]>, target: Target): Answer {
  const { queued, leased, printing, issued, uncertain, handedOver, ...rest } = target.journal.jobCounts;
  const counts = { issued: issued + handedOver, uncertain, void: rest.void, left: queued + leased + printing };
  const holds = Object.entries(wanted).every(
    ([key, count]) => count === undefined || counts[key as keyof typeof counts] === count,
  );
  // Asked again and again: put into words only when somebody reads them.
  const found = (): string => {
    const words = Object.entries(counts).map(([key, count]) => `${key} ${count}`);
    return `jobs: ${words.join(", ")}`;
  };
  return { holds, found };
}

function askValue(condition: Condition, name: string, target: Target): Answer {
  const reading = readValue(name, target);
  const { unit, truth = false } = VALUES[name]!;
  if (reading === undefined)
    return {
      holds: false,
      found: `${name} is not known${truth ? ": only the simulator in this process knows it" : ""}`,
    };
  const { is, tolerance, min, max } = condition;
  const amount = (text: string | number | undefined, otherwise: number): number =>
    text === undefined ? otherwise : parseQuantity(text)!.amount;
  const band = amount(tolerance, 0);
  const low = is === undefined ? amount(min, Number.NEGATIVE_INFINITY) : amount(is, 0) - band;
  const high = is === undefined ? amount(max, Number.POSITIVE_INFINITY) : amount(is, 0) + band;
  return { holds: reading >= low && reading <= high, found: `${name} is ${Number(reading.toFixed(3))} ${unit}`.trim() };
}

export function readValue(name: string, target: Target): number | undefined {
  const view = target.office.controller(target.printer).view();
  return VALUES[name]!.read({ view, journal: target.journal, engine: target.sim?.printers[0]?.engine });
}

function askFaults({ fault, clear }: Condition, target: Target, log: RunLog, from: number): Answer {
  const standing = target.office
    .controller(target.printer)
    .view()
    .faults.map((one) => one.fault as string);
  const list = standing.length === 0 ? "no fault stands" : `${standing.join(", ")} stands`;
  if (fault === undefined) {
    return { holds: clear === "all" ? standing.length === 0 : !standing.includes(clear!), found: list };
  }
  if (standing.includes(fault)) return { holds: true, found: list };
  return inLog(log, from, list, (entry) => entry.kind === "fault" && entry.name === fault);
}

/** For people: `state warming`, `roller is 165 C +- 3 K`. */
export function conditionText(condition: Condition): string {
  const { state, fault, clear, message, where, event, value, is, tolerance, min, max, jobs } = condition;
  if (state !== undefined) return `state ${state}`;
  if (fault !== undefined) return `fault ${fault}`;
  if (clear !== undefined) return clear === "all" ? "no fault" : `${clear} cleared`;
  if (message !== undefined) return `message ${message}${where === undefined ? "" : ` with ${JSON.stringify(where)}`}`;
  if (event !== undefined) return `event ${event}`;
  if (jobs !== undefined)
    return `jobs ${Object.entries(jobs)
      .map(([key, count]) => `${key} ${count}`)
      .join(", ")}`;
  const limits = [
    is === undefined ? "" : ` is ${is}${tolerance === undefined ? "" : ` +- ${tolerance}`}`,
    min === undefined ? "" : ` at least ${min}`,
    max === undefined ? "" : ` at most ${max}`,
  ];
  return `${value}${limits.join("")}`;
}
