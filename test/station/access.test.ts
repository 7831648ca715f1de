import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { US_PER_S, VirtualClock } from "../../src/base/index.ts";
import { Access, SESSION_MS, SESSIONS_MAX, TICKET_US, WALL_TOKENS_MAX } from "../../src/station/access/access.ts";
import { MemoryAccessStore } from "../../src/station/access/access-store.ts";
import { hashPassword, passwordFits } from "../../src/station/access/password.ts";
import { FREE_FAILURES_MAX, SOURCES_MAX, Throttle, WAIT_US_MAX } from "../../src/station/access/throttle.ts";
import { personNameSchema } from "../../src/station/api-access.ts";
import type { Caller } from "../../src/station/commands/command.ts";
import { openJournal } from "./journal-fixture.ts";

const here = { kind: "here" } as const;
const local: Caller = { name: "local", role: "operator" };
/** The usual cost is for attackers. */
const cost = { N: 2 ** 8, r: 8, p: 1 };
const WORD = "kata-sandi-teknisi";

let clock: VirtualClock;
let access: Access;

beforeEach(() => {
  clock = new VirtualClock({ startUtcMs: 1_500_000_000_000 });
  access = new Access({ clock, store: new MemoryAccessStore(), cost });
});

const set = (role: "operator" | "technician" | "admin", password = WORD, caller = local, current?: string) =>
  access.setPassword(caller, { role, password, current }, "test");
const login = async (role: "operator" | "technician" | "admin", password = WORD) =>
  access.sessionCredential((await access.login(role, password, "Budi", "test")).secret);

