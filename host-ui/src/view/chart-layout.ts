/**
 * Places the states of the statechart for drawing, from the chart as the station gives it. States that choose freely among
 * each other (each leads to each) share one frame, so that its hundred arrows become one; the others stand in columns by
 * how many steps they are away from it. Nothing here knows a state by name.
 */

export interface ChartNode {
  readonly path: string;
  readonly type: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly initial: string;
  readonly children: readonly string[];
}

export interface ChartEdge {
  readonly from: string;
  readonly to: string;
  readonly event: string;
  readonly guard: string;
}

export interface Chart {
  readonly nodes: readonly ChartNode[];
  readonly edges: readonly ChartEdge[];
}

export interface StateBox {
  readonly path: string;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Inner states are drawn inside; `region`: one of several that run at the same time. */
  readonly kind: "state" | "compound" | "region" | "inner";
}

export interface Line {
  readonly from: string;
  readonly to: string;
  /** Events that lead along it. */
  readonly events: readonly string[];
  readonly d: string;
}

export interface ChartPicture {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly StateBox[];
  /** Around the states that choose freely; undefined when there are none. */
  readonly frame: { x: number; y: number; width: number; height: number } | undefined;
  readonly lines: readonly Line[];
  /** By state: events that lead there from everywhere. */
  readonly fromAll: ReadonlyMap<string, readonly string[]>;
}

const GAP = 14;
const COLUMN_GAP = 46;
const HEAD = 24;
const STATE = { width: 116, height: 46 } as const;
const INNER = { width: 96, height: 24, gap: 6, across: 2 } as const;

export const nameOf = (path: string): string => path.slice(path.lastIndexOf(".") + 1);
const top = (path: string): string => path.split(".").slice(0, 2).join(".");

/** The states below `region` that can follow each other freely: the largest set of which each leads to each. */
export function freeChoice(region: string, chart: Chart): readonly string[] {
  const states = chart.nodes.find(({ path }) => path === region)?.children ?? [];
  const leads = new Set(
    chart.edges.filter(({ event }) => event === "always").map(({ from, to }) => `${top(from)}>${top(to)}`),
  );
  const mutual = (a: string, b: string): boolean => leads.has(`${a}>${b}`) && leads.has(`${b}>${a}`);
  const partners = (state: string): number => states.filter((other) => other !== state && mutual(state, other)).length;
  const candidates = [...states].sort((a, b) => partners(b) - partners(a));
  const chosen: string[] = [];
  for (const state of candidates) if (chosen.every((other) => mutual(state, other))) chosen.push(state);
  return chosen.length < 3 ? [] : states.filter((state) => chosen.includes(state));
}

interface Sized {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly StateBox[];
}

/** A state with all that is inside it, its corner at 0,0. */
function sized(path: string, nodes: ReadonlyMap<string, ChartNode>): Sized {
  const node = nodes.get(path);
  const name = nameOf(path);
  if (node === undefined || node.children.length === 0) {
    return { ...STATE, boxes: [{ path, name, x: 0, y: 0, ...STATE, kind: "state" }] };
  }
  const parts =
    node.type === "parallel"
      ? node.children.map((region) => ({ region, inside: nodes.get(region)?.children ?? [] }))
      : [{ region: undefined, inside: node.children }];
  const boxes: StateBox[] = [];
  let x = GAP / 2;
  let height = 0;
  for (const { region, inside } of parts) {
    const rows = Math.ceil(inside.length / INNER.across);
    const width = INNER.across * (INNER.width + INNER.gap) + INNER.gap;
    const down = HEAD + (region === undefined ? 0 : 20);
    const tall = down + rows * (INNER.height + INNER.gap) + INNER.gap;
    if (region !== undefined) {
      boxes.push({ path: region, name: nameOf(region), x, y: HEAD, width, height: tall - HEAD, kind: "region" });
    }
    inside.forEach((child, i) => {
      const across = x + INNER.gap + (i % INNER.across) * (INNER.width + INNER.gap);
      const y = down + Math.floor(i / INNER.across) * (INNER.height + INNER.gap) + INNER.gap / 2;
      boxes.push({
        path: child,
        name: nameOf(child),
        x: across,
        y,
        width: INNER.width,
        height: INNER.height,
        kind: "inner",
      });
    });
    x += width + GAP / 2;
    height = Math.max(height, tall);
  }
  const whole: StateBox = { path, name, x: 0, y: 0, width: x, height: height + GAP / 2, kind: "compound" };
  return { width: whole.width, height: whole.height, boxes: [whole, ...boxes] };
}

