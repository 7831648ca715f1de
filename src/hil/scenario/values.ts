/** What a scenario may measure: one table of names, units and where the number comes from. */
import type { PrinterView } from "../../controller/index.ts";
import type { Engine } from "../../hardware-sim/index.ts";
import type { Journal } from "../../station/index.ts";

export interface ValueSource {
  readonly view: PrinterView;
  readonly journal: Journal;
  /** Only where the printer is simulated in this process. */
  readonly engine: Engine | undefined;
}

export interface ValueRow {
  readonly unit: string;
  readonly meaning: string;
  /** True: only the simulator knows. */
  readonly truth?: true;
  read(source: ValueSource): number | undefined;
}

const total = (engine: Engine | undefined, name: string): number | undefined =>
  engine === undefined ? undefined : (engine.truth.totals[name] ?? 0);

export const VALUES: Readonly<Record<string, ValueRow>> = {
  roller: { unit: "C", meaning: "roller, as its thermistor says", read: ({ view }) => view.rollerCelsius },
  head: { unit: "C", meaning: "print head", read: ({ view }) => view.headCelsius },
  hotZone: { unit: "C", meaning: "air around the roller", read: ({ view }) => view.hotZoneCelsius },
  exit: { unit: "C", meaning: "newest card at the exit", read: ({ view }) => view.exitCelsius },
  setpoint: { unit: "C", meaning: "what the roller is wanted at", read: ({ view }) => view.setpointCelsius },
  target: { unit: "C", meaning: "what the engine heats to now", read: ({ view }) => view.targetCelsius },
  duty: { unit: "%", meaning: "share of heater power", read: ({ view }) => view.dutyPermille / 10 },
  fan: { unit: "%", meaning: "what the fan is told", read: ({ view }) => view.fanPermille / 10 },
  fanSpeed: { unit: "rpm", meaning: "what the fan does", read: ({ view }) => view.fanRpm },
  mains: { unit: "V", meaning: "mains as measured", read: ({ view }) => view.mainsVolt },
  ribbon: { unit: "sets", meaning: "ribbon left", read: ({ view }) => view.ribbonLeft },
  film: { unit: "frames", meaning: "film left", read: ({ view }) => view.filmLeft },
  blanks: { unit: "cards", meaning: "blanks in the hopper, where counted", read: ({ view }) => view.blanksLeft },
  issued: { unit: "cards", meaning: "jobs with their card", read: ({ journal }) => journal.jobCounts.issued },
  uncertain: {
    unit: "cards",
    meaning: "jobs that a person must decide",
    read: ({ journal }) => journal.jobCounts.uncertain,
  },
  voided: { unit: "cards", meaning: "cards given up", read: ({ view }) => view.counters.voided },
  returned: { unit: "cards", meaning: "jobs given back to the queue", read: ({ view }) => view.counters.returned },
  rejected: { unit: "cards", meaning: "cards in the reject bin", read: ({ view }) => view.counters.cardsRejected },
  faults: { unit: "", meaning: "faults that stand", read: ({ view }) => view.faults.length },
  boots: { unit: "", meaning: "starts of the engine", read: ({ view }) => view.boots },
  heater: {
    unit: "W",
    meaning: "true power in the heater",
    truth: true,
    read: ({ engine }) => engine?.truth.heaterWatt,
  },
  surface: {
    unit: "C",
    meaning: "true surface of the roller",
    truth: true,
    read: ({ engine }) => engine?.truth.celsius("surface"),
  },
  core: {
    unit: "C",
    meaning: "true core of the roller",
    truth: true,
    read: ({ engine }) => engine?.truth.celsius("core"),
  },
  nip: {
    unit: "",
    meaning: "1: the nip is truly closed",
    truth: true,
    read: ({ engine }) => (engine === undefined ? undefined : Number(engine.truth.nipClosed)),
  },
  good: {
    unit: "cards",
    meaning: "cards that truly are good",
    truth: true,
    read: ({ engine }) => total(engine, "good"),
  },
  spoilt: {
    unit: "cards",
    meaning: "cards that truly are spoilt",
    truth: true,
    read: ({ engine }) => total(engine, "spoilt"),
  },
  output: {
    unit: "cards",
    meaning: "cards that truly came out",
    truth: true,
    read: ({ engine }) => total(engine, "output"),
  },
};
