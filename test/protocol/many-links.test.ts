/** Links share buffers: what one of them sends in the middle of another's sending must not get into the other's bytes. */
import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { type PairOptions, TestPair, toHex } from "./pair.ts";

const LINKS = 5;
const ROUNDS = 40;
const IDS_OF_LINK = 1_000;

/** Links of which each passes on what it hears: an answer that arrives at one makes the next one send, and its engine answer, at once. */
class Chain {
  readonly pairs: TestPair[];
  readonly sent: number[][] = Array.from({ length: LINKS }, () => []);
  /** Writes whose bytes changed under way. */
  torn = 0;
  private readonly random = new Random("many links");

  constructor(wire: PairOptions = {}) {
    this.pairs = Array.from(
      { length: LINKS },
      (_, i) => new TestPair({ ...wire, random: new Random(i), onMessage: () => this.passOn(i) }),
    );
    for (const { pair } of this.pairs) {
      this.watch(pair.engineSide);
      this.watch(pair.toEngine);
    }
    for (const pair of this.pairs) pair.up();
    // A link that adopts its engine's number may renumber the block that the engine has just read.
    this.torn = 0;
  }

  /** One command, or several in a row, so that some wait and some share a block. */
  send(link: number): void {
    const ids = this.sent[link]!;
    for (let left = 1 + this.random.int(3); left > 0 && ids.length < IDS_OF_LINK; left--) {
      const id = link * IDS_OF_LINK + ids.length + 1;
      if (!this.pairs[link]!.step(id)) throw new Error("not taken");
      ids.push(id);
    }
    const { engine } = this.pairs[link]!;
    engine.send("uptime", { high: link, clock: ids.length });
  }

  /** What is written must stay what it is until the writing has returned. */
  private watch(line: { write(bytes: Uint8Array): void }): void {
    const write = line.write.bind(line);
    line.write = (bytes) => {
      const before = toHex(bytes);
      write(bytes);
      if (toHex(bytes) !== before) this.torn++;
    };
  }

  private passOn(link: number): void {
    if (link + 1 < LINKS && this.sent.length === LINKS && this.pairs?.[link + 1]?.host.state === "up")
      this.send(link + 1);
  }
}

test.each<[string, PairOptions]>([
  ["at once", {}],
  ["at 250,000 baud", { baud: 250_000 }],
  ["in pieces, with losses", { baud: 250_000, lossPerBlock: 0.05, corruptPerByte: 0.001, split: true }],
])("links that send within each other's sending get every byte through, each its own: %s", (_, wire) => {
  const chain = new Chain(wire);
  const { pairs, sent } = chain;
  for (let round = 0; round < ROUNDS; round++) {
    chain.send(0);
    for (const { clock } of pairs) clock.advance(20_000);
  }
  for (const pair of pairs) pair.until(() => pair.host.flushed() || pair.host.state !== "up", 30);
  expect(sent.every((ids) => ids.length >= ROUNDS)).toBe(true);
  expect(pairs.map(({ stepIds }) => stepIds)).toEqual(sent);
  expect(chain.torn).toBe(0);
  const { badContents, invalidBytes } = pairs[0]!.host.counters;
  if (wire.lossPerBlock === undefined) expect([badContents, invalidBytes]).toEqual([0, 0]);
});
