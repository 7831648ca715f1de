/** Anything at all on the engine's console: nothing is thrown, little is kept, and what runs is never touched. */
import { Random, VirtualClock } from "../../src/base/index.ts";
import { SLOT_IMAGE_BYTES_MAX, slotBegin } from "../../src/firmware/index.ts";
import { Engine } from "../../src/hardware-sim/index.ts";
import { ConsoleReader, encodeSmp, frameLines, type SmpMap, type SmpPacket } from "../../src/protocol/index.ts";

export interface ConsoleFuzz {
  bytes: number;
  /** Answers that came back. */
  answers: number;
  /** Whole requests among what was sent. */
  requests: number;
  /** Most heap that a console was seen to hold, in bytes of unfinished lines and packets. */
  heldBytesMost: number;
  readonly problems: string[];
}

const PIECE_BYTES = 4_096;
const LOOK_EVERY = 200;
const START_US = 70_000_000;

const VALUES: readonly ((random: Random) => SmpMap[string])[] = [
  (random) => random.int(2 ** 32) - 2 ** 16,
  (random) => random.int(300),
  () => "",
  (random) => "x".repeat(random.int(300)),
  () => true,
  () => null,
  (random) => new Uint8Array(random.int(600)).fill(random.int(256)),
  () => ({}),
  (random) => [random.int(9)],
  () => Number.MAX_SAFE_INTEGER,
  () => -1.5,
];
const KEYS = [
  "d",
  "off",
  "data",
  "len",
  "sha",
  "image",
  "upgrade",
  "hash",
  "confirm",
  "name",
  "val",
  "slot",
  "format",
  "from",
  "type",
  "query",
];

/** A request that is well formed and means nothing in particular. */
function oddRequest(random: Random): Uint8Array {
  const payload: Record<string, SmpMap[string]> = {};
  for (let n = random.int(5); n > 0; n--) {
    payload[KEYS[random.int(KEYS.length)]!] = VALUES[random.int(VALUES.length)]!(random);
  }
  const packet: SmpPacket = {
    op: random.chance(0.5) ? "read" : "write",
    response: random.chance(0.05),
    version: random.chance(0.5) ? 1 : 2,
    group: [0, 1, 3, 8, 64, random.int(65_536)][random.int(6)]!,
    command: random.chance(0.9) ? random.int(9) : random.int(256),
    seq: random.int(256),
    payload,
  };
  return frameLines(encodeSmp(packet), random.chance(0.5) ? 127 : 7 + random.int(9_000));
}

/** Pure noise, noise that looks like lines, whole requests, and requests with some bytes wrong. */
function piece(random: Random): Uint8Array {
  switch (random.int(5)) {
    case 0:
      return Uint8Array.from({ length: random.int(PIECE_BYTES) }, () => random.int(256));
    case 1:
      return Uint8Array.from({ length: random.int(PIECE_BYTES) }, () => [6, 9, 4, 20, 10, 13, 65, 61][random.int(8)]!);
    case 2: {
      const bytes = oddRequest(random).slice();
      for (let n = 1 + random.int(4); n > 0; n--) bytes[random.int(bytes.length)] = random.int(256);
      return bytes;
    }
    default:
      return oddRequest(random);
  }
}

/** Sends at least so many bytes; same seed, same bytes. */
export function fuzzConsole(bytes: number, seed: number): ConsoleFuzz {
  const clock = new VirtualClock();
  const engine = new Engine({ model: "hdp5000", clock, seed });
  clock.advance(START_US);
  const result: ConsoleFuzz = { bytes: 0, answers: 0, requests: 0, heldBytesMost: 0, problems: [] };
  const running = engine.truth.core.flash.read(slotBegin(0), SLOT_IMAGE_BYTES_MAX);
  const receive = engine.openConsole(() => {
    result.answers++;
  });
  const random = new Random(`console ${seed}`);
  // Counts what is well formed, apart from the engine's own reader.
  const tally = new ConsoleReader({
    onPacket: () => {
      result.requests++;
    },
  });
  for (let i = 0; result.bytes < bytes; i++) {
    const sent = piece(random);
    result.bytes += sent.length;
    try {
      receive(sent);
      tally.push(sent);
      clock.advance(random.int(20_000));
    } catch (error) {
      result.problems.push(`seed ${seed}, piece ${i}: ${error instanceof Error ? error.stack : String(error)}`);
      break;
    }
    result.heldBytesMost = Math.max(result.heldBytesMost, tally.heldBytes);
    if (i % LOOK_EVERY === 0 && engine.truth.state.boot.version !== "1.0.0") break;
  }
  const after = engine.truth.core.flash.read(slotBegin(0), SLOT_IMAGE_BYTES_MAX);
  if (!Buffer.from(after).equals(running)) result.problems.push(`seed ${seed}: the running image was touched`);
  if (engine.truth.state.boot.version !== "1.0.0") result.problems.push(`seed ${seed}: another firmware runs`);
  result.problems.push(...engine.truth.breaches.map((words) => `seed ${seed}: ${words}`));
  engine.stop();
  return result;
}
