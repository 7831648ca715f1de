/** The lab's hand on a simulated data centre: what it does to the station, and when it is open. */
import { z } from "zod";
import { labHoursSchema } from "../api-lab.ts";
import type { LabCentre } from "../lab-port.ts";
import { type Command, command } from "./command.ts";

const FAULT_CHARS_MAX = 40;
const VALUE_MAX = 86_400;

const faultName = z.string().regex(new RegExp(`^[A-Za-z0-9]{1,${FAULT_CHARS_MAX}}$`), "must be a word");
const injectSchema = z.strictObject({
  fault: faultName,
  /** Part of the requests that it strikes. */
  rate: z.number().gt(0).max(1).optional(),
  value: z.number().min(0).max(VALUE_MAX).optional(),
});
const healSchema = z.strictObject({ fault: faultName.optional() });
/** null: always open. */
const hoursSchema = z.strictObject({
  hours: labHoursSchema.refine(({ opens, closes }) => opens < closes, "it must open before it closes").nullable(),
});

/** None without a simulated centre. */
export function labCentreCommands(centre: LabCentre | undefined): Command[] {
  if (centre === undefined) return [];
  return [
    command<z.infer<typeof injectSchema>>({
      name: "lab.centre.inject",
      role: "operator",
      changes: true,
      input: injectSchema,
      audited: ({ fault, rate = 1, value }) => ({ fault, rate, ...(value === undefined ? {} : { value }) }),
      run: async ({ fault, rate, value }) => {
        await centre.inject(fault, rate, value);
        return centre.state();
      },
    }),
    command<z.infer<typeof healSchema>>({
      name: "lab.centre.heal",
      role: "operator",
      changes: true,
      input: healSchema,
      audited: ({ fault = "all" }) => ({ fault }),
      run: async ({ fault }) => {
        await centre.heal(fault);
        return centre.state();
      },
    }),
    command<z.infer<typeof hoursSchema>>({
      name: "lab.centre.hours",
      role: "operator",
      changes: true,
      input: hoursSchema,
      audited: ({ hours }) => ({ opens: hours?.opens ?? "always", closes: hours?.closes ?? "never" }),
      run: async ({ hours }) => {
        await centre.setHours(hours ?? undefined);
        return centre.state();
      },
    }),
  ];
}
