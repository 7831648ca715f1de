/** What somebody does at a simulated machine that waits for hands, and the two ways to it: here, or over its lab line. */
import type { Clock } from "../base/index.ts";
import { type Engine, type LabState, MODELS, runScriptLine } from "../hardware-sim/index.ts";
import { askLabLine } from "./lab-line-client.ts";
import type { SimPrinter } from "./sim-url.ts";

/** What can be filled up or emptied. */
export type Supply = "blanks" | "ribbon" | "film" | "output" | "reject";

/** What the machine shows to somebody who stands at it. */
export type SeenAtMachine = Pick<LabState, "coverOpen" | "injections">;

export interface OperatorHands {
  /**
   * Fills up and empties, then mends: `mend` says in lab lines what has to be done at a machine that looks so. `done` is
   * called once, when all is done or cannot be.
   */
  attend(supplies: readonly Supply[], mend: (seen: SeenAtMachine) => readonly string[], done: () => void): void;
}

/** Where supplies come from. */
export interface SupplyShelf {
  /** Takes a spool that fits from the store: the sets or frames on it, or undefined when there is none. */
  spool(item: "ribbon" | "film", engine: Engine): number | undefined;
  /** Takes up to so many blanks. */
  blanks(wanted: number): number;
}

/** Never empty, and always new spools. */
const ENDLESS_SHELF: SupplyShelf = {
  spool: (item, { spec }) => (item === "ribbon" ? spec.ribbonSets : spec.filmFrames),
  blanks: (wanted) => wanted,
};

/** At a machine in this process: all is done when `attend` returns. */
export function handsAt(engine: Engine, clock: Clock, shelf: SupplyShelf = ENDLESS_SHELF): OperatorHands {
  const { lab, spec } = engine;
  const fill: Readonly<Record<Supply, () => void>> = {
    blanks: () => lab.loadBlanks(shelf.blanks(spec.blanksMax - lab.state().hopper)),
    output: () => lab.emptyOutput(),
    reject: () => lab.emptyReject(),
    ribbon: () => {
      const left = shelf.spool("ribbon", engine);
      if (left !== undefined) lab.loadRibbon(undefined, left);
    },
    film: () => {
      const left = shelf.spool("film", engine);
      if (left !== undefined) lab.loadFilm(undefined, left);
    },
  };
  return {
    attend(supplies, mend, done) {
      for (const supply of supplies) fill[supply]();
      for (const line of mend(lab.state())) runScriptLine(engine, clock, line);
      done();
    },
  };
}

/** At a machine in another process, on the line that `cetak sim --control` opens. One that cannot be reached is tried again at the next call. */
export function handsOverLabLine(url: string, model: SimPrinter["model"]): OperatorHands {
  const fill: Readonly<Record<Supply, string>> = {
    blanks: `blanks load ${MODELS[model].blanksMax}`,
    output: "output empty",
    reject: "reject empty",
    ribbon: "ribbon load",
    film: "film load",
  };
  const work = async (supplies: readonly Supply[], mend: (seen: SeenAtMachine) => readonly string[]): Promise<void> => {
    for (const supply of supplies) await askLabLine(url, fill[supply]);
    const seen = JSON.parse(await askLabLine(url, "state")) as SeenAtMachine;
    for (const line of mend(seen)) await askLabLine(url, line);
  };
  return {
    attend(supplies, mend, done) {
      work(supplies, mend).then(done, done);
    },
  };
}