interface Column {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly StateBox[];
}

const moved = (boxes: readonly StateBox[], dx: number, dy: number): StateBox[] =>
  boxes.map((box) => ({ ...box, x: box.x + dx, y: box.y + dy }));

/** One below the other. */
function stacked(states: readonly Sized[]): Column {
  let y = 0;
  const boxes: StateBox[] = [];
  for (const state of states) {
    boxes.push(...moved(state.boxes, 0, y));
    y += state.height + GAP;
  }
  return { width: Math.max(0, ...states.map(({ width }) => width)), height: Math.max(0, y - GAP), boxes };
}

/** Side by side in rows no wider than the widest, so that the frame stays as compact as its largest state. */
function flowed(states: readonly Sized[], widest: number): Column {
  const rows: { states: Sized[]; width: number; height: number }[] = [];
  for (const state of [...states].sort((a, b) => b.height - a.height)) {
    const fitting = rows.find(
      (row) =>
        row.width + GAP + state.width <= widest && row.height >= state.height && row.height <= state.height * 2.2,
    );
    if (fitting === undefined) rows.push({ states: [state], width: state.width, height: state.height });
    else {
      fitting.states.push(state);
      fitting.width += GAP + state.width;
    }
  }
  const boxes: StateBox[] = [];
  let y = 0;
  for (const row of rows) {
    let x = 0;
    for (const state of row.states) {
      boxes.push(...moved(state.boxes, x, y));
      x += state.width + GAP;
    }
    y += row.height + GAP;
  }
  return { width: Math.max(0, ...rows.map(({ width }) => width)), height: Math.max(0, y - GAP), boxes };
}

/** The picture of one region of the chart, such as `life`. */
export function layOut(region: string, chart: Chart): ChartPicture {
  const nodes = new Map(chart.nodes.map((node) => [node.path, node]));
  const states = nodes.get(region)?.children ?? [];
  const free = freeChoice(region, chart);
  const columns = columnsOf(chart, states, free);
  const drawn = columns.map((column) => stacked(column.map((path) => sized(path, nodes))));
  const freeStates = free.map((path) => sized(path, nodes));
  const widest = Math.max(0, ...freeStates.map(({ width }) => width));
  const inFrame = flowed(freeStates, Math.max(widest, 4 * STATE.width));
  const height = Math.max(inFrame.height + HEAD + GAP, ...drawn.map((column) => column.height)) + 2 * GAP;
  const boxes: StateBox[] = [];
  let x = GAP;
  for (const column of drawn) {
    boxes.push(...moved(column.boxes, x, (height - column.height) / 2));
    x += column.width + COLUMN_GAP;
  }
  const frame =
    free.length === 0 ? undefined : { x, y: GAP, width: inFrame.width + 2 * GAP, height: inFrame.height + HEAD + GAP };
  if (frame !== undefined) {
    boxes.push(...moved(inFrame.boxes, frame.x + GAP, frame.y + HEAD));
    x += frame.width + GAP;
  } else x -= COLUMN_GAP - GAP;
  return { width: x, height, boxes, frame, ...arrows(region, chart, boxes, free, frame) };
}

