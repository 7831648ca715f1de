/** Runs a printer's self-test over its console. The test lives on being asked: when this stops, the printer stops heating. */
import { US_PER_MS, US_PER_S } from "../../base/index.ts";
import {
  CETAK_COMMAND,
  SELFTEST_ITEMS,
  SELFTEST_STATES,
  SELFTEST_TEXTS,
  SELFTEST_VERDICTS,
  type SelfTestFinding,
  type SelfTestItemName,
  type SelfTestReport,
  type SelfTestStateWord,
  type SelfTestVerdict,
  SMP_GROUP,
  type SmpMap,
  smpMapOf,
  smpNumber,
  smpText,
} from "../../protocol/index.ts";
import { TransportError } from "../errors.ts";
import { type ConsoleSession, DeadlineError, pause } from "./console-session.ts";

/** How often it is asked: often enough for a simulated printer twenty times as fast as the wall. */
const POLL_US = 100 * US_PER_MS;
/** A hot roller has to cool first. */
const SELFTEST_US_MAX = 1_200 * US_PER_S;

export interface SelfTestProgress {
  readonly found: number;
  readonly total: number;
  /** Item under test. */
  readonly testing: string;
}

/** Rejects with an error that has an exit code; the test is then stopped if the line still stands. */
export async function runSelfTest(
  session: ConsoleSession,
  onProgress: (progress: SelfTestProgress) => void = () => {},
  stopped: () => boolean = () => false,
): Promise<SelfTestReport> {
  const { clock } = session;
  await session.ask(SMP_GROUP.cetak, CETAK_COMMAND.selftest, "write", {}, "beginning the self-test");
  const until = clock.now() + SELFTEST_US_MAX;
  const findings: SelfTestFinding[] = [];
  let stop = false;
  for (;;) {
    const map = await session.ask(
      SMP_GROUP.cetak,
      CETAK_COMMAND.selftest,
      "read",
      { finding: findings.length },
      "asking how the self-test stands",
    );
    const finding = findingOf(smpMapOf(map["finding"]));
    if (finding !== undefined) findings.push(finding);
    const state = smpText(map, "state") as SelfTestStateWord;
    const found = smpNumber(map, "found") ?? 0;
    if (!SELFTEST_STATES.includes(state))
      throw new TransportError(`${session.url}: it does not tell how the test stands`);
    onProgress({
      found: findings.length,
      total: smpNumber(map, "total") ?? 0,
      testing: itemText(smpText(map, "testing")),
    });
    if (findings.length < found) continue;
    if (state !== "running") return { state, why: smpText(map, "why") ?? "", findings };
    if (stopped() && !stop) {
      stop = true;
      await session.ask(SMP_GROUP.cetak, CETAK_COMMAND.selftest, "write", { stop: true }, "stopping the self-test");
    }
    if (clock.now() > until) throw new DeadlineError(`${session.url}: the self-test does not end`);
    await pause(session, POLL_US);
  }
}

const itemText = (name: string | undefined): string =>
  name !== undefined && Object.hasOwn(SELFTEST_TEXTS, name) ? SELFTEST_TEXTS[name as SelfTestItemName].en : "";

function findingOf(map: SmpMap | undefined): SelfTestFinding | undefined {
  if (map === undefined) return undefined;
  const { name, verdict, measured, low, high } = map;
  if (!(SELFTEST_ITEMS as readonly unknown[]).includes(name)) return undefined;
  if (!(SELFTEST_VERDICTS as readonly unknown[]).includes(verdict)) return undefined;
  return {
    name: name as SelfTestItemName,
    verdict: verdict as SelfTestVerdict,
    ...(typeof measured === "number" ? { measuredCenti: measured } : {}),
    lowCenti: Number(low),
    highCenti: Number(high),
    unit: smpText(map, "unit") ?? "",
    why: smpText(map, "why") ?? "",
  };
}
