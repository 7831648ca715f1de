/** Composition of every page: real clock, real socket, real storage, and the drawing. */
import { effect } from "@preact/signals";
import { type JSX, render } from "preact";
import type { Language } from "../api.ts";
import { fetchFaultBook } from "../fault-book.ts";
import { rememberedLanguage } from "../language.ts";
import { dialBrowser, dialWithTicket, liveUrl } from "../live/browser-socket.ts";
import { LiveClient } from "../live/client.ts";
import { BuildWatch, FreezeWatch } from "../live/reload.ts";
import * as store from "../store.ts";
import { after, chance, every, monotonicMs } from "../time.ts";

const TICK_MS = 500;

export interface PageStart {
  /** Shown instead of a login: lets a display look, and nothing else. */
  readonly wallToken?: string | undefined;
  /** Instead of the language remembered in this browser. */
  readonly language?: Language | undefined;
  /** The station refuses the token, or takes it (again). */
  readonly admitted?: (yes: boolean) => void;
}

const reload = (): void => location.reload();

/** Draws `page` into `#app` and keeps it up to date for as long as it is open. */
export function startPage(page: () => JSX.Element, start: PageStart = {}): void {
  const builds = new BuildWatch(sessionStorage, reload);
  const url = liveUrl(location);
  const { wallToken } = start;
  const headers: Record<string, string> = wallToken === undefined ? {} : { authorization: `Bearer ${wallToken}` };
  const client = new LiveClient(
    {
      nowMs: monotonicMs,
      after,
      chance,
      dial: (events) =>
        wallToken === undefined
          ? dialBrowser(url, events)
          : dialWithTicket(url, events, () => fetchTicket(headers, start.admitted)),
    },
    {
      status: (status, why) => {
        store.socketStatus.value = { status, why };
      },
      feed: store.tookFeed,
      serverTime: (serverMs, fresh) => store.tookTime(serverMs, fresh, monotonicMs()),
      build: (build) => builds.heard(build),
      current: () => store.tookCurrent(monotonicMs()),
    },
  );
  store.chosenLanguage.value = start.language ?? rememberedLanguage(localStorage);
  effect(() => {
    document.documentElement.lang = store.language.value;
  });
  fetchFaultBook({ fetch: (address) => fetch(address, { headers }), after, chance }, (book) => {
    store.faultBook.value = book;
  });
  keepTicking();
  client.start();
  const root = document.getElementById("app");
  if (root !== null) render(page(), root);
}

function keepTicking(): void {
  const freezes = new FreezeWatch();
  const tick = (): void => {
    const nowMs = monotonicMs();
    store.pageMs.value = nowMs;
    // Reload only into a station that answers: an error page of the browser would stay on a wall for ever.
    if (freezes.tick(nowMs)) {
      fetch("/livez").then(
        (answer) => answer.ok && reload(),
        () => undefined,
      );
    }
  };
  tick();
  every(TICK_MS, tick);
}

async function fetchTicket(headers: Record<string, string>, admitted?: (yes: boolean) => void): Promise<string> {
  const answer = await fetch("/api/ticket", { method: "POST", headers });
  if (answer.status === 401 || answer.status === 403) admitted?.(false);
  const { ticket } = (await answer.json()) as { ticket?: unknown };
  if (typeof ticket !== "string") throw new Error("noTicket");
  admitted?.(true);
  return ticket;
}
