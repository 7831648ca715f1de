/**
 * Where settings survive: a ring of records in NVRAM, each in two copies with CRC. Each save goes into the next place of the
 * ring, so that the cells wear evenly, and the last good record stands until the new one does.
 */
import type { Core } from "../core.ts";
import { NV_HEADER, nvBadCopies, nvHealth, nvRead, nvRewrite, nvWrite, SETTINGS_SLOTS } from "../nvram.ts";
import type { NvramState } from "../state.ts";
import { numbersToKeep } from "./gain-trial.ts";
import { factoryNumbers, factoryTexts, NUMBER_ROWS, TEXT_ROWS } from "./table.ts";

/** Writes that one place lasts for [M: EEPROM data sheets, 100,000 to 1,000,000]. */
export const CELL_WRITES_MAX = 100_000;

export interface SettingsRecord {
  /** Counts the saves of this machine's life. */
  seq: number;
  numbers: number[];
  texts: string[];
  /** Factory values of the firmware that wrote this, where it had other ones than the machine. */
  factory?: number[];
}

/** Number of the place, for {@link nvRead} and its kin. */
export const settingsSlot = (seq: number): number => NV_HEADER - 1 - (seq % SETTINGS_SLOTS);

/** Writes what is in force into the next place. */
export function saveSettings(core: Core): void {
  const { ram, nvram, nowUs, boot } = core.state;
  const { settings } = ram;
  settings.seq++;
  const own = Object.keys(boot.parameters).length > 0;
  const record: SettingsRecord = {
    seq: settings.seq,
    numbers: numbersToKeep(core),
    texts: settings.texts,
    ...(own ? { factory: factoryNumbers(core.spec, boot.parameters) } : {}),
  };
  nvWrite(nvram, settingsSlot(settings.seq), JSON.stringify(record), nowUs);
}

/** The newest whole record, and whether some place was beyond repair (it is given up). */
export function recallSettings(nvram: NvramState): { record: SettingsRecord | undefined; corrupt: boolean } {
  let record: SettingsRecord | undefined;
  let corrupt = false;
  for (let place = 0; place < SETTINGS_SLOTS; place++) {
    const found = nvRead(nvram, settingsSlot(place));
    if (found === "corrupt") {
      corrupt = true;
      nvram.settings[place] = null;
    } else if (found !== undefined) {
      const one = JSON.parse(found.text) as SettingsRecord;
      if (record === undefined || one.seq > record.seq) record = one;
    }
  }
  return { record, corrupt };
}

/** The record in force: whole, mended from its copy, or lost? */
export function settingsHealth(core: Core): ReturnType<typeof nvHealth> {
  return nvHealth(core.state.nvram, settingsSlot(core.state.ram.settings.seq));
}

/** Settings of a firmware that starts: those of the memory, else `numbers` of an older firmware, else the factory's. */
export function settingsAtBoot(core: Core, older?: readonly number[]): { fresh: boolean; corrupt: boolean } {
  const { ram, nvram } = core.state;
  const { record, corrupt } = recallSettings(nvram);
  const numbers = record?.numbers ?? older ?? [];
  const factory = factoryNumbers(core.spec, core.state.boot.parameters);
  // What nobody changed follows the firmware.
  const before = record?.factory ?? factoryNumbers(core.spec);
  const texts = factoryTexts();
  ram.settings = {
    seq: record?.seq ?? 0,
    numbers: NUMBER_ROWS.map((_, i) => (numbers[i] === before[i] ? factory[i]! : (numbers[i] ?? factory[i]!))),
    texts: TEXT_ROWS.map((_, i) => record?.texts[i] ?? texts[i]!),
  };
  return { fresh: record === undefined, corrupt };
}

/** Place behind the ring that nothing but the self-test writes to. */
const TEST_SLOT = NV_HEADER - 1 - SETTINGS_SLOTS;
const PATTERNS = ["U".repeat(32), "*".repeat(32)];

/** Writes both patterns (01010101 and 00101010) to the test place; how many copies did not hold them. */
export function testPlaceBadCopies(core: Core): number {
  const { nvram, nowUs } = core.state;
  let bad = 0;
  for (const pattern of PATTERNS) {
    nvWrite(nvram, TEST_SLOT, pattern, nowUs);
    bad += nvBadCopies(nvram, TEST_SLOT);
  }
  return bad;
}

/** Changes a number in the memory behind the firmware's back. */
export function spoilSetting(core: Core, at: number, wrong: number): void {
  nvRewrite(core.state.nvram, settingsSlot(core.state.ram.settings.seq), (text) => {
    const record = JSON.parse(text) as SettingsRecord;
    record.numbers[at] = wrong;
    return JSON.stringify(record);
  });
}
