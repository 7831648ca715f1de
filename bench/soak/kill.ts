/** `npm run soak -- kill`: the real station process is killed while it prints on engines in other processes. */

import { readWishes } from "../wishes.ts";
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
  const wishes = killWishes(args);
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

function killWishes(args: readonly string[]): Wishes | string {
  const wishes = readWishes(
    args,
    {
      times: { byDefault: TIMES_DEFAULT, low: 1, high: 10_000 },
      seed: { byDefault: 1, low: 0, high: 2 ** 31 },
      printers: { byDefault: 2, low: 1, high: 6 },
      people: { byDefault: undefined, low: 1, high: 10_000 },
    },
    ["json"],
  );
  return typeof wishes === "string" ? wishes : { ...wishes, people: wishes.people ?? Math.max(4, wishes.times) };
}
