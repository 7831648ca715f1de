/** A simulated machine in the condition of another one, as far as that one's link and console tell. */
import { VirtualClock } from "../base/index.ts";
import { CARD_STOP, FAULT_CODE, FAULTS, type FaultName, numberOfSetting } from "../protocol/index.ts";
import { NODE } from "../thermal/index.ts";
import { Engine } from "./engine.ts";
import type { EngineOptions, EngineSaved } from "./engine-options.ts";
import { modelOf } from "./models.ts";
import { NV_HEADER, nvWrite } from "./nvram.ts";
import { settingsSlot } from "./settings/store.ts";
import { settingSpecs } from "./settings/table.ts";

/** Newest values of the three status messages, by field, as they travel. */
export interface TwinCondition {
  readonly model: string;
  readonly serial: string;
  readonly heat: Readonly<Record<string, number>>;
  readonly path: Readonly<Record<string, number>>;
  readonly counters: Readonly<Record<string, number>>;
  /** Settings by key, as the console gives them. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** How much of the way from room to roller the air beside it has gone, where no sensor tells [E: warm steady state of the plant]. */
const HOT_ZONE_SHARE = 0.2;
/** Lowest temperature that a sensor gives; below it there is none. */
const CELSIUS_MIN = -50;
/** Its spools have no history. */
const LOT = "twin";

/**
 * The twin, just switched on: it has the heat, supplies, counters, card and latched faults of the original, and like every
 * machine it heats only when a host leases heat. Throws RangeError on what cannot be.
 */
export function twinEngine(
  condition: TwinCondition,
  options: Omit<EngineOptions, "model" | "serial" | "firmware">,
): Engine {
  const model = modelOf(condition.model).name;
  // On a bench of its own: made, switched off, changed, and only then put onto the clock that was asked for.
  const bench = new Engine({ ...options, clock: new VirtualClock(), model, serial: condition.serial });
  bench.lab.cutMains();
  const saved = bench.save();
  bench.stop();
  warm(saved, condition);
  fill(saved, condition);
  remember(saved, condition);
  keepSettings(saved, condition);
  const engine = Engine.restore(saved, options);
  engine.lab.restoreMains();
  return engine;
}

/** Temperatures that no sensor measures follow from those that one does. */
function warm(saved: EngineSaved, { heat }: TwinCondition): void {
  const room = saved.state.world.roomCelsius;
  const celsius = (field: string): number | undefined => {
    const value = heat[field];
    return value === undefined || value / 100 < CELSIUS_MIN ? undefined : value / 100;
  };
  const roller = celsius("roller_centicelsius") ?? room;
  const hotZone = celsius("hotzone_centicelsius") ?? room + HOT_ZONE_SHARE * (roller - room);
  for (const node of [NODE.core, NODE.surface, NODE.thermistor]) saved.plant[node] = roller;
  saved.plant[NODE.platen] = (roller + hotZone) / 2;
  saved.plant[NODE.hotZone] = hotZone;
  saved.plant[NODE.chassis] = (room + hotZone) / 2;
  saved.plant[NODE.head] = celsius("head_centicelsius") ?? room;
}

function fill(saved: EngineSaved, { path, counters }: TwinCondition): void {
  const { world } = saved.state;
  const spool = (name: "ribbon" | "film"): void => {
    const type = path[`${name}_type`] ?? world[name].type;
    world[name] = { type, left: path[`${name}_left`] ?? world[name].left, lot: LOT };
  };
  spool("ribbon");
  spool("film");
  const spec = modelOf(saved.state.model);
  world.hopper = Math.min(spec.blanksMax, counters["blanks_left"] ?? world.hopper);
  world.coverOpen = hasFault(path, "coverOpen");
  const stop = path["card_stop"] ?? CARD_STOP.none;
  if (stop === CARD_STOP.none || stop === CARD_STOP.hopper || stop >= CARD_STOP.output) return;
  // Whose card it is, the messages do not say: it is a stranger, as after any lost memory.
  world.cardsFed = 1;
  world.card = {
    number: 1,
    uid: "00000000000000",
    chip: "touched",
    chipJob: "",
    printedJob: "",
    stop,
    double: false,
    stuck: ["jamEncoder", "jamTurn", "jamNip"].some((name) => hasFault(path, name)),
    exitCelsius: 0,
  };
}

function hasFault(path: TwinCondition["path"], name: string): boolean {
  const code = FAULT_CODE[name as FaultName] as number | undefined;
  if (code === undefined) return false;
  const word = path[code < 32 ? "fault_low" : "fault_high"] ?? 0;
  return ((word >>> (code & 31)) & 1) === 1;
}

/** The header of the memory, as if the original's had been copied; the start adds one to its boots. */
function remember(saved: EngineSaved, { path, counters }: TwinCondition): void {
  const { nvram, ram, nowUs, world } = saved.state;
  let latchedLow = 0;
  let latchedHigh = 0;
  for (const [name, code] of Object.entries(FAULT_CODE) as [FaultName, number][]) {
    if (!FAULTS[name].latched || name === "emergencyStop" || !hasFault(path, name)) continue;
    if (code < 32) latchedLow |= 1 << code;
    else latchedHigh |= 1 << (code & 31);
  }
  const highest = Math.max(path["step_id"] ?? 0, path["done_id"] ?? 0, path["film_done_id"] ?? 0);
  const keep = {
    ...ram.keep,
    boots: Math.max(0, (counters["boots"] ?? 1) - 1),
    ledgerHigh: Math.max(counters["ledger_high"] ?? 0, highest),
    cardsOut: path["cards_out"] ?? 0,
    cardsRejected: counters["cards_rejected"] ?? 0,
    cardsSinceCleaning: counters["cards_since_cleaning"] ?? 0,
    latchedLow: latchedLow | 0,
    latchedHigh: latchedHigh | 0,
    cardFlags: path["card_flags"] ?? 0,
    cardInside: world.card !== null,
  };
  nvWrite(nvram, NV_HEADER, JSON.stringify(keep), nowUs);
  nvram.recent.length = 0;
}

function keepSettings(saved: EngineSaved, { settings }: TwinCondition): void {
  if (settings === undefined) return;
  const { nvram, ram, nowUs, model } = saved.state;
  const specs = settingSpecs(modelOf(model));
  const values = { numbers: [...ram.settings.numbers], texts: [...ram.settings.texts] };
  let number = 0;
  let text = 0;
  for (const spec of specs) {
    const value = settings[spec.key] ?? spec.factory;
    if (spec.kind === "text") values.texts[text++] = value;
    else {
      const whole = numberOfSetting(spec, value);
      if (typeof whole !== "number") throw new RangeError(`${spec.key} cannot be ${value}`);
      values.numbers[number++] = whole;
    }
  }
  const seq = ram.settings.seq + 1;
  nvWrite(nvram, settingsSlot(seq), JSON.stringify({ seq, ...values }), nowUs);
  nvram.recent.length = 0;
}
