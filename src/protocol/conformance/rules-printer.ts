import { US_PER_S } from "../../base/index.ts";
import type { CommandName, ResponseName } from "../messages.ts";
import { unfit } from "../needed-messages.ts";
import { REFUSAL, STEP_RESULT } from "../wire-enums.ts";
import type { RawPeer, Said } from "./raw-peer.ts";
import { type Bench, must, type Rule, skip } from "./rule.ts";

/** Status of an idle engine comes each second of its time; two of them, and some patience for a slow line. */
const STATUS_WATCH_US = 3 * US_PER_S;
const LEDGER_PAGE = 8;
/** A step that no engine has: nothing can move for it. */
const NO_KIND = { kind: 0, arg: 0, job: new Uint8Array(0) };

/** Rules for print engines: skipped for an engine that speaks the protocol but is none. */
export function needsPrinter({ peer }: Bench, ...names: (CommandName | ResponseName)[]): void {
  const { dictionary } = peer;
  const reason = dictionary === undefined ? "its dictionary cannot be read" : unfit(dictionary);
  if (reason !== undefined) skip(reason);
  for (const name of names) {
    const there = dictionary!.commands.byName.has(name) || dictionary!.responses.byName.has(name);
    if (!there) skip(`the engine has no ${name}`);
  }
}

export async function identityOf(peer: RawPeer): Promise<Said<"identity">["params"]> {
  const said = await peer.ask("hello", {}, "identity");
  must(said !== undefined, "hello was not answered with identity");
  return said.params;
}

/** Entries from `from` on, one page. */
export async function ledgerPage(
  peer: RawPeer,
  from: number,
): Promise<{ end: Said<"ledger_end">["params"]; entries: Said<"ledger_entry">["params"][] }> {
  const end = await peer.ask("ledger_read", { from }, "ledger_end", (params) => params.from === from);
  must(end !== undefined, `ledger_read from=${from} was not answered with ledger_end`);
  return { end: end.params, entries: peer.all("ledger_entry").map(({ params }) => params) };
}

const hello: Rule = {
  id: "C-30",
  title: "hello is answered at once with identity, status_heat and status_path",
  async run(bench) {
    needsPrinter(bench);
    const { peer } = bench;
    const { serial, model, firmware } = await identityOf(peer);
    const both = (): boolean => peer.all("status_heat").length > 0 && peer.all("status_path").length > 0;
    must(await peer.until(both, US_PER_S / 2), "both status messages did not come within half a second");
    must(serial.length > 0, "the serial number is empty");
    const words = [model, serial, firmware].map((bytes) => Buffer.from(bytes).toString("latin1"));
    const again = await identityOf(peer);
    must(Buffer.compare(again.serial, serial) === 0, "it said another serial number the second time");
    return words.join(" ");
  },
};

const status: Rule = {
  id: "C-31",
  title: "status_heat and status_path come by themselves at least once a second",
  async run(bench) {
    needsPrinter(bench);
    const { peer } = bench;
    await identityOf(peer);
    peer.forget();
    const twice = (): boolean => peer.all("status_heat").length >= 2 && peer.all("status_path").length >= 2;
    const came = await peer.until(twice, Math.max(bench.wallUs(STATUS_WATCH_US), US_PER_S / 4));
    const [heats, paths] = [peer.all("status_heat").length, peer.all("status_path").length];
    must(came, `in three seconds came ${heats} status_heat and ${paths} status_path`);
    return undefined;
  },
};

const ledger: Rule = {
  id: "C-32",
  title: `ledger_read is answered with up to ${LEDGER_PAGE} entries in order of their ids, then ledger_end`,
  async run(bench) {
    needsPrinter(bench);
    const { peer } = bench;
    const { ledger_high: high } = await identityOf(peer);
    for (const from of [0, 1, Math.max(high - 3, 0), high + 1]) {
      const { end, entries } = await ledgerPage(peer, from);
      must(end.high === high, `ledger_end says high=${end.high}, identity says ${high}`);
      must(entries.length <= LEDGER_PAGE, `${entries.length} entries at once`);
      must(entries.length === end.count, `ledger_end counts ${end.count} entries, ${entries.length} came`);
      for (const [i, { id }] of entries.entries()) {
        must(id >= from && id <= high, `entry ${id} for ledger_read from=${from}`);
        must(i === 0 || id > entries[i - 1]!.id, "the entries are not in order of their ids");
      }
    }
    return `highest step ${high}`;
  },
};

