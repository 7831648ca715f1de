/** Tells the chart what stands in the way of the next step: supplies, heat, the governor, the print head; and feeds the governor. */
import { type Micros, US_PER_S } from "../../base/index.ts";
import { ENGINE_STATE, FIELD, FILM_STATE, HEAT_FLAG, STEP_KIND, STEP_PHASE, u32 } from "../../protocol/index.ts";
import { suppliesOf } from "../card/card-facts.ts";
import { type CardPlan, startBlocker } from "../card/card-plan.ts";
import type { Blocker, Rest } from "../machine/machine-types.ts";
import { NEAR_CELSIUS, NEAR_LOST_CELSIUS, type PaceDecision, type PaceSample } from "../pacer.ts";
import type { PrinterCore } from "./printer-core.ts";
import { StatusTime } from "./status-time.ts";

/** A governor's decision is used for this long; one to wait not so long: a card that may come is not kept waiting. */
const DECISION_US = US_PER_S / 2;
const WAIT_US = US_PER_S / 10;
/** From a picture that begins now to the nip it is less than this. */
const SOON_US = 30 * US_PER_S;
/** A card that was foreseen for so long ago is waited for by nobody any more. */
const LATE_US = 10 * US_PER_S;

/** Filled anew with each status of the heat. */
const sample: { -readonly [K in keyof PaceSample]: PaceSample[K] } = {
  nowUs: 0,
  rollerCelsius: 0,
  headCelsius: 0,
  duty: 0,
  mainsVolt: 0,
  fanPermille: 0,
  imaging: false,
  transferring: false,
  working: false,
  coverOpen: false,
  exitCelsius: undefined,
};

export class Conditions {
  /** The governor's newest decision. */
  pace: PaceDecision = { action: "print" };
  private readonly core: PrinterCore;
  private readonly statusTime = new StatusTime();
  private paceAt: Micros = -1;

  constructor(core: PrinterCore) {
    this.core = core;
  }

  tellIdle(): void {
    const { action } = this.decide();
    this.tell(startBlocker(suppliesOf(this.core.telemetry)), action === "rest" ? "paced" : "", action === "print");
  }

  tellPlan(plan: CardPlan): void {
    const headHot = plan.needsHead && this.core.faults.has("headTooHot") && this.core.runner.film === undefined;
    let rest: Rest | "" = headHot ? "headHot" : "";
    let hot = true;
    if (plan.heat === "start") {
      const { action } = this.decide();
      if (action === "rest") rest = "paced";
      hot = action === "print";
    } else if (plan.heat === "transfer") {
      hot = this.isNear();
      // A machine too soaked rests with the card at the encoder; the heat for it comes when the governor agrees again.
      if (
        this.core.snapshot().context.rest === "paced" ? this.decide().action === "rest" : hot && !this.mayTransfer()
      ) {
        rest = "paced";
      }
      if (!hot && rest === "") this.forgetOldForecast();
    }
    this.tell(plan.lacks, rest, hot);
  }

  /**
   * A written card that waits for nothing but heat comes as soon as there is heat. What was foreseen for it while the machine rested,
   * hours ahead or over by now, would keep the roller cold: it is taken back, and the set-point is held.
   */
  private forgetOldForecast(): void {
    const { card, ...pace } = this.pace;
    const now = this.core.clock.now();
    if (card === undefined || (card.nipAtUs <= now + SOON_US && card.nipAtUs >= now - LATE_US)) return;
    this.pace = pace;
    this.core.heat.expect(undefined);
  }

  /** Asks the governor anew: it may only just have been reached. */
  private mayTransfer(): boolean {
    if (this.core.pacer.mayTransfer()) return true;
    this.paceAt = -1;
    return this.decide().action !== "rest";
  }

  tell(blocked: Blocker | "", rest: Rest | "", hot: boolean): void {
    const { core } = this;
    const { context } = core.snapshot();
    if (context.hot !== hot) core.tell({ type: "HOT", hot });
    if (context.rest !== rest) core.tell({ type: "REST", rest });
    if (context.blocked !== blocked) core.tell({ type: "BLOCKED", by: blocked });
  }

  tellFilm(): void {
    const { core } = this;
    const { film, filmJob } = core.desk.facts;
    const imaged = core.desk.job !== "" && film === FILM_STATE.imaged && filmJob === core.desk.job;
    if (core.snapshot().context.filmImaged !== imaged) core.tell({ type: "FILM", imaged });
  }

  private isNear(): boolean {
    const reading = this.core.telemetry.rollerCelsius;
    return reading >= (this.core.snapshot().context.hot ? NEAR_LOST_CELSIUS : NEAR_CELSIUS);
  }

  /** Feeds the governor; with each status of the heat. */
  onHeat(): void {
    const { core } = this;
    const { telemetry } = core;
    // An engine that boots may not have read its sensors yet.
    const state = telemetry.path[FIELD.status_path.state]!;
    if (telemetry.heatAt < 0 || telemetry.pathAt < 0 || state === ENGINE_STATE.off || state === ENGINE_STATE.booting)
      return;
    const heat = FIELD.status_heat;
    const phase = telemetry.path[FIELD.status_path.step_phase]!;
    // The head's pause holds the picture up, the gate the card: meanwhile nothing moves.
    const headPaused = (telemetry.heat[heat.flags]! & HEAT_FLAG.headPaused) !== 0;
    const imaging = core.runner.film?.kind === STEP_KIND.image && !headPaused;
    const moving = core.runner.card !== undefined && phase !== STEP_PHASE.heating;
    const clockTicks = u32(telemetry.heat, heat.clock);
    sample.nowUs = this.statusTime.of(clockTicks, core.link.engine?.clockFreq ?? US_PER_S, core.clock.now());
    sample.rollerCelsius = telemetry.rollerCelsius;
    sample.headCelsius = telemetry.headCelsius;
    sample.duty = telemetry.heat[heat.duty_permille]! / 1000;
    sample.mainsVolt = telemetry.heat[heat.mains_decivolt]! / 10;
    sample.fanPermille = telemetry.heat[heat.fan_permille]!;
    sample.imaging = imaging;
    sample.transferring = phase === STEP_PHASE.nip;
    sample.working = imaging || moving;
    sample.coverOpen = telemetry.senses("coverOpen");
    sample.exitCelsius = telemetry.optionalCelsius("exit_centicelsius");
    core.pacer.update(sample);
  }

  private decide(): PaceDecision {
    const now = this.core.clock.now();
    if (this.paceAt < 0 || now - this.paceAt >= (this.pace.action === "print" ? DECISION_US : WAIT_US)) {
      this.paceAt = now;
      this.core.pacer.canAnnounce?.(this.core.heat.announces);
      const pace = this.core.pacer.decide(now, this.core.telemetry.rollerCelsius);
      if (pace === this.pace) return pace;
      this.pace = pace;
      if (this.pace.action === "rest") this.core.heat.rest(this.pace.rollerCelsius);
      else if (this.pace.rollerCelsius !== undefined) this.core.heat.print(this.pace.rollerCelsius);
      this.core.heat.expect(this.pace.card);
    }
    return this.pace;
  }
}
