/** The lab of simulated printers: `lab.*` commands. A station without simulated printers has none (404). Imports nothing but zod. */
import { z } from "zod";

export const LAB_SPEED_MIN = 0.1;
export const LAB_SPEED_MAX = 20;
export const LAB_STEP_SECONDS_MAX = 600;

const spoolSchema = z.object({ type: z.number(), left: z.number(), lot: z.string() });

/** What a simulated machine is truly like, whatever its sensors say. */
export const labEngineSchema = z.object({
  powered: z.boolean(),
  mainsVolt: z.number(),
  coverOpen: z.boolean(),
  roomCelsius: z.number(),
  /** 0..1; dust makes it less. */
  airflow: z.number(),
  hopper: z.number(),
  output: z.number(),
  reject: z.number(),
  ribbon: spoolSchema,
  film: spoolSchema,
  /** Spools that somebody holds until the machine stands still. */
  inHand: z.array(z.object({ spool: z.enum(["ribbon", "film"]), type: z.number(), left: z.number() })),
  cardInside: z.boolean(),
  /** Faults that were put in and not healed. */
  injections: z.array(z.string()),
});

export const labTimeSchema = z.object({
  speed: z.number(),
  paused: z.boolean(),
  /** Seconds of the simulated world since the start. */
  seconds: z.number(),
});

const clockSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "must be like 15:00");

/** When the simulated centre serves, by its own clock. */
export const labHoursSchema = z.strictObject({ opens: clockSchema, closes: clockSchema });

/** What a simulated data centre does to this station. */
export const labCentreSchema = z.object({
  /** Why it cannot be asked; "" when it was. */
  problem: z.string(),
  /** All that it can do: each with the unit of its number ("" where it takes none) and its usual number. */
  faults: z.array(z.object({ name: z.string(), unit: z.string(), usual: z.number() })),
  /** What it does now, with the part of the requests that it strikes (0..1) and its number. */
  on: z.record(z.string(), z.object({ rate: z.number(), value: z.number() })),
  /** Absent: it is always open. */
  hours: labHoursSchema.optional(),
});

export const LAB_POINT_KINDS = ["start", "step", "fault"] as const;

/** A saved state of the simulated world that one can go back to. */
export const labPointSchema = z.object({
  id: z.number(),
  /** `start`: the beginning; `step`: a machine began a step; `fault`: a machine noticed a fault. */
  kind: z.enum(LAB_POINT_KINDS),
  /** "" for the beginning. */
  printer: z.string(),
  /** Step or fault; "" for the beginning. */
  what: z.string(),
  /** How long ago, in the world's own time. */
  secondsAgo: z.number(),
});

export const LAB_OBSTACLES = [
  "nothingSaved",
  "realPrinter",
  "centre",
  "technician",
  "goingBack",
  "largeJournal",
  "oldRuntime",
] as const;

/** Why nothing can be put back: what the words of its code need, as text (numbers with a point). */
export const labObstacleSchema = z.object({
  code: z.enum(LAB_OBSTACLES),
  params: z.record(z.string(), z.string()),
});

/** Where the world can be put back to now; each is absent while there is no such state. */
export const labRewindSchema = z.object({
  /** Why nothing can be put back here; "" when it can. */
  problem: z.string(),
  /** The same for pages; absent when it can. */
  obstacle: labObstacleSchema.optional(),
  step: labPointSchema.optional(),
  fault: labPointSchema.optional(),
  again: labPointSchema.optional(),
});

/** Result of `lab.state`. */
export const labStateSchema = z.object({
  printers: z.array(z.string()),
  /** Absent where real printers share the station's time. */
  time: labTimeSchema.optional(),
  engines: z.record(z.string(), labEngineSchema),
  faults: z.array(z.string()),
  /** Absent where the station has no simulated data centre. */
  centre: labCentreSchema.optional(),
  rewind: labRewindSchema,
});

/** Result of `lab.rewind` and `lab.again`. */
export const labWentBackSchema = z.object({ to: labPointSchema });

export type LabEngine = z.infer<typeof labEngineSchema>;
export type LabPointKind = (typeof LAB_POINT_KINDS)[number];
export type LabPointView = z.infer<typeof labPointSchema>;
export type LabObstacle = z.infer<typeof labObstacleSchema>;
export type LabRewindState = z.infer<typeof labRewindSchema>;
export type LabCentreState = z.infer<typeof labCentreSchema>;
export type LabHours = z.infer<typeof labHoursSchema>;
export type LabTime = z.infer<typeof labTimeSchema>;
export type LabState = z.infer<typeof labStateSchema>;
