import fc from "fast-check";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createActor } from "xstate";
import { VirtualClock, xstateClock } from "../../src/base/index.ts";
import { edgeIndex } from "../../src/controller/chart-doc.ts";
import { chartMemory, type PrinterLogic, printerLogic } from "../../src/controller/machine/chart-memory.ts";
import type { PrinterEvent } from "../../src/controller/machine/machine-types.ts";
import { printerMachine } from "../../src/controller/machine/printer-machine.ts";
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

function told(logic: PrinterLogic, [cardSteps, then]: Story): string[] {
  const clock = new VirtualClock();
  const actor = createActor(logic, { clock: xstateClock(clock) });
  const lines: string[] = [];
  actor.on("*", (effect) => lines.push(`effect ${JSON.stringify(effect)}`));
  actor.subscribe(({ value, context, tags, _nodes }) => {
    const nodes = _nodes.map(({ id }) => id);
    lines.push(JSON.stringify([clock.now(), value, context, [...tags], nodes]));
  });
  actor.system.inspect((inspected) => {
    lines.push(inspected.type);
    if (inspected.type === "@xstate.microstep") lines.push(`edges ${inspected._transitions.map(edgeIndex)}`);
  });
  actor.start();
  for (const event of [...CARD.slice(0, cardSteps), ...then]) {
    const before = actor.getSnapshot();
    if (typeof event === "number") clock.advance(event * 1e6);
    else actor.send(event);
    lines.push(actor.getSnapshot() === before ? "same" : "changed");
  }
  actor.stop();
  lines.push(actor.getSnapshot().status, String(clock.nextDueAt()));
  return lines;
}

test("what is remembered is what XState would have worked out: states, effects, delays and transitions taken", () => {
  fc.assert(
    fc.property(fc.array(story, { minLength: 1, maxLength: 4 }), (stories) => {
      for (const one of stories) {
        const plain = told(printerMachine, one);
        expect(told(printerLogic(), one)).toEqual(plain);
        // The second time every move is known.
        const { moves } = chartMemory;
        expect(told(printerLogic(), one)).toEqual(plain);
        expect(chartMemory.moves).toBe(moves);
      }
    }),
    { numRuns: 60 },
  );
});

test("an event that nobody listens to changes nothing, remembered or not", () => {
  const actor = createActor(printerLogic()).start();
  const before = actor.getSnapshot();
  for (let i = 0; i < 3; i++) {
    actor.send({ type: "RECOVERED" });
    expect(actor.getSnapshot()).toBe(before);
  }
  actor.stop();
});
