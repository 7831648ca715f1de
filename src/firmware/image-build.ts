/** Builds images in MCUboot's format and signs them. */
import { createHash, sign } from "node:crypto";
import {
  encodeHeader,
  encodeTlvs,
  IMAGE_HEADER_ROOM_BYTES,
  type ImageTlv,
  TLV,
  TLV_INFO_MAGIC,
  TLV_PROTECTED_MAGIC,
} from "./image-format.ts";
import { isNoImage, type ParsedImage, parseImage } from "./image-parse.ts";
import type { SigningKey } from "./keys.ts";
import { encodeManifest, type Manifest } from "./manifest.ts";
import { type ImageVersion, versionText } from "./version.ts";

export type ImageHash = "sha256" | "sha512";

export interface ImagePlan {
  readonly manifest: Manifest;
  readonly version: ImageVersion;
  /** An image with a lower one than what runs is refused, whatever its version. */
  readonly securityCounter: number;
  /** Length of the body, manifest included. */
  readonly bodyBytes: number;
  readonly hash?: ImageHash;
}

/** Room for manifest and a little code. */
export const BODY_BYTES_MIN = 8_192;

/** The signed image. Same plan and key, same bytes. */
export function buildImage(plan: ImagePlan, key: SigningKey): Uint8Array {
  const body = new Uint8Array(Math.max(plan.bodyBytes, BODY_BYTES_MIN));
  const manifest = encodeManifest(plan.manifest);
  body.set(manifest);
  fillCode(body.subarray(manifest.length), `${plan.manifest.model} ${versionText(plan.version)}`);
  const counter = new Uint8Array(4);
  new DataView(counter.buffer).setUint32(0, plan.securityCounter, true);
  return seal(body, plan.version, [{ type: TLV.securityCounter, value: counter }], plan.hash ?? "sha256", key);
}

/** The same image with another signature; its hash stays. Throws a RangeError on bytes that are no whole image. */
export function signImage(bytes: Uint8Array, key: SigningKey): Uint8Array {
  const image = parseImage(bytes);
  if (isNoImage(image)) throw new RangeError(image.problem);
  if (!image.intact) throw new RangeError("its hash is not that of its bytes: it is damaged");
  return withSignature(image, key);
}

function seal(
  body: Uint8Array,
  version: ImageVersion,
  protectedTlvs: readonly ImageTlv[],
  hash: ImageHash,
  key: SigningKey,
): Uint8Array {
  const guarded = encodeTlvs(TLV_PROTECTED_MAGIC, protectedTlvs);
  const head = new Uint8Array(IMAGE_HEADER_ROOM_BYTES);
  head.set(
    encodeHeader({
      loadAddress: 0,
      headerBytes: IMAGE_HEADER_ROOM_BYTES,
      protectedBytes: guarded.length,
      bodyBytes: body.length,
      flags: 0,
      version,
    }),
  );
  const hashed = Buffer.concat([head, body, guarded]);
  const digest = createHash(hash).update(hashed).digest();
  return Buffer.concat([hashed, closing(hash, digest, key)]);
}

function withSignature({ hashed, hash, hashName }: ParsedImage, key: SigningKey): Uint8Array {
  if (hashName === "sha384") throw new RangeError("images with SHA-384 are not signed here");
  return Buffer.concat([hashed, closing(hashName, hash, key)]);
}

/** Hash, name of the key, signature of the hash: the order in which MCUboot's own tool writes them. */
function closing(hash: ImageHash, digest: Uint8Array, key: SigningKey): Uint8Array {
  return encodeTlvs(TLV_INFO_MAGIC, [
    { type: hash === "sha256" ? TLV.sha256 : TLV.sha512, value: digest },
    { type: TLV.keyHash, value: Buffer.from(key.hash, "hex") },
    { type: TLV.ed25519, value: sign(null, digest, key.privateKey) },
  ]);
}

/** Stands for the machine code: bytes that follow from the name of the build. */
function fillCode(into: Uint8Array, name: string): void {
  for (let at = 0, i = 0; at < into.length; i++, at += 32) {
    const block = createHash("sha256").update(`${name} ${i}`).digest();
    into.set(block.subarray(0, Math.min(32, into.length - at)), at);
  }
}