const known: Rule = {
  id: "C-33",
  title: "A step id that the ledger knows is answered with its recorded outcome and moves nothing",
  async run(bench) {
    needsPrinter(bench);
    const { peer } = bench;
    const { ledger_high: high } = await identityOf(peer);
    const { entries } = await ledgerPage(peer, Math.max(high - LEDGER_PAGE + 1, 0));
    const entry = entries.findLast(({ result }) => result !== STEP_RESULT.begun);
    if (entry === undefined) skip("no finished step in the ledger yet");
    const order = { ...NO_KIND, id: entry.id };
    const done = await peer.ask("step_start", order, "step_done", ({ id }) => id === entry.id);
    must(done !== undefined, `step ${entry.id} was not answered with step_done`);
    const { kind, result, fault } = done.params;
    const same = kind === entry.kind && result === entry.result && fault === entry.fault;
    must(same, `step ${entry.id}: step_done differs from the ledger`);
    const { ledger_high: after } = await identityOf(peer);
    must(after === high, `the ledger went from ${high} to ${after}`);
    return `step ${entry.id}`;
  },
};

const stale: Rule = {
  id: "C-34",
  title: "A step id below those of the ledger is refused as stale, and id 0 is refused; neither goes into the ledger",
  async run(bench) {
    needsPrinter(bench);
    const { peer } = bench;
    const { ledger_high: high } = await identityOf(peer);
    const zero = await peer.ask("step_start", { ...NO_KIND, id: 0 }, "refused", ({ id }) => id === 0);
    must(zero !== undefined, "step 0 was not refused");
    const { entries } = await ledgerPage(peer, 0);
    const lost = (entries[0]?.id ?? high + 1) - 1;
    if (lost > 0) {
      const refused = await peer.ask("step_start", { ...NO_KIND, id: lost }, "refused", ({ id }) => id === lost);
      must(refused?.params.reason === REFUSAL.staleId, `step ${lost} was not refused as stale`);
    }
    const { ledger_high: after } = await identityOf(peer);
    must(after === high, `the ledger went from ${high} to ${after}`);
    return lost > 0 ? undefined : "id 0 only: no step has left the ledger yet";
  },
};

const abort: Rule = {
  id: "C-35",
  title: "step_abort of a step that does not run is refused",
  async run(bench) {
    needsPrinter(bench);
    const id = 2 ** 31 - 1;
    const refused = await bench.peer.ask("step_abort", { id }, "refused", (params) => params.id === id);
    must(refused?.params.reason === REFUSAL.unknownStep, "it was not refused as unknown");
    return undefined;
  },
};

const params: Rule = {
  id: "C-36",
  title: "param_get is answered with the value within its limits; an unknown index is refused",
  async run(bench) {
    needsPrinter(bench, "param_get", "param");
    const { peer } = bench;
    const said = await peer.ask("param_get", { index: 0 }, "param", ({ index }) => index === 0);
    must(said !== undefined, "param_get index=0 was not answered");
    const { value, minimum, maximum } = said.params;
    must(value >= minimum && value <= maximum, `the value ${value} is outside ${minimum}..${maximum}`);
    const refused = await peer.ask("param_get", { index: 255 }, "refused");
    must(refused?.params.reason === REFUSAL.badArgument, "param_get index=255 was not refused");
    return undefined;
  },
};

const card: Rule = {
  id: "C-37",
  title: "card_get is answered with card_state, which agrees with status_path",
  async run(bench) {
    needsPrinter(bench, "card_get", "card_state");
    const { peer } = bench;
    const state = await peer.ask("card_get", {}, "card_state");
    must(state !== undefined, "card_get was not answered");
    await identityOf(peer);
    const path = (): Said<"status_path"> | undefined => peer.all("status_path").at(-1);
    must(await peer.until(() => path() !== undefined, US_PER_S), "no status_path came");
    const { card_stop: stop, step_id: step } = path()!.params;
    must(step !== 0 || stop === state.params.stop, `card_state says stop ${state.params.stop}, status_path ${stop}`);
    return undefined;
  },
};

export const PRINTER_RULES: readonly Rule[] = [hello, status, ledger, known, stale, abort, params, card];
