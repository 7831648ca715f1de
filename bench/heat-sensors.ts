/** `npm run heat-sensors`: writes docs/heat-sensors.md: sensors that lie, and surroundings that change. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { AIRFLOW, MODELS, ROOM_CELSIUS, SENSOR_CASES } from "./heat-sensors/cases.ts";
import { BEGINS_SECONDS, runSensorCell, type SensorCell, WATCHED_SECONDS } from "./heat-sensors/cell.ts";
import { sayHelp } from "./options.ts";

sayHelp(
  "Usage: npm run heat-sensors\nSensors that lie, and surroundings that change; writes docs/heat-sensors.md (some minutes).\n",
);

function line(words: string, cell: SensorCell): string {
  const { model, cards, outside, spoilt, exitCelsiusMax, surfaceCelsiusMin, surfaceCelsiusMax } = cell;
  const kinds = [...new Set(spoilt)].map((kind) => `${spoilt.filter((one) => one === kind).length} ${kind}`);
  const surface = cards === 0 ? "-" : `${surfaceCelsiusMin.toFixed(1)}-${surfaceCelsiusMax.toFixed(1)}`;
  const seen = cell.reads === undefined ? "-" : cell.readSeconds.toFixed(0);
  const reads = cell.reads === undefined ? "nothing" : `${cell.reads}${cell.stops ? ", and the printer stops" : ""}`;
  const exit = cards === 0 ? "-" : exitCelsiusMax.toFixed(1);
  return `| ${words} | ${model} | ${cards} | ${outside} | ${surface} | ${exit} | ${kinds.length === 0 ? "0" : `**${kinds.join(", ")}**`} | ${seen} | ${reads} |`;
}

const lines: string[] = [];
for (const one of SENSOR_CASES) {
  for (const model of MODELS) lines.push(line(one.words, runSensorCell(one, model)));
  process.stderr.write(`heat-sensors: ${lines.length}/${SENSOR_CASES.length * MODELS.length} runs, ${one.words}\n`);
}

const page = `# Sensors that lie, and surroundings that change

Written by \`npm run heat-sensors\`; do not edit by hand. Each line is one run of the whole stack in virtual time: a machine in a room of
${ROOM_CELSIUS} C with an airflow of ${AIRFLOW} has printed for ${BEGINS_SECONDS / 60} minutes when it begins; it goes on for ${WATCHED_SECONDS / 3600} hours and **nobody mends anything**.
The machines have one roller sensor, as the standard ones do. All temperatures are the simulator's truth.

- **cards**: those that entered the nip after it began; **outside**: those of them during whose transfer the surface was not within 160-170 C.
- **spoilt**: peeled (too cold), warped or melted (too hot). The film holds down to a surface of some 150 C.
- **seen**: seconds from the beginning to the first report on the page, and what it says.

| what | machine | cards | outside | surface, C | hottest card, C | spoilt | seen, s | the operator reads |
|---|---|--:|--:|---|--:|--:|--:|---|
${lines.join("\n")}

How a drifting sensor is found with one sensor only: the roller's heat balance. What a roller at the temperature that is shown must lose to its
surroundings and to the cards is compared with the power that was commanded. A reading that rises by 0.1 K/s is 13 W that nobody sent; each
kelvin of error 0.33 W more. Above 10 W for half a minute the host stops the printer (*Roller sensor fell off*). Slower drifts stay below what a sound
machine with every parameter a tenth off may show, so such a machine is compared with itself: the share of the commanded heat that arrives, over what it usually
is. It changes by half a hundredth for each kelvin; below 0.955 or above 1.09 for a minute the host stops the printer ([the heat soak](heat-soak.md) counts false
alarms). That takes some 20 minutes of work before the drift to know what is usual, and a machine that works at its exit limit loses a few cards before it is seen.
Errors that were there from the beginning show in nothing: for them a second roller sensor is needed.

A sensor that drifts **down** makes the roller hotter than it says, up to the hardware cut-off; by the balance, commanded heat does not arrive. When 5 W
are missing for a minute beyond the share of 15 % that a heater may be weak, the host stops the printer with the same words. A heater that has lost more than that looks the same
and ends the same way.
`;
writeFileSync(resolve(import.meta.dirname, "../docs/heat-sensors.md"), page);
