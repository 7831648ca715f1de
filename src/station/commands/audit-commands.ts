/** Looking at the audit, and proving that it is whole. */
import { z } from "zod";
import { type AuditHead, parseHead } from "../journal/audit-chain.ts";
import type { Journal } from "../journal/journal.ts";
import { type Command, command } from "./command.ts";

const LINES_MAX = 1_000;

export function auditCommands(journal: Journal): Command[] {
  return [
    command({
      name: "audit.show",
      role: "operator",
      changes: false,
      input: z.strictObject({
        after: z.number().int().min(0).optional(),
        limit: z.number().int().min(1).max(LINES_MAX).default(100),
      }),
      run: ({ after, limit }) => ({
        head: journal.audit.head,
        entries: after === undefined ? journal.audit.newestLines(limit) : journal.audit.read(after, limit),
      }),
    }),
    command({
      name: "audit.verify",
      role: "operator",
      changes: false,
      input: z.strictObject({
        /** `SEQ:HASH` as it was noted down. */
        expect: z
          .string()
          .regex(/^\d{1,12}:[0-9a-f]{64}$/, "must be SEQ:HASH as `audit verify` printed it")
          .optional(),
      }),
      run: ({ expect }) => {
        const noted: AuditHead[] = expect === undefined ? [] : [parseHead(expect)];
        const copies = journal.copies();
        return { ...journal.audit.verify([...copies.map(({ audit }) => audit), ...noted]), copies: copies.length };
      },
    }),
  ];
}
