/**
 * Everything that is heard from the engine: who it is, whether it still speaks, what it does. Routes messages to the parts that
 * use them and tells the chart what changes its mind.
 */
import { type Micros, US_PER_S } from "../../base/index.ts";
import { ENGINE_STATE, FIELD, HEAT_FLAG, type LinkState, type Message, STEP_PHASE, u32 } from "../../protocol/index.ts";
import { THERMAL_PROFILES, type ThermalProfile } from "../../thermal/index.ts";
import { ClockWatch } from "../faults/clock-watch.ts";
import { HeatSecondOpinion, type HeatStatus } from "../faults/heat-second-opinion.ts";
import { lifeWord } from "../selectors.ts";
import type { EngineIdentity } from "../telemetry.ts";
import type { PrinterCore } from "./printer-core.ts";

/** No status for this long, in the printer's clock: as good as no link. */
export const SILENCE_US_MAX = 3 * US_PER_S;
/** Silence shorter than this in real time is no proof of anything. */
const SILENCE_WALL_US_MIN = US_PER_S;

/** A jump of the clock is shown for this long. */
const STEADY_US = 60 * US_PER_S;

/** Below a set-point that is held, K: more than control and quantiser leave [E]. */
const HELD_BEHIND_KELVIN = 1.5;

const P = FIELD.status_path;
const C = FIELD.status_counters;
const H = FIELD.status_heat;
const R = FIELD.refused;

/** Filled anew with each status. */
const heatStatus: HeatStatus = {
  clockTicks: 0,
  ticksPerSecond: 0,
  rollerCelsius: 0,
  duty: 0,
  mainsVolt: 0,
  cardInNip: false,
  // Numbers, or each that comes would be an object of its own.
  residualWatt: 0,
  heaterShare: 0,
  heldBehind: false,
};

export class EngineContact {
  private readonly core: PrinterCore;
  private upAt: Micros = -1;
  private lastBoots = -1;
  private resetting = false;
  /** The engine is the expected one and its state is read back. */
  private known = false;
  /** Who answered last, or whom a person has accepted since: another serial is another machine. */
  private lastSerial: string | undefined;
  private readonly clockWatch = new ClockWatch();
  private readonly heatOpinion = new HeatSecondOpinion();
  private steadySince: Micros = -1;
  /** The profile of the model that the engine named last. */
  private profiled: { readonly identity: EngineIdentity | undefined; readonly profile: ThermalProfile | undefined } = {
    identity: undefined,
    profile: undefined,
  };

  constructor(core: PrinterCore) {
    this.core = core;
  }

  onLinkState(state: LinkState): void {
    const { core } = this;
    core.tell({ type: "LINK", state });
    if (state === "up") {
      core.faults.drop("linkLost");
      this.relearn();
    } else if (this.upAt >= 0) {
      this.upAt = -1;
      this.forget();
      core.faults.raise("linkLost");
    }
  }

  /** Reads identity and state back as if for the first time. */
  relearn(): void {
    this.forget();
    this.upAt = this.core.clock.now();
    this.core.link.send("hello", {});
  }

  /** All but a status of the heat: see {@link onHeat}. */
  onMessage(message: Message): void {
    const { core } = this;
    const now = core.clock.now();
    switch (message.name) {
      case "status_path":
        core.telemetry.onPath(message, now);
        this.onPath(core.telemetry.path);
        break;
      case "status_counters":
        core.telemetry.onCounters(message, now);
        this.onBoots(message.row[C.boots]!);
        break;
      case "identity":
        core.telemetry.onIdentity(message);
        if (this.known && core.heat.allowed) core.journal.skipTo(core.telemetry.identity?.ledgerHigh ?? 0);
        this.hear();
        break;
      case "refused":
        core.log.debug("engine.refused", { id: u32(message.row, R.id), reason: message.row[R.reason] });
        core.runner.onRefused(u32(message.row, R.id), message.row[R.reason]!);
        break;
      case "ledger_entry":
        core.ledger.onEntry(message);
        break;
      case "ledger_end":
        core.ledger.onEnd(message);
        break;
      case "card_state":
        core.card.onCardState(message);
        break;
    }
  }

