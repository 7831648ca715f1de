/** What a running firmware does to the flash: takes an upload into the second slot, asks for a swap, confirms itself. */
import { createHash } from "node:crypto";
import { type Flash, GRANULE_BYTES, SECTOR_BYTES } from "./flash.ts";
import { SLOT_IMAGE_BYTES_MAX, SLOT_SECTORS, slotBegin, slotSector, trailerSector } from "./flash-map.ts";
import { decodeHeader, IMAGE_HEADER_BYTES } from "./image-format.ts";
import { type Judgement, judgeSlot, mayReplace, type SlotJudge } from "./slots.ts";
import { askForSwap, confirmRunning, readTrailer, wantedSwap } from "./trailer.ts";
import { compareVersions } from "./version.ts";

/** An upload that is under way. Plain data; gone with the power. */
export interface UploadSession {
  readonly length: number;
  /** Names the session; empty when the sender gave none. Hex. */
  readonly tag: string;
  /** Bytes taken. */
  offset: number;
  /** Bytes taken but not written yet: less than a granule. Hex. */
  tail: string;
}

export type UpdateRefusal =
  | "noHeader"
  | "badMagic"
  | "noLength"
  | "tooLarge"
  | "overrun"
  | "slotInUse"
  | "notNewer"
  | "notFound"
  | "damaged"
  | "untrusted"
  | "wrongModel"
  | "downgrade"
  | "flashFailed"
  | "notConfirmable";

/** `words`: why, for people. */
export interface Refused {
  readonly refused: UpdateRefusal;
  readonly words: string;
}

export const isRefused = (value: object): value is Refused => "refused" in value;
const no = (refused: UpdateRefusal, words: string): Refused => ({ refused, words });

export interface FirstChunk {
  readonly length: number;
  readonly tag: string;
  /** Only something newer than what runs. */
  readonly upgrade: boolean;
  readonly data: Uint8Array;
  /** In recovery there is nothing in the second slot that is worth keeping. */
  readonly force?: boolean;
}

/** The second slot holds what a start would need: a pending image, or the one to go back to. */
export function secondSlotInUse(flash: Flash): boolean {
  return wantedSwap(flash) !== "none";
}

/** Begins an upload, or goes on with the one of the same tag. */
export function beginUpload(
  flash: Flash,
  judge: SlotJudge,
  before: UploadSession | undefined,
  { length, tag, upgrade, data, force = false }: FirstChunk,
): UploadSession | Refused {
  if (before !== undefined && tag !== "" && before.tag === tag && before.length === length) return before;
  if (length < IMAGE_HEADER_BYTES) return no("noLength", `no image has ${length} bytes`);
  if (length > SLOT_IMAGE_BYTES_MAX) {
    return no("tooLarge", `the slot has room for ${SLOT_IMAGE_BYTES_MAX} bytes, the image has ${length}`);
  }
  if (data.length < Math.min(length, IMAGE_HEADER_BYTES)) return no("noHeader", "the first piece lacks the header");
  const header = decodeHeader(data);
  if (header === undefined) return no("badMagic", "it is no MCUboot image");
  if (!force && secondSlotInUse(flash)) return no("slotInUse", "the second slot is needed: confirm or restart first");
  const running = judgeSlot(flash, 0, judge);
  if (upgrade && running.good && compareVersions(header.version, running.version) <= 0) {
    return no("notNewer", `it is not newer than ${running.versionText}, which runs`);
  }
  if (!flash.isErased(trailerSector(1) * SECTOR_BYTES, SECTOR_BYTES)) flash.erase(trailerSector(1));
  const session: UploadSession = { length, tag, offset: 0, tail: "" };
  return takePiece(flash, session, data) ?? session;
}

/** The next bytes. Erases each sector when it is reached. */
export function takePiece(flash: Flash, session: UploadSession, data: Uint8Array): Refused | undefined {
  if (session.offset + data.length > session.length) return no("overrun", "more bytes than the image has");
  const tail = Buffer.from(session.tail, "hex");
  const pieces = Buffer.concat([tail, data]);
  const at = session.offset - tail.length;
  const isLast = session.offset + data.length === session.length;
  const whole = isLast ? Math.ceil(pieces.length / GRANULE_BYTES) * GRANULE_BYTES : pieces.length & -GRANULE_BYTES;
  const write = Buffer.alloc(whole, 0xff);
  pieces.copy(write, 0, 0, whole);
  if (!writeErasing(flash, at, write)) return no("flashFailed", "the flash does not take what is written to it");
  session.offset += data.length;
  session.tail = isLast ? "" : pieces.subarray(whole).toString("hex");
  return undefined;
}

