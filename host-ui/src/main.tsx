/** Composition of the page: real clock, real socket, real storage, and the drawing. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { fetchFaultBook } from "./fault-book.ts";
import { rememberedLanguage } from "./language.ts";
import { dialBrowser, liveUrl } from "./live/browser-socket.ts";
import { LiveClient } from "./live/client.ts";
import { BuildWatch, FreezeWatch } from "./live/reload.ts";
import { App } from "./parts/app.tsx";
import * as store from "./store.ts";
import { after, chance, every, monotonicMs } from "./time.ts";
import "./styles/tokens.css";
import "./styles/page.css";
import "./styles/panel.css";
import "./styles/mechanism.css";
import "./styles/readings.css";
import "./styles/figures.css";

const TICK_MS = 500;

const reload = (): void => location.reload();
const builds = new BuildWatch(sessionStorage, reload);
const freezes = new FreezeWatch();
const url = liveUrl(location);

const client = new LiveClient(
  { nowMs: monotonicMs, after, chance, dial: (events) => dialBrowser(url, events) },
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

function tick(): void {
  const nowMs = monotonicMs();
  store.pageMs.value = nowMs;
  // Reload only into a station that answers: an error page of the browser would stay on a wall for ever.
  if (freezes.tick(nowMs)) {
    fetch("/livez").then(
      (answer) => answer.ok && reload(),
      () => undefined,
    );
  }
}

store.chosenLanguage.value = rememberedLanguage(localStorage);
effect(() => {
  document.documentElement.lang = store.language.value;
});
fetchFaultBook({ fetch: (address) => fetch(address), after, chance }, (book) => {
  store.faultBook.value = book;
});
tick();
every(TICK_MS, tick);
client.start();

const root = document.getElementById("app");
if (root !== null) render(<App />, root);
