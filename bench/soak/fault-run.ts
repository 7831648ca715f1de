/** One run of the fault soak: a batch on one printer, everything that can go wrong, somebody who mends it, and the proofs. */
import { type Micros, Random, US_PER_S } from "../../src/base/index.ts";
import { drawMishaps, type Mishap } from "../../src/hil/index.ts";
import { batchCsv, Operator, parseSimUrl, runProblems, SimStation, syntheticPeople } from "../../src/rig/index.ts";
import { parseJobFile } from "../../src/station/index.ts";

/** Virtual time that one run may take. A printer that mends needs hours, never days. */
const LIMIT_US = 48 * 3600 * US_PER_S;
/** Mishaps come while the batch would run undisturbed, and somewhat longer. */
const SPAN_US_PER_CARD = 45 * US_PER_S;
const SPAN_US_ONCE = 300 * US_PER_S;
/** A printer that somebody could not bring back in this time is seen by a technician, who mends everything. */
const TECHNICIAN_US = 600 * US_PER_S;
const LOOK_US = 2 * US_PER_S;

export interface FaultRun {
  readonly seed: number;
  readonly cards: number;
  /** What went wrong in the machine, as planned. */
  readonly mishaps: readonly string[];
  /** What must not have happened. Empty: a good run. */
  readonly problems: readonly string[];
  readonly issued: number;
  readonly voidJobs: number;
  readonly uncertain: number;
  /** Cards that the station counts as issued and that are truly spoilt. */
  readonly spoiltUnseen: number;
  readonly visits: number;
  readonly virtualSeconds: number;
}

