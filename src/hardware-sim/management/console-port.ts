/** One open console: lines come in, packets among them are answered, everything else is not heard. */
import { ConsoleReader, frameLines, type SmpBuffers, SmpServer } from "../../protocol/index.ts";
import type { Core } from "../core.ts";
import { firmwareGroups, recoveryGroups } from "./groups.ts";

/** Buffers of a console on a serial line [C: usual for MCUmgr's serial console]. */
export const SERIAL_BUFFERS: SmpBuffers = { bytes: 512, count: 4 };
/** And on a network, where the line does not limit. */
export const NETWORK_BUFFERS: SmpBuffers = { bytes: 8_192, count: 4 };

export class ConsolePort {
  readonly #core: Core;
  readonly #write: (bytes: Uint8Array) => void;
  readonly #buffers: SmpBuffers;
  #reader: ConsoleReader | undefined;
  /** Power-on and mode that reader and server belong to: both are gone with the power. */
  #madeFor = "";

  constructor(core: Core, buffers: SmpBuffers, write: (bytes: Uint8Array) => void) {
    this.#core = core;
    this.#buffers = buffers;
    this.#write = write;
  }

  /** Bytes from the host. May throw a FlashCut, after which nothing of this call has happened any more. */
  receive(bytes: Uint8Array): void {
    const { state } = this.#core;
    if (!state.world.powered || state.nowUs < state.boot.consoleFromUs) {
      this.#madeFor = "";
      this.#reader = undefined;
      return;
    }
    const now = `${state.ram.onSinceUs} ${state.boot.mode}`;
    if (this.#reader === undefined || this.#madeFor !== now) this.#make(now);
    this.#reader?.push(bytes);
  }

  #make(now: string): void {
    const core = this.#core;
    const groups = core.state.boot.mode === "recovery" ? recoveryGroups : firmwareGroups;
    const server = new SmpServer(groups(core, this.#buffers));
    this.#madeFor = now;
    this.#reader = new ConsoleReader({
      onPacket: (packet) => server.handle(packet, (answer) => this.#write(frameLines(answer))),
    });
  }
}
