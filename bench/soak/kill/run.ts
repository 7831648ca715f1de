/**
 * A real station on a real journal file is killed again and again while it prints; its engines are other processes, which
 * survive. At the end everybody has one card, by the engines' own truth.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "../../../src/base/index.ts";
import type { EngineSaved } from "../../../src/hardware-sim/index.ts";
import { batchCsv, parseSimUrl, SimStation, syntheticPeople } from "../../../src/rig/index.ts";
import { Journal, jobKey } from "../../../src/station/index.ts";
import { begin, type Running } from "./process.ts";

const MODELS = ["hdp5000", "sr300"] as const;
const SPEED = 20;
const WARM_LIMIT_US = 3_600_000_000;
/** Share of the lives that end while the station starts. */
const EARLY_SHARE = 0.2;
const EARLY_MS_MAX = 900;
const LOOK_MS = 200;
/** After the last kill: all cards at 20 times the speed, and some patience with a busy machine. */
const END_MS_ONCE = 120_000;
const END_MS_PER_CARD = 10_000;

export interface KillWishes {
  readonly times: number;
  readonly seed: number;
  readonly printers: number;
  readonly people: number;
  /** A life after the start lasts at most so long. */
  readonly lifeMsMax: number;
  readonly onKill?: (done: number) => void;
  /** Asked before each life: end here with what was done. */
  readonly stopped?: () => boolean;
}

export interface KillRun {
  readonly seed: number;
  readonly kills: number;
  /** Kills before the station served its page. */
  readonly early: number;
  readonly people: number;
  readonly issued: number;
  readonly uncertain: number;
  readonly voidCards: number;
  /** Steps whose outcome a later life found in the ledger, and steps that had never reached the engine. */
  readonly recovered: number;
  readonly unseen: number;
  readonly problems: readonly string[];
}

