/**
 * The key that simulated engines trust unless they are told otherwise. It follows from a text that anybody can read: it
 * protects nothing, and no real printer may trust it.
 */
import { createHash, createPrivateKey } from "node:crypto";
import { type SigningKey, signingKey } from "./keys.ts";

/** PKCS #8 around the 32 bytes of an Ed25519 key [P: RFC 8410]. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
/** How the command line names it instead of a file. */
export const DEVELOPMENT_KEY_NAME = "development";

let made: SigningKey | undefined;

export function developmentKey(): SigningKey {
  made ??= signingKey(developmentPem());
  return made;
}

/** The same, as a PEM of the private key. */
export function developmentPem(): string {
  const seed = createHash("sha256").update("cetak development key, protects nothing").digest();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: "der", type: "pkcs8" });
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}
