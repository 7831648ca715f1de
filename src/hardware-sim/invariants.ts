/** What must hold at every tick, whatever happens. Judged from the truth, not from what the firmware believes. */
import { leaseAlive, NODE } from "../thermal/index.ts";
import { nipSprings } from "./boot/start-firmware.ts";
import type { Core } from "./core.ts";
import { isFaulted } from "./fault-bits.ts";
import { FAN_ROLLER_CELSIUS } from "./surroundings.ts";
import { breach } from "./truth.ts";

/** A nip may stand closed without motion this long, us. */
const NIP_STILL_US_MAX = 1_500_000;
/** The cut-off is looked at once a tick: the core passes it by less than this, K. */
const CUTOFF_OVERSHOOT_KELVIN = 1;
/** The reading lags and is quantised: the fan must be on this much above its limit, K. */
const FAN_ALLOWANCE_KELVIN = 5;

/** What is wrong now, in words; empty when all is well. */
export function violationsNow(core: Core): string[] {
  const found: string[] = [];
  const { state, inputs } = core;
  const { ram, world } = state;
  const celsius = core.plant.celsius;
  const relayWelded = world.injections["heaterStuckOn"]?.value === 1;
  if (inputs.heaterWatt > 0 && !relayWelded) {
    const against = whyNoHeat(core);
    if (against !== "") found.push(`the heater has ${inputs.heaterWatt.toFixed(0)} W ${against}`);
  }
  const still = world.nipClosed && world.nipStillSinceUs >= 0 ? state.nowUs - world.nipStillSinceUs : 0;
  if (still > NIP_STILL_US_MAX && (world.powered || nipSprings(core))) {
    found.push(`the nip has stood closed for ${still / 1000} ms without motion`);
  }
  const hot = celsius[NODE.thermistor]! > FAN_ROLLER_CELSIUS + FAN_ALLOWANCE_KELVIN;
  const sound = world.rollerSensor.fault === "none";
  if (hot && sound && world.powered && ram.fanPermille < 1000)
    found.push("the fan does not run while the roller is hot");
  if (celsius[NODE.core]! > core.spec.thermal.cutoffCelsius + CUTOFF_OVERSHOOT_KELVIN) {
    found.push(`the roller core is at ${celsius[NODE.core]!.toFixed(1)} C, past the cut-off`);
  }
  return found;
}

function whyNoHeat(core: Core): string {
  const { ram, world, nowUs } = core.state;
  if (!world.powered) return "without mains";
  if (ram.life === "booting") return "while booting";
  if (world.coverOpen) return "with the cover open";
  if (ram.shutdown) return "after the emergency stop";
  if (isFaulted(core)) return "in a fault";
  if (!leaseAlive(ram.lease, nowUs)) return "without a lease";
  if (world.cutoff.open) return "through an open cut-off";
  return "";
}

/** Looks at every tick and writes down what is broken. */
export function watchInvariants(core: Core): void {
  if (looksSafe(core)) return;
  for (const words of violationsNow(core)) breach(core, words);
}

/** The ordinary case, found without a look at the details. */
function looksSafe(core: Core): boolean {
  const { ram, world, nowUs } = core.state;
  const heatIsFine = core.inputs.heaterWatt === 0 || whyNoHeat(core) === "";
  const fanIsFine = ram.fanPermille === 1000 || core.plant.celsius[NODE.thermistor]! < FAN_ROLLER_CELSIUS;
  const nipIsFine = world.nipStillSinceUs < 0 || nowUs - world.nipStillSinceUs <= NIP_STILL_US_MAX;
  return heatIsFine && fanIsFine && nipIsFine && core.plant.celsius[NODE.core]! < core.spec.thermal.cutoffCelsius;
}

/** The window that a card may enter the nip in, by the true surface, C. */
export function watchNipEntry(core: Core, surfaceCelsius: number): void {
  const { world } = core.state;
  if (world.rollerSensor.fault !== "none" || world.rollerSensor.offsetKelvin !== 0) return;
  const { gateLowCelsius, gateHighCelsius } = core.spec.thermal;
  if (surfaceCelsius < gateLowCelsius || surfaceCelsius > gateHighCelsius) {
    breach(core, `a card entered the nip at ${surfaceCelsius.toFixed(2)} C`);
  }
}

/** What does not add up in the books of cards; empty when all is well. */
export function bookViolations(core: Core): string[] {
  const { truth, world } = core.state;
  const found: string[] = [];
  const total = (name: string): number => truth.totals[name] ?? 0;
  const inside = world.card === null ? 0 : world.card.double ? 2 : 1;
  const gone = total("output") + total("reject") + total("removed");
  if (total("fed") !== gone + inside) {
    found.push(`${total("fed")} cards left the hopper, ${gone} left the machine and ${inside} are inside`);
  }
  const serials = new Set<string>();
  const jobs = new Set<string>();
  for (const card of truth.cards) {
    if (serials.has(card.uid)) found.push(`chip serial ${card.uid} appeared twice`);
    serials.add(card.uid);
    if (card.place !== "output" || card.filmJob === "") continue;
    if (jobs.has(card.filmJob)) found.push(`job ${card.filmJob} came out twice`);
    jobs.add(card.filmJob);
  }
  return found;
}
