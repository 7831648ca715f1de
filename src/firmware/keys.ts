/** Keys that sign images: Ed25519, as PEM (PKCS #8 private, SubjectPublicKeyInfo public), made by node:crypto. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";

/** A key that images are checked against. */
export interface TrustedKey {
  /** SHA-256 of the public key in DER; images name their key by it. Lower-case hex. */
  readonly hash: string;
  readonly key: KeyObject;
}

export interface SigningKey extends TrustedKey {
  readonly privateKey: KeyObject;
}

/** Why a text is no key that can be used here, as a sentence without a full stop. */
export class KeyError extends Error {
  override readonly name = "KeyError";
}

/** A new pair. The private one belongs into a file that nobody else may read. */
export function generateKey(): { readonly privatePem: string; readonly publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return {
    privatePem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
}

/** From a public or a private PEM: who may check may also have the whole key. Throws a {@link KeyError}. */
export function trustedKey(pem: string): TrustedKey {
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw new KeyError("it is no key in PEM");
  }
  return trusted(key);
}

/** Throws a {@link KeyError}, also for a public key. */
export function signingKey(pem: string): SigningKey {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(pem);
  } catch {
    const isPublic = pem.includes("PUBLIC KEY");
    throw new KeyError(isPublic ? "it is a public key; signing needs the private one" : "it is no private key in PEM");
  }
  return { ...trusted(createPublicKey(privateKey)), privateKey };
}

function trusted(key: KeyObject): TrustedKey {
  if (key.asymmetricKeyType !== "ed25519") {
    throw new KeyError(`it is a key for ${key.asymmetricKeyType ?? "something else"}; images are signed with ed25519`);
  }
  const der = key.export({ type: "spki", format: "der" });
  return { hash: createHash("sha256").update(der).digest("hex"), key };
}
