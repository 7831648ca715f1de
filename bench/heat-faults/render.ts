/** `docs/heat-faults.md`: every heat fault in every state on both machines, each line the outcome of a run. */
import { HEAT_FAULTS, HEAT_STATES, MODELS } from "./cases.ts";
import { CARD_CELSIUS_MAX, CONTROL_CELSIUS_MAX, type HeatCell, runHeatCell } from "./cell.ts";

const INTRO = `# Heat faults

Written by \`node bench/heat-faults.ts\`; do not edit by hand. Each line is one run of the whole stack in virtual time, in a
room of 24 C: the cause of one fault is put in and **nobody mends it** for half an hour. All temperatures are the simulator's
truth, looked at ten times a second.

- **safe**: seconds from the cause until the heater is off for good. *goes on*: heat goes on under control, and the surface
  never passed ${CONTROL_CELSIUS_MAX} C: the fault does no harm there.
- **surface**, **core**: hottest of the roller, C, from the strike on. The hardware cut-off is at 228 C of the core.
- **card**: hottest that entered the nip after the strike, C; *nip*: the one that was in it when it struck. A card melts
  from ${CARD_CELSIUS_MAX} C, is spoilt from 80 and curls from 72.
- **operator reads**: the first report, and how long after the cause.
`;

export function renderHeatFaults(): string {
  const cells = HEAT_FAULTS.flatMap((fault) =>
    MODELS.flatMap((model) => HEAT_STATES.map((state) => runHeatCell(fault, model, state))),
  );
  const bad = cells.filter(({ problems }) => problems.length > 0);
  const after = cells.filter(({ cardCelsius }) => cardCelsius !== undefined);
  const hottest = (of: readonly HeatCell[], figure: (cell: HeatCell) => number): HeatCell =>
    of.reduce((worst, cell) => (figure(cell) > figure(worst) ? cell : worst));
  const core = hottest(cells, (cell) => cell.coreCelsius);
  const surface = hottest(cells, (cell) => cell.surfaceCelsius);
  const card = hottest(after, (cell) => cell.cardCelsius ?? 0);
  const slowest = hottest(cells, (cell) => cell.safeUs ?? 0);
  const at = ({ fault, model, state }: HeatCell): string => `${fault.words}, ${model}, ${state}`;
  return [
    INTRO,
    `${cells.length} runs, ${bad.length} of them unsafe.\n`,
    ...bad.map((cell) => `- **unsafe**: ${at(cell)}: ${cell.problems.join("; ")}`),
    `- hottest core: ${core.coreCelsius.toFixed(1)} C (${at(core)})`,
    `- hottest surface: ${surface.surfaceCelsius.toFixed(1)} C (${at(surface)})`,
    `- hottest card that was not in the nip: ${card.cardCelsius!.toFixed(1)} C (${at(card)})`,
    `- runs in which a card was spoilt that entered the nip after the strike: ${cells.filter(({ spoilt }) => spoilt.length > 0).length}`,
    `- longest until the heater was off for good: ${seconds(slowest.safeUs ?? 0)} s (${at(slowest)})\n`,
    "| state | when it strikes |",
    "|---|---|",
    ...HEAT_STATES.map(({ name, when }) => `| ${name} | ${when} |`),
    ...HEAT_FAULTS.flatMap((fault) => [
      `\n## ${fault.words[0]!.toUpperCase()}${fault.words.slice(1)}\n`,
      "| machine | state | safe, s | surface | core | card | operator reads |",
      "|---|---|--:|--:|--:|--:|---|",
      ...cells.filter((cell) => cell.fault === fault).map(heatLine),
    ]),
    "",
  ].join("\n");
}

export function heatLine(cell: HeatCell): string {
  const { model, state, safeUs, harmless, surfaceCelsius, coreCelsius, reads, readUs } = cell;
  const safe = safeUs !== undefined ? seconds(safeUs) : harmless ? "goes on" : "**never**";
  const read = readUs === undefined ? reads : `${reads} (${seconds(readUs)} s)`;
  return `| ${model} | ${state} | ${safe} | ${surfaceCelsius.toFixed(1)} | ${coreCelsius.toFixed(1)} | ${cardText(cell)} | ${read} |`;
}

function cardText({ cardCelsius, nipCardCelsius, spoilt }: HeatCell): string {
  const parts = [
    ...(nipCardCelsius === undefined ? [] : [`nip ${nipCardCelsius.toFixed(1)}`]),
    ...(cardCelsius === undefined ? [] : [cardCelsius.toFixed(1)]),
  ];
  if (spoilt.length > 0) parts.push(`${spoilt.length} spoilt: ${[...new Set(spoilt)].join(", ")}`);
  return parts.length === 0 ? "-" : parts.join(", ");
}

const seconds = (us: number): string => (us / 1e6).toFixed(1);
