/**
 * Relay auto-tune of one engine over its link, by commands that every engine has: the set-point is the relay, and while the
 * experiment runs the gains make the controller one. Guards, lease and cut-off stay as they are. However it ends, the heater
 * is switched off and the engine gets its gains back, or the new ones.
 */
import { type Clock, Random, type Timer, US_PER_S } from "../base/index.ts";
import type { HostLinkLike, LinkHandlers } from "../controller/index.ts";
import { type Connect, FAULTS, FIELD, faultNames, HostLink, type Message, PARAM, u32 } from "../protocol/index.ts";
import {
  newRelay,
  type PidGains,
  RELAY_CYCLES_SKIPPED,
  type RelayState,
  relayFinding,
  relayGains,
  stepRelay,
  THERMAL_PROFILES,
  type ThermalProfile,
  type TuneRule,
} from "../thermal/index.ts";
import { readiness } from "./tune-readiness.ts";
import { type TuneEnd, TuneError, type TuneSample } from "./tune-result.ts";

/** Link, identity and first status; and the engine's own start, in its time. */
const REACH_US_MAX = 5 * US_PER_S;
const START_US_MAX = 180 * US_PER_S;
/** An oscillation takes some 80 s: one that takes longer than this, or a warm-up, is none. */
const CYCLE_US_MAX = 300 * US_PER_S;
/** Parameters are answered at once; a lost answer is asked for again each second. */
const PARAMS_US_MAX = 5 * US_PER_S;
const LEASE_MS = 5_000;
/**
 * While heating the set-point is this much above the temperature of switching off: enough for full power, and no more, since a
 * guard that watches how fast the roller warms up goes by the set-point.
 */
const HEATING_ABOVE_KELVIN = 2;
/** A reading above this ends the experiment; the engine's own guard trips at 190 degC. */
const READING_CELSIUS_MAX = 183;
/** While heating the duty must be near full, from so many seconds after switching on. */
const FULL_DUTY_PERMILLE_MIN = 980;
const FULL_DUTY_AFTER_SECONDS = 2;
/** Rows of weak duty in a second's status; a fault that cut the heat is told by its own name before that. */
const WEAK_ROWS_MAX = 10;
/** With these the controller gives full power up to 1 K below its set-point: millionths, as the parameters are. */
const RELAY_GAINS_MICRO: readonly number[] = [1_000_000, 0, 0];
/** Of a model that is not known, V. */
const MAINS_NOMINAL_VOLT = 230;
const GAIN_PARAMS = [PARAM.kpMicro, PARAM.kiMicro, PARAM.kdMicro] as const;

export interface TuneOptions {
  /** Of the link; the engine's time is this, times its SIM_SPEED. */
  readonly clock: Clock;
  /** Dials the engine; or else {@link link}. */
  readonly connect?: Connect;
  /** A link that somebody else has; undefined when it cannot be had. */
  readonly link?: (handlers: LinkHandlers) => TuneLink | undefined;
  /** What it is called in sentences. */
  readonly url: string;
  /** Heat goes off at this reading, and on 5 K below, degC. */
  readonly atCelsius: number;
  /** Oscillations that count; the first two do not. */
  readonly cycles: number;
  readonly rule: TuneRule;
  /** Leave the new gains in the engine's memory. */
  readonly store: boolean;
  readonly onSample?: (sample: TuneSample) => void;
  readonly onSay?: (sentence: string) => void;
  /** Once, at the end, with the link hung up. */
  readonly onEnd: (end: TuneEnd | TuneError) => void;
}

/** What the experiment needs of a link. */
export type TuneLink = Pick<HostLinkLike, "start" | "stop" | "state" | "send" | "engine">;

type Phase = "reaching" | "starting" | "reading" | "preparing" | "swinging" | "restoring" | "over";

const H = FIELD.status_heat;
const P = FIELD.param;

