import { SEQUENCE_MASK, SYNC, TRAILER_BYTES } from "../block.ts";
import { crc16 } from "../crc16.ts";
import { blockOf, identifyContent, joined } from "./raw-peer.ts";
import { type Bench, list, must, type Rule, RuleBroken } from "./rule.ts";

const JUNK_FLOOD_BYTES = 2048;

/** The question behind the damage must be answered, and nothing else of what was sent. */
async function onlyFence({ peer }: Bench, what: string): Promise<void> {
  const fresh = peer.nonce();
  const fenced = await peer.fence();
  if (peer.answered().some((offset) => offset < fresh)) throw new RuleBroken(`${what} was carried out`);
  must(fenced, `after ${what} a good block with the number ${(peer.expected - 1) & SEQUENCE_MASK} was not accepted`);
}

const numbers: Rule = {
  id: "C-01",
  title: "A good block with the expected number is carried out and answered by an empty block with the next number",
  async run({ peer }) {
    for (let turn = 0; turn <= SEQUENCE_MASK + 1; turn++) {
      peer.forget();
      const good = await peer.fence();
      must(good, `expected an empty block with the number ${peer.expected}, got ${list(peer.named())}`);
    }
    return `${SEQUENCE_MASK + 2} blocks, the number went round`;
  },
};

const checksum: Rule = {
  id: "C-02",
  title: "A block with a wrong checksum is not carried out and does not use up its number",
  async run(bench) {
    const { peer } = bench;
    for (const flipped of [2, -3, -2]) {
      const block = blockOf(identifyContent(peer.nonce(), 1), peer.expected);
      const at = flipped < 0 ? block.length + flipped : flipped;
      block[at] = block[at]! ^ 0x01;
      peer.forget();
      peer.line.write(block);
      await onlyFence(bench, "a block with a wrong checksum");
    }
    return undefined;
  },
};

/** Another mark under a right checksum. */
function remark(block: Uint8Array): void {
  block[1] = 0x20 | (block[1]! & SEQUENCE_MASK);
  const crcAt = block.length - TRAILER_BYTES;
  const crc = crc16(block, 0, crcAt);
  block[crcAt] = crc >>> 8;
  block[crcAt + 1] = crc & 0xff;
}

const shape: Rule = {
  id: "C-03",
  title: "A block with a wrong length, a wrong mark in its number or another last byte than 0x7E is not carried out",
  async run(bench) {
    const { peer } = bench;
    const spoil: readonly [string, (block: Uint8Array) => void][] = [
      ["a block with length 4", (block) => block.fill(4, 0, 1)],
      ["a block with length 65", (block) => block.fill(65, 0, 1)],
      ["a block with the mark 0x20", remark],
      ["a block that ends in 0x7F", (block) => block.fill(0x7f, block.length - 1)],
    ];
    for (const [what, change] of spoil) {
      const block = blockOf(identifyContent(peer.nonce(), 1), peer.expected);
      change(block);
      peer.forget();
      peer.line.write(joined(block, [SYNC]));
      await onlyFence(bench, what);
    }
    return undefined;
  },
};

const repeated: Rule = {
  id: "C-04",
  title: "A block that comes again is not carried out again and is answered with the number that is expected",
  async run({ peer }) {
    const nonce = peer.nonce();
    const block = peer.next(identifyContent(nonce, 1));
    const after = peer.expected;
    peer.line.write(block);
    peer.line.write(block);
    const fenced = await peer.fence();
    const times = peer.answered().filter((offset) => offset === nonce).length;
    must(times === 1, `it was carried out ${times} times`);
    must(fenced, "the block behind it was not accepted");
    const named = peer.named();
    must(named.filter((number) => number === after).length >= 2, `no nak: the engine named ${list(named)}`);
    return undefined;
  },
};

const order: Rule = {
  id: "C-05",
  title:
    "A block with another number than the expected one is not carried out and is answered with the expected number",
  async run(bench) {
    const { peer } = bench;
    for (const ahead of [1, 7, 15]) {
      peer.forget();
      const { expected } = peer;
      peer.line.write(blockOf(identifyContent(peer.nonce(), 1), (expected + ahead) & SEQUENCE_MASK));
      await onlyFence(bench, `a block ${ahead} ahead`);
      must(peer.named()[0] === expected, `no nak with ${expected}: the engine named ${list(peer.named())}`);
    }
    return undefined;
  },
};

