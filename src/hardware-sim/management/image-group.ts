/** SMP group 1 of the engine: images in both slots, upload, test, confirm, erase. Nothing of it while a card is inside. */
import {
  beginUpload,
  confirm,
  eraseSecondSlot,
  isRefused,
  type Refused,
  requestSwap,
  SLOT_BYTES,
  SLOT_IMAGE_BYTES_MAX,
  slotStates,
  takePiece,
  type UpdateRefusal,
  type UploadSession,
  uploadedSha256,
} from "../../firmware/index.ts";
import {
  groupFail,
  IMAGE_COMMAND,
  IMAGE_RC,
  SMP_GROUP,
  SMP_RC,
  type SmpFailure,
  type SmpGroup,
  type SmpMap,
  type SmpRequest,
  type SmpResult,
  smpBytes,
  smpFail,
  smpFlag,
  smpNumber,
} from "../../protocol/index.ts";
import type { Core } from "../core.ts";
import { refuseUnlessQuiet } from "./quiet.ts";

const SHA256_BYTES = 32;
const TAG_BYTES_MAX = 64;

export function imageGroup(core: Core): SmpGroup {
  return {
    id: SMP_GROUP.image,
    commands: {
      [IMAGE_COMMAND.state]: { read: () => listOf(core), write: (request) => setState(core, request) },
      [IMAGE_COMMAND.upload]: { write: (request) => upload(core, request) },
      [IMAGE_COMMAND.erase]: { write: (request) => erase(core, request) },
      [IMAGE_COMMAND.slots]: { read: slotInfo },
    },
  };
}

const isRecovery = (core: Core): boolean => core.state.boot.mode === "recovery";

function listOf(core: Core): SmpMap {
  const images = slotStates(core.flash, core.judge, !isRecovery(core)).map(({ hash, ...state }) => ({
    ...state,
    image: 0,
    hash: new Uint8Array(Buffer.from(hash, "hex")),
  }));
  return { images, splitStatus: 0 };
}

function setState(core: Core, { payload }: SmpRequest): SmpResult {
  if (isRecovery(core))
    return smpFail(SMP_RC.notSupported, "in recovery the image that is uploaded is taken at the reset");
  const no = refuseUnlessQuiet(core);
  if (no !== undefined) return no;
  const hash = smpBytes(payload, "hash");
  const forGood = smpFlag(payload, "confirm") ?? false;
  const name = hash === undefined ? undefined : Buffer.from(hash).toString("hex");
  const running = slotStates(core.flash, core.judge, true).find(({ active }) => active);
  if (name === undefined && !forGood) return smpFail(SMP_RC.invalid, "say which image by its hash");
  if (name === undefined || name === running?.hash) {
    if (!forGood) return groupFail(IMAGE_RC.testActiveDenied, "that image runs already");
    return confirmRunning(core);
  }
  const refused = requestSwap(core.flash, core.judge, name, forGood);
  if (refused !== undefined) return failure(core, refused);
  core.print(`firmware in the second slot is taken at the next start${forGood ? ", for good" : ", on trial"}`);
  return listOf(core);
}

/** Not before the firmware on trial has looked at itself. */
function confirmRunning(core: Core): SmpResult {
  const { boot } = core.state;
  if (boot.trial && boot.check !== "good") {
    const why = boot.check === "none" ? "its self-test has not run yet: it comes once the printer is up" : boot.why;
    core.print(`not confirmed: ${why}`);
    return groupFail(IMAGE_RC.confirmDenied, why);
  }
  const refused = confirm(core.flash);
  if (refused !== undefined) return failure(core, refused);
  if (boot.trial) core.print(`firmware ${boot.version} is confirmed`);
  boot.trial = false;
  return listOf(core);
}

function upload(core: Core, { payload, version }: SmpRequest): SmpResult {
  const no = refuseUnlessQuiet(core);
  if (no !== undefined) return no;
  const off = smpNumber(payload, "off");
  const data = smpBytes(payload, "data");
  if (off === undefined || data === undefined) return smpFail(SMP_RC.invalid, "off and data are needed");
  const { boot } = core.state;
  const taken = off === 0 ? first(core, payload, data) : next(core, boot.upload, off, data);
  if ("failed" in taken) return taken;
  boot.upload = taken.length === 0 ? null : taken;
  if (isRecovery(core) && taken.length > 0 && taken.offset === taken.length) {
    const refused = takeAtReset(core);
    if (refused !== undefined) return refused;
  }
  return version === 1 ? { rc: 0, off: taken.offset } : progress(core, taken);
}

