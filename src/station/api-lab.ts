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

/** Result of `lab.state`. */
export const labStateSchema = z.object({
  printers: z.array(z.string()),
  /** Absent where real printers share the station's time. */
  time: labTimeSchema.optional(),
  engines: z.record(z.string(), labEngineSchema),
  faults: z.array(z.string()),
});

export type LabEngine = z.infer<typeof labEngineSchema>;
export type LabTime = z.infer<typeof labTimeSchema>;
export type LabState = z.infer<typeof labStateSchema>;