/** Same seed and cards, same run. Never throws: an exception is a problem of the run. */
export function faultRun(seed: number, cards: number): FaultRun {
  const random = new Random(seed).fork("fault soak");
  const url = drawPrinter(random, seed);
  const mishaps = drawMishaps(random, SPAN_US_ONCE + cards * SPAN_US_PER_CARD);
  const station = new SimStation({ printers: [parseSimUrl(url)], seed });
  const run = new Running(station, mishaps, cards);
  try {
    run.toTheEnd();
  } catch (error) {
    run.problems.push(`exception: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  const result = run.result(seed, cards, [url, ...mishaps.map(mishapText)]);
  try {
    station.stop();
  } catch (error) {
    return { ...result, problems: [...result.problems, `exception at the end: ${String(error)}`] };
  }
  return result;
}

function drawPrinter(random: Random, seed: number): string {
  const model = random.chance(0.5) ? "hdp5000" : "sr300";
  const room = 18 + random.int(17);
  const fan = (4 + random.int(7)) / 10;
  const wire = random.chance(0.3) ? "&baud=250000&loss=0.02&corrupt=0.0001" : "";
  const sensors = random.chance(0.5) ? "&sensors=roller2,hotZoneSensor,exitSensor,outputReader" : "";
  const nip = random.chance(0.1) ? "&nip=stays" : "";
  return `sim:${model}?seed=${seed % 2 ** 31}&room=${room}&fan=${fan}&operator=auto${wire}${sensors}${nip}`;
}

class Running {
  readonly problems: string[] = [];
  private readonly station: SimStation;
  private readonly mishaps: readonly Mishap[];
  private readonly cards: number;
  private readonly operator: Operator;
  private standsSinceUs: Micros = -1;

  constructor(station: SimStation, mishaps: readonly Mishap[], cards: number) {
    this.station = station;
    this.mishaps = mishaps;
    this.cards = cards;
    const { name, engine } = station.printers[0]!;
    this.operator = new Operator({ clock: station.clock, office: () => station.office, name, engine });
  }

  toTheEnd(): void {
    const { station, cards } = this;
    const people = batchCsv(syntheticPeople(cards, 1));
    station.office.addJobs(parseJobFile(Buffer.from(people), "soak.csv", "WIB").rows);
    this.listen();
    station.office.start();
    for (const mishap of this.mishaps) station.clock.timer(() => this.strike(mishap)).armAt(mishap.atUs);
    const last = this.mishaps.reduce((until, { atUs, forUs }) => Math.max(until, atUs + forUs), 0);
    const done = (): boolean => {
      this.callTechnician();
      const { queued, leased, printing } = station.journal.jobCounts;
      return queued + leased + printing === 0 && (station.clock.now() > last || this.isQuiet());
    };
    if (!station.runUntil(done, LIMIT_US, LOOK_US)) this.problems.push(this.whyHanging());
  }

  result(seed: number, cards: number, mishaps: string[]): FaultRun {
    const { station, operator, problems } = this;
    const { found, spoiltUnseen } = runProblems(station, cards);
    const { issued, uncertain } = station.journal.jobCounts;
    const voidJobs = station.journal.jobCounts.void;
    const virtualSeconds = Math.round(station.clock.now() / US_PER_S);
    const visits = operator.visits;
    return {
      seed,
      cards,
      mishaps,
      problems: [...problems, ...found],
      issued,
      voidJobs,
      uncertain,
      spoiltUnseen,
      visits,
      virtualSeconds,
    };
  }

  private listen(): void {
    this.station.office.onChange((printer, urgent) => {
      if (printer !== undefined && urgent) this.operator.look();
    });
    this.operator.look();
  }

  /** The batch is over and no mishap stands that would have to be ended first. */
  private isQuiet(): boolean {
    return this.mishaps.every(({ atUs }) => atUs > this.station.clock.now());
  }

  private strike(mishap: Mishap): void {
    const { station } = this;
    const { engine, pair } = station.printers[0]!;
    const { lab } = engine;
    const after = (act: () => void): void => station.clock.timer(act).armAfter(mishap.forUs);
    switch (mishap.kind) {
      case "fault":
        lab.inject(mishap.fault, mishap.options);
        after(() => this.mend(mishap.fault));
        break;
      case "power":
        lab.cutMains();
        if (mishap.hostToo) this.restartHost();
        after(() => lab.restoreMains());
        break;
      case "link":
        if (mishap.pulled) {
          pair.drop(1_000_000, "toEngine");
          pair.drop(1_000_000, "toHost");
          after(() => {
            pair.toEngine.dropNext = 0;
            pair.toHost.dropNext = 0;
          });
        } else pair.cut();
        break;
      case "host":
        this.restartHost();
        break;
    }
  }

  private mend(fault: Extract<Mishap, { kind: "fault" }>["fault"]): void {
    const { lab } = this.station.printers[0]!.engine;
    lab.heal(fault);
    if (fault === "powerInterrupted" && !lab.state().powered) lab.restoreMains();
  }

  private restartHost(): void {
    this.station.restartHost();
    this.listen();
  }

  /** Mends all that is broken once a printer has stood long enough: what people read may not name the cause. */
  private callTechnician(): void {
    const { name, engine } = this.station.printers[0]!;
    const view = this.station.office.controller(name).view();
    const now = this.station.clock.now();
    if (view.word !== "faulted") this.standsSinceUs = -1;
    else if (this.standsSinceUs < 0) this.standsSinceUs = now;
    else if (now - this.standsSinceUs > TECHNICIAN_US) {
      this.standsSinceUs = now;
      for (const { fault } of view.faults) engine.lab.heal(fault);
      for (const mishap of this.mishaps) if (mishap.kind === "fault" && mishap.atUs < now) this.mend(mishap.fault);
    }
  }

  private whyHanging(): string {
    const { name } = this.station.printers[0]!;
    const { word, reason, faults, cardStep, filmStep, cardStop, link } = this.station.office.controller(name).view();
    const { queued, leased, printing } = this.station.journal.jobCounts;
    const standing = faults.map(({ fault, local }) => `${fault}${local ? " (host)" : ""}`).join("+") || "none";
    return (
      `hangs with ${queued + leased + printing} jobs: ${word} ${reason?.code ?? ""}, faults ${standing}, ` +
      `steps ${cardStep}/${filmStep}, card at ${cardStop}, link ${link.state} ${link.reason}`
    );
  }
}

/** One line a mishap, for reports. */
function mishapText(mishap: Mishap): string {
  const { atUs, forUs, kind } = mishap;
  const time = `${(atUs / US_PER_S).toFixed(1)} s for ${(forUs / US_PER_S).toFixed(1)} s`;
  if (kind === "fault") {
    const { times, value } = mishap.options;
    return `${time}: ${mishap.fault} times ${times}${value === undefined ? "" : ` value ${value}`}`;
  }
  if (kind === "power") return `${time}: power cut${mishap.hostToo ? ", host too" : ""}`;
  if (kind === "link") return `${time}: link ${mishap.pulled ? "pulled" : "cut"}`;
  return `${time}: host restart`;
}
