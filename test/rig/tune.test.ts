import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import { checkEngineInvariants, Engine, plugIntoMemory } from "../../src/hardware-sim/index.ts";
import { memPair, PARAM } from "../../src/protocol/index.ts";
import {
  EngineTune,
  parseSimUrl,
  type SimTuneOptions,
  stripLine,
  type TuneEnd,
  TuneError,
  type TuneSample,
  tunePicture,
  tuneSimulated,
} from "../../src/rig/index.ts";

const SECOND_US = 1_000_000;
const FACTORY = [100_000, 1_200, 1_000_000];

function tune(url: string, more: Partial<SimTuneOptions> = {}) {
  const samples: TuneSample[] = [];
  const run = tuneSimulated({
    spec: parseSimUrl(url),
    url,
    atCelsius: 165,
    cycles: 4,
    rule: "gentle",
    store: false,
    onSample: (sample) => samples.push(sample),
    ...more,
  });
  return { ...run, samples };
}

const gainsOf = ({ truth }: Engine): readonly number[] =>
  truth.state.ram.settings.numbers.slice(PARAM.kpMicro, PARAM.kdMicro + 1);

function expectCold(engine: Engine): void {
  expect(engine.truth.heaterWatt).toBe(0);
  expect(engine.truth.state.ram.setpointCelsius).toBe(0);
  expect(checkEngineInvariants(engine)).toEqual([]);
}

describe("auto-tune of a simulated engine", () => {
  // Amplitude, period and gain that the plant's equations give for this experiment.
  test.each([
    ["hdp5000", 5.38, 79.8, 0.237],
    ["sr300", 6.0, 67.5, 0.212],
  ])("%s: finds what its equations say, within 6 %%, and leaves heat off and gains alone", (model, a, tu, ku) => {
    const { end, engine, samples } = tune(`sim:${model}?room=24`);
    const { finding, proposed, stored } = end as TuneEnd;
    expect(Math.abs(finding.amplitudeKelvin / a - 1)).toBeLessThan(0.06);
    expect(Math.abs(finding.periodSeconds / tu - 1)).toBeLessThan(0.06);
    expect(Math.abs(finding.gainPerKelvin / ku - 1)).toBeLessThan(0.06);
    expect(finding.periodSpread).toBeLessThan(0.03);
    expect(stored).toBe(false);
    expect(proposed.kp).toBeGreaterThan(0.08);
    expect(gainsOf(engine)).toEqual(
      gainsOf(new Engine({ model: model as "sr300", clock: new VirtualClock(), seed: 1 })),
    );
    expect(Math.max(...samples.map(({ celsius }) => celsius))).toBeLessThan(175);
    expectCold(engine);
  });

  test.each(["sim:hdp5000?room=18", "sim:sr300?room=36&fan=0.3&baud=250000&loss=0.03"])(
    "goes through at 85 %% mains and over a bad line: %s",
    (url) => {
      const { end, engine } = tune(url, { prepare: (engine) => engine.lab.setMains(0.85 * 230) });
      expect(end).toMatchObject({ sim: true, mainsShare: expect.closeTo(0.7225, 3) });
      expectCold(engine);
    },
  );

  test("stored gains are in the memory that outlives a power cut, and the controller goes by them", () => {
    const clock = new VirtualClock();
    const engine = new Engine({ model: "hdp5000", clock, seed: 1 });
    const end = tuneOn(engine, clock, { store: true }) as TuneEnd;
    const stored = [end.proposed.kp, end.proposed.ki, end.proposed.kd].map((gain) => Math.round(gain * 1e6));
    expect(end.stored).toBe(true);
    expect(stored).not.toEqual(FACTORY);
    engine.lab.cutMains();
    clock.advance(5 * SECOND_US);
    engine.lab.restoreMains();
    clock.advance(60 * SECOND_US);
    expect(gainsOf(engine)).toEqual(stored);
  });

  test("a fault in the middle ends it: heat off, gains back, and it says which", () => {
    const prepare: SimTuneOptions["prepare"] = (engine, clock) =>
      void clock.timer(() => engine.lab.openCover()).armAfter(400 * SECOND_US);
    const { end, engine } = tune("sim:hdp5000", { prepare });
    expect(end).toBeInstanceOf(TuneError);
    expect(end).toMatchObject({ failure: "failed", message: "stopped: coverOpen" });
    expect(gainsOf(engine)).toEqual(FACTORY);
    expectCold(engine);
  });

  test("an open heater is found by the engine's own guard", () => {
    const { end, engine } = tune("sim:hdp5000", { prepare: (engine) => engine.lab.inject("heaterOpen") });
    expect(end).toMatchObject({
      failure: "failed",
      message: expect.stringMatching(/^stopped: (heaterOpen|warmUpTooSlow)/),
    });
    expect(gainsOf(engine)).toEqual(FACTORY);
  });

  test("an engine with its cover open is refused before any heat", () => {
    const { end } = tune("sim:hdp5000", { prepare: (engine) => engine.lab.openCover() });
    expect(end).toMatchObject({ failure: "refused", message: expect.stringContaining("coverOpen") });
  });

  test("interrupted: heat off and gains back before it hangs up", () => {
    const clock = new VirtualClock();
    const engine = new Engine({ model: "hdp5000", clock, seed: 1 });
    const end = tuneOn(engine, clock, {}, (running) => {
      clock.advance(400 * SECOND_US);
      expect(gainsOf(engine)).toEqual([1_000_000, 0, 0]);
      running.stop(new TuneError("interrupted", "interrupted"));
    });
    expect(end).toMatchObject({ failure: "interrupted", exitCode: 130 });
    expect(gainsOf(engine)).toEqual(FACTORY);
    expectCold(engine);
  });

  test("gains on trial are never in the memory: a power cut in the middle brings back those of before", () => {
    const clock = new VirtualClock();
    const engine = new Engine({ model: "hdp5000", clock, seed: 1 });
    tuneOn(engine, clock, {}, () => {
      clock.advance(300 * SECOND_US);
      expect(gainsOf(engine)).toEqual([1_000_000, 0, 0]);
      engine.lab.cutMains();
    });
    engine.lab.restoreMains();
    clock.advance(60 * SECOND_US);
    expect(gainsOf(engine)).toEqual(FACTORY);
    expectCold(engine);
  });

  test("the line cut in the middle, or a host that is killed: with the lease the heat ends and the gains come back", () => {
    const clock = new VirtualClock();
    const engine = new Engine({ model: "hdp5000", clock, seed: 1 });
    const end = tuneOn(engine, clock, {}, () => {
      clock.advance(300 * SECOND_US);
      engine.lab.inject("linkLost", { durationS: 20 });
    });
    expect(end).toMatchObject({ failure: "device", message: expect.stringContaining("its gains come back") });
    clock.advance(6 * SECOND_US);
    expectCold(engine);
    expect(gainsOf(engine)).toEqual(FACTORY);
    clock.advance(60 * SECOND_US);
    expect(gainsOf(engine)).toEqual(FACTORY);
    expect(tuneOn(engine, clock)).toMatchObject({ before: { kp: 0.1, ki: 0.0012, kd: 1 } });
    expect(gainsOf(engine)).toEqual(FACTORY);
  });
});

