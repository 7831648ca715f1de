/** `docs/offices.md`. */
import { type CaseRow, karimunRatio } from "./judge.ts";

export interface RemedyRow {
  readonly title: string;
  /** By remedy; the first is the office as it is. */
  readonly days: readonly { readonly issued: number; readonly spoilt: number }[];
}

const whole = (value: number): string => Math.round(value).toLocaleString("en");

export function page(
  rows: readonly CaseRow[],
  remedies: { readonly names: readonly string[]; readonly rows: readonly RemedyRow[] },
  seeds: { readonly full: number; readonly quick: number },
  machine: string,
  outlook: string,
): string {
  const ratio = karimunRatio(rows);
  return `# Four office days

Written by \`npm run offices\` (${seeds.full} seeds on the full stack, ${seeds.quick} in the quick model; ${machine}). Do not edit the tables.

An office file (\`offices/*.yaml\`) says what an office has and what happens to it: machines with their dust, the room, hours,
people, power, line, centre, stock, queue, each with the reason for its figures. Nowhere does it say how many cards come out.
\`cetak day FILE\` lives through the day in virtual time on everything that a real station runs: controllers, bytes on the
wire, simulated engines, journal, the client of the data centre and a simulated centre.

## As published, and as it comes out

| office | published | cards a day: median (range) | must be | melted, spoilt in all | stops first | CPU s a day |
|---|---|---|---|---|---|---|
${rows.map(row).join("\n")}

${ratio === undefined ? "" : `Karimun: the day until 15:00 makes ${(ratio.cards * 100).toFixed(0)} % of the cards of the day until midnight, in ${(ratio.hours * 100).toFixed(0)} % of its open hours.`}

- **Palembang**: two machines that could make 100 cards an hour each. What is left is what power and line leave: after each cut
  the PC and the private line start again and the roller warms up. A card that stands in the nip when the mains fail melts,
  because this firmware leaves the nip closed.
- **Bandar Lampung**: the record is fetched, the card activated and handled one after the other, some 130 s a card and machine. That
  time makes 250 cards in the hour and a half before the outage, and 1,000 in a day on which the centre is there.
- **Kupang**: not one card without film, whatever else is there. Fargo film in the store does not fit the Datacard. Minutes after film
  that fits has come, the printer prints by itself.
- **Karimun**: nothing may be fetched ahead, so printing ends when the centre closes.

## What would help

Median cards a day with one change, by the quick model (below), ${seeds.quick} seeds; in brackets the spoilt cards of the median day. \`cetak\`:
Cetak's governor, records leased ahead, a nip that springs open. Records ahead without the governor show why both belong together:
in a hot room the machines then print without pause, and cards warp.

| office | ${remedies.names.join(" | ")} |
|---|${remedies.names.map(() => "---").join("|")}|
${remedies.rows.map(({ title, days }) => `| ${title} | ${days.map(cards).join(" | ")} |`).join("\n")}

## When is the backlog cleared

\`cetak forecast offices/bandar-lampung-2018.yaml --remedy printer ups prefetch cetak --job 12000\`:

\`\`\`
${outlook.trimEnd()}
\`\`\`

![Forecast of Bandar Lampung](pictures/forecast-bandar-lampung.svg)

Each future draws its own days: kinds of day by the weights of the file, cuts, drops and outages by chance. "Cleared" is the day on
which everybody who stood on the list at the start has a card, with newcomers served by the same order of classes: first-time
holders, changes, replacements. Under \`policy: cetak\` whoever has waited for 30 (changes) or 60 days (replacements) goes first.
Where that never comes, the line "runs out" says what ends, and on which day; cards a day count the days until then.

## The quick model, and how far it agrees

\`cetak forecast FILE\` needs thousands of days. It lives through the same plans (same seed: same cuts, drops, outages and hands) with the
same heat network, but a card is one step: no bytes, no controller, no journal. Cards a day, mean over the seeds:

| office | full stack | quick model | ratio |
|---|---|---|---|
${rows.map(agreement).join("\n")}

Under 1: the quick model makes fewer. What it leaves out: who gets a record that was fetched for somebody else, the recovery of a
card that was interrupted, the order in which printers share the last supplies, leases that end (records that are leased ahead
are kept for four hours). With a remedy: \`npm run offices -- --agreement --remedy prefetch\`. Where records come ahead over a line
that fails often, one day may differ by a tenth either way: whether a claim is answered just before or just after a cut
decides on the next half hour.

## The file

Every block has \`why\`. Unknown keys are errors, told with their line. Durations carry their unit in the key.

| block | what it says |
|---|---|
| \`printers\` | machines: model, airflow (dust), \`nip: spring\` or \`stays\`, what is loaded on the first day |
| \`room\` | temperature by time of day |
| \`hours\` | sessions by weekday (\`"08:00-12:00"\`), in order and apart, \`closed\` dates; times are the zone's (WIB, WITA, WIT) |
| \`people\` | \`startMinutes\`, \`handlingSeconds\` a card, \`reactionMinutes\` to a call, \`restAfterCards\` and \`restMinutes\` |
| \`power\`, \`line\` | \`failures\`: by chance, \`everyHours\` (mean of an exponential), \`lastsMinutes\` (even); restart times of PC and line; \`upsMinutes\` |
| \`centre\` | seconds of fetching and activating, \`open\`, \`unreachable\` (every day), \`failures\` |
| \`stock\`, \`deliveries\` | blanks, ribbon and film by family, and what comes later |
| \`queue\` | records, doubles among them, newcomers a day, percentages of the classes |
| \`policy\` | \`as-published\`: no governor, the staff's own rest rule, every record fetched when it is needed and activated; \`cetak\`: governor, ${"`prefetch`"}, ageing |
| \`variants\` | other kinds of day: blocks that replace those of the file, with the share of days that are like this |
`;
}

const cards = ({ issued, spoilt }: RemedyRow["days"][number]): string =>
  spoilt < 0.5 ? whole(issued) : `${whole(issued)} (${whole(spoilt)})`;

function row({ office, issued, melted, spoilt, bottleneck, cpuSeconds }: CaseRow): string {
  const must =
    office.high > 10_000
      ? "-"
      : office.low === office.high
        ? `${office.low}`
        : `${whole(office.low)}-${whole(office.high)}`;
  return `| ${office.title} | ${office.published} | **${whole(issued.median)}** (${whole(issued.low)}-${whole(issued.high)}) | ${must} | ${melted}, ${spoilt} | ${bottleneck} | ${cpuSeconds.toFixed(1)} |`;
}

function agreement({ office, issued, quickMean }: CaseRow): string {
  const ratio = issued.mean === 0 ? (quickMean === 0 ? "equal" : "-") : (quickMean / issued.mean).toFixed(3);
  return `| ${office.title} | ${issued.mean.toFixed(1)} | ${quickMean.toFixed(1)} | ${ratio} |`;
}
