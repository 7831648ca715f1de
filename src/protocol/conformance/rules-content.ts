import { CONTENT_BYTES_MAX } from "../block.ts";
import { RECEIVE_WINDOW_BYTES } from "../dictionary.ts";
import { BLOCKS_IN_FLIGHT_MAX } from "../reliable-sender.ts";
import { writeVlq } from "../vlq.ts";
import { identifyContent, joined } from "./raw-peer.ts";
import { type Bench, list, must, type Rule, RuleBroken, skip } from "./rule.ts";

/** Stock firmware shuts down on content that it cannot read: allowed there, so it is not tried. */
function needsOurs({ peer }: Bench): void {
  if (peer.dictionary?.commands.byName.has("hello") !== true) {
    skip("not a print engine; stock firmware may shut down on content that it cannot read");
  }
}

const several: Rule = {
  id: "C-11",
  title: "Several messages in one block are carried out in order",
  async run({ peer }) {
    const asked = [peer.nonce(), peer.nonce(), peer.nonce()];
    peer.line.write(peer.next(joined(...asked.map((nonce) => identifyContent(nonce, 1)))));
    const fenced = await peer.fence();
    must(list(peer.answered().slice(0, 3)) === list(asked) && fenced, `carried out: ${list(peer.answered())}`);
    return undefined;
  },
};

/** `identify offset=300 count=0` with each number in every length it may have. */
const FORMS: readonly (readonly number[])[] = [
  [0x01, 0x82, 0x2c, 0x00],
  [0x80, 0x01, 0x82, 0x2c, 0x00],
  [0x80, 0x80, 0x01, 0x80, 0x82, 0x2c, 0x80, 0x00],
  [0x80, 0x80, 0x80, 0x80, 0x01, 0x80, 0x80, 0x80, 0x82, 0x2c, 0x80, 0x80, 0x80, 0x80, 0x00],
  [0x80, 0x80, 0x80, 0x01, 0x80, 0x80, 0x82, 0x2c, 0x80, 0x80, 0x00],
];
/** Offset 4294967295 as C firmware writes it, as the stock host writes it, and in between. */
const TOP_FORMS: readonly (readonly number[])[] = [
  [0x01, 0x7f, 0x00],
  [0x01, 0xff, 0x7f, 0x00],
  [0x01, 0x8f, 0xff, 0xff, 0xff, 0x7f, 0x00],
  [0x01, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x00],
];

const forms: Rule = {
  id: "C-12",
  title: "Every legal form of an integer is understood, whatever its length",
  async run({ peer }) {
    for (const [offset, contents] of [
      [300, FORMS],
      [2 ** 32 - 1, TOP_FORMS],
    ] as const) {
      for (const content of contents) {
        peer.forget();
        peer.line.write(peer.next(content));
        const fenced = await peer.fence();
        const shown = content.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
        must(fenced && peer.answered()[0] === offset, `"${shown}" was not read as offset ${offset}`);
      }
    }
    return `${FORMS.length + TOP_FORMS.length} forms`;
  },
};

/** The block is taken, the rest of it ignored, and the next one carried out. */
async function unreadable({ peer }: Bench, content: readonly number[], what: string): Promise<void> {
  peer.forget();
  const ignored = peer.nonce();
  peer.line.write(peer.next(joined(content, identifyContent(ignored, 1))));
  const acknowledged = peer.expected;
  const fenced = await peer.fence();
  must(!peer.answered().includes(ignored), `what follows ${what} in its block was carried out`);
  if (!fenced) throw new RuleBroken(peer.line.closed ?? `after ${what} the engine answers no more`);
  must(peer.named()[0] === acknowledged, `a block with ${what} was not acknowledged`);
}

const unknownId: Rule = {
  id: "C-13",
  title: "A block with an unknown message is acknowledged, its rest is ignored, and the engine goes on",
  async run(bench) {
    needsOurs(bench);
    const { byId } = bench.peer.dictionary!.commands;
    let id = 95;
    while (byId.has(id)) id++;
    const bytes = new Uint8Array(5);
    await unreadable(bench, [...bytes.subarray(0, writeVlq(bytes, 0, id))], `the unknown message ${id}`);
    return undefined;
  },
};

