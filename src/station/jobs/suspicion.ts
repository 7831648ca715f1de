/**
 * Whether two records may be one person's. The score is a sum that a person can check: each piece of evidence has a name and
 * its points. The points are chosen [E] so that name, date and place of birth together are enough, one of them may be written
 * slightly differently, and no two of them are enough without the third.
 */
import { nameKey, oneLetterApart, oneSlipApart, placeKey } from "./name-key.ts";

/** From this on a record is set aside as DUP. */
export const SUSPECT_SCORE = 85;
/** Names shorter than this say too little when a letter differs. */
const NEAR_NAME_CHARS_MIN = 6;
/** Names of this length may differ in two neighbouring letters. */
const LONG_NAME_CHARS_MIN = 12;

export const POINTS = {
  nameSame: 50,
  nameNear: 40,
  namePart: 40,
  birthDateSame: 30,
  birthDateNear: 15,
  birthPlaceSame: 20,
  birthPlaceNear: 15,
  /** The NIK of the one is a woman's, of the other a man's. */
  sexDiffers: -10,
  /** A third record is like both of them. Enough by itself. */
  bothLikeThird: 85,
} as const;
export type Evidence = keyof typeof POINTS;

/** What of a record is compared. */
export interface PersonKey {
  readonly nik: string;
  /** {@link nameKey}. */
  readonly name: string;
  /** ISO date, or empty. */
  readonly birthDate: string;
  /** {@link placeKey}, or empty. */
  readonly birthPlace: string;
}

export interface Suspicion {
  readonly score: number;
  readonly evidence: readonly Evidence[];
}

export function personKey(nik: string, name: string, birthDate: string, birthPlace: string): PersonKey {
  return { nik, name: nameKey(name), birthDate, birthPlace: placeKey(birthPlace) };
}

export function suspicion(a: PersonKey, b: PersonKey): Suspicion {
  const found = [nameEvidence(a.name, b.name), dateEvidence(a.birthDate, b.birthDate), placeEvidence(a, b), sex(a, b)];
  const evidence = found.filter((piece) => piece !== undefined);
  return { score: evidence.reduce((sum, piece) => sum + POINTS[piece], 0), evidence };
}

function nameEvidence(a: string, b: string): Evidence | undefined {
  if (a === "" || b === "") return undefined;
  if (a === b) return "nameSame";
  const length = Math.min(a.length, b.length);
  if (length >= NEAR_NAME_CHARS_MIN && oneLetterApart(a, b)) return "nameNear";
  if (length >= LONG_NAME_CHARS_MIN && oneSlipApart(a, b)) return "nameNear";
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const words = new Set(long.split(" "));
  return short.split(" ").every((word) => words.has(word)) ? "namePart" : undefined;
}

/** Near: day and month are swapped, or within one month one digit of the day differs. */
function dateEvidence(a: string, b: string): Evidence | undefined {
  if (a === "" || b === "") return undefined;
  if (a === b) return "birthDateSame";
  if (a === swappedDate(b)) return "birthDateNear";
  if (a.length !== 10 || a.slice(0, 8) !== b.slice(0, 8)) return undefined;
  return a[8] === b[8] || a[9] === b[9] ? "birthDateNear" : undefined;
}

/** `2001-04-03` for `2001-03-04`. */
export function swappedDate(date: string): string {
  return `${date.slice(0, 5)}${date.slice(8)}-${date.slice(5, 7)}`;
}

function placeEvidence(a: PersonKey, b: PersonKey): Evidence | undefined {
  if (a.birthPlace === "" || b.birthPlace === "") return undefined;
  if (a.birthPlace === b.birthPlace) return "birthPlaceSame";
  return oneLetterApart(a.birthPlace, b.birthPlace) ? "birthPlaceNear" : undefined;
}

function sex(a: PersonKey, b: PersonKey): Evidence | undefined {
  const woman = ({ nik }: PersonKey): boolean => Number(nik.slice(6, 8)) > 40;
  return woman(a) === woman(b) ? undefined : "sexDiffers";
}
