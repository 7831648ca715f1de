/** Plugs an engine into a wire in memory: the host finds nobody while the engine has no power or its cable is out. */
import type { EngineEnd, MemEngineSide, MemPair } from "../protocol/index.ts";
import type { Engine } from "./engine.ts";
import type { HostEnd, ReachFollower } from "./engine-core.ts";

/** Stays plugged in over power cuts and resets until the returned function is called. */
export function plugIntoMemory(engine: Engine, pair: Pick<MemPair, "engineSide">): () => void {
  const plug = new Plug(engine, pair.engineSide);
  const unfollow = engine.followReach(plug);
  plug.onReach(engine.reachable);
  return () => {
    unfollow();
    pair.engineSide.detach();
  };
}

/** The engine's end of the wire for the wire, and the host's for the engine. */
class Plug implements EngineEnd, HostEnd, ReachFollower {
  private readonly engine: Engine;
  private readonly side: MemEngineSide;

  constructor(engine: Engine, side: MemEngineSide) {
    this.engine = engine;
    this.side = side;
  }

  onReach(reachable: boolean): void {
    if (reachable) this.side.plug(this);
    else this.side.detach();
  }

  onBytes(bytes: Uint8Array): void {
    this.engine.receive(bytes);
  }

  onHost(present: boolean): void {
    if (present) this.engine.attachHost(this);
    else this.engine.detach();
  }

  write(bytes: Uint8Array): void {
    this.side.write(bytes);
  }

  hangUp(): void {
    this.side.detach();
    if (this.engine.reachable) this.side.plug(this);
  }
}
