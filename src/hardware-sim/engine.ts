/** The simulated print engine as its owner sees it: attach a host, let time pass, look at the truth, save and restore. */
import { type Clock, type Log, type Micros, Random, silentLog, type Timer } from "../base/index.ts";
import { wasFlashCut } from "../firmware/index.ts";
import { EngineLink, type ParamsOf, type ResponseName, type SmpBuffers } from "../protocol/index.ts";
import { Plant, plantAtRest } from "../thermal/index.ts";
import { type Behaviours, behavioursFrom } from "./behaviours.ts";
import { flashWith, judgeOf, machineFlash } from "./boot/factory.ts";
import { Stm32Console } from "./boot/stm32-console.ts";
import { fittedBits } from "./capabilities.ts";
import { execute } from "./commands.ts";
import { EngineConsole } from "./console.ts";
import { type Core, type EngineEvent, firmwareName, NO_CARD_FILES, TICK_US } from "./core.ts";
import { engineDictionary } from "./engine-dictionary.ts";
import type { EngineOptions, EngineSaved } from "./engine-options.ts";
import { EngineTruth } from "./engine-truth.ts";
import { advancePlant, runTick, wake } from "./firmware-loop.ts";
import { applyHeater } from "./heater-control.ts";
import { initialState } from "./initial-state.ts";
import { nextPlanUs, takeDuePlans } from "./injection-plans.ts";
import { carryOut } from "./injections.ts";
import { EngineLab } from "./lab.ts";
import { ConsolePort, SERIAL_BUFFERS } from "./management/console-port.ts";
import { type ModelName, type ModelSpec, modelOf } from "./models.ts";
import { powerOn, setMains } from "./power.ts";
import { isSelfTesting } from "./selftest/selftest.ts";
import { nothingSaid, type Said, sayStatus } from "./status-pace.ts";
import { RUNNERS } from "./steps/runners.ts";
import { applySurroundings } from "./surroundings.ts";
import { upgradedState } from "./upgraded-state.ts";

/** Characters of a serial number. */
export const SERIAL_CHARACTERS_MAX = 20;

/** Whether an engine can report `text` as its serial number. */
export const isSerial = (text: string): boolean => /^[\x21-\x7e]+$/.test(text) && text.length <= SERIAL_CHARACTERS_MAX;
/** Bytes of the host that may wait while the engine is in the middle of something. */
const INBOX_CHUNKS_MAX = 1_000;

/** A host's end of the wire. */
interface Attachment {
  write(bytes: Uint8Array): void;
  hangUp(reason: string): void;
}

export class Engine {
  readonly console = new EngineConsole();
  readonly lab: EngineLab;
  readonly truth: EngineTruth;
  readonly spec: ModelSpec;
  /** Set to watch what happens inside; must not call back into the engine. */
  onEvent: ((event: EngineEvent) => void) | undefined;
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #log: Log;
  readonly #speed: number;
  readonly #core: Core;
  readonly #encoderRandom: Random;
  readonly #mishapRandom: Random;
  #link: EngineLink;
  #said: Said;
  #host: Attachment | undefined;
  /** Clock time of engine time 0. */
  readonly #epochUs: Micros;
  #working = false;
  #stopped = false;
  readonly #inbox: Uint8Array[] = [];
  /** What came on the console while the engine was in the middle of something. */
  readonly #consoleInbox: (() => void)[] = [];
  readonly #rom: Stm32Console;
  readonly #trust: readonly string[];
  #followers: readonly ((reachable: boolean) => void)[] = [];

