/** `cetak stock`: what is there, what moves, how long it lasts. */
import { readFileSync } from "node:fs";
import {
  type MoveView,
  type OrderView,
  type Outlook,
  type StockLevel,
  wareKey,
  ZONE_MINUTES,
} from "../../station/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { numberOption } from "../options.ts";
import { whyNot } from "../out-file.ts";
import { type WhereOptions, withStation } from "../station-or-file.ts";
import { instant, printJson, textTable } from "../text-table.ts";

export interface StockOptions extends WhereOptions {
  json?: boolean;
}

interface Shown {
  outlook: Outlook[];
  levels: StockLevel[];
  orders: OrderView[];
  boxes: { box: string; units: number; known: number; valid: number; spoilt: number; other: number }[];
  moves: MoveView[];
}

export async function stockShow(options: StockOptions & { moves: string }): Promise<void> {
  const moves = numberOption(options.moves, "--moves", 0, 1_000, true);
  await withStation(options, false, async ({ ask, config }) => {
    const shown = (await ask("stock.show", { moves })) as Shown;
    if (options.json) return printJson(shown);
    process.stdout.write(stockText(shown, ZONE_MINUTES[config?.zone ?? "WIB"]));
  });
}

function stockText(shown: Shown, minutes: number): string {
  if (shown.outlook.length === 0) return "no stock is kept yet; begin with: cetak stock count blanks 4000\n";
  const parts = [outlookTable(shown.outlook)];
  const elsewhere = shown.levels.filter(({ place }) => place !== "store");
  if (elsewhere.length > 0) {
    const rows = elsewhere.map((level) => [wareKey(level), level.place, String(level.units)]);
    parts.push(textTable(["WARE", "PLACE", "UNITS"], rows));
  }
  if (shown.orders.length > 0) {
    const rows = shown.orders.map((order) => [
      String(order.order),
      wareKey(order),
      `${order.arrived}/${order.units}`,
      instant(order.expectedAtMs, minutes).slice(0, 10),
      order.byHand ? "fetched in person" : "",
      order.note,
    ]);
    parts.push(textTable(["ORDER", "WARE", "ARRIVED", "EXPECTED", "HOW", "NOTE"], rows));
  }
  if (shown.boxes.length > 0) {
    const rows = shown.boxes.map(({ box, ...counts }) => {
      const { units, known, valid, spoilt, other } = counts;
      return [box, ...[units, known, valid, spoilt, other].map((count) => String(count))];
    });
    parts.push(textTable(["BOX", "BLANKS", "SERIALS", "ISSUED", "SPOILT", "UNCERTAIN"], rows));
  }
  if (shown.moves.length > 0) {
    const rows = shown.moves.map((move) => [
      instant(move.atMs, minutes),
      move.kind,
      wareKey(move),
      String(move.units),
      `${move.from} -> ${move.to}`,
      move.note ?? "",
    ]);
    parts.push(textTable(["AT", "WHAT", "WARE", "UNITS", "WAY", "NOTE"], rows));
  }
  return parts.join("\n");
}

function outlookTable(outlooks: readonly Outlook[]): string {
  const rows = outlooks.map((ware) => [
    wareKey(ware),
    String(ware.inStore),
    String(ware.inPrinters),
    ware.lent === 0 ? "" : String(ware.lent),
    ware.owed === 0 ? "" : String(ware.owed),
    ware.onOrder === 0 ? "" : String(ware.onOrder),
    String(ware.cards),
    ware.workingDays === undefined ? "" : String(ware.workingDays),
    String(ware.reorderPoint),
    ware.tooLate ? "ORDER NOW: it runs out first" : ware.orderNow ? "order now" : "",
  ]);
  return textTable("WARE STORE PRINTERS LENT OWED ORDERED CARDS WORKING-DAYS ORDER-AT ADVICE".split(" "), rows);
}

export interface AmountOptions extends StockOptions {
  family?: string;
  rolls?: boolean;
  note?: string;
  office?: string;
  box?: string;
  serials?: string;
  order?: string;
  leadDays?: string;
  from?: string;
  to?: string;
  printer?: string;
  place?: string;
}

/** `receive`, `order`, `move`, `lend`, `borrow`, `return`, `load`. */
export async function stockBook(command: string, item: string, amount: string, options: AmountOptions): Promise<void> {
  const units = numberOption(amount, "the amount", 1, 10_000_000, true);
  const { family, note, office, box, from, to, printer } = options;
  const input = {
    item,
    family,
    ...(options.rolls ? { rolls: units } : { units }),
    note,
    office,
    box,
    from,
    to,
    printer,
    serials: options.serials === undefined ? undefined : serialsOf(options.serials),
    order: options.order === undefined ? undefined : numberOption(options.order, "--order", 1, 1e9, true),
    leadDays: options.leadDays === undefined ? undefined : numberOption(options.leadDays, "--lead-days", 0, 365, true),
  };
  await withStation(options, true, async ({ ask, config }) => {
    const result = await ask(`stock.${command}`, input);
    if (options.json) return printJson(result);
    if (command === "order") {
      const order = result as OrderView;
      const when = instant(order.expectedAtMs, ZONE_MINUTES[config?.zone ?? "WIB"]).slice(0, 10);
      const how = order.byHand ? "to be fetched in person, back" : "expected";
      process.stdout.write(`order ${order.order}: ${order.units} ${wareKey(order)}, ${how} ${when}\n`);
    } else process.stdout.write(outlookTable([(result as { outlook: Outlook }).outlook]));
  });
}

export async function stockCount(item: string, amount: string, options: AmountOptions): Promise<void> {
  const counted = numberOption(amount, "the count", 0, 10_000_000, true);
  const { family, place, note } = options;
  await withStation(options, true, async ({ ask }) => {
    const result = (await ask("stock.count", { item, family, counted, place, note })) as {
      difference: number;
      outlook: Outlook;
    };
    if (options.json) return printJson(result);
    const { difference } = result;
    const words =
      difference === 0
        ? "as in the books"
        : `${Math.abs(difference)} ${difference > 0 ? "more" : "fewer"} than in the books`;
    process.stdout.write(`${words}\n${outlookTable([result.outlook])}`);
  });
}

export async function stockCancelOrder(order: string, options: StockOptions): Promise<void> {
  const input = { order: numberOption(order, "the order", 1, 1e9, true) };
  await withStation(options, false, async ({ ask }) => {
    const result = await ask("stock.cancelOrder", input);
    if (options.json) return printJson(result);
    process.stdout.write(`order ${input.order} is cancelled\n`);
  });
}

/** One serial a line. */
function serialsOf(path: string): string[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new CommandError(EXIT.usage, `--serials ${path} cannot be read: ${whyNot(error)}`);
  }
  const serials = text.split(/\s+/).filter((word) => word !== "");
  const wrong = serials.findIndex((serial) => !/^[0-9A-Fa-f]{2,40}$/.test(serial));
  if (wrong >= 0)
    throw new CommandError(EXIT.usage, `${path}: the ${wrong + 1}th word is no chip serial in hexadecimal`);
  return serials.map((serial) => serial.toUpperCase());
}
