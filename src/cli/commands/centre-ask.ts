import { WallClock } from "../../base/index.ts";
import { type CentreStatus, pause } from "../../station/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { numberOption } from "../options.ts";
import { callStation } from "../station-client.ts";
import { type LoginOptions, loggedIn } from "../station-login.ts";

export interface CentreAskOptions extends LoginOptions {
  station: string;
  why?: string;
  json?: boolean;
}

async function ask(options: CentreAskOptions, name: string, input: object = {}): Promise<unknown> {
  const cookie = await loggedIn(options.station, "operator", options);
  return callStation(options.station, name, input, { cookie });
}

const say = (options: CentreAskOptions, result: unknown, text: string): void => {
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${text}\n`);
};

const ANSWER_LOOK_US = 200_000;

const statusOf = async (options: CentreAskOptions): Promise<CentreStatus> =>
  (await ask(options, "centre.status")) as CentreStatus;

/** Asks, and waits for what comes of it: an answer, or none within the time that the station gives its centre. */
async function retried(options: CentreAskOptions): Promise<CentreStatus> {
  let status = (await ask(options, "centre.retry")) as CentreStatus;
  const clock = new WallClock();
  while (status.asking) {
    await pause({ clock }, ANSWER_LOOK_US);
    status = await statusOf(options);
  }
  clock.close();
  return status;
}

/** `cetak centre status` and `retry`: how a running station stands with its data centre. Exit 9 while the line is not up. */
export async function centreStatus(name: "centre.status" | "centre.retry", options: CentreAskOptions): Promise<void> {
  const status = name === "centre.status" ? await statusOf(options) : await retried(options);
  const { line, why, ready, coming, resultsWaiting, resultsRefused, nextTryInMs } = status;
  const next = nextTryInMs === undefined ? "" : `, next try in ${Math.ceil(nextTryInMs / 1000)} s`;
  const lines = [
    `${status.url}: ${line}${why === "" ? "" : `: ${why}`}${next}`,
    `jobs     ${ready} ready, ${coming} not yet (activation or line), ${status.leases} leases`,
    `results  ${resultsWaiting} to be delivered, ${resultsRefused} refused`,
  ];
  if (Math.abs(status.clockAheadMs) >= 5_000) {
    lines.push(`clock    ${Math.round(status.clockAheadMs / 1000)} s ahead of the centre's`);
  }
  say(options, status, lines.join("\n"));
  if (line !== "up") process.exitCode = EXIT.centre;
}

/** `cetak centre refused`: results that the centre did not take and nobody has settled. Exit 1 when there are some. */
export async function centreRefused(options: CentreAskOptions): Promise<void> {
  const { results } = (await ask(options, "centre.refused")) as { results: Refused[] };
  const lines = results.map(
    ({ id, job, outcome, serial, answer }) => `${id}  ${job}  ${outcome}  ${serial}  ${answer}`,
  );
  say(options, { results }, lines.length === 0 ? "none" : lines.join("\n"));
  if (results.length > 0) process.exitCode = EXIT.failed;
}

interface Refused {
  readonly id: number;
  readonly job: string;
  readonly outcome: string;
  readonly serial: string;
  readonly answer: string;
}

/** `cetak centre settle ID --why TEXT`: somebody has the card in hand and says what became of it. */
export async function centreSettle(id: string, options: CentreAskOptions): Promise<void> {
  if (options.why === undefined) throw new CommandError(EXIT.usage, "--why is needed: what became of the card");
  const result = await ask(options, "centre.settle", {
    id: numberOption(id, "ID", 1, Number.MAX_SAFE_INTEGER, true),
    why: options.why,
  });
  say(options, result, `settled ${id}`);
}

/** `cetak centre release`: jobs that no printer has begun go back to the centre. */
export async function centreRelease(options: CentreAskOptions): Promise<void> {
  const result = (await ask(options, "centre.release")) as { released: number };
  say(options, result, `${result.released} jobs go back to the centre`);
}
