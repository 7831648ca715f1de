/** Every setting of the engine: unit, range, factory value, help. Numbers first, in the order of `PARAM` of the link. */
import { PARAM, type SettingSpec, textOfNumber } from "../../protocol/index.ts";
import type { ModelSpec } from "../models.ts";

/** Values that the running firmware brings instead of the machine's own, by key. */
export type FirmwareValues = Readonly<Record<string, number>>;

interface NumberRow extends Pick<SettingSpec, "key" | "unit" | "decimals" | "minimum" | "maximum" | "id" | "en"> {
  readonly kind: "number" | "flag";
  readonly own?: boolean;
  /** Kept for the order of the link's parameters; nothing in this firmware looks at it, so it is not published. */
  readonly unused?: boolean;
  /** In units of the last decimal. */
  readonly factory: (spec: ModelSpec) => number;
}

interface TextRow extends Pick<SettingSpec, "key" | "minimum" | "maximum" | "id" | "en"> {
  readonly own?: boolean;
}

const number = (
  key: string,
  [minimum, maximum, unit, decimals]: readonly [number, number, string, number],
  factory: (spec: ModelSpec) => number,
  id: string,
  en: string,
): NumberRow => ({ key, kind: "number", unit, decimals, minimum, maximum, factory, id, en });

/** The gate may be narrowed, never widened beyond the published 160-170 C. */
export const NUMBER_ROWS: readonly NumberRow[] = [
  number(
    "heat/kp",
    [0, 10_000_000, "1/K", 6],
    (spec) => Math.round(spec.thermal.pid.kp * 1e6),
    "penguatan proporsional rol panas: duty per kelvin selisih",
    "proportional gain of the roller: duty per kelvin of error",
  ),
  number(
    "heat/ki",
    [0, 1_000_000, "1/(K s)", 6],
    (spec) => Math.round(spec.thermal.pid.ki * 1e6),
    "penguatan integral rol panas",
    "integral gain of the roller",
  ),
  number(
    "heat/kd",
    [0, 100_000_000, "s/K", 6],
    (spec) => Math.round(spec.thermal.pid.kd * 1e6),
    "penguatan turunan rol panas",
    "derivative gain of the roller",
  ),
  { ...number("heat/feed_forward", [0, 100_000, "W", 3], () => 0, "", ""), unused: true },
  number(
    "head/pause",
    [500, 850, "C", 1],
    (spec) => spec.thermal.headPauseCelsius * 10,
    "pencetakan gambar menunggu mulai suhu kepala ini",
    "imaging waits from this temperature of the head on",
  ),
  number(
    "head/resume",
    [400, 800, "C", 1],
    (spec) => spec.thermal.headResumeCelsius * 10,
    "pencetakan gambar lanjut di bawah suhu kepala ini",
    "imaging goes on below this temperature of the head",
  ),
  number(
    "heat/lease_max",
    [1_000, 5_000, "ms", 0],
    () => 5_000,
    "sewa panas terlama yang boleh diminta host",
    "longest heat lease that a host may ask for",
  ),
  number(
    "nip/watchdog",
    [500, 1_500, "ms", 0],
    () => 1_500,
    "rol membuka bila kartu diam selama ini",
    "the nip opens when a card stands still for so long",
  ),
  number(
    "nip/gate_low",
    [1_600, 1_690, "C", 1],
    (spec) => spec.thermal.gateLowCelsius * 10,
    "kartu tidak masuk bila rol lebih dingin",
    "no card enters below this roller temperature",
  ),
  number(
    "nip/gate_high",
    [1_610, 1_700, "C", 1],
    (spec) => spec.thermal.gateHighCelsius * 10,
    "kartu tidak masuk bila rol lebih panas",
    "no card enters above this roller temperature",
  ),
  number(
    "fan/rest",
    [0, 1_000, "permille", 0],
    () => 0,
    "putaran kipas terendah saat mesin diam",
    "least speed of the fan while the machine rests",
  ),
];

export const TEXT_ROWS: readonly TextRow[] = [
  {
    key: "printer/label",
    minimum: 0,
    maximum: 24,
    own: true,
    id: "tulisan pada printer ini, misalnya loket",
    en: "what is written on this printer, for example its counter",
  },
];

/** Place of a number in the values. The first ones are those of the link (`PARAM`). */
export const NUMBER_AT = { ...PARAM, fanRestPermille: Object.keys(PARAM).length } as const;
/** Numbers that the link's `param_get` and `param_set` reach. */
export const PARAM_COUNT = Object.keys(PARAM).length;

export const factoryNumbers = (spec: ModelSpec, firmware: FirmwareValues = {}): number[] =>
  NUMBER_ROWS.map((row) => factoryNumber(row, spec, firmware));

/** A firmware may leave the factory with another value, within the limits. */
function factoryNumber(row: NumberRow, spec: ModelSpec, firmware: FirmwareValues): number {
  const own = firmware[row.key];
  return own !== undefined && own >= row.minimum && own <= row.maximum ? own : row.factory(spec);
}
export const factoryTexts = (): string[] => TEXT_ROWS.map(() => "");

/** What the engine of this model publishes. */
export function settingSpecs(spec: ModelSpec, firmware: FirmwareValues = {}): SettingSpec[] {
  const numbers = NUMBER_ROWS.filter((row) => row.unused !== true).map((row) => ({
    ...row,
    own: row.own ?? false,
    factory: textOfNumber(row, factoryNumber(row, spec, firmware)),
  }));
  const texts = TEXT_ROWS.map((row) => ({
    ...row,
    kind: "text" as const,
    unit: "",
    decimals: 0,
    factory: "",
    own: row.own ?? false,
  }));
  return [...numbers, ...texts];
}
