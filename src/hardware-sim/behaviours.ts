import { CAPABILITY, type CapabilityName } from "../protocol/index.ts";

/** What this run wants of the machine and its surroundings, apart from what the model can do (`models.ts`). */
export interface Behaviours {
  /** Temperature of the room, -20..60 C. The machine starts at it. */
  readonly roomCelsius: number;
  /** Airflow that the fan really makes at full speed, 0 (blocked by dust, rotor turns) .. 1 (clean). */
  readonly airflow: number;
  /** `off`: an explicit test option. No head pause here; control, gate 160-170 C and the cut-off stay. */
  readonly protection: "on" | "off";
  /** `unlimited` covers hopper, bins, ribbon, film and cleaning. */
  readonly supplies: "limited" | "unlimited";
  /** The nip springs open without power. An old machine may lack it: a card in the nip then melts. */
  readonly springNip: boolean;
  /** How long the supply capacitor carries the logic after the mains fails, ms (0..1000). 0: nothing is written any more. */
  readonly holdUpMs: number;
  /** Probability that reading a chip fails and is tried again (adds its time). */
  readonly encodeRetryRate: number;
  /** Probability that encoding fails for good (`encoderFailed`). */
  readonly encodeFailureRate: number;
  /** Probability that a blank carries a dead chip. */
  readonly chipDeadRate: number;
  /** Probability of a jam at some stop, per card. */
  readonly jamRate: number;
  /** Sensors that this machine has beyond those of its model: `roller2`, `hotZoneSensor`, `exitSensor`, `outputReader`. */
  readonly capabilities: readonly CapabilityName[];
}

export const DEFAULT_BEHAVIOURS: Behaviours = {
  roomCelsius: 24,
  airflow: 1,
  protection: "on",
  supplies: "limited",
  springNip: true,
  holdUpMs: 40,
  encodeRetryRate: 0,
  encodeFailureRate: 0,
  chipDeadRate: 0,
  jamRate: 0,
  capabilities: [],
};

/** Those asked for lately: most machines of a fleet are alike. Never changed in place. */
const MADE_MAX = 16;
const made: Behaviours[] = [];

function shared(wanted: Behaviours): Behaviours {
  const names = Object.keys(wanted) as (keyof Behaviours)[];
  const known = made.find(
    (one) =>
      one.capabilities.join() === wanted.capabilities.join() &&
      names.every((name) => name === "capabilities" || one[name] === wanted[name]),
  );
  if (known !== undefined) return known;
  if (made.length === MADE_MAX) made.shift();
  made.push(wanted);
  return wanted;
}

/** Range of each number, for {@link behavioursFrom} and for the texts of its errors. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  roomCelsius: [-20, 60],
  airflow: [0, 1],
  holdUpMs: [0, 1000],
  encodeRetryRate: [0, 1],
  encodeFailureRate: [0, 1],
  chipDeadRate: [0, 1],
  jamRate: [0, 1],
};

/** Fills in what was left out. Throws a RangeError that names the value when one is out of range. */
export function behavioursFrom(wanted: Partial<Behaviours> = {}): Behaviours {
  const full = { ...DEFAULT_BEHAVIOURS, ...wanted };
  for (const [name, [low, high]] of Object.entries(RANGES)) {
    const value = full[name as keyof Behaviours] as number;
    if (!(value >= low && value <= high)) throw new RangeError(`${name} must be ${low}..${high}, got ${value}`);
  }
  for (const name of full.capabilities) {
    if (!Object.hasOwn(CAPABILITY, name)) {
      throw new RangeError(`no capability "${name}"; there are ${Object.keys(CAPABILITY).join(", ")}`);
    }
  }
  return shared(full);
}
