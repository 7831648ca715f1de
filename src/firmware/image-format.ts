/** The frame of a firmware image as MCUboot defines it [P: MCUboot boot/bootutil/include/bootutil/image.h, docs/design.md]. */
import type { ImageVersion } from "./version.ts";

export const IMAGE_MAGIC = 0x96f3b83d;
export const IMAGE_HEADER_BYTES = 32;
/** Room that the header takes in images that we build: a vector table must lie on such a boundary [C: imgtool's usual 0x200]. */
export const IMAGE_HEADER_ROOM_BYTES = 512;
/** Images longer than this are not looked at. */
export const IMAGE_BYTES_MAX = 4 * 1024 * 1024;

export const TLV_INFO_MAGIC = 0x6907;
export const TLV_PROTECTED_MAGIC = 0x6908;
export const TLV = {
  keyHash: 0x01,
  sha256: 0x10,
  sha384: 0x11,
  sha512: 0x12,
  ed25519: 0x24,
  signsWholeImage: 0x25,
  securityCounter: 0x50,
} as const;

/** Header flags of images that cannot be run from a slot as they lie: encrypted, not bootable, loaded into RAM, compressed. */
export const FLAGS_NOT_BOOTABLE = 0x04 | 0x08 | 0x10 | 0x20 | 0x100 | 0x200 | 0x400;

export interface ImageHeader {
  readonly loadAddress: number;
  /** Room of the header, body begins behind it. */
  readonly headerBytes: number;
  readonly protectedBytes: number;
  readonly bodyBytes: number;
  readonly flags: number;
  readonly version: ImageVersion;
}

export interface ImageTlv {
  readonly type: number;
  readonly value: Uint8Array;
}

/** The 32 bytes at the beginning. */
export function encodeHeader(header: ImageHeader): Uint8Array {
  const bytes = new Uint8Array(IMAGE_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, IMAGE_MAGIC, true);
  view.setUint32(4, header.loadAddress, true);
  view.setUint16(8, header.headerBytes, true);
  view.setUint16(10, header.protectedBytes, true);
  view.setUint32(12, header.bodyBytes, true);
  view.setUint32(16, header.flags, true);
  const { major, minor, revision, build } = header.version;
  bytes[20] = major;
  bytes[21] = minor;
  view.setUint16(22, revision, true);
  view.setUint32(24, build, true);
  return bytes;
}

/** Undefined when there is no image: wrong magic or fewer than 32 bytes. */
export function decodeHeader(bytes: Uint8Array): ImageHeader | undefined {
  if (bytes.length < IMAGE_HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== IMAGE_MAGIC) return undefined;
  return {
    loadAddress: view.getUint32(4, true),
    headerBytes: view.getUint16(8, true),
    protectedBytes: view.getUint16(10, true),
    bodyBytes: view.getUint32(12, true),
    flags: view.getUint32(16, true),
    version: {
      major: bytes[20]!,
      minor: bytes[21]!,
      revision: view.getUint16(22, true),
      build: view.getUint32(24, true),
    },
  };
}

/** An area of TLVs with its four bytes of head; `magic` says protected or not. */
export function encodeTlvs(magic: number, tlvs: readonly ImageTlv[]): Uint8Array {
  const bytes = new Uint8Array(4 + tlvs.reduce((sum, { value }) => sum + 4 + value.length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, magic, true);
  view.setUint16(2, bytes.length, true);
  let at = 4;
  for (const { type, value } of tlvs) {
    view.setUint16(at, type, true);
    view.setUint16(at + 2, value.length, true);
    bytes.set(value, at + 4);
    at += 4 + value.length;
  }
  return bytes;
}

/** The TLVs of the area that begins at `at`, and where it ends; undefined when it is not whole. */
export function decodeTlvs(
  bytes: Uint8Array,
  at: number,
  magic: number,
): { readonly tlvs: readonly ImageTlv[]; readonly end: number } | undefined {
  if (at + 4 > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(at, true) !== magic) return undefined;
  const end = at + view.getUint16(at + 2, true);
  if (end > bytes.length || end < at + 4) return undefined;
  const tlvs: ImageTlv[] = [];
  let next = at + 4;
  while (next < end) {
    if (next + 4 > end) return undefined;
    const type = view.getUint16(next, true);
    const length = view.getUint16(next + 2, true);
    if (next + 4 + length > end) return undefined;
    tlvs.push({ type, value: bytes.subarray(next + 4, next + 4 + length) });
    next += 4 + length;
  }
  return { tlvs, end };
}
