/** Figures of the heat soak in words: for the terminal, and docs/heat-soak.md. */
import { NOISE_KELVIN_MAX, OFFSET_KELVIN_MAX, PARAMETER_SHARE } from "./plan.ts";
import { COOL_EXIT_CELSIUS, EXIT_FROM, LOW_FROM, type ShiftRun } from "./shift-run.ts";
import { type HeatTotals, type Sums, WHERES } from "./tally.ts";
import type { Besides } from "./worker.ts";

/** Waits of a shift that are worth a line, s. */
const IDLE_SECONDS_MIN = 60;
/** Failures that the page names. */
const FAILURES_SHOWN_MAX = 40;

export interface HeatTiming {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
}

export interface HeatWishes {
  readonly shifts: number;
  readonly full: number;
  readonly seed: number;
  readonly workers: number;
  readonly minutes: number;
  readonly law: boolean;
  readonly troubles: boolean;
  readonly json: boolean;
  readonly write: boolean;
}

const TROUBLED = `- The power goes every half hour to two hours, for up to an hour and a half, and host and engine start anew, the host with what it has written
  down (\`--troubles\`). On the full stack covers are opened, power is cut, cards jam, cables are pulled, host and engine start again besides, every few
  minutes; a card that one of them stopped in the nip is not judged.`;

const number = (value: number): string => Math.round(value).toLocaleString("en-US");

export function replayLine({ seed, where }: ShiftRun, { law, troubles }: Besides): string {
  const stack = where === "alone" ? "" : " --stack";
  return `npm run soak -- heat --only ${seed}${stack}${troubles ? " --troubles" : ""}${law ? " --law" : ""}`;
}

export function factsTable({ sums }: HeatTotals): string {
  const row = (words: string, of: (one: Sums) => string): string =>
    `| ${words} | ${WHERES.map((where) => (sums[where].shifts === 0 ? "-" : of(sums[where]))).join(" | ")} |`;
  return [
    "| | plant, observer, governor alone | full stack |",
    "|---|--:|--:|",
    row("shifts of six hours", ({ shifts }) => number(shifts)),
    row("cards", ({ cards }) => number(cards)),
    row("melted", ({ melted }) => number(melted)),
    row("warped", ({ warped }) => number(warped)),
    row("peeled", ({ peeled }) => number(peeled)),
    row("transfers outside 160-170 C by more than the sensor's own error", ({ outsideUnexcused }) =>
      number(outsideUnexcused),
    ),
    row("transfers outside within the sensor's own error", (one) => number(one.outside - one.outsideUnexcused)),
    row("shifts whose sensor had a constant error", ({ shiftsWithOffset }) => number(shiftsWithOffset)),
    row("usable cards above 79 C", ({ warm }) => number(warm)),
    row(`waited though the card before left below ${COOL_EXIT_CELSIUS} C, s a shift`, (one) =>
      number(one.coolWaitSeconds / one.shifts),
    ),
    row("hottest card, C", ({ exitCelsiusMax }) => exitCelsiusMax.toFixed(2)),
    row(
      "surface during all transfers, C",
      (one) => `${one.surfaceCelsiusMin.toFixed(2)}-${one.surfaceCelsiusMax.toFixed(2)}`,
    ),
    row("false alarms", ({ alarms }) => {
      const all = Object.entries(alarms);
      return all.length === 0 ? "0" : all.map(([words, count]) => `${words}: ${count}`).join(", ");
    }),
    row("shifts in which something failed", ({ failures }) => number(failures)),
  ].join("\n");
}

export function histograms({ sums }: HeatTotals): string {
  return [
    histogram(
      "Card as it leaves the nip, C",
      EXIT_FROM,
      WHERES.map((where) => sums[where].exits),
    ),
    histogram(
      "Lowest surface during a transfer, K over 160 C",
      LOW_FROM,
      WHERES.map((where) => sums[where].lows),
    ),
  ].join("\n\n");
}

