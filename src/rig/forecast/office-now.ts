/**
 * The office of an office file as it stands now: the causes of its days are the file's; the printers, the people who wait, and
 * the stock with what is on its way are the running station's, as far as its books are kept.
 */
import {
  atPrinter,
  type ClearStock,
  type ClearWish,
  civilDay,
  FAMILY_OF,
  type Family,
  type Item,
  JOB_CLASSES,
  type JobClass,
  PLACES,
  type PrinterConfig,
  type StationConfig,
  UNITS_PER_ROLL,
} from "../../station/index.ts";
import { dateOfDay, dayOfDate } from "../day/office-calendar.ts";
import { type OfficeFile, STOCK_ITEMS } from "../day/office-schema.ts";
import { PRACTICES, PREFETCH_CARDS } from "../day/practice.ts";
import type { WorkingOffice } from "../day/remedies.ts";

/** Parcels come with the day's first work. */
const DELIVERED_AT = "08:00";

type Machine = OfficeFile["printers"]["machines"][number];

/** `stock` undefined: nobody keeps books, and the file's stock counts. */
export function officeNow(config: StationConfig, file: OfficeFile, wish: ClearWish, stock?: ClearStock): WorkingOffice {
  const people = Object.values(wish.waiting).reduce((sum, count) => sum + count, 0);
  const today = civilDay(wish.todayMs, config.zone);
  const share = (word: JobClass): number => (100 * (wish.waiting[word] ?? 0)) / people;
  const percent = Object.fromEntries(JOB_CLASSES.map((word) => [word, share(word)])) as OfficeFile["queue"]["percent"];
  const { centre } = config;
  return {
    file: {
      ...file,
      from: dateOfDay(today),
      printers: { ...file.printers, machines: config.printers.map((printer) => machineNow(printer, file, stock)) },
      stock: stock === undefined ? file.stock : { ...file.stock, ...storeNow(stock) },
      deliveries:
        stock === undefined
          ? file.deliveries.filter(({ date }) => dayOfDate(date) >= today)
          : deliveriesNow(stock, config, today),
      queue: { ...file.queue, records: people, doubles: 0, percent },
      policy: "cetak",
    },
    practice: {
      ...PRACTICES.cetak,
      prefetch: centre === undefined ? PREFETCH_CARDS : centre.prefetch,
      activation: centre?.activation === "always",
    },
  };
}

/** Its place in the room is the file's, by name or else by model; what is in it stands in the books. */
function machineNow({ name, model }: PrinterConfig, file: OfficeFile, stock: ClearStock | undefined): Machine {
  const known = file.printers.machines;
  const alike = known.find((machine) => machine.name === name) ?? known.find((machine) => machine.model === model);
  const machine = { airflow: 1, nip: "spring" as const, blanks: 0, ribbon: 0, film: 0, ...alike, name, model };
  if (stock === undefined) return machine;
  const at = (item: Item, family: Family | ""): number => unitsAt(stock, atPrinter(name), item, family);
  const family = FAMILY_OF[model];
  return { ...machine, blanks: at("blanks", ""), ribbon: at("ribbon", family), film: at("film", family) };
}

/** A roll that somebody has begun goes back into a printer: it counts as one where half of it is left. */
const rolls = (item: "ribbon" | "film", units: number): number => Math.round(units / UNITS_PER_ROLL[item]);

function storeNow(stock: ClearStock): Omit<OfficeFile["stock"], "why"> {
  const inStore = (item: Item, family: Family | ""): number => unitsAt(stock, PLACES.store, item, family);
  const family = (name: Family) => ({
    ribbons: rolls("ribbon", inStore("ribbon", name)),
    films: rolls("film", inStore("film", name)),
  });
  return { blanks: inStore("blanks", ""), fargo: family("fargo"), datacard: family("datacard") };
}

/** What was to have come already comes tomorrow. */
function deliveriesNow({ orders }: ClearStock, config: StationConfig, today: number): OfficeFile["deliveries"] {
  return orders.flatMap(({ item, family, units, arrived, expectedAtMs }) => {
    const ware = STOCK_ITEMS.find((known) => known === item);
    const left = Math.max(0, units - arrived);
    const count = ware === undefined || ware === "blanks" ? left : rolls(ware, left);
    if (ware === undefined || count === 0) return [];
    const date = dateOfDay(Math.max(civilDay(expectedAtMs, config.zone), today + 1));
    const of = family === "" ? {} : { family };
    return [{ why: "ordered, as the station's books say", date, at: DELIVERED_AT, item: ware, ...of, count }];
  });
}

function unitsAt({ levels }: ClearStock, where: string, item: Item, family: Family | ""): number {
  return levels
    .filter((level) => level.place === where && level.item === item && level.family === family)
    .reduce((sum, { units }) => sum + units, 0);
}
