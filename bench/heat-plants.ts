/** `npm run heat-plants`: writes docs/heat-plants.md: shifts on machines that differ from what firmware and governor believe. */
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { mean } from "./heat/contestants.ts";
import { onWorkers } from "./heat/on-workers.ts";
import {
  marginShares,
  PLANT_CELLS,
  type PlantCase,
  type PlantResult,
  plantCases,
  UNSEEN_KELVIN,
} from "./heat-plants/cell.ts";
import { sayHelp } from "./options.ts";

sayHelp(
  "Usage: npm run heat-plants\nShifts on machines that differ from what firmware and governor believe; writes docs/heat-plants.md (some minutes).\n",
);

const WORKERS_MAX = 8;
const cases = plantCases();
const script = new URL("./heat-plants/case-worker.ts", import.meta.url);
const workers = Math.min(availableParallelism(), WORKERS_MAX);
const results = await onWorkers<PlantCase, PlantResult>(script, cases, workers, (done) => {
  if (done % 10 === 0) process.stderr.write(`heat-plants: ${done}/${cases.length} shifts\n`);
});

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const usable = ({ within, outside, best }: PlantResult): number => (within + outside) / best;
const strict = ({ within, best }: PlantResult): number => within / best;

function row(parameter: string, factor: number): string {
  const mine = results.filter((result) => result.parameter === parameter && result.factor === factor);
  const cells = PLANT_CELLS.map((_, i) => {
    const result = mine.find(({ cell }) => cell === i)!;
    const spoilt = result.spoilt > 0 ? `, **${result.spoilt} spoilt**` : "";
    return `${percent(strict(result))}, ${percent(usable(result))}, ${result.exitCelsiusMax.toFixed(1)}${spoilt}`;
  });
  const low = Math.min(...mine.map(({ surfaceCelsiusMin }) => surfaceCelsiusMin));
  const high = Math.max(...mine.map(({ surfaceCelsiusMax }) => surfaceCelsiusMax));
  return `| \`${parameter}\` x ${factor} | ${cells.join(" | ")} | ${low.toFixed(2)}-${high.toFixed(1)} |`;
}

const names = [...new Set(results.map(({ parameter }) => parameter))];
const network = results.filter(({ law }) => !law);
const words = (some: readonly PlantResult[]): string => {
  const spoilt = some.reduce((sum, result) => sum + result.spoilt, 0);
  const below = some.filter(({ surfaceCelsiusMin }) => surfaceCelsiusMin < 160).length;
  const above = some.filter(({ surfaceCelsiusMax }) => surfaceCelsiusMax > 170).length;
  const hottest = Math.max(...some.map(({ exitCelsiusMax }) => exitCelsiusMax));
  return (
    `${some.length} shifts, ${spoilt} cards spoilt, hottest exit ${hottest.toFixed(2)} degC; shifts with a surface below 160 degC during a transfer: ` +
    `${below}, above 170 degC: ${above}; usable cards ${percent(mean(some.map(usable)))} of the best found on average, ` +
    `${percent(Math.min(...some.map(usable)))} at least; at most 79 degC warm ${percent(mean(some.map(strict)))} on average, ${percent(Math.min(...some.map(strict)))} at least`
  );
};

const page = `# Heat: machines that are not as the profile says

Written by \`npm run heat-plants\`; do not edit. Shifts of six hours like those of [the comparison](heat-comparison.md), on plant, sensors, control
loop, gate, estimator and governor without the engine link, one parameter of the true machine a tenth off at a time. Neither firmware nor
governor is told. The best found knows the true machine.

- Parameters of the heat network, of heater, sensor and loads: ${words(network)}.
- The card law's own (shares of the nip that a card takes up, card capacity): ${words(results.filter(({ law }) => law))}.
  How warm a card leaves shows in no sensor of a standard machine: a card that takes up a tenth more of the roller's heat and one
  whose capacity is a tenth larger look alike to it, and only the first one leaves warmer, by ${UNSEEN_KELVIN} K. What both draw more shows, and is taken for the warmer kind
  ([why](decisions/0052-cards-that-draw-more-are-taken-for-warmer-ones.md)): the larger card pays for it. A limit lower by as much on every machine would leave a sound one
  ${marginShares().map(percent).join(" and ")} of its cards in the two cells below. With a sensor at the exit nothing is in doubt.

Each cell: cards at most 79 degC warm, usable cards (below 80), both as a share of the best found, and the hottest exit; last the surface during all transfers of the row.

| true machine | ${PLANT_CELLS.map(({ machine, roomCelsius, airflow }) => `${machine} ${roomCelsius} degC, ${airflow}`).join(" | ")} | surface |
|---|${PLANT_CELLS.map(() => "---|").join("")}---|
${names.flatMap((name) => [0.9, 1.1].map((factor) => row(name, factor))).join("\n")}
`;
writeFileSync(resolve(import.meta.dirname, "../docs/heat-plants.md"), page);
if (results.some(({ spoilt }) => spoilt > 0)) process.exitCode = 1;
