/**
 * What is known of the people whose cards are printed: personal data, one row a job, apart from the queue. And the search for
 * a person who may be in the journal already under another NIK.
 */
import type { JobClass, JobState } from "../api.ts";
import type { JobRow } from "../jobs/job-row.ts";
import { type PersonKey, personKey, SUSPECT_SCORE, type Suspicion, suspicion } from "../jobs/suspicion.ts";
import { int, type Row, type Store, text } from "./store.ts";

/** Records of one date of birth, or namesakes, that are compared with a new one. */
export const CANDIDATES_MAX = 2_000;
/** Suspects that are kept for one job: the likeliest. */
export const SUSPECTS_MAX = 5;

/** Personal data: for exports by an administrator and for whoever settles a case. */
export interface Applicant {
  readonly name: string;
  readonly subdistrict: string;
  readonly requestedAt: string;
  readonly birthPlace: string;
  readonly birthDate: string;
  readonly letter: string;
  readonly image: string;
  readonly extra: Readonly<Record<string, string>>;
}

export interface Suspect extends Suspicion {
  readonly id: number;
  readonly state: JobState;
  readonly class: JobClass;
}

export class ApplicantTable {
  private readonly sql: ReturnType<typeof statements>;

  constructor(store: Store) {
    this.sql = statements(store);
  }

  /** `key` is {@link keyOfRow} of the row. */
  add(id: number, row: JobRow, key: PersonKey): void {
    const { name, subdistrict, requestedAt, birthPlace = "", letter = "", image = "" } = row;
    const extra = JSON.stringify(row.extra);
    const { birthDate } = key;
    this.sql.insert.run(
      id,
      name,
      subdistrict,
      requestedAt,
      birthPlace,
      birthDate,
      letter,
      image,
      key.name,
      key.birthPlace,
      extra,
    );
  }

  of(id: number): Applicant | undefined {
    const row = this.sql.one.get(id);
    return row === undefined ? undefined : applicantOf(row);
  }

  /** Jobs of other NIK whose person may be this one, likeliest first; none void. Needs a place of birth: without it the evidence cannot suffice. */
  suspects(key: PersonKey): Suspect[] {
    if (key.birthPlace === "" || key.birthDate === "" || key.name === "") return [];
    const found = new Map<number, Suspect>();
    const { name, birthPlace, birthDate } = key;
    const year = birthDate.slice(0, 5);
    const first = ` ${name.split(" ")[0]} `;
    const rows = [
      ...this.sql.born.all(birthDate, initialsOf(name), first),
      ...this.sql.namesakes.all(name, birthPlace, `${year}01-01`, `${year}12-31`),
    ];
    for (const row of rows) {
      const id = int(row, "job");
      if (found.has(id)) continue;
      // The cheap half first: most people born on one day have nothing else in common.
      const other = { nik: "", name: text(row, "name_key"), birthDate: text(row, "birth_date"), birthPlace: "" };
      if (suspicion(key, other).score + PLACE_POINTS_MAX < SUSPECT_SCORE) continue;
      const suspect = this.compared(key, id);
      if (suspect !== undefined) found.set(id, suspect);
    }
    return [...found.values()].sort((a, b) => b.score - a.score || a.id - b.id).slice(0, SUSPECTS_MAX);
  }

  private compared(key: PersonKey, id: number): Suspect | undefined {
    const row = this.sql.whole.get(id);
    if (row === undefined || text(row, "nik") === key.nik || text(row, "state") === "void") return undefined;
    const other: PersonKey = {
      nik: text(row, "nik"),
      name: text(row, "name_key"),
      birthDate: text(row, "birth_date"),
      birthPlace: text(row, "place_key"),
    };
    const { score, evidence } = suspicion(key, other);
    if (score < SUSPECT_SCORE || this.sql.different.get(key.nik, other.nik, other.nik, key.nik) !== undefined) {
      return undefined;
    }
    return { id, score, evidence, state: text(row, "state") as JobState, class: text(row, "class") as JobClass };
  }
}

const initialsOf = (name: string): string =>
  name
    .split(" ")
    .map((word) => word[0] ?? "")
    .join("");

/** What a place of birth adds at most, and what an unknown sex may take back. */
const PLACE_POINTS_MAX = 30;

/** The person of a row; without a date of birth in the row it is the NIK's. */
export function keyOfRow(row: JobRow): PersonKey {
  const birthDate = row.birthDate ?? birthDateOf(row.nik, row.requestedAtMs);
  return personKey(row.nik, row.name, birthDate, row.birthPlace ?? "");
}

const MS_PER_YEAR = 31_556_952_000;
/** Nobody younger asks for a card. */
const YEARS_OLD_MIN = 10;

/** The NIK has two digits of the year: the century is the latest in which the person is old enough. */
function birthDateOf(nik: string, requestedAtMs: number): string {
  const day = Number(nik.slice(6, 8));
  const year = Number(nik.slice(10, 12));
  const latest = 1970 + Math.floor(requestedAtMs / MS_PER_YEAR) - YEARS_OLD_MIN;
  const century = 2000 + year <= latest ? 20 : 19;
  return `${century}${nik.slice(10, 12)}-${nik.slice(8, 10)}-${String(day > 40 ? day - 40 : day).padStart(2, "0")}`;
}

function applicantOf(row: Row): Applicant {
  return {
    name: text(row, "name"),
    subdistrict: text(row, "subdistrict"),
    requestedAt: text(row, "requested_at"),
    birthPlace: text(row, "birth_place"),
    birthDate: text(row, "birth_date"),
    letter: text(row, "letter"),
    image: text(row, "image"),
    extra: JSON.parse(text(row, "extra")) as Record<string, string>,
  };
}

function statements(store: Store) {
  return {
    insert: store.prepareOnJobs(
      `INSERT INTO applicants (job, name, subdistrict, requested_at, birth_place, birth_date, letter, image, name_key, place_key, extra)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    one: store.prepareOnJobs("SELECT * FROM applicants WHERE job = ?"),
    // A name that is the same, near or a part begins with a letter of ours; or ours is a part of it, with our first word.
    born: store.prepareOnJobs(
      `SELECT job, birth_date, name_key FROM applicants WHERE birth_date = ?
         AND (instr(?, substr(name_key, 1, 1)) > 0 OR instr(' ' || name_key || ' ', ?) > 0) LIMIT ${CANDIDATES_MAX}`,
    ),
    // Namesakes from the same place whose date of birth may be written differently.
    namesakes: store.prepareOnJobs(
      `SELECT job, birth_date, name_key FROM applicants WHERE name_key = ? AND place_key = ?
         AND birth_date BETWEEN ? AND ? LIMIT ${CANDIDATES_MAX}`,
    ),
    whole: store.prepareOnJobs(
      "SELECT j.nik, j.state, j.class, a.name_key, a.place_key, a.birth_date FROM applicants a JOIN jobs j ON j.id = a.job WHERE a.job = ?",
    ),
    // Somebody has looked at these two people before and found that they are two.
    different: store.prepareOnJobs(
      `SELECT 1 FROM suspects s JOIN jobs a ON a.id = s.job JOIN jobs b ON b.id = s.other
       WHERE s.verdict = 'different' AND s.job IN (SELECT id FROM jobs WHERE nik IN (?, ?))
         AND ((a.nik = ?1 AND b.nik = ?2) OR (a.nik = ?3 AND b.nik = ?4)) LIMIT 1`,
    ),
  };
}
