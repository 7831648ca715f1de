/** The drawing of the statechart, checked on the chart that the station really has. */
import { describe, expect, it } from "vitest";
import { activePaths, freeChoice, layOut, type StateBox } from "../../host-ui/src/view/chart-layout.ts";
import { chartJson } from "../../src/controller/index.ts";

const chart = chartJson();
const picture = layOut("life", chart);
const inside = (a: StateBox, b: StateBox): boolean =>
  a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;
const apart = (a: StateBox, b: StateBox): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

describe("the statechart's drawing", () => {
  it("shows every state of the region once, within the picture", () => {
    const wanted = chart.nodes.map(({ path }) => path).filter((path) => path.startsWith("life."));
    expect(picture.boxes.map(({ path }) => path).sort()).toEqual(wanted.sort());
    const all: StateBox = {
      path: "",
      name: "",
      x: 0,
      y: 0,
      width: picture.width,
      height: picture.height,
      kind: "state",
    };
    expect(picture.boxes.filter((box) => !inside(box, all))).toEqual([]);
  });

  it("draws inner states inside theirs, and no two states on each other", () => {
    for (const [i, a] of picture.boxes.entries())
      for (const b of picture.boxes.slice(i + 1)) {
        const [outer, inner] = a.path.length < b.path.length ? [a, b] : [b, a];
        if (inner.path.startsWith(`${outer.path}.`)) expect(inside(inner, outer), inner.path).toBe(true);
        else expect(apart(a, b), `${a.path} ${b.path}`).toBe(true);
      }
  });

  it("puts the states that choose freely into one frame, and an arrow for every other way", () => {
    const free = freeChoice("life", chart);
    expect(free).toContain("life.ready");
    expect(free).toContain("life.printing");
    expect(free).not.toContain("life.faulted");
    expect(picture.lines.map(({ from, to }) => `${from}>${to}`)).toContain("life.recovering>frame");
    expect(picture.fromAll.get("life.faulted")).toEqual(["FAULT"]);
    const drawn = new Set(picture.lines.map(({ from, to }) => `${from}>${to}`));
    const top = (path: string): string => path.split(".").slice(0, 2).join(".");
    for (const { from, to } of chart.edges) {
      const [a, b] = [top(from), top(to)];
      if (!from.startsWith("life.") || a === b || (free.includes(a) && free.includes(b))) continue;
      expect(drawn.has(`${a}>${free.includes(b) ? "frame" : b}`), `${from} ${to}`).toBe(true);
    }
  });

  it("finds the active states in what the station says, in parallel regions too", () => {
    expect([...activePaths("life", "coolingDown.paced", chart)]).toEqual([
      "life",
      "life.coolingDown",
      "life.coolingDown.paced",
    ]);
    const active = activePaths("life", "printing.encoding.imaging", chart);
    expect(active.has("life.printing.cardSide.encoding")).toBe(true);
    expect(active.has("life.printing.filmSide.imaging")).toBe(true);
    expect([...activePaths("life", "offline", chart)]).toEqual(["life"]);
  });

  it("lays out a chart without free choice as well", () => {
    const leaf = { type: "atomic", description: "", tags: [], initial: "", children: [] };
    const small = layOut("r", {
      nodes: [
        { ...leaf, path: "r", type: "compound", children: ["r.a", "r.b"] },
        { ...leaf, path: "r.a" },
        { ...leaf, path: "r.b" },
      ],
      edges: [{ from: "r.a", to: "r.b", event: "GO", guard: "" }],
    });
    expect(small.frame).toBeUndefined();
    expect(small.boxes).toHaveLength(2);
    expect(small.lines).toHaveLength(1);
  });
});
