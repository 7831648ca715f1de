/** What the journal keeps for access. All of it survives a restart; none of it opens anything by itself. */
import type { PasswordRole } from "../api-access.ts";

export interface SessionRow {
  readonly hash: string;
  readonly role: PasswordRole;
  /** Who logged in, for the audit. */
  readonly name: string;
  readonly createdMs: number;
  readonly expiresMs: number;
}

export interface WallTokenRow {
  readonly id: number;
  readonly hash: string;
  readonly label: string;
  readonly createdMs: number;
}

export interface AccessStore {
  passwordHash(role: PasswordRole): string | undefined;
  setPassword(role: PasswordRole, hash: string, atMs: number): void;
  sessions(): SessionRow[];
  addSession(session: SessionRow): void;
  removeSession(hash: string): void;
  wallTokens(): WallTokenRow[];
  addWallToken(token: Omit<WallTokenRow, "id">): number;
  removeWallToken(id: number): void;
}

/** For stations without a journal, and for tests. */
export class MemoryAccessStore implements AccessStore {
  private readonly passwords = new Map<PasswordRole, string>();
  private readonly sessionRows = new Map<string, SessionRow>();
  private readonly tokenRows = new Map<number, WallTokenRow>();
  private nextToken = 1;

  passwordHash(role: PasswordRole): string | undefined {
    return this.passwords.get(role);
  }

  setPassword(role: PasswordRole, hash: string): void {
    this.passwords.set(role, hash);
  }

  sessions(): SessionRow[] {
    return [...this.sessionRows.values()];
  }

  addSession(session: SessionRow): void {
    this.sessionRows.set(session.hash, session);
  }

  removeSession(hash: string): void {
    this.sessionRows.delete(hash);
  }

  wallTokens(): WallTokenRow[] {
    return [...this.tokenRows.values()];
  }

  addWallToken(token: Omit<WallTokenRow, "id">): number {
    const id = this.nextToken++;
    this.tokenRows.set(id, { id, ...token });
    return id;
  }

  removeWallToken(id: number): void {
    this.tokenRows.delete(id);
  }
}
