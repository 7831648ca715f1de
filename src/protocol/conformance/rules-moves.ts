import { type Micros, US_PER_MS, US_PER_S } from "../../base/index.ts";
import { ENGINE_STATE, REFUSAL, STEP_KIND, STEP_RESULT } from "../wire-enums.ts";
import type { Said } from "./raw-peer.ts";
import { type Bench, must, type Rule, skip } from "./rule.ts";
import { identityOf, ledgerPage, needsPrinter } from "./rules-printer.ts";

/** All in the engine's time. From power-on to ready, with everything searched. */
const READY_US_MAX = 240 * US_PER_S;
const HOME_US_MAX = 30 * US_PER_S;
const SHORTLY_US = 3 * US_PER_S;
const LEASE_MS = 5000;
/** The heater must be off a control tick after the lease; the status of an engine that is idle from then on may come two seconds later. */
const HEATER_GRACE_US = 200 * US_PER_MS;
const STATUS_GRACE_US = 2_500 * US_PER_MS;
const TRIAL_DECICELSIUS = 1000;
const TOO_HOT_DECICELSIUS = 2500;
/** Blocks kept while waiting for one status among many. */
const KEPT_BLOCKS_MAX = 200;

type StatusName = "status_path" | "status_heat";

async function needsMoves(bench: Bench): Promise<void> {
  needsPrinter(bench);
  if (!bench.moves) skip("it orders a step or heat; --moves allows that");
  if (!bench.simulated) skip("steps and heat are ordered on simulated engines only");
  await identityOf(bench.peer);
  const { state } = await statusUntil(bench, "status_path", (path) => path.state === ENGINE_STATE.ready, READY_US_MAX);
  if (state !== ENGINE_STATE.ready) skip(`the engine does not get ready: it is in state ${state}`);
}

/** The first status from now on that fits; after `engineUs` the last one, which does not. */
async function statusUntil<N extends StatusName>(
  bench: Bench,
  name: N,
  fits: (params: Said<N>["params"]) => boolean,
  engineUs: Micros = SHORTLY_US,
): Promise<Said<N>["params"]> {
  const { peer } = bench;
  let last: Said<N>["params"] | undefined;
  await peer.until(
    () => {
      const all = peer.all(name).map(({ params }) => params);
      last = all.find(fits) ?? all.at(-1) ?? last;
      if (peer.heard.length > KEPT_BLOCKS_MAX) peer.heard.splice(0, KEPT_BLOCKS_MAX / 2);
      return last !== undefined && fits(last);
    },
    bench.wallUs(engineUs) + US_PER_S / 2,
  );
  must(last !== undefined, `no ${name} came`);
  return last;
}

const lease: Rule = {
  id: "C-40",
  title: "Without renewal the heater is off and the set-point forgotten when the heat lease is over",
  async run(bench) {
    await needsMoves(bench);
    const { peer } = bench;
    await peer.order("lease_renew", { ms: LEASE_MS });
    const renewed = await peer.ask("get_clock", {}, "clock");
    await peer.order("roller_set", { decicelsius: TRIAL_DECICELSIUS });
    const on = await statusUntil(bench, "status_heat", (heat) => heat.setpoint_centicelsius > 0 && heat.lease_ms > 0);
    must(on.setpoint_centicelsius === TRIAL_DECICELSIUS * 10, `the set-point is ${on.setpoint_centicelsius}`);
    peer.forget();
    const limitUs = LEASE_MS * US_PER_MS + STATUS_GRACE_US;
    const off = await statusUntil(bench, "status_heat", (heat) => heat.setpoint_centicelsius === 0, limitUs);
    must(off.setpoint_centicelsius === 0, "the set-point is still there");
    must(off.duty_permille === 0 && off.lease_ms === 0, `duty ${off.duty_permille}, lease ${off.lease_ms} ms`);
    const sinceUs = (clock: number): number =>
      (((clock - (renewed?.params.clock ?? 0)) >>> 0) * US_PER_S) / peer.dictionary!.clockFreq;
    const tookUs = sinceUs(off.clock);
    for (const { params } of peer.all("status_heat")) {
      const late = sinceUs(params.clock) > LEASE_MS * US_PER_MS + HEATER_GRACE_US;
      must(
        !late || params.duty_permille === 0,
        `the heater was on ${Math.round(sinceUs(params.clock) / 1000)} ms after it`,
      );
    }
    must(tookUs <= limitUs, `it took ${Math.round(tookUs / 1000)} ms of the engine's time`);
    await peer.order("lease_renew", { ms: LEASE_MS });
    peer.forget();
    const again = await statusUntil(bench, "status_heat", ({ lease_ms }) => lease_ms > 0);
    must(again.setpoint_centicelsius === 0, "a renewed lease brought the set-point back");
    return `reported ${Math.round(tookUs / 1000)} ms after the renewal`;
  },
};

