/** The simulated print engine as its owner sees it: attach a host, let time pass, look at the truth, save and restore. */
import { type Clock, type Micros, Random, silentLog, type Timer } from "../base/index.ts";
import { wasFlashCut } from "../firmware/index.ts";
import type { SmpBuffers } from "../protocol/index.ts";
import { Plant, plantAtRest } from "../thermal/index.ts";
import { type Behaviours, behavioursFrom } from "./behaviours.ts";
import { flashWith, judgeOf, machineFlash } from "./boot/factory.ts";
import { Stm32Console } from "./boot/stm32-console.ts";
import { fittedBits } from "./capabilities.ts";
import { EngineConsole } from "./console.ts";
import { type Core, type EngineEvent, NO_CARD_FILES } from "./core.ts";
import { EngineCore, type HostEnd, type ReachFollower } from "./engine-core.ts";
import type { EngineOptions, EngineSaved } from "./engine-options.ts";
import { EngineTruth } from "./engine-truth.ts";
import { advancePlant, runTick, wakeWhenBusy } from "./firmware-loop.ts";
import { applyHeater } from "./heater-control.ts";
import { initialState } from "./initial-state.ts";
import { nextPlanUs, takeDuePlans } from "./injection-plans.ts";
import { carryOut } from "./injections.ts";
import { EngineLab } from "./lab.ts";
import { ConsolePort, SERIAL_BUFFERS } from "./management/console-port.ts";
import { type ModelName, type ModelSpec, modelOf } from "./models.ts";
import { powerOn, setMains } from "./power.ts";
import { nothingSaid, sayStatus } from "./status-pace.ts";
import { applySurroundings } from "./surroundings.ts";
import { upgradedState } from "./upgraded-state.ts";

/** Characters of a serial number. */
export const SERIAL_CHARACTERS_MAX = 20;

/** Whether an engine can report `text` as its serial number. */
export const isSerial = (text: string): boolean => /^[\x21-\x7e]+$/.test(text) && text.length <= SERIAL_CHARACTERS_MAX;
/** Bytes of the host that may wait while the engine is in the middle of something. */
const INBOX_CHUNKS_MAX = 1_000;

/** Shared by all engines on whose console nobody said anything. */
const NOTHING_HEARD: readonly (() => void)[] = [];
const NO_TRUST: readonly string[] = [];

export class Engine {
  static readonly #catchesUp = (engine: Engine): void => engine.#catchUp();
  readonly truth: EngineTruth;
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #core: EngineCore;
  /** Clock time of engine time 0. */
  readonly #epochUs: Micros;
  #working = false;
  /** What came on the console while the engine was in the middle of something. */
  #consoleInbox = NOTHING_HEARD;
  /** Made when somebody asks for it: of thousands of engines nearly none needs either. */
  #lab: EngineLab | undefined;
  #rom: Stm32Console | undefined;
  readonly #trust: readonly string[];

