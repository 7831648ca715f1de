/** The lab of a station whose printers are simulated: engines in this process, and engines elsewhere with a `--control` port. */
import { type Clock, type ScaledClock, US_PER_S } from "../base/index.ts";
import { type Engine, INJECTABLE, type LabState, parseScript, runScript, SCRIPT_HELP } from "../hardware-sim/index.ts";
import { CommandRefused, type LabPort, type LabRewind, type LabTimeControl } from "../station/index.ts";
import { LabCentreClient } from "./lab-centre-client.ts";
import { askLabLine } from "./lab-line-client.ts";
import { noRewind } from "./lab-rewind.ts";

/** A simulated machine that the lab can reach. */
export type LabTarget =
  | { readonly engine: Engine; readonly clock: Clock }
  /** `tcp://host:port` of its lab commands. */
  | { readonly controlUrl: string };

export interface LabPortOptions {
  readonly targets: ReadonlyMap<string, LabTarget>;
  /** The clock of the simulated world; undefined where a real printer runs on it too. */
  readonly world?: ScaledClock;
  /** Where a simulated data centre takes lab commands (`cetak centre`); undefined: there is none. */
  readonly centreUrl?: string | undefined;
  /** The way back to saved states; undefined: there is none. */
  readonly rewind?: LabRewind | undefined;
}

export function labPort({ targets, world, centreUrl, rewind }: LabPortOptions): LabPort {
  const act = async (printer: string, line: string): Promise<string> => {
    const target = targets.get(printer)!;
    return "engine" in target ? actHere(target.engine, target.clock, line) : askLabLine(target.controlUrl, line);
  };
  return {
    printers: [...targets.keys()],
    act,
    state: async (printer) => {
      const target = targets.get(printer)!;
      const state =
        "engine" in target ? target.engine.lab.state() : (JSON.parse(await act(printer, "state")) as LabState);
      return { ...state, inHand: [...(state.inHand ?? [])], injections: [...state.injections] };
    },
    help: SCRIPT_HELP,
    faults: INJECTABLE,
    time: world === undefined ? undefined : timeControl(world),
    centre: centreUrl === undefined ? undefined : new LabCentreClient(centreUrl),
    rewind: rewind ?? noRewind("nothingSaved"),
  };
}

/** At once; what a line has to do later follows by the machine's own clock. */
function actHere(engine: Engine, clock: Clock, line: string): string {
  const parsed = parseScript(line);
  if ("problems" in parsed) throw new CommandRefused("invalid", parsed.problems[0]!.message);
  const step = parsed.steps[0];
  if (step === undefined) throw new CommandRefused("invalid", "the line is empty");
  if (step.atUs > 0) {
    runScript([step], engine, clock);
    return "scheduled";
  }
  let said: string;
  try {
    said = step.action.run(engine);
  } catch (error) {
    if (error instanceof RangeError) throw new CommandRefused("invalid", error.message);
    throw error;
  }
  const { later } = step.action;
  if (later !== undefined) {
    const { afterUs } = later;
    runScript([{ line: 1, atUs: afterUs, action: { run: (it) => later.run(it) } }], engine, clock);
  }
  return said;
}

function timeControl(world: ScaledClock): LabTimeControl {
  const stop = world.timer(() => world.pause());
  return {
    now: () => ({ speed: world.speed, paused: world.paused, seconds: Math.floor(world.now() / US_PER_S) }),
    setSpeed: (times) => world.setSpeed(times),
    pause: () => {
      stop.cancel();
      world.pause();
    },
    resume: () => {
      stop.cancel();
      world.resume();
    },
    step: (seconds) => {
      stop.armAfter(Math.round(seconds * US_PER_S));
      world.resume();
    },
  };
}
