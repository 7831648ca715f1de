import { expect, test } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import {
  ConsoleReader,
  decodeSmp,
  encodeSmp,
  frameLines,
  groupFail,
  IMAGE_RC,
  isJunk,
  type MemPair,
  memPair,
  SMP_IN_FLIGHT_MAX,
  SmpClient,
  SmpError,
  type SmpGroup,
  type SmpMap,
  type SmpOutcome,
  type SmpPacket,
  SmpServer,
  type SmpVersion,
  smpFail,
} from "../../src/protocol/index.ts";

const order: string[] = [];
const GROUPS: readonly SmpGroup[] = [
  {
    id: 1,
    commands: {
      0: { read: () => ({ images: [] }), write: () => groupFail(IMAGE_RC.hashNotFound, "none has it") },
      1: { write: () => smpFail(10, "a card is in the path") },
      2: {
        write: ({ afterAnswer }) => {
          afterAnswer(() => void order.push("reset"));
          return {};
        },
      },
      3: { read: () => ({ much: "x".repeat(500) }) },
    },
  },
];

function ask(packet: Partial<SmpPacket>, server = new SmpServer(GROUPS, 400)): SmpPacket | undefined {
  let answer: SmpPacket | undefined;
  const whole = {
    op: "read",
    response: false,
    version: 2,
    group: 1,
    command: 0,
    seq: 9,
    payload: {},
    ...packet,
  } as const;
  server.handle(encodeSmp(whole), (bytes) => {
    order.push("answer");
    const decoded = decodeSmp(bytes);
    if (!isJunk(decoded)) answer = decoded;
  });
  return answer;
}

test("an answer carries the request's version, group, command and sequence number", () => {
  for (const version of [1, 2] as const) {
    expect(ask({ version })).toEqual({
      op: "read",
      response: true,
      version,
      group: 1,
      command: 0,
      seq: 9,
      payload: { images: [] },
    });
  }
});

test("errors come in the form that the version knows", () => {
  const write = { op: "write" } as const;
  expect(ask({ ...write, version: 2 })?.payload).toEqual({ err: { group: 1, rc: 8 } });
  expect(ask({ ...write, version: 1 })?.payload).toEqual({ rc: 5, rsn: "none has it" });
  for (const version of [1, 2] as const) {
    expect(ask({ ...write, version, command: 1 })?.payload).toEqual({ rc: 10, rsn: "a card is in the path" });
    expect(ask({ version, command: 77 })?.payload).toEqual({ rc: 8 });
    expect(ask({ version, group: 77 })?.payload).toEqual({ rc: 8 });
    expect(ask({ version, command: 3 })?.payload).toEqual({ rc: 7 });
  }
});

test("a reset answers before it resets", () => {
  order.length = 0;
  ask({ op: "write", command: 2 });
  expect(order).toEqual(["answer", "reset"]);
});

test("responses and unreadable packets get no answer, unreadable payloads do", () => {
  const server = new SmpServer(GROUPS);
  expect(ask({ response: true }, server)).toBeUndefined();
  const answers: string[] = [];
  const handle = (hex: string): void =>
    server.handle(Buffer.from(hex, "hex"), (bytes) => void answers.push(Buffer.from(bytes).toString("hex")));
  handle("0a0000");
  handle("0a00000500010900a0");
  expect(answers).toEqual([]);
  handle("0800000100010900ff");
  handle("1800000100010900a0");
  expect(answers).toEqual(["0900000500010900a162726303", "0900000500010900a16272630d"]);
  expect(server.counters).toMatchObject({ junk: 3, failures: 2 });
});

test("a group cannot be registered twice", () => {
  expect(() => new SmpServer([...GROUPS, ...GROUPS])).toThrow(/registered twice/);
});

interface Ends {
  readonly clock: VirtualClock;
  readonly client: SmpClient;
  readonly pair: MemPair;
  readonly heard: SmpPacket[];
  say(answer: Partial<SmpPacket>): void;
}

/** A client and a device that answers only what the test says. */
function ends(version: SmpVersion = 2): Ends {
  const clock = new VirtualClock();
  const pair = memPair(clock);
  const heard: SmpPacket[] = [];
  const reader = new ConsoleReader({
    onPacket: (bytes) => {
      const packet = decodeSmp(bytes);
      if (!isJunk(packet)) heard.push(packet);
    },
  });
  pair.engineSide.attach((bytes) => reader.push(bytes));
  const client = new SmpClient({ connect: pair.connect, clock, version });
  client.openNow(() => {});
  clock.advance(1);
  const say = (answer: Partial<SmpPacket>): void =>
    pair.engineSide.write(frameLines(encodeSmp({ ...heard.at(-1)!, response: true, payload: {}, ...answer })));
  return { clock, client, pair, heard, say };
}

function send({ client }: Ends, group = 1, command = 0): SmpOutcome[] {
  const outcomes: SmpOutcome[] = [];
  const times = { tryUs: 1_000_000, deadlineUs: 3_500_000 };
  client.send(group, command, "read", {}, times, (outcome) => void outcomes.push(outcome));
  return outcomes;
}

test("a lost request is sent again with the same number until its deadline", () => {
  const both = ends();
  const outcomes = send(both);
  both.clock.advance(2_500_000);
  expect(both.heard.map(({ seq }) => seq)).toEqual([0, 0, 0]);
  expect(outcomes).toEqual([]);
  both.say({ payload: { images: [] } });
  expect(outcomes).toEqual([{ ok: true, payload: { images: [] } }]);
  const second = send(both);
  both.clock.advance(10_000_000);
  expect(second).toMatchObject([{ ok: false, error: { kind: "deadline" } }]);
  expect(both.client.resent).toBe(2 + 3);
});

test("answers of another number, group, command or direction are nobody's", () => {
  const both = ends();
  const outcomes = send(both);
  both.say({ seq: 1 });
  both.say({ group: 2 });
  both.say({ command: 5 });
  both.say({ op: "write" });
  both.say({ response: false });
  expect(outcomes).toEqual([]);
  both.say({});
  both.say({});
  expect(outcomes.length).toBe(1);
});

test("both forms of error are understood, and rc 0 is none", () => {
  const both = ends();
  const cases: readonly [SmpMap, object][] = [
    [{ rc: 0, off: 3 }, { ok: true }],
    [{ err: { group: 1, rc: 0 } }, { ok: true }],
    [
      { rc: 10, rsn: "printing" },
      { ok: false, error: { kind: "answer", rc: 10, isBusy: true, reason: "printing" } },
    ],
    [
      { err: { group: 1, rc: 27 } },
      { ok: false, error: { rc: 27, group: 1, message: "request 1/0: current is newer" } },
    ],
    [{ rc: "much" }, { ok: false, error: { kind: "protocol" } }],
  ];
  for (const [payload, outcome] of cases) {
    const outcomes = send(both);
    both.say({ payload });
    expect(outcomes).toMatchObject([outcome]);
  }
});

test("a broken line ends all requests, and too many at once are refused", () => {
  const both = ends();
  const all = Array.from({ length: SMP_IN_FLIGHT_MAX }, () => send(both));
  expect(() => send(both)).toThrow(RangeError);
  both.pair.cut("the cable was pulled");
  for (const outcomes of all) expect(outcomes).toMatchObject([{ ok: false, error: { kind: "lost" } }]);
  expect(send(both)).toMatchObject([{ ok: false, error: { kind: "lost" } }]);
  const { error } = send(both)[0] as { error: SmpError };
  expect(error).toBeInstanceOf(SmpError);
});
