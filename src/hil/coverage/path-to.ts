/** The shortest way through the statechart to a transition, as steps that somebody can follow. */
import type { ChartEdge, ChartJson } from "../../controller/index.ts";
import { whyImpossible } from "./impossible.ts";

const START = "life.unknown";

const edgeText = ({ from, event, guard, to }: ChartEdge): string =>
  `${from}: ${event}${guard === "" ? "" : ` [${guard}]`} -> ${to}`;

/** Breadth first over states; a transition of a state may be taken from everything below it. The last step is the one wanted. */
export function pathTo({ edges, nodes }: ChartJson, wanted: ChartEdge): string[] {
  const initial = new Map(nodes.map(({ path, initial: first, type }) => [path, type === "parallel" ? "" : first]));
  /** Where one stands after entering a state. */
  const settle = (path: string): string => {
    const first = initial.get(path) ?? "";
    return first === "" ? path : settle(`${path}.${first}`);
  };
  const isIn = (state: string, around: string): boolean =>
    state === around || state.startsWith(`${around}.`) || around.startsWith(`${state}.`);
  const seen = new Set([START]);
  let front: { state: string; way: string[] }[] = [{ state: START, way: [] }];
  if (wanted.from.startsWith("link")) return [edgeText(wanted)];
  while (front.length > 0) {
    const next: typeof front = [];
    for (const { state, way } of front) {
      if (isIn(state, wanted.from)) return [...way, edgeText(wanted)];
      for (const edge of edges) {
        const to = settle(edge.to);
        if (!isIn(state, edge.from) || seen.has(to) || whyImpossible(edge) !== undefined) continue;
        seen.add(to);
        next.push({ state: to, way: [...way, edgeText(edge)] });
      }
    }
    front = next;
  }
  return [edgeText(wanted)];
}
