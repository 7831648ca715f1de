/** Which printer a command means: by its name, and by the serial number that the person has in front of them. */
import { z } from "zod";
import type { PrinterController, PrinterView } from "../../controller/index.ts";
import type { Office } from "../office/office.ts";
import { CommandRefused } from "./command.ts";

export const printerNameSchema = z.string().min(1).max(24);

/** `serial`: refused when another machine answers under that name by now. */
export const targetSchema = z.strictObject({
  printer: printerNameSchema,
  serial: z.string().min(1).max(32).optional(),
});
export type Target = z.infer<typeof targetSchema>;

/** Every outcome names the machine. */
export interface Named {
  readonly printer: string;
  /** Empty until the engine has said it. */
  readonly serial: string;
}

export interface TargetPrinter {
  readonly controller: PrinterController;
  readonly view: PrinterView;
  readonly named: Named;
}

export function printerOf(office: Office, { printer, serial }: Target): TargetPrinter {
  if (!office.printerNames.includes(printer)) {
    const known = office.printerNames.join(", ");
    throw new CommandRefused("notFound", `there is no printer ${JSON.stringify(printer)}; there are ${known}`);
  }
  const controller = office.controller(printer);
  const view = controller.view();
  if (serial !== undefined && view.serial !== serial) {
    const now = view.serial === "" ? "no machine answers" : `the machine there is ${view.serial}`;
    throw new CommandRefused("refused", `${printer}: ${now}, not ${serial}; look which one you mean`);
  }
  return { controller, view, named: { printer, serial: view.serial } };
}

/** What the audit keeps of a target: the serial that answered, not the one that was expected. */
export function auditedTarget(office: Office, { printer }: Target): { printer: string; serial: string } {
  const known = office.printerNames.includes(printer);
  return { printer, serial: known ? office.controller(printer).view().serial : "" };
}
