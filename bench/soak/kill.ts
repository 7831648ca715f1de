/** `npm run soak -- kill`: the real station process is killed while it prints on engines in other processes. */
import { parseArgs } from "node:util";
import { killRun } from "./kill/run.ts";

const TIMES_DEFAULT = 100;
const LIFE_MS_MAX = 4_000;

interface Wishes {
  readonly times: number;
  readonly seed: number;
  readonly printers: number;
  readonly people: number;
  readonly json: boolean;
}

/** Exit code: 0 all well, 1 something broke, 2 nonsense was asked for, 130 interrupted. */
export async function soakKill(args: readonly string[]): Promise<number> {
  const wishes = readWishes(args);
  if (typeof wishes === "string") {
    process.stderr.write(`soak: ${wishes}\n`);
    return 2;
  }
  let interrupted = false;
  const stop = (): void => {
    interrupted = true;
    process.stderr.write("soak: no more kills; the cards that are left are printed\n");
  };
  process.once("SIGINT", stop);
  const every = Math.max(1, Math.floor(wishes.times / 20));
  const run = await killRun({
    ...wishes,
    lifeMsMax: LIFE_MS_MAX,
    stopped: () => interrupted,
    onKill: (done) => {
      if (done % every === 0) process.stderr.write(`soak: killed ${done}/${wishes.times} times\n`);
    },
  });
  process.off("SIGINT", stop);
  if (wishes.json) process.stdout.write(`${JSON.stringify({ ...run, interrupted })}\n`);
  else {
    const { kills, early, people, issued, uncertain, voidCards, recovered, unseen, problems } = run;
    process.stdout.write(
      `killed ${kills} times, ${early} of them while it started; ${people} people, ${issued} cards issued, ${uncertain} uncertain, ${voidCards} void\n` +
        `${recovered} steps settled from an engine's ledger, ${unseen} had never reached an engine; ${problems.length} problems\n` +
        problems.map((words) => `PROBLEM ${words}\n`).join(""),
    );
    if (problems.length > 0)
      process.stdout.write(`again: npm run soak -- kill --times ${wishes.times} --seed ${wishes.seed}\n`);
  }
  if (interrupted) return 130;
  return run.problems.length === 0 ? 0 : 1;
}

function readWishes(args: readonly string[]): Wishes | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        times: { type: "string", default: String(TIMES_DEFAULT) },
        seed: { type: "string", default: "1" },
        printers: { type: "string", default: "2" },
        people: { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
    const wrong: string[] = [];
    const number = (name: string, text: string, low: number, high: number): number => {
      const value = Number(text);
      if (!(Number.isInteger(value) && value >= low && value <= high))
        wrong.push(`--${name} must be a whole number from ${low} to ${high}, not "${text}"`);
      return value;
    };
    const times = number("times", values.times, 1, 10_000);
    const wishes = {
      times,
      seed: number("seed", values.seed, 0, 2 ** 31),
      printers: number("printers", values.printers, 1, 6),
      people: number("people", values.people ?? String(Math.max(4, times)), 1, 10_000),
      json: values.json,
    };
    return wrong[0] ?? wishes;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