const limits: Rule = {
  id: "C-41",
  title: "A set-point outside the allowed range is refused and changes nothing",
  async run(bench) {
    await needsMoves(bench);
    const { peer } = bench;
    const refused = await peer.ask("roller_set", { decicelsius: TOO_HOT_DECICELSIUS }, "refused");
    must(refused?.params.reason === REFUSAL.badArgument, `${TOO_HOT_DECICELSIUS / 10} C was not refused`);
    peer.forget();
    const heat = await statusUntil(bench, "status_heat", () => true);
    must(heat.setpoint_centicelsius === 0, `the set-point is ${heat.setpoint_centicelsius}`);
    return undefined;
  },
};

const once: Rule = {
  id: "C-42",
  title: "A step whose id comes again, while it runs, after it, or from a new host, is carried out once",
  async run(bench) {
    await needsMoves(bench);
    const { peer } = bench;
    const id = (await identityOf(peer)).ledger_high + 1;
    const order = { id, kind: STEP_KIND.home, arg: 0, job: new Uint8Array(0) };
    peer.forget();
    await peer.order("step_start", order);
    await peer.order("step_start", order);
    const refused = peer.all("refused").find(({ params }) => params.id === id);
    must(refused === undefined, `step ${id} was refused with reason ${refused?.params.reason}`);
    const over = await statusUntil(bench, "status_path", (path) => path.done_id === id, HOME_US_MAX);
    must(over.done_id === id, `step ${id} did not end within ${HOME_US_MAX / US_PER_S} s`);
    must(over.done_result === STEP_RESULT.ok, `step ${id} ended with result ${over.done_result}`);
    await expectDone(bench, order);
    await bench.reconnect();
    await bench.peer.settle();
    await identityOf(bench.peer);
    await expectDone(bench, order);
    return `step ${id}`;
  },
};

/** Answered with its outcome, nothing moves, one entry in the ledger. */
async function expectDone(bench: Bench, order: Parameters<typeof bench.peer.content<"step_start">>[1]): Promise<void> {
  const { peer } = bench;
  const done = await peer.ask("step_start", order, "step_done", ({ id }) => id === order.id);
  must(done?.params.result === STEP_RESULT.ok, `step ${order.id} was not answered with its outcome`);
  peer.forget();
  await peer.until(() => peer.all("status_path").length >= 3, bench.wallUs(2 * SHORTLY_US) + US_PER_S / 2);
  const paths = peer.all("status_path");
  must(paths.length > 0, "no status_path came");
  const moved = paths.some(({ params }) => params.step_id !== 0);
  must(!moved, `step ${order.id} was carried out again`);
  const { end, entries } = await ledgerPage(peer, order.id);
  must(end.high === order.id && entries.length === 1, `the ledger has ${entries.length} entries from ${order.id} on`);
}

const emergency: Rule = {
  id: "C-43",
  title: "After emergency_stop the heater is off and heat is refused until clear_shutdown",
  async run(bench) {
    await needsMoves(bench);
    needsPrinter(bench, "clear_shutdown");
    const { peer } = bench;
    await peer.order("lease_renew", { ms: LEASE_MS });
    await peer.order("roller_set", { decicelsius: TRIAL_DECICELSIUS });
    peer.forget();
    await peer.order("emergency_stop", {});
    const path = await statusUntil(bench, "status_path", ({ state }) => state === ENGINE_STATE.shutdown);
    must(path.state === ENGINE_STATE.shutdown, `its state is ${path.state}`);
    const heat = await statusUntil(bench, "status_heat", (now) => now.setpoint_centicelsius === 0);
    must(heat.setpoint_centicelsius === 0 && heat.duty_permille === 0, "the heater is still on");
    const refused = await peer.ask("roller_set", { decicelsius: TRIAL_DECICELSIUS }, "refused");
    must(refused?.params.reason === REFUSAL.shutdown, "heat was not refused");
    peer.forget();
    await peer.order("clear_shutdown", {});
    const after = await statusUntil(bench, "status_path", ({ state }) => state === ENGINE_STATE.ready);
    must(after.state === ENGINE_STATE.ready, `after clear_shutdown its state is ${after.state}`);
    return undefined;
  },
};

export const MOVE_RULES: readonly Rule[] = [lease, limits, once, emergency];
