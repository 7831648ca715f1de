/** All commands that work on the journal alone: the same list in a running station and on a file that nobody runs. */
import { z } from "zod";
import { auditCommands } from "./audit-commands.ts";
import { type Command, CommandRefused, command } from "./command.ts";
import { type JobsDeps, jobsCommands } from "./jobs-commands.ts";
import { type StockDeps, stockCommands } from "./stock-commands.ts";

export interface JournalCommandsDeps extends JobsDeps, StockDeps {}

export function journalCommands(deps: JournalCommandsDeps): Command[] {
  return [...jobsCommands(deps), ...stockCommands(deps), ...auditCommands(deps.journal), ...copyCommands(deps)];
}

function copyCommands({ journal }: JournalCommandsDeps): Command[] {
  const nothing = z.strictObject({});
  return [
    command({
      name: "journal.copies",
      role: "operator",
      changes: false,
      input: nothing,
      run: () => ({ copies: journal.copies() }),
    }),
    command({
      name: "journal.copy",
      role: "operator",
      changes: true,
      input: nothing,
      run: () => {
        const path = journal.makeCopy();
        if (path === undefined) throw new CommandRefused("refused", "this journal has no place for copies");
        return { path };
      },
    }),
    command({
      name: "journal.check",
      role: "operator",
      changes: false,
      input: nothing,
      run: () => {
        const audit = journal.audit.verify(journal.copies().map((copy) => copy.audit));
        return { database: journal.integrity(), audit, jobs: journal.jobCounts, copies: journal.copies().length };
      },
    }),
  ];
}
