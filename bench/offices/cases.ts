/** The days that were published, and what must come out of each file: medians over the seeds. */
export interface OfficeCase {
  readonly id: string;
  readonly file: string;
  readonly kind: string;
  readonly title: string;
  readonly published: string;
  /** Cards issued, median. */
  readonly low: number;
  readonly high: number;
  /** What must stop the office first, where that was published. */
  readonly bottleneck?: string;
  /** Compared with the quick model of the forecast. */
  readonly agreement?: true;
}

export const CASES: readonly OfficeCase[] = [
  {
    id: "palembang",
    file: "offices/palembang-2015.yaml",
    kind: "usual",
    title: "Palembang",
    published: "about 100 a day, often less",
    low: 85,
    high: 115,
    agreement: true,
  },
  {
    id: "bandar-lampung-outage",
    file: "offices/bandar-lampung-2018.yaml",
    kind: "outage",
    title: "Bandar Lampung, centre away from 09:30",
    published: "250",
    low: 225,
    high: 275,
  },
  {
    id: "bandar-lampung-usual",
    file: "offices/bandar-lampung-2018.yaml",
    kind: "usual",
    title: "Bandar Lampung, usual day",
    published: "500-700",
    low: 500,
    high: 700,
    agreement: true,
  },
  {
    id: "bandar-lampung-good",
    file: "offices/bandar-lampung-2018.yaml",
    kind: "good",
    title: "Bandar Lampung, centre runs well",
    published: "1,000",
    low: 900,
    high: 1_050,
  },
  {
    id: "kupang",
    file: "offices/kupang-2018.yaml",
    kind: "usual",
    title: "Kupang",
    published: "none, for lack of film, 4,000 blanks in stock",
    low: 0,
    high: 0,
    bottleneck: "film",
    agreement: true,
  },
  {
    id: "karimun",
    file: "offices/karimun-2018.yaml",
    kind: "usual",
    title: "Karimun, centre until 15:00",
    published: "printing only until 15:00",
    low: 1,
    high: 100_000,
    bottleneck: "centre",
    agreement: true,
  },
  {
    id: "karimun-midnight",
    file: "offices/karimun-2018.yaml",
    kind: "until-midnight",
    title: "Karimun, centre until midnight",
    published: "before: until midnight",
    low: 1,
    high: 100_000,
  },
];

/** The two days of Karimun, and by how much the ratio of their cards may differ from the ratio of their open hours. */
export const KARIMUN_RATIO = { short: "karimun", long: "karimun-midnight", within: 0.15 } as const;
/** Cards a day of the quick model against the full stack, mean over the seeds. */
export const AGREEMENT_WITHIN = 0.02;
