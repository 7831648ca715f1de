/** Who answers at a link: one connection, a handshake and `hello`, then it hangs up. Nothing is moved or heated. */
import { type Clock, Random, US_PER_S } from "../base/index.ts";
import { type Connect, HostLink, type Message } from "../protocol/index.ts";
import { BusyError, TransportError } from "../station/index.ts";

/** Attempts and handshake together. */
const PROBE_US_MAX = 4 * US_PER_S;

export interface EngineIdentity {
  readonly serial: string;
  readonly model: string;
  readonly firmware: string;
  readonly mcu: string;
  readonly sim: boolean;
  readonly simSpeed: number;
}

/** Rejects with {@link BusyError} when another host has the engine, else with {@link TransportError}; both say what answered. */
export function probeEngine(url: string, connect: Connect, clock: Clock): Promise<EngineIdentity> {
  return new Promise((resolve, reject) => {
    const text = new TextDecoder("latin1");
    let reason = "nobody answers";
    const end = (settle: () => void): void => {
      deadline.cancel();
      link.stop();
      settle();
    };
    const identified = (message: Message): void => {
      if (message.name !== "identity" || link.engine === undefined) return;
      const [serial, model, firmware] = message.blobs.map((blob) => text.decode(blob));
      const { mcu, sim, simSpeed } = link.engine;
      end(() => resolve({ serial: serial!, model: model!, firmware: firmware!, mcu, sim, simSpeed }));
    };
    const link: HostLink = new HostLink({
      clock,
      connect,
      random: new Random(`probe ${url}`),
      onState: (state, why) => {
        if (why !== "") reason = why;
        if (state === "up") link.send("hello", {});
        if (/\bbusy\b/.test(why)) end(() => reject(new BusyError(`${url}: ${why}`)));
        else if (/is not a print engine/.test(why)) end(() => reject(new TransportError(why)));
      },
      onMessage: identified,
    });
    const deadline = clock.timer(() => end(() => reject(new TransportError(`no engine at ${url}: ${reason}`))));
    deadline.armAfter(PROBE_US_MAX);
    link.start();
  });
}
