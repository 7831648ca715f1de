/** A printer behind a URL, real or simulated, in wall time. Deadlines count in the printer's own time. */
import { type Clock, silentLog, US_PER_MS, US_PER_S } from "../../base/index.ts";
import { FAULTS, faultText } from "../../protocol/index.ts";
import { type EngineIdentity, type LiveStation, liveStation } from "../../rig/index.ts";
import { Journal, type Office, type StationConfig } from "../../station/index.ts";
import type { Recorder } from "../trace/recorder.ts";
import type { Hands } from "./hands.ts";
import type { ActProblem, Target, TargetListener } from "./target.ts";

const LOOK_US = 50 * US_PER_MS;
/** A device that was there and is gone for longer, in wall time. */
export const AWAY_SECONDS_MAX = 60;
const NEVER_THERE_US_MAX = 15 * US_PER_S;
const NAME = "P1";

export interface UrlTargetOptions {
  readonly url: string;
  readonly identity: EngineIdentity;
  /** Wall time. */
  readonly wall: Clock;
  readonly seed: number;
  readonly hands: Hands;
  readonly listener: TargetListener;
  /** Writes down what passes the link. */
  readonly recorder?: Recorder | undefined;
  /** Default {@link AWAY_SECONDS_MAX}. */
  readonly awaySeconds?: number | undefined;
}

export class UrlTarget implements Target {
  readonly kind = "url";
  readonly sim = undefined;
  readonly printer = NAME;
  readonly journal: Journal;
  readonly clock: Clock;
  private readonly wall: Clock;
  private readonly hands: Hands;
  private readonly station: LiveStation;
  private readonly startedUs: number;
  private readonly awayUs: number;
  private lastUpUs = -1;

  constructor({ url, identity, wall, seed, hands, listener, recorder, awaySeconds }: UrlTargetOptions) {
    this.wall = wall;
    this.hands = hands;
    this.awayUs = (awaySeconds ?? AWAY_SECONDS_MAX) * US_PER_S;
    this.startedUs = wall.now();
    const config = configOf(url, identity);
    this.journal = new Journal({ path: ":memory:", durable: false, zone: config.zone, utcMs: () => wall.utcMs() });
    this.station = liveStation({
      config,
      clock: wall,
      journal: this.journal,
      log: silentLog,
      seed,
      speedOf: () => identity.simSpeed,
      ...(recorder === undefined ? {} : { around: (name, connect) => recorder.tap(name, connect) }),
    });
    this.clock = this.station.clockOf(NAME);
    listener.onOffice(this.station.office);
  }

  get office(): Office {
    return this.station.office;
  }

  act(line: string, done: (problem?: ActProblem) => void): void {
    void this.hands.act(line).then(done);
  }

  /** What the fault table tells people to do; then the fault is cleared, where that takes a person's word. */
  serve(done: () => void): void {
    const controller = this.office.controller(NAME);
    const { faults, reason, word } = controller.view();
    const [first] = faults;
    const words = first === undefined ? (reason?.code ?? word) : faultText(first.fault, "en").steps.join(" ");
    void this.hands.act(words).then(() => {
      for (const { fault } of faults) if (FAULTS[fault].proof !== "sensor") controller.clearFault(fault);
      if (word === "stopped") controller.resetStop();
      done();
    });
  }

  start(): void {
    this.office.start();
  }

  play(look: () => boolean): Promise<void> {
    return new Promise((done, fail) => {
      const timer = this.wall.timer(() => {
        try {
          if (look()) done();
          else timer.armAfter(LOOK_US);
        } catch (error) {
          fail(error);
        }
      });
      timer.armAfter(0);
    });
  }

  lost(): string | undefined {
    const now = this.wall.now();
    const { link } = this.office.controller(NAME).view();
    if (link.state === "up") this.lastUpUs = now;
    const away = this.lastUpUs < 0 ? now - this.startedUs > NEVER_THERE_US_MAX : now - this.lastUpUs > this.awayUs;
    return away ? `the device is gone: ${link.reason === "" ? link.state : link.reason}` : undefined;
  }

  diverged(): undefined {
    return undefined;
  }

  async stop(): Promise<void> {
    this.office.stop();
    this.journal.close();
  }
}

function configOf(url: string, { model, serial }: EngineIdentity): StationConfig {
  const known = model === "sr300" ? "sr300" : "hdp5000";
  const printer = {
    name: NAME,
    place: "-",
    link: url,
    console: undefined,
    model: known,
    serial,
    simulate: undefined,
  } as const;
  return { office: "test", zone: "WIB", language: "en", dataDir: ".", bind: "127.0.0.1", port: 0, printers: [printer] };
}
