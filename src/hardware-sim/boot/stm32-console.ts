/** The console while the chip's ROM runs: the boot loader outlives its hosts, and ends with the power or with Go. */
import type { Clock } from "../../base/index.ts";
import { wasFlashCut } from "../../firmware/index.ts";
import type { Core } from "../core.ts";
import { setMains } from "../power.ts";
import { Stm32Flash } from "./stm32-flash.ts";
import { Stm32Loader } from "./stm32-loader.ts";

export class Stm32Console {
  private readonly core: Core;
  private readonly clock: Clock;
  private readonly act: (act: (core: Core) => void) => void;
  private loader: Stm32Loader | undefined;
  /** Power-on that the loader belongs to. */
  private sinceUs = -1;
  private write: (bytes: Uint8Array) => void = () => {};

  /** `act`: does something to the engine from outside its own work. */
  constructor(core: Core, clock: Clock, act: (act: (core: Core) => void) => void) {
    this.core = core;
    this.clock = clock;
    this.act = act;
  }

  /** Answers go to the host that spoke last. */
  receive(bytes: Uint8Array, write: (bytes: Uint8Array) => void): void {
    const { ram, world } = this.core.state;
    if (!world.powered) return;
    if (this.loader === undefined || this.sinceUs !== ram.onSinceUs) this.begin(ram.onSinceUs);
    this.write = write;
    this.loader?.receive(bytes);
  }

  private begin(sinceUs: number): void {
    this.loader?.stop();
    this.sinceUs = sinceUs;
    const alive = (): boolean => this.core.state.world.powered && this.core.state.ram.onSinceUs === sinceUs;
    this.loader = new Stm32Loader({
      clock: this.clock,
      around: (work) =>
        this.act((core) => {
          if (alive() && wasFlashCut(work)) setMains(core, 0);
        }),
      memory: new Stm32Flash(this.core.flash),
      send: (bytes) => {
        if (alive()) this.write(bytes);
      },
      onGo: (address) => {
        if (!alive()) return;
        this.core.print(`boot loader in ROM: go to 0x${address.toString(16)}`);
        this.core.state.boot.skipRom = true;
        this.core.state.boot.restart = "ordered";
      },
    });
  }
}