/** False when cells that were erased are so no more. */
function writeErasing(flash: Flash, at: number, bytes: Uint8Array): boolean {
  for (let done = 0; done < bytes.length; ) {
    const from = at + done;
    const sector = slotSector(1) + Math.floor(from / SECTOR_BYTES);
    const length = Math.min(SECTOR_BYTES - (from % SECTOR_BYTES), bytes.length - done);
    if (from % SECTOR_BYTES === 0 && !flash.isErased(sector * SECTOR_BYTES, SECTOR_BYTES)) flash.erase(sector);
    if (!flash.isErased(slotBegin(1) + from, length)) return false;
    flash.program(slotBegin(1) + from, bytes.subarray(done, done + length));
    done += length;
  }
  return true;
}

/** SHA-256 of the file as it lies in the second slot. */
export function uploadedSha256(flash: Flash, length: number): Buffer {
  return createHash("sha256")
    .update(flash.read(slotBegin(1), length))
    .digest();
}

/** Empties the second slot. */
export function eraseSecondSlot(flash: Flash): Refused | undefined {
  if (secondSlotInUse(flash)) return no("slotInUse", "the second slot is needed: confirm or restart first");
  for (let i = SLOT_SECTORS - 1; i >= 0; i--) {
    const sector = slotSector(1) + i;
    if (!flash.isErased(sector * SECTOR_BYTES, SECTOR_BYTES)) flash.erase(sector);
  }
  return undefined;
}

/** Asks the boot loader for the image with that hash (hex): on trial, or for good. */
export function requestSwap(flash: Flash, judge: SlotJudge, hash: string, forGood: boolean): Refused | undefined {
  const other = judgeSlot(flash, 1, judge);
  if (other.hash !== hash) return no("notFound", "no image in the second slot has that hash");
  if (!other.good) {
    const kind = other.reason === "wrongModel" ? "wrongModel" : other.reason === "damaged" ? "damaged" : "untrusted";
    return no(kind, other.words);
  }
  if (wantedSwap(flash) === "revert") return no("slotInUse", "the running image is on trial: confirm or restart first");
  const older = mayReplace(judgeSlot(flash, 0, judge), other);
  if (older !== undefined) return no("downgrade", older);
  askForSwap(flash, forGood);
  return undefined;
}

/** Confirms what runs. */
export function confirm(flash: Flash): Refused | undefined {
  return confirmRunning(flash) ? undefined : no("notConfirmable", "its mark in the flash is damaged: flash it again");
}

/** One line of an image list, as MCUmgr's clients know it. */
export interface SlotState {
  readonly slot: 0 | 1;
  readonly version: string;
  readonly hash: string;
  readonly bootable: boolean;
  readonly pending: boolean;
  readonly confirmed: boolean;
  readonly active: boolean;
  readonly permanent: boolean;
}

/** What lies in the slots and what the next start makes of it. Slots without an image are left out. */
export function slotStates(flash: Flash, judge: SlotJudge, runs: boolean): readonly SlotState[] {
  const wanted = wantedSwap(flash);
  const states: SlotState[] = [];
  for (const slot of [0, 1] as const) {
    const image: Judgement = judgeSlot(flash, slot, judge);
    if (image.hash === undefined || image.versionText === undefined) continue;
    const pending = slot === 1 && (wanted === "test" || wanted === "permanent");
    states.push({
      slot,
      version: image.versionText.replace("+", "."),
      hash: image.hash,
      bootable: image.good,
      pending,
      confirmed: wanted === "revert" ? slot === 1 : slot === 0,
      active: slot === 0 && runs,
      permanent: pending && wanted === "permanent",
    });
  }
  return states;
}

/** The image that runs was not confirmed yet. */
export function onTrial(flash: Flash): boolean {
  const { magic, imageOk } = readTrailer(flash, 0);
  return magic && imageOk !== "set";
}
