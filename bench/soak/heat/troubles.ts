/** What happens in an office besides the weather: covers, power cuts, jams, cables and hosts that start again, at any moment of a card. */
import { type Clock, type Random, US_PER_S } from "../../../src/base/index.ts";
import type { Engine } from "../../../src/hardware-sim/index.ts";

/** Between two of them, s. */
const BETWEEN_SECONDS = [20, 700] as const;
/** How long a cover stays open or the power away: half of them short, s. */
const SHORT_SECONDS = [3, 60] as const;
const LONG_SECONDS = [60, 1500] as const;
const CABLE_SECONDS = [1, 20] as const;
/** A card that jams inside the nip is hot by nature: it says nothing of the heat's control. */
const JAMS = ["jamTurn", "jamEncoder", "jamHopper", "encoderFailed"] as const;
const KINDS = ["cover", "cover", "cover", "power", "power", "jam", "host", "cable", "reset"] as const;

export interface TroubledSite {
  readonly clock: Clock;
  readonly engine: Engine;
  readonly random: Random;
  /** Somebody should look at the printer. */
  readonly look: () => void;
  /** The mains come back as they are at that time. */
  readonly restoreMains: () => void;
}

export class Troubles {
  coverOpen = false;
  mainsOff = false;
  /** The host is to be started again, by whoever runs the clock: an alarm may not do it. */
  hostIsDown = false;
  private readonly o: TroubledSite;
  /** When something struck that stops a card wherever it is, us. */
  private readonly struckUs: number[] = [];

  constructor(site: TroubledSite) {
    this.o = site;
    this.next();
  }

  /** A card that came to the nip at `fromUs` was let through it undisturbed. */
  spared(fromUs: number, nipSeconds: number): boolean {
    return !this.struckUs.some((atUs) => atUs >= fromUs && atUs <= fromUs + nipSeconds * US_PER_S);
  }

  private next(): void {
    const { clock, random } = this.o;
    clock.timer(() => this.strike()).armAfter(Math.round(random.between(...BETWEEN_SECONDS) * US_PER_S));
  }

  private strike(): void {
    const { engine, random, clock } = this.o;
    const kind = KINDS[random.int(KINDS.length)]!;
    const seconds = random.chance(0.5) ? random.between(...SHORT_SECONDS) : random.between(...LONG_SECONDS);
    const { lab } = engine;
    if (kind === "cover")
      this.keep(
        "coverOpen",
        seconds,
        () => lab.openCover(),
        () => lab.closeCover(),
      );
    else if (kind === "power") this.keep("mainsOff", seconds, () => lab.cutMains(), this.o.restoreMains);
    else if (kind === "host") this.hostIsDown = true;
    else if (kind === "jam" && !this.mainsOff) lab.inject(JAMS[random.int(JAMS.length)]!);
    else if (kind === "cable") lab.inject("linkLost", { durationS: random.between(...CABLE_SECONDS) });
    else if (kind === "reset" && !this.mainsOff) {
      this.struckUs.push(clock.now());
      lab.inject("watchdogReset");
    }
    this.next();
  }

  /** One that lasts, unless it does already. */
  private keep(state: "coverOpen" | "mainsOff", seconds: number, begin: () => void, end: () => void): void {
    if (this[state]) return;
    const { clock, look } = this.o;
    this[state] = true;
    this.struckUs.push(clock.now());
    begin();
    const undo = clock.timer(() => {
      this[state] = false;
      end();
      look();
    });
    undo.armAfter(Math.round(seconds * US_PER_S));
  }
}
