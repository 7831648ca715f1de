import fc from "fast-check";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createActor } from "xstate";
import { VirtualClock, xstateClock } from "../../src/base/index.ts";
import { edgeIndex } from "../../src/controller/chart-doc.ts";
import { ChartActor, type ChartHooks } from "../../src/controller/machine/chart-actor.ts";
import { chartMemory } from "../../src/controller/machine/chart-memory.ts";
import { WARM_UP_MS_MAX } from "../../src/controller/machine/machine-setup.ts";
import type { PrinterEffect, PrinterEvent } from "../../src/controller/machine/machine-types.ts";
import { printerMachine } from "../../src/controller/machine/printer-machine.ts";
import { lifeWord, type PrinterSnapshot } from "../../src/controller/selectors.ts";
import { FAULTS, type FaultName, STEP_KIND } from "../../src/protocol/index.ts";

beforeEach(() => chartMemory.forget());
afterAll(() => chartMemory.forget());

/** A way through a card, so that the deep states are reached, and anything at any time. */
const CARD: readonly PrinterEvent[] = [
  { type: "LINK", state: "up" },
  { type: "ENGINE_READY" },
  { type: "HOT", hot: true },
  { type: "RECOVERED" },
  { type: "WORK" },
  { type: "STEP_BEGUN", kind: STEP_KIND.feed },
  { type: "STEP_BEGUN", kind: STEP_KIND.image },
  { type: "STEP_ENDED", kind: STEP_KIND.feed, ok: true },
  { type: "FILM", imaged: true },
  { type: "STEP_ENDED", kind: STEP_KIND.image, ok: true },
  { type: "STEP_BEGUN", kind: STEP_KIND.transfer },
  { type: "STEP_ENDED", kind: STEP_KIND.transfer, ok: true },
  { type: "STEP_ENDED", kind: STEP_KIND.eject, ok: true },
  { type: "WORK_DONE" },
];

const anyEvent: fc.Arbitrary<PrinterEvent> = fc.oneof(
  fc.constantFrom(...CARD),
  fc.record({ type: fc.constant("HOT" as const), hot: fc.boolean() }),
  fc.record({ type: fc.constant("REST" as const), rest: fc.constantFrom("paced", "headHot", "") }),
  fc.record({ type: fc.constant("BLOCKED" as const), by: fc.constantFrom("ribbon", "blanks", "outputFull", "") }),
  fc.record({ type: fc.constant("FILM" as const), imaged: fc.boolean() }),
  fc.record({
    type: fc.constant("STEP_ENDED" as const),
    kind: fc.constantFrom(...Object.values(STEP_KIND)),
    ok: fc.boolean(),
  }),
  fc.record({ type: fc.constant("FAULT" as const), fault: fc.constantFrom(...(Object.keys(FAULTS) as FaultName[])) }),
  fc.record({ type: fc.constant("LINK" as const), state: fc.constantFrom("offline", "up", "lost") }),
  fc
    .constantFrom<PrinterEvent["type"]>(
      "LINK_DOWN",
      "ENGINE_BOOTING",
      "ENGINE_STOPPED",
      "FAULTS_CLEAR",
      "PAUSE",
      "RESUME",
      "DRAIN",
      "STOP",
      "STOP_RESET",
      "SERVICE",
      "SERVICE_END",
    )
    .map((type) => ({ type }) as PrinterEvent),
);

type Story = [cardSteps: number, then: (PrinterEvent | number)[]];

/** Events, and pauses in seconds: delayed transitions are due after ten minutes and more. */
const story: fc.Arbitrary<Story> = fc.tuple(
  fc.nat(CARD.length),
  fc.array(fc.oneof({ weight: 5, arbitrary: anyEvent }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 2_000 }) }), {
    maxLength: 40,
  }),
);

/** What happened, line by line: transitions taken, effects, then where the chart is; and whether an event moved it. */
interface Told {
  readonly lines: string[];
  send(event: PrinterEvent): void;
  stop(): void;
  /** Another one after each event that moved the chart. */
  place(): unknown;
}

const placeText = ({ value, context, tags, _nodes }: PrinterSnapshot, now: number): string =>
  JSON.stringify([now, value, context, [...tags], _nodes.map(({ id }) => id)]);

