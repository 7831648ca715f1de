/** Hands at the machine, its surroundings, and faults put in on purpose. Every call acts at the clock's present instant. */
import { Random } from "../base/index.ts";
import { SECTOR_BYTES, SLOT_IMAGE_BYTES_MAX, slotBegin, type Tear } from "../firmware/index.ts";
import { type FaultName, SUPPLY_TYPE } from "../protocol/index.ts";
import { cardGoes } from "./card-path.ts";
import type { Core } from "./core.ts";
import { raiseFault } from "./faults.ts";
import { HANDS_MAX, useHands } from "./hands.ts";
import { forgetHealing, within } from "./injection-plans.ts";
import { heal, type InjectOptions, inject } from "./injections.ts";
import { nvSettle } from "./nvram.ts";
import { MAINS_NOMINAL_VOLT, setMains } from "./power.ts";

/** Supplies by the names that people use. `none` takes the spool out. */
export type SupplyName = "fargo" | "datacard" | "unknown" | "none";

/** What the lab shows of the machine. */
export interface LabState {
  readonly powered: boolean;
  readonly mainsVolt: number;
  readonly coverOpen: boolean;
  readonly roomCelsius: number;
  readonly airflow: number;
  readonly hopper: number;
  readonly output: number;
  readonly reject: number;
  readonly ribbon: { readonly type: number; readonly left: number; readonly lot: string };
  readonly film: { readonly type: number; readonly left: number; readonly lot: string };
  /** Spools that wait until the machine stands still. */
  readonly inHand: readonly { readonly spool: "ribbon" | "film"; readonly type: number; readonly left: number }[];
  readonly cardInside: boolean;
  readonly injections: readonly string[];
}

const SPOOL_LEFT_MAX = 65_535;

export class EngineLab {
  readonly #core: Core;
  readonly #act: (act: (core: Core) => void) => void;

  constructor(core: Core, act: (act: (core: Core) => void) => void) {
    this.#core = core;
    this.#act = act;
  }