function histogram(title: string, from: readonly number[], counts: readonly (readonly number[])[]): string {
  const rows = from.flatMap((low, i) => {
    const both = counts.map((some) => some[i]!);
    if (both.every((count) => count === 0)) return [];
    const next = from[i + 1];
    const name = next === undefined ? `${low} and more` : i === 0 ? `below ${next}` : `${low} to ${next}`;
    return [`| ${name} | ${both.map(number).join(" | ")} |`];
  });
  return [`| ${title} | alone | full stack |`, "|---|--:|--:|", ...rows].join("\n");
}

export function failureLines({ failed }: HeatTotals, besides: Besides): string[] {
  return failed
    .slice(0, FAILURES_SHOWN_MAX)
    .map((run) => `- \`${replayLine(run, besides)}\`: ${run.problems.join("; ")} (${run.plan})`);
}

/** The shifts in which most time went by for no heat that could be seen afterwards. */
export function idleLines({ idlest }: HeatTotals, besides: Besides): string[] {
  // Where the power goes, that is waiting too.
  if (besides.troubles) return [];
  return idlest
    .filter(({ coolWaitSeconds }) => coolWaitSeconds >= IDLE_SECONDS_MIN)
    .map(
      (run) => `- \`${replayLine(run, besides)}\`: ${number(run.coolWaitSeconds)} s, ${run.cards} cards (${run.plan})`,
    );
}

export function heatPage(totals: HeatTotals, timing: HeatTiming, wishes: HeatWishes, interrupted: boolean): string {
  const { sums, failed } = totals;
  const share = `${(100 * PARAMETER_SHARE).toFixed(0)} %`;
  const asked = `${number(wishes.shifts)} shifts alone and ${number(wishes.full)} on the full stack were asked for`;
  const shown = failureLines(totals, wishes);
  const idle = idleLines(totals, wishes);
  return `# Heat soak

Written by \`npm run soak -- heat --write\`; do not edit by hand. Shifts of six hours, each drawn from its seed: either machine, a room of
18 to 36 C that may cool by up to 8 K in the evening, airflow 0 to 1 of which dust takes up to 30 % during the shift, mains of 85 to 100 % that
move, a cold or a hot start, and in one shift of five a door that is left open for up to half an hour. A fifth of the machines are as the profile
says; two fifths have one parameter of the heat network, heater, sensor or loads off by ${share}, two fifths have every one of them off by up to
${share}. The roller's thermistor has noise of up to ${NOISE_KELVIN_MAX} K (on the full stack only its converter's) and in half of the shifts a constant error of up to
${OFFSET_KELVIN_MAX} K. Neither firmware nor governor is told of any of it.

- **Alone**: plant, sensors, roller control, guards, estimator and governor, the same code without the wire. **Full stack**: the station, the
  controller, the engine link and the engine in virtual time; there the plant differs in its network, not in heater and loads.
- A sensor with a constant error moves the window by as much; what lies outside by no more than that is counted apart.
- No part is broken in any of these shifts: every fault of heat, sensor or fan that is raised is a false alarm.${wishes.troubles ? `\n${TROUBLED}` : ""}${wishes.law ? "\n- Where every parameter is off the card law is too (`--law`)." : "\n- Where one parameter is off it may be one of the card law; where every one is, the card law is as the profile says: a card that takes up more heat and is smaller by as much draws what it should, and no sensor of a standard machine shows it (see [machines that are not as the profile says](heat-plants.md))."}

${interrupted ? `Ended before its time: ${asked}.` : `${asked}.`} From seed ${wishes.seed}; ${number(timing.wallSeconds)} s,
${((1000 * timing.cpuSeconds) / Math.max(1, sums.alone.shifts + sums["full stack"].shifts)).toFixed(0)} ms CPU a shift.

${factsTable(totals)}

${histograms(totals)}

## Longest waits after a cool card

Time in which the governor let a card wait though the one before it left below ${COOL_EXIT_CELSIUS} C. What it cannot know, a machine that takes up heat unlike its
profile or has just started hot, it has to fear; see [what that costs](heat-plants.md).

${idle.length === 0 ? "None." : idle.join("\n")}

## Failures

${failed.length === 0 ? "None." : shown.join("\n")}
${failed.length > shown.length ? `\n...and ${failed.length - shown.length} more.\n` : ""}`;
}
