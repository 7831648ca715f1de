/** What people ask of the stock. Amounts in units (cards, blanks, kits) or in whole rolls. */
import { z } from "zod";
import type { Journal } from "../journal/journal.ts";
import { atPrinter, FAMILIES, ITEMS, UNITS_PER_ROLL, type Ware, wareKey, wareProblem } from "../stock/items.ts";
import { BOX_CHIPS_MAX, type StockAnswer } from "../stock/stock-book.ts";
import { type Command, CommandRefused, command } from "./command.ts";

export interface StockDeps {
  readonly journal: Journal;
  /** Names of the station's printers. */
  readonly printers: readonly string[];
  /** Supplies may have come. */
  wake(): void;
}

const UNITS_MAX = 10_000_000;
const LEAD_DAYS_MAX = 365;
const MOVES_MAX = 1_000;
const office = z.string().trim().min(1).max(60);
const note = z.string().trim().max(200).default("");
const amount = {
  item: z.enum(ITEMS),
  family: z.enum([...FAMILIES, ""]).default(""),
  units: z.number().int().min(1).max(UNITS_MAX).optional(),
  /** Whole ribbons or films. */
  rolls: z.number().int().min(1).max(10_000).optional(),
};
const place = z.string().regex(/^(store|wasted|lost|printer:[A-Za-z0-9][A-Za-z0-9 ._-]{0,23})$/, {
  error: "must be store, wasted, lost or printer:NAME",
});

interface Amount {
  readonly item: Ware["item"];
  readonly family: Ware["family"];
  readonly units?: number | undefined;
  readonly rolls?: number | undefined;
}

export function stockCommands(deps: StockDeps): Command[] {
  return [...lookCommands(deps), ...incomingCommands(deps), ...moveCommands(deps)];
}

function lookCommands({ journal }: StockDeps): Command[] {
  return [
    command({
      name: "stock.show",
      role: "viewer",
      changes: false,
      input: z.strictObject({ moves: z.number().int().min(0).max(MOVES_MAX).default(0) }),
      run: ({ moves }) => {
        const { stock } = journal;
        return {
          outlook: stock.outlooks(),
          levels: stock.levels(),
          orders: stock.orders.list(),
          boxes: stock.boxes(100),
          moves: moves === 0 ? [] : stock.moves(moves),
        };
      },
    }),
  ];
}

function incomingCommands({ journal, wake }: StockDeps): Command[] {
  return [
    command({
      name: "stock.receive",
      role: "operator",
      changes: true,
      input: z.strictObject({
        ...amount,
        box: z.string().trim().max(60).optional(),
        serials: z
          .array(z.string().regex(/^[0-9A-F]{2,40}$/, "chip serials are upper-case hexadecimal"))
          .max(BOX_CHIPS_MAX)
          .optional(),
        order: z.number().int().min(1).optional(),
        note,
      }),
      audited: (input) => ({ ...words(input), box: input.box ?? "", order: input.order ?? 0 }),
      run: ({ box, serials, order, note: why, ...what }) => {
        const { ware, units } = read(what);
        if (box !== undefined && ware.item !== "blanks")
          throw new CommandRefused("invalid", "only blanks come in boxes");
        if (serials !== undefined && box === undefined)
          throw new CommandRefused("invalid", "name the box of the serials");
        if (serials !== undefined && serials.length > units) {
          throw new CommandRefused("invalid", `${serials.length} serials for ${units} blanks`);
        }
        booked(journal.stock.receive(ware, units, { box, serials, order, note: why }));
        wake();
        return after(journal, ware);
      },
    }),
    command({
      name: "stock.order",
      role: "operator",
      changes: true,
      input: z.strictObject({ ...amount, leadDays: z.number().int().min(0).max(LEAD_DAYS_MAX).optional(), note }),
      audited: (input) => words(input),
      run: ({ leadDays, note: why, ...what }) => {
        const { ware, units } = read(what);
        return journal.stock.order(ware, units, leadDays, why);
      },
    }),
    command({
      name: "stock.cancelOrder",
      role: "operator",
      changes: true,
      input: z.strictObject({ order: z.number().int().min(1) }),
      audited: ({ order }) => ({ order }),
      run: ({ order }) => {
        if (!journal.stock.orders.cancel(order))
          throw new CommandRefused("notFound", `there is no open order ${order}`);
        return { order };
      },
    }),
  ];
}

