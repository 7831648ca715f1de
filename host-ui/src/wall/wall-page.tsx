/** The display in the hall: header, tiles, strip. Nothing on it can be clicked, and nothing on it names a person. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { faultBook, feedFreshness, language, office, pageMs, printerNames, printerSignal, utcMs } from "../store.ts";
import { Lost } from "./lost.tsx";
import { planWall, type Room } from "./plan.ts";
import { Chip, Tile } from "./tile.tsx";
import { rankOf, type TileFacts, tileFacts } from "./tile-facts.ts";
import { WallHeader } from "./wall-header.tsx";
import { t } from "./words.ts";

/** The picture moves by two pixels each ten minutes, so that it does not burn in. */
const SHIFT_MS = 600_000;
const SHIFTS = 4;

/** Room for tiles, in em of the plain text; set when the window changes. */
export const room = signal<Room>({ widthEm: 39, heightEm: 18 });

const cache = new Map<string, ReadonlySignal<TileFacts | undefined>>();

/** Facts of a printer as a signal that only changes when what is seen changes: a status ten times a second draws nothing. */
function factsOf(name: string): ReadonlySignal<TileFacts | undefined> {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const written = computed(() => {
    const printer = printerSignal(name).value;
    if (printer === undefined) return "";
    const seen = { language: language.value, book: faultBook.value, utcMs: utcMs.value, feed: feedFreshness.value };
    return JSON.stringify(tileFacts(printer, seen));
  });
  const made = computed(() => (written.value === "" ? undefined : (JSON.parse(written.value) as TileFacts)));
  cache.set(name, made);
  return made;
}

const plan = computed(() => {
  const rank = (name: string): number => {
    const facts = factsOf(name).value;
    return facts === undefined ? 0 : rankOf(facts);
  };
  return JSON.stringify(planWall(printerNames.value, rank, room.value));
});
const shift = computed(() => Math.floor(pageMs.value / SHIFT_MS) % SHIFTS);

export function WallPage(): JSX.Element {
  if (office.value === undefined || feedFreshness.value === "stale") return <Lost />;
  const { columns, rows, tiles, strip, stripColumns, scale, roomy, tall } = JSON.parse(plan.value) as ReturnType<
    typeof planWall
  >;
  const sizes = `columns-${columns} rows-${rows} scale-${Math.round(scale * 10)} ${roomy ? "roomy" : ""} ${tall ? "tall" : ""}`;
  return (
    <div class={`wall shift-${shift.value}`}>
      <WallHeader />
      <main class={`wall-main ${sizes}`} aria-label={t("page.printers")}>
        {printerNames.value.length === 0 && <p class="wall-empty">{t("page.noPrinters")}</p>}
        {tiles.length > 0 && (
          <ul class="tiles">
            {tiles.map((name) => (
              <Tile key={name} facts={factsOf(name)} />
            ))}
          </ul>
        )}
        {strip.length > 0 && (
          <ul class={`strip-of-normal strip-${stripColumns}`}>
            {strip.map((name) => (
              <Chip key={name} facts={factsOf(name)} />
            ))}
          </ul>
        )}
      </main>
    </div>
  );
}
