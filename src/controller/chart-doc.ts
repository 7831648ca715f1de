/** The statechart as a document and as data for drawing, read from the chart itself. */
import type { AnyStateNode } from "xstate";
import { printerMachine } from "./machine/printer-machine.ts";

export interface ChartNode {
  /** Dotted path, `life.supplyOut.film`. */
  readonly path: string;
  readonly type: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly initial: string;
  readonly entry: readonly string[];
  readonly children: readonly string[];
}

export interface ChartEdge {
  readonly from: string;
  readonly to: string;
  /** Event name; `always` for transitions without one, `after 600000 ms` for delays. */
  readonly event: string;
  readonly guard: string;
}

export interface ChartJson {
  readonly nodes: readonly ChartNode[];
  readonly edges: readonly ChartEdge[];
}

const root: AnyStateNode = printerMachine.root;

function allNodes(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(allNodes)];
}

function pathOf(node: AnyStateNode): string {
  return node.path.join(".");
}

/** A name with its parameters, as the chart writes it: `heat(on)`. */
function named(thing: unknown): string {
  if (typeof thing === "string") return thing;
  if (typeof thing !== "object" || thing === null || !("type" in thing)) return "";
  const params = "params" in thing && typeof thing.params === "object" && thing.params !== null ? thing.params : {};
  const values = Object.values(params).join(", ");
  return values === "" ? String(thing.type) : `${String(thing.type)}(${values})`;
}

function eventName(event: string): string {
  if (event === "") return "always";
  const delayed = /^xstate\.after\.([^.]+)\./.exec(event);
  return delayed === null ? event : `after ${delayed[1]}`;
}

/** Each transition of a node that leads somewhere, beside the chart's own object of it. */
function edgesOf(node: AnyStateNode): { edge: ChartEdge; transition: object }[] {
  const listed = [...node.transitions.values()].flat().concat(node.always ?? []);
  return listed.flatMap((transition) =>
    (transition.target ?? []).map((target) => ({
      transition,
      edge: {
        from: pathOf(node),
        to: pathOf(target),
        event: eventName(transition.eventType),
        guard: named(transition.guard),
      },
    })),
  );
}

/** Place of each transition object in the edges of {@link chartJson}. */
const placeOfTransition: ReadonlyMap<object, number> = new Map(
  allNodes(root)
    .filter((node) => node !== root)
    .flatMap(edgesOf)
    .map(({ transition }, index) => [transition, index]),
);

/** Index in the edges of {@link chartJson} of a transition that was taken; undefined for one that only notes something. */
export function edgeIndex(transition: object): number | undefined {
  return placeOfTransition.get(transition);
}

function describe(node: AnyStateNode): ChartNode {
  const meta: unknown = node.meta;
  const said = typeof meta === "object" && meta !== null && "description" in meta ? String(meta.description) : "";
  return {
    path: pathOf(node),
    type: node.type,
    description: said || (node.description ?? ""),
    tags: node.tags,
    initial: node.initial?.target[0]?.key ?? "",
    entry: node.entry.map(named),
    children: Object.values(node.states).map(pathOf),
  };
}

/** Nodes and edges in the chart's own order. Transitions that stay where they are (they only note something) are left out. */
export function chartJson(): ChartJson {
  const nodes = allNodes(root).filter((node) => node !== root);
  return { nodes: nodes.map(describe), edges: nodes.flatMap(edgesOf).map(({ edge }) => edge) };
}

const INTRO = `# States of a printer

Generated from the statechart in \`src/controller/machine/\`; do not edit by hand.

Two regions run side by side: \`link\` mirrors the connection, \`life\` says what the printer does. In the waiting states one pure
choice (\`placeOf\`) decides where a printer belongs: drained, paused, something missing, head or machine too hot, standby, too
cold, printing, ready, in this order of weight. Its answer is the guard \`belongs(...)\` of every \`always\` transition; they are
left out of the drawing. On entry into a fault the heater goes off first, then it is recorded, then explained.
`;

function table(nodes: readonly ChartNode[]): string[] {
  return [
    "| state | what it means | tags | on entry |",
    "|---|---|---|---|",
    ...nodes.map((n) => `| \`${n.path}\` | ${n.description} | ${n.tags.join(", ")} | ${n.entry.join(", ")} |`),
  ];
}

function transitions(edges: readonly ChartEdge[]): string[] {
  const rows = edges.filter(({ guard }) => !guard.startsWith("belongs"));
  return [
    "| from | event | guard | to |",
    "|---|---|---|---|",
    ...rows.map((e) => `| \`${e.from}\` | ${e.event} | ${e.guard} | \`${e.to}\` |`),
  ];
}

const mermaidName = (path: string): string => path.replaceAll(".", "_");

function mermaidState(path: string, nodes: readonly ChartNode[], indent: string): string[] {
  const node = nodes.find((one) => one.path === path);
  if (node === undefined || node.children.length === 0) return [`${indent}${mermaidName(path)} : ${lastWord(path)}`];
  const inner = `${indent}  `;
  const lines = [`${indent}state "${lastWord(path)}" as ${mermaidName(path)} {`];
  node.children.forEach((child, index) => {
    if (node.type === "parallel" && index > 0) lines.push(`${inner}--`);
    lines.push(...mermaidState(child, nodes, inner));
  });
  if (node.initial !== "") lines.push(`${inner}[*] --> ${mermaidName(`${path}.${node.initial}`)}`);
  return [...lines, `${indent}}`];
}

function lastWord(path: string): string {
  return path.split(".").at(-1) ?? path;
}

function mermaid({ nodes, edges }: ChartJson): string[] {
  const lines = ["```mermaid", "stateDiagram-v2"];
  for (const region of ["link", "life"]) lines.push(...mermaidState(region, nodes, "  "));
  const drawn = new Set<string>();
  for (const { from, to, event, guard } of edges) {
    if (guard.startsWith("belongs")) continue;
    drawn.add(`  ${mermaidName(from)} --> ${mermaidName(to)} : ${event}`);
  }
  return [...lines, ...drawn, "```"];
}

/** The whole of `docs/states.md`, ending in one newline. */
export function renderStates(): string {
  const chart = chartJson();
  return [
    INTRO,
    "## States\n",
    ...table(chart.nodes),
    "\n## Transitions\n",
    ...transitions(chart.edges),
    "\n## Drawing\n",
    ...mermaid(chart),
    "",
  ].join("\n");
}
