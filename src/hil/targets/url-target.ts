/** A printer behind a URL, real or simulated, in wall time. Deadlines count in the printer's own time. */
import { type Clock, silentLog, US_PER_MS, US_PER_S } from "../../base/index.ts";
import { FAULTS, faultText } from "../../protocol/index.ts";
import {
  type EngineIdentity,
  handsOverLabLine,
  type LiveStation,
  liveStation,
  Operator,
  type SimModel,
} from "../../rig/index.ts";
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
  /** A simulated printer's lab line: whoever looks after the printer works over it, and needs nobody's answer. */
  readonly labUrl?: string | undefined;
  /** Nobody looks after the printer but the scenario itself. */
  readonly isScripted: boolean;
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
  readonly hasLab: boolean;
  private readonly operator: Operator | undefined;
  private readonly wall: Clock;
  private readonly hands: Hands;
  private readonly station: LiveStation;
  private readonly startedUs: number;
  private readonly awayUs: number;
  private lastUpUs = -1;

  constructor(options: UrlTargetOptions) {
    const { url, identity, wall, seed, hands, listener, recorder, awaySeconds, labUrl } = options;
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
    this.hasLab = labUrl !== undefined;
    if (labUrl !== undefined && !options.isScripted) {
      const office = (): Office => this.office;
      const overLine = handsOverLabLine(labUrl, modelOf(identity));
      this.operator = new Operator({ clock: this.clock, office, name: NAME, hands: overLine });
      this.office.onChange((name, urgent) => {
        if (name !== undefined && urgent) this.operator?.look();
      });
    }
    listener.onOffice(this.station.office);
  }

  get office(): Office {
    return this.station.office;
  }

  get visits(): number {
    return this.operator?.visits ?? 0;
  }

  act(line: string, done: (problem?: ActProblem) => void): void {
    void this.hands.act(line).then(done);
  }

  /** What the fault table tells people to do; then the fault is cleared, where that takes a person's word. */
  serve(done: () => void): void {
    if (this.operator !== undefined) {
      this.operator.look();
      done();
      return;
    }
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

const modelOf = ({ model }: EngineIdentity): SimModel => (model === "sr300" ? "sr300" : "hdp5000");

function configOf(url: string, identity: EngineIdentity): StationConfig {
  const printer = {
    name: NAME,
    place: "-",
    link: url,
    console: undefined,
    model: modelOf(identity),
    serial: identity.serial,
    simulate: undefined,
  } as const;
  return { office: "test", zone: "WIB", language: "en", dataDir: ".", bind: "127.0.0.1", port: 0, printers: [printer] };
}
