/** The contactless encoder: chip serials, how long encoding takes, and how it can fail. */
import { Random } from "../base/index.ts";
import type { FaultName } from "../protocol/index.ts";
import { type Core, TICK_US } from "./core.ts";

/** What one more attempt costs, us [E]. */
const RETRY_US = 3_000_000;

/**
 * Serial of the n-th blank of an engine: seven bytes as upper-case hex, first byte 04 as on common ISO 14443 chips. Two bytes
 * come from seed and machine, four are a one-to-one scramble of the number, so no engine ever gives one twice.
 */
export function chipSerial(seed: number, machine: string, number: number): string {
  const random = new Random(`${seed}/${machine}/uid`);
  const prefix = random.int(0x10000);
  const scrambled = (Math.imul(number, 0x9e3779b1) ^ random.uint32()) >>> 0;
  return `04${hex(prefix, 4)}${hex(scrambled, 8)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}

/** Seven bytes of a serial, none for an empty one. */
export function serialBytes(serial: string): Uint8Array {
  const bytes = new Uint8Array(serial.length >> 1);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (digitOf(serial.charCodeAt(2 * i)) << 4) | digitOf(serial.charCodeAt(2 * i + 1));
  }
  return bytes;
}

/** Of 0-9, A-F and a-f. */
const digitOf = (code: number): number => (code & 0xf) + (code >>> 6) * 9;

/** What a sound reader takes to say that it is there, ms [E]. */
const ENCODER_ANSWER_MS = 12;

/** How long the reader took to answer, ms; undefined when it does not. Uses up no injected failure. */
export function encoderAnswerMs(core: Core): number | undefined {
  return core.state.world.injections["encoderFailed"] === undefined ? ENCODER_ANSWER_MS : undefined;
}

/** Time of one encoding, us, in whole ticks: seeded between the model's limits, plus a retry now and then. */
export function encodeTimeUs(core: Core): number {
  const { encodeUsMin, encodeUsMax } = core.spec.times;
  const us = core.encoderRandom.between(encodeUsMin, encodeUsMax);
  const retryUs =
    core.behaviours.encodeRetryRate > 0 && core.encoderRandom.chance(core.behaviours.encodeRetryRate) ? RETRY_US : 0;
  return Math.round(us / TICK_US) * TICK_US + retryUs;
}

/** How an encoding that ran to its end fails, or undefined when it worked. */
export function encodeMishap(core: Core): FaultName | undefined {
  const card = core.state.world.card;
  if (card === null || card.chip === "dead") return "chipDead";
  if (strikes(core, "chipDead")) {
    card.chip = "dead";
    return "chipDead";
  }
  const rate = core.behaviours.encodeFailureRate;
  if (strikes(core, "encoderFailed") || (rate > 0 && core.encoderRandom.chance(rate))) return "encoderFailed";
  return undefined;
}

/** True when a fault that the lab put in strikes now; a counted one is used up by that. */
export function strikes(core: Core, fault: FaultName): boolean {
  const injection = core.state.world.injections[fault];
  if (injection === undefined) return false;
  if (injection.times > 0) {
    injection.times--;
    if (injection.times === 0) delete core.state.world.injections[fault];
  }
  return true;
}
