/** What lies in the flash of a new machine: its model's factory firmware, confirmed. Made once a model and shared by all engines. */
import {
  BEHAVIOURS_USUAL,
  buildImage,
  developmentKey,
  Flash,
  type FlashSaved,
  type FrozenSector,
  factoryContents,
  judgeImage,
  parseVersion,
  type SlotJudge,
  swappedTrailer,
  trustedKey,
} from "../../firmware/index.ts";

/** Version of the firmware that new machines come with. */
export const FACTORY_VERSION = "1.0.0";
const FACTORY_BODY_BYTES = 48 * 1024;
/** Keys that a machine may be told to trust. */
export const TRUSTED_KEYS_MAX = 8;

const chips = new Map<string, readonly FrozenSector[]>();
const judges = new Map<string, SlotJudge>();
const JUDGES_MAX = 32;

/** The flash of a new machine of that model, or of a saved one. */
export function machineFlash(model: string, saved: FlashSaved = []): Flash {
  let factory = chips.get(model);
  if (factory === undefined) {
    factory = factoryContents(factoryImage(model), swappedTrailer(true));
    chips.set(model, factory);
  }
  return new Flash(factory, saved);
}

/** A machine that left the factory with another firmware. Throws a RangeError on an image that it would not start. */
export function flashWith(model: string, image: Uint8Array, judge: SlotJudge): Flash {
  const found = judgeImage(image, judge);
  if (!found.good) throw new RangeError(`the firmware for a ${model} cannot be started: ${found.words}`);
  const contents = factoryContents(image, swappedTrailer(true));
  const saved: [number, string][] = [];
  machineFlash(model)
    .freeze()
    .forEach((sector, i) => {
      const wanted = contents[i] ?? null;
      if (wanted !== sector) saved.push([i, wanted === null ? "" : Buffer.from(wanted).toString("base64")]);
    });
  return machineFlash(model, saved);
}

/** What a machine of that model accepts. `trust`: public keys in PEM; none: the development key. Throws a KeyError. */
export function judgeOf(model: string, trust: readonly string[] = []): SlotJudge {
  const name = [model, ...trust].join("\n");
  const known = judges.get(name);
  if (known !== undefined) return known;
  if (trust.length > TRUSTED_KEYS_MAX) throw new RangeError(`a machine trusts at most ${TRUSTED_KEYS_MAX} keys`);
  const keys = trust.length === 0 ? [developmentKey()] : [developmentKey(), ...trust.map(trustedKey)];
  const judge: SlotJudge = { model, keys };
  if (judges.size >= JUDGES_MAX) judges.clear();
  judges.set(name, judge);
  return judge;
}

function factoryImage(model: string): Uint8Array {
  const plan = {
    manifest: { model, behaviours: BEHAVIOURS_USUAL, parameters: {} },
    version: parseVersion(FACTORY_VERSION)!,
    securityCounter: 1,
    bodyBytes: FACTORY_BODY_BYTES,
  };
  return buildImage(plan, developmentKey());
}