  /** Switched on at once. Throws RangeError on a model, serial or behaviour that cannot be. */
  constructor(o: EngineOptions, saved?: EngineSaved) {
    const spec = modelOf(o.model);
    const behaviours = saved?.behaviours ?? behavioursFrom(o.behaviours);
    const serial = o.serial ?? `SIM-${spec.name.toUpperCase()}-${o.seed}`.slice(0, SERIAL_CHARACTERS_MAX);
    if (!isSerial(serial)) {
      throw new RangeError(`a serial is 1..${SERIAL_CHARACTERS_MAX} printable characters, got "${serial}"`);
    }
    this.spec = spec;
    this.onEvent = o.onEvent;
    this.#clock = o.clock;
    this.#log = o.log ?? silentLog;
    this.#speed = saved?.speed ?? o.speed ?? 1;
    this.#epochUs = o.clock.now() - (saved?.atUs ?? 0);
    const chance = new Random(o.seed);
    this.#encoderRandom = saved === undefined ? chance.fork("encoder") : Random.restore(saved.encoderRandom);
    this.#mishapRandom = saved === undefined ? chance.fork("mishap") : Random.restore(saved.mishapRandom);
    this.#said = saved === undefined ? nothingSaid() : structuredClone(saved.said);
    this.#trust = saved?.trust ?? o.trust ?? [];
    this.#core = this.#makeCore(spec, behaviours, o, serial, saved);
    this.#rom = new Stm32Console(this.#core, o.clock, (act) => this.#act(act));
    this.#link = this.#newLink();
    if (saved !== undefined) this.#link.restore(saved.link);
    this.#timer = o.clock.timer(() => this.#catchUp());
    this.truth = new EngineTruth(this.#core);
    this.lab = new EngineLab(this.#core, (act) => this.#act(act));
    if (saved === undefined) this.#act(powerOn);
    else this.#arm();
  }

  /** An engine that goes on exactly where the saved one was. The host must attach with `resume`. */
  static restore(saved: EngineSaved, o: Pick<EngineOptions, "clock" | "log" | "onEvent">): Engine {
    const { model, seed, serial } = saved.state;
    return new Engine({ ...o, model: model as ModelName, seed, serial }, saved);
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
    if (this.#host !== undefined || !this.reachable) return false;
    this.#host = { write, hangUp: o.hangUp ?? (() => {}) };
    if (o.resume !== true) {
      this.#link.newHost();
      this.#said = nothingSaid();
    }
    return true;
  }

  /** The host is gone. The engine goes on by itself; its heat lease runs out. */
  detach(): void {
    this.#host = undefined;
    this.#inbox.length = 0;
  }

  /** Bytes from the host, in any pieces; copied when they cannot be taken at once. */
  receive(bytes: Uint8Array): void {
    if (this.#host === undefined || !this.reachable || this.#isMute()) return;
    if (this.#working) {
      if (this.#inbox.length < INBOX_CHUNKS_MAX) this.#inbox.push(new Uint8Array(bytes));
      return;
    }
    this.#work(() => {
      this.#bringUpToNow();
      this.#link.receive(bytes);
    });
  }

  /** Somebody answers on the link: there is power, and the cable is in. */
  get reachable(): boolean {
    const { world, boot } = this.#core.state;
    const { powered, injections } = world;
    const pulled = injections["linkLost"] !== undefined && !this.#isMute();
    return powered && !pulled && !this.#stopped && boot.mode === "firmware";
  }

  /** The line is open and carries nothing. A method: a private getter is read by a call into the runtime, each time. */
  #isMute(): boolean {
    return this.#core.state.world.injections["linkLost"]?.value === 1;
  }

  #tellReach(): void {
    const { reachable } = this;
    for (const tell of this.#followers) tell(reachable);
  }

  /** `tell` hears whether the engine can be reached, when that may have changed, until the returned function is called. Must not call back. */
  followReach(tell: (reachable: boolean) => void): () => void {
    this.#followers = this.#followers.concat(tell);
    return () => {
      this.#followers = this.#followers.filter((one) => one !== tell);
    };
  }

  /** Plain data to go on from. Throws while the engine is in the middle of something (inside one of its callbacks). */
  save(): EngineSaved {
    if (this.#working) throw new Error("an engine cannot be saved from inside its own callback");
    const core = this.#core;
    const saved: EngineSaved = structuredClone({
      state: core.state,
      behaviours: core.behaviours,
      speed: this.#speed,
      atUs: this.nowUs,
      plant: core.plant.save(),
      inputs: core.inputs,
      encoderRandom: this.#encoderRandom.save(),
      mishapRandom: this.#mishapRandom.save(),
      link: this.#link.save(),
      said: this.#said,
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
    const heard = (bytes: Uint8Array): void => (this.inRom ? this.#rom.receive(bytes, write) : port.receive(bytes));
    const take = (bytes: Uint8Array): void => {
      let cut = false;
      this.#work(() => {
        this.#bringUpToNow();
        cut = wasFlashCut(() => heard(bytes));
      });
      if (cut) this.#act((core) => setMains(core, 0));
    };
    return (bytes) => {
      if (this.#stopped) return;
      if (!this.#working) take(bytes);
      else if (this.#consoleInbox.length < INBOX_CHUNKS_MAX) {
        const copy = bytes.slice();
        this.#consoleInbox.push(() => take(copy));
      }
    };
  }

  /** Ends it: no alarm stays armed, the host is dropped. */
  stop(): void {
    this.#stopped = true;
    this.#timer.cancel();
    this.#hangUp("the engine was stopped");
  }

  #makeCore(spec: ModelSpec, behaviours: Behaviours, o: EngineOptions, serial: string, saved?: EngineSaved): Core {
    const judge = judgeOf(spec.name, this.#trust);
    const state =
      saved === undefined
        ? initialState(spec, behaviours, o.seed, serial)
        : upgradedState(spec, structuredClone(saved.state));
    const plant =
      saved === undefined ? new Plant(spec.thermal, behaviours.roomCelsius) : Plant.restore(spec.thermal, saved.plant);
    return {
      spec,
      behaviours,
      fitted: fittedBits(spec, behaviours),
      state,
      plant,
      inputs: Object.assign(plantAtRest(behaviours.roomCelsius), saved?.inputs),
      encoderRandom: this.#encoderRandom,
      mishapRandom: this.#mishapRandom,
      judge,
      flash: o.firmware === undefined ? machineFlash(spec.name, saved?.flash) : flashWith(spec.name, o.firmware, judge),
      cardFiles:
        saved?.cardFiles === undefined
          ? NO_CARD_FILES
          : new Map(saved.cardFiles.map(([name, text]) => [name, Buffer.from(text, "base64")])),
      consoleLines: () => this.console.lines,
      runners: RUNNERS,
      send: (name, params) => this.#send(name, params),
      sendRow: (name, row) => {
        if (this.#host !== undefined) this.#link.sendRow(name, row);
      },
      print: (line) => this.#print(line),
      event: (event) => {
        // Another firmware has another dictionary.
        if (event.type === "power" && event.on && this.#host === undefined) this.#link = this.#newLink();
        if (event.type === "power") this.#tellReach();
        this.onEvent?.(event);
      },
      statusNow: () => {
        this.#said.urgent = true;
      },
      hangUp: (reason) => this.#hangUp(reason),
      linkChanged: () => this.#tellReach(),
    };
  }

  #newLink(): EngineLink {
    return new EngineLink({
      write: (bytes) => {
        if (!this.#isMute()) this.#host?.write(bytes);
      },
      onCommand: (message) => {
        if (message.name === "emergency_stop") advancePlant(this.#core, this.#core.state.nowUs);
        if (message.name === "hello") this.#said.counters = [];
        if (message.name === "hello" || message.name === "status_every") this.#said.greeted = true;
        execute(this.#core, message);
      },
      dictionary: engineDictionary(this.spec, this.#speed, firmwareName(this.#core.state.boot.version)),
    });
  }

  #send<N extends ResponseName>(name: N, params: ParamsOf<N>): void {
    if (this.#host !== undefined) this.#link.send(name, params);
  }

  #print(line: string): void {
    this.console.print(this.#core.state.nowUs, line);
    this.#log.debug("engine.says", { line });
  }

  #hangUp(reason: string): void {
    const host = this.#host;
    this.#host = undefined;
    this.#inbox.length = 0;
    this.#link = this.#newLink();
    this.#said = nothingSaid();
    host?.hangUp(reason);
  }

  /** The alarm: all ticks that are due, each at its own instant. */
  #catchUp(): void {
    this.#work(this.#ticksUntilNow);
  }

  readonly #ticksUntilNow = (): void => this.#ticksUntil(this.nowUs);

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
        sayStatus(core, this.#said);
        this.onEvent?.({ type: "tick", atUs: core.state.nowUs });
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

  /** One piece of work, not to be entered again; what the host answers meanwhile comes after it. */
  #work(work: () => void): void {
    if (this.#working) throw new Error("the engine was called from inside its own callback");
    this.#working = true;
    try {
      work();
      if (this.#inbox.length > 0) this.#takeInbox();
      if (this.#said.urgent) sayStatus(this.#core, this.#said);
      if (this.#inbox.length > 0) this.#takeInbox();
    } finally {
      this.#working = false;
    }
    this.#arm();
    if (this.#consoleInbox.length > 0) this.#consoleInbox.shift()!();
  }

  #takeInbox(): void {
    for (let chunk = this.#inbox.shift(); chunk !== undefined; chunk = this.#inbox.shift()) this.#link.receive(chunk);
  }

  #arm(): void {
    const { state } = this.#core;
    const { powered, plans } = state.world;
    if ((!powered && plans.length === 0) || this.#stopped) {
      this.#timer.cancel();
      return;
    }
    const busy =
      state.ram.cardStep !== null ||
      state.ram.filmStep !== null ||
      state.ram.setpointCelsius > 0 ||
      state.boot.restart !== "no" ||
      isSelfTesting(this.#core);
    if (busy && powered && state.nextTickUs - state.nowUs > TICK_US) wake(this.#core, state.nowUs);
    const tickUs = powered ? state.nextTickUs : Number.POSITIVE_INFINITY;
    const nextUs = plans.length === 0 ? tickUs : Math.min(tickUs, nextPlanUs(this.#core));
    const dueAt = this.#epochUs + nextUs;
    if (nextUs === Number.POSITIVE_INFINITY) this.#timer.cancel();
    else if (this.#timer.dueAt !== dueAt) this.#timer.armAt(dueAt);
  }
}
