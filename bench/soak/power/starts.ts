/** Saved states that runs begin from: a printer that is hot and idle, and the same one at each step boundary of its next cards. */
import { type Micros, US_PER_S } from "../../../src/base/index.ts";
import {
  batchCsv,
  type HostAction,
  parseSimUrl,
  SimStation,
  type StationSaved,
  syntheticPeople,
} from "../../../src/rig/index.ts";
import { type JobRow, parseJobFile } from "../../../src/station/index.ts";

/** Machines that the cuts are spread over: both models, an unpaced and two paced wires, more sensors, a nip without spring. */
export const MACHINES: readonly string[] = [
  "hdp5000?",
  "sr300?",
  "hdp5000?baud=250000",
  "sr300?baud=115200&sensors=roller2,hotZoneSensor,exitSensor,outputReader",
  "hdp5000?nip=stays",
];

/** People whose cards are printed while the power fails, per printer. */
export const CARDS = 2;
/** Those, and the one whose card was made before. */
export const JOBS_PER_PRINTER = CARDS + 1;

export interface Start {
  readonly saved: StationSaved;
  /** Step boundaries that lie ahead when nothing happens, after the start. */
  readonly boundariesUs: readonly Micros[];
  /** Time until the cards are done when nothing happens. */
  readonly spanUs: Micros;
  /** Things that the host does to journal and wire in this time. */
  readonly hostActions: Readonly<Record<HostAction, number>>;
  /** The jobs are still to be read in; else the host died in the middle of its work. */
  readonly fresh: boolean;
}

export interface Stable {
  readonly url: string;
  /** First the fresh one, then one at each step boundary. */
  readonly starts: readonly Start[];
}

const LIMIT_US = 3600 * US_PER_S;

export function rowsFor(printers: number): { first: JobRow[]; rest: JobRow[] } {
  const people = batchCsv(syntheticPeople(JOBS_PER_PRINTER * printers, 1));
  const rows = [...parseJobFile(Buffer.from(people), "power.csv", "WIB").rows];
  return { first: rows.slice(0, printers), rest: rows.slice(printers) };
}

/** The printers of one run: all of this machine, each with chance of its own. */
export function printersOf(machine: string, count: number) {
  return Array.from({ length: count }, (_, i) => parseSimUrl(`sim:${machine}&seed=${i + 1}&operator=none`));
}

/** Runs one batch without mishaps and saves it on its way. Takes some 0.2 s. */
export function stableOf(machine: string, printers: number): Stable {
  const specs = printersOf(machine, printers);
  const { first, rest } = rowsFor(printers);
  const warm = new SimStation({ printers: specs });
  warm.office.addJobs(first);
  warm.office.start();
  const idle = (): boolean =>
    warm.journal.jobCounts.issued === printers &&
    warm.printers.every(({ name }) => warm.office.controller(name).view().word === "ready");
  if (!warm.runUntil(idle, LIMIT_US)) throw new Error(`${machine} did not print its first card`);
  const saved = warm.save();
  warm.stop();
  return { url: `sim:${machine}`, starts: alongTheWay(specs, saved, rest) };
}

function alongTheWay(specs: ReturnType<typeof printersOf>, saved: StationSaved, rows: readonly JobRow[]): Start[] {
  const atUs: Micros[] = [];
  let boundary = false;
  const station = new SimStation({
    printers: specs,
    from: saved,
    onEngineEvent: (_printer, { type }) => {
      if (type === "tick" || type === "power") return;
      boundary = true;
    },
  });
  station.office.addJobs(rows);
  station.office.start();
  const kept: { saved: StationSaved; atUs: Micros; actions: Record<HostAction, number> }[] = [];
  const { issued } = station.journal.jobCounts;
  while (station.journal.jobCounts.issued < issued + rows.length) {
    if (!station.clock.runNext()) throw new Error("the clock ran out");
    if (!boundary) continue;
    boundary = false;
    const now = station.clock.now();
    if (atUs.at(-1) === now) continue;
    atUs.push(now);
    kept.push({ saved: station.save(), atUs: now, actions: { ...station.life.actions } });
  }
  const endUs = station.clock.now();
  const actions = { ...station.life.actions };
  station.stop();
  const from = (us: Micros) => ({
    boundariesUs: atUs.map((at) => at - us).filter((at) => at >= 0),
    spanUs: endUs - us,
  });
  return [
    { saved, ...from(0), hostActions: actions, fresh: true },
    ...kept.map((at) => ({
      saved: at.saved,
      ...from(at.atUs),
      hostActions: {
        journal: Math.max(1, actions.journal - at.actions.journal),
        wire: Math.max(1, actions.wire - at.actions.wire),
      },
      fresh: false,
    })),
  ];
}
