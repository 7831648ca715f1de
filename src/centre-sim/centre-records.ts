/** Print requests as a centre has them: synthetic people, some of them recorded twice. */
import { Random } from "../base/index.ts";
import type { CentreJob } from "../station/centre/schema.ts";
import { type SyntheticPerson, syntheticPeople } from "./people.ts";

/** Of the double records this part stands under the very same NIK; the others under a second NIK of the same person. */
const SAME_NIK_SHARE = 0.5;

export interface RecordsOptions {
  readonly count: number;
  readonly seed: number;
  /** Part of the records that is a second record of a person who has one already, 0..0.9. Palembang 2015: 0.4. [P] */
  readonly duplicates: number;
}

/** `count` records, the same ones for the same options. `doubles`: how many of them are second records. */
export function centreRecords(options: RecordsOptions): { records: CentreJob[]; doubles: number } {
  const { count, seed, duplicates } = options;
  const random = new Random(seed).fork("centre records");
  const people = syntheticPeople(count, seed);
  const records: CentreJob[] = [];
  const once: SyntheticPerson[] = [];
  let doubles = 0;
  for (let i = 0; i < count; i++) {
    const second = once.length > 0 && random.chance(duplicates);
    const person = second ? again(once[random.int(once.length)]!, random, doubles) : people[i]!;
    if (second) doubles++;
    else once.push(person);
    records.push(record(person, i));
  }
  return { records, doubles };
}

/** The same person once more, as a clerk would: asked for later, perhaps under a second NIK and with a name written otherwise. */
function again(person: SyntheticPerson, random: Random, index: number): SyntheticPerson {
  const later = { ...person, requested_at: "2015-03-02", class: "first" as const, letter_number: "" };
  if (random.chance(SAME_NIK_SHARE)) return later;
  const serial = String(9_999 - (index % 4_000)).padStart(4, "0");
  return { ...later, nik: `${person.nik.slice(0, 12)}${serial}`, name: otherSpelling(person.name, random) };
}

function otherSpelling(name: string, random: Random): string {
  const [given = "", ...family] = name.split(" ");
  const ways = [
    name,
    `${given} ${family.join(" ").slice(0, 1)}.`,
    name.replace(/i(?=\b)/, "y"),
    `${given}  ${family.join(" ")}`,
  ];
  return ways[random.int(ways.length)]!;
}

function record(person: SyntheticPerson, index: number): CentreJob {
  return {
    id: `R${String(index + 1).padStart(6, "0")}`,
    nik: person.nik,
    name: person.name,
    class: person.class,
    subdistrict: person.subdistrict,
    requestedAt: person.requested_at,
    birthPlace: person.birth_place,
    birthDate: person.birth_date,
    ...(person.letter_number === "" ? {} : { letterNumber: person.letter_number }),
    image: `img/${index + 1}`,
  };
}