export class EngineTune {
  private readonly o: TuneOptions;
  private readonly link: TuneLink;
  /** The engine's clock, unwrapped. */
  private ticks = 0;
  private lastTicks = -1;
  private readonly tick: Timer;
  private readonly deadline: Timer;
  private readonly relay: RelayState;
  private phase: Phase = "reaching";
  private model = "";
  private profile: ThermalProfile | undefined;
  /** What stops us from beginning; "" when nothing does, undefined before the first status. */
  private obstacle: { wait: boolean; words: string } | undefined;
  private readonly ranges: { value: number; minimum: number; maximum: number }[] = [];
  private original: readonly number[] = [];
  private wanted: readonly number[] = [];
  private mainsShareSum = 0;
  private mainsSamples = 0;
  private fromSeconds = -1;
  private heatingSince = 0;
  private weakRows = 0;
  private heardUs = 0;
  private outcome: TuneEnd | TuneError | undefined;
  private linkWhy = "nobody answers";

  constructor(options: TuneOptions) {
    this.o = options;
    this.relay = newRelay(options.atCelsius);
    const { clock } = options;
    this.tick = clock.timer(() => this.onTick());
    this.deadline = clock.timer(() => this.onLate());
    this.link = linkFor(options, {
      onState: (state, why) => this.onState(state, why),
      onMessage: (message) => this.onMessage(message),
    });
  }

  start(): void {
    this.deadline.armAfter(REACH_US_MAX);
    this.link.start();
  }

  /** Heater off, gains back, hang up; `onEnd` hears the reason. */
  stop(error: TuneError): void {
    if (this.phase === "over") return;
    if (this.phase === "reaching" || this.original.length === 0 || this.link.state !== "up") {
      if (this.link.state === "up") this.heatOff();
      this.end(error);
    } else if (this.phase !== "restoring") this.restore(error, this.original);
  }

  private get speed(): number {
    return this.link.engine?.simSpeed ?? 1;
  }

  /** So many microseconds of the engine's time from now. */
  private limit(us: number): void {
    this.deadline.armAfter(Math.max(1, Math.round(us / this.speed)));
  }

  private onState(state: string, why: string): void {
    if (why !== "") this.linkWhy = why.trim();
    if (state === "up" && this.phase === "reaching") {
      this.link.send("hello", {});
      this.link.send("status_every", { ms: 100 });
    } else if (this.phase === "reaching") {
      if (/\bbusy\b/.test(why)) this.end(new TuneError("refused", `${this.o.url}: ${this.linkWhy}`));
      else if (/is not a print engine/.test(why)) this.end(new TuneError("device", this.linkWhy));
    }
    if (state === "lost" && this.phase !== "over" && (this.phase !== "reaching" || this.o.link !== undefined)) {
      const gains = this.original.length > 0 && this.phase !== "restoring" ? ", and its gains come back" : "";
      this.end(new TuneError("device", `the link was lost (${this.linkWhy}): the engine's heat lease ends${gains}`));
    }
  }

  private onMessage(message: Message): void {
    if (this.phase === "over") return;
    const { row, name } = message;
    if (name === "identity") this.onIdentity(message);
    else if (name === "param") this.onParam(row);
    else if (name === "status_path") this.onPath(row);
    else if (name === "status_heat") this.onHeat(row);
    else if (name === "refused" && this.phase === "swinging") {
      this.stop(new TuneError("refused", "the engine refused a command of the experiment"));
    }
  }

  private onIdentity({ blobs }: Message): void {
    if (this.phase !== "reaching") return;
    this.model = new TextDecoder("latin1").decode(blobs[1]);
    this.profile = (THERMAL_PROFILES as Readonly<Record<string, ThermalProfile>>)[this.model];
    this.phase = "starting";
    this.heardUs = this.o.clock.now();
    this.limit(START_US_MAX);
    this.tick.armAfter(1);
    const { sim, simSpeed } = this.link.engine!;
    this.o.onSay?.(`${this.model} at ${this.o.url}${sim ? ` (SIM, ${simSpeed} times real time)` : ""}`);
  }

  /** Each second of the engine's time. */
  private onTick(): void {
    if (this.phase === "over") return;
    this.tick.armAfter(Math.max(1, Math.round(US_PER_S / this.speed)));
    if (this.phase === "swinging") {
      this.link.send("lease_renew", { ms: LEASE_MS });
      this.command();
      if (this.o.clock.now() - this.heardUs > (3 * US_PER_S) / Math.min(1, this.speed)) {
        this.stop(new TuneError("device", "the engine says nothing about its heat any more"));
      }
    } else if (this.phase === "reading") for (const index of GAIN_PARAMS) this.link.send("param_get", { index });
    else if (this.phase === "preparing") {
      // Gains that are set by a lease hold as long as it does: an engine whose host is killed half-way has its own again.
      this.link.send("lease_renew", { ms: LEASE_MS });
      this.sendGains();
    } else if (this.phase === "restoring") this.sendGains();
  }

