/** Settings as a TOML file: a copy to keep, to compare with, and to put into another printer of the same model. */
import { parse, TomlError } from "smol-toml";
import { InputError } from "../errors.ts";
import { RefusedError } from "./console-session.ts";
import type { PrinterSettings, SettingChanges } from "./settings-client.ts";

export const SETTINGS_FILE_BYTES_MAX = 64 * 1024;

export interface SettingsFile {
  readonly model: string;
  readonly serial: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The text of the file, with what each key means as a comment. */
export function settingsToml({ model, serial, firmware, specs, values }: PrinterSettings): string {
  const lines = [
    `# Settings of ${serial}, firmware ${firmware}. "cetak config import" puts them into a printer of the same model.`,
    `model = ${JSON.stringify(model)}`,
    `serial = ${JSON.stringify(serial)}`,
    "",
    "[settings]",
  ];
  for (const spec of specs) {
    const own = spec.own ? "; of this machine only" : "";
    lines.push(`# ${spec.en}${spec.unit === "" ? "" : ` (${spec.unit})`}${own}`);
    lines.push(`${JSON.stringify(spec.key)} = ${JSON.stringify(values[spec.key] ?? spec.factory)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Throws an {@link InputError} with the line where it is known. Numbers and booleans may stand without quotes. */
export function parseSettingsToml(text: string, file: string): SettingsFile {
  if (text.length > SETTINGS_FILE_BYTES_MAX) throw new InputError("is too long for a settings file", { file });
  let document: Record<string, unknown>;
  try {
    document = parse(text.replace(/^\ufeff/, ""), { maxDepth: 4, unsafeKeyBehaviour: "throw" });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new InputError(`not valid TOML: ${error.message.split("\n")[0]}`, { file, line: error.line });
  }
  const { model, serial = "", settings } = document;
  if (typeof model !== "string")
    throw new InputError('model is missing: which model is this for, like "hdp5000"?', { file });
  if (typeof serial !== "string") throw new InputError("serial must be a text", { file });
  if (typeof settings !== "object" || settings === null || Array.isArray(settings)) {
    throw new InputError("the table [settings] is missing", { file });
  }
  const values: Record<string, string> = {};
  for (const [key, value] of Object.entries(settings)) {
    if (!["string", "number", "boolean", "bigint"].includes(typeof value)) {
      throw new InputError(`${key} must be a text, a number, true or false`, { file });
    }
    values[key] = typeof value === "boolean" ? (value ? "on" : "off") : String(value);
  }
  return { model, serial, values };
}

/** What of the file is for this printer. Throws a {@link RefusedError} when it is for another model. */
export function changesFor(printer: PrinterSettings, { model, serial, values }: SettingsFile): SettingChanges {
  if (model !== printer.model) {
    throw new RefusedError(`the settings are for a ${model}, and ${printer.serial} is a ${printer.model}`);
  }
  if (serial === printer.serial) return values;
  // A copy for another machine leaves out what belongs to the one it was taken from.
  const own = new Set(printer.specs.filter((spec) => spec.own).map((spec) => spec.key));
  return Object.fromEntries(Object.entries(values).filter(([key]) => !own.has(key)));
}
