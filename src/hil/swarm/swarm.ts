/** Runs of the swarm: each seed a scenario of its own; what fails is shrunk to a file that `cetak test` runs again. */
import { stringify } from "yaml";
import { US_PER_S } from "../../base/index.ts";
import type { RunResult } from "../run/result.ts";
import { runScenario } from "../run/run-scenario.ts";
import { checkScenario, type ScenarioFile } from "../scenario/read-scenario.ts";
import type { Scenario } from "../scenario/schema.ts";
import { drawScenario } from "./draw.ts";
import { shrink } from "./shrink.ts";

const LOOK_US = 2 * US_PER_S;

export function scenarioText(scenario: Scenario): string {
  return stringify(scenario, { lineWidth: 120 });
}

export function swarmText(seed: number, cards: number): string {
  return scenarioText(drawScenario(seed, cards));
}

export const swarmFileName = (seed: number): string => `swarm-${seed}.yaml`;

/** Same seed and cards, same run. */
export function swarmRun(seed: number, cards: number): Promise<RunResult> {
  return run(drawScenario(seed, cards), seed);
}

/** The text of a small scenario that fails as the run of this seed did. */
export async function shrunkText(seed: number, cards: number, result: RunResult): Promise<string> {
  const kind = result.failures[0]?.kind ?? "internal";
  const small = await shrink(drawScenario(seed, cards), kind, (scenario) => run(scenario, seed));
  const head = [
    `# ${result.failures[0]?.message ?? ""}`.replace(/\s+/g, " ").slice(0, 200),
    `# From: cetak swarm --seeds ${seed}..${seed} --cards ${cards}`,
  ];
  return `${head.join("\n")}\n${scenarioText(small)}`;
}

function run(scenario: Scenario, seed: number): Promise<RunResult> {
  return runScenario({ file: fileOf(scenario, seed), on: "sim", lookUs: LOOK_US, unfired: "note" });
}

function fileOf(scenario: Scenario, seed: number): ScenarioFile {
  const checked = checkScenario(scenarioText(scenario), swarmFileName(seed));
  if ("problems" in checked) throw new Error(`seed ${seed} draws what cannot be: ${checked.problems[0]?.message}`);
  return checked;
}
