import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { logTo } from "../../src/base/index.ts";
import {
  type AuditEntry,
  type Caller,
  type Command,
  CommandRefused,
  command,
} from "../../src/station/commands/command.ts";
import { COMMANDS_RUNNING_MAX, Dispatcher } from "../../src/station/commands/dispatcher.ts";
import { MemoryOutcomes, OUTCOMES_KEPT_MAX } from "../../src/station/commands/outcome-store.ts";
import { openJournal } from "./journal-fixture.ts";

const operator: Caller = { name: "Sari", role: "operator" };
const viewer: Caller = { name: "wall", role: "viewer" };

let done: string[];
let audit: AuditEntry[];
let auditFails: boolean;
let release: () => void;
let lines: string[];
let commands: Dispatcher;

const sink = {
  append: (entry: AuditEntry) => {
    if (auditFails) throw new Error("disk full");
    audit.push(entry);
  },
};
const log = logTo((_level, event) => lines.push(event));
const list = (): Command[] => [
  command<{ n: number; secret?: string | undefined }>({
    name: "test.add",
    role: "operator",
    changes: true,
    input: z.strictObject({ n: z.number(), secret: z.string().optional() }),
    audited: ({ n }) => ({ n }),
    run: ({ n }) => {
      if (n < 0) throw new CommandRefused("refused", "not below zero");
      if (n > 99) throw new Error("a bug with 3273012345670001 in it");
      done.push(`add ${n}`);
      return done.length;
    },
  }),
  command({
    name: "test.slow",
    role: "operator",
    changes: true,
    input: z.strictObject({}),
    run: () =>
      new Promise<string>((resolve) => {
        done.push("slow");
        release = () => resolve("slow done");
      }),
  }),
  command({
    name: "test.stop",
    role: "operator",
    changes: true,
    urgent: true,
    input: z.strictObject({}),
    run: () => void done.push("stop"),
  }),
  command({ name: "test.look", role: "viewer", changes: false, input: z.strictObject({}), run: () => done.length }),
  command<{ password: string }>({
    name: "test.secret",
    role: "operator",
    changes: true,
    secret: true,
    input: z.strictObject({ password: z.string() }),
    run: () => void done.push("secret"),
  }),
];

const ask = (name: string, input: unknown = {}, caller = operator, idempotencyKey?: string) =>
  commands.run({ name, input, caller, idempotencyKey });

beforeEach(() => {
  done = [];
  audit = [];
  lines = [];
  auditFails = false;
  commands = new Dispatcher({ commands: list(), audit: sink, log });
});

describe("a command", () => {
  it("is carried out, answered and audited without what is personal", async () => {
    expect(await ask("test.add", { n: 1, secret: "NIK" })).toEqual({ ok: true, result: 1 });
    expect(audit).toEqual([{ actor: "Sari", role: "operator", action: "test.add", detail: { n: 1 } }]);
  });

  it.each([
    ["an unknown name", "test.nope", {}, operator, "notFound"],
    ["an inherited name", "constructor", {}, operator, "notFound"],
    ["a role that may not", "test.add", { n: 1 }, viewer, "role"],
    ["bad input", "test.add", { n: "one" }, operator, "invalid"],
    ["input that is too much", "test.add", { n: 1, m: 2 }, operator, "invalid"],
    ["no input", "test.add", null, operator, "invalid"],
    ["a refusal of its own", "test.add", { n: -1 }, operator, "refused"],
    ["a bug", "test.add", { n: 100 }, operator, "internal"],
  ])("with %s does nothing", async (_what, name, input, caller, code) => {
    const outcome = await ask(name, input, caller);
    expect(outcome).toMatchObject({ ok: false, code });
    expect(JSON.stringify(outcome)).not.toContain("3273012345670001");
    expect(done).toEqual([]);
  });

  it("that looks is no news for the audit", async () => {
    expect(await ask("test.look", {}, viewer)).toEqual({ ok: true, result: 0 });
    expect(audit).toEqual([]);
  });

  it("that was refused or took time is in the audit with its outcome", async () => {
    await ask("test.add", { n: -1 });
    const slow = ask("test.slow");
    expect(audit.map(({ detail }) => detail)).toEqual([{ n: -1 }, { n: -1, outcome: "refused" }, {}]);
    release();
    await slow;
    expect(audit.at(-1)!.detail).toEqual({ outcome: "ok" });
  });

  it("is not carried out when it cannot be written down, unless it is urgent", async () => {
    auditFails = true;
    expect(await ask("test.add", { n: 1 })).toMatchObject({ ok: false, code: "internal" });
    expect(done).toEqual([]);
    expect(await ask("test.stop")).toEqual({ ok: true, result: null });
    expect(done).toEqual(["stop"]);
    expect(lines).toContain("command.auditFailed");
  });

  it("waits its turn when too many run; an urgent one does not, and acts before it answers", async () => {
    for (let i = 0; i < COMMANDS_RUNNING_MAX; i++) void ask("test.slow");
    expect(await ask("test.add", { n: 1 })).toMatchObject({ ok: false, code: "busy" });
    const stopped = ask("test.stop");
    expect(done.at(-1)).toBe("stop");
    expect(await stopped).toEqual({ ok: true, result: null });
  });

  it("is listed for those who may give it", () => {
    expect(commands.list("viewer").map(({ name }) => name)).toEqual(["test.look"]);
    expect(commands.list("admin")).toHaveLength(5);
    expect(() => commands.add(list()[0]!)).toThrow("two commands");
  });
});