  /** Switched on at once. Throws RangeError on a model, serial or behaviour that cannot be. */
  constructor(o: EngineOptions, saved?: EngineSaved) {
    const spec = modelOf(o.model);
    const behaviours = saved?.behaviours ?? behavioursFrom(o.behaviours);
    const serial = o.serial ?? `SIM-${spec.name.toUpperCase()}-${o.seed}`.slice(0, SERIAL_CHARACTERS_MAX);
    if (!isSerial(serial)) {
      throw new RangeError(`a serial is 1..${SERIAL_CHARACTERS_MAX} printable characters, got "${serial}"`);
    }
    this.#clock = o.clock;
    this.#epochUs = o.clock.now() - (saved?.atUs ?? 0);
    this.#trust = saved?.trust ?? o.trust ?? NO_TRUST;
    this.#core = makeCore(spec, behaviours, o, serial, this.#trust, saved);
    if (saved !== undefined) this.#core.link.restore(saved.link);
    this.#timer = o.clock.timer(Engine.#catchesUp, this);
    this.truth = new EngineTruth(this.#core);
    if (saved === undefined) this.#act(powerOn);
    else this.#arm();
  }

  /** An engine that goes on exactly where the saved one was. The host must attach with `resume`. */
  static restore(saved: EngineSaved, o: Pick<EngineOptions, "clock" | "log" | "onEvent">): Engine {
    const { model, seed, serial } = saved.state;
    return new Engine({ ...o, model: model as ModelName, seed, serial }, saved);
  }

  get spec(): ModelSpec {
    return this.#core.spec;
  }

  /** What it says in words. */
  get console(): EngineConsole {
    return this.#core.console;
  }

  get lab(): EngineLab {
    this.#lab ??= new EngineLab(this.#core, (act) => this.#act(act));
    return this.#lab;
  }

  /** Set to watch what happens inside; must not call back into the engine. */
  get onEvent(): ((event: EngineEvent) => void) | undefined {
    return this.#core.onEvent;
  }

  set onEvent(hear: ((event: EngineEvent) => void) | undefined) {
    this.#core.onEvent = hear;
  }

  /** Engine time, us since it was made. */
  get nowUs(): Micros {
    return this.#clock.now() - this.#epochUs;
  }

  /**
   * A host is on the wire; false when there is one already, or no power. `hangUp` is called when the engine drops the
   * line (power lost, reset). `resume` goes on with the conversation of the restored engine.
   */
  attach(write: (bytes: Uint8Array) => void, o: { hangUp?: (reason: string) => void; resume?: boolean } = {}): boolean {
    return this.attachHost({ write, hangUp: o.hangUp ?? (() => {}) }, o.resume);
  }

  /** {@link attach} with an object with methods, where there are many engines. */
  attachHost(host: HostEnd, resume = false): boolean {
    const core = this.#core;
    if (core.host !== undefined || !core.reachable) return false;
    core.host = host;
    if (!resume) {
      core.link.newHost();
      core.said = nothingSaid();
    }
    return true;
  }

  /** The host is gone. The engine goes on by itself; its heat lease runs out. */
  detach(): void {
    this.#core.host = undefined;
    this.#core.forgetInbox();
  }

  /** Bytes from the host, in any pieces; copied when they cannot be taken at once. */
  receive(bytes: Uint8Array): void {
    const core = this.#core;
    if (core.host === undefined || !core.reachable || core.isMute()) return;
    if (this.#working) {
      core.inbox ??= [];
      if (core.inbox.length < INBOX_CHUNKS_MAX) core.inbox.push(new Uint8Array(bytes));
      return;
    }
    this.#work(() => {
      this.#bringUpToNow();
      core.link.receive(bytes);
    });
  }

  /** Somebody answers on the link: there is power, and the cable is in. */
  get reachable(): boolean {
    return this.#core.reachable;
  }

  /** `follower` hears of it until the returned function is called. */
  followReach(follower: ReachFollower): () => void {
    const core = this.#core;
    core.followers = core.followers.concat(follower);
    return () => {
      core.followers = core.followers.filter((one) => one !== follower);
    };
  }

  /** Plain data to go on from. Throws while the engine is in the middle of something (inside one of its callbacks). */
  save(): EngineSaved {
    if (this.#working) throw new Error("an engine cannot be saved from inside its own callback");
    const core = this.#core;
    const saved: EngineSaved = structuredClone({
      state: this.truth.state,
      behaviours: core.behaviours,
      speed: core.speed,
      atUs: this.nowUs,
      plant: core.plant.save(),
      inputs: core.inputs,
      encoderRandom: core.encoderRandom.save(),
      mishapRandom: core.mishapRandom.save(),
      link: core.link.save(),
      said: core.said,
    });
    // Frozen sectors are shared, not copied: machines are forked thousands of times a second.
    saved.flash = core.flash.save();
    if (this.#trust.length > 0) saved.trust = this.#trust;
    if (core.cardFiles.size > 0) {
      saved.cardFiles = [...core.cardFiles].map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]);
    }
    return saved;
  }

  /** The chip's own loader has the console: nothing is said on it in words. */
  get inRom(): boolean {
    return this.#core.state.boot.mode === "rom";
  }

  /** Somebody opens the console; what the engine answers to its SMP requests goes to `write`. */
  openConsole(write: (bytes: Uint8Array) => void, buffers: SmpBuffers = SERIAL_BUFFERS): (bytes: Uint8Array) => void {
    const port = new ConsolePort(this.#core, buffers, write);
    const heard = (bytes: Uint8Array): void =>
      this.inRom ? this.#romConsole().receive(bytes, write) : port.receive(bytes);
    const take = (bytes: Uint8Array): void => {
      let cut = false;
      this.#work(() => {
        this.#bringUpToNow();
        this.#core.changes++;
        cut = wasFlashCut(() => heard(bytes));
      });
      if (cut) this.#act((core) => setMains(core, 0));
    };
    return (bytes) => {
      if (this.#core.stopped) return;
      if (!this.#working) take(bytes);
      else if (this.#consoleInbox.length < INBOX_CHUNKS_MAX) {
        const copy = bytes.slice();
        this.#consoleInbox = this.#consoleInbox.concat(() => take(copy));
      }
    };
  }

  #romConsole(): Stm32Console {
    this.#rom ??= new Stm32Console(this.#core, this.#clock, (act) => this.#act(act));
    return this.#rom;
  }

  /** Ends it: no alarm stays armed, the host is dropped. */
  stop(): void {
    this.#core.stopped = true;
    this.#timer.cancel();
    this.#core.hangUp("the engine was stopped");
  }

  /** The alarm: all ticks that are due, each at its own instant. */
  #catchUp(): void {
    this.#work(undefined);
  }

  /** Asked for once: real time goes on while ticks are made up for, and nothing may pass a tick that is still to come. */
  #bringUpToNow(): number {
    const nowUs = this.nowUs;
    this.#ticksUntil(nowUs);
    this.#core.state.nowUs = nowUs;
    return nowUs;
  }

  #ticksUntil(untilUs: number): void {
    const core = this.#core;
    for (;;) {
      const { world, nextTickUs } = core.state;
      const tickUs = world.powered ? nextTickUs : Number.POSITIVE_INFINITY;
      const planUs = world.plans.length === 0 ? Number.POSITIVE_INFINITY : nextPlanUs(core);
      if (Math.min(planUs, tickUs) > untilUs) return;
      if (planUs <= tickUs) this.#strike(planUs);
      else {
        runTick(core, tickUs);
        sayStatus(core, core.said);
        core.onEvent?.({ type: "tick", atUs: core.state.nowUs });
      }
    }
  }

  /** What was planned for this instant happens; it acts on the plant from here on. */
  #strike(atUs: number): void {
    const core = this.#core;
    advancePlant(core, Math.max(atUs, core.state.plantUs));
    for (const plan of takeDuePlans(core, core.state.nowUs)) carryOut(core, plan);
    applyHeater(core);
    applySurroundings(core);
  }

  /** Hands or weather do something now: the plant is brought here first, and what changed acts from here on. */
  #act(act: (core: Core) => void): void {
    this.#work(() => {
      const core = this.#core;
      advancePlant(core, this.#bringUpToNow());
      act(core);
      applyHeater(core);
      applySurroundings(core);
    });
  }

  /** One piece of work, not to be entered again; what the host answers meanwhile comes after it. Undefined: the ticks that are due. */
  #work(work: (() => void) | undefined): void {
    if (this.#working) throw new Error("the engine was called from inside its own callback");
    this.#working = true;
    const core = this.#core;
    try {
      if (work === undefined) this.#ticksUntil(this.nowUs);
      else work();
      if (core.inbox !== undefined && core.inbox.length > 0) this.#takeInbox();
      if (core.said.urgent) sayStatus(core, core.said);
      if (core.inbox !== undefined && core.inbox.length > 0) this.#takeInbox();
    } finally {
      this.#working = false;
    }
    this.#arm();
    if (this.#consoleInbox.length > 0) this.#takeConsoleInbox();
  }

  #takeInbox(): void {
    const core = this.#core;
    for (let chunk = core.inbox?.shift(); chunk !== undefined; chunk = core.inbox?.shift()) core.link.receive(chunk);
  }

  /** The first; the others follow it, each after its own piece of work. */
  #takeConsoleInbox(): void {
    const [first, ...others] = this.#consoleInbox;
    this.#consoleInbox = others;
    first?.();
  }

  #arm(): void {
    const { state } = this.#core;
    const { powered, plans } = state.world;
    if ((!powered && plans.length === 0) || this.#core.stopped) {
      this.#timer.cancel();
      return;
    }
    if (powered) wakeWhenBusy(this.#core);
    const tickUs = powered ? state.nextTickUs : Number.POSITIVE_INFINITY;
    const nextUs = plans.length === 0 ? tickUs : Math.min(tickUs, nextPlanUs(this.#core));
    const dueAt = this.#epochUs + nextUs;
    if (nextUs === Number.POSITIVE_INFINITY) this.#timer.cancel();
    else if (this.#timer.dueAt !== dueAt) this.#timer.armAt(dueAt);
  }
}

function makeCore(
  spec: ModelSpec,
  behaviours: Behaviours,
  o: EngineOptions,
  serial: string,
  trust: readonly string[],
  saved?: EngineSaved,
): EngineCore {
  const judge = judgeOf(spec.name, trust);
  const state =
    saved === undefined
      ? initialState(spec, behaviours, o.seed, serial)
      : upgradedState(spec, structuredClone(saved.state));
  const plant =
    saved === undefined ? new Plant(spec.thermal, behaviours.roomCelsius) : Plant.restore(spec.thermal, saved.plant);
  return new EngineCore({
    spec,
    behaviours,
    fitted: fittedBits(spec, behaviours),
    state,
    plant,
    inputs: Object.assign(plantAtRest(behaviours.roomCelsius), saved?.inputs),
    encoderRandom: saved === undefined ? undefined : Random.restore(saved.encoderRandom),
    mishapRandom: saved === undefined ? undefined : Random.restore(saved.mishapRandom),
    judge,
    flash: o.firmware === undefined ? machineFlash(spec.name, saved?.flash) : flashWith(spec.name, o.firmware, judge),
    cardFiles:
      saved?.cardFiles === undefined
        ? NO_CARD_FILES
        : new Map(saved.cardFiles.map(([name, text]) => [name, Buffer.from(text, "base64")])),
    said: saved === undefined ? nothingSaid() : structuredClone(saved.said),
    speed: saved?.speed ?? o.speed ?? 1,
    console: new EngineConsole(),
    log: o.log ?? silentLog,
    onEvent: o.onEvent,
  });
}
