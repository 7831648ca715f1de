import { writeFileSync } from "node:fs";
import { parseSimUrl, SimStation } from "../../src/rig/index.ts";

const HOUR_US = 3_600_000_000;

/** Writes the memory of an engine that has warmed up in virtual time and has moved nothing yet: nobody waits for a warm-up. */
export function writeHotEngine(path: string, url = "sim:hdp5000?supplies=unlimited"): void {
  const station = new SimStation({ printers: [parseSimUrl(url)] });
  const { engine, name } = station.printers[0]!;
  station.office.start();
  const warm = station.runUntil(() => station.office.controller(name).view().word === "ready", HOUR_US);
  const saved = engine.save();
  station.stop();
  if (!warm) throw new Error("the engine did not get warm");
  writeFileSync(path, JSON.stringify({ kind: "cetak simulated engine", clean: true, saved }));
}
