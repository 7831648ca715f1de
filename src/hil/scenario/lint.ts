/** What the schema cannot see: faults that cannot be, units that do not fit, names that nobody knows. */
import { LIFE_WORDS } from "../../controller/index.ts";
import { INJECTABLE, INJECTION_VALUES, parseScript } from "../../hardware-sim/index.ts";
import { COMMANDS, FAULT_CODE, type FaultName, RESPONSES } from "../../protocol/index.ts";
import { parseSimUrl, type YamlPath } from "../../rig/index.ts";
import { InputError } from "../../station/index.ts";
import { injectLine } from "./fault-line.ts";
import { parseQuantity } from "./quantity.ts";
import { CONDITION_KINDS, type Condition, type FaultWish, OPERATOR_WORDS, type Scenario, type Step } from "./schema.ts";
import { simUrl } from "./sim-url.ts";
import { VALUES } from "./values.ts";

export type Path = YamlPath;
export type Report = (path: Path, message: string) => void;

const MESSAGES: ReadonlySet<string> = new Set([...Object.keys(COMMANDS), ...Object.keys(RESPONSES)]);

export function lintScenario(scenario: Scenario, report: Report): void {
  try {
    parseSimUrl(simUrl(scenario.setup, 1));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    report(["setup"], error.message);
  }
  for (const [index, wish] of scenario.faults.entries())
    lintFault(wish, (path, text) => report(["faults", index, ...path], text));
  const marks = new Set(scenario.faults.map(({ inject }) => `inject ${inject}`));
  for (const [index, step] of scenario.steps.entries())
    lintStep(step, marks, (path, text) => report(["steps", index, ...path], text));
}

function lintFault(wish: FaultWish, report: Report): void {
  const kinds = (["inject", "power", "link", "host"] as const).filter((kind) => wish[kind] !== undefined);
  if (kinds.length !== 1) report([], "needs exactly one of inject, power, link, host");
  const { inject, value, when = {} } = wish;
  const triggers = (["at", "state", "message", "probability"] as const).filter((key) => when[key] !== undefined);
  if (when.step !== undefined || when.card !== undefined) triggers.push("at");
  if (triggers.length > 1)
    report(["when"], "names more than one occasion: one of at, state, step or card, message, probability");
  if (when.probability !== undefined && when.every === undefined)
    report(["when"], "a probability needs `every`, how often it is drawn");
  if (when.nth !== undefined && when.state === undefined && when.message === undefined)
    report(["when", "nth"], "counts states or messages: name one");
  if (when.state !== undefined) lintState(when.state, ["when", "state"], report);
  if (when.message !== undefined && !MESSAGES.has(when.message))
    report(["when", "message"], `no message "${when.message}"`);
  if (inject === undefined) {
    if (when.step !== undefined || when.card !== undefined) report(["when"], "step and card belong to `inject`");
    return;
  }
  if (!INJECTABLE.includes(inject as FaultName)) {
    report(["inject"], `no fault "${inject}"; possible: ${INJECTABLE.join(", ")}`);
    return;
  }
  const range = INJECTION_VALUES[inject as FaultName];
  if (value !== undefined && range === undefined) report(["value"], `${inject} has no strength`);
  else if (value !== undefined && range !== undefined && !(value >= range.low && value <= range.high)) {
    report(["value"], `${inject} takes ${range.low}..${range.high} (${range.meaning}), got ${value}`);
  }
  const parsed = parseScript(injectLine(wish));
  if ("problems" in parsed) report([], parsed.problems[0]!.message);
}

