/**
 * Which transitions between waiting states a printer's driver can cause, found by trying everything that it may say in every state
 * that it can bring about. The chart is the real one; the driver's rules are those of `Thinker` and `Conditions`.
 */
import { expect, test } from "vitest";
import { transition } from "xstate";
import { chartJson } from "../../src/controller/index.ts";
import type { Blocker, PrinterEvent, Rest } from "../../src/controller/machine/machine-types.ts";
import { printerMachine } from "../../src/controller/machine/printer-machine.ts";
import { lifePath, type PrinterSnapshot } from "../../src/controller/selectors.ts";
import { whyImpossible } from "../../src/hil/coverage/impossible.ts";
import { checkScenario, coverageOf, runScenario } from "../../src/hil/index.ts";

/** What the job in hand needs next. `remake`: its card lies written inside, without a picture. */
const NEEDS = ["start", "picture", "remake", "transfer", "eject", "reject"] as const;
type Need = (typeof NEEDS)[number];

interface World {
  readonly snapshot: PrinterSnapshot;
  readonly need: Need | "";
  /** The driver has not yet thought about what was last heard; nobody says anything before it has. */
  readonly thinks?: boolean;
}

/** What a plan of this kind may lack, and what else may be waited for. */
const PLANS: Record<
  Need,
  { lacks: readonly (Blocker | "")[]; rests: readonly (Rest | "")[]; hots: readonly boolean[] }
> = {
  start: { lacks: [""], rests: ["", "headHot", "paced"], hots: [true, false] },
  picture: { lacks: ["", "blanks", "outputFull", "rejectFull"], rests: ["", "paced"], hots: [true, false] },
  remake: { lacks: ["", "ribbon", "film"], rests: ["", "headHot"], hots: [true] },
  transfer: { lacks: [""], rests: ["", "paced"], hots: [true, false] },
  eject: { lacks: ["", "outputFull"], rests: [""], hots: [true] },
  reject: { lacks: ["", "rejectFull"], rests: [""], hots: [true] },
};
const BLOCKERS: readonly (Blocker | "")[] = ["", "ribbon", "film", "blanks", "outputFull", "rejectFull"];

const leafOf = (snapshot: PrinterSnapshot): string => lifePath(snapshot).replace(/^(printing)\..*$/, "$1");
const keyOf = ({ snapshot, need, thinks = false }: World): string =>
  JSON.stringify([leafOf(snapshot), snapshot.context, need, thinks]);

class Explorer {
  readonly edges = new Set<string>();
  private readonly seen = new Set<string>();
  private readonly known = new Map<string, PrinterSnapshot>();
  private front: World[] = [];

  run(): void {
    const [first] = transition(printerMachine, printerMachine.getInitialSnapshot({} as never), {
      type: "ENGINE_READY",
    });
    this.add({ snapshot: first as PrinterSnapshot, need: "" });
    for (let world = this.front.pop(); world !== undefined; world = this.front.pop()) this.expand(world);
  }

  private add(world: World): void {
    const key = keyOf(world);
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.front.push(world);
  }

  private soon({ snapshot, need }: World): void {
    this.add({ snapshot, need, thinks: snapshot.hasTag("plans") });
  }

  /** Events in their order; each transition is written down. */
  private tell({ snapshot, need }: World, ...events: readonly (PrinterEvent | { type: string })[]): World {
    let now = snapshot;
    for (const event of events) now = this.after(now, event);
    return { snapshot: now, need };
  }

