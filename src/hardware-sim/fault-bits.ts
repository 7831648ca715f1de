/** The fault words: setting and clearing bits, latched or present, and what each change makes public. */
import { FAULT_CODE, FAULTS, type FaultName, STOP_FAULTS } from "../protocol/index.ts";
import type { Core } from "./core.ts";
import { saveKeepsake } from "./ledger.ts";

const bitOf = (code: number): number => 1 << (code & 31);

/** Does this fault stand? */
export function stands(core: Core, name: FaultName): boolean {
  return codeStands(core, FAULT_CODE[name]);
}

/** The same by code: for what is asked at each tick. */
export function codeStands(core: Core, code: number): boolean {
  return ((code < 32 ? core.state.ram.faultLow : core.state.ram.faultHigh) & bitOf(code)) !== 0;
}

/** Does any fault stand that stops the printer? */
export function isFaulted(core: Core): boolean {
  const { faultLow, faultHigh } = core.state.ram;
  return (faultLow & STOP_FAULTS.low) !== 0 || (faultHigh & STOP_FAULTS.high) !== 0;
}

/** Sets the bit; false when it stood already. Latched ones are remembered across power cuts. */
export function setFault(core: Core, name: FaultName, detail: number): boolean {
  if (stands(core, name)) return false;
  core.changes++;
  const { ram } = core.state;
  const code = FAULT_CODE[name];
  if (code < 32) ram.faultLow |= bitOf(code);
  else ram.faultHigh |= bitOf(code);
  if (FAULTS[name].latched && name !== "emergencyStop") {
    if (code < 32) ram.keep.latchedLow |= bitOf(code);
    else ram.keep.latchedHigh |= bitOf(code);
    saveKeepsake(core);
  }
  core.send("fault_raised", { code, detail, clock: wireClock(core) });
  core.print(`fault ${name} raised, detail ${detail}`);
  core.event({ type: "fault", atUs: core.state.nowUs, code });
  core.statusNow();
  return true;
}

/** Clears the bit; false when it did not stand. */
export function unsetFault(core: Core, name: FaultName): boolean {
  if (!stands(core, name)) return false;
  core.changes++;
  const { ram } = core.state;
  const code = FAULT_CODE[name];
  if (code < 32) {
    ram.faultLow &= ~bitOf(code);
    ram.keep.latchedLow &= ~bitOf(code);
  } else {
    ram.faultHigh &= ~bitOf(code);
    ram.keep.latchedHigh &= ~bitOf(code);
  }
  if (FAULTS[name].latched) saveKeepsake(core);
  core.send("fault_cleared", { code, clock: wireClock(core) });
  core.print(`fault ${name} cleared`);
  core.event({ type: "faultCleared", atUs: core.state.nowUs, code });
  core.statusNow();
  return true;
}

/** A condition that stands exactly while its cause is present. */
export function setCondition(core: Core, name: FaultName, present: boolean, detail = 0): void {
  if (present) setFault(core, name, detail);
  else unsetFault(core, name);
}

/** Microseconds since power-on, low 32 bits: the engine's clock as it travels. */
export function wireClock(core: Core): number {
  return upUs(core) >>> 0;
}

/** Microseconds since power-on as the engine's long clock has counted them; jumps are in it. */
export function upUs({ state: { nowUs, ram } }: Core): number {
  return nowUs - ram.onSinceUs + ram.clockSkewUs;
}
