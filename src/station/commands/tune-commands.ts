/** `service.tune`: relay auto-tune over the station's own link. Begins; how it goes on is told by `service.state`. */
import { z } from "zod";
import type { Clock } from "../../base/index.ts";
import type { Office } from "../office/office.ts";
import type { PrinterServiceDesk } from "../service/printer-service.ts";
import { TuneCourse } from "../service/tune-course.ts";
import {
  type RunningTune,
  TUNE_CELSIUS_MAX,
  TUNE_CELSIUS_MIN,
  TUNE_CYCLES_MAX,
  TUNE_CYCLES_MIN,
  TUNE_RULE_WORDS,
  type TunePort,
} from "../tune-port.ts";
import { type Command, CommandRefused, command } from "./command.ts";
import { auditedTarget, printerOf, targetSchema } from "./printer-target.ts";

const tuneSchema = targetSchema.extend({
  celsius: z.number().min(TUNE_CELSIUS_MIN).max(TUNE_CELSIUS_MAX).default(165),
  cycles: z.number().int().min(TUNE_CYCLES_MIN).max(TUNE_CYCLES_MAX).default(6),
  rule: z.enum(TUNE_RULE_WORDS).default("gentle"),
  store: z.boolean().default(false),
});

export interface TuneCommandsOptions {
  readonly office: Office;
  /** The links' clock. */
  readonly clock: Clock;
  readonly desk: PrinterServiceDesk;
  readonly tune: TunePort;
}

export function tuneCommands({ office, clock, desk, tune }: TuneCommandsOptions): Command[] {
  const running = new Map<string, RunningTune>();
  return [
    command<z.infer<typeof tuneSchema>>({
      name: "service.tune",
      role: "technician",
      changes: true,
      input: tuneSchema,
      audited: (input) => ({
        ...auditedTarget(office, input),
        celsius: input.celsius,
        cycles: input.cycles,
        rule: input.rule,
        store: input.store,
      }),
      run: (input, caller) => {
        const { controller, named } = printerOf(office, input);
        const obstacle = controller.serviceObstacle;
        if (obstacle !== undefined) {
          const todo = "pause it, and try again when its card is out";
          throw new CommandRefused("busy", `${named.printer} cannot be tuned now: ${obstacle}; ${todo}`);
        }
        const { celsius: atCelsius, cycles, rule, store } = input;
        desk.begin(named.printer, "tune", caller, async (onProgress) => {
          const { printer } = named;
          const course = new TuneCourse(atCelsius);
          const lend = controller.lendLink.bind(controller);
          const experiment = tune({
            printer,
            clock,
            lend,
            atCelsius,
            cycles,
            rule,
            store,
            onProgress: (now) => onProgress(course.with(now)),
          });
          running.set(printer, experiment);
          try {
            return await experiment.ended;
          } finally {
            running.delete(printer);
          }
        });
        return { ...named, state: "running" };
      },
    }),
    command<z.infer<typeof targetSchema>>({
      name: "service.tune.stop",
      role: "technician",
      changes: true,
      input: targetSchema,
      audited: (input) => auditedTarget(office, input),
      run: (input) => {
        const { named } = printerOf(office, input);
        const experiment = running.get(named.printer);
        if (experiment === undefined) throw new CommandRefused("refused", `nothing is tuned at ${named.printer}`);
        experiment.stop();
        return named;
      },
    }),
  ];
}
