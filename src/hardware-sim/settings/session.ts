/**
 * Changing settings the way SMP has it: write stages a value, commit puts all staged ones in force together, save makes
 * what is in force survive the power. What was never committed is forgotten with the power, or by load.
 */
import { numberOfSetting, settingProblem, textOfNumber } from "../../protocol/index.ts";
import type { Core } from "../core.ts";
import { isWorking } from "../surroundings.ts";
import { numbersToKeep } from "./gain-trial.ts";
import { recallSettings, saveSettings } from "./store.ts";
import { factoryNumbers, factoryTexts, NUMBER_AT, NUMBER_ROWS, settingSpecs, TEXT_ROWS } from "./table.ts";

/** Why it was not done: `busy` for now, `invalid` for ever. */
export interface SettingRefusal {
  readonly why: "busy" | "invalid" | "unknown";
  readonly message: string;
}

type Values = { numbers: number[]; texts: string[] };

/** Where the key's value lies. */
type Place = { readonly list: "numbers"; readonly at: number } | { readonly list: "texts"; readonly at: number };

function placeOf(key: string): Place | undefined {
  const number = NUMBER_ROWS.findIndex((row) => row.key === key && row.unused !== true);
  if (number >= 0) return { list: "numbers", at: number };
  const text = TEXT_ROWS.findIndex((row) => row.key === key);
  return text >= 0 ? { list: "texts", at: text } : undefined;
}

const unknown = (key: string): SettingRefusal => ({ why: "unknown", message: `there is no setting "${key}"` });

/** The value in force as text; what is only staged does not show. */
export function readSetting(core: Core, key: string): { readonly text: string } | SettingRefusal {
  const place = placeOf(key);
  if (place === undefined) return unknown(key);
  const values = core.state.ram.settings;
  if (place.list === "texts") return { text: values.texts[place.at]! };
  return { text: textOfNumber(NUMBER_ROWS[place.at]!, values.numbers[place.at]!) };
}

/** Stages a value. Undefined when it was taken. */
export function writeSetting(core: Core, key: string, text: string): SettingRefusal | undefined {
  const place = placeOf(key);
  if (place === undefined) return unknown(key);
  const spec = settingSpecs(core.spec, core.state.boot.parameters).find((one) => one.key === key)!;
  const message = settingProblem(spec, text);
  if (message !== undefined) return { why: "invalid", message };
  if (place.list === "texts") staged(core).texts[place.at] = text;
  else staged(core).numbers[place.at] = numberOfSetting(spec, text) as number;
  return undefined;
}

/** Stages the factory's value. */
export function resetSetting(core: Core, key: string): SettingRefusal | undefined {
  const place = placeOf(key);
  if (place === undefined) return unknown(key);
  if (place.list === "texts") staged(core).texts[place.at] = factoryTexts()[place.at]!;
  else staged(core).numbers[place.at] = factoryNumbers(core.spec, core.state.boot.parameters)[place.at]!;
  return undefined;
}

/** Puts the staged values in force, all or none; refused ones are forgotten. Not while the machine works: a card would be half one and half the other. */
export function commitSettings(core: Core): SettingRefusal | undefined {
  const { ram } = core.state;
  const { staged: wanted } = ram;
  if (wanted === null) return undefined;
  ram.staged = null;
  if (isWorking(core) || ram.cardStep !== null || ram.filmStep !== null) {
    return { why: "busy", message: "the printer is working on a card: try again when it stands still" };
  }
  const message = crossProblem(wanted);
  if (message !== undefined) return { why: "invalid", message };
  // What a person puts in force is no trial.
  ram.gainsBefore = null;
  ram.settings.numbers = wanted.numbers;
  ram.settings.texts = wanted.texts;
  core.print("settings changed");
  return undefined;
}

/** What is in force is written to the memory. */
export function storeSettings(core: Core): void {
  saveSettings(core);
  core.print(`settings saved, record ${core.state.ram.settings.seq}`);
}

/** What the memory holds comes in force again; staged values are forgotten. */
export function loadSettings(core: Core): SettingRefusal | undefined {
  const { ram, nvram } = core.state;
  ram.staged = null;
  const { record } = recallSettings(nvram);
  if (record === undefined) return undefined;
  ram.staged = {
    numbers: ram.settings.numbers.map((value, at) => record.numbers[at] ?? value),
    texts: ram.settings.texts.map((value, at) => record.texts[at] ?? value),
  };
  return commitSettings(core);
}

function staged(core: Core): Values {
  const { ram } = core.state;
  ram.staged ??= { numbers: [...numbersToKeep(core)], texts: [...ram.settings.texts] };
  return ram.staged;
}

/** Pairs that must leave room between them: [lower, upper, least distance in units of their last decimal]. */
const ORDERED = [
  [NUMBER_AT.headResumeDecicelsius, NUMBER_AT.headPauseDecicelsius, 10],
  [NUMBER_AT.gateLowDecicelsius, NUMBER_AT.gateHighDecicelsius, 10],
] as const;

/** What no single value can know. */
function crossProblem({ numbers }: Values): string | undefined {
  for (const [low, high, apart] of ORDERED) {
    if (numbers[low]! + apart <= numbers[high]!) continue;
    const [one, other] = [NUMBER_ROWS[low]!, NUMBER_ROWS[high]!];
    const least = textOfNumber(one, apart);
    return `${one.key} (${textOfNumber(one, numbers[low]!)}) must be at least ${least} ${one.unit} below ${other.key} (${textOfNumber(other, numbers[high]!)})`;
  }
  return undefined;
}