/** As XState's own actor goes through the chart. */
function plainly(clock: VirtualClock): Told {
  const actor = createActor(printerMachine, { clock: xstateClock(clock) });
  const lines: string[] = [];
  actor.on("*", (effect) => lines.push(`effect ${JSON.stringify(effect)}`));
  actor.subscribe((snapshot) => lines.push(placeText(snapshot, clock.now())));
  actor.system.inspect((inspected) => {
    if (inspected.type !== "@xstate.microstep") return;
    for (const edge of inspected._transitions.map(edgeIndex)) if (edge !== undefined) lines.push(`edge ${edge}`);
  });
  actor.start();
  return {
    lines,
    send: (event) => actor.send(event),
    stop: () => void actor.stop(),
    place: () => actor.getSnapshot(),
  };
}

/** As a printer's own actor does. */
function remembering(clock: VirtualClock): Told {
  const lines: string[] = [];
  const actor = new ChartActor(clock, {
    onEffect: (effect) => lines.push(`effect ${JSON.stringify(effect)}`),
    onHeard: () => lines.push(placeText(actor.snapshot, clock.now())),
    onError: (error) => {
      throw error;
    },
  });
  actor.onEdge((edge) => lines.push(`edge ${edge}`));
  actor.start();
  return { lines, send: (event) => actor.send(event), stop: () => actor.stop(), place: () => actor.moves };
}

function told(begin: (clock: VirtualClock) => Told, [cardSteps, then]: Story): string[] {
  const clock = new VirtualClock();
  const { lines, send, stop, place } = begin(clock);
  for (const event of [...CARD.slice(0, cardSteps), ...then]) {
    const before = place();
    if (typeof event === "number") clock.advance(event * 1e6);
    else send(event);
    lines.push(place() === before ? "same" : "changed", `next ${clock.nextDueAt()}`);
  }
  stop();
  lines.push(String(clock.nextDueAt()));
  return lines;
}

test("what is remembered is what XState would have worked out: states, effects, delays and transitions taken", () => {
  fc.assert(
    fc.property(fc.array(story, { minLength: 1, maxLength: 4 }), (stories) => {
      for (const one of stories) {
        const plain = told(plainly, one);
        expect(told(remembering, one)).toEqual(plain);
        // The second time every move is known.
        const { moves } = chartMemory;
        expect(told(remembering, one)).toEqual(plain);
        expect(chartMemory.moves).toBe(moves);
      }
    }),
    { numRuns: 60 },
  );
});

const silent: ChartHooks = { onEffect: () => {}, onHeard: () => {}, onError: () => {} };

test("an event that nobody listens to changes nothing, remembered or not", () => {
  const actor = new ChartActor(new VirtualClock(), silent);
  actor.start();
  const before = actor.snapshot;
  for (let i = 0; i < 3; i++) {
    actor.send({ type: "RECOVERED" });
    expect([actor.snapshot, actor.moves]).toEqual([before, 0]);
  }
});

test("what is sent before the start, and in the middle of a move, waits for its turn", () => {
  const heard: string[] = [];
  const actor = new ChartActor(new VirtualClock(), {
    ...silent,
    onEffect: ({ type }) => {
      heard.push(type);
      if (type === "stopEngine") actor.send({ type: "STOP_RESET" });
    },
    onHeard: () => heard.push(lifeWord(actor.snapshot)),
  });
  actor.send({ type: "STOP" });
  expect(heard).toEqual([]);
  actor.start();
  expect(heard.filter((word) => word !== "heat")).toEqual(["unknown", "stopEngine", "stopped", "unknown"]);
});

test("an effect that goes wrong is thrown at who sent the event, or told when it was a delay; then nothing is heard or due any more", () => {
  const clock = new VirtualClock();
  const errors: unknown[] = [];
  const wrong = new Error("wrong");
  const made = (fails: (effect: PrinterEffect) => boolean): ChartActor => {
    const actor = new ChartActor(clock, {
      ...silent,
      onEffect: (effect) => {
        if (fails(effect)) throw wrong;
      },
      onError: (error) => errors.push(error),
    });
    actor.start();
    for (const event of CARD.slice(0, 2)) actor.send(event);
    actor.send({ type: "RECOVERED" });
    expect(clock.nextDueAt()).toBe(WARM_UP_MS_MAX * 1000);
    return actor;
  };
  const stopped = made(({ type }) => type === "stopEngine");
  expect(() => stopped.send({ type: "STOP" })).toThrow(wrong);
  stopped.send({ type: "STOP_RESET" });
  expect(lifeWord(stopped.snapshot)).toBe("stopped");
  expect([clock.nextDueAt(), errors]).toEqual([-1, []]);
  const late = made(({ type }) => type === "record");
  clock.advance(WARM_UP_MS_MAX * 1000);
  expect(lifeWord(late.snapshot)).toBe("faulted");
  expect([clock.nextDueAt(), errors]).toEqual([-1, [wrong]]);
});
