/** Tells the stock what a printer's engine counts, whenever it counts something else. */
import type { PrinterView } from "../../controller/index.ts";
import { SUPPLY_TYPE } from "../../protocol/index.ts";
import type { PrinterConfig } from "../config/station-config.ts";
import type { Journal } from "../journal/journal.ts";
import { FAMILY_OF } from "../stock/items.ts";

export class SupplyWatch {
  private readonly config: PrinterConfig;
  private readonly journal: Journal;
  private ribbon = -1;
  private film = -1;
  private blanks = -1;
  private heard = 0;

  constructor(config: PrinterConfig, journal: Journal) {
    this.config = config;
    this.journal = journal;
  }

  /** Cheap when nothing changed. Numbers of an engine that is not heard any more are not believed. */
  note(view: PrinterView): void {
    if (view.link.state !== "up" || view.ageUs < 0 || view.word === "unknown") return;
    const ribbon = view.ribbonType === SUPPLY_TYPE.none ? NONE : view.ribbonLeft;
    const film = view.filmType === SUPPLY_TYPE.none ? NONE : view.filmLeft;
    const { blanksLeft: blanks = NONE } = view;
    if (ribbon === this.ribbon && film === this.film && blanks === this.blanks) return;
    this.ribbon = ribbon;
    this.film = film;
    this.blanks = blanks;
    this.journal.stock.report(this.config.name, FAMILY_OF[this.config.model], {
      ribbon: ribbon === NONE ? "none" : ribbon,
      film: film === NONE ? "none" : film,
      ...(blanks === NONE ? {} : { blanks }),
    });
  }

  /** For news that are numbers only: somebody may fill up a printer that stands idle. */
  lookNowAndThen(printer: { view(): PrinterView }): void {
    if (++this.heard % NEWS_BETWEEN_LOOKS === 0) this.note(printer.view());
  }

  /** What the printer's family has left in store and printers, in cards; undefined when nobody keeps the stock. */
  leftInOffice(): Readonly<Record<"ribbon" | "film" | "blanks", number>> | undefined {
    const { stock } = this.journal;
    if (!stock.isKept) return undefined;
    const family = FAMILY_OF[this.config.model];
    return {
      ribbon: stock.inOffice({ item: "ribbon", family }),
      film: stock.inOffice({ item: "film", family }),
      blanks: stock.inOffice({ item: "blanks", family: "" }),
    };
  }
}

const NONE = -2;
/** Ten times a second come news: a look each ten seconds. */
const NEWS_BETWEEN_LOOKS = 100;
