import { deflateSync } from "node:zlib";
import { FAULT_CODE } from "./fault-codes.ts";
import { COMMANDS, RESPONSES } from "./messages.ts";
import {
  CAPABILITY,
  CARD_FLAG,
  CARD_STOP,
  ENGINE_STATE,
  FILM_STATE,
  HEAT_FLAG,
  PARAM,
  REFUSAL,
  SENSOR,
  STEP_KIND,
  STEP_PHASE,
  STEP_RESULT,
  SUPPLY_TYPE,
} from "./wire-enums.ts";

/** Fixed by the protocol: the two messages that exist before a dictionary is known [P: Klipper docs/Protocol.md]. */
export const IDENTIFY_RESPONSE_ID = 0;
export const IDENTIFY_ID = 1;
/** Bytes that a host may have on their way to an engine that does not say otherwise [E: what stock firmware for small chips says]. */
export const RECEIVE_WINDOW_BYTES = 192;

export interface DictionarySource {
  /** Name of the microcontroller or of the simulated engine, for people. */
  mcu: string;
  /** Firmware version, for people. */
  version: string;
  /** At least `CLOCK_FREQ` (ticks a second of every `clock` field). A simulated engine adds `SIM: 1` and `SIM_SPEED`. */
  constants: Readonly<Record<string, number | string>>;
}

/**
 * Enumerations under the names that stock hosts look for: a parameter `step_kind` or `kind` is shown by the first table
 * here whose name is its name or its ending, so `film_state` stands before `state`.
 */
const ENUMERATIONS = {
  kind: STEP_KIND,
  result: STEP_RESULT,
  phase: STEP_PHASE,
  stop: CARD_STOP,
  film_state: FILM_STATE,
  state: ENGINE_STATE,
  fault: { none: 0, ...FAULT_CODE },
  code: { none: 0, ...FAULT_CODE },
  reason: REFUSAL,
  type: SUPPLY_TYPE,
  index: PARAM,
  card_flag_bit: CARD_FLAG,
  heat_flag_bit: HEAT_FLAG,
  sensor_bit: SENSOR,
  capability_bit: CAPABILITY,
};

/** First id of the commands and of the responses: apart, so that a new command moves no response. All stay below 96, one byte. */
const COMMAND_ID_FIRST = 2;
const RESPONSE_ID_FIRST = 40;

/** The id of each of our messages as our engine numbers them: 0 and 1 as the protocol says, the others in table order. */
export function ownIds(): { commands: Record<string, number>; responses: Record<string, number> } {
  return {
    commands: idsFrom(COMMANDS, "identify", IDENTIFY_ID, COMMAND_ID_FIRST),
    responses: idsFrom(RESPONSES, "identify_response", IDENTIFY_RESPONSE_ID, RESPONSE_ID_FIRST),
  };
}

function idsFrom(
  table: Readonly<Record<string, string>>,
  fixed: string,
  fixedId: number,
  first: number,
): Record<string, number> {
  const ids: Record<string, number> = {};
  let next = first;
  for (const [name, format] of Object.entries(table)) {
    ids[format === "" ? name : `${name} ${format}`] = name === fixed ? fixedId : next++;
  }
  return ids;
}

/** The data dictionary of an engine with our message table: zlib-compressed JSON, as `identify` hands it out. Same input, same bytes. */
export function buildDictionary(source: DictionarySource): Uint8Array {
  const dictionary = {
    app: "Cetak",
    version: source.version,
    build_versions: "",
    config: { RECEIVE_WINDOW: RECEIVE_WINDOW_BYTES, ...source.constants, MCU: source.mcu },
    ...ownIds(),
    output: {},
    enumerations: ENUMERATIONS,
  };
  return new Uint8Array(deflateSync(JSON.stringify(dictionary), { level: 9 }));
}
