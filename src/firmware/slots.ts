/** What lies in a slot, and whether it may run on this machine. */
import type { Flash, FrozenSector } from "./flash.ts";
import { SLOT_DATA_SECTORS, type SlotNumber, slotBytes, slotSector } from "./flash-map.ts";
import type { ParsedImage } from "./image-parse.ts";
import { verifyImage } from "./image-verify.ts";
import type { TrustedKey } from "./keys.ts";
import { decodeManifest, type Manifest } from "./manifest.ts";
import { compareVersions, type ImageVersion, versionText } from "./version.ts";

/** What a machine accepts. One object a machine: judgements are remembered by it. */
export interface SlotJudge {
  readonly model: string;
  readonly keys: readonly TrustedKey[];
}

export interface SlotImage {
  readonly good: true;
  readonly version: ImageVersion;
  readonly versionText: string;
  /** Lower-case hex; names the image. */
  readonly hash: string;
  readonly securityCounter: number | undefined;
  readonly keyHash: string;
  readonly manifest: Manifest;
  readonly totalBytes: number;
}

export type BadSlotReason =
  | "noImage"
  | "damaged"
  | "unsigned"
  | "unknownKey"
  | "badSignature"
  | "notBootable"
  | "wrongModel";

export interface BadSlot {
  readonly good: false;
  readonly reason: BadSlotReason;
  readonly words: string;
  /** Of an image that is there but must not run. */
  readonly hash?: string;
  readonly versionText?: string;
}

export type Judgement = SlotImage | BadSlot;

/** Judgements of contents that have been seen: chips share their sectors, and a start must be cheap. */
const remembered = new WeakMap<SlotJudge, { sectors: readonly FrozenSector[]; judgement: Judgement }[]>();
const REMEMBERED_MAX = 8;

export function judgeSlot(flash: Flash, slot: SlotNumber, judge: SlotJudge): Judgement {
  const from = slotSector(slot);
  const sectors = flash.freeze().slice(from, from + SLOT_DATA_SECTORS);
  let known = remembered.get(judge);
  if (known === undefined) {
    known = [];
    remembered.set(judge, known);
  }
  const same = known.find((entry) => entry.sectors.every((sector, i) => sector === sectors[i]));
  if (same !== undefined) return same.judgement;
  const judgement = judgeImage(slotBytes(flash, slot), judge);
  if (known.length === REMEMBERED_MAX) known.shift();
  known.push({ sectors, judgement });
  return judgement;
}

/** Whether these bytes may run on that machine. */
export function judgeImage(bytes: Uint8Array, { model, keys }: SlotJudge): Judgement {
  const verdict = verifyImage(bytes, keys);
  if (!verdict.good) {
    const { fault, words, image } = verdict;
    return { good: false, reason: fault, words, ...(image === undefined ? {} : namesOf(image)) };
  }
  const { image, keyHash } = verdict;
  const manifest = decodeManifest(image.body);
  if (manifest?.model !== model) {
    const whose = manifest === undefined ? "it names no printer model" : `it is for a ${manifest.model}`;
    return { good: false, reason: "wrongModel", words: `${whose}, and this is a ${model}`, ...namesOf(image) };
  }
  const { securityCounter, totalBytes, header } = image;
  return { good: true, version: header.version, ...namesOf(image), securityCounter, keyHash, manifest, totalBytes };
}

function namesOf({ hash, header }: ParsedImage): { hash: string; versionText: string } {
  return { hash: Buffer.from(hash).toString("hex"), versionText: versionText(header.version) };
}

/**
 * Why the one image must not replace the other, in words; undefined when it may. The security counter decides where both
 * have one, else the version: going back to an older firmware would bring its faults back.
 */
export function mayReplace(running: Judgement, next: SlotImage): string | undefined {
  if (!running.good) return undefined;
  const [old, fresh] = [running.securityCounter, next.securityCounter];
  if (old !== undefined) {
    if (fresh === undefined) return "it has no security counter, and what runs has one";
    return fresh < old ? `its security counter ${fresh} is below ${old} of what runs` : undefined;
  }
  return compareVersions(next.version, running.version) < 0
    ? `${next.versionText} is older than ${running.versionText}, which runs`
    : undefined;
}
