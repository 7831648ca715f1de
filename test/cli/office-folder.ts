/** A directory with a station file and a batch, as an operator has it, and commands given there. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { batchCsv, syntheticPeople } from "../../src/rig/index.ts";
import { type Ended, folder } from "./cli.ts";
import { inProcess } from "./in-process.ts";

const CETAK = resolve(import.meta.dirname, "../../bin/cetak.mjs");
export const STATION = `[station]
office = "Dinas Uji"
port = 0
[[printer]]
name = "P1"
model = "hdp5000"
[printer.simulate]
seed = 1
supplies = "unlimited"
`;

export interface OfficeFolder {
  readonly dir: string;
  readonly journal: string;
  /** A command of the journal or the queue, in this process; names of files are those in the directory. */
  cetak(...args: string[]): Promise<Ended>;
}

export function officeFolder(people = 20): OfficeFolder {
  const dir = folder();
  const config = join(dir, "station.toml");
  writeFileSync(config, STATION);
  writeFileSync(join(dir, "batch.csv"), batchCsv(syntheticPeople(people, 1)));
  const inDir = (arg: string): string => (/^[a-z]+\.(csv|jsonl?)$/.test(arg) ? join(dir, arg) : arg);
  return {
    dir,
    journal: join(dir, "data", "journal.db"),
    cetak: (...args) => inProcess([...args.map(inDir), "--config", config]),
  };
}

/** In a process of its own, with a limit on the size of files, as if the disk were that small. Needs bash. */
export function limited(dir: string, kib: number, args: string): Promise<Ended> {
  return new Promise((done) => {
    const script = `trap '' XFSZ; ulimit -f ${kib}; exec "${process.execPath}" "${CETAK}" ${args}`;
    execFile("bash", ["-c", script], { cwd: dir }, (error, out, err) => {
      done({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}
