/** Synthetic records in which many people stand twice: under the same NIK, or under a second one with the name written differently. */
import type { Random } from "../../src/base/index.ts";
import type { JobRow } from "../../src/station/jobs/job-row.ts";

const GIVEN =
  "Adi Agus Bambang Citra Dewi Eko Fajar Galih Hendra Indah Joko Kartika Lestari Mega Nurul Putri Ratna Slamet Tri Wahyu".split(
    " ",
  );
const MIDDLE =
  "Budi Dwi Edi Gunawan Hadi Iman Kurnia Lina Maya Nanda Okta Permata Rizky Sari Teguh Utami Vina Widodo Yulia Zainal".split(
    " ",
  );
const FAMILY =
  "Anggraini Firmansyah Handayani Harahap Hidayat Kusuma Lubis Maulana Nasution Nugroho Pratama Purnomo Saputra Sembiring Setiawan Siregar Susanti Wibowo Wijaya Wulandari".split(
    " ",
  );
const PLACES = ["Palembang", "Prabumulih", "Lahat", "Baturaja", "Kayu Agung", "Sekayu"];

interface Someone {
  readonly name: string;
  readonly date: string;
  readonly place: string;
  readonly nik: string;
}

const two = (n: number): string => String(n).padStart(2, "0");

export function doubledRecords(people: number, doubles: number, random: Random) {
  const who = new Map<string, number>();
  let serial = 0;
  const nikOf = (date: string): string => {
    const [year, month, day] = date.split("-") as [string, string, string];
    serial++;
    const region = `9901${two(1 + Math.floor(serial / 9_000))}`;
    return `${region}${day}${month}${year.slice(2)}${String(1 + (serial % 9_000)).padStart(4, "0")}`;
  };
  const pick = <T>(words: readonly T[]): T => words[random.int(words.length)]!;
  const known: Someone[] = [];
  for (let i = 0; i < people; i++) {
    const date = `${1950 + random.int(48)}-${two(1 + random.int(12))}-${two(1 + random.int(28))}`;
    const nik = nikOf(date);
    known.push({ name: `${pick(GIVEN)} ${pick(MIDDLE)} ${pick(FAMILY)}`, date, place: pick(PLACES), nik });
    who.set(nik, i);
  }
  const records = [...known];
  for (let i = 0; i < doubles; i++) {
    const at = random.int(people);
    const person = known[at]!;
    // Six of ten stand twice under one NIK; the others were recorded anew.
    if (random.chance(0.6)) records.push(person);
    else {
      const nik = nikOf(person.date);
      who.set(nik, at);
      records.push({ ...writtenDifferently(person, random), nik });
    }
  }
  for (let i = records.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [records[i], records[j]] = [records[j]!, records[i]!];
  }
  const rows = records.map(
    ({ name, date, place, nik }, i): JobRow => ({
      line: i + 2,
      nik,
      name,
      class: "first",
      subdistrict: "Ilir",
      requestedAt: "2015-01-05",
      requestedAtMs: 1_420_000_000_000 + i,
      birthPlace: place,
      birthDate: date,
      extra: {},
    }),
  );
  return { rows, personOf: (nik: string): number => who.get(nik)! };
}

/** As another clerk writes it: capitals, a title, old spelling, a letter wrong, the middle name left out, day and month swapped. */
function writtenDifferently(person: Someone, random: Random): Someone {
  const { name, date } = person;
  switch (random.int(6)) {
    case 0:
      return { ...person, name: name.toUpperCase() };
    case 1:
      return { ...person, name: `Hj. ${name}, S.Pd` };
    case 2:
      return { ...person, name: name.replaceAll("u", "oe").replace(/j/g, "dj").replace(/J/g, "Dj") };
    case 3: {
      const at = name.length - 2;
      return { ...person, name: `${name.slice(0, at)}${name[at] === "e" ? "a" : "e"}${name.slice(at + 1)}` };
    }
    case 4:
      return {
        ...person,
        name: name
          .split(" ")
          .filter((_, i) => i !== 1)
          .join(" "),
        place: `Kota ${person.place}`,
      };
    default: {
      const swapped = `${date.slice(0, 5)}${date.slice(8)}-${date.slice(5, 7)}`;
      return { ...person, date: Number(date.slice(8)) <= 12 ? swapped : date };
    }
  }
}
