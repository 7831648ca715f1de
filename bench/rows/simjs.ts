/** simjs, an event simulator that was made for pages: it hands itself out as `window.Sim` and knows no other door. */
import { createRequire } from "node:module";

interface SimjsRequest {
  done(callback: () => void): SimjsRequest;
}

export interface SimjsEntity {
  setTimer(duration: number): SimjsRequest;
}

interface SimjsSim {
  addEntity(made: new () => SimjsEntity): void;
  simulate(until: number): void;
}

interface Simjs {
  readonly Sim: new () => SimjsSim;
  readonly Entity: new (sim?: SimjsSim) => SimjsEntity;
}

const world = globalThis as { window?: { Sim?: Simjs } };

function loaded(): Simjs {
  world.window = {};
  try {
    createRequire(import.meta.url)("simjs");
    const simjs = world.window.Sim;
    if (simjs === undefined) throw new Error("simjs did not hand itself out");
    return simjs;
  } finally {
    delete world.window;
  }
}

export const { Sim, Entity } = loaded();
