/** What operators do to a printer: pause, resume, skip and cancel its job, stop it at once, say that a fault is mended. */
import { z } from "zod";
import type { OperatorAnswer } from "../../controller/index.ts";
import { FAULTS, type FaultName } from "../../protocol/index.ts";
import type { Office } from "../office/office.ts";
import { type Caller, type Command, CommandRefused, command } from "./command.ts";
import { EMERGENCY_STOP, mayActAs } from "./dispatcher.ts";
import {
  auditedTarget,
  type Named,
  printerNameSchema,
  printerOf,
  type Target,
  targetSchema,
} from "./printer-target.ts";

/** `now`: done. `later`: when the card in flight, or the engine, allows. */
export interface Done extends Named {
  readonly when: "now" | "later";
}

function done(named: Named, answer: OperatorAnswer, otherwise: string): Done {
  if (answer === "no") throw new CommandRefused("refused", `${named.printer}: ${otherwise}`);
  return { ...named, when: answer };
}

export function printerCommands(office: Office): Command[] {
  const simple = (name: string, otherwise: string, act: (printer: string) => OperatorAnswer): Command =>
    command<Target>({
      name: `printer.${name}`,
      role: "operator",
      changes: true,
      input: targetSchema,
      audited: (target) => auditedTarget(office, target),
      run: (target) => done(printerOf(office, target).named, act(target.printer), otherwise),
    });
  const controller = (name: string) => office.controller(name);
  return [
    simple("pause", "cannot be paused", (name) => controller(name).pause()),
    simple("resume", "cannot go on", (name) => controller(name).resume()),
    simple("skip", "has no job that can still be skipped: its chip is written, or there is none", (name) =>
      office.skip(name),
    ),
    simple("cancel", "has no job that can still be cancelled: its card is printed, or there is none", (name) =>
      office.cancel(name),
    ),
    simple("resetStop", "is not stopped", (name) => controller(name).resetStop()),
    emergencyStop(office),
    clearFault(office),
  ];
}

const stopSchema = z.strictObject({ printer: printerNameSchema.optional(), serial: z.string().max(32).optional() });

/** Without a printer: all of them. The serial is not compared: who says stop means stop. */
function emergencyStop(office: Office): Command {
  return command<z.infer<typeof stopSchema>>({
    name: EMERGENCY_STOP,
    role: "operator",
    changes: true,
    urgent: true,
    input: stopSchema,
    audited: ({ printer }) => (printer === undefined ? { printer: "all" } : auditedTarget(office, { printer })),
    run: ({ printer }) => {
      const names = printer === undefined ? office.printerNames : [printerOf(office, { printer }).named.printer];
      for (const name of names) controllerStop(office, name);
      return { printers: names.map((name) => printerOf(office, { printer: name }).named) };
    },
  });
}

/** One printer that cannot be stopped keeps no other from being stopped. */
function controllerStop(office: Office, name: string): void {
  try {
    office.controller(name).emergencyStop();
  } catch {
    // Its own failure has made it safe and is in the log.
  }
}

const clearSchema = targetSchema.extend({
  fault: z.string().max(40),
  /** What was done: looked and mended by hand, or a technician's service. */
  proof: z.enum(["hands", "service"]),
});
type Clear = z.infer<typeof clearSchema>;

function clearFault(office: Office): Command {
  return command<Clear>({
    name: "printer.clearFault",
    role: "operator",
    changes: true,
    input: clearSchema,
    audited: (input) => ({ ...auditedTarget(office, input), fault: faultOf(input.fault) ?? "", proof: input.proof }),
    run: (input, caller) => {
      const { controller, named } = printerOf(office, input);
      const fault = faultOf(input.fault);
      if (fault === undefined) throw new CommandRefused("notFound", `there is no fault ${JSON.stringify(input.fault)}`);
      checkProof(fault, input.proof, caller);
      return done(named, controller.clearFault(fault), `${fault} does not stand there`);
    },
  });
}

function faultOf(name: string): FaultName | undefined {
  return Object.hasOwn(FAULTS, name) ? (name as FaultName) : undefined;
}

function checkProof(fault: FaultName, proof: Clear["proof"], caller: Caller): void {
  if (FAULTS[fault].proof !== "service") return;
  if (proof !== "service") {
    throw new CommandRefused("refused", `${fault} needs the proof "service": a technician has to find the cause first`);
  }
  if (!mayActAs(caller.role, "technician")) {
    throw new CommandRefused("role", `${fault} is cleared by a technician; you are ${caller.role}`);
  }
}
