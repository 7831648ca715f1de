/** `cetak config list|get|set|reset|export|import|diff`: the settings of one printer. */
import { readFileSync } from "node:fs";
import { limitsOf, type SettingSpec } from "../../protocol/index.ts";
import {
  changesFor,
  checkChanges,
  differencesOf,
  InputError,
  modelOf,
  type PrinterSettings,
  parseSettingsToml,
  type SettingChanges,
  type SettingDifference,
  settingsToml,
  systemCode,
} from "../../station/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { checkOutFiles, writeOutFile } from "../out-file.ts";
import { openService, type PrinterService, type ServiceOptions } from "../service-port.ts";

export interface SettingsOptions extends ServiceOptions {
  json?: boolean;
  dryRun?: boolean;
  out?: string;
  force?: boolean;
}

async function atPrinter<T>(options: SettingsOptions, work: (service: PrinterService) => Promise<T>): Promise<T> {
  const service = await openService(options);
  try {
    return await work(service);
  } finally {
    service.close();
  }
}

const print = (text: string): void => void process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
const json = (document: unknown): void => print(JSON.stringify(document));
const headOf = (printer: PrinterSettings): string =>
  `${printer.serial}, ${modelOf(printer)}, firmware ${printer.firmware}`;

export async function configList(options: SettingsOptions): Promise<void> {
  const settings = await atPrinter(options, (service) => service.readSettings());
  const { serial, model, firmware, sim, specs, values } = settings;
  if (options.json === true) {
    const rows = specs.map((spec) => ({ ...spec, value: values[spec.key] }));
    json({ serial, model, firmware, sim, settings: rows });
    return;
  }
  const rows = specs.map((spec) => rowOf(spec, values[spec.key] ?? ""));
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  print(headOf(settings));
  for (const row of rows) print(row.map((cell, i) => (i < 4 ? cell.padEnd(widths[i]!) : cell)).join("  "));
  print("* differs from the factory's value");
}

function rowOf(spec: SettingSpec, value: string): string[] {
  const unit = spec.unit === "" ? "" : ` ${spec.unit}`;
  return [
    spec.key,
    `${value === spec.factory ? " " : "*"} ${value}${unit}`,
    `factory ${spec.factory || '""'}`,
    limitsOf(spec),
    spec.en,
  ];
}

export async function configGet(key: string, options: SettingsOptions): Promise<void> {
  const { specs, values, serial } = await atPrinter(options, (service) => service.readSettings());
  const spec = specs.find((one) => one.key === key);
  if (spec === undefined) throw noSetting(key, specs);
  if (options.json === true) json({ serial, ...spec, value: values[key] });
  else print(values[key] ?? "");
}

export async function configSet(pairs: readonly string[], options: SettingsOptions): Promise<void> {
  const changes = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1) throw new CommandError(EXIT.usage, `write KEY=VALUE, like heat/kp=0.05, not "${pair}"`);
    const key = pair.slice(0, at);
    if (changes.has(key)) throw new CommandError(EXIT.usage, `${key} is given twice; say which value it is to have`);
    changes.set(key, pair.slice(at + 1));
  }
  await change(options, () => Object.fromEntries(changes));
}

/** Without keys: all of them. */
export async function configReset(keys: readonly string[], options: SettingsOptions): Promise<void> {
  if (keys.length === 0 && options.force !== true) {
    throw new CommandError(EXIT.usage, "name the keys to reset, or add --all for every one");
  }
  await change(options, ({ specs }) => {
    const chosen = keys.length > 0 ? keys : specs.map((spec) => spec.key);
    return Object.fromEntries(chosen.map((key) => [key, null]));
  });
}

export async function configExport(options: SettingsOptions): Promise<void> {
  if (options.json === true && options.out !== undefined)
    throw new CommandError(
      EXIT.usage,
      "--out writes TOML; leave --json out, or send the JSON of standard output there",
    );
  // Before a printer is asked for what would have nowhere to go.
  checkOutFiles(options.out);
  const settings = await atPrinter(options, (service) => service.readSettings());
  if (options.json === true) {
    const { serial, model, firmware, values } = settings;
    json({ serial, model, firmware, values });
    return;
  }
  const text = settingsToml(settings);
  if (options.out === undefined) {
    print(text);
    return;
  }
  writeOutFile(options.out, text, { isNew: options.force !== true, instead: "--force writes over it" });
  process.stderr.write(`cetak: wrote ${options.out}, settings of ${headOf(settings)}\n`);
}

export async function configImport(file: string, options: SettingsOptions): Promise<void> {
  const wanted = parseSettingsToml(read(file), file);
  await change(options, (settings) => changesFor(settings, wanted), file);
}

/** Exit 1 when they differ. */
export async function configDiff(file: string, options: SettingsOptions): Promise<void> {
  const wanted = parseSettingsToml(read(file), file);
  const settings = await atPrinter(options, (service) => service.readSettings());
  const changes = changesFor(settings, wanted);
  checkFile(settings, changes, file);
  const differences = differencesOf(settings, changes);
  if (options.json === true) json({ serial: settings.serial, file, differences });
  else print(differences.length === 0 ? `${settings.serial} is set as ${file} says` : shown(differences));
  process.exitCode = differences.length === 0 ? EXIT.done : EXIT.failed;
}

async function change(
  options: SettingsOptions,
  wanted: (settings: PrinterSettings) => SettingChanges,
  file?: string,
): Promise<void> {
  await atPrinter(options, async (service) => {
    const settings = await service.readSettings();
    const changes = wanted(settings);
    checkFile(settings, changes, file);
    const differences = differencesOf(settings, changes);
    const dry = options.dryRun === true;
    if (!dry && differences.length > 0) {
      await service.writeSettings(Object.fromEntries(differences.map(({ key }) => [key, changes[key] ?? null])));
    }
    const { serial } = settings;
    if (options.json === true) json({ serial, changed: !dry && differences.length > 0, differences });
    else if (differences.length === 0) print(`${serial}: nothing to change`);
    else print(`${shown(differences)}\n${dry ? `${serial}: not changed (--dry-run)` : `${serial}: changed and saved`}`);
  });
}

function checkFile(settings: PrinterSettings, changes: SettingChanges, file: string | undefined): void {
  try {
    checkChanges(settings, changes);
  } catch (error) {
    if (!(error instanceof InputError) || file === undefined) throw error;
    throw new InputError(error.message.replaceAll("\n", `\n${file}: `), { file });
  }
}

const shown = (differences: readonly SettingDifference[]): string =>
  differences
    .map(({ key, unit, from, to }) => `${key}: ${from || '""'} -> ${to || '""'}${unit === "" ? "" : ` ${unit}`}`)
    .join("\n");

function noSetting(key: string, specs: readonly SettingSpec[]): CommandError {
  return new CommandError(
    EXIT.usage,
    `there is no setting "${key}"; there are ${specs.map((spec) => spec.key).join(", ")}`,
  );
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new InputError(systemCode(error) === "ENOENT" ? "there is no such file" : "cannot be read", { file });
  }
}
