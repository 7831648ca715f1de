/** `cetak flash --history`: who put which firmware into which printer of a station. */
import { CommandError, EXIT } from "../exit-codes.ts";
import { numberOption } from "../options.ts";
import { callStation } from "../station-client.ts";
import { loggedIn } from "../station-login.ts";
import { printJson, textTable } from "../text-table.ts";
import type { FlashOptions } from "./flash.ts";

/** As many as the station gives at once. */
const COUNT_MAX = 200;

interface Entry {
  readonly atMs: number;
  readonly printer: string;
  readonly serial: string;
  readonly actor: string;
  readonly from: string;
  readonly to: string;
  readonly signer: string;
  readonly result: "begun" | "confirmed" | "already" | "reverted" | "failed";
  readonly detail: string;
}

/** What people call the results; `begun` stays when the station died in the middle. */
const WORDS: Readonly<Record<Entry["result"], string>> = {
  begun: "not finished",
  confirmed: "confirmed",
  already: "ran already",
  reverted: "went back",
  failed: "failed",
};

export async function flashHistory(file: string | undefined, options: FlashOptions): Promise<void> {
  const { station, printer } = options;
  if (file !== undefined) throw new CommandError(EXIT.usage, "--history flashes nothing: leave the image out");
  if (station === undefined || options.console !== undefined) {
    throw new CommandError(
      EXIT.usage,
      "--history needs --station URL (and --printer NAME for one printer): it is kept there",
    );
  }
  const count = numberOption(options.count ?? "20", "--count", 1, COUNT_MAX, true);
  const cookie = await loggedIn(station, "technician", options);
  const input = { count, ...(printer === undefined ? {} : { printer }) };
  const entries = (await callStation(station, "service.history", input, { cookie })) as Entry[];
  if (options.json === true) return printJson(entries);
  process.stdout.write(entries.length === 0 ? "nothing was flashed through this station\n" : table(entries));
}

function table(entries: readonly Entry[]): string {
  const rows = entries.map(({ atMs, printer, serial, actor, from, to, signer, result, detail }) => [
    `${new Date(atMs).toISOString().slice(0, 16).replace("T", " ")}Z`,
    printer,
    serial,
    from,
    to,
    WORDS[result],
    actor,
    signer.slice(0, 16),
    detail,
  ]);
  return textTable(["when", "printer", "serial", "from", "to", "result", "who", "signed by", "why"], rows);
}
