/**
 * What remains of a NIK after a purge: `#` and an HMAC under a key that lies beside the journal. It still recognises the
 * person who already has a card, and tells nobody who has only the journal who that was.
 */
import { createHmac, randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { InputError, systemCode } from "../errors.ts";
import { type Store, text } from "./store.ts";

const KEY_BYTES = 32;
/** Of 256 bits: two people among a million share 128 of them with a chance of 1e-27. */
const HASH_BYTES = 16;

export class KeyedHash {
  private readonly path: string | undefined;
  private readonly sql: ReturnType<typeof statements>;
  private key: Buffer | undefined;
  private purged: boolean;

  /** Throws {@link InputError} when NIK were purged and their key is gone: then a second card could be asked for unnoticed. */
  constructor(store: Store) {
    this.path = store.path === ":memory:" ? undefined : `${store.path.replace(/\.db$/, "")}.key`;
    this.sql = statements(store);
    this.purged = this.sql.any.get() !== undefined;
    if (this.purged) this.load();
  }

  /** Some NIK have been purged. */
  get any(): boolean {
    return this.purged;
  }

  /** What stands in the place of this NIK. */
  of(nik: string): string {
    this.key ??= this.make();
    const hash = createHmac("sha256", this.key).update(nik).digest();
    return `#${hash.subarray(0, HASH_BYTES).toString("base64url")}`;
  }

  /** A purged person asks for a replacement: the old job and card are theirs again, so that the new card revokes the old one. */
  relink(hashed: string, nik: string): void {
    this.sql.jobs.run(nik, hashed);
    this.sql.cards.run(nik, hashed);
  }

  /** From now on there are purged NIK. Joins the caller's transaction. */
  begin(): void {
    this.key ??= this.make();
    this.purged = true;
    this.sql.setCheck.run(this.fingerprint());
  }

  private make(): Buffer {
    if (this.path === undefined) return randomBytes(KEY_BYTES);
    if (existsSync(this.path)) return this.read(this.path);
    const key = randomBytes(KEY_BYTES);
    try {
      writeFileSync(this.path, `${key.toString("hex")}\n`, { mode: 0o600, flag: "wx", flush: true });
    } catch (error) {
      throw new InputError(`cannot be written (${systemCode(error)})`, { file: this.path });
    }
    return key;
  }

  private load(): void {
    if (this.path === undefined) return;
    if (!existsSync(this.path)) {
      throw new InputError(
        "is missing; without it nobody who was purged is recognised. Put it back from where the journal came from",
        { file: this.path },
      );
    }
    this.key = this.read(this.path);
    const check = this.sql.check.get();
    if (check !== undefined && text(check, "value") !== this.fingerprint()) {
      throw new InputError("is the key of another journal; put the right one back", { file: this.path });
    }
  }

  private read(path: string): Buffer {
    const key = Buffer.from(readFileSync(path, "utf8").trim(), "hex");
    if (key.length !== KEY_BYTES) throw new InputError("is no key: 64 hexadecimal digits", { file: path });
    chmodSync(path, 0o600);
    return key;
  }

  private fingerprint(): string {
    return createHmac("sha256", this.key!).update("cetak journal key").digest("hex").slice(0, 16);
  }
}

/** The journal's keyed hash; without its key the file is closed again. Throws what {@link KeyedHash} throws. */
export function keyedHash(store: Store): KeyedHash {
  try {
    return new KeyedHash(store);
  } catch (error) {
    store.close();
    throw error;
  }
}

function statements(store: Store) {
  return {
    any: store.prepare("SELECT 1 FROM meta WHERE key = 'keyCheck'"),
    check: store.prepare("SELECT value FROM meta WHERE key = 'keyCheck'"),
    setCheck: store.prepare("INSERT INTO meta (key, value) VALUES ('keyCheck', ?) ON CONFLICT (key) DO NOTHING"),
    jobs: store.prepare("UPDATE jobs SET nik = ? WHERE nik = ?"),
    cards: store.prepare("UPDATE cards SET nik = ? WHERE nik = ?"),
  };
}
