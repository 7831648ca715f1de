/**
 * Gains on trial. What a host sets while its heat lease lives is in force as long as the lease is, and never in the memory: a tuning
 * whose host is killed half-way leaves the gains as they were, as it leaves the heater off.
 */
import { PARAM } from "../../protocol/index.ts";
import { leaseAlive } from "../../thermal/index.ts";
import type { Core } from "../core.ts";

const GAINS = [PARAM.kpMicro, PARAM.kiMicro, PARAM.kdMicro] as const;

const isGain = (index: number): boolean => (GAINS as readonly number[]).includes(index);

/** A gain that is set now is on trial: a host heats by its lease. */
export const isOnTrial = ({ state: { ram, nowUs } }: Core, index: number): boolean =>
  isGain(index) && leaseAlive(ram.lease, nowUs);

/** Puts a gain in force until the lease ends. */
export function tryGain({ state: { ram } }: Core, index: number, value: number): void {
  const { numbers } = ram.settings;
  ram.gainsBefore ??= GAINS.map((gain) => numbers[gain]!);
  numbers[index] = value;
}

/** The gains of before, once the lease that they were tried by has ended. */
export function endTrial(core: Core): void {
  const { ram, nowUs } = core.state;
  if (ram.gainsBefore === null || leaseAlive(ram.lease, nowUs)) return;
  ram.settings.numbers = numbersToKeep(core);
  ram.gainsBefore = null;
}

/** The numbers in force but for gains on trial: what may be written to the memory. A list of its own only where the two differ. */
export function numbersToKeep({ state: { ram } }: Core): number[] {
  const { settings, gainsBefore } = ram;
  if (gainsBefore === null) return settings.numbers;
  const numbers = [...settings.numbers];
  for (const [i, gain] of GAINS.entries()) numbers[gain] = gainsBefore[i]!;
  return numbers;
}