const junk: Rule = {
  id: "C-06",
  title: "Junk and idle 0x7E between blocks do no harm to good blocks",
  async run({ peer }) {
    const noise = Uint8Array.from({ length: 200 }, (_, i) => (i * 151 + 11) & 0xff);
    const asked: number[] = [];
    for (let round = 0; round < 8; round++) {
      const nonce = peer.nonce();
      asked.push(nonce);
      const stretch = noise.subarray(round * 20, round * 20 + 5 + round);
      peer.line.write(joined(stretch, [SYNC, SYNC], peer.next(identifyContent(nonce, 1)), [SYNC, SYNC]));
    }
    const fenced = await peer.fence();
    const answered = peer.answered().slice(0, asked.length);
    must(list(answered) === list(asked), `of ${asked.length} good blocks ${answered.length} were carried out`);
    must(fenced, "the block behind the junk was not accepted");
    return undefined;
  },
};

const earliest: Rule = {
  id: "C-07",
  title: "After damage the search goes on behind the next 0x7E, not behind the claimed length",
  async run({ peer }) {
    const [first, second] = [peer.nonce(), peer.nonce()];
    const [a, b] = [peer.next(identifyContent(first, 1)), peer.next(identifyContent(second, 1))];
    // Claims to reach into the second good block.
    const torn = [5 + a.length + 4, 0x10, 1, 2, SYNC];
    peer.line.write(joined(torn, a, b));
    const fenced = await peer.fence();
    const answered = peer.answered();
    must(answered.includes(first), "the good block right behind the damage was thrown away");
    must(answered.includes(second) && fenced, "a good block behind the damage was thrown away");
    return undefined;
  },
};

const pieces: Rule = {
  id: "C-08",
  title: "How the stream is cut into pieces does not matter",
  async run({ peer }) {
    const asked = Array.from({ length: 4 }, () => peer.nonce());
    const [a, b, c, d] = asked.map((nonce) => peer.next(identifyContent(nonce, 1)));
    for (const byte of a!) peer.line.write(Uint8Array.of(byte));
    peer.line.write(joined(b!, c!, d!.subarray(0, 3)));
    peer.line.write(d!.subarray(3));
    const fenced = await peer.fence();
    must(list(peer.answered().slice(0, 4)) === list(asked), `carried out: ${peer.answered().length - 1} of 4 blocks`);
    must(fenced, "the block behind them was not accepted");
    return undefined;
  },
};

const oneNak: Rule = {
  id: "C-09",
  title: "All damage until the next good block is answered by at most one nak",
  async run({ peer }) {
    const flood = new Uint8Array(JUNK_FLOOD_BYTES).fill(0x55);
    for (let at = flood.length - 1; at > 0; at -= 41) flood[at] = SYNC;
    peer.line.write(flood);
    must(await peer.fence(), "the block behind the junk was not accepted");
    const naks = peer.named().length - 1;
    must(naks <= 1, `${naks} naks for ${JUNK_FLOOD_BYTES} bytes of junk`);
    return `${JUNK_FLOOD_BYTES} bytes of junk, ${naks} nak`;
  },
};

const syncInside: Rule = {
  id: "C-10",
  title: "0x7E inside a block belongs to the block",
  async run({ peer }) {
    // The low seven bits of the offset, and the number of bytes asked for, are 0x7E.
    const offset = 2 ** 27 + 0x7e;
    const content = joined([1], [0xc0, 0x80, 0x80, SYNC], [0x80, SYNC]);
    must(content.filter((byte) => byte === SYNC).length === 2, "this rule is wrong");
    peer.line.write(peer.next(content));
    const fenced = await peer.fence();
    must(peer.answered()[0] === offset && fenced, "a good block with 0x7E inside was not carried out");
    return undefined;
  },
};

export const BLOCK_RULES: readonly Rule[] = [
  numbers,
  checksum,
  shape,
  repeated,
  order,
  junk,
  earliest,
  pieces,
  oneNak,
  syncInside,
];
