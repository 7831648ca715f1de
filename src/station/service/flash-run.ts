/**
 * Flashes one printer: uploads, lets the printer verify, restarts it on trial, and waits until it has confirmed itself or
 * gone back. Whatever breaks in between leaves a printer that works; the same call then goes on where it stopped.
 */
import { type Micros, US_PER_S } from "../../base/index.ts";
import { IMAGE_COMMAND, OS_COMMAND, readBuffers, SMP_GROUP, uploadImage } from "../../protocol/index.ts";
import { TransportError } from "../errors.ts";
import { type ConsoleSession, DeadlineError, pause, RefusedError } from "./console-session.ts";
import { type FlashPlan, readSlots, type SlotState } from "./flash-plan.ts";

/** Swap, start-up and the printer's own test, in the printer's own time [M: 45 s start-up, 53 s test, 12 s swap]. */
export const RESTART_US_MAX = 600 * US_PER_S;
/** A pulled cable is waited for so long before the upload is given up, and so often. */
const REPLUG_US_MAX = 20 * US_PER_S;
const REPLUGS_MAX = 5;
const DIAL_AGAIN_US = US_PER_S / 2;

export const FLASH_PHASES = ["uploading", "verifying", "restarting", "trial", "done"] as const;
export type FlashPhase = (typeof FLASH_PHASES)[number];

export interface FlashProgress {
  readonly phase: FlashPhase;
  readonly sentBytes: number;
  readonly totalBytes: number;
  /** Since the upload began, without what was there already. */
  readonly bytesPerSecond: number;
}

export interface FlashEnd {
  readonly result: "confirmed" | "already" | "reverted";
  readonly printer: string;
  readonly model: string;
  readonly from: string;
  readonly to: string;
  readonly signer: string;
  readonly bytes: number;
  readonly resumedAt: number;
  readonly uploadSeconds: number;
  readonly seconds: number;
  /** What the printer said about a trial that failed; empty otherwise. */
  readonly why: string;
}

/** Rejects with an error that has an exit code. */
export async function flashPrinter(
  session: ConsoleSession,
  bytes: Uint8Array,
  plan: FlashPlan,
  onProgress: (progress: FlashProgress) => void = () => {},
): Promise<FlashEnd> {
  const beganAt = session.clock.now();
  const tell = (phase: FlashPhase, sentBytes = bytes.length, bytesPerSecond = 0): void =>
    onProgress({ phase, sentBytes, totalBytes: bytes.length, bytesPerSecond });
  const end = (result: FlashEnd["result"], upload: Uploaded, why = ""): FlashEnd => {
    tell("done");
    const { printer, image, from, to } = plan;
    const seconds = secondsSince(session, beganAt);
    const { serial, model } = printer;
    return {
      result,
      printer: serial,
      model,
      from,
      to,
      signer: image.signer,
      bytes: bytes.length,
      ...upload,
      seconds,
      why,
    };
  };
  if (plan.already) return end("already", { resumedAt: bytes.length, uploadSeconds: 0 });
  // Also when an image of that hash lies there already: the hash says nothing of the signature behind it.
  const uploaded = await upload(session, bytes, tell);
  tell("verifying");
  if (!plan.inRecovery) {
    const test = { hash: Buffer.from(plan.image.hash, "hex"), confirm: false };
    await session.ask(SMP_GROUP.image, IMAGE_COMMAND.state, "write", test, "asking it to try the new firmware");
  }
  tell("restarting");
  await restart(session);
  return afterTrial(session, plan, tell, (result, why) => end(result, uploaded, why));
}

interface Uploaded {
  readonly resumedAt: number;
  readonly uploadSeconds: number;
}

type Tell = (phase: FlashPhase, sentBytes?: number, bytesPerSecond?: number) => void;

/** Goes on by itself after a cable that was pulled and put back. */
async function upload(session: ConsoleSession, image: Uint8Array, tell: Tell): Promise<Uploaded> {
  const beganAt = session.clock.now();
  let first = -1;
  for (let replugs = 0; ; replugs++) {
    try {
      const buffers = await readBuffers(session.client);
      const { resumedAt } = await uploadImage(session.client, image, {
        buffers,
        onProgress: (sent) => {
          if (first < 0) first = sent;
          const us = session.clock.now() - beganAt;
          tell("uploading", sent, us > 0 ? ((sent - first) * US_PER_S) / us : 0);
        },
      });
      return { resumedAt: resumedAt, uploadSeconds: secondsSince(session, beganAt) };
    } catch (error) {
      const why = session.explained(error);
      if (!(why instanceof TransportError) || replugs >= REPLUGS_MAX) throw why;
      if (!(await dialUntil(session, session.clock.now() + REPLUG_US_MAX))) {
        throw new TransportError(`${why.message}; the same command again goes on where it stopped`);
      }
    }
  }
}

/** Tells it to restart and dials until it answers. */
async function restart(session: ConsoleSession): Promise<void> {
  await session.ask(SMP_GROUP.os, OS_COMMAND.reset, "write", {}, "asking it to restart");
  session.close();
}

/** The printer tries the new firmware by itself: it confirms it, or the next start brings the old one back. */
async function afterTrial(
  session: ConsoleSession,
  { image, printer }: FlashPlan,
  tell: Tell,
  end: (result: FlashEnd["result"], why?: string) => FlashEnd,
): Promise<FlashEnd> {
  const until = session.clock.now() + RESTART_US_MAX;
  let tried = false;
  while (session.clock.now() < until) {
    await pause(session, DIAL_AGAIN_US);
    const slots = await slotsNow(session, until);
    const running = slots?.find(({ active }) => active);
    if (running === undefined) continue;
    if (running.hash === image.hash) {
      tried = true;
      tell("trial");
      if (running.confirmed) return end("confirmed");
      await confirm(session);
    } else if (tried || slots?.every(({ pending }) => !pending)) {
      const why = await whyNot(session);
      return end("reverted", why === "" ? `${printer.serial} went back to ${running.version}` : why);
    }
  }
  throw new DeadlineError(`${session.url}: ${printer.serial} did not come back with the new firmware in time`);
}

/** A printer that has not tested itself yet, or does not like what it found, says no: it is asked again. */
async function confirm(session: ConsoleSession): Promise<void> {
  try {
    const what = "confirming the new firmware";
    await session.ask(SMP_GROUP.image, IMAGE_COMMAND.state, "write", { confirm: true }, what);
  } catch (error) {
    const later = error instanceof RefusedError || error instanceof TransportError || error instanceof DeadlineError;
    if (!later) throw error;
  }
}

/** What the printer says about the firmware that it took back. */
async function whyNot(session: ConsoleSession): Promise<string> {
  try {
    return (await session.boot()).why;
  } catch {
    return "";
  }
}

async function slotsNow(session: ConsoleSession, until: Micros): Promise<SlotState[] | undefined> {
  try {
    if (!session.client.isOpen && !(await dialUntil(session, until))) return undefined;
    return await readSlots(session);
  } catch (error) {
    if (error instanceof TransportError || error instanceof DeadlineError) return undefined;
    throw error;
  }
}

/** True when the console is open again. */
async function dialUntil(session: ConsoleSession, until: Micros): Promise<boolean> {
  while (session.clock.now() < until) {
    try {
      await session.again();
      return true;
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
    }
    await pause(session, DIAL_AGAIN_US);
  }
  return false;
}

const secondsSince = ({ clock }: ConsoleSession, sinceUs: Micros): number =>
  Math.round((clock.now() - sinceUs) / 10_000) / 100;
