import { rmSync } from "node:fs";
import { generateKey, trustedKey } from "../../firmware/index.ts";
import { writeOutFile } from "../out-file.ts";

/** Readable by its owner alone. */
const PRIVATE_MODE = 0o600;
const PUBLIC_MODE = 0o644;

export interface ImageKeygenOptions {
  out: string;
  json?: boolean;
}

/** `cetak image keygen`: an Ed25519 pair in two files. Never overwrites a key. */
export function imageKeygen(options: ImageKeygenOptions): void {
  const { privatePem, publicPem } = generateKey();
  const publicFile = `${options.out.replace(/\.pem$/, "")}.pub.pem`;
  writeOutFile(options.out, privatePem, { mode: PRIVATE_MODE, isNew: true });
  try {
    writeOutFile(publicFile, publicPem, { mode: PUBLIC_MODE, isNew: true });
  } catch (error) {
    // Half a pair is no key, and would stand in the way of the next try.
    rmSync(options.out);
    throw error;
  }
  const { hash } = trustedKey(publicPem);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ privateKey: options.out, publicKey: publicFile, hash })}\n`);
    return;
  }
  process.stdout.write(
    `private key  ${options.out} (keep it; who has it can make firmware)\n` +
      `public key   ${publicFile}\nkey          ${hash.slice(0, 16)}\n`,
  );
}
