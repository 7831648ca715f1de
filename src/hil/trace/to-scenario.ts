/** A recording from the field as a scenario: the same machine, supplies, cards and faults, as far as the link tells. */
import { stringify } from "yaml";
import { INJECTABLE } from "../../hardware-sim/index.ts";
import { FAULT_CODE, type FaultName, nameOf, STEP_KIND } from "../../protocol/index.ts";
import { SIM_MODELS } from "../../rig/index.ts";
import { itemText, type RecordedItem, type Recording, RecordingError } from "./recording.ts";
import { REMARK } from "./recording-names.ts";

/** Time that a fault and a card may take beyond what they took in the recording. */
const SLACK_SECONDS = 600;
const JOBS_MAX = 10_000;
const FAULTS_MAX = 100;
/** A roller below this says that the machine had cooled down, and its head then shows the room [E]. */
const COLD_CENTICELSIUS = 4_000;

/** A fault that ends a step may be told behind the step's end. */
const AFTER_STEP_US = 500_000;

interface StepSeen {
  readonly id: number;
  readonly word: string;
  readonly film: boolean;
  readonly atUs: number;
  endUs: number | undefined;
  /** What ended it. */
  fault: number;
}

const FILM_KINDS: readonly number[] = [STEP_KIND.image, STEP_KIND.filmAdvance];

/** Keeps one step of each side, the card's behind the film's: of two that run, a fault is rather the card's. */
function begin(steps: StepSeen[], values: Readonly<Record<string, number>>, atUs: number): void {
  const kind = values["kind"]!;
  const film = FILM_KINDS.includes(kind);
  const others = steps.filter((step) => step.film !== film);
  const step = { id: values["id"]!, word: nameOf(STEP_KIND, kind), film, atUs, endUs: undefined, fault: 0 };
  steps.splice(0, steps.length, ...(film ? [step, ...others] : [...others, step]));
}

function finish(steps: readonly StepSeen[], values: Readonly<Record<string, number>>, atUs: number): void {
  const step = steps.find(({ id }) => id === values["id"]);
  if (step === undefined) return;
  step.endUs = atUs;
  step.fault = values["fault"]!;
}

interface FaultSeen {
  readonly name: FaultName;
  /** Step under way, and the number of its card. */
  readonly step: string | undefined;
  readonly card: number;
  /** Since that step was ordered, else since the beginning. */
  readonly afterUs: number;
}

interface Seen {
  model: string | undefined;
  cards: number;
  readonly faults: FaultSeen[];
  readonly left: Map<string, number>;
  roomCelsius: number | undefined;
}

/**
 * YAML of a scenario. What it cannot say stands in comments at its head. Throws {@link RecordingError} when the printer was not
 * recorded or never said what it is.
 */
export function scenarioText(recording: Recording, printer: string | undefined, name: string): string {
  const who = printer ?? recording.printers[0];
  const items = recording.items.filter((item) => item.printer === who);
  if (who === undefined || items.length === 0) {
    throw new RecordingError(
      `the recording has no ${who ?? "printer"}; it has ${recording.printers.join(", ") || "nothing"}`,
    );
  }
  const seen = lookThrough(items);
  const profile = SIM_MODELS.find((model) => model === seen.model);
  if (profile === undefined) {
    throw new RecordingError(
      `${who} never says which model it is: begin to record, then start the station or plug the printer in`,
    );
  }
  const seconds = Math.ceil((items.at(-1)!.utcUs - items[0]!.utcUs) / 1e6) + SLACK_SECONDS;
  const known = seen.faults.filter((fault) => INJECTABLE.includes(fault.name)).slice(0, FAULTS_MAX);
  const others = seen.faults.filter((fault) => !known.includes(fault)).map((fault) => fault.name);
  const supplies = ["blanks", "ribbon", "film"].filter((what) => seen.left.has(what));
  const scenario = {
    name,
    shows: known.length === 0 ? ["recorded:run"] : [...new Set(known.map((fault) => `fault:${fault.name}`))],
    tags: ["recorded"],
    setup: {
      profile,
      ...(seen.roomCelsius === undefined ? {} : { room: `${seen.roomCelsius} C` }),
      ...(supplies.length === 0
        ? {}
        : { supplies: supplies.map((what) => `${what}:${seen.left.get(what)}`).join(",") }),
    },
    ...(known.length === 0 ? {} : { faults: known.map(faultWish) }),
    steps: [
      { jobs: Math.max(1, Math.min(JOBS_MAX, seen.cards)) },
      ...known.map((fault) => ({
        wait: { message: "fault_raised", where: { code: FAULT_CODE[fault.name] }, within: `${seconds}s` },
      })),
      { wait: { jobs: { left: 0 }, within: `${seconds + SLACK_SECONDS * Math.max(1, known.length)}s` } },
    ],
  };
  return head(who, recording, others) + stringify(scenario);
}

