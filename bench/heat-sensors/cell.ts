/** One case on one machine, on the full stack in virtual time: what it does to the cards, and what people read. */
import { Random, US_PER_S } from "../../src/base/index.ts";
import { FAULTS, type FaultName, faultText } from "../../src/protocol/index.ts";
import { batchCsv, Operator, parseSimUrl, SimStation, syntheticPeople } from "../../src/rig/index.ts";
import { parseJobFile } from "../../src/station/index.ts";
import { AIRFLOW, type Model, ROOM_CELSIUS, type SensorCase } from "./cases.ts";

/** It begins on a machine that has worked for so long, and is watched for so long. */
export const BEGINS_SECONDS = 1800;
export const WATCHED_SECONDS = 7200;
const JOBS = 300;
const WEATHER_US = 60 * US_PER_S;
const PERIOD_SECONDS = 0.1;
const SPOILT: ReadonlySet<string> = new Set(["warp", "melt", "peel"]);

export interface SensorCell {
  readonly model: Model;
  readonly cards: number;
  /** Transfers during which the surface left 160-170 degC. */
  readonly outside: number;
  /** Cards that are no good, by what is wrong with them. */
  readonly spoilt: readonly string[];
  readonly exitCelsiusMax: number;
  readonly surfaceCelsiusMin: number;
  readonly surfaceCelsiusMax: number;
  /** What the operator reads first, after so long, s; undefined: nothing. */
  readonly reads: string | undefined;
  readonly readSeconds: number;
  /** It stopped the printer. */
  readonly stops: boolean;
}

export function runSensorCell(one: SensorCase, model: Model): SensorCell {
  return new SensorRun(one, model).run();
}

class SensorRun {
  private readonly one: SensorCase;
  private readonly model: Model;
  private readonly station: SimStation;
  private readonly random: Random;
  private readonly beginsUs: number;
  private lagged: number | undefined;
  private seen: FaultName | undefined;
  private seenSeconds = 0;

  constructor(one: SensorCase, model: Model) {
    this.one = one;
    this.model = model;
    this.random = new Random(1).fork(`${one.words} ${model}`);
    this.beginsUs = (BEGINS_SECONDS + (one.restSeconds ?? 0)) * US_PER_S;
    const room = one.room?.(0) ?? ROOM_CELSIUS;
    this.station = new SimStation({
      printers: [parseSimUrl(`sim:${model}?room=${room}&fan=${AIRFLOW}&supplies=unlimited&operator=none`)],
      onEngineEvent: (_printer, event) => {
        if (event.type === "tick") this.lie(event.atUs);
      },
    });
  }

  run(): SensorCell {
    const { one, station, beginsUs } = this;
    const { office, clock, printers } = station;
    const { engine, name } = printers[0]!;
    // Somebody closes the door; nobody mends anything.
    const operator = new Operator({ clock, office: () => office, name, engine, present: () => false });
    office.onChange((printer, urgent) => {
      if (printer === undefined || !urgent) return;
      operator.look();
      this.read(name);
    });
    const addJobs = (from: number): void => {
      const people = syntheticPeople(JOBS, from);
      office.addJobs(parseJobFile(Buffer.from(batchCsv(people)), `s${from}.csv`, "WIB").rows);
    };
    if (one.restSeconds === undefined) addJobs(1);
    else clock.timer(() => addJobs(1)).armAt(beginsUs);
    office.start();
    clock.timer(() => this.begin()).armAt(beginsUs);
    clock.advance(beginsUs + WATCHED_SECONDS * US_PER_S);
    const cards = engine.truth.cards.filter(({ nipEntryUs, filmCelsius }) => nipEntryUs >= beginsUs && filmCelsius > 0);
    const least = (low: number, value: number): number => Math.min(low, value);
    const most = (high: number, value: number): number => Math.max(high, value);
    const cell: SensorCell = {
      model: this.model,
      cards: cards.length,
      outside: cards.filter((card) => card.surfaceMinimumCelsius < 160 || card.surfaceMaximumCelsius > 170).length,
      spoilt: cards.map(({ quality }) => quality).filter((quality) => SPOILT.has(quality)),
      exitCelsiusMax: cards.map(({ exitCelsius }) => exitCelsius).reduce(most, 0),
      surfaceCelsiusMin: cards.map((card) => card.surfaceMinimumCelsius).reduce(least, Number.POSITIVE_INFINITY),
      surfaceCelsiusMax: cards.map((card) => card.surfaceMaximumCelsius).reduce(most, 0),
      reads: this.seen === undefined ? undefined : faultText(this.seen, "en").title,
      readSeconds: this.seenSeconds,
      stops: this.seen !== undefined && FAULTS[this.seen].severity === "fault",
    };
    station.stop();
    return cell;
  }

  private begin(): void {
    const { one, station, beginsUs } = this;
    const { clock } = station;
    const { lab } = station.printers[0]!.engine;
    if (one.inject !== undefined) lab.inject(one.inject.fault, { durationS: 0, value: one.inject.value });
    if (one.doorSeconds !== undefined) {
      lab.openCover();
      clock.timer(() => lab.closeCover()).armAfter(one.doorSeconds * US_PER_S);
    }
    const weather = clock.timer(() => {
      const seconds = (clock.now() - beginsUs) / US_PER_S;
      if (one.room !== undefined) lab.setRoom(one.room(seconds));
      if (one.airflow !== undefined) lab.setAirflow(one.airflow(seconds));
      if (one.mains !== undefined) lab.setMains(one.mains(seconds));
      weather.armAfter(WEATHER_US);
    });
    weather.armAfter(0);
  }

  /** What the sensor shows in the next control period. */
  private lie(nowUs: number): void {
    const { lie } = this.one;
    if (lie === undefined || nowUs < this.beginsUs) return;
    const { truth } = this.station.printers[0]!.engine;
    const { rollerSensor } = truth.core.state.world;
    const celsius = truth.celsius("thermistor");
    const told = lie({
      seconds: (nowUs - this.beginsUs) / US_PER_S,
      celsius,
      random: this.random,
      lagging: (seconds) => {
        this.lagged ??= celsius;
        this.lagged += (PERIOD_SECONDS / seconds) * (celsius - this.lagged);
        return this.lagged;
      },
    });
    rollerSensor.fault = told === "open" ? "open" : "none";
    rollerSensor.offsetKelvin = told === "open" ? 0 : told;
  }

  private read(name: string): void {
    if (this.seen !== undefined || this.station.clock.now() < this.beginsUs) return;
    const { faults } = this.station.office.controller(name).view();
    const found = faults.find(({ fault }) => fault !== "coverOpen" || this.one.doorSeconds !== undefined);
    if (found === undefined) return;
    this.seen = found.fault;
    this.seenSeconds = (this.station.clock.now() - this.beginsUs) / US_PER_S;
  }
}
