import { expect, test } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import { Engine, isRefusal, parseScript, runScript, runScriptLine, SCRIPT_HELP } from "../../src/hardware-sim/index.ts";

function machine() {
  const clock = new VirtualClock();
  return { clock, engine: new Engine({ model: "hdp5000", clock, seed: 1 }) };
}

test("a script acts at its times", () => {
  const { clock, engine } = machine();
  const parsed = parseScript(`
    # a bad morning
    room 33
    fan 0.5
    at 120s cover open
    at 2.5m cover close   # half a minute later
    at 3m mains off 5s
    film load fargo 1200
    ribbon load none
    at 1h inject jamNip times 2
  `);
  if (!("steps" in parsed)) throw new Error(JSON.stringify(parsed.problems));
  const said: string[] = [];
  const running = runScript(parsed.steps, engine, clock, (line, text) => said.push(`${line} ${text}`));
  clock.advance(1_000_000);
  expect(engine.lab.state()).toMatchObject({
    roomCelsius: 33,
    airflow: 0.5,
    film: { left: 1200 },
    ribbon: { type: 0 },
  });
  clock.runUntil(121_000_000);
  expect(engine.lab.state().coverOpen).toBe(true);
  clock.runUntil(151_000_000);
  expect(engine.lab.state().coverOpen).toBe(false);
  clock.runUntil(181_000_000);
  expect(engine.lab.state().powered).toBe(false);
  clock.runUntil(186_000_000);
  expect(engine.lab.state().powered).toBe(true);
  expect(running.left).toBe(1);
  clock.runUntil(3_601_000_000);
  expect(engine.lab.state().injections).toEqual(["jamNip"]);
  expect(said).toContain("5 ok");
});

test("mistakes name their line and what is possible, and nothing runs", () => {
  const parsed = parseScript(
    "room 33\ncovr open\nat noon cover open\ncover ajar\ninject melting\nmains off soon\nfan\nfilm load kodak",
  );
  if (!("problems" in parsed)) throw new Error("understood nonsense");
  expect(parsed.problems.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8]);
  expect(parsed.problems[0]!.message).toContain("possible: cover, blanks, ribbon, film");
  expect(parsed.problems[1]!.message).toContain("500ms, 120s, 2m or 1h");
  expect(parsed.problems[3]!.message).toContain("cardMelted");
});

test("what is said back of a line has no control characters and no end of its length", () => {
  const { clock, engine } = machine();
  for (const line of ["\u001b[2J\u0007boom", "inject \u001b[31mjam", "at \u009b5m fan 1", `heal ${"x".repeat(5000)}`]) {
    const said = runScriptLine(engine, clock, line);
    expect(said).toMatch(/^(no command|no fault|"at" needs a time)/);
    expect(said).not.toMatch(/\p{Cc}|x{41}/u);
  }
});

test("a refusal is told from an answer, whatever its words", () => {
  const clock = new VirtualClock();
  const engine = new Engine({ model: "hdp5000", clock, seed: 1, behaviours: { supplies: "unlimited" } });
  const answers = (lines: string[]) => lines.filter((line) => isRefusal(runScriptLine(engine, clock, line)));
  const done = ["", "# nothing", "state", "help", "cover open", "at 5s cover close", "inject jamNip times 2"];
  expect(answers(done)).toEqual([]);
  const refused = ["covr open", "cover", "at noon fan 1", "inject x", "room 99", "inject cardWarped value 99"];
  expect(answers([...refused, "inject outputFull"])).toEqual([...refused, "inject outputFull"]);
});

test("what is not counted cannot run out or fill up, and says so", () => {
  const clock = new VirtualClock();
  const engine = new Engine({ model: "hdp5000", clock, seed: 1, behaviours: { supplies: "unlimited" } });
  for (const fault of ["blanksEmpty", "outputFull", "rejectFull"]) {
    for (const when of ["", " when card 2"]) {
      expect(runScriptLine(engine, clock, `inject ${fault}${when}`)).toBe(
        `${fault} cannot come: the supplies of this machine are unlimited`,
      );
    }
  }
  expect(runScriptLine(engine, clock, "inject ribbonOut")).toBe("ok");
});

test("a spool is used up at once, but a new one waits until the machine stands still", () => {
  const { clock, engine } = machine();
  const run = (line: string): string => runScriptLine(engine, clock, line);
  expect(run("film left 7")).toBe("ok");
  expect(engine.lab.state()).toMatchObject({ film: { left: 7 }, inHand: [] });
  // As with a step under way.
  engine.truth.state.ram.filmStep = {} as never;
  run("film load fargo 900");
  expect(engine.lab.state()).toMatchObject({ film: { left: 7 }, inHand: [{ spool: "film", left: 900 }] });
  expect(run("film left 0")).toBe("ok");
  expect(engine.lab.state().film.left).toBe(0);
  expect(run("ribbon left many")).toBe("use: ribbon left N");
});

test("inject: how often, how strong, how long and when", () => {
  const { clock, engine } = machine();
  const run = (line: string): string => runScriptLine(engine, clock, line);
  expect(run("inject mainsLow value 190 for 2s when after 1.5s")).toBe("ok");
  clock.advance(1_400_000);
  expect(engine.lab.state().mainsVolt).toBe(230);
  clock.advance(200_000);
  expect(engine.lab.state().mainsVolt).toBe(190);
  clock.advance(2_000_000);
  expect(engine.lab.state().mainsVolt).toBe(230);
  expect(run("inject jamNip times 2 when step transfer card 3 after 100ms")).toBe("ok");
  expect(engine.truth.state.world.plans).toMatchObject([
    { fault: "jamNip", times: 2, step: 4, card: 3, afterUs: 100_000 },
  ]);
  for (const wrong of [
    "when",
    "when step",
    "when step flying",
    "times",
    "times 2 times 3",
    "for 3",
    "value x",
    "if 3",
  ]) {
    expect(run(`inject jamNip ${wrong}`)).toContain("use: inject FAULT [times N] [value X] [for TIME] [when");
  }
  expect(run("inject cardWarped value 99")).toContain("80..94.9");
});

test("the prompt answers at once, also to values out of range", () => {
  const { clock, engine } = machine();
  expect(runScriptLine(engine, clock, "help")).toBe(SCRIPT_HELP);
  expect(runScriptLine(engine, clock, "room 90")).toBe("room must be -20..60, got 90");
  expect(runScriptLine(engine, clock, "  ")).toBe("");
  expect(JSON.parse(runScriptLine(engine, clock, "state"))).toMatchObject({ hopper: 100, powered: true });
  expect(runScriptLine(engine, clock, "mains off 1s")).toBe("ok");
  clock.advance(1_000_001);
  expect(engine.lab.state().powered).toBe(true);
  expect(runScriptLine(engine, clock, "constructor x")).toContain("no command");
});
