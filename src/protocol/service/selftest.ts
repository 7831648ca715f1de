/** A self-test as it travels: what is measured, within which limits, in both languages. One table for engine, report and docs. */

export const SELFTEST_ITEMS = [
  "memoryCopies",
  "memoryRepairs",
  "memoryWear",
  "mains",
  "headSensor",
  "rollerSensor",
  "rollerSensorsApart",
  "cover",
  "pathClear",
  "ribbonTag",
  "filmTag",
  "encoder",
  "motorRest",
  "motorMoving",
  "fanRotor",
  "rollerDrift",
  "heater",
] as const;
export type SelfTestItemName = (typeof SELFTEST_ITEMS)[number];

export const SELFTEST_VERDICTS = ["ok", "failed", "notRun"] as const;
export type SelfTestVerdict = (typeof SELFTEST_VERDICTS)[number];

export const SELFTEST_STATES = ["never", "running", "done", "stopped"] as const;
export type SelfTestStateWord = (typeof SELFTEST_STATES)[number];

/** How often the host must ask for the state; without it the test stops and the heater goes off, us. */
export const SELFTEST_LEASE_US = 5_000_000;

export interface SelfTestFinding {
  readonly name: SelfTestItemName;
  readonly verdict: SelfTestVerdict;
  /** In hundredths of the unit, as are the limits; undefined when nothing could be measured. */
  readonly measuredCenti?: number;
  readonly lowCenti: number;
  readonly highCenti: number;
  readonly unit: string;
  /** Why it failed or was not run, in words of the engine; empty when the numbers say it. */
  readonly why: string;
}

export interface SelfTestReport {
  readonly state: SelfTestStateWord;
  /** Why it was stopped; empty otherwise. */
  readonly why: string;
  readonly findings: readonly SelfTestFinding[];
}

interface ItemText {
  readonly id: string;
  readonly en: string;
  /** What to do when it failed. */
  readonly doId: string;
  readonly doEn: string;
}

const memoryDo = { doId: "ekspor setelan, ganti papan memori", doEn: "export the settings, replace the memory board" };
const sensorDo = {
  doId: "periksa steker dan kabel sensor, ganti sensor",
  doEn: "check plug and cable of the sensor, replace it",
};
const tagDo = { doId: "pasang gulungan yang sesuai model", doEn: "put in a spool that fits the model" };
const motorDo = { doId: "periksa mekanik dan motor", doEn: "check the mechanics and the motor" };

export const SELFTEST_TEXTS: Readonly<Record<SelfTestItemName, ItemText>> = {
  memoryCopies: { id: "memori: salinan rusak", en: "memory: spoilt copies", ...memoryDo },
  memoryRepairs: { id: "memori: perbaikan sejak baru", en: "memory: repairs in its life", ...memoryDo },
  memoryWear: { id: "memori: umur sel terpakai", en: "memory: life of the cells used", ...memoryDo },
  mains: {
    id: "tegangan listrik",
    en: "mains voltage",
    doId: "periksa stopkontak dan kabel",
    doEn: "check the socket and the cable",
  },
  headSensor: { id: "sensor kepala cetak", en: "print head sensor", ...sensorDo },
  rollerSensor: { id: "sensor rol", en: "roller sensor", ...sensorDo },
  rollerSensorsApart: { id: "beda dua sensor rol", en: "roller sensors apart", ...sensorDo },
  cover: {
    id: "tutup terbuka",
    en: "cover open",
    doId: "tutup penutup, periksa saklarnya",
    doEn: "close the cover, check its switch",
  },
  pathClear: {
    id: "kartu di jalur",
    en: "cards in the path",
    doId: "keluarkan kartu, bersihkan sensor",
    doEn: "take the card out, clean the sensors",
  },
  ribbonTag: { id: "tag ribbon terbaca", en: "ribbon tag read", ...tagDo },
  filmTag: { id: "tag film terbaca", en: "film tag read", ...tagDo },
  encoder: {
    id: "jawaban encoder",
    en: "encoder answers after",
    doId: "periksa kabel encoder, ganti encoder",
    doEn: "check the encoder's cable, replace it",
  },
  motorRest: { id: "arus motor diam", en: "motor current at rest", ...motorDo },
  motorMoving: { id: "arus motor bergerak", en: "motor current moving", ...motorDo },
  fanRotor: {
    id: "putaran kipas",
    en: "fan speed",
    doId: "bersihkan atau ganti kipas",
    doEn: "clean or replace the fan",
  },
  rollerDrift: { id: "sensor rol tanpa pemanas", en: "roller sensor with the heater off", ...sensorDo },
  heater: {
    id: "daya pemanas",
    en: "heater power",
    doId: "ukur pemanas dan relainya, ganti pemanas",
    doEn: "measure heater and relay, replace the heater",
  },
};

/** Every item was measured and lies within its limits. */
export const selfTestPassed = (report: SelfTestReport): boolean =>
  report.state === "done" && report.findings.every(({ verdict }) => verdict === "ok");
