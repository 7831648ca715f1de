/** Passwords at rest: scrypt with a salt of its own, its cost written beside it. */
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN } from "../api-access.ts";

/** 2^15 blocks of 1 KiB: 32 MiB and about 80 ms a try. [E] OWASP names 2^17, which is too much for the small machines of offices. */
export const PASSWORD_COST = { N: 2 ** 15, r: 8, p: 1 } as const;
/** A hash from elsewhere never asks for more. */
const MEMORY_BYTES_MAX = 256 * 1024 * 1024;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

export interface PasswordCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

const derive = (password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize("NFC"), salt, KEY_BYTES, { ...cost, maxmem: MEMORY_BYTES_MAX }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });

/** Undefined when it will do, else what is wrong with it. */
export function passwordProblem(password: string): string | undefined {
  const length = [...password].length;
  if (length < PASSWORD_CHARS_MIN) return `the password must have at least ${PASSWORD_CHARS_MIN} characters`;
  if (length > PASSWORD_CHARS_MAX) return `the password must have at most ${PASSWORD_CHARS_MAX} characters`;
  return undefined;
}

/** `scrypt$N$r$p$salt$key`, salt and key in base64url. */
export async function hashPassword(password: string, cost: PasswordCost = PASSWORD_COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, cost);
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** Takes the same time for each wrong password. False also for a hash that is none. */
export async function passwordFits(password: string, hash: string): Promise<boolean> {
  const [kind, N, r, p, salt, key] = hash.split("$");
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  if (kind !== "scrypt" || key === undefined || !Object.values(cost).every((part) => part >= 1)) return false;
  const wanted = Buffer.from(key, "base64url");
  const found = await derive(password, Buffer.from(salt!, "base64url"), cost);
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}
