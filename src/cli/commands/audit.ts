/** `cetak audit`: who did what, and whether the record of it is whole. */
import { type AuditLine, type AuditVerdict, ZONE_MINUTES } from "../../station/index.ts";
import { EXIT } from "../exit-codes.ts";
import { numberOption } from "../options.ts";
import { type WhereOptions, withStation } from "../station-or-file.ts";
import { instant, printJson, textTable } from "../text-table.ts";

export interface AuditOptions extends WhereOptions {
  json?: boolean;
}

export async function auditShow(options: AuditOptions & { after?: string; limit: string }): Promise<void> {
  const limit = numberOption(options.limit, "--limit", 1, 1_000, true);
  const after = options.after === undefined ? undefined : numberOption(options.after, "--after", 0, 1e12, true);
  await withStation(options, false, async ({ ask, config }) => {
    const shown = (await ask("audit.show", { after, limit })) as { entries: AuditLine[] };
    if (options.json) return printJson(shown);
    const minutes = ZONE_MINUTES[config?.zone ?? "WIB"];
    const rows = shown.entries.map((entry) => [
      String(entry.seq),
      instant(entry.atMs, minutes),
      `${entry.actor} (${entry.role})`,
      entry.action,
      Object.entries(entry.detail)
        .map(([name, value]) => `${name}=${value}`)
        .join(" "),
    ]);
    process.stdout.write(rows.length === 0 ? "no entries\n" : textTable(["SEQ", "AT", "WHO", "WHAT", "DETAIL"], rows));
  });
}

export async function auditVerify(options: AuditOptions & { expect?: string }): Promise<void> {
  await withStation(options, false, async ({ ask }) => {
    const verdict = (await ask("audit.verify", { expect: options.expect })) as AuditVerdict & { copies: number };
    if (options.json) printJson(verdict);
    else process.stdout.write(verdictText(verdict));
    if (verdict.damage !== undefined) process.exitCode = EXIT.failed;
  });
}

const DAMAGE: Readonly<Record<NonNullable<AuditVerdict["damage"]>["kind"], string>> = {
  changed: "is not what was written",
  missing: "was taken out",
  cutOff: "and what followed were cut off",
  unnoted: "is newer than what the journal noted as its newest: it was added, or the note was taken out",
};

export function verdictText({ entries, head, damage, copies }: AuditVerdict & { copies: number }): string {
  if (damage !== undefined) return `the audit is damaged: entry ${damage.seq} ${DAMAGE[damage.kind]}\n`;
  const anchors = copies === 0 ? "" : `, agrees with ${copies} copies`;
  return `the audit is whole: ${entries} entries${anchors}\nhead ${head.seq}:${head.hash} (note it down; verify later with --expect)\n`;
}
