/**
 * The one message table of the engine link. Types, codec, dictionary, log text and documentation derive from it.
 *
 * Formats are Klipper's (`docs/Protocol.md`): `%u` uint32, `%i` int32, `%hu` uint16, `%hi` int16, `%c` byte, `%*s` and
 * `%.*s` byte strings. Ids 0 and 1 are fixed by the protocol; the others are numbered in table order and reach the host
 * through the dictionary. Names carry units, last. Append only: an id never changes its meaning.
 */

/** Host to engine. Reliable, in order, each executed at most once. */
export const COMMANDS = {
  identify: "offset=%u count=%c",
  get_uptime: "",
  get_clock: "",
  get_config: "",
  emergency_stop: "",
  /** Ends the shutdown that `emergency_stop` began (by hand: the operator's reset). */
  clear_shutdown: "",
  hello: "",
  lease_renew: "ms=%u",
  roller_set: "decicelsius=%i",
  fan_set: "permille=%hu",
  step_start: "id=%u kind=%c arg=%u job=%*s",
  step_abort: "id=%u",
  fault_clear: "code=%hu proof=%u",
  ledger_read: "from=%u",
  card_get: "",
  param_get: "index=%c",
  param_set: "index=%c value=%i",
  status_every: "ms=%u",
  card_announce: "nip_ms=%u zone_decicelsius=%hi card_decicelsius=%hi",
} as const;

/** Engine to host. May be lost; nothing depends on one response. */
export const RESPONSES = {
  identify_response: "offset=%u data=%.*s",
  uptime: "high=%u clock=%u",
  clock: "clock=%u",
  config: "is_config=%c crc=%u is_shutdown=%c move_count=%hu",
  identity: "serial=%.*s model=%.*s firmware=%.*s boots=%u ledger_high=%u capabilities=%u",
  status_heat:
    "clock=%u flags=%hu roller_centicelsius=%i roller2_centicelsius=%i head_centicelsius=%i hotzone_centicelsius=%i exit_centicelsius=%i setpoint_centicelsius=%i duty_permille=%hu fan_permille=%hu fan_rpm=%hu lease_ms=%hu mains_decivolt=%hu motor_milliampere=%hu",
  status_path:
    "clock=%u state=%c step_id=%u step_kind=%c step_phase=%c done_id=%u done_result=%c done_fault=%c film_step_id=%u film_done_id=%u film_done_result=%c film_done_fault=%c card_stop=%c card_flags=%c film_state=%c sensors=%hu ribbon_type=%c ribbon_left=%hu film_type=%c film_left=%hu fault_low=%u fault_high=%u cards_out=%u",
  /** Slowly changing counters; once after hello, on change, and each ten seconds. */
  status_counters: "clock=%u ledger_high=%u cards_rejected=%u boots=%hu cards_since_cleaning=%hu blanks_left=%hu",
  step_done: "id=%u kind=%c result=%c fault=%c",
  refused: "id=%u reason=%c detail=%hu",
  fault_raised: "code=%hu detail=%i clock=%u",
  fault_cleared: "code=%hu clock=%u",
  ledger_entry: "id=%u kind=%c result=%c fault=%c job=%.*s serial=%.*s",
  ledger_end: "from=%u high=%u count=%hu",
  card_state: "stop=%c flags=%c film_state=%c card_job=%.*s film_job=%.*s serial=%.*s",
  param: "index=%c value=%i minimum=%i maximum=%i",
} as const;

export type CommandName = keyof typeof COMMANDS;
export type ResponseName = keyof typeof RESPONSES;
