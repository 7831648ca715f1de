/** How busy the wall keeps the browser's main thread while all printers change ten times a second. */
import type { CDPSession } from "playwright-core";
import type { Browser } from "../../test/browser/chromium.ts";
import type { FakeStation } from "../../test/browser/fake-station.ts";
import { changeOf } from "./feed.ts";

const CHANGES_PER_SECOND = 10;
const WARM_MS = 3_000;
const FEED_MS = 20;

export interface MainThread {
  readonly seconds: number;
  /** Share of one processor, in the thread's own processor time: what other programs do does not count. */
  readonly taskPercent: number;
  readonly scriptPercent: number;
}

export async function mainThread(browser: Browser, station: FakeStation, seconds: number): Promise<MainThread> {
  const page = await browser.context.newPage();
  await page.setViewportSize({ width: 1920, height: 1080 });
  const session = await browser.context.newCDPSession(page);
  await page.goto(`${station.url}wall`);
  await page.locator("[data-printer]").first().waitFor();
  let turn = 0;
  const begunMs = performance.now();
  // A machine that is held up for a moment makes up for it: the pace is part of what is measured.
  const feed = setInterval(() => {
    const due = Math.floor(((performance.now() - begunMs) / 1_000) * CHANGES_PER_SECOND);
    while (turn < due) station.change(changeOf(turn++, Date.now()));
  }, FEED_MS);
  try {
    await wait(WARM_MS);
    const sent = turn;
    const { events, elapsedMs } = await traced(session, seconds * 1_000);
    if ((turn - sent) / seconds < CHANGES_PER_SECOND * 0.95) throw new Error("the feed itself could not keep its pace");
    const percent = (ms: number): number => Math.round((ms / elapsedMs) * 1_000) / 10;
    const main = threadOf(events);
    return {
      seconds,
      taskPercent: percent(spent(events, main, "RunTask")),
      scriptPercent: percent(spent(events, main, "FunctionCall") + spent(events, main, "TimerFire")),
    };
  } finally {
    clearInterval(feed);
    await page.close();
  }
}

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** One span of Chromium's own trace; `tdur` is processor time in microseconds. */
interface Span {
  readonly name: string;
  readonly ph: string;
  readonly tid: number;
  readonly tdur?: number;
}

async function traced(session: CDPSession, ms: number): Promise<{ events: Span[]; elapsedMs: number }> {
  const events: Span[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as Span[])));
  const includedCategories = ["devtools.timeline", "disabled-by-default-devtools.timeline"];
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories } });
  const startMs = performance.now();
  await wait(ms);
  const complete = new Promise<void>((done) => session.once("Tracing.tracingComplete", () => done()));
  await session.send("Tracing.end");
  const elapsedMs = performance.now() - startMs;
  await complete;
  return { events, elapsedMs };
}

/** The thread on which most scripts ran. */
function threadOf(events: readonly Span[]): number {
  const calls = new Map<number, number>();
  for (const { name, tid } of events) if (name === "FunctionCall") calls.set(tid, (calls.get(tid) ?? 0) + 1);
  return [...calls].sort((a, b) => b[1] - a[1])[0]?.[0] ?? -1;
}

function spent(events: readonly Span[], thread: number, name: string): number {
  const mine = events.filter((event) => event.tid === thread && event.name === name && event.ph === "X");
  return mine.reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1_000;
}
