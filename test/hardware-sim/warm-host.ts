import { VirtualClock } from "../../src/base/index.ts";
import { Engine, type EngineSaved } from "../../src/hardware-sim/index.ts";
import { FIELD, faultNames } from "../../src/protocol/index.ts";
import { RawHost, rawHost } from "./raw-host.ts";

const PATH = FIELD.status_path;
const warmed = new Map<number, EngineSaved>();

/** A warm, heated machine with a host on it. It warms up once for each seed; every call gets a machine of its own. */
export function warm(seed = 9): RawHost {
  let saved = warmed.get(seed);
  if (saved === undefined) {
    const first = rawHost({ seed });
    first.warmUp();
    saved = first.engine.save();
    warmed.set(seed, saved);
  }
  const clock = new VirtualClock();
  const host = new RawHost({ clock, engine: Engine.restore(saved, { clock }) });
  host.keepLease();
  host.runWhile(() => host.path.length === 0, 10);
  host.send("roller_set", { decicelsius: 1650 });
  host.clock.advance(200_000);
  return host;
}

/** What the status says is wrong. */
export const faultsOf = (host: RawHost): string[] =>
  faultNames(host.path[PATH.fault_low]!, host.path[PATH.fault_high]!);
