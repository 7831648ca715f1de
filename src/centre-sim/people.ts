import { csvLine, Random } from "../base/index.ts";

/**
 * Synthetic people for samples and tests. Their NIK begin with the region code 99.01.xx: no province of Indonesia has
 * the number 99, so that no record can be that of a real person.
 */
const REGION = "9901";
const GIVEN = (
  "Adi Agus Ahmad Andi Ani Ayu Bagus Bayu Budi Citra Dewi Dian Dina Eka Endang Fajar Fitri Galih Gita Hadi Hendra Indah " +
  "Intan Joko Kartika Lestari Lina Made Mega Nina Nur Putri Rahmat Ratna Rina Rizky Sari Siti Sri Surya Tono Tri Udin " +
  "Wahyu Wati Wayan Yanti Yusuf Zainal Zahra"
).split(" ");
const FAMILY = (
  "Anggraini Astuti Firmansyah Gunawan Handayani Harahap Hidayat Kurniawan Kusuma Lubis Mahendra Maulana Nasution " +
  "Nugroho Permata Pratama Purnomo Rahayu Ramadhan Saputra Sembiring Setiawan Siregar Suharto Susanti Utami Wibowo " +
  "Wijaya Wulandari Yuliani"
).split(" ");
const SUB_DISTRICTS = ["Ilir Timur", "Seberang Ulu", "Bukit Kecil", "Gandus", "Kertapati", "Plaju", "Sako", "Sukarami"];

export type JobClass = "first" | "change" | "damaged" | "lost";

export interface SyntheticPerson {
  nik: string;
  name: string;
  class: JobClass;
  subdistrict: string;
  requested_at: string;
  birth_place: string;
  birth_date: string;
  letter_number: string;
}

/** `count` different people, the same ones for the same seed. Half are first-time holders. */
export function syntheticPeople(count: number, seed: number): SyntheticPerson[] {
  const random = new Random(seed).fork("people");
  const people: SyntheticPerson[] = [];
  const serials = new Map<string, number>();
  for (let i = 0; i < count; i++) people.push(person(random, serials, i));
  return people;
}

function person(random: Random, serials: Map<string, number>, index: number): SyntheticPerson {
  const district = random.int(SUB_DISTRICTS.length);
  const woman = random.chance(0.5);
  const day = 1 + random.int(28);
  const month = 1 + random.int(12);
  const kind: JobClass = random.chance(0.5) ? "first" : (["change", "damaged", "lost"] as const)[random.int(3)]!;
  const year = kind === "first" ? 1997 + random.int(2) : 1950 + random.int(45);
  const two = (n: number): string => String(n).padStart(2, "0");
  const stem = `${REGION}${two(district + 1)}${two(woman ? day + 40 : day)}${two(month)}${two(year % 100)}`;
  const serial = (serials.get(stem) ?? 0) + 1;
  serials.set(stem, serial);
  const pick = (words: readonly string[]): string => words[random.int(words.length)]!;
  const replaces = kind === "damaged" || kind === "lost";
  return {
    nik: `${stem}${String(serial).padStart(4, "0")}`,
    name: `${pick(GIVEN)} ${pick(FAMILY)}`,
    class: kind,
    subdistrict: SUB_DISTRICTS[district]!,
    requested_at: new Date(Date.UTC(2015, 0, 5 + Math.floor(index / 100))).toISOString().slice(0, 10),
    birth_place: "Palembang",
    birth_date: `${year}-${two(month)}-${two(day)}`,
    letter_number: replaces ? `470/${100 + index}/2015` : "",
  };
}

/** A batch file as the office keeps it: header, one row a person, CRLF-free UTF-8. */
export function batchCsv(people: readonly SyntheticPerson[]): string {
  const columns = [
    "nik",
    "name",
    "class",
    "subdistrict",
    "requested_at",
    "birth_place",
    "birth_date",
    "letter_number",
  ] as const;
  const lines = people.map((row) => csvLine(columns.map((column) => row[column])));
  return `${[csvLine(columns), ...lines].join("\n")}\n`;
}
