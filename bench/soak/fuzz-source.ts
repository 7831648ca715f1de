/** Bytes to throw at an end of the link: noise, real recordings with damage, and whole blocks with nonsense inside. */
import type { Random } from "../../src/base/index.ts";
import { sealBlock } from "../../src/protocol/index.ts";
import { batchCsv, parseSimUrl, runSimBatch, syntheticPeople } from "../../src/rig/index.ts";
import { parseJobFile } from "../../src/station/index.ts";

/** Real writes of a printed batch, by the end that got them. */
export interface Recording {
  readonly toEngine: readonly Uint8Array[];
  readonly toHost: readonly Uint8Array[];
}

/** Two cards on a simulated printer, from power-on to eject. */
export function record(): Recording {
  const toEngine: Uint8Array[] = [];
  const toHost: Uint8Array[] = [];
  const { rows } = parseJobFile(Buffer.from(batchCsv(syntheticPeople(2, 1))), "fuzz", "WIB");
  runSimBatch({
    printers: [parseSimUrl("sim:hdp5000?seed=1")],
    rows,
    record: (line) => {
      const [, , mark, text] = line.split(" ");
      if (mark === ">") toEngine.push(Buffer.from(text!, "hex"));
      else if (mark === "<") toHost.push(Buffer.from(text!, "hex"));
    },
  });
  return { toEngine, toHost };
}

const NOISE_BYTES_MAX = 200;
const SLICE_WRITES_MAX = 6;
/** Room for a slice after insertions. */
const CHUNK_BYTES_MAX = 2048;

export class FuzzSource {
  private readonly random: Random;
  private readonly writes: readonly Uint8Array[];
  private readonly ids: readonly number[];

  /** `ids`: messages that the end under fire understands. */
  constructor(random: Random, writes: readonly Uint8Array[], ids: readonly number[]) {
    this.random = random;
    this.writes = writes;
    this.ids = ids;
  }

  /** `expected`: a number that the other end takes for good just now. */
  next(expected: number): Uint8Array {
    const kind = this.random.int(10);
    if (kind < 3) return this.noise(1 + this.random.int(NOISE_BYTES_MAX));
    if (kind < 7) return this.mutated();
    return this.nonsense(expected);
  }

  private noise(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.random.int(256));
  }

  /** A stretch of the recording with a few bytes changed, lost, doubled or put in. */
  private mutated(): Uint8Array {
    const { random, writes } = this;
    const from = random.int(writes.length);
    const bytes: number[] = [];
    for (const write of writes.slice(from, from + 1 + random.int(SLICE_WRITES_MAX))) bytes.push(...write);
    for (let left = random.int(4); left > 0; left--) {
      const at = random.int(bytes.length);
      const kind = random.int(5);
      if (kind === 0) bytes[at] = bytes[at]! ^ (1 << random.int(8));
      else if (kind === 1) bytes[at] = random.int(256);
      else if (kind === 2) bytes.splice(at, 1 + random.int(8));
      else if (kind === 3) bytes.splice(at, 0, ...this.noise(1 + random.int(8)));
      else bytes.splice(at, 0, ...bytes.slice(at, at + random.int(64)));
      if (bytes.length === 0) bytes.push(0x7e);
    }
    return Uint8Array.from(bytes.slice(0, CHUNK_BYTES_MAX));
  }

  /** A good block: a message that exists with any numbers in any form, or a recorded block under the number of the moment. */
  private nonsense(expected: number): Uint8Array {
    const { random } = this;
    const block = new Uint8Array(64);
    const old = this.writes[random.int(this.writes.length)]!;
    let end = 2;
    if (random.chance(0.5) && old.length >= 5 && old[0] === old.length) {
      block.set(old.subarray(0, old.length - 3));
      end = old.length - 3;
    } else {
      block[end++] = random.chance(0.9) ? this.ids[random.int(this.ids.length)]! : random.int(256);
      const stop = 2 + random.int(60);
      while (end < stop) block[end++] = random.chance(0.6) ? random.int(96) : random.int(256);
    }
    return block.slice(0, sealBlock(block, 0, end, random.chance(0.9) ? expected : random.int(16)));
  }
}
