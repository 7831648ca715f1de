import { describe, expect, test } from "vitest";
import { MonitorView } from "../../src/cli/monitor-view.ts";
import type { WireLine } from "../../src/station/index.ts";

const line = (name: string, dir: WireLine["dir"] = "<"): WireLine => ({
  atMs: 0,
  dir,
  name,
  text: `${name} id=1`,
  values: { id: 1 },
});

function view(names?: string[]) {
  const written: string[] = [];
  const talked: string[] = [];
  const made = new MonitorView({
    names: names === undefined ? undefined : new Set(names),
    json: false,
    write: (text) => written.push(text),
    talk: (sentence) => talked.push(sentence),
  });
  return { made, written, talked };
}

describe("what cetak monitor shows", () => {
  test("the wanted messages; all are counted", () => {
    const { made, written } = view(["step_done"]);
    for (const name of ["step_done", "clock", "clock"]) made.line(line(name));
    expect(written).toEqual(["00:00:00.000 < step_done id=1\n"]);
    expect(made.shown).toBe(1);
    expect(made.summary(undefined)).toContain("messages  clock 2, step_done 1");
  });

  test("while paused nothing is shown, and afterwards how much that was", () => {
    const { made, written } = view();
    made.line(line("clock"));
    expect(made.togglePause()).toMatch(/paused/);
    for (let i = 0; i < 3; i++) made.line(line("clock"));
    expect(made.togglePause()).toBe("3 messages were not shown");
    made.line(line("clock"));
    expect(written).toHaveLength(2);
    expect(made.summary(undefined)).toContain("clock 5");
  });

  test("changes of the link are talk, not messages", () => {
    const { made, written, talked } = view();
    made.line(line("link", "!"));
    expect(written).toEqual([]);
    expect(talked).toEqual(["link link id=1"]);
    expect(made.summary(undefined)).toContain("messages  none");
  });
});