  /** By itself: it comes ten times a second. */
  onHeat(message: Message): void {
    const { core } = this;
    const now = core.clock.now();
    core.telemetry.onHeat(message, now);
    this.watchClock(u32(message.row, H.clock), now);
    this.watchHeat(message.row);
  }

  onTick(): void {
    const { core } = this;
    if (this.upAt < 0) return;
    const now = core.clock.now();
    const heard = Math.max(core.telemetry.pathAt, this.upAt);
    if (this.known && now - heard > this.silenceUsMax()) {
      core.events.event(core.name, "engine.silent", { ms: Math.round((now - heard) / 1000) });
      core.faults.raise("linkLost");
      this.relearn();
    } else if (!this.known && core.link.state === "up") core.link.send("hello", {});
  }

  /** The host may stall for a moment of real time, which is a long one for an engine whose time runs faster. */
  private silenceUsMax(): Micros {
    return Math.max(SILENCE_US_MAX, (this.core.link.engine?.simSpeed ?? 1) * SILENCE_WALL_US_MIN);
  }

  /** The operator's reset of an emergency stop. */
  resetStop(): void {
    this.resetting = true;
    this.core.link.send("clear_shutdown", {});
    this.core.faults.prove("emergencyStop");
    if (!this.known) this.endStop();
  }

  /** A person has looked who is connected. Without a serial in the station file whoever answers now is the right one. */
  acceptMachine(): void {
    this.lastSerial = undefined;
    this.relearn();
  }

  /** A fault of the controller's own was cleared: nothing new will be heard about it. */
  judgeAgain(): void {
    if (this.known) this.judge(false);
  }

  private endStop(): void {
    this.resetting = false;
    this.core.tell({ type: "STOP_RESET" });
    if (this.core.link.state === "up") this.relearn();
  }

  private forget(): void {
    const { core } = this;
    this.known = false;
    core.telemetry.forget();
    core.card.forget();
    core.runner.forget();
    core.ledger.forget();
    core.heat.forget();
    core.faults.forget();
    core.recovery.forget();
    core.tell({ type: "LINK_DOWN" });
  }

  /** Identity and path are both fresh: now the engine is known. */
  private hear(): void {
    const { core } = this;
    const { identity } = core.telemetry;
    if (this.known || identity === undefined || core.telemetry.pathAt < 0) return;
    this.known = true;
    const expectedSerial = core.settings.expectedSerial ?? this.lastSerial;
    core.faults.drop("linkLost");
    if (expectedSerial === undefined || expectedSerial === identity.serial) {
      this.lastSerial = identity.serial;
      core.faults.drop("serialUnexpected");
      core.pacer.meet?.(identity.serial);
      core.heat.allowed = true;
      core.journal.skipTo(identity.ledgerHigh);
    } else core.faults.raise("serialUnexpected");
    core.events.event(core.name, "engine.known", { boots: identity.boots, firmware: identity.firmware });
    if (this.lastBoots >= 0 && this.lastBoots !== identity.boots) {
      core.events.event(core.name, "engine.restarted", { boots: identity.boots });
    }
    this.lastBoots = identity.boots;
    this.judge(true);
  }

  private onPath(row: Int32Array): void {
    const { core } = this;
    core.faults.onPath(row);
    if (!this.known) {
      this.hear();
      return;
    }
    // How steps ended comes first: a fault's own step carries its code.
    core.runner.onPath(row);
    this.judge(false);
  }

  /** A jump of the engine's clock: everything is read back, for leases and orders may have run out in between. */
  private watchClock(clock: number, now: Micros): void {
    const { core } = this;
    const { identity } = core.telemetry;
    if (identity === undefined) return;
    const { engine } = core.link;
    const ticksPerUs = (engine?.clockFreq ?? US_PER_S) / US_PER_S;
    const speed = Math.max(1, engine?.simSpeed ?? 1);
    if (this.clockWatch.observe(identity.boots, clock, now, ticksPerUs, speed)) {
      this.steadySince = now;
      core.faults.raise("clockLost", false);
      this.relearn();
    } else if (this.steadySince >= 0 && now - this.steadySince >= STEADY_US) {
      this.steadySince = -1;
      core.faults.drop("clockLost");
    }
  }

