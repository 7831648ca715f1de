/** Plugs an engine into a wire in memory: the host finds nobody while the engine has no power. */
import type { MemPair } from "../protocol/index.ts";
import type { Engine } from "./engine.ts";

/** Stays plugged in over power cuts and resets until the returned function is called. */
export function plugIntoMemory(engine: Engine, pair: Pick<MemPair, "engineSide">): () => void {
  const side = pair.engineSide;
  const answer = (): void =>
    side.attach(
      (bytes) => engine.receive(bytes),
      (present) => {
        if (present) engine.attach((bytes) => side.write(bytes));
        else engine.detach();
      },
    );
  const unfollow = engine.followPower((on) => (on ? answer() : side.detach()));
  if (engine.truth.powered) answer();
  return () => {
    unfollow();
    side.detach();
  };
}