function lintStep(step: Step, marks: Set<string>, report: Report): void {
  if ("wait" in step) lintCondition(step.wait, (path, text) => report(["wait", ...path], text));
  else if ("expect" in step) lintCondition(step.expect, (path, text) => report(["expect", ...path], text));
  else if ("never" in step) lintCondition(step.never, (path, text) => report(["never", ...path], text));
  else if ("hands" in step) {
    for (const line of [step.hands].flat()) {
      const parsed = parseScript(line);
      if ("problems" in parsed) report(["hands"], parsed.problems[0]!.message);
      else if (parsed.steps.length === 0) report(["hands"], "says nothing");
    }
  } else if ("operator" in step) lintOperator(step.operator, report);
  else if ("mark" in step) marks.add(step.mark);
  else if ("order" in step) for (const [i, entry] of step.order.entries()) lintEntry(entry, i, report);
  else if ("measure" in step) {
    const { since, value, min, max } = step.measure;
    if ((since === undefined) === (value === undefined)) report(["measure"], "needs exactly one of since, value");
    if (min === undefined && max === undefined) report(["measure"], "needs a limit: min or max");
    if (since !== undefined && !marks.has(since)) report(["measure", "since"], `no mark "${since}" before this step`);
    if (value !== undefined) lintValue({ value, min, max }, (path, text) => report(["measure", ...path], text));
    if (since !== undefined)
      for (const [key, limit] of Object.entries({ min, max })) {
        const unit = limit === undefined ? "s" : parseQuantity(limit)?.unit;
        if (unit !== "s") report(["measure", key], `a time is written in s, like 90 s; got "${limit}"`);
      }
  }
}

function lintOperator(words: string, report: Report): void {
  const fault = /^clear (\w+)$/.exec(words)?.[1];
  if (fault !== undefined && Object.hasOwn(FAULT_CODE, fault)) return;
  if ((OPERATOR_WORDS as readonly string[]).includes(words)) return;
  report(["operator"], `no order "${words}"; possible: ${OPERATOR_WORDS.join(", ")}, clear FAULT`);
}

function lintEntry(entry: string, index: number, report: Report): void {
  const [kind, name, more] = entry.split(" ");
  const known = ["state", "fault", "cleared", "message", "event", "step", "inject"].includes(kind ?? "");
  if (!known || name === undefined || more !== undefined)
    report(["order", index], `"${entry}" is not of the form: state|fault|cleared|message|event|step|inject NAME`);
}

function lintCondition(condition: Condition, report: Report): void {
  const kinds = CONDITION_KINDS.filter((kind) => condition[kind] !== undefined);
  if (kinds.length !== 1) report([], `needs exactly one of ${CONDITION_KINDS.join(", ")}`);
  if (condition.where !== undefined && condition.message === undefined) report(["where"], "belongs to `message`");
  if (condition.state !== undefined) lintState(condition.state, ["state"], report);
  for (const key of ["fault", "clear"] as const) {
    const name = condition[key];
    if (name !== undefined && !Object.hasOwn(FAULT_CODE, name) && !(key === "clear" && name === "all"))
      report([key], `no fault "${name}" in the table`);
  }
  if (condition.message !== undefined && !MESSAGES.has(condition.message))
    report(["message"], `no message "${condition.message}" on this link`);
  if (condition.value !== undefined) lintValue(condition, report);
  else if (condition.is !== undefined || condition.min !== undefined || condition.max !== undefined)
    report([], "is, min and max belong to `value`");
}

function lintState(state: string, path: Path, report: Report): void {
  const word = state.split(".")[0]!;
  if (!(LIFE_WORDS as readonly string[]).includes(word))
    report(path, `no state "${state}"; possible: ${LIFE_WORDS.join(", ")}, and paths below them`);
}

function lintValue(condition: Pick<Condition, "value" | "is" | "tolerance" | "min" | "max">, report: Report): void {
  const row = Object.hasOwn(VALUES, condition.value!) ? VALUES[condition.value!] : undefined;
  if (row === undefined) {
    report(["value"], `no value "${condition.value}"; possible: ${Object.keys(VALUES).join(", ")}`);
    return;
  }
  if (condition.is === undefined && condition.min === undefined && condition.max === undefined)
    report(["value"], "needs is, min or max");
  for (const key of ["is", "tolerance", "min", "max"] as const) {
    const given = condition[key];
    if (given === undefined) continue;
    const unit = parseQuantity(given)?.unit;
    // A difference of temperatures is in kelvin.
    const wanted = key === "tolerance" && row.unit === "C" ? "K" : row.unit;
    if (unit === undefined || (unit !== wanted && !(unit === "" && wanted === ""))) {
      report([key], `${condition.value} is in ${wanted === "" ? "plain numbers" : wanted}; got "${given}"`);
    }
  }
}
