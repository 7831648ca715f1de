import { csvLine } from "../base/index.ts";
import type { SimStation } from "./sim-station.ts";

/** What truly happened to each card, one row a card, with the units in the column names. No personal data: jobs are keys. */
export function cardsCsv(station: SimStation): string {
  const rows = [
    "printer,card,chip_serial,job_on_chip,job_on_film,place,quality,nip_entry_s,surface_entry_c,surface_min_c,surface_max_c,card_in_c,card_exit_c",
  ];
  for (const { name, engine } of station.printers) {
    for (const card of engine.truth.cards) {
      const inNip = card.nipEntryUs >= 0;
      const figures = [
        card.surfaceEntryCelsius,
        card.surfaceMinimumCelsius,
        card.surfaceMaximumCelsius,
        card.inCelsius,
        card.exitCelsius,
      ].map((celsius) => (inNip ? celsius.toFixed(2) : ""));
      const entry = inNip ? (card.nipEntryUs / 1e6).toFixed(1) : "";
      rows.push(
        csvLine([name, card.number, card.uid, card.chipJob, card.filmJob, card.place, card.quality, entry, ...figures]),
      );
    }
  }
  return `${rows.join("\n")}\n`;
}
