/** Reads and writes the files of `cetak image`, with one clear sentence for whatever is wrong with them. */
import { readFileSync, statSync } from "node:fs";
import {
  DEVELOPMENT_KEY_NAME,
  developmentKey,
  IMAGE_BYTES_MAX,
  KeyError,
  type SigningKey,
  signingKey,
  type TrustedKey,
  trustedKey,
} from "../../firmware/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { whyNot } from "../out-file.ts";

/** No key in PEM is longer. */
const KEY_BYTES_MAX = 16_384;

export function readImage(path: string): Uint8Array {
  return readSmall(path, IMAGE_BYTES_MAX, "no image is longer than 4 MiB");
}

export function readTrustedKey(path: string): TrustedKey {
  return readKey(path, trustedKey, developmentKey);
}

export function readSigningKey(path: string): SigningKey {
  return readKey(path, signingKey, developmentKey);
}

/** The text of a public key, checked. */
export function readTrustedPem(path: string): string {
  const pem = readSmall(path, KEY_BYTES_MAX, "it is too long to be a key").toString("utf8");
  parseKey(path, pem, trustedKey);
  return pem;
}

function readKey<T>(path: string, parse: (pem: string) => T, development: () => T): T {
  if (path === DEVELOPMENT_KEY_NAME) return development();
  return parseKey(path, readSmall(path, KEY_BYTES_MAX, "it is too long to be a key").toString("utf8"), parse);
}

function parseKey<T>(path: string, pem: string, parse: (pem: string) => T): T {
  try {
    return parse(pem);
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    throw new CommandError(EXIT.usage, `${path}: ${error.message}; make one with cetak image keygen --out FILE`);
  }
}

function readSmall(path: string, bytesMax: number, tooLong: string): Buffer {
  try {
    if (statSync(path).size > bytesMax) throw new CommandError(EXIT.usage, `${path}: ${tooLong}`);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(EXIT.usage, `${path}: ${whyNot(error)}`);
  }
}
