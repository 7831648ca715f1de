/** One printer on one virtual clock: fake engine, fake link, fake station, real controller. */
import { US_PER_S, VirtualClock } from "../../src/base/index.ts";
import { type Pacer, PrinterController, type PrinterSettings } from "../../src/controller/index.ts";
import { FakeEngine } from "./fake-engine.ts";
import { FakeLink } from "./fake-link.ts";
import { FakeStation } from "./fake-station.ts";

export class Bench {
  readonly clock = new VirtualClock();
  readonly engine = new FakeEngine(this.clock);
  readonly station: FakeStation;
  link!: FakeLink;
  controller!: PrinterController;
  private readonly settings: Partial<PrinterSettings>;
  private readonly pacer: Pacer | undefined;
  private readonly onBroken: ((error: unknown) => void) | undefined;
  onLink: (link: FakeLink) => void = () => {};

  constructor(
    jobs: string[],
    settings: Partial<PrinterSettings> = {},
    pacer?: Pacer,
    onBroken?: (error: unknown) => void,
  ) {
    this.pacer = pacer;
    this.onBroken = onBroken;
    this.station = new FakeStation(...jobs);
    this.settings = { protection: "off", ...settings };
    this.startHost();
  }

  startHost(): void {
    this.controller = new PrinterController({
      name: "P1",
      clock: this.clock,
      link: (handlers) => {
        this.link = new FakeLink(this.clock, this.engine, handlers);
        this.onLink(this.link);
        return this.link;
      },
      journal: this.station,
      jobs: this.station,
      events: this.station,
      settings: this.settings,
      ...(this.onBroken !== undefined && { onBroken: this.onBroken }),
      ...(this.pacer !== undefined && { pacer: this.pacer }),
    });
    this.controller.start();
  }

  /** The host dies without a word and comes back. */
  restartHost(afterSeconds: number): void {
    const old = this.link;
    old.send = () => false;
    this.controller.stop();
    this.run(afterSeconds);
    this.startHost();
  }

  run(seconds: number): void {
    this.clock.advance(Math.round(seconds * US_PER_S));
  }

  /** Runs until it holds, at most `seconds`; fails in words. */
  until(what: () => boolean, seconds = 600, why = what.toString()): void {
    const end = this.clock.now() + seconds * US_PER_S;
    while (!what()) {
      if (this.clock.now() >= end) throw new Error(`not within ${seconds} s: ${why}; ${this.path}\n${this.story()}`);
      this.clock.advance(US_PER_S / 10);
    }
  }

  get path(): string {
    return this.controller.view().path;
  }

  story(): string {
    return [...this.station.log.slice(-30), `moves: ${this.engine.moves.slice(-12).join(", ")}`].join("\n");
  }

  /** What must hold in every history. */
  problems(): string[] {
    const found: string[] = [];
    const { output } = this.engine;
    for (const card of output) {
      if (card.job !== card.filmJob) found.push(`chip ${card.job} carries film ${card.filmJob}`);
    }
    const out = output.map(({ job }) => job);
    if (new Set(out).size !== out.length) found.push(`two cards for one person: ${out.join()}`);
    for (const { job, serial } of this.station.issuedJobs) {
      const card = output.find((one) => one.job === job);
      if (card === undefined) found.push(`${job} issued without a card`);
      else if (card.serial !== serial) found.push(`${job} issued as ${serial}, is ${card.serial}`);
    }
    for (const job of out) {
      const known = this.station.issuedJobs.some((one) => one.job === job) || this.station.reserved === job;
      if (!known && !this.station.uncertainJobs.some((one) => one.job === job)) found.push(`forgotten card of ${job}`);
    }
    return found;
  }
}