  openCover(): void {
    this.#act((core) => {
      if (core.state.world.coverOpen) return;
      core.state.world.coverOpen = true;
      core.print("lab: cover opened");
      if (core.state.world.powered) raiseFault(core, "coverOpen");
    });
  }

  closeCover(): void {
    this.#act((core) => {
      core.state.world.coverOpen = false;
      core.print("lab: cover closed");
    });
  }

  /** Puts blanks on top of those in the hopper, up to its capacity. */
  loadBlanks(cards: number): void {
    within("blanks", cards, 0, this.#core.spec.blanksMax);
    this.#act((core) => {
      core.state.world.hopper = Math.min(core.spec.blanksMax, core.state.world.hopper + cards);
    });
  }

  /** Leaves exactly this many blanks in the hopper. */
  setBlanks(cards: number): void {
    within("blanks", cards, 0, this.#core.spec.blanksMax);
    this.#act((core) => {
      core.state.world.hopper = cards;
    });
  }

  /** Puts a ribbon in place of the one inside, as soon as the machine stands still; `sets` default to a new one. */
  loadRibbon(type: SupplyName = this.#fitting(), sets: number = this.#core.spec.ribbonSets): void {
    this.#load("ribbon", type, sets);
  }

  /** Puts a film in place of the one inside; `frames` default to a new one. As soon as the machine stands still. */
  loadFilm(type: SupplyName = this.#fitting(), frames: number = this.#core.spec.filmFrames): void {
    this.#load("film", type, frames);
  }

  /** Leaves so much on the spool that is inside, at once: a card whose picture is begun goes on. */
  setLeft(spool: "ribbon" | "film", left: number): void {
    within(spool, left, 0, SPOOL_LEFT_MAX);
    this.#act((core) => {
      const loaded = core.state.world[spool];
      if (loaded.type !== SUPPLY_TYPE.none) loaded.left = left;
      core.print(`lab: ${spool} ${left} left`);
    });
  }

  emptyOutput(): void {
    this.#act((core) => {
      core.state.world.output = 0;
    });
  }

  emptyReject(): void {
    this.#act((core) => {
      core.state.world.reject = 0;
    });
  }

  /** Takes the card out of the path, wherever it is; false when there is none. */
  removeCard(): boolean {
    let there = false;
    this.#act((core) => {
      there = core.state.world.card !== null;
      cardGoes(core, "removed");
    });
    return there;
  }

  /** Temperature of the room, C. */
  setRoom(celsius: number): void {
    within("room", celsius, -20, 60);
    this.#act((core) => {
      core.state.world.roomCelsius = celsius;
    });
  }

  /** Airflow that the fan makes at full speed, 0..1. */
  setAirflow(share: number): void {
    within("airflow", share, 0, 1);
    this.#act((core) => {
      core.state.world.airflow = share;
    });
  }

  /** Mains voltage, 0..300 V. Below 150 the engine dies, from 180 on it starts. */
  setMains(volt: number): void {
    within("mains", volt, 0, 300);
    this.#act((core) => {
      delete core.state.world.injections["powerInterrupted"];
      forgetHealing(core, "powerInterrupted");
      setMains(core, volt);
    });
  }

  cutMains(): void {
    this.setMains(0);
  }

  restoreMains(): void {
    this.setMains(MAINS_NOMINAL_VOLT);
  }

  /** Sets or removes the jumper BOOT0; the chip looks at it when it starts. */
  setBootJumper(on: boolean): void {
    this.#act((core) => {
      core.state.world.bootJumper = on;
      core.print(`lab: jumper BOOT0 ${on ? "set" : "removed"}`);
    });
  }

  /** The mains fail inside the `n`-th flash operation from now (0: the next one), with that much of it done. */
  cutAtFlashOperation(n: number, tear: Tear = "half"): void {
    within("flash operation", n, 0, 100_000);
    const { flash, state } = this.#core;
    flash.cutAfter(n, tear, new Random(`${state.seed} flash ${n} ${tear}`));
  }

  /** Flips bits of the flash, as old cells do: in the first slot, the second one, or anywhere. */
  rotFlash(bits: number, where: 0 | 1 | "anywhere" = "anywhere"): void {
    within("bits", bits, 1, 10_000);
    const { flash, state } = this.#core;
    const [from, length] =
      where === "anywhere" ? [0, flash.sectors * SECTOR_BYTES] : [slotBegin(where), SLOT_IMAGE_BYTES_MAX];
    flash.rot(bits, from, length, new Random(`${state.seed} rot ${bits} ${where} ${state.nowUs}`));
  }

  /** Memory cells at the end of their life: the first copy of whatever is written loses a bit. False: a new memory board. */
  wearMemory(worn: boolean): void {
    this.#act((core) => {
      nvSettle(core.state.nvram);
      core.state.nvram.worn = worn;
      core.print(worn ? "lab: memory worn out" : "lab: memory board replaced");
    });
  }

  /** Puts a fault in, by its cause, now or at its trigger. Throws RangeError on what cannot be. */
  inject(fault: FaultName, options: InjectOptions = {}): void {
    this.#act((core) => inject(core, fault, options));
  }

  /** Takes the cause of a fault away. */
  heal(fault: FaultName): void {
    this.#act((core) => heal(core, fault));
  }

  state(): LabState {
    const { world } = this.#core.state;
    return {
      powered: world.powered,
      mainsVolt: world.mainsVolt,
      coverOpen: world.coverOpen,
      roomCelsius: world.roomCelsius,
      airflow: world.airflow,
      hopper: world.hopper,
      output: world.output,
      reject: world.reject,
      ribbon: { ...world.ribbon },
      film: { ...world.film },
      inHand: world.hands.map((spool) => ({ ...spool })),
      cardInside: world.card !== null,
      injections: Object.keys(world.injections).sort(),
    };
  }

  #fitting(): SupplyName {
    return this.#core.spec.supplyType === SUPPLY_TYPE.fargo ? "fargo" : "datacard";
  }

  /** Hands wait for the machine to stand still: a spool is never pulled from under a running step. */
  #load(spool: "ribbon" | "film", type: SupplyName, left: number): void {
    within(spool, left, 0, SPOOL_LEFT_MAX);
    this.#act((core) => {
      const { hands } = core.state.world;
      if (hands.length < HANDS_MAX) hands.push({ spool, type: SUPPLY_TYPE[type], left: type === "none" ? 0 : left });
      useHands(core);
    });
  }
}
