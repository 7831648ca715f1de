/** What the runs have shown of the statechart and of the fault table, and what they have not. */
import { chartJson } from "../../controller/index.ts";
import { FAULT_CODE } from "../../protocol/index.ts";
import type { RunResult } from "../run/result.ts";
import { whyImpossible } from "./impossible.ts";
import { pathTo } from "./path-to.ts";

export interface EdgeCoverage {
  readonly from: string;
  readonly event: string;
  readonly guard: string;
  readonly to: string;
  /** Scenarios that took it. */
  readonly by: readonly string[];
  /** For one that nobody took: how to get there. */
  readonly path?: readonly string[];
  /** Why it cannot be taken at all. */
  readonly impossible?: string;
}

export interface FaultCoverage {
  readonly fault: string;
  readonly state: string;
  readonly outcome: string;
  readonly by: readonly string[];
}

export interface Coverage {
  /** `all` that can be taken; `impossible` ones are not among them. */
  readonly transitions: {
    readonly taken: number;
    readonly all: number;
    readonly percent: number;
    readonly impossible: number;
    /** Called impossible and taken all the same: what is said of them is wrong. */
    readonly contradicted: readonly string[];
  };
  readonly states: { readonly entered: number; readonly all: number; readonly missing: readonly string[] };
  readonly faults: { readonly struck: number; readonly all: number; readonly missing: readonly string[] };
  readonly edges: readonly EdgeCoverage[];
  readonly faultStates: readonly FaultCoverage[];
}

export function coverageOf(results: readonly RunResult[]): Coverage {
  const chart = chartJson();
  const by = chart.edges.map(() => [] as string[]);
  for (const { edges, file } of results) for (const edge of edges) if (!by[edge]!.includes(file)) by[edge]!.push(file);
  const taken = new Set(chart.edges.map((_, index) => index).filter((index) => by[index]!.length > 0));
  const edges = chart.edges.map((edge, index): EdgeCoverage => {
    const impossible = whyImpossible(edge);
    if (impossible !== undefined) return { ...edge, by: by[index]!, impossible };
    return { ...edge, by: by[index]!, ...(taken.has(index) ? {} : { path: pathTo(chart, edge) }) };
  });
  const entered = new Set<string>();
  for (const [index, { from, to }] of chart.edges.entries())
    if (taken.has(index)) for (const path of [from, to]) enter(entered, path);
  for (const { initial, path } of chart.nodes)
    if (initial !== "" && entered.has(path)) entered.add(`${path}.${initial}`);
  const leaves = chart.nodes.filter(({ children }) => children.length === 0).map(({ path }) => path);
  const missing = leaves.filter((path) => !entered.has(path));
  const struck = new Set(results.flatMap(({ faults }) => faults.filter(({ fired }) => fired).map(({ name }) => name)));
  const unstruck = Object.keys(FAULT_CODE).filter((fault) => !struck.has(fault));
  const all = Object.keys(FAULT_CODE).length;
  return {
    transitions: transitionFigures(edges),
    states: { entered: leaves.length - missing.length, all: leaves.length, missing },
    faults: { struck: all - unstruck.length, all, missing: unstruck },
    edges,
    faultStates: faultStates(results),
  };
}

function transitionFigures(edges: readonly EdgeCoverage[]): Coverage["transitions"] {
  const possible = edges.filter(({ impossible }) => impossible === undefined);
  const taken = possible.filter(({ by }) => by.length > 0).length;
  const wrong = edges.filter(({ impossible, by }) => impossible !== undefined && by.length > 0);
  return {
    taken,
    all: possible.length,
    percent: Math.floor((1000 * taken) / possible.length) / 10,
    impossible: edges.length - possible.length,
    contradicted: wrong.map(
      ({ from, to, impossible, by }) => `${from} -> ${to} was taken in ${by[0]}, though ${impossible}`,
    ),
  };
}

/** A state is entered with all that is around it. */
function enter(entered: Set<string>, path: string): void {
  const parts = path.split(".");
  for (let length = 1; length <= parts.length; length++) entered.add(parts.slice(0, length).join("."));
}

function faultStates(results: readonly RunResult[]): FaultCoverage[] {
  const found = new Map<string, { fault: string; state: string; outcome: string; by: string[] }>();
  for (const { faults, file, passed, failures, jobs } of results) {
    const outcome = passed ? outcomeOf(jobs) : (failures[0]?.kind ?? "failed");
    for (const { name, state, fired } of faults) {
      if (!fired) continue;
      const key = `${name} ${state} ${outcome}`;
      const entry = found.get(key) ?? { fault: name, state, outcome, by: [] };
      if (!entry.by.includes(file)) entry.by.push(file);
      found.set(key, entry);
    }
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

const outcomeOf = (jobs: Readonly<Record<string, number>>): string =>
  jobs["uncertain"] ? "a person decides" : jobs["void"] ? "given up" : "all issued";