/** Nothing runs that could ask for a trial: what was brought in recovery is what is wanted. */
function takeAtReset(core: Core): SmpFailure | undefined {
  const { flash, judge, state } = core;
  const brought = slotStates(flash, judge, false).find(({ slot }) => slot === 1);
  if (brought === undefined) return groupFail(IMAGE_RC.noImage, "what was uploaded is no image");
  const refused = requestSwap(flash, judge, brought.hash, true);
  if (refused !== undefined) return failure(core, refused);
  state.boot.failedStarts = 0;
  core.print(`firmware ${brought.version} is taken at the next start`);
  return undefined;
}

function first(core: Core, payload: SmpMap, data: Uint8Array): UploadSession | SmpFailure {
  const length = smpNumber(payload, "len");
  const image = payload["image"] === undefined ? 0 : smpNumber(payload, "image");
  if (length === undefined) return groupFail(IMAGE_RC.invalidLength, "the first piece must name the length");
  // Some clients name the slot here: the second one is where every image goes.
  if (image === undefined || image > 1) return groupFail(IMAGE_RC.invalidSlot, "there is one image with two slots");
  const sha = smpBytes(payload, "sha") ?? new Uint8Array(0);
  if (sha.length > TAG_BYTES_MAX) return smpFail(SMP_RC.invalid, "sha is too long");
  const { boot } = core.state;
  const taken = beginUpload(core.flash, core.judge, boot.upload ?? undefined, {
    length,
    tag: Buffer.from(sha).toString("hex"),
    upgrade: smpFlag(payload, "upgrade") ?? false,
    data,
    force: isRecovery(core),
  });
  if (isRefused(taken)) {
    boot.upload = null;
    return failure(core, taken);
  }
  if (taken !== boot.upload) core.print(`upload of ${length} bytes begins`);
  return taken;
}

/** A piece that is not the next one changes nothing: the answer says which one is. */
function next(core: Core, session: UploadSession | null, off: number, data: Uint8Array): UploadSession | SmpFailure {
  if (session === null) return { length: 0, tag: "", offset: 0, tail: "" };
  if (off !== session.offset) return session;
  const refused = takePiece(core.flash, session, data);
  return refused === undefined ? session : failure(core, refused);
}

/** At the end version 2 tells whether what lies there is what was named; version 1 wants `rc` and the offset and nothing else. */
function progress(core: Core, { offset: off, length, tag }: UploadSession): SmpMap {
  if (length === 0 || off < length || tag.length !== 2 * SHA256_BYTES) return { off };
  return { off, match: uploadedSha256(core.flash, length).toString("hex") === tag };
}

function erase(core: Core, { payload }: SmpRequest): SmpResult {
  const no = refuseUnlessQuiet(core);
  if (no !== undefined) return no;
  const slot = payload["slot"] === undefined ? 1 : smpNumber(payload, "slot");
  if (slot !== 1) return groupFail(IMAGE_RC.invalidSlot, "only the second slot can be erased");
  core.state.boot.upload = null;
  const refused = eraseSecondSlot(core.flash);
  return refused === undefined ? {} : failure(core, refused);
}

function slotInfo(): SmpResult {
  const slots = [
    { slot: 0, size: SLOT_BYTES },
    { slot: 1, size: SLOT_BYTES, upload_image_id: 1 },
  ];
  return { images: [{ image: 0, slots, max_image_size: SLOT_IMAGE_BYTES_MAX }] };
}

const GROUP_RC: Readonly<Partial<Record<UpdateRefusal, number>>> = {
  noHeader: IMAGE_RC.invalidHeader,
  badMagic: IMAGE_RC.badMagic,
  noLength: IMAGE_RC.invalidLength,
  tooLarge: IMAGE_RC.tooLarge,
  overrun: IMAGE_RC.dataOverrun,
  slotInUse: IMAGE_RC.noFreeSlot,
  notNewer: IMAGE_RC.currentIsNewer,
  notFound: IMAGE_RC.hashNotFound,
  damaged: IMAGE_RC.invalidHash,
  downgrade: IMAGE_RC.currentIsNewer,
  flashFailed: IMAGE_RC.flashWriteFailed,
  notConfirmable: IMAGE_RC.confirmDenied,
};

/** The reason also goes onto the console in words: version 2 has no room for them beside a code of the group. */
function failure(core: Core, { refused, words }: Refused): SmpFailure {
  core.print(`refused: ${words}`);
  const rc = GROUP_RC[refused];
  return rc === undefined ? smpFail(SMP_RC.accessDenied, words) : groupFail(rc, words);
}
