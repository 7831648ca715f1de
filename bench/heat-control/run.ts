/** One run of the temperature control: a whole station on one simulated printer, from power-on to the last card. */
import { Random, US_PER_S } from "../../src/base/index.ts";
import { HostLink, PARAM } from "../../src/protocol/index.ts";
import { batchCsv, parseSimUrl, type RigPrinter, SimStation, syntheticPeople } from "../../src/rig/index.ts";
import { parseJobFile } from "../../src/station/index.ts";
import type { PidGains } from "../../src/thermal/index.ts";

export type Model = "hdp5000" | "sr300";

export interface ControlCell {
  readonly model: Model;
  readonly roomCelsius: number;
  readonly mainsShare: number;
  /** `hot`: the mains fail for ten seconds once the machine is warm through. */
  readonly start: "cold" | "hot";
}

export interface ControlFigures {
  readonly cards: number;
  /** Whole transfer, entry to exit, inside 160-170 degC by the true surface. */
  readonly inside: number;
  readonly lowestCelsius: number;
  readonly highestCelsius: number;
  /** Farthest from 165 degC during any transfer, K. */
  readonly worstKelvin: number;
  /** From the first heat until the surface stays within 1 K of 165 degC, s. */
  readonly settleSeconds: number;
  /** Above 165 degC on the way there, K. */
  readonly overshootKelvin: number;
  readonly problems: readonly string[];
}

export const CARDS = 40;
const MAINS_VOLT = 230;
const SETPOINT_CELSIUS = 165;
const SETTLED_KELVIN = 1;
const HOLD_US = 240 * US_PER_S;
const CUT_US = 10 * US_PER_S;
const LIMIT_US = 12 * 3600 * US_PER_S;

export function runControl(cell: ControlCell, gains: PidGains | undefined): ControlFigures {
  const station = new SimStation({
    printers: [parseSimUrl(`sim:${cell.model}?room=${cell.roomCelsius}&supplies=unlimited`)],
    onEngineEvent: (_printer, event) => {
      if (event.type === "tick") heat.look(event.atUs);
    },
  });
  const printer = station.printers[0]!;
  const { engine } = printer;
  const heat = new HeatUp(printer);
  engine.lab.setMains(MAINS_VOLT * cell.mainsShare);
  if (gains !== undefined) setGains(station, printer, gains);
  station.office.start();
  const problems: string[] = [];
  const ready = (): boolean => station.office.controller(printer.name).view().word === "ready";
  const hold = (): void => {
    if (!station.runUntil(ready, LIMIT_US)) problems.push("never got ready");
    station.clock.advance(HOLD_US);
  };
  hold();
  if (cell.start === "hot") {
    engine.lab.cutMains();
    station.clock.advance(CUT_US);
    heat.forget();
    engine.lab.setMains(MAINS_VOLT * cell.mainsShare);
    hold();
  }
  heat.done = true;
  station.office.addJobs(parseJobFile(Buffer.from(batchCsv(syntheticPeople(CARDS, 1))), "control.csv", "WIB").rows);
  if (!station.runUntil(() => station.journal.jobCounts.issued === CARDS, LIMIT_US))
    problems.push("not all cards came");
  problems.push(...station.violations());
  const cards = engine.truth.cards.filter(({ nipEntryUs }) => nipEntryUs >= 0);
  const lows = cards.map((card) => card.surfaceMinimumCelsius);
  const highs = cards.map((card) => card.surfaceMaximumCelsius);
  station.stop();
  const lowestCelsius = Math.min(...lows);
  const highestCelsius = Math.max(...highs);
  return {
    cards: cards.length,
    inside: cards.filter((card) => card.surfaceMinimumCelsius >= 160 && card.surfaceMaximumCelsius <= 170).length,
    lowestCelsius,
    highestCelsius,
    worstKelvin: Math.max(SETPOINT_CELSIUS - lowestCelsius, highestCelsius - SETPOINT_CELSIUS),
    settleSeconds: heat.settleSeconds,
    overshootKelvin: heat.overshootKelvin,
    problems,
  };
}

/** Watches the way to the set-point. */
class HeatUp {
  done = false;
  private readonly printer: RigPrinter;
  private heatUs = -1;
  private outsideUs = -1;
  private highest = 0;

  constructor(printer: RigPrinter) {
    this.printer = printer;
  }

  forget(): void {
    this.heatUs = -1;
    this.highest = 0;
  }

  look(atUs: number): void {
    const { truth } = this.printer.engine;
    if (this.done) return;
    if (this.heatUs < 0) {
      if (truth.heaterWatt === 0) return;
      this.heatUs = atUs;
    }
    const surface = truth.celsius("surface");
    if (Math.abs(surface - SETPOINT_CELSIUS) > SETTLED_KELVIN) this.outsideUs = atUs;
    this.highest = Math.max(this.highest, surface);
  }

  get settleSeconds(): number {
    return (this.outsideUs - this.heatUs) / US_PER_S;
  }

  get overshootKelvin(): number {
    return Math.max(0, this.highest - SETPOINT_CELSIUS);
  }
}

/** Over the link, as `cetak tune --store` does, before the station has the printer. */
function setGains({ clock }: SimStation, { pair, engine }: RigPrinter, gains: PidGains): void {
  const link = new HostLink({
    clock,
    connect: pair.connect,
    random: new Random("gains"),
    onState: () => {},
    onMessage: () => {},
  });
  link.start();
  clock.advance(US_PER_S);
  const values = [gains.kp, gains.ki, gains.kd].map((gain) => Math.round(gain * 1e6));
  [PARAM.kpMicro, PARAM.kiMicro, PARAM.kdMicro].forEach((index, i) => {
    link.send("param_set", { index, value: values[i]! });
  });
  clock.advance(US_PER_S);
  link.stop();
  const kept = engine.truth.state.ram.settings.numbers.slice(0, values.length);
  if (kept.join() !== values.join()) throw new Error(`the engine kept ${kept.join()} instead of ${values.join()}`);
}
