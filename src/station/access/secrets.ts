/** Random secrets that people never type. What is kept of them is a hash. */
import { createHash, randomBytes } from "node:crypto";

const SECRET_BYTES = 32;

export const newSecret = (): string => randomBytes(SECRET_BYTES).toString("base64url");

/** 256 random bits need no slow hash. */
export const secretHash = (secret: string): string => createHash("sha256").update(secret).digest("base64url");
