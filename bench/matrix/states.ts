/** The states of a printer in which a fault may strike: how a run gets there, and how it goes on afterwards. */
import type { PrinterView } from "../../src/controller/index.ts";
import type { SimStation } from "../../src/rig/index.ts";

/** Hot zone at which the governor rests before each card, C. */
const PACED_HOT_ZONE_CELSIUS = 70;
/** The fault strikes this long after the host has gone, us: the heat lease still runs. */
const HOST_GONE_US = 3_000_000;
const BOOTING_US = 20_000_000;
const COOLING_CELSIUS = 140;

export interface StrikeState {
  readonly name: string;
  /** For people: when exactly. */
  readonly when: string;
  /** Options of the simulated printer. */
  readonly supplies?: string;
  readonly room?: number;
  readonly fan?: number;
  /** How long the cause stays when nobody sees it, us; the cell's own limit when absent. */
  readonly unseenUsMax?: number;
  /** No jobs before the strike; they come with {@link release}. */
  readonly withoutJobs?: true;
  arrange?(station: SimStation): void;
  /** Looked at each tick of the engine until it is true; may do what leads there. */
  reached(view: PrinterView, station: SimStation): boolean;
  /** A minute after the strike: what held the printer in this state ends. */
  release?(station: SimStation): void;
}

const controllerOf = (station: SimStation) => station.office.controller(station.printers[0]!.name);
const waitsForImage = (view: PrinterView): boolean => view.filmStep === "image" && view.cardStep === "none";

/** Instant at which the host was taken away, by station. */
const hostGoneAt = new WeakMap<SimStation, number>();

export const STRIKE_STATES: readonly StrikeState[] = [
  {
    name: "cold",
    when: "starting up, 20 s after power-on",
    reached: (_view, station) => station.clock.now() >= BOOTING_US,
  },
  {
    name: "warming",
    when: "roller on its way, past 100 C",
    reached: (view) => view.word === "warming" && (view.rollerCelsius ?? 0) > 100,
  },
  {
    name: "ready",
    when: "hot, without a job; jobs come a minute later",
    withoutJobs: true,
    reached: (view) => view.word === "ready",
  },
  {
    name: "feeding",
    when: "the first blank moves to the encoder",
    reached: (view) => view.cardStep === "feed" && view.phase === "moving",
  },
  {
    name: "encoding",
    when: "its chip is being written, the film printed",
    reached: (view) => view.cardStep === "encode" && view.phase === "encoding",
  },
  {
    name: "imaging",
    when: "the film is printed, the encoded card waits",
    reached: waitsForImage,
  },
  {
    name: "transferring",
    when: "the card is in the nip",
    reached: (view) => view.cardStep === "transfer" && view.phase === "nip",
  },
  {
    name: "ejecting",
    when: "the card cools before the exit",
    reached: (view) => view.cardStep === "eject",
  },
  {
    name: "pacing",
    when: "the governor rests before the card",
    room: 33,
    fan: 0.5,
    unseenUsMax: 4 * 3600 * 1_000_000,
    arrange: (station) => heatUp(station),
    reached: (view) => view.path === "coolingDown.paced",
  },
  {
    name: "supplyOut",
    when: "no film; a film comes a minute later",
    supplies: "film:1",
    reached: (view) => view.word === "supplyOut",
    release: (station) => station.printers[0]!.engine.lab.loadFilm(),
  },
  {
    name: "paused",
    when: "by the operator, who resumes a minute later",
    withoutJobs: true,
    reached: (view, station) => {
      if (view.word === "ready") controllerOf(station).pause();
      return view.word === "paused";
    },
    release: (station) => void controllerOf(station).resume(),
  },
  {
    name: "hostGone",
    when: "the host died 3 s ago with an encoded card inside; it returns a minute later",
    reached: (view, station) => {
      const goneAt = hostGoneAt.get(station);
      if (goneAt !== undefined) return station.clock.now() - goneAt >= HOST_GONE_US;
      if (waitsForImage(view)) {
        station.office.stop();
        station.printers[0]!.pair.cut("the host process ended");
        hostGoneAt.set(station, station.clock.now());
      }
      return false;
    },
    release: (station) => void station.restartHost(),
  },
];

/** Of interest to heat only: not in the matrix of all faults. */
export const COOLING_STATE: StrikeState = {
  name: "cooling",
  when: "ordered to cool down, the heater off, the roller at 140 C; jobs come a minute later",
  withoutJobs: true,
  reached: (view, station) => {
    if (view.word === "ready") controllerOf(station).drain();
    return view.word === "coolingDown" && (view.rollerCelsius ?? 0) < COOLING_CELSIUS;
  },
  release: (station) => void controllerOf(station).resume(),
};

/** As after a long day: the machine is warm all through, so that the next card would leave too hot. */
function heatUp(station: SimStation): void {
  station.printers[0]!.engine.truth.core.plant.celsius.fill(PACED_HOT_ZONE_CELSIUS);
}
