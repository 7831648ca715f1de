import { describe, expect, it } from "vitest";
import type { HistoryColumns } from "../../host-ui/src/api-history.ts";
import { columnsOf, exitVerdict, heldBack } from "../../host-ui/src/view/heat-series.ts";
import { NOON_UTC_MS } from "./samples.ts";

function columns(seconds: readonly number[], more: Partial<HistoryColumns> = {}): HistoryColumns {
  const all = <T>(value: T): T[] => seconds.map(() => value);
  return {
    atMs: seconds.map((s) => NOON_UTC_MS + s * 1000),
    roller: all(165),
    head: all(45),
    hotZone: all(null),
    exit: all(null),
    setpoint: all(165),
    duty: all(0.5),
    word: all("printing" as const),
    governor: all(""),
    ...more,
  };
}

describe("the station's readings as a chart", () => {
  it("end now, reach back ten minutes and no further, and keep what a sensor does not say empty", () => {
    const [minutes, roller, hotZone, duty] = columnsOf(
      columns([-601, -2, -1, 0]),
      ["roller", "hotZone", "duty"],
      "fine",
      NOON_UTC_MS,
    );
    expect(minutes).toEqual([-2 / 60, -1 / 60, 0]);
    expect(roller).toEqual([165, 165, 165]);
    expect(hotZone).toEqual([null, null, null]);
    expect(duty).toEqual([50, 50, 50]);
  });

  it("leave gaps where nothing came, and no set-point while the heater is off", () => {
    const cold = columns([-20, -10], { setpoint: [165, 0] });
    const [minutes, setpoint] = columnsOf(cold, ["setpoint"], "fine", NOON_UTC_MS);
    expect(minutes).toHaveLength(3);
    expect(setpoint).toEqual([165, null, null]);
    expect(columnsOf(columns([-120, -60, 0]), ["roller"], "coarse", NOON_UTC_MS)[1]).toEqual([165, 165, 165]);
  });

  it("show nothing of the future and never run backwards when the station's clock was set back", () => {
    const [minutes] = columnsOf(columns([-3, 3_600, -2, -1]), ["roller"], "fine", NOON_UTC_MS);
    expect(minutes).toEqual([-3 / 60, -2 / 60, -1 / 60]);
  });
});

it("tells for how much of the time the governor held back, and why", () => {
  const held = columns([-4, -3, -2, -1], { governor: ["paced", "", "heating", "paced"] });
  expect(heldBack(held, "fine", NOON_UTC_MS)).toEqual([
    { code: "paced", share: 0.5 },
    { code: "heating", share: 0.25 },
  ]);
  expect(heldBack(columns([]), "fine", NOON_UTC_MS)).toEqual([]);
});

it("judges cards by their exit temperature", () => {
  expect([71.9, 72, 79.9, 80].map(exitVerdict)).toEqual(["good", "curls", "curls", "warps"]);
});