  /** When the engine's own guards stay silent over heat that is out of order, the host stops it. */
  private watchHeat(row: Int32Array): void {
    const { core, heatOpinion } = this;
    const state = core.telemetry.path[P.state]!;
    const runs = state === ENGINE_STATE.filmInit || state === ENGINE_STATE.ready || state === ENGINE_STATE.busy;
    if (!this.known || core.telemetry.pathAt < 0 || !runs || core.faults.stopping !== undefined) {
      heatOpinion.forget();
      return;
    }
    const status = heatStatus;
    status.clockTicks = u32(row, H.clock);
    status.ticksPerSecond = core.link.engine?.clockFreq ?? US_PER_S;
    status.rollerCelsius = core.telemetry.rollerCelsius;
    status.duty = row[H.duty_permille]! / 1000;
    status.mainsVolt = row[H.mains_decivolt]! / 10;
    status.cardInNip = core.telemetry.path[P.step_phase] === STEP_PHASE.nip;
    status.residualWatt = core.pacer.residualWatt?.();
    status.heaterShare = core.pacer.heaterShare?.();
    status.heldBehind =
      (row[H.flags]! & HEAT_FLAG.justInTime) === 0 &&
      core.telemetry.setpointCelsius - status.rollerCelsius > HELD_BEHIND_KELVIN;
    const opinion = heatOpinion.look(this.profile(), status);
    if (opinion === undefined) return;
    heatOpinion.forget();
    core.faults.raise(opinion);
    core.link.send("emergency_stop", {});
    core.events.event(core.name, "heat.stoppedByHost", { fault: opinion });
  }

  /** Undefined: a model that is not known. */
  private profile(): ThermalProfile | undefined {
    const { identity } = this.core.telemetry;
    if (identity !== this.profiled.identity) {
      const profiles: Readonly<Record<string, ThermalProfile>> = THERMAL_PROFILES;
      this.profiled = { identity, profile: profiles[identity?.model ?? ""] };
    }
    return this.profiled.profile;
  }

  /** Booted since its identity was read: whatever ran is over. */
  private onBoots(boots: number): void {
    const identity = this.core.telemetry.identity;
    if (this.known && identity !== undefined && (identity.boots & 0xffff) !== (boots & 0xffff)) this.relearn();
  }

  /** What the newest state and faults mean for the chart. `first`: the chart knows nothing yet. */
  private judge(first: boolean): void {
    const { core } = this;
    const state = core.telemetry.path[P.state]!;
    const word = lifeWord(core.snapshot());
    if (word === "stopped") {
      this.judgeStopped(state, first);
      return;
    }
    const fault = core.faults.stopping;
    const serialWrong = core.faults.has("serialUnexpected");
    if (state === ENGINE_STATE.shutdown && !serialWrong) {
      core.tell({ type: "ENGINE_STOPPED" });
    } else if (
      !serialWrong &&
      (state === ENGINE_STATE.off || state === ENGINE_STATE.booting || state === ENGINE_STATE.filmInit)
    ) {
      if (word !== "cold") this.restarted();
    } else if (fault !== undefined) {
      if (word !== "faulted" || core.snapshot().context.fault !== fault) core.tell({ type: "FAULT", fault });
    } else if (word === "faulted") core.tell({ type: "FAULTS_CLEAR" });
    else if (first || word === "cold") core.tell({ type: "ENGINE_READY" });
  }

  private restarted(): void {
    const { core } = this;
    core.runner.forget();
    core.ledger.forget();
    core.tell({ type: "ENGINE_BOOTING" });
  }

  private judgeStopped(state: number, first: boolean): void {
    const { core } = this;
    if (!this.resetting) {
      if (first && state !== ENGINE_STATE.shutdown) core.tell({ type: "ENGINE_READY" });
      return;
    }
    if (state !== ENGINE_STATE.shutdown && !core.faults.has("emergencyStop")) this.endStop();
  }
}
