import type { PeerDictionary } from "../peer-dictionary.ts";
import { parseDictionary } from "../peer-dictionary.ts";
import { LineError } from "./raw-line.ts";
import { Bench, type BenchOptions, type Rule, RuleBroken, RuleSkipped } from "./rule.ts";
import { BLOCK_RULES } from "./rules-blocks.ts";
import { CONTENT_RULES } from "./rules-content.ts";
import { DICTIONARY_RULES, download } from "./rules-dictionary.ts";
import { HOST_RULES } from "./rules-host.ts";
import { MOVE_RULES } from "./rules-moves.ts";
import { PRINTER_RULES } from "./rules-printer.ts";

/** After so many rules in a row without an answer the others are not tried. */
const SILENT_RULES_MAX = 2;

/** Every rule for engines, in order of their numbers. */
export const CONFORMANCE_RULES: readonly Pick<Rule, "id" | "title">[] = [
  ...BLOCK_RULES,
  ...CONTENT_RULES,
  ...HOST_RULES,
  ...DICTIONARY_RULES,
  ...PRINTER_RULES,
  ...MOVE_RULES,
].sort((a, b) => (a.id < b.id ? -1 : 1));

export interface RuleResult {
  readonly id: string;
  readonly title: string;
  readonly result: "pass" | "fail" | "skipped";
  /** What went wrong, why it was skipped, or a remark; may be empty. */
  readonly detail: string;
}

export interface ConformanceReport {
  readonly mcu: string;
  readonly version: string;
  readonly sim: boolean;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly rules: readonly RuleResult[];
}

export interface ConformanceOptions extends BenchOptions {
  /** Hears each result as it comes. */
  onResult?(result: RuleResult): void;
}

/**
 * Tries every rule on the engine behind `connect`. Nothing is moved, heated or encoded without `moves`. Rejects with a
 * LineError when nobody answers at all; an engine that breaks down half-way fails the rules that are left. The line itself must lose nothing.
 */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceReport> {
  const bench = await Bench.open(options);
  try {
    await begin(bench);
    const results: RuleResult[] = [];
    let silent = 0;
    for (const rule of CONFORMANCE_RULES as readonly Rule[]) {
      const answers = silent < SILENT_RULES_MAX ? await isReady(bench) : false;
      silent = answers ? 0 : silent + 1;
      const result = answers ? await tryRule(rule, bench) : deaf(rule);
      results.push(result);
      options.onResult?.(result);
    }
    const count = (wanted: RuleResult["result"]): number => results.filter(({ result }) => result === wanted).length;
    const { dictionary } = bench.peer;
    return {
      mcu: dictionary?.mcu ?? "",
      version: dictionary?.version ?? "",
      sim: bench.simulated,
      passed: count("pass"),
      failed: count("fail"),
      skipped: count("skipped"),
      rules: results,
    };
  } finally {
    bench.peer.line.close();
  }
}

/** Contact and dictionary. A dictionary that cannot be had is the business of a rule; silence is not. */
async function begin(bench: Bench): Promise<void> {
  const { peer } = bench;
  try {
    await peer.settle();
  } catch (error) {
    throw new LineError(whatAnswers(bench) ?? (error as Error).message);
  }
  try {
    const dictionary: PeerDictionary | string = parseDictionary(await download(peer));
    if (typeof dictionary !== "string") peer.dictionary = dictionary;
  } catch (error) {
    if (!(error instanceof RuleBroken || error instanceof LineError)) throw error;
  }
}

function whatAnswers({ peer, url }: Bench): string | undefined {
  const { junkText } = peer.line;
  if (junkText === "") return undefined;
  if (junkText.startsWith("busy")) return junkText;
  return `what answers at ${url} is not a print engine (it said: "${junkText}")`;
}

/** Line and number for the next rule; once more with a new connection when the last rule has left nobody to talk to. */
async function isReady(bench: Bench): Promise<boolean> {
  for (let tries = 0; tries < 2; tries++) {
    try {
      if (tries > 0) await bench.reconnect();
      await bench.ready();
      return true;
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
    }
  }
  return false;
}

function deaf({ id, title }: Rule): RuleResult {
  return { id, title, result: "fail", detail: "the engine does not answer any more" };
}

async function tryRule(rule: Rule, bench: Bench): Promise<RuleResult> {
  const { id, title } = rule;
  try {
    if (bench.peer.dictionary === undefined && id >= "C-24") throw new RuleSkipped("its dictionary cannot be read");
    return { id, title, result: "pass", detail: (await rule.run(bench)) ?? "" };
  } catch (error) {
    if (error instanceof RuleSkipped) return { id, title, result: "skipped", detail: error.message };
    if (error instanceof RuleBroken || error instanceof LineError) {
      return { id, title, result: "fail", detail: error.message };
    }
    throw error;
  }
}
