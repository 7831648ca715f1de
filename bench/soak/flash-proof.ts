/**
 * The proof that an update never bricks: one update runs once, and at each flash operation the chip is forked, the power
 * fails inside that operation, and the fork must start again. The cut of the fork's own recovery is part of it.
 */
import { Random } from "../../src/base/index.ts";
import {
  BEHAVIOURS_USUAL,
  beginUpload,
  boot,
  buildImage,
  confirm,
  Flash,
  type FlashOperation,
  factoryContents,
  isRefused,
  judgeSlot,
  PAGE_BYTES,
  parseVersion,
  requestSwap,
  SECTOR_BYTES,
  SLOT_IMAGE_BYTES_MAX,
  type SlotJudge,
  signingKey,
  slotBegin,
  swappedTrailer,
  type Tear,
  takePiece,
  wasFlashCut,
} from "../../src/firmware/index.ts";

export const TEARS: readonly Tear[] = ["before", "begun", "half", "done"];
/** `upgrade`: tried and confirmed. `permanent`: asked for without a trial. `revert`: tried, not confirmed, taken back. */
export const UPDATES = ["upgrade", "permanent", "revert"] as const;
export type UpdateName = (typeof UPDATES)[number];

const PIECE_BYTES = 1_000;
const STARTS = 3;

export interface FlashWorld {
  readonly judge: SlotJudge;
  readonly factory: Flash;
  readonly fresh: Uint8Array;
  readonly oldHash: string;
  readonly newHash: string;
}

/** A chip with version 1 on it, and version 2 to come, of `imageBytes` each. `pem`: the private key that signs both. */
export function flashWorld(imageBytes: number, pem: string): FlashWorld {
  const key = signingKey(pem);
  const make = (version: string): Uint8Array =>
    buildImage(
      {
        manifest: { model: "hdp5000", behaviours: BEHAVIOURS_USUAL, parameters: {} },
        version: parseVersion(version)!,
        securityCounter: 1,
        bodyBytes: imageBytes,
      },
      key,
    );
  const judge: SlotJudge = { model: "hdp5000", keys: [key] };
  const fresh = make("2.0.0");
  const factory = new Flash(factoryContents(make("1.0.0"), swappedTrailer(true)));
  const other = new Flash(factoryContents(fresh, swappedTrailer(true)));
  return { judge, factory, fresh, oldHash: hashIn(factory, 0, judge), newHash: hashIn(other, 0, judge) };
}

function hashIn(flash: Flash, slot: 0 | 1, judge: SlotJudge): string {
  const found = judgeSlot(flash, slot, judge);
  if (!found.good) throw new Error(found.words);
  return found.hash;
}

/** How far an update is: decides what a fork may end with. */
interface Stage {
  /** The new one may stay: somebody said so. */
  mayStay: boolean;
  /** The old one may not come back any more. */
  mustStay: boolean;
}

function runUpdate(flash: Flash, world: FlashWorld, name: UpdateName, stage: Stage): void {
  const { judge, fresh } = world;
  const first = beginUpload(flash, judge, undefined, {
    length: fresh.length,
    tag: "",
    upgrade: false,
    data: fresh.subarray(0, PIECE_BYTES),
  });
  if (isRefused(first)) throw new Error(first.words);
  for (let at = PIECE_BYTES; at < fresh.length; at += PIECE_BYTES)
    takePiece(flash, first, fresh.subarray(at, at + PIECE_BYTES));
  stage.mayStay = name === "permanent";
  const asked = requestSwap(flash, judge, world.newHash, name === "permanent");
  if (asked !== undefined) throw new Error(asked.words);
  stage.mustStay = name === "permanent";
  expectHash(flash, world, world.newHash);
  if (name === "upgrade") {
    stage.mayStay = true;
    confirm(flash);
    stage.mustStay = true;
  }
  expectHash(flash, world, name === "revert" ? world.oldHash : world.newHash);
}

function expectHash(flash: Flash, world: FlashWorld, hash: string): void {
  const { running } = boot(flash, world.judge);
  if (running?.hash !== hash) throw new Error(`the update itself went wrong: ${running?.versionText} runs`);
}

export interface FlashProof {
  readonly update: UpdateName;
  readonly imageBytes: number;
  readonly operations: number;
  /** Power cuts made, each in a fork of its own. */
  cuts: number;
  /** Forks whose recovery was cut too. */
  cutTwice: number;
  readonly ended: { old: number; fresh: number; recovery: number };
  readonly problems: string[];
}

export interface ProofOptions {
  readonly update: UpdateName;
  readonly imageBytes: number;
  readonly seed: number;
  /** Only each n-th operation, beginning with `seed % every`. */
  readonly every: number;
  readonly onProgress?: (operation: number) => void;
}

