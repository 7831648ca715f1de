/** Acknowledging and shelving alarms. Shelved ones come back by themselves, after a shift at the latest. */
import { z } from "zod";
import type { Clock } from "../../base/index.ts";
import type { AlarmBook } from "../alarms/alarm-book.ts";
import { type Command, CommandRefused, command } from "./command.ts";

/** One shift. */
export const SHELVE_MINUTES_MAX = 480;
const REASON_CHARS_MIN = 3;
const REASON_CHARS_MAX = 200;

const idSchema = z.strictObject({ id: z.string().regex(/^A\d{1,15}$/, "must be the id of an alarm") });
const shelveSchema = idSchema.extend({
  minutes: z.number().int().min(1).max(SHELVE_MINUTES_MAX),
  why: z
    .string()
    .trim()
    .min(REASON_CHARS_MIN, "say why")
    .max(REASON_CHARS_MAX)
    .refine((text) => !/\d{16}/.test(text), "must not hold a NIK"),
});
const unshelveSchema = z.strictObject({ printer: z.string().max(24), code: z.string().max(40) });

export function alarmCommands(alarms: AlarmBook, clock: Clock): Command[] {
  const standing = (id: string) => {
    const found = alarms.lookUp(id);
    if (found === undefined) throw new CommandRefused("notFound", `no alarm ${id} stands (any more)`);
    return found;
  };
  const audited = ({ id }: { id: string }): Record<string, string> => {
    const found = alarms.lookUp(id);
    return found === undefined ? { id } : { id, printer: found.printer, code: found.alarm.code };
  };
  return [
    command<z.infer<typeof idSchema>>({
      name: "alarms.ack",
      role: "operator",
      changes: true,
      input: idSchema,
      audited,
      run: ({ id }, caller) => {
        const { printer, alarm } = standing(id);
        alarms.acknowledge(id, caller.name);
        return { id, printer, code: alarm.code };
      },
    }),
    command<z.infer<typeof shelveSchema>>({
      name: "alarms.shelve",
      role: "operator",
      changes: true,
      input: shelveSchema,
      audited: ({ id, minutes, why }) => ({ ...audited({ id }), minutes, why }),
      run: ({ id, minutes, why }, caller) => {
        const { printer, alarm } = standing(id);
        if (alarm.priority === "P1") {
          throw new CommandRefused("refused", `${alarm.code} is P1, card or data at risk: it cannot be shelved`);
        }
        const untilMs = clock.utcMs() + minutes * 60_000;
        if (alarms.shelve(id, { by: caller.name, untilMs, why }) === undefined) {
          throw new CommandRefused("refused", "the banner of the whole office cannot be shelved; acknowledge it");
        }
        return { id, printer, code: alarm.code, untilMs };
      },
    }),
    command<z.infer<typeof unshelveSchema>>({
      name: "alarms.unshelve",
      role: "operator",
      changes: true,
      input: unshelveSchema,
      audited: (input) => ({ ...input }),
      run: ({ printer, code }) => {
        if (!alarms.unshelve(printer, code)) {
          throw new CommandRefused("notFound", `nothing called ${JSON.stringify(code)} is shelved there`);
        }
        return { printer, code };
      },
    }),
    command({
      name: "alarms.shelved",
      role: "viewer",
      changes: false,
      input: z.strictObject({}),
      run: () => alarms.shelved(),
    }),
  ];
}