const malformed: Rule = {
  id: "C-14",
  title: "A block with malformed parameters is acknowledged, its rest is ignored, and the engine goes on",
  async run(bench) {
    needsOurs(bench);
    const sixBytes = [0x01, 0x80, 0x80, 0x80, 0x80, 0x80];
    await unreadable(bench, sixBytes, "an integer of six bytes");
    const { peer } = bench;
    if (peer.dictionary!.commands.byName.has("step_start")) {
      // Id 0, kind none: nothing could move even if it were read. The job claims more bytes than there are.
      const content = peer.content("step_start", { id: 0, kind: 0, arg: 0, job: Uint8Array.of(1) });
      content[content.length - 2] = 50;
      peer.forget();
      peer.line.write(peer.next(content));
      must(await peer.fence(), "after a byte string that passes the end of its block the engine answers no more");
      must(peer.all("refused").length === 0, "a byte string that passes the end of its block was read");
    }
    return undefined;
  },
};

const window: Rule = {
  id: "C-15",
  title: `${BLOCKS_IN_FLIGHT_MAX} blocks may be on their way at once, up to RECEIVE_WINDOW bytes`,
  async run({ peer }) {
    const said = Number(peer.dictionary?.constants["RECEIVE_WINDOW"]);
    const bytesMax = said > 0 ? said : RECEIVE_WINDOW_BYTES;
    const asked: number[] = [];
    const blocks: Uint8Array[] = [];
    let bytes = 0;
    // The last place is kept for the fence.
    while (blocks.length < BLOCKS_IN_FLIGHT_MAX - 1) {
      const nonce = peer.nonce();
      const content = identifyContent(nonce, 1);
      if (bytes + 2 * (content.length + 5) > bytesMax) break;
      const block = peer.next(content);
      blocks.push(block);
      asked.push(nonce);
      bytes += block.length;
    }
    peer.line.write(joined(...blocks));
    const fenced = await peer.fence();
    const answered = peer.answered().slice(0, asked.length);
    must(list(answered) === list(asked) && fenced, `${answered.length} of ${asked.length} blocks were carried out`);
    return `${blocks.length + 1} blocks at once, ${bytes} bytes before the last`;
  },
};

const ownNumbers: Rule = {
  id: "C-16",
  title: "Every block of the engine carries the number that it expects next, those with content too",
  async run({ peer }) {
    for (let turn = 0; turn < 4; turn++) {
      peer.forget();
      const before = peer.expected;
      must(await peer.fence(), "a good block was not accepted");
      for (const { sequence, content } of peer.heard) {
        const right = sequence === peer.expected || (sequence === before && content.length > 0);
        must(right, `a block carries ${sequence} while ${before} or ${peer.expected} was expected`);
      }
    }
    return undefined;
  },
};

const fullBlock: Rule = {
  id: "C-19",
  title: `A block may carry ${CONTENT_BYTES_MAX} bytes of content`,
  async run({ peer }) {
    const parts: Uint8Array[] = [];
    let room = CONTENT_BYTES_MAX;
    while (room >= 9) {
      const content = identifyContent(peer.nonce(), 1);
      parts.push(content);
      room -= content.length;
    }
    // What is left is one more question, in a longer form of its number.
    parts.push(joined(new Uint8Array(room - 3).fill(0x80), [0x01, 0x00, 0x00]));
    const content = joined(...parts);
    must(content.length === CONTENT_BYTES_MAX, "this rule is wrong");
    peer.line.write(peer.next(content));
    const fenced = await peer.fence();
    must(peer.answered().length === parts.length + 1 && fenced, "a block of 64 bytes was not carried out whole");
    return undefined;
  },
};

export const CONTENT_RULES: readonly Rule[] = [several, forms, unknownId, malformed, window, ownNumbers, fullBlock];