  private onPath(row: Int32Array): void {
    this.obstacle = readiness(row);
    const { words, wait } = this.obstacle;
    if (this.phase === "starting") {
      if (words === "") this.begin("reading", PARAMS_US_MAX);
      else if (!wait) this.end(new TuneError("refused", `${this.o.url}: ${words}`));
    } else if (this.phase === "swinging" && words !== "") {
      const low = u32(row, FIELD.status_path.fault_low);
      const high = u32(row, FIELD.status_path.fault_high);
      const faults = faultNames(low, high).filter((fault) => FAULTS[fault].severity === "fault");
      this.stop(new TuneError("failed", `stopped: ${faults.length > 0 ? faults.join(", ") : words}`));
    }
  }

  private begin(phase: Phase, limitUs: number): void {
    this.phase = phase;
    this.limit(limitUs);
    this.tick.armAfter(1);
  }

  private onParam(row: Int32Array): void {
    const index = (GAIN_PARAMS as readonly number[]).indexOf(row[P.index]!);
    if (index < 0) return;
    this.ranges[index] = { value: row[P.value]!, minimum: row[P.minimum]!, maximum: row[P.maximum]! };
    const values = GAIN_PARAMS.map((_, i) => this.ranges[i]?.value);
    if (this.phase === "reading" && values.every((value) => value !== undefined)) this.keepOriginal(values);
    else if (values.every((value, i) => value === this.wanted[i])) {
      if (this.phase === "preparing") this.swing();
      else if (this.phase === "restoring") this.end(this.outcome!);
    }
  }

  /** An experiment that was cut off leaves its own gains behind: then the model's are the right ones. */
  private keepOriginal(values: readonly number[]): void {
    const leftOver = values.every((value, i) => value === RELAY_GAINS_MICRO[i]);
    const factory = this.profile?.pid;
    this.original = leftOver && factory !== undefined ? micro(factory) : values;
    if (leftOver)
      this.o.onSay?.("the engine still has the gains of a broken-off tuning; it gets those of its model back");
    this.wanted = RELAY_GAINS_MICRO;
    this.begin("preparing", PARAMS_US_MAX);
  }

  private sendGains(): void {
    GAIN_PARAMS.forEach((index, i) => void this.link.send("param_set", { index, value: this.wanted[i]! }));
  }

  private swing(): void {
    this.begin("swinging", 2 * CYCLE_US_MAX);
    this.heardUs = this.o.clock.now();
    this.o.onSay?.(`heating; off at ${this.relay.offAtCelsius} C`);
  }

  /** The relay's position as a set-point. */
  private command(): void {
    const { heating, offAtCelsius } = this.relay;
    this.link.send("roller_set", { decicelsius: heating ? Math.round((offAtCelsius + HEATING_ABOVE_KELVIN) * 10) : 0 });
  }

  private onHeat(row: Int32Array): void {
    if (this.phase !== "swinging") return;
    this.heardUs = this.o.clock.now();
    const seconds = this.secondsAt(u32(row, H.clock));
    if (this.fromSeconds < 0) this.fromSeconds = this.heatingSince = seconds;
    const celsius = row[H.roller_centicelsius]! / 100;
    if (celsius > READING_CELSIUS_MAX) {
      this.stop(new TuneError("failed", `the roller reads ${celsius} C: stopped`));
      return;
    }
    const before = this.relay.heating;
    const known = this.relay.cycles.length;
    const heating = stepRelay(this.relay, seconds, celsius);
    const at = seconds - this.fromSeconds;
    this.o.onSample?.({ seconds: at, celsius, heating, cycles: this.relay.cycles.length });
    if (heating !== before) {
      this.heatingSince = seconds;
      this.command();
    } else if (heating && seconds - this.heatingSince > FULL_DUTY_AFTER_SECONDS) this.onFullPower(row);
    if (this.relay.cycles.length > known) {
      this.limit(CYCLE_US_MAX);
      if (this.relay.cycles.length >= RELAY_CYCLES_SKIPPED + this.o.cycles) this.conclude();
    }
  }