describe("an idempotency key", () => {
  it("does a thing once, whether it is over or still running", async () => {
    const first = ask("test.slow", {}, operator, "k");
    const again = ask("test.slow", {}, operator, "k");
    release();
    expect([await first, await again, await ask("test.slow", {}, operator, "k")]).toEqual(
      new Array(3).fill({ ok: true, result: "slow done" }),
    );
    expect(done).toEqual(["slow"]);
  });

  it("belongs to its input, its command and its owner", async () => {
    await ask("test.add", { n: 1 }, operator, "k");
    expect(await ask("test.add", { n: 2 }, operator, "k")).toMatchObject({ ok: false, code: "invalid" });
    await ask("test.add", { n: 2 }, { name: "Budi", role: "operator" }, "k");
    expect(done).toEqual(["add 1", "add 2"]);
  });

  it("is free again after a refusal, which changed nothing, but not after a bug", async () => {
    await ask("test.add", { n: -1 }, operator, "a");
    expect(await ask("test.add", { n: 7 }, operator, "a")).toMatchObject({ ok: true });
    await ask("test.add", { n: 100 }, operator, "b");
    expect(await ask("test.add", { n: 8 }, operator, "b")).toMatchObject({ ok: false, code: "invalid" });
    expect(await ask("test.add", { n: 1 }, operator, "with blanks")).toMatchObject({ ok: false, code: "invalid" });
  });

  it("survives a restart, also that something was begun and cut off", async () => {
    const journal = openJournal();
    const again = (): Dispatcher => new Dispatcher({ commands: list(), audit: sink, log, outcomes: journal.outcomes });
    commands = again();
    await ask("test.add", { n: 5 }, operator, "k");
    void ask("test.slow", {}, operator, "s");
    commands = again();
    expect(await ask("test.add", { n: 5 }, operator, "k")).toEqual({ ok: true, result: 1 });
    expect(await ask("test.slow", {}, operator, "s")).toMatchObject({ ok: false, code: "internal" });
    expect(done).toEqual(["add 5", "slow"]);
    journal.close();
  });

  it("keeps nothing of a secret", async () => {
    const outcomes = new MemoryOutcomes();
    const begun: string[] = [];
    outcomes.begin = (key) => void begun.push(key);
    commands = new Dispatcher({ commands: list(), audit: sink, log, outcomes });
    await ask("test.secret", { password: "rahasia" }, operator, "k");
    await ask("test.secret", { password: "rahasia" }, operator, "k");
    expect([begun, done]).toEqual([[], ["secret", "secret"]]);
  });

  it("is forgotten with the oldest, in memory and in the journal", () => {
    const journal = openJournal();
    for (const store of [new MemoryOutcomes(), journal.outcomes]) {
      for (let i = 0; i <= OUTCOMES_KEPT_MAX; i++) {
        store.begin(`k${i}`, "f");
        store.end(`k${i}`, { ok: true, result: i });
      }
      expect(store.find("k0")).toBeUndefined();
      expect(store.find("k1")).toEqual({ fingerprint: "f", outcome: { ok: true, result: 1 } });
    }
    journal.close();
  });
});