/** States outside the frame, farthest from it first. */
function columnsOf(chart: Chart, states: readonly string[], free: readonly string[]): string[][] {
  const far = new Map<string, number>(free.map((state) => [state, 0]));
  const outside = states.filter((state) => !free.includes(state));
  for (let step = 1; step <= outside.length; step++) {
    for (const state of outside) {
      if (far.has(state)) continue;
      const next = chart.edges.some((edge) => top(edge.from) === state && far.get(top(edge.to)) === step - 1);
      if (next) far.set(state, step);
    }
  }
  const deepest = Math.max(0, ...far.values());
  const columns: string[][] = [];
  for (let step = deepest; step >= 1; step--) columns.push(outside.filter((state) => far.get(state) === step));
  const alone = outside.filter((state) => !far.has(state));
  if (alone.length > 0) columns.unshift(...(free.length === 0 ? alone.map((state) => [state]) : [alone]));
  return columns;
}

type Frame = ChartPicture["frame"];

/** Arrows between states outside the frame, and into it; what leads somewhere from everywhere is listed at its target. */
function arrows(
  region: string,
  chart: Chart,
  boxes: readonly StateBox[],
  free: readonly string[],
  frame: Frame,
): Pick<ChartPicture, "lines" | "fromAll"> {
  const at = new Map(boxes.map((box) => [box.path, box]));
  const fromAll = new Map<string, string[]>();
  const between = new Map<string, { from: string; to: string; events: string[] }>();
  for (const { from, to, event } of chart.edges) {
    if (from === region) {
      const events = fromAll.get(to) ?? [];
      fromAll.set(to, [...new Set([...events, event])]);
      continue;
    }
    const [a, b] = [top(from), top(to)];
    if (!a.startsWith(`${region}.`) || a === b || (free.includes(a) && free.includes(b))) continue;
    const goal = free.includes(b) ? "frame" : b;
    const line = between.get(`${a}>${goal}`) ?? { from: a, to: goal, events: [] };
    if (!line.events.includes(event)) line.events.push(event);
    between.set(`${a}>${goal}`, line);
  }
  const lines = [...between.values()].flatMap((line) => {
    const from = at.get(line.from);
    const to = line.to === "frame" ? frame : at.get(line.to);
    return from === undefined || to === undefined ? [] : [{ ...line, d: curve(from, to) }];
  });
  return { lines, fromAll };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** From the right edge to the left one when the target lies to the right, else around between the facing sides. */
function curve(from: Box, to: Box): string {
  const middle = (box: Box): number => box.y + box.height / 2;
  if (to.x >= from.x + from.width) {
    const [x1, y1, x2] = [from.x + from.width, middle(from), to.x - 4];
    const y2 = Math.min(Math.max(middle(from), to.y + 12), to.y + to.height - 12);
    const bend = (x2 - x1) / 2;
    return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  }
  if (to.x + to.width <= from.x) {
    const [x1, y1, x2, y2] = [from.x, middle(from) + 8, to.x + to.width + 4, middle(to) + 8];
    const bend = (x1 - x2) / 2;
    return `M${x1} ${y1}C${x1 - bend} ${y1} ${x2 + bend} ${y2} ${x2} ${y2}`;
  }
  const down = to.y > from.y;
  const x = from.x + from.width / 2;
  return `M${x} ${down ? from.y + from.height : from.y}L${to.x + to.width / 2} ${down ? to.y - 4 : to.y + to.height + 4}`;
}

/**
 * All states that are active when the region says `path`, outermost first. The station writes `printing.encoding.imaging`: after a
 * state with parallel regions comes the state of each region in turn.
 */
export function activePaths(region: string, path: string, chart: Chart): ReadonlySet<string> {
  const nodes = new Map(chart.nodes.map((node) => [node.path, node]));
  const active = new Set<string>([region]);
  let words = path.split(".");
  const enter = (parent: string): void => {
    const node = nodes.get(parent);
    if (node === undefined) return;
    if (node.type === "parallel") {
      for (const child of node.children) {
        active.add(child);
        if (words[0] === nameOf(child)) words = words.slice(1);
        enter(child);
      }
      return;
    }
    const [word, ...rest] = words;
    const child = `${parent}.${word}`;
    if (word === undefined || !nodes.has(child)) return;
    active.add(child);
    words = rest;
    enter(child);
  };
  if (words[0] === region) words = words.slice(1);
  enter(region);
  return active;
}
