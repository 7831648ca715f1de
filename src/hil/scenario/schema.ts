/** The scenario file: what a person may write. JSON Schema, lint and runner all come from here. */
import { z } from "zod";
import { SIM_MODELS } from "../../rig/index.ts";

const TIME_PATTERN = /^\d+(\.\d+)?(ms|s|m|h)$/;
const time = z.string().regex(TIME_PATTERN, "must be a time like 500ms, 120s, 2m or 1.5h");
const quantity = z.union([z.number(), z.string()]).describe("a number with its unit: 165 C, 2 K, 40 %");
const count = z.number().int().min(0).max(100_000);

/** Exactly one of the first keys says what is looked for; the others belong to one of them. */
const conditionShape = {
  state: z.string().optional().describe("state of the printer, or the beginning of its path: supplyOut.film"),
  fault: z.string().optional().describe("a fault of the table that stands"),
  clear: z.string().optional().describe("a fault of the table that does not stand; `all` for every one"),
  message: z.string().optional().describe("a message on the wire: step_done"),
  where: z.record(z.string(), z.number()).optional().describe("numbers that the message must carry"),
  event: z.string().optional().describe("an event of the journal: card.issued"),
  value: z.string().optional().describe("a measured value: roller"),
  is: quantity.optional(),
  tolerance: quantity.optional(),
  min: quantity.optional(),
  max: quantity.optional(),
  jobs: z
    .strictObject({
      issued: count.optional(),
      uncertain: count.optional(),
      void: count.optional(),
      left: count.optional(),
    })
    .optional()
    .describe("how many jobs are where"),
};

/** Of a scenario's name. */
export const SCENARIO_NAME_CHARS_MAX = 120;

export const CONDITION_KINDS = ["state", "fault", "clear", "message", "event", "value", "jobs"] as const;

const conditionSchema = z.strictObject(conditionShape);
const waitSchema = z.strictObject({ ...conditionShape, within: time.describe("deadline, in the printer's time") });
const neverSchema = z.strictObject({ ...conditionShape, for: time.optional().describe("until the end when absent") });
const measureSchema = z.strictObject({
  name: z.string().min(1),
  since: z.string().optional().describe("a mark: the time that passed since"),
  value: z.string().optional().describe("a measured value"),
  min: quantity.optional(),
  max: quantity.optional(),
});

export const OPERATOR_WORDS = [
  "pause",
  "resume",
  "stop",
  "reset",
  "skip",
  "cancel",
  "drain",
  "clean",
  "service begin",
  "service end",
] as const;

const lines = z.union([z.string(), z.array(z.string()).min(1)]);
const stepSchema = z.union([
  z.strictObject({ jobs: z.number().int().min(1).max(10_000).describe("puts so many synthetic jobs into the queue") }),
  z.strictObject({ wait: waitSchema }),
  z.strictObject({ expect: conditionSchema }),
  z.strictObject({ never: neverSchema }),
  z.strictObject({ order: z.array(z.string()).min(2).describe("what must have come in this order: `state warming`") }),
  z.strictObject({ let: time.describe("time passes") }),
  z.strictObject({ hands: lines.describe("what somebody does at the machine, in the words of `cetak sim`") }),
  z.strictObject({ operator: z.string().describe(`at the station: ${OPERATOR_WORDS.join(", ")}, clear FAULT`) }),
  z.strictObject({
    host: z.enum(["restart", "kill", "start"]).describe("the process of the station (simulator only)"),
  }),
  z.strictObject({ link: z.enum(["cut", "mute", "unmute"]).describe("the cable (simulator only)") }),
  z.strictObject({ mark: z.string().min(1) }),
  z.strictObject({ measure: measureSchema }),
]);

/** The word that each kind of step begins with. */
export const STEP_WORDS: readonly string[] = stepSchema.options.flatMap(({ shape }) => Object.keys(shape));

const whenSchema = z.strictObject({
  at: time.optional().describe("so long after the beginning"),
  state: z.string().optional(),
  step: z.string().optional().describe("when this step is ordered: feed, encode, image, transfer, eject ..."),
  card: z.number().int().min(1).optional().describe("the n-th card"),
  message: z.string().optional(),
  nth: z.number().int().min(1).optional().describe("the n-th time that the state or the message comes"),
  after: time.optional().describe("so long after that"),
  probability: z.number().min(0).max(1).optional().describe("each `every`, by the seed"),
  every: time.optional(),
});

const faultSchema = z.strictObject({
  inject: z.string().optional().describe("a fault of the table, brought about by its cause"),
  power: z.literal("off").optional(),
  link: z.enum(["cut", "mute"]).optional(),
  host: z.literal("restart").optional(),
  when: whenSchema.optional(),
  for: time.optional().describe("how long the cause stays"),
  value: z.number().optional().describe("its strength"),
  times: z.number().int().min(1).max(1000).optional(),
});

const setupSchema = z.strictObject({
  profile: z.enum(SIM_MODELS).default("hdp5000"),
  room: quantity.optional(),
  fan: z.number().min(0).max(1).optional(),
  supplies: z.string().optional().describe("full, unlimited, or blanks:N,ribbon:N,film:N"),
  sensors: z.array(z.string()).optional(),
  nip: z.enum(["spring", "stays"]).optional(),
  baud: z.number().int().optional(),
  loss: z.number().optional(),
  corrupt: z.number().optional(),
  hot: quantity.optional().describe("the machine is warm all through (simulator only)"),
  used: z
    .number()
    .int()
    .min(1)
    .max(1_000_000_000)
    .optional()
    .describe("so many steps it has done for another station before (simulator only)"),
  hands: z.enum(["auto", "script"]).default("auto").describe("auto: somebody does what the printer asks for"),
});

export const scenarioSchema = z.strictObject({
  name: z.string().min(1).max(SCENARIO_NAME_CHARS_MAX),
  shows: z.array(z.string()).min(1).describe("the requirements that it shows: fault:jamNip"),
  tags: z.array(z.string()).default([]),
  seed: z.number().int().min(0).optional(),
  setup: setupSchema.prefault({}),
  faults: z.array(faultSchema).max(100).default([]),
  steps: z.array(stepSchema).min(1).max(1000),
  recovery: z
    .union([z.literal("none"), z.strictObject({ within: time })])
    .optional()
    .describe("the faults end and the printer must come back; by default within 6h when there are faults"),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type Step = z.infer<typeof stepSchema>;
export type Condition = z.infer<typeof conditionSchema>;
export type Wait = z.infer<typeof waitSchema>;
export type FaultWish = z.infer<typeof faultSchema>;
export type When = z.infer<typeof whenSchema>;
export type Measure = z.infer<typeof measureSchema>;

/** For editors: `docs/scenario.schema.json`. */
export function scenarioJsonSchema(): unknown {
  return z.toJSONSchema(scenarioSchema, { io: "input" });
}
