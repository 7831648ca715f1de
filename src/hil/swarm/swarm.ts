/** Runs of the swarm: each seed a scenario of its own; what fails is shrunk to a file that `cetak test` runs again. */
import { stringify } from "yaml";
import { US_PER_S } from "../../base/index.ts";
import type { RunResult } from "../run/result.ts";
import { runScenario } from "../run/run-scenario.ts";
import { shareOut } from "../run/share-out.ts";
import { checkScenario, type ScenarioFile } from "../scenario/read-scenario.ts";
import type { Scenario } from "../scenario/schema.ts";
import { drawScenario } from "./draw.ts";
import { shrink } from "./shrink.ts";

/** Nothing of what a run must prove depends on it: faults and states are heard as they come, proofs are asked for at the end. */
const LOOK_US = 10 * US_PER_S;

export function scenarioText(scenario: Scenario): string {
  return stringify(scenario, { lineWidth: 120 });
}

const fileName = (seed: number): string => `swarm-${seed}.yaml`;

export interface SwarmJob {
  readonly seed: number;
  readonly cards: number;
}

/** What is kept of one run: hours of them must fit into memory. */
export type SwarmOutcome = Pick<
  RunResult,
  "name" | "seed" | "passed" | "failures" | "deviceUs" | "visits" | "spoiltUnseen"
> & { readonly faultsStruck: number };

export async function swarmOutcome({ seed, cards }: SwarmJob): Promise<SwarmOutcome> {
  const scenario = drawScenario(seed, cards);
  const first = await runFile({ file: fileName(seed), text: "", scenario, stepLines: [1], faultLines: [] }, seed);
  // Lines of a file are told of a failure only: then it runs once more, with them. One that fails but once has failed.
  const again = first.passed ? first : await run(scenario, seed);
  const { name, passed, failures, deviceUs, visits, spoiltUnseen, faults } = again.passed ? first : again;
  const faultsStruck = faults.filter(({ fired }) => fired).length;
  return { name, seed, passed, failures, deviceUs, visits, spoiltUnseen, faultsStruck };
}

export interface SwarmOptions {
  /** With the calling one. */
  readonly threads: number;
  readonly onDone?: (outcome: SwarmOutcome, done: number) => void;
  /** Runs not yet begun are left out once it says so. */
  readonly interrupted?: () => boolean;
}

/** In the order of the jobs. */
export function runSwarm(jobs: readonly SwarmJob[], options: SwarmOptions): Promise<SwarmOutcome[]> {
  return shareOut({
    script: new URL("./swarm-worker.ts", import.meta.url),
    jobs,
    run: swarmOutcome,
    ...options,
  });
}

/** Same seed and cards, same run. */
export function swarmRun(seed: number, cards: number): Promise<RunResult> {
  return run(drawScenario(seed, cards), seed);
}

/** The text of a small scenario that fails as the run of this seed did. */
export async function shrunkText(cards: number, { seed, failures }: SwarmOutcome): Promise<string> {
  const kind = failures[0]?.kind ?? "internal";
  const small = await shrink(drawScenario(seed, cards), kind, (scenario) => run(scenario, seed));
  const head = [
    `# ${failures[0]?.message ?? ""}`.replace(/\s+/g, " ").slice(0, 200),
    `# From: cetak swarm --seeds ${seed}..${seed} --cards ${cards}`,
  ];
  return `${head.join("\n")}\n${scenarioText(small)}`;
}

function run(scenario: Scenario, seed: number): Promise<RunResult> {
  return runFile(fileOf(scenario, seed), seed);
}

function runFile(file: ScenarioFile, seed: number): Promise<RunResult> {
  return runScenario({ file, seed, on: "sim", lookUs: LOOK_US, unfired: "note" });
}

function fileOf(scenario: Scenario, seed: number): ScenarioFile {
  const checked = checkScenario(scenarioText(scenario), fileName(seed));
  if ("problems" in checked) throw new Error(`seed ${seed} draws what cannot be: ${checked.problems[0]?.message}`);
  return checked;
}