  /** The same event in the same state is asked of the chart once. */
  private after(snapshot: PrinterSnapshot, event: PrinterEvent | { type: string }): PrinterSnapshot {
    const before = leafOf(snapshot);
    const key = `${before} ${JSON.stringify(snapshot.context)} ${JSON.stringify(event)}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const next = transition(printerMachine, snapshot, event as PrinterEvent)[0] as PrinterSnapshot;
    if (leafOf(next) !== before) this.edges.add(`life.${before} life.${leafOf(next)}`);
    this.known.set(key, next);
    return next;
  }

  private conditions(world: World, by: Blocker | "", rest: Rest | "", hot: boolean): World {
    return this.tell(world, { type: "HOT", hot }, { type: "REST", rest }, { type: "BLOCKED", by });
  }

  private expand(world: World): void {
    const { snapshot, need } = world;
    if (world.thinks === true) {
      this.think({ snapshot, need });
      return;
    }
    for (const type of ["PAUSE", "RESUME", "DRAIN"] as const) this.soon(this.tell(world, { type }));
    this.add(this.tell(world, { type: "LINK_DOWN" }, { type: "ENGINE_READY" }));
    if (leafOf(snapshot) === "ready") this.soon(this.tell(world, { type: "xstate.after.standbyAfter.ready" }));
    if (snapshot.hasTag("recovers")) this.recover(world);
    else this.soon(world);
    // Steps end only while it prints; then anything may be next.
    if (snapshot.hasTag("prints") && need !== "") for (const next of NEEDS) this.soon({ snapshot, need: next });
    // Skipped, cancelled, taken out by hand, or done.
    if (snapshot.hasTag("plans") && need !== "") this.finish(world);
  }

  /** The driver thinks after each thing that it hears, before anybody says something else. */
  private think(world: World): void {
    if (world.need === "") this.thinkIdle(world);
    else this.thinkJob(world, world.need);
  }

  private thinkIdle(world: World): void {
    for (const rest of ["", "paced"] as const)
      for (const hot of [true, false])
        for (const by of BLOCKERS) {
          const told = this.conditions(world, by, rest, hot);
          this.add(told);
          if (told.snapshot.hasTag("takes"))
            for (const need of NEEDS) this.soon({ ...this.tell(told, { type: "WORK" }), need });
        }
  }

  private thinkJob(world: World, need: Need): void {
    const { context } = world.snapshot;
    const unspent = need === "start" || need === "remake" || need === "reject";
    // Nothing is in the machine: the job goes back, and what it lacks is told first.
    if (unspent) {
      const leaves = context.pausing || context.draining;
      const lacks = need === "start" ? BLOCKERS : PLANS[need].lacks;
      for (const by of lacks) if (by !== "" || leaves) this.finish(this.conditions(world, by, "", context.hot));
      if (need === "start" && leaves) return;
    }
    const { lacks, rests, hots } = PLANS[need];
    for (const by of lacks)
      for (const rest of rests) for (const hot of hots) this.add(this.conditions(world, by, rest, hot));
  }

  private finish(world: World): void {
    const { snapshot } = this.tell(world, { type: "WORK_DONE" });
    this.soon({ snapshot, need: "" });
  }

  private recover({ snapshot }: World): void {
    for (const need of ["", ...NEEDS] as const) {
      const world = this.tell({ snapshot, need }, { type: need === "" ? "WORK_DONE" : "WORK" });
      const { lacks, rests, hots } =
        need === "" ? { lacks: BLOCKERS, rests: ["", "paced"] as const, hots: [true, false] } : PLANS[need];
      for (const by of need === "start" ? BLOCKERS : lacks)
        for (const rest of rests)
          for (const hot of hots) {
            const back = this.tell(this.conditions(world, by, rest, hot), { type: "RECOVERED" });
            // What is lacking is still lacking when the driver thinks of it again.
            if (need === "start" && by !== "") this.finish(this.conditions(back, by, "", hot));
            else this.soon(back);
          }
    }
  }
}

test("what is called impossible is what the driver never causes, no more and no less", () => {
  const explorer = new Explorer();
  explorer.run();
  const places = chartJson().edges.filter(({ event, guard }) => event === "always" && guard.startsWith("belongs"));
  const never = places.filter(({ from, to }) => !explorer.edges.has(`${from} ${to}`));
  const said = places.filter((edge) => whyImpossible(edge) !== undefined);
  const text = (edges: typeof places): string[] => edges.map(({ from, to }) => `${from} -> ${to}`).sort();
  expect(text(said)).toEqual(text(never));
});

test("a run that takes an impossible transition contradicts what is said of it; none of them counts as missing", async () => {
  const checked = checkScenario("name: a\nshows: [b]\nsteps:\n  - let: 1s\n", "x.yaml");
  if ("problems" in checked) throw new Error("no scenario");
  const run = await runScenario({ file: checked, on: "sim" });
  const honest = coverageOf([run]).transitions;
  expect(honest.contradicted).toEqual([]);
  expect(honest.all + honest.impossible).toBe(chartJson().edges.length);
  const impossible = chartJson().edges.findIndex((edge) => whyImpossible(edge) !== undefined);
  const liar = coverageOf([{ ...run, edges: [...run.edges, impossible] }]).transitions;
  expect(liar).toMatchObject({ taken: honest.taken, percent: honest.percent });
  expect(liar.contradicted).toEqual([expect.stringContaining("was taken in x.yaml, though")]);
});