/** Cuts the power in each operation of the update, torn in each way. */
export function proveUpdate(world: FlashWorld, options: ProofOptions): FlashProof {
  const { update, seed, every } = options;
  const flash = world.factory.fork();
  const stage: Stage = { mayStay: false, mustStay: false };
  const ended = { old: 0, fresh: 0, recovery: 0 };
  const tally = { cuts: 0, cutTwice: 0, ended, problems: [] as string[] };
  let at = 0;
  flash.onOperation = (operation) => {
    const index = at++;
    if (index % every !== seed % every) return;
    options.onProgress?.(index);
    for (const tear of TEARS) cutHere(flash, world, operation, { ...stage }, index, tear, options, tally);
  };
  runUpdate(flash, world, update, stage);
  return { update, imageBytes: world.fresh.length, operations: at, ...tally };
}

function cutHere(
  flash: Flash,
  world: FlashWorld,
  operation: FlashOperation,
  stage: Stage,
  index: number,
  tear: Tear,
  { update, seed }: ProofOptions,
  tally: Pick<FlashProof, "cuts" | "cutTwice" | "ended" | "problems">,
): void {
  const random = new Random(`${update} ${seed} ${index} ${tear}`);
  const fork = flash.fork();
  fork.cutAfter(0, tear, random.fork("tear"));
  if (!wasFlashCut(() => fork.perform(operation))) throw new Error("an operation that was to be cut was not");
  tally.cuts++;
  const problem = (words: string): void => {
    tally.problems.push(`${update}, operation ${index}, ${tear}: ${words}`);
  };
  // The recovery may meet the next cut, at any operation of a whole swap.
  const second = random.fork("second");
  fork.cutAfter(second.int(swapOperations(world)), TEARS[second.int(TEARS.length)]!, second);
  if (wasFlashCut(() => void boot(fork, world.judge))) tally.cutTwice++;
  fork.cutAfter(Number.POSITIVE_INFINITY, "before", second);
  let last = "";
  for (let i = 0; i < STARTS; i++) {
    const { running, trial } = boot(fork, world.judge);
    if (running === undefined) {
      tally.ended.recovery++;
      problem("nothing can be started: recovery");
      return;
    }
    last = running.hash;
    if (i === STARTS - 1 && trial) problem("still on trial after three starts");
  }
  if (last === world.oldHash) tally.ended.old++;
  else tally.ended.fresh++;
  if (last !== world.oldHash && last !== world.newHash) problem("something else runs");
  if (last === world.newHash && !stage.mayStay) problem("the new image stays though nobody confirmed it");
  if (last === world.oldHash && stage.mustStay) problem("the old image is back though the new one was confirmed");
}

/** A sector changes places in three parts, each an erasure, its pages and a record. */
function swapOperations({ fresh }: FlashWorld): number {
  return Math.ceil(fresh.length / SECTOR_BYTES) * 3 * (2 + SECTOR_BYTES / PAGE_BYTES);
}

export interface RotTally {
  runs: number;
  old: number;
  fresh: number;
  recovery: number;
  readonly problems: string[];
}

/** Bits flip anywhere, then the engine starts: what runs is one of the two, whole and signed, or recovery answers. */
export function proveRot(world: FlashWorld, runs: number, seed: number): RotTally {
  const tally: RotTally = { runs: 0, old: 0, fresh: 0, recovery: 0, problems: [] };
  const bytes = world.factory.sectors * SECTOR_BYTES;
  for (let i = 0; i < runs; i++) {
    const random = new Random(`rot ${seed} ${i}`);
    const flash = world.factory.fork();
    const stage: Stage = { mayStay: false, mustStay: false };
    flash.cutAfter(random.int(1_800), TEARS[random.int(TEARS.length)]!, random.fork("tear"));
    wasFlashCut(() => runUpdate(flash, world, UPDATES[random.int(UPDATES.length)]!, stage));
    flash.cutAfter(Number.POSITIVE_INFINITY, "before", random);
    const where = random.chance(0.5) ? [slotBegin(0), SLOT_IMAGE_BYTES_MAX] : [0, bytes];
    flash.rot(1 + random.int(64), where[0]!, where[1]!, random);
    let last: string | undefined;
    for (let start = 0; start < STARTS; start++) last = boot(flash, world.judge).running?.hash;
    tally.runs++;
    if (last === undefined) tally.recovery++;
    else if (last === world.oldHash) tally.old++;
    else if (last === world.newHash) tally.fresh++;
    else tally.problems.push(`seed ${seed}, run ${i}: something else runs`);
  }
  return tally;
}
