import { US_PER_S } from "../../base/index.ts";
import { SEQUENCE_MASK } from "../block.ts";
import { LineError, type RawLine } from "./raw-line.ts";
import { blockOf, identifyContent, SILENCE_US } from "./raw-peer.ts";
import { list, must, type Rule, skip } from "./rule.ts";

const kept: Rule = {
  id: "C-17",
  title: "The engine keeps its number when one host goes and another comes",
  async run(bench) {
    const { expected } = bench.peer;
    await bench.reconnect();
    const { peer } = bench;
    const wrong = (expected + 5) & SEQUENCE_MASK;
    peer.line.write(blockOf(identifyContent(peer.nonce(), 1), wrong));
    await peer.until(() => peer.named().length > 0, SILENCE_US);
    const named = peer.named();
    must(named.length > 0, `a block with another number was not answered; ${peer.line.closed ?? "silence"}`);
    must(named[0] === expected, `it expected ${expected} before and ${list(named)} after`);
    must(await peer.fence(), `a block with its number ${expected} was not accepted`);
    return undefined;
  },
};

const second: Rule = {
  id: "C-18",
  title: "A second host is told in words that begin with `busy:` and hung up on; the first one is not disturbed",
  async run(bench) {
    if (!/^(tcp|mem):/.test(bench.url)) skip("only a network link can have a second host");
    let other: RawLine;
    try {
      other = await bench.dial();
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      must(false, `it was turned away without a word: ${error.message}`);
    }
    await other.until(() => other.closed !== undefined, 2 * US_PER_S);
    const { closed, junkText } = other;
    other.close();
    must(/^busy:/.test(junkText), `it was told "${junkText}"`);
    must(closed !== undefined, "it was told so but not hung up on");
    must(await bench.peer.fence(), "the first host lost the engine");
    return junkText;
  },
};

export const HOST_RULES: readonly Rule[] = [kept, second];
