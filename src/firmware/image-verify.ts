/** Is this image whole, and did one of the trusted keys sign it? */
import { verify } from "node:crypto";
import { FLAGS_NOT_BOOTABLE, TLV } from "./image-format.ts";
import { isNoImage, one, type ParsedImage, parseImage } from "./image-parse.ts";
import type { TrustedKey } from "./keys.ts";

export type ImageFault = "noImage" | "damaged" | "unsigned" | "unknownKey" | "badSignature" | "notBootable";

export type ImageVerdict =
  | { readonly good: true; readonly image: ParsedImage; readonly keyHash: string }
  /** `words`: what is wrong, for people. */
  | { readonly good: false; readonly fault: ImageFault; readonly words: string; readonly image?: ParsedImage };

export function verifyImage(bytes: Uint8Array, keys: readonly TrustedKey[]): ImageVerdict {
  const image = parseImage(bytes);
  if (isNoImage(image)) return { good: false, fault: "noImage", words: image.problem };
  const bad = (fault: ImageFault, words: string): ImageVerdict => ({ good: false, fault, words, image });
  if (!image.intact) return bad("damaged", "its hash is not that of its bytes: it is damaged");
  if (image.header.flags & FLAGS_NOT_BOOTABLE) return bad("notBootable", "it is encrypted, compressed or not bootable");
  const signature = one(image.tlvs, TLV.ed25519)?.value;
  if (signature === undefined) return bad("unsigned", "it carries no Ed25519 signature");
  const named = one(image.tlvs, TLV.keyHash)?.value;
  if (named === undefined) return bad("unsigned", "it does not name the key that signed it");
  const hash = Buffer.from(named).toString("hex");
  const trusted = keys.find((key) => key.hash === hash);
  if (trusted === undefined) return bad("unknownKey", `it is signed with another key (${hash.slice(0, 16)})`);
  const pure = one(image.tlvs, TLV.signsWholeImage)?.value;
  const message = pure !== undefined && pure[0] === 1 ? image.hashed : image.hash;
  if (signature.length !== 64 || !verify(null, message, trusted.key, signature)) {
    return bad("badSignature", "its signature is not that of the key it names");
  }
  return { good: true, image, keyHash: hash };
}
