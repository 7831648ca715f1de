/**
 * The one {@link Core} of an engine. It is itself the way out for its parts and for its link: one object with methods, for each way
 * as a function of its own would be a kilobyte an engine.
 */
import { type Log, Random } from "../base/index.ts";
import type { Flash, SlotJudge } from "../firmware/index.ts";
import {
  type CommandName,
  EngineLink,
  type EngineLinkOptions,
  type Message,
  type ParamsOf,
  type ResponseName,
} from "../protocol/index.ts";
import type { Plant } from "../thermal/index.ts";
import type { Behaviours } from "./behaviours.ts";
import { execute } from "./commands.ts";
import type { EngineConsole } from "./console.ts";
import { type Core, type EngineEvent, firmwareName, type PlantInputsNow } from "./core.ts";
import { engineDictionary } from "./engine-dictionary.ts";
import { advancePlant } from "./firmware-loop.ts";
import type { ModelSpec } from "./models.ts";
import type { EngineState } from "./state.ts";
import { nothingSaid, type Said } from "./status-pace.ts";
import { RUNNERS } from "./steps/runners.ts";

/** A host's end of the wire. */
export interface HostEnd {
  write(bytes: Uint8Array): void;
  /** The engine drops the line (power lost, reset). */
  hangUp(reason: string): void;
}

/** Hears whether the engine can be reached, when that may have changed. Must not call back. */
export interface ReachFollower {
  onReach(reachable: boolean): void;
}

/** What an engine is made of. */
export interface EngineMakings extends Pick<Core, "spec" | "behaviours" | "fitted" | "state" | "plant" | "inputs"> {
  /** As they were saved; undefined: of a new machine. */
  readonly encoderRandom: Random | undefined;
  readonly mishapRandom: Random | undefined;
  readonly judge: SlotJudge;
  readonly flash: Flash;
  readonly cardFiles: Core["cardFiles"];
  readonly said: Said;
  readonly speed: number;
  readonly console: EngineConsole;
  readonly log: Log;
  readonly onEvent: ((event: EngineEvent) => void) | undefined;
}

const NO_FOLLOWERS: readonly ReachFollower[] = [];

export class EngineCore implements Core, EngineLinkOptions {
  readonly spec: ModelSpec;
  readonly behaviours: Behaviours;
  readonly fitted: number;
  readonly state: EngineState;
  readonly plant: Plant;
  readonly inputs: PlantInputsNow;
  private encoderDraws: Random | undefined;
  private mishapDraws: Random | undefined;
  readonly flash: Flash;
  readonly judge: SlotJudge;
  readonly runners = RUNNERS;
  cardFiles: Core["cardFiles"];
  changes = 0;
  pathSeenAt = -1;
  suppliesSeenAt = -1;
  parametersSeenAt = -1;
  surroundingsSeenAt = -1;
  link: EngineLink;
  /** Of the firmware that {@link link} was made for. */
  dictionary: Uint8Array;
  said: Said;
  host: HostEnd | undefined;
  stopped = false;
  followers = NO_FOLLOWERS;
  onEvent: ((event: EngineEvent) => void) | undefined;
  readonly speed: number;
  readonly console: EngineConsole;
  private readonly log: Log;
  /** Bytes of the host that came in the middle of something; undefined before the first. */
  inbox: Uint8Array[] | undefined;

  constructor(o: EngineMakings) {
    this.spec = o.spec;
    this.behaviours = o.behaviours;
    this.fitted = o.fitted;
    this.state = o.state;
    this.plant = o.plant;
    this.inputs = o.inputs;
    this.encoderDraws = o.encoderRandom;
    this.mishapDraws = o.mishapRandom;
    this.flash = o.flash;
    this.judge = o.judge;
    this.cardFiles = o.cardFiles;
    this.said = o.said;
    this.onEvent = o.onEvent;
    this.speed = o.speed;
    this.console = o.console;
    this.log = o.log;
    this.dictionary = this.presentDictionary();
    this.link = new EngineLink(this);
  }

  /** Made with the first card, like {@link mishapRandom}: a stream depends on seed and label alone. */
  get encoderRandom(): Random {
    this.encoderDraws ??= new Random(this.state.seed).fork("encoder");
    return this.encoderDraws;
  }

  get mishapRandom(): Random {
    this.mishapDraws ??= new Random(this.state.seed).fork("mishap");
    return this.mishapDraws;
  }

  /** Somebody answers on the link: there is power, and the cable is in. */
  get reachable(): boolean {
    const { world, boot } = this.state;
    const { powered, injections } = world;
    const pulled = injections["linkLost"] !== undefined && !this.isMute();
    return powered && !pulled && !this.stopped && boot.mode === "firmware";
  }

  /** The line is open and carries nothing. A method: a getter may be read by a call into the runtime, each time. */
  isMute(): boolean {
    return this.state.world.injections["linkLost"]?.value === 1;
  }

  consoleLines(): readonly string[] {
    return this.console.lines;
  }

  send<N extends ResponseName>(name: N, params: ParamsOf<N>): void {
    if (this.host !== undefined) this.link.send(name, params);
  }

  sendRow(name: ResponseName, row: Int32Array): void {
    if (this.host !== undefined) this.link.sendRow(name, row);
  }

  print(line: string): void {
    this.console.print(this.state.nowUs, line);
    this.log.debug("engine.says", { line });
  }

  event(event: EngineEvent): void {
    // Another firmware has another dictionary.
    if (event.type === "power" && event.on && this.host === undefined) this.renewLink();
    if (event.type === "power") this.linkChanged();
    this.onEvent?.(event);
  }

  statusNow(): void {
    this.said.urgent = true;
  }

  hangUp(reason: string): void {
    const { host } = this;
    this.host = undefined;
    this.forgetInbox();
    this.renewLink();
    this.said = nothingSaid();
    host?.hangUp(reason);
  }

  forgetInbox(): void {
    if (this.inbox !== undefined) this.inbox.length = 0;
  }

  linkChanged(): void {
    const { reachable } = this;
    for (const follower of this.followers) follower.onReach(reachable);
  }

  /** For the link. */
  write(bytes: Uint8Array): void {
    if (!this.isMute()) this.host?.write(bytes);
  }

  /** For the link. */
  onCommand(message: Message<CommandName>): void {
    if (message.name === "emergency_stop") advancePlant(this, this.state.nowUs);
    if (message.name === "hello") this.said.counters = [];
    if (message.name === "hello" || message.name === "status_every") this.said.greeted = true;
    execute(this, message);
  }

  private renewLink(): void {
    this.dictionary = this.presentDictionary();
    this.link = new EngineLink(this);
  }

  private presentDictionary(): Uint8Array {
    return engineDictionary(this.spec, this.speed, firmwareName(this.state.boot.version));
  }
}
