/** A technician's hands at a printer: into service and out again, single steps, roller heat, the cleaning card. */
import { z } from "zod";
import { JOG_STEPS, SERVICE_CELSIUS_MAX, SERVICE_CELSIUS_MIN } from "../../controller/index.ts";
import type { FaultName } from "../../protocol/index.ts";
import type { Office } from "../office/office.ts";
import { type Command, CommandRefused, command } from "./command.ts";
import {
  auditedTarget,
  type Named,
  printerOf,
  type Target,
  type TargetPrinter,
  targetSchema,
} from "./printer-target.ts";

const jogSchema = targetSchema.extend({ step: z.enum(JOG_STEPS) });
const heatSchema = targetSchema.extend({
  celsius: z.union([
    z.literal(0),
    z
      .number()
      .min(SERVICE_CELSIUS_MIN, `must be 0 (off) or ${SERVICE_CELSIUS_MIN}..${SERVICE_CELSIUS_MAX}`)
      .max(SERVICE_CELSIUS_MAX, `must be 0 (off) or ${SERVICE_CELSIUS_MIN}..${SERVICE_CELSIUS_MAX}`),
  ]),
});

export function technicianCommands(office: Office): Command[] {
  const service = <T extends Target>(
    name: string,
    input: z.ZodType<T>,
    act: (target: TargetPrinter, input: T) => Record<string, string | number>,
  ): Command =>
    command<T>({
      name: `service.${name}`,
      role: "technician",
      changes: true,
      input,
      audited: ({ printer, serial: _, ...more }) => ({
        ...auditedTarget(office, { printer }),
        ...(more as Record<string, string | number>),
      }),
      run: (wish) => {
        const target = printerOf(office, wish);
        return { ...target.named, ...act(target, wish) };
      },
    });
  return [
    service("begin", targetSchema, (target) => {
      begin(target);
      return { state: "service" };
    }),
    service("end", targetSchema, ({ controller, named }) => {
      if (controller.endService() === "no") throw new CommandRefused("refused", `${named.printer} is not in service`);
      return { state: controller.view().word };
    }),
    service("jog", jogSchema, ({ controller, named }, { step }) => {
      if (controller.jog(step) === "no") throw notNow(named, controller.view().word);
      return { step };
    }),
    service("heat", heatSchema, ({ controller, named }, { celsius }) => {
      if (controller.serviceHeat(celsius) === "no") throw notNow(named, controller.view().word);
      return { celsius };
    }),
    service("clean", targetSchema, (target) => {
      const { controller, named } = target;
      const obstacle = controller.serviceObstacle;
      if (obstacle !== undefined)
        throw new CommandRefused("busy", `${named.printer} cannot be cleaned now: ${obstacle}`);
      if (controller.clean() === "no") throw notNow(named, controller.view().word);
      return { step: "clean" };
    }),
    suppliesLoaded(office),
  ];
}

function begin({ controller, named }: TargetPrinter): void {
  const obstacle = controller.serviceObstacle;
  if (obstacle !== undefined) {
    const todo = "pause it, and try again when its card is out";
    throw new CommandRefused("busy", `${named.printer} cannot be taken into service: ${obstacle}; ${todo}`);
  }
  if (controller.view().word !== "service") controller.beginService();
}

function notNow({ printer }: Named, word: string): CommandRefused {
  return word === "service"
    ? new CommandRefused("busy", `${printer} is busy with another step or experiment; wait for its end`)
    : new CommandRefused("refused", `${printer} is ${word}, not in service; give service.begin first`);
}

/** Faults that say that a supply was at fault; a person who has changed it says so for all of them. */
const OF_SUPPLY = {
  ribbon: ["ribbonOut", "ribbonBroken", "ribbonNotRecognised"],
  film: ["filmOut", "filmBroken", "filmNotRecognised", "filmMarkNotFound"],
  blanks: ["blanksEmpty", "jamHopper"],
  output: ["outputFull"],
  reject: ["rejectFull"],
} as const satisfies Record<string, readonly FaultName[]>;

const loadedSchema = targetSchema.extend({
  what: z.enum(Object.keys(OF_SUPPLY) as [keyof typeof OF_SUPPLY, ...(keyof typeof OF_SUPPLY)[]]),
});

/** The engine reads tags and sensors itself; what it holds against the supply is cleared with the person's word. */
function suppliesLoaded(office: Office): Command {
  return command<z.infer<typeof loadedSchema>>({
    name: "printer.suppliesLoaded",
    role: "operator",
    changes: true,
    input: loadedSchema,
    audited: (input) => ({ ...auditedTarget(office, input), what: input.what }),
    run: (input) => {
      const { controller, view, named } = printerOf(office, input);
      const faults: readonly FaultName[] = OF_SUPPLY[input.what];
      const cleared = view.faults.map(({ fault }) => fault).filter((fault) => faults.includes(fault));
      for (const fault of cleared) controller.clearFault(fault);
      controller.wake();
      return { ...named, what: input.what, cleared };
    },
  });
}