describe("a password", () => {
  it("is kept as a hash of its own and fits only itself", async () => {
    const [one, other] = await Promise.all([hashPassword("sama-sama"), hashPassword("sama-sama")]);
    expect(one).not.toBe(other);
    expect(one).toMatch(/^scrypt\$32768\$8\$1\$/);
    expect(await passwordFits("sama-sama", one)).toBe(true);
    expect(await passwordFits("sama-sam", one)).toBe(false);
    expect(await passwordFits("x", "plain")).toBe(false);
  });

  it("has a length", async () => {
    await expect(set("technician", "pendek")).rejects.toThrow("at least 8");
    await expect(set("technician", "x".repeat(129))).rejects.toThrow("at most 128");
  });

  it("of a technician is set by the first who needs it, and afterwards by who knows it", async () => {
    await expect(access.login("technician", WORD, "Budi", "t")).rejects.toThrow("no password is set");
    await set("technician");
    expect(access.isProtected).toBe(true);
    await expect(set("technician", "sandi-yang-baru")).rejects.toThrow("has a password already");
    await expect(set("technician", "sandi-yang-baru", local, "salah")).rejects.toThrow("wrong password");
    await set("technician", "sandi-yang-baru", local, WORD);
    expect(access.callerFor(await login("technician", "sandi-yang-baru"))).toEqual({
      name: "Budi",
      role: "technician",
    });
  });

  it("of a higher role is not set by a lower one", async () => {
    await set("technician");
    await expect(set("admin")).rejects.toThrow("log in as technician");
    await set("admin", WORD, { name: "Budi", role: "technician" });
    await expect(set("operator", WORD, { name: "Budi", role: "technician" })).rejects.toThrow("log in as admin");
    await set("technician", "sandi-baru-lagi", { name: "Ani", role: "admin" });
  });

  it("of the operator takes the station's own keyboard its rights, and leaves it its eyes", async () => {
    expect(access.callerFor(here)).toEqual(local);
    await set("operator");
    expect(access.callerFor(here)).toEqual({ name: "local", role: "viewer" });
  });

  it("ends the logins of its role when it changes", async () => {
    await set("technician");
    const session = await login("technician");
    await set("technician", "sandi-yang-baru", local, WORD);
    expect(access.callerFor(session)).toBeUndefined();
  });

  it("is not looked at more than twice at the same time", async () => {
    await set("technician");
    const tries = await Promise.allSettled([1, 2, 3].map(() => access.login("technician", WORD, "B", "t")));
    expect(tries.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
  });
});

describe("guessing", () => {
  it("has to wait longer and longer, and nobody else does", async () => {
    await set("technician");
    const wrong = (source: string) => access.login("technician", "salah-semua", "x", source);
    for (let i = 0; i <= FREE_FAILURES_MAX; i++) await expect(wrong("a")).rejects.toThrow("wrong password");
    await expect(wrong("a")).rejects.toThrow("try again in 1 s");
    await expect(wrong("b")).rejects.toThrow("wrong password");
    clock.advance(US_PER_S);
    await expect(wrong("a")).rejects.toThrow("wrong password");
    await expect(wrong("a")).rejects.toThrow("try again in 2 s");
    clock.advance(2 * US_PER_S);
    await access.login("technician", WORD, "x", "a");
    await expect(wrong("a")).rejects.toThrow("wrong password");
  });

  it("from many addresses is counted together in the end, and never waits without end", () => {
    const throttle = new Throttle(clock);
    for (let i = 0; i < SOURCES_MAX + 50; i++) throttle.failed(`address ${i}`);
    expect(throttle.waitUs("a new one")).toBeGreaterThan(0);
    for (let i = 0; i < 100; i++) throttle.failed("address 1");
    expect(throttle.waitUs("address 1")).toBe(WAIT_US_MAX);
  });
});

describe("a login", () => {
  it("lasts a shift, or until it is ended", async () => {
    await set("technician");
    const [one, other] = [await login("technician"), await login("technician")];
    access.logout(one);
    expect(access.callerFor(one)).toBeUndefined();
    expect(access.callerFor(other)?.role).toBe("technician");
    clock.advance(SESSION_MS * 1000);
    expect(access.callerFor(other)).toBeUndefined();
  });

  it("is known by a hash only, and survives a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cetak-access-"));
    const path = join(folder, "journal.db");
    const journal = openJournal(path);
    const before = new Access({ clock, store: journal.access, cost });
    await before.setPassword(local, { role: "technician", password: WORD }, "t");
    const { secret } = await before.login("technician", WORD, "Budi", "t");
    const { token } = before.addWallToken("Ruang tunggu");
    journal.close();
    const bytes = readFileSync(path).toString("latin1");
    for (const open of [WORD, secret, token]) expect(bytes).not.toContain(open);
    const reopened = openJournal(path);
    const after = new Access({ clock, store: reopened.access });
    expect(after.callerFor(after.sessionCredential(secret))).toEqual({ name: "Budi", role: "technician" });
    expect(after.callerFor(after.wallCredential(token))).toEqual({
      name: "wall Ruang tunggu",
      role: "viewer",
      wall: true,
    });
    expect(after.hasPassword("technician")).toBe(true);
    reopened.close();
    rmSync(folder, { recursive: true });
  });

  it("pushes out the oldest when there are too many", async () => {
    await set("technician");
    const store = new MemoryAccessStore();
    for (let i = 0; i < SESSIONS_MAX; i++) {
      store.addSession({
        hash: `h${i}`,
        role: "operator",
        name: "x",
        createdMs: i,
        expiresMs: Number.MAX_SAFE_INTEGER,
      });
    }
    store.setPassword("operator", await hashPassword(WORD, cost));
    access = new Access({ clock, store });
    await login("operator");
    expect(store.sessions()).toHaveLength(SESSIONS_MAX);
    expect(store.sessions().some(({ hash }) => hash === "h0")).toBe(false);
  });

  it("has a name that is no NIK", () => {
    expect(personNameSchema.safeParse("Budi S.").success).toBe(true);
    expect(personNameSchema.safeParse("1234567890123456").success).toBe(false);
    expect(personNameSchema.safeParse("<b>").success).toBe(false);
  });
});

describe("tickets and tokens", () => {
  it("a ticket opens one socket, soon", () => {
    const ticket = access.issueTicket(here);
    expect(access.redeemTicket(ticket)).toEqual(here);
    expect(access.redeemTicket(ticket)).toBeUndefined();
    const late = access.issueTicket(here);
    clock.advance(TICKET_US);
    expect(access.redeemTicket(late)).toBeUndefined();
    expect(access.redeemTicket("guessed")).toBeUndefined();
  });

  it("a wall token is a viewer's until it is revoked", () => {
    const { id, token } = access.addWallToken("Loket");
    const wall = access.wallCredential(token);
    expect(access.callerFor(wall)?.role).toBe("viewer");
    expect(JSON.stringify(access.wallTokens())).not.toContain(token);
    expect([access.revokeWallToken(id), access.revokeWallToken(id)]).toEqual([true, false]);
    expect(access.callerFor(wall)).toBeUndefined();
    for (let i = 0; i < WALL_TOKENS_MAX; i++) access.addWallToken("x");
    expect(() => access.addWallToken("one more")).toThrow("revoke one first");
  });
});
