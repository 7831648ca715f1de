/** What people may ask of the data centre's client: how it stands, try now, give jobs back, settle refused results. */
import { z } from "zod";
import type { CentreClient } from "../centre/centre-client.ts";
import { type Command, CommandRefused, command } from "./command.ts";

const REASON_CHARS_MIN = 3;
const REASON_CHARS_MAX = 200;

const nothing = z.strictObject({});
const settleSchema = z.strictObject({
  id: z.number().int().min(1),
  why: z
    .string()
    .trim()
    .min(REASON_CHARS_MIN, "say what became of the card")
    .max(REASON_CHARS_MAX)
    .refine((text) => !/\d{16}/.test(text), "must not hold a NIK"),
});

/** `centre` is asked for each time: undefined where the station file names no centre. */
export function centreCommands(centre: () => CentreClient | undefined): Command[] {
  const client = (): CentreClient => {
    const found = centre();
    if (found === undefined) {
      throw new CommandRefused(
        "notFound",
        "this station has no data centre; name one under [centre] in the station file",
      );
    }
    return found;
  };
  return [
    command<z.infer<typeof nothing>>({
      name: "centre.status",
      role: "viewer",
      changes: false,
      input: nothing,
      run: () => client().status(),
    }),
    command<z.infer<typeof nothing>>({
      name: "centre.retry",
      role: "operator",
      changes: false,
      input: nothing,
      run: () => {
        client().retryNow();
        return client().status();
      },
    }),
    command<z.infer<typeof nothing>>({
      name: "centre.release",
      role: "operator",
      changes: true,
      input: nothing,
      run: () => ({ released: client().release() }),
    }),
    command<z.infer<typeof nothing>>({
      name: "centre.refused",
      role: "operator",
      changes: false,
      input: nothing,
      run: () => ({ results: client().refused }),
    }),
    command<z.infer<typeof settleSchema>>({
      name: "centre.settle",
      role: "operator",
      changes: true,
      input: settleSchema,
      audited: ({ id, why }) => ({ id, why }),
      run: ({ id }) => {
        if (!client().settle(id)) {
          throw new CommandRefused("notFound", `no refused result ${id} is open; centre.refused lists them`);
        }
        return { id, settled: true };
      },
    }),
  ];
}
