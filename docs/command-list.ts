/** All commands that a station can have, made on a station in memory that nobody starts: for the table in `api.md`. */
import { Random, silentLog, VirtualClock } from "../src/base/index.ts";
import { labPort, tuneOverStation } from "../src/rig/index.ts";
import {
  Access,
  type Command,
  createOffice,
  Journal,
  MemoryAccessStore,
  PrinterServiceDesk,
  type StationConfig,
  stationCommands,
} from "../src/station/index.ts";

export function allCommands(): Command[] {
  const clock = new VirtualClock();
  const config: StationConfig = {
    office: "docs",
    zone: "WIB",
    language: "id",
    dataDir: "",
    bind: "127.0.0.1",
    port: 0,
    printers: [],
  };
  const journal = new Journal({ path: ":memory:", zone: config.zone, utcMs: () => clock.utcMs() });
  const office = createOffice({
    clock,
    linkClock: clock,
    config,
    journal,
    connectFor: () => {
      throw new Error("no printers");
    },
    random: new Random(1),
    log: silentLog,
  });
  const access = new Access({ clock, store: new MemoryAccessStore() });
  const desk = new PrinterServiceDesk({ office, printers: [], flashes: journal.flashes, clock });
  const service = { desk, tune: tuneOverStation, clock };
  return stationCommands({
    office,
    access,
    clock,
    lab: labPort({ targets: new Map(), centreUrl: "http://127.0.0.1:1" }),
    service,
  });
}