test("the strip and the picture show band, heat and figures", () => {
  const { end, samples } = tune("sim:hdp5000");
  const turning = samples.find(({ celsius, cycles }) => cycles > 0 && celsius > 167)!;
  expect(stripLine(turning, 165)).toMatch(/^ +\d+:\d\d +16\d\.\d C {6}\|.*:.*:.*●.*\|$/);
  expect(stripLine(samples[0]!, 165)).toMatch(/ heat \|◀/);
  const svg = tunePicture(samples, end as TuneEnd);
  expect(svg).toMatch(/^<svg [\s\S]*<polyline [\s\S]*<\/svg>\n$/);
  expect(svg).toContain(`Tu ${(end as TuneEnd).finding.periodSeconds.toFixed(1)} s`);
  expect(svg).not.toContain("NaN");
});

/** On an engine of one's own; `meanwhile` runs once the experiment has been started. */
function tuneOn(
  engine: Engine,
  clock: VirtualClock,
  more: { store?: boolean } = {},
  meanwhile: (running: EngineTune) => void = () => {},
): TuneEnd | TuneError {
  const pair = memPair(clock);
  const unplug = plugIntoMemory(engine, pair);
  const ends: (TuneEnd | TuneError)[] = [];
  const running = new EngineTune({
    clock,
    connect: pair.connect,
    url: "mem:",
    atCelsius: 165,
    cycles: 3,
    rule: "gentle",
    store: more.store ?? false,
    onEnd: (end) => ends.push(end),
  });
  running.start();
  meanwhile(running);
  for (let i = 0; i < 3600 && ends.length === 0; i++) clock.advance(SECOND_US);
  unplug();
  expect(ends).toHaveLength(1);
  return ends[0]!;
}
