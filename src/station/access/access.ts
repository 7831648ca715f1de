/**
 * Who somebody is and what they may do: passwords per role, sessions, one-time tickets for sockets, tokens of wall
 * displays. Roles are looked up at each message: whoever is logged out can do nothing from that instant.
 */
import { type Clock, type Micros, US_PER_S } from "../../base/index.ts";
import { PASSWORD_CHARS_MAX, PASSWORD_ROLES, type PasswordRole } from "../api-access.ts";
import { type Caller, CommandRefused, ROLES } from "../commands/command.ts";
import type { AccessStore, SessionRow, WallTokenRow } from "./access-store.ts";
import { hashPassword, PASSWORD_COST, type PasswordCost, passwordFits, passwordProblem } from "./password.ts";
import { newSecret, secretHash } from "./secrets.ts";
import { Throttle } from "./throttle.ts";

/** A login lasts one shift. */
export const SESSION_MS = 8 * 3_600_000;
export const SESSIONS_MAX = 64;
export const WALL_TOKENS_MAX = 32;
/** A socket has to be opened this soon after its ticket was asked for. */
export const TICKET_US: Micros = 15 * US_PER_S;
export const TICKETS_MAX = 256;
/** Passwords that are looked at at the same time: each takes 32 MiB. */
const CHECKS_MAX = 2;

/** What somebody shows. `here`: nothing, but sits at the station itself. */
export type Credential =
  | { readonly kind: "here" }
  | { readonly kind: "session"; readonly hash: string }
  | { readonly kind: "wall"; readonly hash: string };

export interface Login {
  readonly secret: string;
  readonly session: SessionRow;
}

export class Access {
  private readonly clock: Clock;
  private readonly store: AccessStore;
  private readonly throttle: Throttle;
  private readonly sessions = new Map<string, SessionRow>();
  private readonly walls = new Map<string, WallTokenRow>();
  private readonly tickets = new Map<string, { credential: Credential; untilUs: Micros }>();
  private readonly passwords: Partial<Record<PasswordRole, string>> = {};
  private readonly cost: PasswordCost;
  private checks = 0;

  /** `cost`: of new passwords; less than the usual one is for tests only. */
  constructor(options: { clock: Clock; store: AccessStore; cost?: PasswordCost }) {
    this.cost = options.cost ?? PASSWORD_COST;
    this.clock = options.clock;
    this.store = options.store;
    this.throttle = new Throttle(options.clock);
    for (const role of PASSWORD_ROLES) this.remember(role, this.store.passwordHash(role));
    for (const session of this.store.sessions()) this.sessions.set(session.hash, session);
    for (const token of this.store.wallTokens()) this.walls.set(token.hash, token);
    this.forgetExpired();
  }

  hasPassword(role: PasswordRole): boolean {
    return this.passwords[role] !== undefined;
  }

  get isProtected(): boolean {
    return PASSWORD_ROLES.some((role) => this.hasPassword(role));
  }

  /** Undefined: whatever was shown opens nothing (any more). */
  callerFor(credential: Credential): Caller | undefined {
    switch (credential.kind) {
      case "here":
        return { name: "local", role: this.hasPassword("operator") ? "viewer" : "operator" };
      case "session": {
        const session = this.sessions.get(credential.hash);
        if (session === undefined || session.expiresMs <= this.clock.utcMs()) return undefined;
        return { name: session.name, role: session.role };
      }
      case "wall": {
        const token = this.walls.get(credential.hash);
        return token === undefined ? undefined : { name: `wall ${token.label}`, role: "viewer", wall: true };
      }
    }
  }

  session(credential: Credential): SessionRow | undefined {
    return credential.kind === "session" ? this.sessions.get(credential.hash) : undefined;
  }

  sessionCredential(secret: string): Credential {
    return { kind: "session", hash: secretHash(secret) };
  }

  wallCredential(token: string): Credential {
    return { kind: "wall", hash: secretHash(token) };
  }

  /** `source`: whose failures are counted together. Throws {@link CommandRefused}. */
  async login(role: PasswordRole, password: string, name: string, source: string): Promise<Login> {
    const hash = this.passwords[role];
    if (hash === undefined)
      throw new CommandRefused(
        "refused",
        `no password is set for ${role} yet; set one with cetak access set-password ${role}`,
      );
    await this.check(password, hash, source);
    this.forgetExpired();
    const secret = newSecret();
    const createdMs = this.clock.utcMs();
    const session = { hash: secretHash(secret), role, name, createdMs, expiresMs: createdMs + SESSION_MS };
    while (this.sessions.size >= SESSIONS_MAX) this.end(this.sessions.keys().next().value!);
    this.store.addSession(session);
    this.sessions.set(session.hash, session);
    return { secret, session };
  }

  logout(credential: Credential): void {
    if (credential.kind === "session") this.end(credential.hash);
  }

