/** What is worked out from a profile once and kept as long as the profile: tables and models that every control period needs. */
import type { ThermalProfile } from "./profiles.ts";

/**
 * The two profiles asked for last are found without a look into the map: an office has two models, and each control period asks
 * some ten times.
 */
export function perProfile<T extends object>(build: (profile: ThermalProfile) => T): (profile: ThermalProfile) => T {
  const made = new WeakMap<ThermalProfile, T>();
  let newest: ThermalProfile | undefined;
  let newestMade: T | undefined;
  let second: ThermalProfile | undefined;
  let secondMade: T | undefined;
  return (profile) => {
    if (profile === newest) return newestMade!;
    if (profile === second) return secondMade!;
    let found = made.get(profile);
    if (found === undefined) {
      found = build(profile);
      made.set(profile, found);
    }
    second = newest;
    secondMade = newestMade;
    newest = profile;
    newestMade = found;
    return found;
  };
}
