/** What flashing would do: the image looked at as closely as this side can, beside what the printer runs. */
import { decodeManifest, isNoImage, parseImage, TLV, versionText } from "../../firmware/index.ts";
import {
  IMAGE_COMMAND,
  SMP_GROUP,
  type SmpMap,
  smpBytes,
  smpFlag,
  smpMapOf,
  smpNumber,
  smpText,
} from "../../protocol/index.ts";
import { InputError } from "../errors.ts";
import { type ConsoleSession, type PrinterIdentity, RefusedError } from "./console-session.ts";

/** One slot as the printer lists it. */
export interface SlotState {
  readonly slot: number;
  readonly version: string;
  /** Lower-case hex. */
  readonly hash: string;
  readonly active: boolean;
  readonly confirmed: boolean;
  readonly pending: boolean;
}

/** What an image file says of itself. */
export interface ImageFacts {
  readonly bytes: number;
  readonly version: string;
  readonly hash: string;
  readonly model: string;
  /** Hash of the key that signed it, hex. */
  readonly signer: string;
  readonly securityCounter: number | undefined;
}

export interface FlashPlan {
  readonly printer: PrinterIdentity;
  readonly image: ImageFacts;
  /** Version that runs. */
  readonly from: string;
  readonly to: string;
  /** No firmware runs there: what is uploaded is started at the reset. */
  readonly inRecovery: boolean;
  /** Exactly this image runs and is confirmed: nothing to do. */
  readonly already: boolean;
}

/** Throws an {@link InputError}, naming the file, on anything but a whole, signed image for some printer. */
export function imageFacts(bytes: Uint8Array, file: string): ImageFacts {
  const image = parseImage(bytes);
  if (isNoImage(image)) throw new InputError(`is no firmware image: ${image.problem}`, { file });
  if (!image.intact) throw new InputError("is damaged: its hash is not that of its bytes; fetch it again", { file });
  const manifest = decodeManifest(image.body);
  if (manifest === undefined) throw new InputError("is a firmware image, but not one for these printers", { file });
  const signer = image.tlvs.find(({ type }) => type === TLV.keyHash)?.value;
  if (signer === undefined) throw new InputError('is not signed: "cetak image sign" signs it', { file });
  return {
    bytes: image.totalBytes,
    version: versionText(image.header.version),
    hash: hex(image.hash),
    model: manifest.model,
    signer: hex(signer),
    securityCounter: image.securityCounter,
  };
}

/** Throws a {@link RefusedError} when the image is for another model. */
export async function planFlash(session: ConsoleSession, image: ImageFacts): Promise<FlashPlan> {
  const { serial, model, firmware, sim, inRecovery, imageBytesMax } = await session.boot();
  const printer = { serial, model, firmware, sim };
  if (image.model !== printer.model) {
    throw new RefusedError(`the image is for a ${image.model}, and ${printer.serial} is a ${printer.model}`);
  }
  if (image.bytes > imageBytesMax) {
    const room = `${image.bytes} bytes, and ${serial} has room for ${imageBytesMax}`;
    throw new RefusedError(`the image is too large: ${room}`);
  }
  const running = (await readSlots(session)).find(({ active }) => active);
  const already = running?.hash === image.hash && running.confirmed;
  const from = inRecovery ? "none (recovery)" : (running?.version ?? "none");
  return { printer, image, from, to: image.version, inRecovery, already };
}

export async function readSlots(session: ConsoleSession): Promise<SlotState[]> {
  const map = await session.ask(SMP_GROUP.image, IMAGE_COMMAND.state, "read", {}, "asking for its images");
  return slotsOf(map);
}

export function slotsOf(map: SmpMap): SlotState[] {
  const images = Array.isArray(map["images"]) ? map["images"] : [];
  return images.flatMap((entry) => {
    const one = smpMapOf(entry);
    if (one === undefined) return [];
    return [
      {
        slot: smpNumber(one, "slot") ?? 0,
        version: smpText(one, "version") ?? "",
        hash: hex(smpBytes(one, "hash") ?? new Uint8Array(0)),
        active: smpFlag(one, "active") ?? false,
        confirmed: smpFlag(one, "confirmed") ?? false,
        pending: smpFlag(one, "pending") ?? false,
      },
    ];
  });
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