export async function killRun(wishes: KillWishes): Promise<KillRun> {
  const folder = mkdtempSync(join(tmpdir(), "cetak-kill-"));
  const station = new KilledStation(wishes, folder);
  try {
    return await station.run();
  } finally {
    await station.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

class KilledStation {
  private readonly wishes: KillWishes;
  private readonly random: Random;
  private readonly folder: string;
  private readonly config: string;
  private readonly jobs: string;
  private readonly engines: { command: Running; state: string }[] = [];
  private readonly problems: string[] = [];
  private living: Running | undefined;
  private early = 0;
  private kills = 0;

  constructor(wishes: KillWishes, folder: string) {
    this.wishes = wishes;
    this.random = new Random(wishes.seed).fork("kill");
    this.folder = folder;
    this.config = join(folder, "station.toml");
    this.jobs = join(folder, "batch.csv");
  }

  async run(): Promise<KillRun> {
    const { wishes } = this;
    writeFileSync(this.jobs, batchCsv(syntheticPeople(wishes.people, wishes.seed)));
    const links = await Promise.all(Array.from({ length: wishes.printers }, (_, i) => this.startEngine(i)));
    const printers = links.map(
      (link, i) => `[[printer]]\nname = "P${i + 1}"\nmodel = "${MODELS[i % 2]}"\nlink = "${link}"\n`,
    );
    mkdirSync(join(this.folder, "data"));
    writeFileSync(this.config, `[station]\noffice = "Uji"\nport = 0\ndata = "data"\n\n${printers.join("\n")}`);
    while (this.kills < wishes.times && wishes.stopped?.() !== true) {
      await this.oneLife();
      wishes.onKill?.(++this.kills);
    }
    await this.printTheRest();
    return this.judge();
  }

  async close(): Promise<void> {
    const all = [...this.engines.map(({ command }) => command), ...(this.living === undefined ? [] : [this.living])];
    for (const { child } of all) child.kill("SIGKILL");
    await Promise.all(all.map(({ ended }) => ended));
  }

  /** Warm already, so that no life is spent waiting. */
  private async startEngine(index: number): Promise<string> {
    const model = MODELS[index % 2]!;
    const state = join(this.folder, `engine${index}.json`);
    writeFileSync(
      state,
      JSON.stringify({
        kind: "cetak simulated engine",
        clean: true,
        saved: warmEngine(model, this.wishes.seed + index),
      }),
    );
    const command = begin([
      "sim",
      "--profile",
      model,
      "--listen",
      "tcp://127.0.0.1:0",
      "--speed",
      String(SPEED),
      "--state",
      state,
    ]);
    this.engines.push({ command, state });
    const link = (await command.sees(/listening link (tcp:\S+)/))?.[1];
    if (link === undefined) throw new Error(`the engine did not start: ${command.output()}`);
    return link;
  }

  private startStation(): Running {
    this.living = begin(["start", "--config", this.config, "--jobs", this.jobs, "--log", "error"]);
    return this.living;
  }

  private async oneLife(): Promise<void> {
    const station = this.startStation();
    if (this.random.chance(EARLY_SHARE)) {
      this.early++;
      await after(this.random.int(EARLY_MS_MAX));
    } else if ((await station.sees(/status page http/)) === undefined) {
      this.problems.push(`after kill ${this.kills} the station did not start: ${station.output().slice(0, 500)}`);
    } else await after(this.random.int(this.wishes.lifeMsMax));
    station.child.kill("SIGKILL");
    await station.ended;
    if (station.child.exitCode !== null && station.child.exitCode !== 0)
      this.problems.push(
        `life ${this.kills} ended by itself with ${station.child.exitCode}: ${station.output().slice(0, 500)}`,
      );
  }

  private async printTheRest(): Promise<void> {
    const station = this.startStation();
    const url = (await station.sees(/status page (http:\S+)/))?.[1];
    if (url === undefined) {
      this.problems.push(`after the last kill the station did not start: ${station.output().slice(0, 500)}`);
      return;
    }
    const looks = (END_MS_ONCE + END_MS_PER_CARD * this.wishes.people) / LOOK_MS;
    let left = -1;
    for (let look = 0; look < looks && left !== 0; look++) {
      await after(LOOK_MS);
      const { office } = (await (await fetch(`${url}/api/snapshot`)).json()) as {
        office: { jobs: Record<string, number> };
      };
      left = office.jobs["queued"]! + office.jobs["leased"]! + office.jobs["printing"]!;
    }
    if (left !== 0) this.problems.push(`forgotten: ${left} jobs are still open`);
    station.child.kill("SIGTERM");
    await station.ended;
    this.living = undefined;
  }

  /** The journal against the truth in the engines' memory. */
  private judge(): KillRun {
    const { wishes, problems, early, kills } = this;
    const journal = new Journal({ path: join(this.folder, "data", "journal.db"), zone: "WIB", utcMs: () => 0 });
    const out = new Map<string, number>();
    for (const { state } of this.engines) {
      const { saved } = JSON.parse(readFileSync(state, "utf8")) as { saved: EngineSaved };
      for (const { place, chipJob, filmJob, number } of saved.state.truth.cards) {
        if (place !== "inside" && chipJob !== filmJob)
          problems.push(`card ${number} has the chip of ${chipJob} and the film of ${filmJob}`);
        if (place === "output") out.set(chipJob, (out.get(chipJob) ?? 0) + 1);
        else problems.push(`card ${number} of ${chipJob} is ${place}: no host's death costs a card`);
      }
      problems.push(...saved.state.truth.breaches);
    }
    for (const [job, count] of out) if (count > 1) problems.push(`job ${job} came out ${count} times`);
    const valid = journal.cards().filter(({ state }) => state === "valid");
    for (const { job } of valid)
      if (!out.has(jobKey(job))) problems.push(`job ${jobKey(job)} is issued, but no card of it came out`);
    const { issued, uncertain } = journal.jobCounts;
    if (issued !== wishes.people || out.size !== wishes.people || valid.length !== wishes.people)
      problems.push(
        `${wishes.people} people, ${issued} jobs issued, ${valid.length} valid cards, ${out.size} people's cards came out`,
      );
    const voidCards = journal.cards().filter(({ state }) => state === "void").length;
    const withdrawn = journal.allSteps().filter((step) => step.withdrawn === "unseen").length;
    const recovered = journal.newestEvents(100_000).filter(({ code }) => code === "step.recovered").length;
    journal.close();
    return {
      seed: wishes.seed,
      kills,
      early,
      people: wishes.people,
      issued,
      uncertain,
      voidCards,
      recovered,
      unseen: withdrawn,
      problems,
    };
  }
}

/** A machine that is hot and has made nothing yet. */
function warmEngine(model: string, seed: number): EngineSaved {
  const station = new SimStation({ printers: [parseSimUrl(`sim:${model}?seed=${seed}&supplies=unlimited`)] });
  const { engine, name } = station.printers[0]!;
  station.office.start();
  const warm = station.runUntil(() => station.office.controller(name).view().word === "ready", WARM_LIMIT_US);
  const saved = engine.save();
  station.stop();
  if (!warm) throw new Error(`the ${model} did not get warm`);
  return saved;
}

const after = (ms: number): Promise<void> =>
  new Promise((resume) => {
    setTimeout(resume, ms);
  });
