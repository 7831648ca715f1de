import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it } from "vitest";
import { openJournal, person } from "./journal-fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "cetak-audit-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

const entry = (n: number) => ({ actor: "siti", role: "operator" as const, action: "jobs.hold", detail: { n } });

/** A journal with five entries, tampered with behind its back. */
function tampered(sql: string): ReturnType<ReturnType<typeof openJournal>["audit"]["verify"]> {
  const path = join(folder, `${files++}.db`);
  const journal = openJournal(path);
  for (let n = 1; n <= 5; n++) journal.audit.append(entry(n));
  journal.close();
  const raw = new DatabaseSync(path);
  raw.exec("DROP TRIGGER audit_never_changes; DROP TRIGGER audit_never_shrinks");
  raw.exec(sql);
  raw.close();
  const again = openJournal(path);
  const verdict = again.audit.verify();
  again.close();
  return verdict;
}

describe("the audit", () => {
  it("is whole over restarts, and goes on where it ended", () => {
    const path = join(folder, "whole.db");
    const first = openJournal(path);
    first.audit.append(entry(1));
    const noted = first.audit.head;
    first.close();
    const second = openJournal(path);
    second.audit.append(entry(2));
    expect(second.audit.verify([noted])).toMatchObject({ entries: 2, damage: undefined });
    expect(second.audit.newestLines(9).map(({ seq, detail }) => [seq, detail["n"]])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    second.close();
  });

  it.each([
    ["a changed detail", "UPDATE audit SET detail = '{\"n\":9}' WHERE id = 3", { kind: "changed", seq: 3 }],
    ["a changed actor", "UPDATE audit SET actor = 'budi' WHERE id = 1", { kind: "changed", seq: 1 }],
    ["a changed instant", "UPDATE audit SET at_ms = at_ms + 1 WHERE id = 5", { kind: "changed", seq: 5 }],
    ["an entry taken out", "DELETE FROM audit WHERE id = 2", { kind: "missing", seq: 2 }],
    [
      "an entry taken out and the gap closed",
      "DELETE FROM audit WHERE id = 2; UPDATE audit SET id = id - 1 WHERE id > 2",
      { kind: "changed", seq: 2 },
    ],
    [
      "two entries changed places",
      "UPDATE audit SET id = 99 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3; UPDATE audit SET id = 3 WHERE id = 99",
      { kind: "changed", seq: 2 },
    ],
    ["the end cut off", "DELETE FROM audit WHERE id > 3", { kind: "cutOff", seq: 4 }],
    ["all of it cut off", "DELETE FROM audit", { kind: "cutOff", seq: 1 }],
    ["the note of the newest taken out", "DELETE FROM meta", { kind: "unnoted", seq: 1 }],
    [
      "the end cut off and the note taken out",
      "DELETE FROM audit WHERE id > 3; DELETE FROM meta WHERE key = 'auditHead'",
      { kind: "unnoted", seq: 1 },
    ],
    [
      "an older note put back",
      "UPDATE meta SET value = (SELECT '4 ' || hash FROM audit WHERE id = 4) WHERE key = 'auditHead'",
      { kind: "unnoted", seq: 5 },
    ],
  ])("shows %s", (_name, sql, damage) => expect(tampered(sql).damage).toEqual(damage));

  it("that was cut off together with its anchor does not agree with a head noted elsewhere", () => {
    const rewritten =
      "DELETE FROM audit WHERE id > 3; UPDATE meta SET value = (SELECT '3 ' || hash FROM audit WHERE id = 3) WHERE key = 'auditHead'";
    const verdict = tampered(rewritten);
    expect(verdict).toMatchObject({ entries: 3, damage: undefined });
    const journal = openJournal();
    for (let n = 1; n <= 3; n++) journal.audit.append(entry(n));
    const later = { seq: 5, hash: "0".repeat(64) };
    expect(journal.audit.verify([later]).damage).toEqual({ kind: "cutOff", seq: 4 });
    const other = { seq: 2, hash: "0".repeat(64) };
    expect(journal.audit.verify([other]).damage).toEqual({ kind: "changed", seq: 2 });
  });

  it("cannot be changed or shortened through the journal's own connection", () => {
    const path = join(folder, "triggers.db");
    const journal = openJournal(path);
    journal.audit.append(entry(1));
    journal.close();
    const raw = new DatabaseSync(path);
    expect(() => raw.exec("UPDATE audit SET actor = 'x'")).toThrow("append-only");
    expect(() => raw.exec("DELETE FROM audit")).toThrow("append-only");
    raw.close();
  });

  it("keeps no NIK, even when a caller forgot to mask it", () => {
    const journal = openJournal();
    const { nik } = person(7);
    journal.audit.append({ actor: nik, role: "operator", action: "x", detail: { why: `NIK ${nik}` } });
    expect(JSON.stringify(journal.audit.newestLines(1))).not.toContain(nik);
    expect(journal.audit.verify().damage).toBeUndefined();
  });
});
