/** The page's state as signals: what the feed last said, how old that is, and the chosen language. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { ageMs, type Freshness, freshness } from "./age.ts";
import type { FaultBook, Language, OfficeState, Params, PrinterState, Zone } from "./api.ts";
import type { TextKey } from "./i18n/id.ts";
import { filled, text } from "./i18n/texts.ts";
import { type Feed, printerOrder } from "./live/feed.ts";
import { ServerClock } from "./live/server-clock.ts";
import type { SocketStatus } from "./live/status.ts";

/** Page clock, moved on by the ticker. Everything that shows an age reads it. */
export const pageMs: Signal<number> = signal(0);
export const socketStatus: Signal<{ status: SocketStatus; why: string }> = signal({ status: "idle", why: "" });
export const office: Signal<OfficeState | undefined> = signal(undefined);
export const printerNames: Signal<readonly string[]> = signal([]);
export const faultBook: Signal<FaultBook | undefined> = signal(undefined);
/** Chosen by hand on this screen; otherwise the office's own. */
export const chosenLanguage: Signal<Language | undefined> = signal(undefined);

const printers = new Map<string, Signal<PrinterState | undefined>>();
const serverClock = new ServerClock();
/** Page clock at the last message that left everything up to date. */
const currentMs: Signal<number | undefined> = signal(undefined);

export const language: ReadonlySignal<Language> = computed(
  () => chosenLanguage.value ?? office.value?.language ?? "id",
);
export const zone: ReadonlySignal<Zone> = computed(() => office.value?.zone ?? "WIB");
/** The station's time now, by its last message and the page's own clock. */
export const utcMs: ReadonlySignal<number | undefined> = computed(() => serverClock.utcMsAt(pageMs.value));
/** How long ago the page last was up to date. */
export const silenceMs: ReadonlySignal<number | undefined> = computed(() =>
  currentMs.value === undefined ? undefined : Math.max(0, pageMs.value - currentMs.value),
);
export const feedFreshness: ReadonlySignal<Freshness> = computed(() => freshness(silenceMs.value));

/** The text of a key in the chosen language. Reading it in a component subscribes to the language. */
export function t(key: TextKey, params?: Params): string {
  return text(language.value, key, params);
}

/** The same for a page that has words of its own beside the common ones. */
export function pageWords<K extends string>(
  id: Readonly<Record<K, string>>,
  en: Readonly<Record<K, string>>,
): (key: K | TextKey, params?: Params) => string {
  const own: Readonly<Record<Language, Readonly<Record<string, string>>>> = { id, en };
  return (key, params) => {
    const template = own[language.value][key];
    return template === undefined ? text(language.value, key as TextKey, params) : filled(template, params ?? {});
  };
}

export function printerSignal(name: string): Signal<PrinterState | undefined> {
  let found = printers.get(name);
  if (found === undefined) {
    found = signal<PrinterState | undefined>(undefined);
    printers.set(name, found);
  }
  return found;
}

/** Age and freshness of a value group, now. */
export function ageOf(atMs: number | undefined): { age: number | undefined; freshness: Freshness } {
  const age = ageMs(atMs, utcMs.value);
  return { age, freshness: freshness(age) };
}

export function tookTime(serverMs: number, fresh: boolean, nowMs: number): void {
  if (fresh) serverClock.reset();
  serverClock.sample(serverMs, nowMs);
  pageMs.value = nowMs;
}

export function tookCurrent(nowMs: number): void {
  currentMs.value = nowMs;
}

export function tookFeed(feed: Feed, changed: readonly string[]): void {
  office.value = feed.office;
  for (const name of changed) {
    printerSignal(name).value = feed.printers[name];
  }
  const order = printerOrder(feed);
  if (order.join("\n") !== printerNames.value.join("\n")) printerNames.value = order;
}
