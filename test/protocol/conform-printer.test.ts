/** The rules for print engines, on the simulated engine with somebody between it and the host who falsifies what it says. */
import { expect, test } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import { Engine } from "../../src/hardware-sim/index.ts";
import { decodeRow, encodeRow, type Message, RowStore } from "../../src/protocol/codec.ts";
import { FIELD, memPair, type ResponseName, runConformance, sealBlock } from "../../src/protocol/index.ts";
import { type PeerDictionary, parseDictionary } from "../../src/protocol/peer-dictionary.ts";
import { drive } from "./foreign.ts";
import { DICTIONARY } from "./pair.ts";

/** False: the message is swallowed. */
type Lie = (row: Int32Array, message: Message) => boolean;
type Lies = Partial<Record<ResponseName, Lie>>;

const { responses } = parseDictionary(DICTIONARY) as PeerDictionary;
const rows = new RowStore();

/** The block as the liar passes it on; undefined when it is swallowed. Our engine puts one message into a block. */
function falsified(block: Uint8Array, lies: Lies): Uint8Array | undefined {
  const codec = block.length === 5 ? undefined : responses.byId.get(block[2]!);
  const lie = codec === undefined ? undefined : lies[codec.name as ResponseName];
  if (codec === undefined || lie === undefined) return block;
  const message = rows.of(codec);
  decodeRow(codec, message, block, 3, block.length - 3);
  if (!lie(message.row, message)) return undefined;
  const out = new Uint8Array(64);
  const end = encodeRow(codec, message.row, message.blobs, out, 2, 61);
  return out.subarray(0, sealBlock(out, 0, end, block[1]! & 15));
}

async function judge(lies: Lies, hangsUpOn?: number): Promise<string[]> {
  const clock = new VirtualClock();
  const engine = new Engine({ model: "hdp5000", clock, seed: 1 });
  const pair = memPair(clock);
  const side = pair.engineSide;
  side.attach(
    (bytes) => {
      if (hangsUpOn === undefined || bytes[2] !== hangsUpOn) engine.receive(bytes);
      else pair.cut("the engine has shut down");
    },
    (present) => {
      if (!present) engine.detach();
      else {
        engine.attach((block) => {
          const passed = falsified(block, lies);
          if (passed !== undefined) side.write(passed);
        });
      }
    },
  );
  const first = await drive(clock, runConformance({ connect: pair.connect, clock, moves: true }));
  // The second time there is a step in the ledger.
  const second = await drive(clock, runConformance({ connect: pair.connect, clock, moves: false }));
  engine.stop();
  return [...first.rules, ...second.rules].filter(({ result }) => result === "fail").map(({ id }) => id);
}

const swallow: Lie = () => false;
const set =
  (place: number, value: number): Lie =>
  (row) => {
    row[place] = value;
    return true;
  };

const LIARS: readonly [what: string, lies: Lies, rule: string][] = [
  ["says nothing to hello", { identity: swallow }, "C-30"],
  ["never tells its path", { status_path: swallow }, "C-31"],
  ["counts its ledger wrongly", { ledger_end: set(FIELD.ledger_end.count, 7) }, "C-32"],
  ["hides an entry of its ledger", { ledger_entry: swallow }, "C-32"],
  ["remembers another outcome", { step_done: set(FIELD.step_done.result, 3) }, "C-33"],
  ["refuses without a word", { refused: swallow }, "C-34"],
  ["refuses for another reason", { refused: set(FIELD.refused.reason, 1) }, "C-35"],
  ["has a parameter beyond its limit", { param: set(FIELD.param.maximum, -1) }, "C-36"],
  ["knows another place of its card", { card_state: set(FIELD.card_state.stop, 5) }, "C-37"],
  ["keeps the heater on", { status_heat: set(FIELD.status_heat.duty_permille, 300) }, "C-40"],
  ["forgets to forget the set-point", { status_heat: set(FIELD.status_heat.setpoint_centicelsius, 10_000) }, "C-40"],
  ["takes 250 degrees", { refused: swallow }, "C-41"],
  ["moves all the time", { status_path: set(FIELD.status_path.step_id, 99) }, "C-42"],
  ["answers a step with nothing", { step_done: swallow }, "C-42"],
  ["does not stop in an emergency", { status_heat: set(FIELD.status_heat.duty_permille, 300) }, "C-43"],
];

test.each(LIARS)("an engine that %s is caught", async (_what, lies, rule) => {
  expect(await judge(lies)).toContain(rule);
});

test("the one between them changes nothing by being there", async () => {
  expect(await judge({ status_heat: () => true, status_path: () => true, refused: () => true })).toEqual([]);
});

test("an engine that hangs up on an unknown message is caught", async () => {
  expect(await judge({}, 95)).toContain("C-13");
});
