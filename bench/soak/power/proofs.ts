/** What each run must prove at its end: nobody has two cards, nobody is forgotten, nothing is missing from the stock. */
import { STEP_KIND, STEP_RESULT } from "../../../src/protocol/index.ts";
import { type RigPrinter, runProblems, type SimStation } from "../../../src/rig/index.ts";
import { jobId, jobKey } from "../../../src/station/index.ts";
import type { Books } from "./books.ts";
import { CARDS, JOBS_PER_PRINTER } from "./starts.ts";

/** Cards that a job may spoil before it ends void: the station's own limit. */
const ATTEMPTS_MAX = 3;

/** What the run knows of its cuts. */
export interface CutFacts {
  mayEndUncertain(job: string): boolean;
  readonly stoodInNip: ReadonlySet<string>;
  readonly onlyHostsDied: boolean;
  /** All jobs should have ended. */
  readonly toTheLast: boolean;
}

/** In words; empty when all holds. `books` are in the order of the printers. */
export function provenProblems(station: SimStation, books: readonly Books[], facts: CutFacts): string[] {
  const found = [...runProblems(station, JOBS_PER_PRINTER * station.printers.length).found];
  station.printers.forEach((printer, i) => {
    const say = (words: string): void => void found.push(`${printer.name}: ${words}`);
    for (const words of books[i]!.problems()) say(words);
    stepProblems(station, printer, books[i]!, facts, say);
    cardProblems(printer, facts, say);
    if (facts.toTheLast) viewProblems(station, printer, say);
  });
  jobProblems(station, facts, found);
  return found;
}

/** What was truly spent was intended, by a step of a job; what the journal takes for done was done. */
function stepProblems(
  station: SimStation,
  { name }: RigPrinter,
  books: Books,
  facts: CutFacts,
  say: (words: string) => void,
): void {
  const steps = new Map(station.journal.allSteps().map((step) => [step.id, step]));
  const spent = [
    { what: "a blank", ids: books.fedBy, kind: STEP_KIND.feed },
    { what: "a ribbon set and a frame", ids: books.imagedBy, kind: STEP_KIND.image },
  ];
  for (const { what, ids, kind } of spent) {
    for (const id of ids) {
      const step = steps.get(id);
      if (step === undefined || step.printer !== name || step.kind !== kind || step.job === "")
        say(`step ${id} spent ${what}, but was never intended`);
      else if (step.withdrawn !== "") say(`step ${id} spent ${what}, but is withdrawn: ${step.withdrawn}`);
      else if (step.result === null && facts.toTheLast) say(`step ${id} spent ${what}, but is not settled`);
    }
  }
}

/** Film and chip belong together on every card wherever it lies; what stood in the nip without power never comes out. */
function cardProblems({ engine }: RigPrinter, facts: CutFacts, say: (words: string) => void): void {
  for (const { number, uid, chipJob, filmJob, place } of engine.truth.cards) {
    if (chipJob !== "" && filmJob !== "" && chipJob !== filmJob)
      say(`card ${number} (${place}) has the chip of ${chipJob} and the film of ${filmJob}`);
    if (place === "output" && facts.stoodInNip.has(uid)) say(`card ${number} stood in the nip and came out`);
  }
}

/** The host's numbers are those of the machine. */
function viewProblems(station: SimStation, { name, engine }: RigPrinter, say: (words: string) => void): void {
  const view = station.office.controller(name).view();
  const { world } = engine.truth.state;
  if (view.link.state !== "up") say(`the link is ${view.link.state} at the end`);
  if (view.ribbonLeft !== world.ribbon.left)
    say(`host counts ${view.ribbonLeft} ribbon sets, there are ${world.ribbon.left}`);
  if (view.filmLeft !== world.film.left) say(`host counts ${view.filmLeft} frames, there are ${world.film.left}`);
}

function jobProblems(station: SimStation, facts: CutFacts, found: string[]): void {
  const { journal } = station;
  const voided = new Map<string, number>();
  for (const { job, state } of journal.cards()) {
    const key = jobKey(job);
    if (state === "void") voided.set(key, (voided.get(key) ?? 0) + 1);
    if (state === "uncertain" && !facts.mayEndUncertain(key))
      found.push(`job ${key} is uncertain, but no cut fell between its transfer and the proof of its exit`);
  }
  const { void: voidJobs, issued } = journal.jobCounts;
  const spoiltOften = [...voided.values()].filter((cards) => cards >= ATTEMPTS_MAX).length;
  if (voidJobs !== spoiltOften)
    found.push(`forgotten: ${voidJobs} jobs are void, ${spoiltOften} after ${ATTEMPTS_MAX} cards`);
  const rejected = station.printers.flatMap(({ engine }) =>
    engine.truth.cards.filter(({ place, chipJob }) => place !== "output" && place !== "inside" && chipJob !== ""),
  );
  for (const { number, chipJob, uid } of rejected) {
    const known = journal
      .cards()
      .some(
        ({ job, serial, state }) => job === jobId(chipJob) && state === "void" && (serial === uid || serial === ""),
      );
    if (!known) found.push(`card ${number} with the chip of ${chipJob} lies in a bin and is not written off`);
  }
  if (!facts.toTheLast) return;
  if (facts.onlyHostsDied && issued !== station.printers.length * (CARDS + 1))
    found.push(`only hosts died, but ${issued} of ${station.printers.length * (CARDS + 1)} cards are issued`);
  const open = journal.allSteps().filter(({ result, withdrawn }) => result === null && withdrawn === "");
  if (open.length > 0) found.push(`steps without an outcome at the end: ${open.map(({ id }) => id).join(", ")}`);
  const odd = journal.allSteps().filter(({ result }) => result === STEP_RESULT.begun);
  if (odd.length > 0) found.push(`steps settled as begun: ${odd.map(({ id }) => id).join(", ")}`);
}
