/** Takes an image apart and recomputes its hash. Never throws on anybody's bytes. */
import { createHash } from "node:crypto";
import {
  decodeHeader,
  decodeTlvs,
  IMAGE_BYTES_MAX,
  IMAGE_HEADER_BYTES,
  type ImageHeader,
  type ImageTlv,
  TLV,
  TLV_INFO_MAGIC,
  TLV_PROTECTED_MAGIC,
} from "./image-format.ts";

export interface ParsedImage {
  readonly header: ImageHeader;
  readonly body: Uint8Array;
  readonly protectedTlvs: readonly ImageTlv[];
  readonly tlvs: readonly ImageTlv[];
  /** What is hashed: header with its room, body, protected TLVs. */
  readonly hashed: Uint8Array;
  readonly hashName: "sha256" | "sha384" | "sha512";
  /** The hash that the image carries; names it in image lists. */
  readonly hash: Uint8Array;
  /** Whether it is the hash of these bytes. */
  readonly intact: boolean;
  readonly securityCounter: number | undefined;
  /** Bytes up to the end of the TLVs; a slot or a padded file has more. */
  readonly totalBytes: number;
}

/** Why bytes are no whole image, as words for people. */
export interface NoImage {
  readonly problem: string;
}

const HASHES = [
  [TLV.sha256, "sha256", 32],
  [TLV.sha384, "sha384", 48],
  [TLV.sha512, "sha512", 64],
] as const;

export const isNoImage = (found: ParsedImage | NoImage): found is NoImage => "problem" in found;

/** `bytes` may be longer than the image. */
export function parseImage(bytes: Uint8Array): ParsedImage | NoImage {
  const header = decodeHeader(bytes);
  if (header === undefined) return { problem: "it has no MCUboot header" };
  const { headerBytes, bodyBytes, protectedBytes } = header;
  if (headerBytes < IMAGE_HEADER_BYTES) return { problem: `its header says that it is ${headerBytes} bytes long` };
  const bodyEnd = headerBytes + bodyBytes;
  if (bodyEnd + protectedBytes > IMAGE_BYTES_MAX) return { problem: "its header names a size beyond all images" };
  if (bodyEnd + protectedBytes > bytes.length) return { problem: "it ends before its body does: it was cut short" };
  let protectedTlvs: readonly ImageTlv[] = [];
  if (protectedBytes > 0) {
    const area = decodeTlvs(bytes, bodyEnd, TLV_PROTECTED_MAGIC);
    if (area?.end !== bodyEnd + protectedBytes) return { problem: "its protected fields are damaged" };
    protectedTlvs = area.tlvs;
  }
  const area = decodeTlvs(bytes, bodyEnd + protectedBytes, TLV_INFO_MAGIC);
  if (area === undefined) return { problem: "its closing fields are damaged or cut short" };
  const hashes = area.tlvs.filter(({ type }) => HASHES.some(([known]) => known === type));
  const found = HASHES.find(([type, , length]) => hashes[0]?.type === type && hashes[0].value.length === length);
  if (found === undefined || hashes.length !== 1) return { problem: "it does not carry exactly one hash" };
  const hashed = bytes.subarray(0, bodyEnd + protectedBytes);
  const hash = hashes[0]!.value;
  const counter = one(protectedTlvs, TLV.securityCounter)?.value;
  return {
    header,
    body: bytes.subarray(headerBytes, bodyEnd),
    protectedTlvs,
    tlvs: area.tlvs,
    hashed,
    hashName: found[1],
    hash,
    intact: createHash(found[1]).update(hashed).digest().equals(hash),
    securityCounter:
      counter?.length === 4 ? new DataView(counter.buffer, counter.byteOffset, 4).getUint32(0, true) : undefined,
    totalBytes: area.end,
  };
}

/** The only TLV of that type; undefined when there is none or more than one. */
export function one(tlvs: readonly ImageTlv[], type: number): ImageTlv | undefined {
  const found = tlvs.filter((tlv) => tlv.type === type);
  return found.length === 1 ? found[0] : undefined;
}
