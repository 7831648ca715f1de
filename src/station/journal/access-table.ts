/** Passwords, sessions and wall tokens in the journal; see migration 004. */
import type { AccessStore, SessionRow, WallTokenRow } from "../access/access-store.ts";
import type { PasswordRole } from "../api-access.ts";
import { int, type Store, text } from "./store.ts";

export class AccessTable implements AccessStore {
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  passwordHash(role: PasswordRole): string | undefined {
    const row = this.store.prepare("SELECT hash FROM access_passwords WHERE role = ?").get(role);
    return row === undefined ? undefined : text(row, "hash");
  }

  setPassword(role: PasswordRole, hash: string, atMs: number): void {
    const sql = "INSERT OR REPLACE INTO access_passwords (role, hash, set_ms) VALUES (?, ?, ?)";
    this.store.single(() => this.store.prepare(sql).run(role, hash, atMs));
  }

  sessions(): SessionRow[] {
    const rows = this.store.prepare("SELECT * FROM access_sessions ORDER BY created_ms").all();
    return rows.map((row) => ({
      hash: text(row, "hash"),
      role: text(row, "role") as PasswordRole,
      name: text(row, "name"),
      createdMs: int(row, "created_ms"),
      expiresMs: int(row, "expires_ms"),
    }));
  }

  addSession({ hash, role, name, createdMs, expiresMs }: SessionRow): void {
    const sql = "INSERT INTO access_sessions (hash, role, name, created_ms, expires_ms) VALUES (?, ?, ?, ?, ?)";
    this.store.single(() => this.store.prepare(sql).run(hash, role, name, createdMs, expiresMs));
  }

  removeSession(hash: string): void {
    this.store.single(() => this.store.prepare("DELETE FROM access_sessions WHERE hash = ?").run(hash));
  }

  wallTokens(): WallTokenRow[] {
    const rows = this.store.prepare("SELECT * FROM access_wall_tokens ORDER BY id").all();
    return rows.map((row) => ({
      id: int(row, "id"),
      hash: text(row, "hash"),
      label: text(row, "label"),
      createdMs: int(row, "created_ms"),
    }));
  }

  addWallToken({ hash, label, createdMs }: Omit<WallTokenRow, "id">): number {
    const sql = "INSERT INTO access_wall_tokens (hash, label, created_ms) VALUES (?, ?, ?)";
    return Number(this.store.single(() => this.store.prepare(sql).run(hash, label, createdMs)).lastInsertRowid);
  }

  removeWallToken(id: number): void {
    this.store.single(() => this.store.prepare("DELETE FROM access_wall_tokens WHERE id = ?").run(id));
  }
}
