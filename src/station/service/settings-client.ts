/** Reads and changes a printer's settings over its console. */
import {
  CETAK_COMMAND,
  SETTING_KINDS,
  SETTINGS_COMMAND,
  type SettingKind,
  type SettingSpec,
  SMP_GROUP,
  type SmpMap,
  settingProblem,
  smpMapOf,
  smpNumber,
  smpText,
} from "../../protocol/index.ts";
import { InputError, TransportError } from "../errors.ts";
import type { ConsoleSession, PrinterIdentity } from "./console-session.ts";

/** Settings of one printer that this program is ready to hear of. */
export const SETTINGS_MAX = 256;

export interface PrinterSettings extends PrinterIdentity {
  readonly specs: readonly SettingSpec[];
  /** By key, as text in the unit of the row. */
  readonly values: Readonly<Record<string, string>>;
}

/** New values by key; null: back to the factory's. */
export type SettingChanges = Readonly<Record<string, string | null>>;

const characters = new TextEncoder();
const latin = new TextDecoder("latin1");

export async function readSettings(session: ConsoleSession): Promise<PrinterSettings> {
  const identity = await session.identity();
  const specs: SettingSpec[] = [];
  const values: Record<string, string> = {};
  for (let total = 1; specs.length < Math.min(total, SETTINGS_MAX); ) {
    const what = "asking for the settings that there are";
    const map = await session.ask(SMP_GROUP.cetak, CETAK_COMMAND.schema, "read", { from: specs.length }, what);
    total = smpNumber(map, "total") ?? 0;
    const spec = specOf(smpMapOf(map["setting"]) ?? {});
    if (spec === undefined) throw new TransportError(`${session.url}: setting ${specs.length} cannot be understood`);
    specs.push(spec);
    values[spec.key] = await readSetting(session, spec.key);
  }
  return { ...identity, specs, values };
}

async function readSetting(session: ConsoleSession, key: string): Promise<string> {
  const { settings } = SMP_GROUP;
  const { val } = await session.ask(settings, SETTINGS_COMMAND.value, "read", { name: key }, `reading ${key}`);
  if (!(val instanceof Uint8Array))
    throw new TransportError(`${session.url}: the value of ${key} cannot be understood`);
  return latin.decode(val);
}

/** All or none: staged one by one, put in force together, then saved. */
export async function writeSettings(session: ConsoleSession, changes: SettingChanges): Promise<void> {
  const { settings } = SMP_GROUP;
  // What somebody else staged and left must not come in force with it.
  await session.ask(settings, SETTINGS_COMMAND.store, "read", {}, "loading the saved settings");
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) await session.ask(settings, SETTINGS_COMMAND.erase, "write", { name }, `resetting ${name}`);
    else {
      const payload = { name, val: characters.encode(value) };
      await session.ask(settings, SETTINGS_COMMAND.value, "write", payload, `setting ${name}`);
    }
  }
  await session.ask(settings, SETTINGS_COMMAND.commit, "write", {}, "putting the settings in force");
  await session.ask(settings, SETTINGS_COMMAND.store, "write", {}, "saving the settings");
}

/** Throws an {@link InputError} that names every unknown key and every value beyond its limits. */
export function checkChanges({ specs, model }: PrinterSettings, changes: SettingChanges): void {
  const problems = Object.entries(changes).flatMap(([key, value]) => {
    const spec = specs.find((one) => one.key === key);
    if (spec === undefined) return [`there is no setting "${key}" in a ${model}; "cetak config list" shows all`];
    const problem = value === null ? undefined : settingProblem(spec, value);
    return problem === undefined ? [] : [problem];
  });
  if (problems.length > 0) throw new InputError(problems.join("\n"));
}

export interface SettingDifference {
  readonly key: string;
  readonly unit: string;
  readonly from: string;
  readonly to: string;
}

/** What really changes, in the order of the table. Numbers are compared as numbers. */
export function differencesOf({ specs, values }: PrinterSettings, changes: SettingChanges): SettingDifference[] {
  return specs.flatMap((spec) => {
    const wanted = changes[spec.key];
    if (wanted === undefined) return [];
    const to = wanted ?? spec.factory;
    const from = values[spec.key] ?? "";
    const same = spec.kind === "number" ? Number(from) === Number(to) : from === to;
    return same ? [] : [{ key: spec.key, unit: spec.unit, from, to }];
  });
}

function specOf(map: SmpMap): SettingSpec | undefined {
  const { key, kind, unit, factory, id, en } = map;
  const words = [key, kind, unit, factory, id, en];
  if (words.some((word) => typeof word !== "string")) return undefined;
  if (!(SETTING_KINDS as readonly unknown[]).includes(kind)) return undefined;
  const { decimals, minimum, maximum } = map;
  if (![decimals, minimum, maximum].every(Number.isSafeInteger)) return undefined;
  return {
    key: smpText(map, "key")!,
    kind: kind as SettingKind,
    unit: unit as string,
    decimals: Math.min(12, Math.max(0, decimals as number)),
    minimum: minimum as number,
    maximum: maximum as number,
    factory: factory as string,
    own: map["own"] === true,
    id: id as string,
    en: en as string,
  };
}
