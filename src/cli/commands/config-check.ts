import { counted } from "../../base/index.ts";
import { simulationProblems } from "../../rig/index.ts";
import { checkStationConfig, loadStationConfig, readStationText, type StationConfig } from "../../station/index.ts";
import { EXIT } from "../exit-codes.ts";

/** `cetak config check`: says whether a station file is good, and if not, each problem with line and key. */
export function configCheck(options: { config: string; json?: boolean }): void {
  if (options.json) {
    asJson(options.config);
    return;
  }
  const config = loadStationConfig(options.config, simulationProblems);
  process.stdout.write(`${options.config} is good: ${summary(config)}\n`);
}

function asJson(path: string): void {
  const checked = checkStationConfig(readStationText(path), path, simulationProblems);
  const good = "config" in checked;
  process.stdout.write(`${JSON.stringify({ file: path, ok: good, ...checked }, null, 2)}\n`);
  process.exitCode = good ? EXIT.done : EXIT.usage;
}

function summary(config: StationConfig): string {
  const printers = config.printers.map((printer) => `${printer.name} (${printer.model}, ${printer.link})`);
  return `office "${config.office}", ${counted(printers.length, "printer")}: ${printers.join(", ")}`;
}
