/** What technicians do at a printer through the station: settings, firmware, self-test. */
import { z } from "zod";
import { SELFTEST_TEXTS, SETTING_KEY_CHARACTERS_MAX, SETTING_VALUE_CHARACTERS_MAX } from "../../protocol/index.ts";
import { FLASHES_PAGE_MAX, type FlashTable } from "../journal/flash-table.ts";
import type { PrinterServiceDesk } from "../service/printer-service.ts";
import { SETTINGS_MAX } from "../service/settings-client.ts";
import { type Command, CommandRefused, command } from "./command.ts";
import { printerNameSchema } from "./printer-target.ts";

/** Characters of an image in base64: within what the server takes in one message. */
const IMAGE_CHARACTERS_MAX = 7 * 1024 * 1024;

const printerSchema = z.strictObject({ printer: printerNameSchema });
type Printer = z.infer<typeof printerSchema>;

const hashSchema = z.string().regex(/^[0-9a-f]{64,128}$/, "must be the hash of an image, in hex");
const changesSchema = printerSchema.extend({
  changes: z
    .record(z.string().min(1).max(SETTING_KEY_CHARACTERS_MAX), z.string().max(SETTING_VALUE_CHARACTERS_MAX).nullable())
    .refine((changes) => Object.keys(changes).length <= SETTINGS_MAX, `at most ${SETTINGS_MAX} settings`),
});
/** `image`: its hash, for a sender that knows it; compared with what arrives. */
const imageSchema = z.strictObject({ image: hashSchema.optional(), data: z.base64().max(IMAGE_CHARACTERS_MAX) });
const planSchema = printerSchema.extend({ image: hashSchema });
const flashSchema = planSchema.extend({ serial: z.string().min(1).max(32) });
const historySchema = z.strictObject({
  printer: printerNameSchema.optional(),
  count: z.number().int().min(1).max(FLASHES_PAGE_MAX).default(50),
});

export interface ServiceCommandsDeps {
  readonly service: PrinterServiceDesk;
  readonly flashes: FlashTable;
}

export function serviceCommands({ service, flashes }: ServiceCommandsDeps): Command[] {
  return [...queries(service, flashes), ...settings(service), ...firmware(service), ...selfTest(service)];
}

const named = ({ printer }: Printer): { printer: string } => ({ printer });

function queries(service: PrinterServiceDesk, flashes: FlashTable): Command[] {
  return [
    command<Record<string, never>>({
      name: "service.printers",
      role: "viewer",
      changes: false,
      input: z.strictObject({}),
      run: () => service.printers(),
    }),
    command<Printer>({
      name: "service.state",
      role: "viewer",
      changes: false,
      input: printerSchema,
      run: ({ printer }) => service.state(printer) ?? null,
    }),
    command<Record<string, never>>({
      name: "service.words",
      role: "viewer",
      changes: false,
      input: z.strictObject({}),
      run: () => ({ selftest: SELFTEST_TEXTS }),
    }),
    command<z.infer<typeof historySchema>>({
      name: "service.history",
      role: "technician",
      changes: false,
      input: historySchema,
      run: ({ printer, count }) => flashes.newest(count, printer),
    }),
  ];
}

function settings(service: PrinterServiceDesk): Command[] {
  return [
    command<Printer>({
      name: "service.settings.read",
      role: "technician",
      changes: false,
      input: printerSchema,
      run: ({ printer }, caller) => service.readSettings(printer, caller),
    }),
    command<z.infer<typeof changesSchema>>({
      name: "service.settings.write",
      role: "technician",
      changes: true,
      input: changesSchema,
      audited: ({ printer, changes }) => ({ printer, keys: Object.keys(changes).join(" ").slice(0, 500) }),
      run: ({ printer, changes }, caller) => service.writeSettings(printer, changes, caller),
    }),
  ];
}

function firmware(service: PrinterServiceDesk): Command[] {
  return [
    command<z.infer<typeof imageSchema>>({
      name: "service.image.put",
      role: "technician",
      changes: true,
      input: imageSchema,
      audited: ({ image }) => (image === undefined ? {} : { image }),
      run: ({ image, data }) => {
        const put = service.images.put(Buffer.from(data, "base64"));
        if (image === undefined || put.hash === image) return put;
        throw new CommandRefused("invalid", "the image that arrived is not the one that was announced");
      },
    }),
    command<z.infer<typeof planSchema>>({
      name: "service.flash.plan",
      role: "technician",
      changes: false,
      input: planSchema,
      run: ({ printer, image }, caller) => service.plan(printer, image, caller),
    }),
    command<z.infer<typeof flashSchema>>({
      name: "service.flash",
      role: "technician",
      changes: true,
      input: flashSchema,
      audited: ({ printer, image, serial }) => ({ printer, image, serial }),
      run: ({ printer, image, serial }, caller) => service.flash(printer, image, serial, caller),
    }),
  ];
}

function selfTest(service: PrinterServiceDesk): Command[] {
  return [
    command<Printer>({
      name: "service.selftest",
      role: "technician",
      changes: true,
      input: printerSchema,
      audited: named,
      run: ({ printer }, caller) => service.selfTest(printer, caller),
    }),
    command<Printer>({
      name: "service.selftest.stop",
      role: "technician",
      changes: true,
      input: printerSchema,
      audited: named,
      run: ({ printer }) => service.stopSelfTest(printer),
    }),
  ];
}