function moveCommands({ journal, printers, wake }: StockDeps): Command[] {
  /** What is put into a printer that there is not would be seen by nobody again. */
  const mustBeThere = (where: string): void => {
    const [, printer] = where.split(atPrinter(""));
    if (printer === undefined || printers.includes(printer)) return;
    throw new CommandRefused("notFound", `there is no printer ${printer} here; there are ${printers.join(", ")}`);
  };
  const withOffice = z.strictObject({ ...amount, office, note });
  const officeWords = (input: z.infer<typeof withOffice>) => ({ ...words(input), office: input.office });
  const lending = (
    name: string,
    run: (ware: Ware, units: number, office: string, note: string) => StockAnswer,
  ): Command =>
    command({
      name,
      role: "operator",
      changes: true,
      input: withOffice,
      audited: officeWords,
      run: ({ office: other, note: why, ...what }) => {
        const { ware, units } = read(what);
        booked(run(ware, units, other, why));
        return after(journal, ware);
      },
    });
  return [
    lending("stock.lend", (...what) => journal.stock.lend(...what)),
    lending("stock.borrow", (...what) => {
      journal.stock.borrow(...what);
      return undefined;
    }),
    lending("stock.return", (...what) => journal.stock.giveBack(...what)),
    command({
      name: "stock.move",
      role: "operator",
      changes: true,
      input: z.strictObject({ ...amount, from: place, to: place, note }),
      audited: (input) => ({ ...words(input), from: input.from, to: input.to }),
      run: ({ from, to, note: why, ...what }) => {
        const { ware, units } = read(what);
        mustBeThere(to);
        booked(journal.stock.move(ware, units, from, to, why));
        return after(journal, ware);
      },
    }),
    command({
      name: "stock.load",
      role: "operator",
      changes: true,
      input: z.strictObject({ ...amount, printer: z.string().min(1).max(24), note }),
      audited: (input) => ({ ...words(input), printer: input.printer }),
      run: ({ printer, note: why, ...what }) => {
        const { ware, units } = read(what);
        mustBeThere(atPrinter(printer));
        booked(journal.stock.load(printer, ware, units, why));
        wake();
        return after(journal, ware);
      },
    }),
    command({
      name: "stock.count",
      role: "operator",
      changes: true,
      input: z.strictObject({
        item: amount.item,
        family: amount.family,
        counted: z.number().int().min(0).max(UNITS_MAX),
        place: place.default("store"),
        note,
      }),
      audited: ({ item, family, counted, place: where }) => ({ item, family, counted, place: where }),
      run: ({ item, family, counted, place: where, note: why }) => {
        const ware = checked({ item, family });
        // A printer that the office has no more can still be found empty.
        if (counted > 0) mustBeThere(where);
        return { difference: journal.stock.count(ware, counted, where, why), ...after(journal, ware) };
      },
    }),
  ];
}

function checked(ware: Ware): Ware {
  const problem = wareProblem(ware.item, ware.family);
  if (problem !== undefined) throw new CommandRefused("invalid", problem);
  return ware;
}

function read({ item, family, units, rolls }: Amount): { ware: Ware; units: number } {
  const ware = checked({ item, family });
  if ((units === undefined) === (rolls === undefined)) {
    throw new CommandRefused("invalid", "say how much: either units or rolls");
  }
  if (units !== undefined) return { ware, units };
  if (item !== "ribbon" && item !== "film") throw new CommandRefused("invalid", `${item} are counted in units`);
  return { ware, units: rolls! * UNITS_PER_ROLL[item] };
}

const words = ({ item, family, units, rolls }: Amount) => ({
  item,
  family,
  ...(units === undefined ? {} : { units }),
  ...(rolls === undefined ? {} : { rolls }),
});

function booked(answer: StockAnswer): void {
  if (answer !== undefined) throw new CommandRefused("refused", answer);
}

/** The ware's place in the outlook after the booking. */
const after = (journal: Journal, ware: Ware) => ({
  outlook: journal.stock.outlooks([ware]).find((one) => wareKey(one) === wareKey(ware)),
});
