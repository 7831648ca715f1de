/** `npm run heat-restarts`: writes docs/heat-restarts.md: what a restart of the host and a power cut cost, with and without what the host has written down. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { cardClass, THERMAL_PROFILES } from "../src/thermal/index.ts";
import { Governed } from "../test/thermal/governed.ts";
import { sayHelp } from "./options.ts";

sayHelp(
  "Usage: npm run heat-restarts\nCards after a restart of the host and after power cuts; writes docs/heat-restarts.md (some minutes).\n",
);

const HOUR = 3600;
const BEFORE_SECONDS = 2 * HOUR;
const AFTER_SECONDS = 4 * HOUR;
const ROOMS_CELSIUS = [18, 24, 33] as const;
const AIRFLOWS = [0.8, 0.5, 0.2, 0] as const;
const MACHINES = ["hdp5000", "sr300"] as const;
/** Host only, then power cuts of so long, s. */
const HAPPENINGS = [
  { words: "the host starts anew", seconds: 0 },
  { words: "10 min without power", seconds: 600 },
  { words: "2 h without power", seconds: 2 * HOUR },
] as const;

interface Outcome {
  readonly cards: number;
  readonly spoilt: number;
  readonly exitCelsiusMax: number;
}

interface Cell {
  readonly machine: (typeof MACHINES)[number];
  readonly roomCelsius: number;
  readonly airflow: number;
}

/** `how`: -1 nothing happens. */
function cardsAfter({ machine, roomCelsius, airflow }: Cell, how: number, remembers: boolean): Outcome {
  const profile = THERMAL_PROFILES[machine];
  const governed = new Governed({ profile, roomCelsius, airflow, headPause: true });
  governed.run(BEFORE_SECONDS);
  const seconds = HAPPENINGS[how]?.seconds ?? 0;
  const before = governed.machine.cards.length;
  if (seconds > 0) governed.powerCut(seconds, remembers);
  else if (how >= 0) governed.restartHost(remembers);
  governed.tellsEnd = true;
  governed.run(BEFORE_SECONDS + seconds + AFTER_SECONDS);
  const cards = governed.machine.cards.slice(before);
  return {
    cards: cards.length,
    spoilt: cards.filter(({ quality }) => cardClass(quality) === "spoilt").length,
    exitCelsiusMax: Math.max(...cards.map(({ exit }) => exit)),
  };
}

const all = MACHINES.flatMap((machine) =>
  ROOMS_CELSIUS.flatMap((roomCelsius) => AIRFLOWS.map((airflow): Cell => ({ machine, roomCelsius, airflow }))),
);
const shares: number[][] = [[], []];
const worst = { spoilt: 0, exitCelsiusMax: 0 };
const lines = all.map((cell, done) => {
  const stays = cardsAfter(cell, -1, true);
  const pairs = HAPPENINGS.map((_, how) => [cardsAfter(cell, how, false), cardsAfter(cell, how, true)] as const);
  for (const [i, share] of shares.entries()) share.push(pairs[0]![i]!.cards / stays.cards);
  for (const { spoilt, exitCelsiusMax } of [stays, ...pairs.flat()]) {
    worst.spoilt += spoilt;
    worst.exitCelsiusMax = Math.max(worst.exitCelsiusMax, exitCelsiusMax);
  }
  process.stderr.write(`heat-restarts: ${done + 1}/${all.length}\n`);
  const { machine, roomCelsius, airflow } = cell;
  const figures = pairs.map(([stranger, known]) => `${stranger.cards} | ${known.cards}`);
  return `| ${machine} | ${roomCelsius} | ${airflow} | ${stays.cards} | ${figures.join(" | ")} |`;
});
const percent = (values: readonly number[]): string =>
  `${((100 * values.reduce((sum, value) => sum + value, 0)) / values.length).toFixed(1)} % (worst ${(100 * Math.min(...values)).toFixed(1)} %)`;

const page = `# What a restart costs

Written by \`npm run heat-restarts\`; do not edit by hand. Plant, estimator and governor alone, machines as their profiles say: cards within
${AFTER_SECONDS / HOUR} hours after something happened to a machine that had worked for ${BEFORE_SECONDS / HOUR} hours. **Stranger**: the host begins with nothing, as if it met the machine
for the first time. **Known**: it goes on with what it wrote down ([decision 56](decisions/0056-the-host-remembers-the-heat.md)).

| machine | room, C | airflow | nothing happens | ${HAPPENINGS.map(({ words }) => `${words}: stranger | known`).join(" | ")} |
|---|--:|--:|--:|${HAPPENINGS.map(() => "--:|--:|").join("")}
${lines.join("\n")}

Cards of a host that starts anew over those of one that stays, on average: stranger ${percent(shares[0]!)}, known ${percent(shares[1]!)}.
Spoilt in all of these runs: ${worst.spoilt}; hottest card ${worst.exitCelsiusMax.toFixed(2)} C.
`;
writeFileSync(resolve(import.meta.dirname, "../docs/heat-restarts.md"), page);
