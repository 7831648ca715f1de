/**
 * One setting of a printer as both ends understand it. A value travels as text in the unit of its row, so that every SMP
 * client can show and write it; inside it is a whole number of its last decimal, so that nothing is lost by rounding.
 */

export const SETTING_KINDS = ["number", "flag", "text"] as const;
export type SettingKind = (typeof SETTING_KINDS)[number];

/** Characters of a key and of a value. */
export const SETTING_KEY_CHARACTERS_MAX = 32;
export const SETTING_VALUE_CHARACTERS_MAX = 64;

export interface SettingSpec {
  /** Like `heat/kp`: part of the machine, name. */
  readonly key: string;
  readonly kind: SettingKind;
  /** As printed behind the value; empty when it has none. */
  readonly unit: string;
  /** Digits behind the point; 0 for flags and texts. */
  readonly decimals: number;
  /** Limits of a number, in units of its last decimal; of a text, its length. */
  readonly minimum: number;
  readonly maximum: number;
  /** Value from the factory, as text. */
  readonly factory: string;
  /** Belongs to this one machine: a copy of the settings for another one leaves it out. */
  readonly own: boolean;
  readonly id: string;
  readonly en: string;
}

/** The number behind a text, or what is wrong with it as a sentence that names the limits. Flags are 0 and 1. */
export function numberOfSetting(spec: SettingSpec, text: string): number | { readonly problem: string } {
  if (spec.kind === "flag") {
    if (text === "on" || text === "off") return text === "on" ? 1 : 0;
    return { problem: `${spec.key} must be on or off, not "${shown(text)}"` };
  }
  const limits = `${spec.key} must be ${limitsOf(spec)}, not "${shown(text)}"`;
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,12}))?$/.exec(text.trim());
  if (match === null) return { problem: limits };
  const [, sign, whole = "0", fraction = ""] = match;
  if (fraction.replace(/0+$/, "").length > spec.decimals) return { problem: limits };
  const digits =
    Number(whole) * 10 ** spec.decimals + Number(fraction.padEnd(spec.decimals, "0").slice(0, spec.decimals));
  const value = sign === "-" ? -digits : digits;
  return value >= spec.minimum && value <= spec.maximum ? value : { problem: limits };
}

/** What is wrong with this value, as a sentence that names the limits; undefined when nothing is. */
export function settingProblem(spec: SettingSpec, text: string): string | undefined {
  if (spec.kind === "text") {
    const fits = text.length >= spec.minimum && text.length <= spec.maximum && /^[\x20-\x7e]*$/.test(text);
    return fits ? undefined : `${spec.key} must be ${limitsOf(spec)}, not "${shown(text)}"`;
  }
  const value = numberOfSetting(spec, text);
  return typeof value === "number" ? undefined : value.problem;
}

/** The text of a number: all its decimals, or `on` and `off`. */
export function textOfNumber(spec: Pick<SettingSpec, "kind" | "decimals">, value: number): string {
  if (spec.kind === "flag") return value === 0 ? "off" : "on";
  return (value / 10 ** spec.decimals).toFixed(spec.decimals);
}

/** Limits for people: `160.0..169.0 C with at most 1 decimal`. */
export function limitsOf(spec: SettingSpec): string {
  if (spec.kind === "flag") return "on or off";
  if (spec.kind === "text") return `${spec.minimum}..${spec.maximum} printable ASCII characters`;
  const range = `${textOfNumber(spec, spec.minimum)}..${textOfNumber(spec, spec.maximum)}`;
  const decimals =
    spec.decimals === 0 ? "a whole number" : `at most ${spec.decimals} ${spec.decimals === 1 ? "decimal" : "decimals"}`;
  return `${range}${spec.unit === "" ? "" : ` ${spec.unit}`} with ${decimals}`.replace(
    "with a whole number",
    "as a whole number",
  );
}

const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}...` : text);
