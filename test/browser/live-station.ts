/** The real station with simulated printers, for browsers to look at, and its commands as a person at it would give them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { batchCsv, syntheticPeople } from "../../src/rig/index.ts";
import { begin, folder, type RunningCommand } from "../cli/cli.ts";

export interface LiveStation {
  readonly command: RunningCommand;
  readonly url: string;
  /** Gives a command; the outcome's result, or an error that says why not. */
  order(name: string, input: Record<string, unknown>): Promise<unknown>;
  /** The same station file and data again, on the same port, after this one has ended. */
  again(): Promise<LiveStation>;
}

export interface LiveOptions {
  /** Lines of each `[printer.simulate]`. */
  readonly simulate: string;
  readonly people: number;
  /** The table `[centre]` of the station file. Default: none. */
  readonly centre?: string;
}

const PRINTERS = [
  ["Fargo-1", "hdp5000"],
  ["Datacard-1", "sr300"],
] as const;

export async function liveStation({ simulate, people, centre = "" }: LiveOptions): Promise<LiveStation> {
  const dir = folder();
  const config = join(dir, "station.toml");
  const printers = PRINTERS.map(
    ([name, model], i) =>
      `[[printer]]\nname = "${name}"\nplace = "Loket ${i + 1}"\nmodel = "${model}"\n[printer.simulate]\n${simulate}\n`,
  );
  writeFileSync(
    config,
    `[station]\noffice = "Disdukcapil Contoh"\ndata = "data"\nport = 0\n\n${centre}\n${printers.join("\n")}`,
  );
  const jobs = join(dir, "batch.csv");
  writeFileSync(jobs, batchCsv(syntheticPeople(people, 3)));
  return started(["start", "--config", config, "--jobs", jobs, "--log", "warn"]);
}

async function started(args: readonly string[], port?: string): Promise<LiveStation> {
  const command = begin([...args, ...(port === undefined ? [] : ["--port", port])]);
  const url = (await command.sees(/status page (http:\S+)/))[1]!;
  return {
    command,
    url,
    order: async (name, input) => {
      const answer = await fetch(`${url}/api/commands/${name}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(input),
      });
      const outcome = (await answer.json()) as { ok: boolean; result?: unknown; message?: string };
      if (!outcome.ok) throw new Error(`${name}: ${outcome.message}`);
      return outcome.result;
    },
    again: () => started(args, new URL(url).port),
  };
}
