/** Plugs an engine into a wire in memory: the host finds nobody while the engine has no power or its cable is out. */
import type { MemPair } from "../protocol/index.ts";
import type { Engine } from "./engine.ts";

/** Stays plugged in over power cuts and resets until the returned function is called. */
export function plugIntoMemory(engine: Engine, pair: Pick<MemPair, "engineSide">): () => void {
  const side = pair.engineSide;
  const answer = (): void =>
    side.attach(
      (bytes) => engine.receive(bytes),
      (present) => {
        if (present) engine.attach((bytes) => side.write(bytes), { hangUp });
        else engine.detach();
      },
    );
  const hangUp = (): void => {
    side.detach();
    if (engine.reachable) answer();
  };
  const unfollow = engine.followReach((reachable) => (reachable ? answer() : side.detach()));
  if (engine.reachable) answer();
  return () => {
    unfollow();
    side.detach();
  };
}