function lookThrough(items: readonly RecordedItem[]): Seen {
  const seen: Seen = { model: undefined, cards: 0, faults: [], left: new Map(), roomCelsius: undefined };
  /** The newest of the card's side and of the film's. */
  const steps: StepSeen[] = [];
  for (const item of items) {
    const told = item.comments.find((comment) => comment.startsWith(REMARK.model));
    if (told !== undefined) seen.model ??= told.slice(REMARK.model.length);
    for (const { name, values } of item.block?.messages ?? []) {
      if (name === "identity") seen.model ??= /model="([^"]*)"/.exec(itemText(item))?.[1];
      else if (name === "step_start") {
        begin(steps, values, item.utcUs);
        if (values["kind"] === STEP_KIND.feed) seen.cards++;
      } else if (name === "step_done") finish(steps, values, item.utcUs);
      else if (name === "fault_raised")
        seen.faults.push(faultOf(values["code"]!, item.utcUs, items[0]!.utcUs, steps, seen));
      else firstOf(name, values, seen);
    }
  }
  return seen;
}

/** Supplies and room as they were at the beginning. */
function firstOf(name: string, values: Readonly<Record<string, number>>, seen: Seen): void {
  const first = (what: string, value: number | undefined): void => {
    if (value !== undefined && !seen.left.has(what)) seen.left.set(what, value);
  };
  if (name === "status_counters") first("blanks", values["blanks_left"]);
  else if (name === "status_path") {
    first("ribbon", values["ribbon_left"]);
    first("film", values["film_left"]);
  } else if (name === "status_heat" && values["roller_centicelsius"]! < COLD_CENTICELSIUS) {
    seen.roomCelsius ??= Math.min(60, Math.max(0, Math.round(values["head_centicelsius"]! / 100)));
  }
}

function faultOf(code: number, atUs: number, zeroUs: number, steps: readonly StepSeen[], { cards }: Seen): FaultSeen {
  const name = nameOf(FAULT_CODE, code) as FaultName;
  const under = steps.filter(({ endUs }) => endUs === undefined || atUs - endUs <= AFTER_STEP_US);
  const step = under.find(({ fault }) => fault === code) ?? under.at(-1);
  return { name, step: step?.word, card: cards, afterUs: atUs - (step?.atUs ?? zeroUs) };
}

function faultWish({ name, step, card, afterUs }: FaultSeen): Record<string, unknown> {
  const ms = `${Math.max(1, Math.round(afterUs / 1_000))}ms`;
  // A cause comes before its fault is noticed: with the order of the step, not when the fault was told.
  return { inject: name, when: step === undefined ? { at: ms } : { step, card: Math.max(1, card) } };
}

function head(printer: string, { comments }: Recording, others: readonly string[]): string {
  const lines = [`From a recording of ${printer}${comments.length === 0 ? "" : ` (${comments.join("; ")})`}.`];
  lines.push(
    "Causes are those that the simulator knows for the faults that were told; check times, room and supplies.",
  );
  if (others.length > 0)
    lines.push(`Left out, because nothing brings them about on purpose: ${[...new Set(others)].join(", ")}.`);
  return lines.map((line) => `# ${line.replace(/[\r\n]/g, " ")}\n`).join("");
}