  /**
   * The first password of a role may be set by whoever has the highest role that a password protects already (or by an
   * operator while there is none); a later one by an admin, or by who knows the present one. Ends the role's sessions.
   */
  async setPassword(
    caller: Caller,
    wish: { role: PasswordRole; password: string; current?: string | undefined },
    source: string,
  ): Promise<void> {
    const problem = passwordProblem(wish.password);
    if (problem !== undefined) throw new CommandRefused("invalid", problem);
    const present = this.passwords[wish.role];
    if (present === undefined) {
      const needed = [...PASSWORD_ROLES].reverse().find((role) => this.hasPassword(role)) ?? "operator";
      if (ROLES.indexOf(caller.role) < ROLES.indexOf(needed)) {
        throw new CommandRefused(
          "role",
          `the first password for ${wish.role} is set by ${needed}; log in as ${needed}`,
        );
      }
    } else if (caller.role !== "admin" || !this.hasPassword("admin")) {
      if (wish.current === undefined) {
        throw new CommandRefused(
          "role",
          `${wish.role} has a password already; give the present one too, or log in as admin`,
        );
      }
      await this.check(wish.current, present, source);
    }
    await this.putPassword(wish.role, wish.password);
  }

  /** Without any check of who asks: for somebody who holds the journal file itself. */
  async putPassword(role: PasswordRole, password: string): Promise<void> {
    const problem = passwordProblem(password);
    if (problem !== undefined) throw new CommandRefused("invalid", problem);
    const hash = await this.limited(() => hashPassword(password, this.cost));
    this.store.setPassword(role, hash, this.clock.utcMs());
    this.remember(role, hash);
    for (const session of [...this.sessions.values()]) if (session.role === role) this.end(session.hash);
  }

  /** The token is shown once; what is kept of it is a hash. */
  addWallToken(label: string): { id: number; token: string } {
    if (this.walls.size >= WALL_TOKENS_MAX) {
      throw new CommandRefused("refused", `there are ${WALL_TOKENS_MAX} wall tokens already; revoke one first`);
    }
    const token = newSecret();
    const row = { hash: secretHash(token), label, createdMs: this.clock.utcMs() };
    const id = this.store.addWallToken(row);
    this.walls.set(row.hash, { id, ...row });
    return { id, token };
  }

  wallTokens(): { id: number; label: string; createdMs: number }[] {
    return [...this.walls.values()].map(({ id, label, createdMs }) => ({ id, label, createdMs }));
  }

  /** False when there is no such token. */
  revokeWallToken(id: number): boolean {
    const row = [...this.walls.values()].find((token) => token.id === id);
    if (row === undefined) return false;
    this.store.removeWallToken(id);
    this.walls.delete(row.hash);
    return true;
  }

  /** Opens one socket as whoever shows `credential`. */
  issueTicket(credential: Credential): string {
    const now = this.clock.now();
    for (const [hash, { untilUs }] of this.tickets) if (untilUs <= now) this.tickets.delete(hash);
    if (this.tickets.size >= TICKETS_MAX) this.tickets.delete(this.tickets.keys().next().value!);
    const ticket = newSecret();
    this.tickets.set(secretHash(ticket), { credential, untilUs: now + TICKET_US });
    return ticket;
  }

  /** Undefined for a ticket that is unknown, used or too old. */
  redeemTicket(ticket: string): Credential | undefined {
    const hash = secretHash(ticket);
    const issued = this.tickets.get(hash);
    this.tickets.delete(hash);
    return issued === undefined || issued.untilUs <= this.clock.now() ? undefined : issued.credential;
  }

  private async check(password: string, hash: string, source: string): Promise<void> {
    const waitUs = this.throttle.waitUs(source);
    if (waitUs > 0) {
      throw new CommandRefused("busy", `too many wrong passwords; try again in ${Math.ceil(waitUs / US_PER_S)} s`);
    }
    if (password.length <= 4 * PASSWORD_CHARS_MAX && (await this.limited(() => passwordFits(password, hash)))) {
      this.throttle.succeeded(source);
      return;
    }
    this.throttle.failed(source);
    throw new CommandRefused("role", "wrong password");
  }

  private async limited<T>(work: () => Promise<T>): Promise<T> {
    if (this.checks >= CHECKS_MAX) throw new CommandRefused("busy", "others log in just now; try again in a moment");
    this.checks++;
    try {
      return await work();
    } finally {
      this.checks--;
    }
  }

  private remember(role: PasswordRole, hash: string | undefined): void {
    if (hash !== undefined) this.passwords[role] = hash;
  }

  private end(hash: string): void {
    if (this.sessions.delete(hash)) this.store.removeSession(hash);
  }

  private forgetExpired(): void {
    const now = this.clock.utcMs();
    for (const { hash, expiresMs } of [...this.sessions.values()]) if (expiresMs <= now) this.end(hash);
  }
}
