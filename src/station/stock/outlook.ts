/** How long the stock lasts, and when to order: in cards and in working days. Plain arithmetic, no clock. */
import { CARDS_PER_CLEANING, type Item, type Ware } from "./items.ts";

export interface StockSettings {
  /** Cards a working day until the office has a history of its own. */
  readonly cardsPerDay: number;
  /** Calendar days from order to arrival; for blanks the journey to fetch them. */
  readonly leadDays: Readonly<Record<Item, number>>;
  /** Working days of use that should still be there when the order arrives. */
  readonly safetyDays: number;
  /** Working days in seven: 5 or 6. */
  readonly workingDaysPerWeek: number;
}

/** [E] A week for the journey, two for a parcel from the dealer; an office without air conditioning prints 100 a day [P]. */
export const DEFAULT_STOCK: StockSettings = {
  cardsPerDay: 100,
  leadDays: { blanks: 7, ribbon: 14, film: 14, cleaningKits: 14 },
  safetyDays: 3,
  workingDaysPerWeek: 5,
};

/** Days of use that the average is taken over. */
export const USE_DAYS = 10;

export interface Outlook extends Ware {
  /** In the store and in the printers. */
  readonly units: number;
  readonly inStore: number;
  readonly inPrinters: number;
  readonly lent: number;
  readonly owed: number;
  readonly onOrder: number;
  /** Cards that can still be made of it. */
  readonly cards: number;
  /** Units a working day. */
  readonly unitsPerDay: number;
  /** Working days that it lasts; undefined when none is used. */
  readonly workingDays: number | undefined;
  /** Order when no more than this is here or on its way. */
  readonly reorderPoint: number;
  readonly orderNow: boolean;
  /** It runs out before an order of today would arrive. */
  readonly tooLate: boolean;
}

export interface WareLevels {
  readonly inStore: number;
  readonly inPrinters: number;
  readonly lent: number;
  readonly owed: number;
  readonly onOrder: number;
}

export function outlook(ware: Ware, levels: WareLevels, unitsPerDay: number, settings: StockSettings): Outlook {
  const units = levels.inStore + levels.inPrinters;
  const leadWorkingDays = (settings.leadDays[ware.item] * settings.workingDaysPerWeek) / 7;
  const reorderPoint = Math.ceil(unitsPerDay * (leadWorkingDays + settings.safetyDays));
  const workingDays = unitsPerDay > 0 ? Math.floor(units / unitsPerDay) : undefined;
  return {
    ...ware,
    units,
    ...levels,
    cards: ware.item === "cleaningKits" ? units * CARDS_PER_CLEANING : units,
    unitsPerDay,
    workingDays,
    reorderPoint,
    orderNow: unitsPerDay > 0 && units + levels.onOrder <= reorderPoint,
    tooLate: workingDays !== undefined && workingDays < leadWorkingDays,
  };
}
