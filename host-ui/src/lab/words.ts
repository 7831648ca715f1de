/** The words of the lab. */
import type { LabObstacle } from "../api-lab.ts";
import { labEn } from "../i18n/lab-en.ts";
import { labId } from "../i18n/lab-id.ts";
import { pageWords } from "../store.ts";

export const t = pageWords(labId, labEn);

/** Why the world cannot be put back. `otherwise`: what to say when a newer station has a reason that is not known here. */
export function obstacleText(obstacle: LabObstacle | undefined, otherwise: string): string {
  const key = `back.why.${obstacle?.code}`;
  return Object.hasOwn(labId, key) ? t(key as keyof typeof labId, obstacle?.params) : otherwise;
}

/** A fault of the simulated centre in words; its bare name when a newer station has one that is not known here. */
export function faultText(name: string): string {
  const key = `centreFault.${name}`;
  return Object.hasOwn(labId, key) ? t(key as keyof typeof labId) : name;
}
