/** What an office keeps in stock. Ribbon and film belong to one family of printers; nothing else takes them. */
import type { Model } from "../api.ts";

export const ITEMS = ["blanks", "ribbon", "film", "cleaningKits"] as const;
export type Item = (typeof ITEMS)[number];
export const FAMILIES = ["fargo", "datacard"] as const;
export type Family = (typeof FAMILIES)[number];

export const FAMILY_OF: Readonly<Record<Model, Family>> = { hdp5000: "fargo", sr300: "datacard" };

/** An item together with the family that takes it; blanks fit all printers and have none. */
export interface Ware {
  readonly item: Item;
  readonly family: Family | "";
}

/**
 * Units in one package as it is bought: a ribbon makes 500 cards, a film about 1,500 prints [P: press reports of 2018, see the
 * physics reference]; cleaning kits are counted one by one, blanks by the box that they come in.
 */
export const UNITS_PER_ROLL: Readonly<Record<"ribbon" | "film", number>> = { ribbon: 500, film: 1_500 };

/** Units that one card uses up. A cleaning kit is for {@link CARDS_PER_CLEANING} cards. */
export const CARDS_PER_CLEANING = 1_000;

export const wareKey = ({ item, family }: Ware): string => (family === "" ? item : `${item} ${family}`);

/** One sentence why it is no ware, or undefined. */
export function wareProblem(item: Item, family: Family | ""): string | undefined {
  if (item === "blanks") return family === "" ? undefined : "blanks fit every printer: name no family";
  return family === "" ? `${item} belongs to a family of printers: ${FAMILIES.join(" or ")}` : undefined;
}

/** Where units are. `outside` is wherever they come from; `used`, `wasted` and `lost` is where they end. */
export const PLACES = { store: "store", outside: "outside", used: "used", wasted: "wasted", lost: "lost" } as const;
export const atPrinter = (printer: string): string => `printer:${printer}`;
/** Another office has them and gives them back. */
export const lentTo = (office: string): string => `lent:${office}`;
/** What we have to give back to another office: a debt, no place. */
export const owedTo = (office: string): string => `owed:${office}`;
