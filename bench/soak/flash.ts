/** `npm run soak -- flash`: power cut in every flash operation of an update, torn in every way; then bit rot; then noise on the console. */
import { developmentPem } from "../../src/firmware/index.ts";
import { readWishes, type Wished } from "../wishes.ts";
import { type ConsoleFuzz, fuzzConsole } from "./flash-fuzz.ts";
import { type FlashProof, flashWorld, proveRot, proveUpdate, type RotTally, TEARS, UPDATES } from "./flash-proof.ts";

const KIB_DEFAULT = 128;
const KIB_MAX = 240;
const PROBLEMS_SHOWN_MAX = 20;

const NUMBERS = {
  kib: { byDefault: KIB_DEFAULT, low: 8, high: KIB_MAX },
  every: { byDefault: 1, low: 1, high: 10_000 },
  seed: { byDefault: 1, low: 0, high: 2 ** 31 },
  rot: { byDefault: 2_000, low: 0, high: 1e6 },
  fuzz: { byDefault: 20_000_000, low: 0, high: 1e9 },
} as const;
type Wishes = Wished<typeof NUMBERS, "json">;

/** Exit code: 0 all well, 1 something broke, 2 nonsense was asked for. */
export async function soakFlash(args: readonly string[]): Promise<number> {
  const wishes = readWishes(args, NUMBERS, ["json"]);
  if (typeof wishes === "string") {
    process.stderr.write(`soak: ${wishes}\n`);
    return 2;
  }
  const { kib, every, seed, json } = wishes;
  const world = flashWorld(kib * 1024, developmentPem());
  const say = (words: string): void => void process[json ? "stderr" : "stdout"].write(`${words}\n`);
  const proofs: FlashProof[] = [];
  for (const update of UPDATES) {
    const onProgress = (operation: number): void => {
      if (operation % 500 < every) process.stderr.write(`soak: ${update}, flash operation ${operation}\n`);
    };
    const proof = proveUpdate(world, { update, imageBytes: kib * 1024, seed, every, onProgress });
    proofs.push(proof);
    say(proofText(proof, every));
  }
  const rot = proveRot(world, wishes.rot, seed);
  say(rotText(rot));
  const fuzz = fuzzConsole(wishes.fuzz, seed);
  say(fuzzText(fuzz));
  const problems = [...proofs.flatMap((proof) => proof.problems), ...rot.problems, ...fuzz.problems];
  for (const problem of problems.slice(0, PROBLEMS_SHOWN_MAX)) process.stderr.write(`FAILED  ${problem}\n`);
  if (problems.length > 0) process.stderr.write(`replay      ${replayLine(wishes)}\n`);
  if (json) process.stdout.write(`${JSON.stringify({ kib, every, seed, proofs, rot, fuzz })}\n`);
  return problems.length === 0 ? 0 : 1;
}

function replayLine({ kib, every, seed, rot, fuzz }: Wishes): string {
  return `npm run soak -- flash --kib ${kib} --every ${every} --seed ${seed} --rot ${rot} --fuzz ${fuzz}`;
}

function proofText(
  { update, imageBytes, operations, cuts, cutTwice, ended, problems }: FlashProof,
  every: number,
): string {
  const share = every === 1 ? "each" : `each ${every}th`;
  return (
    `${update.padEnd(11)} image of ${imageBytes} bytes, ${operations} flash operations, power cut in ${share}, torn in ${TEARS.length} ways: ` +
    `${cuts} cuts, ${cutTwice} cut again while recovering; old runs ${ended.old}, new runs ${ended.fresh}, ` +
    `recovery ${ended.recovery}, bricks and broken promises ${problems.length}`
  );
}

function rotText({ runs, old, fresh, recovery, problems }: RotTally): string {
  return `bit rot     ${runs} chips, cut somewhere in an update, then 1-64 bits flipped: old runs ${old}, new runs ${fresh}, recovery answers ${recovery}, anything else ${problems.length}`;
}

function fuzzText({ bytes, answers, requests, problems, heldBytesMost }: ConsoleFuzz): string {
  return `console     ${bytes} bytes of noise and damaged requests: ${requests} understood, ${answers} answers, at most ${heldBytesMost} bytes held, problems ${problems.length}`;
}
