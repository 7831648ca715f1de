/** The engine's end under fire: the real simulated engine, its firmware and its machine behind the link. */
import { Random, US_PER_S, VirtualClock } from "../../src/base/index.ts";
import { checkEngineInvariants, Engine } from "../../src/hardware-sim/index.ts";
import { COMMANDS } from "../../src/protocol/index.ts";
import { FuzzSource, type Recording } from "./fuzz-source.ts";
import { tally } from "./fuzz-tally.ts";

/** Time of a byte at 250000 baud. */
export const BYTE_US = 40;
/** A new host comes about this often; each second time it finds a new engine too, for one whose steps are used up is dull. */
const HOST_BYTES = 200_000;
/** Power-on to ready. */
const BOOT_US = 120 * US_PER_S;
/** Now and then nothing comes for a while: steps end, leases run out. */
const PAUSE_CHANCE = 0.005;
const PAUSE_US = 6 * US_PER_S;
/** What is made up on purpose. An emergency stop would make the engine refuse all the rest; recordings and chance still bring some. */
const COMMAND_IDS = Object.keys(COMMANDS)
  .map((name, i) => (name === "emergency_stop" ? 0 : i + 1))
  .filter((id) => id > 0);
const LOOKS_EVERY_CHUNKS = 2_000;

export interface FuzzReport {
  readonly end: "engine" | "host";
  readonly bytes: number;
  readonly chunks: number;
  /** Good blocks that came through. */
  readonly blocks: number;
  /** Bytes thrown away, as the end counted them. */
  readonly junkBytes: number;
  /** Bytes whose fate was compared with the tally, byte for byte. */
  readonly comparedBytes: number;
  readonly wroteBytes: number;
  /** Connections: hosts that came, or sessions of the host. */
  readonly sessions: number;
  /** Sessions of the host that got up. */
  readonly ups: number;
  /** Steps that the engine took for orders and began. */
  readonly steps: number;
  /** Empty when all went well. */
  readonly problems: readonly string[];
}

/** Steps that it has begun, as far as its ledger still knows. */
function stepsOf(engine: Engine): number {
  return engine.save().state.ram.ledger.length;
}

export function fuzzEngine(recording: Recording, bytes: number, seed: number): FuzzReport {
  const clock = new VirtualClock();
  const booted = (model: "hdp5000" | "sr300", machine: number): Engine => {
    const fresh = new Engine({ model, clock, seed: machine });
    clock.advance(BOOT_US);
    return fresh;
  };
  let engine = booted("hdp5000", seed);
  const random = new Random(seed).fork("engine");
  const source = new FuzzSource(random.fork("bytes"), recording.toEngine, COMMAND_IDS);
  const problems: string[] = [];
  const stream = new Uint8Array(bytes + 4096);
  const count = { chunks: 0, blocks: 0, junkBytes: 0, sessions: 0, wroteBytes: 0, steps: 0 };
  let sent = 0;
  let expected = 0;
  const counted = () => engine.save().link.counters;
  let before = counted();

  const newHost = (): void => {
    if (count.sessions > 0 && count.sessions % 2 === 0) {
      engine.stop();
      count.steps += stepsOf(engine);
      engine = booted(count.sessions % 4 === 0 ? "hdp5000" : "sr300", seed + count.sessions);
      expected = 0;
      before = counted();
    }
    count.sessions++;
    engine.detach();
    engine.attach((block) => {
      expected = block[1]! & 15;
      count.wroteBytes += block.length;
    });
  };
  const compare = (from: number): void => {
    const should = tally(stream.subarray(from, sent));
    const after = counted();
    const blocks = after.blocksIn - before.blocksIn;
    const junk = after.invalidBytes - before.invalidBytes;
    if (blocks !== should.blocks) problems.push(`bytes ${from}..${sent}: ${blocks} blocks, should be ${should.blocks}`);
    if (junk !== should.junkBytes)
      problems.push(`bytes ${from}..${sent}: ${junk} junk bytes, should be ${should.junkBytes}`);
    count.blocks += blocks;
    count.junkBytes += junk;
    before = after;
  };

  let from = 0;
  newHost();
  try {
    while (sent < bytes) {
      const chunk = source.next(expected);
      stream.set(chunk, sent);
      sent += chunk.length;
      engine.receive(chunk);
      clock.advance(chunk.length * BYTE_US);
      if (random.chance(PAUSE_CHANCE)) clock.advance(PAUSE_US);
      if (++count.chunks % LOOKS_EVERY_CHUNKS === 0) problems.push(...checkEngineInvariants(engine));
      if (sent - from >= HOST_BYTES) {
        compare(from);
        from = sent;
        newHost();
      }
    }
    compare(from);
  } catch (error) {
    problems.push(`seed ${seed}, byte ${sent}: ${error instanceof Error ? error.stack : String(error)}`);
  }
  engine.stop();
  count.steps += stepsOf(engine);
  return { end: "engine", bytes: sent, comparedBytes: sent, ups: 0, problems, ...count };
}
