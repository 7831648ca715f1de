/**
 * What a technician does at a printer in service: moves single steps, sets the roller's temperature, borrows the link for an
 * experiment. All of it ends with the state `service`, however that is left, and the heater is off then.
 */
import { type Micros, US_PER_S } from "../../base/index.ts";
import { type CommandName, type LinkState, type Message, type ParamsOf, STEP_KIND } from "../../protocol/index.ts";
import type { HostLinkLike, LinkHandlers } from "../link-port.ts";
import { lifeWord, mayServe } from "../selectors.ts";
import type { PrinterCore } from "./printer-core.ts";

/** Steps that need no job: look for a card with the sensors, one film frame on, a card to the reject bin. */
export const JOG_STEPS = ["home", "filmAdvance", "reject"] as const;
export type JogStep = (typeof JOG_STEPS)[number];

/** Set-points of service: from what is warm to the top of the ministry's band. [C] 170 */
export const SERVICE_CELSIUS_MIN = 40;
export const SERVICE_CELSIUS_MAX = 170;
/** Nobody forgets a hot printer: after this long the heater goes off by itself. [E] */
export const SERVICE_HEAT_US_MAX: Micros = 15 * 60 * US_PER_S;

/** The printer's own link in somebody else's hands; the controller goes on listening. */
export type LentLink = HostLinkLike;

interface Loan {
  readonly handlers: LinkHandlers;
  open: boolean;
}

export class ServiceDesk {
  private readonly core: PrinterCore;
  private loan: Loan | undefined;
  private heatUntil: Micros = -1;

  constructor(core: PrinterCore) {
    this.core = core;
  }

  get active(): boolean {
    return lifeWord(this.core.snapshot()) === "service";
  }

  /** Why it cannot be taken into service now; undefined: it can. */
  get obstacle(): string | undefined {
    if (this.active) return undefined;
    if (this.core.desk.job !== "") return "a card is in work";
    return mayServe(this.core.snapshot()) ? undefined : `it is ${lifeWord(this.core.snapshot())}`;
  }

  /** In service, no other step runs, and nobody has borrowed the link. */
  get mayOrder(): boolean {
    return this.active && this.loan === undefined && this.core.runner.idle;
  }

  /** False when it {@link mayOrder} not, or the engine cannot be told. */
  jog(step: JogStep): boolean {
    return this.mayOrder && this.core.runner.order(STEP_KIND[step], "");
  }

  /** Degrees within the limits of service, 0 = off. False outside of service or while the link is lent. */
  setPoint(celsius: number): boolean {
    const { heat, clock } = this.core;
    const off = celsius === 0;
    if (!off && !(celsius >= SERVICE_CELSIUS_MIN && celsius <= SERVICE_CELSIUS_MAX)) return false;
    if (!this.active || this.loan !== undefined) return false;
    this.heatUntil = off ? -1 : clock.now() + SERVICE_HEAT_US_MAX;
    if (off) heat.off();
    else heat.serve(celsius);
    return true;
  }

  /**
   * Lends the link: `handlers` hear what the controller hears, what they send goes out while the state is `service` and not a
   * message longer; the controller leaves the heat to them. Undefined outside of service or when it is lent already.
   */
  lend(handlers: LinkHandlers): LentLink | undefined {
    const { core } = this;
    if (!this.active || this.loan !== undefined || !core.runner.idle || core.link.state !== "up") return undefined;
    const loan: Loan = { handlers, open: true };
    this.loan = loan;
    this.heatUntil = -1;
    core.heat.lend();
    const isOpen = (): boolean => loan.open && this.loan === loan && this.active;
    const { link } = core;
    return {
      start: () => handlers.onState(link.state, ""),
      stop: () => {
        if (this.loan === loan) this.takeBack("");
      },
      get state(): LinkState {
        return isOpen() ? link.state : "lost";
      },
      get reason() {
        return link.reason;
      },
      send: <C extends CommandName>(name: C, params: ParamsOf<C>) => isOpen() && link.send(name, params),
      flushed: () => link.flushed(),
      get engine() {
        return link.engine;
      },
      counters: link.counters,
    };
  }

  onMessage(message: Message): void {
    if (this.loan?.open === true) this.loan.handlers.onMessage(message);
  }

  /** After everything that was heard: whatever left the state `service` has ended what it allowed. */
  watch(): void {
    if ((this.heatUntil < 0 && this.loan === undefined) || this.active) return;
    this.heatUntil = -1;
    if (this.loan !== undefined) this.takeBack("the printer left service");
  }

  onTick(): void {
    if (this.heatUntil < 0 || this.core.clock.now() < this.heatUntil) return;
    this.heatUntil = -1;
    this.core.events.event(this.core.name, "service.heatTimedOut", {});
    this.core.heat.off();
  }

  /** `why` is empty when the borrower gives it back. Heat off first; then the borrower hears of it. */
  private takeBack(why: string): void {
    const { loan, core } = this;
    this.loan = undefined;
    core.heat.off();
    core.link.send("lease_renew", { ms: 0 });
    if (loan === undefined || !loan.open) return;
    loan.open = false;
    if (why !== "") loan.handlers.onState("lost", why);
  }
}