  private secondsAt(ticks: number): number {
    if (this.lastTicks >= 0) this.ticks += (ticks - this.lastTicks) >>> 0;
    this.lastTicks = ticks;
    return this.ticks / (this.link.engine?.clockFreq ?? US_PER_S);
  }

  /** The heater should be fully on: is it, and at which mains? */
  private onFullPower(row: Int32Array): void {
    const permille = row[H.duty_permille]!;
    this.weakRows = permille < FULL_DUTY_PERMILLE_MIN ? this.weakRows + 1 : 0;
    if (this.weakRows > WEAK_ROWS_MAX) {
      this.stop(new TuneError("failed", `the engine gives ${permille / 10} % instead of full power`));
    }
    this.mainsShareSum += (row[H.mains_decivolt]! / 10 / (this.profile?.mainsVolt ?? MAINS_NOMINAL_VOLT)) ** 2;
    this.mainsSamples++;
  }

  private conclude(): void {
    const finding = relayFinding(this.relay, this.mainsShareSum / this.mainsSamples);
    if (finding === undefined) {
      this.stop(new TuneError("failed", "too few oscillations"));
      return;
    }
    const gains = relayGains(finding, this.o.rule);
    const proposed = micro(gains).map((value, i) => {
      const { minimum, maximum } = this.ranges[i]!;
      return Math.min(maximum, Math.max(minimum, value));
    });
    const result: TuneEnd = {
      model: this.model,
      sim: this.link.engine!.sim,
      atCelsius: this.relay.offAtCelsius,
      mainsShare: this.mainsShareSum / this.mainsSamples,
      finding,
      rule: this.o.rule,
      before: gainsOf(this.original),
      proposed: gainsOf(proposed),
      stored: this.o.store,
    };
    this.restore(result, this.o.store ? proposed : this.original);
  }

  private restore(outcome: TuneEnd | TuneError, gainsMicro: readonly number[]): void {
    this.outcome = outcome;
    this.wanted = gainsMicro;
    this.heatOff();
    // Only what is answered from here on tells that the engine has them.
    this.ranges.length = 0;
    this.begin("restoring", PARAMS_US_MAX);
  }

  private heatOff(): void {
    this.link.send("roller_set", { decicelsius: 0 });
    this.link.send("lease_renew", { ms: 0 });
  }

  private onLate(): void {
    const { phase, o } = this;
    if (phase === "reaching") this.end(new TuneError("device", `no engine at ${o.url}: ${this.linkWhy}`));
    else if (phase === "starting")
      this.end(new TuneError("deadline", `${o.url}: ${this.obstacle?.words ?? "no status"}`));
    else if (phase === "swinging") this.stop(new TuneError("deadline", "the roller does not oscillate"));
    else this.end(new TuneError("device", "the engine does not answer about its gains"));
  }

  private end(outcome: TuneEnd | TuneError): void {
    if (this.phase === "over") return;
    this.phase = "over";
    this.tick.cancel();
    this.deadline.cancel();
    this.link.stop();
    this.o.onEnd(outcome);
  }
}

function linkFor({ clock, connect, link, url }: TuneOptions, handlers: LinkHandlers): TuneLink {
  const lent = link?.(handlers);
  if (lent !== undefined) return lent;
  if (connect !== undefined) return new HostLink({ clock, connect, random: new Random(`tune ${url}`) }, handlers);
  const start = (): void =>
    handlers.onState("lost", "the printer's link cannot be had: it is not in service, or in use");
  return { start, stop: () => {}, state: "lost", send: () => false, engine: undefined };
}

const micro = ({ kp, ki, kd }: PidGains): number[] => [kp, ki, kd].map((gain) => Math.round(gain * 1e6));
const gainsOf = ([kp = 0, ki = 0, kd = 0]: readonly number[]): PidGains => ({
  kp: kp / 1e6,
  ki: ki / 1e6,
  kd: kd / 1e6,
});
