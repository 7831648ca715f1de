/** The lab: hands at simulated machines. Each command becomes one line of the simulator's script language. */
import { z } from "zod";
import { LAB_SPEED_MAX, LAB_SPEED_MIN, LAB_STEP_SECONDS_MAX, type LabState } from "../api-lab.ts";
import type { LabPort, LabTimeControl } from "../lab-port.ts";
import { type Command, CommandRefused, command } from "./command.ts";
import { labCentreCommands } from "./lab-centre-commands.ts";
import { labRewindCommands } from "./lab-rewind-commands.ts";
import { printerNameSchema } from "./printer-target.ts";

const LINE_CHARS_MAX = 200;
const at = z.strictObject({ printer: printerNameSchema });
const spoolType = z.enum(["fargo", "datacard", "unknown", "none"]);
const count = z.number().int().min(0).max(65_535);
const word = z.string().regex(/^[A-Za-z]{1,40}$/, "must be a word");

export function labCommands(lab: LabPort): Command[] {
  return [
    ...handCommands(lab),
    labState(lab),
    labWords(lab),
    ...timeCommands(lab),
    ...labRewindCommands(lab),
    ...labCentreCommands(lab.centre),
  ];
}

const given = (value: unknown): string => (value === undefined ? "" : ` ${value}`);

const injectSchema = at.extend({
  fault: word,
  times: z.number().int().min(1).max(1000).optional(),
  value: z.number().optional(),
  seconds: z.number().min(0.1).max(86_400).optional(),
  when: z
    .strictObject({
      step: word.optional(),
      card: z.number().int().min(1).max(100_000).optional(),
      afterSeconds: z.number().min(0).max(86_400).optional(),
    })
    .optional(),
});
const loadSchema = at
  .extend({ spool: z.enum(["ribbon", "film"]), type: spoolType.optional(), left: count.optional() })
  .refine((o) => o.type !== undefined || o.left === undefined, "a spool with a count needs its type too");
const leftSchema = at.extend({ spool: z.enum(["ribbon", "film"]), left: count });
const mainsSchema = at.extend({
  volt: z.number().min(0).max(300),
  seconds: z.number().min(0.1).max(3600).optional(),
});

function handCommands(lab: LabPort): Command[] {
  const known = (printer: string): string => {
    if (lab.printers.includes(printer)) return printer;
    const there = lab.printers.join(", ");
    throw new CommandRefused(
      "notFound",
      `there is no simulated printer ${JSON.stringify(printer)}; there are ${there}`,
    );
  };
  /** `line` makes the script line of an input. */
  const hand = <T extends { printer: string }>(name: string, input: z.ZodType<T>, line: (o: T) => string): Command =>
    command<T>({
      name: `lab.${name}`,
      role: "operator",
      changes: true,
      input,
      audited: (o) => ({ printer: o.printer, line: line(o) }),
      run: async (o) => ({ printer: o.printer, line: line(o), said: await lab.act(known(o.printer), line(o)) }),
    });
  return [
    hand(
      "line",
      at.extend({
        line: z
          .string()
          .max(LINE_CHARS_MAX)
          .regex(/^[^\n\r]*$/),
      }),
      (o) => o.line,
    ),
    hand("load", loadSchema, (o) => `${o.spool} load${given(o.type)}${given(o.left)}`),
    hand("left", leftSchema, (o) => `${o.spool} left ${o.left}`),
    hand("blanks", at.extend({ cards: count }), (o) => `blanks load ${o.cards}`),
    hand("empty", at.extend({ bin: z.enum(["output", "reject"]) }), (o) => `${o.bin} empty`),
    hand("removeCard", at, () => "card remove"),
    hand("cover", at.extend({ open: z.boolean() }), (o) => `cover ${o.open ? "open" : "close"}`),
    hand("room", at.extend({ celsius: z.number().min(-20).max(60) }), (o) => `room ${o.celsius}`),
    hand("dust", at.extend({ airflow: z.number().min(0).max(1) }), (o) => `fan ${o.airflow}`),
    hand("mains", mainsSchema, ({ volt, seconds }) =>
      volt === 0 ? `mains off${seconds === undefined ? "" : ` ${seconds}s`}` : `mains ${volt}`,
    ),
    hand("inject", injectSchema, injectLine),
    hand("heal", at.extend({ fault: word }), (o) => `heal ${o.fault}`),
  ];
}

function labWords(lab: LabPort): Command {
  return command({
    name: "lab.words",
    role: "operator",
    changes: false,
    input: z.strictObject({}),
    run: () => ({ help: lab.help }),
  });
}

type Injection = z.infer<typeof injectSchema>;

function injectLine({ fault, times, value, seconds, when }: Injection): string {
  const parts = [`inject ${fault}`];
  if (times !== undefined) parts.push(`times ${times}`);
  if (value !== undefined) parts.push(`value ${value}`);
  if (seconds !== undefined) parts.push(`for ${seconds}s`);
  if (when === undefined) return parts.join(" ");
  parts.push("when");
  if (when.step !== undefined) parts.push(`step ${when.step}`);
  if (when.card !== undefined) parts.push(`card ${when.card}`);
  if (when.afterSeconds !== undefined) parts.push(`after ${when.afterSeconds}s`);
  return parts.join(" ");
}

function labState(lab: LabPort): Command {
  return command<{ printer?: string | undefined }>({
    name: "lab.state",
    role: "operator",
    changes: false,
    input: z.strictObject({ printer: printerNameSchema.optional() }),
    run: async ({ printer }): Promise<LabState> => {
      const names = lab.printers.filter((name) => printer === undefined || name === printer);
      const engines = await Promise.all(names.map(async (name) => [name, await lab.state(name)] as const));
      const time = lab.time?.now();
      const centre = await lab.centre?.state();
      return {
        printers: [...lab.printers],
        ...(time === undefined ? {} : { time }),
        engines: Object.fromEntries(engines),
        faults: [...lab.faults],
        rewind: lab.rewind.now(),
        ...(centre === undefined ? {} : { centre }),
      };
    },
  });
}

function timeCommands(lab: LabPort): Command[] {
  const timed = <T>(name: string, input: z.ZodType<T>, act: (time: LabTimeControl, input: T) => void): Command =>
    command<T>({
      name: `lab.${name}`,
      role: "operator",
      changes: true,
      input,
      audited: (o) => ({ ...(o as Record<string, number>) }),
      run: (o) => {
        const { time } = lab;
        if (time === undefined) {
          throw new CommandRefused("refused", "a real printer shares this station's time: it cannot be changed");
        }
        act(time, o);
        return time.now();
      },
    });
  return [
    timed("speed", z.strictObject({ times: z.number().min(LAB_SPEED_MIN).max(LAB_SPEED_MAX) }), (time, { times }) =>
      time.setSpeed(times),
    ),
    timed("pause", z.strictObject({}), (time) => time.pause()),
    timed("resume", z.strictObject({}), (time) => time.resume()),
    timed("step", z.strictObject({ seconds: z.number().min(0.01).max(LAB_STEP_SECONDS_MAX) }), (time, { seconds }) =>
      time.step(seconds),
    ),
  ];
}
