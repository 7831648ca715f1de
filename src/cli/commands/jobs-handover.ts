/** `cetak jobs handover`: from the output bin to the owner, over the counter or in a delivery round. */
import { type JobPage, type RoundView, ZONE_MINUTES } from "../../station/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { numberOption } from "../options.ts";
import { type Ask, withStation } from "../station-or-file.ts";
import { instant, printJson, textTable } from "../text-table.ts";
import { type JobsOptions, jobTable } from "./jobs.ts";

export interface HandoverOptions extends JobsOptions {
  pending?: boolean;
  subdistrict?: string;
  limit: string;
  rounds?: boolean;
  openRound?: string;
  closeRound?: string;
  broughtBack?: string[];
}

export async function jobsHandover(jobs: readonly string[], options: HandoverOptions): Promise<void> {
  const limit = numberOption(options.limit, "--limit", 1, 1_000, true);
  if (options.broughtBack !== undefined && options.closeRound === undefined) {
    throw new CommandError(EXIT.usage, "--brought-back needs the round that came back: --close-round N");
  }
  await withStation(options, false, async ({ ask, config }) => {
    const minutes = ZONE_MINUTES[config?.zone ?? "WIB"];
    if (options.rounds) return showRounds(ask, options, minutes);
    if (options.closeRound !== undefined) return closeRound(ask, options, minutes);
    if (options.openRound !== undefined) return openRound(ask, jobs, limit, options, minutes);
    if (jobs.length > 0) return handOver(ask, jobs, options);
    const page = (await ask("jobs.pending", { subdistrict: options.subdistrict, limit })) as JobPage;
    if (options.json) return printJson(page);
    process.stdout.write(page.jobs.length === 0 ? "no cards wait for their owners\n" : jobTable(page.jobs, minutes));
    if (page.more) process.stdout.write("... there are more\n");
  });
}

async function handOver(ask: Ask, jobs: readonly string[], options: HandoverOptions): Promise<void> {
  const result = (await ask("jobs.handover", { jobs })) as { handedOver: number; refused: string[] };
  if (options.json) printJson(result);
  else process.stdout.write(`${result.handedOver} cards handed over\n`);
  if (result.refused.length === 0) return;
  process.stderr.write(
    `cetak: not handed over: ${result.refused.join(" ")} (not issued, revoked, or out in a round)\n`,
  );
  process.exitCode = EXIT.failed;
}

async function openRound(ask: Ask, jobs: readonly string[], limit: number, options: HandoverOptions, minutes: number) {
  const named = jobs.length === 0 ? undefined : jobs;
  const input = { name: options.openRound, subdistrict: options.subdistrict, jobs: named, limit };
  const round = (await ask("jobs.roundOpen", input)) as RoundView & { jobs: string[] };
  if (options.json) return printJson(round);
  process.stdout.write(roundTable([round], minutes));
  process.stdout.write(`${round.jobs.join(" ")}\n`);
}

async function closeRound(ask: Ask, options: HandoverOptions, minutes: number): Promise<void> {
  const round = numberOption(options.closeRound ?? "", "--close-round", 1, 1e9, true);
  const closed = (await ask("jobs.roundClose", { round, broughtBack: options.broughtBack })) as RoundView;
  if (options.json) return printJson(closed);
  process.stdout.write(roundTable([closed], minutes));
}

async function showRounds(ask: Ask, options: HandoverOptions, minutes: number): Promise<void> {
  if (options.openRound !== undefined) throw new CommandError(EXIT.usage, "--rounds and --open-round are two things");
  const { rounds } = (await ask("jobs.rounds")) as { rounds: RoundView[] };
  if (options.json) return printJson({ rounds });
  process.stdout.write(rounds.length === 0 ? "no delivery rounds\n" : roundTable(rounds, minutes));
}

function roundTable(rounds: readonly RoundView[], minutes: number): string {
  const rows = rounds.map((round) => [
    String(round.round),
    round.name,
    round.subdistrict,
    instant(round.openedAtMs, minutes),
    round.closedAtMs === undefined ? "on its way" : instant(round.closedAtMs, minutes),
    String(round.cards),
    String(round.handedOver),
    String(round.broughtBack),
  ]);
  return textTable("ROUND NAME SUBDISTRICT OPENED CLOSED CARDS HANDED-OVER BROUGHT-BACK".split(" "), rows);
}
