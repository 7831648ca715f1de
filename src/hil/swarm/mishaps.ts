/** What goes wrong in one run of the swarm: all of it drawn from the run's seed before the run begins. */
import { type Micros, type Random, US_PER_S } from "../../base/index.ts";
import { INJECTABLE, INJECTION_VALUES, type InjectOptions } from "../../hardware-sim/index.ts";
import type { FaultName } from "../../protocol/index.ts";

export const FAULTS_MAX = 6;
const CUTS_MAX = 2;

export type Mishap = { readonly atUs: Micros; readonly forUs: Micros } & (
  | { readonly kind: "fault"; readonly fault: FaultName; readonly options: InjectOptions }
  /** The engine's mains, alone or together with the host's. */
  | { readonly kind: "power"; readonly hostToo: boolean }
  /** The cable: cut once, or pulled out for a while. */
  | { readonly kind: "link"; readonly pulled: boolean }
  | { readonly kind: "host" }
);

/** Narrower than what the lab takes: weak ones must do no harm, strong ones be seen, absurd ones are not drawn. */
const STRENGTHS: Readonly<Partial<Record<FaultName, readonly [low: number, high: number]>>> = {
  headTooHot: [70, 110],
  headTooCold: [-5, 30],
  mainsLow: [140, 215],
  clockLost: [-900, 900],
};

/** Mishaps within the first `spanUs`, in the order of time. */
export function drawMishaps(random: Random, spanUs: Micros): Mishap[] {
  const mishaps: Mishap[] = [];
  const when = (): Micros => random.int(spanUs);
  const faults = random.int(FAULTS_MAX + 1);
  for (let i = 0; i < faults; i++) mishaps.push(drawFault(random, when()));
  for (let cuts = random.int(CUTS_MAX + 1); cuts > 0; cuts--) {
    mishaps.push({ kind: "power", atUs: when(), forUs: lasting(random, 0.02, 3600), hostToo: random.chance(0.4) });
  }
  for (let cuts = random.int(CUTS_MAX + 1); cuts > 0; cuts--) {
    mishaps.push({ kind: "link", atUs: when(), forUs: lasting(random, 0.05, 300), pulled: random.chance(0.5) });
  }
  if (random.chance(0.3)) mishaps.push({ kind: "host", atUs: when(), forUs: lasting(random, 0.05, 120) });
  return mishaps.sort((a, b) => a.atUs - b.atUs);
}

function drawFault(random: Random, atUs: Micros): Mishap {
  const fault = INJECTABLE[random.int(INJECTABLE.length)]!;
  const value = drawValue(random, fault);
  const times = 1 + random.int(3);
  const options: InjectOptions = { times, ...(value === undefined ? {} : { value }) };
  return { kind: "fault", atUs, forUs: lasting(random, 10, 1800), fault, options };
}

/** Half of the faults that have a strength strike with their normal one (undefined). */
function drawValue(random: Random, fault: FaultName): number | undefined {
  const range = INJECTION_VALUES[fault];
  if (range === undefined || random.chance(0.5)) return undefined;
  const [low, high] = STRENGTHS[fault] ?? [range.low, range.high];
  // Small whole numbers are kinds (one copy or two, which parameter), not strengths.
  const isChoice = [range.low, range.normal, range.high].every(Number.isInteger) && range.high - range.low < 20;
  return isChoice ? low + random.int(high - low + 1) : Math.round(random.between(low, high) * 100) / 100;
}

/** Short and long ones alike: evenly by their order of magnitude. */
function lasting(random: Random, lowSeconds: number, highSeconds: number): Micros {
  return Math.round(US_PER_S * Math.exp(random.between(Math.log(lowSeconds), Math.log(highSeconds))));
}
