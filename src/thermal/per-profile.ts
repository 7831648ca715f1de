/** What is worked out from a profile once and kept as long as the profile: tables and models that every control period needs. */
import type { ThermalProfile } from "./profiles.ts";

export function perProfile<T extends object>(build: (profile: ThermalProfile) => T): (profile: ThermalProfile) => T {
  const made = new WeakMap<ThermalProfile, T>();
  return (profile) => {
    let found = made.get(profile);
    if (found === undefined) {
      found = build(profile);
      made.set(profile, found);
    }
    return found;
  };
}
