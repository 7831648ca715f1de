/** The office's store: what is in it, and what the operators take out of it. Film and ribbon fit one family of printers only. */
import type { Engine } from "../../hardware-sim/index.ts";
import { SUPPLY_TYPE } from "../../protocol/index.ts";
import type { SupplyShelf } from "../operator-hands.ts";
import type { Family, OfficeFile, StockItem } from "./office-schema.ts";

/** What a spool of each family holds when it is new. */
export const SPOOL_CARDS: Readonly<Record<Family, { readonly ribbon: number; readonly film: number }>> = {
  fargo: { ribbon: 500, film: 1_500 },
  datacard: { ribbon: 500, film: 1_000 },
};

export class StoreRoom implements SupplyShelf {
  private readonly spools: Record<Family, { ribbon: number; film: number }>;
  private blanksLeft: number;

  constructor(stock: OfficeFile["stock"]) {
    this.blanksLeft = stock.blanks;
    this.spools = {
      fargo: { ribbon: stock.fargo.ribbons, film: stock.fargo.films },
      datacard: { ribbon: stock.datacard.ribbons, film: stock.datacard.films },
    };
  }

  spool(item: "ribbon" | "film", engine: Engine): number | undefined {
    const family: Family = engine.spec.supplyType === SUPPLY_TYPE.fargo ? "fargo" : "datacard";
    return this.takeSpool(item, family);
  }

  takeSpool(item: "ribbon" | "film", family: Family): number | undefined {
    if (this.spools[family][item] === 0) return undefined;
    this.spools[family][item]--;
    return SPOOL_CARDS[family][item];
  }

  blanks(wanted: number): number {
    const taken = Math.min(wanted, this.blanksLeft);
    this.blanksLeft -= taken;
    return taken;
  }

  deliver(item: StockItem, family: Family | undefined, count: number): void {
    if (item === "blanks") this.blanksLeft += count;
    else this.spools[family!][item] += count;
  }

  /** What is left, for the report. */
  get left() {
    return { blanks: this.blanksLeft, fargo: { ...this.spools.fargo }, datacard: { ...this.spools.datacard } };
  }
}
