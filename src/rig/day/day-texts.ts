/** Words of the office reports, Indonesian and English. */
import { counted } from "../../base/index.ts";
import type { LostCauseWord } from "../../station/index.ts";
import type { MissingItem } from "./losses.ts";
import type { Remedy } from "./remedies.ts";

export const REPORT_LANGUAGES = ["id", "en"] as const;
export type ReportLanguage = (typeof REPORT_LANGUAGES)[number];

export interface DayTexts {
  readonly title: string;
  readonly subtitle: (days: number, printers: number) => string;
  readonly issued: string;
  readonly perDay: string;
  readonly spoilt: string;
  readonly marginal: string;
  readonly uncertain: string;
  readonly bottleneck: string;
  readonly lost: string;
  readonly hours: string;
  readonly date: string;
  readonly dayByDay: string;
  readonly usual: string;
  readonly kind: string;
  readonly openHours: string;
  readonly cause: string;
  readonly share: string;
  readonly total: string;
  readonly withoutRemedy: string;
  readonly withRemedy: string;
  readonly causesOfFile: string;
  readonly published: string;
  readonly stockLeft: string;
  readonly simulated: string;
  readonly blanks: string;
  readonly ribbon: string;
  readonly film: string;
  readonly spoiltKinds: Readonly<Record<"peel" | "warp" | "melt" | "void", string>>;
  readonly marginalKinds: Readonly<Record<"curl" | "peelRisk", string>>;
  readonly causes: Readonly<Record<LostCauseWord | MissingItem | "none", string>>;
  readonly blocks: Readonly<
    Record<"printers" | "room" | "hours" | "people" | "power" | "line" | "centre" | "stock" | "queue", string>
  >;
  readonly remedies: Readonly<Record<Remedy, string>>;
  readonly forecast: {
    readonly waiting: (people: string) => string;
    readonly curve: (futures: number) => string;
    readonly bars: string;
    /** In place of the curve, where there is none. */
    readonly noEnd: (futures: number) => string;
    readonly backlog: string;
    readonly asItIs: string;
    readonly never: string;
  };
}

const ID: DayTexts = {
  title: "Laporan hari kantor",
  subtitle: (days, printers) => `${days} hari kerja, ${printers} mesin cetak`,
  issued: "Keping terbit",
  perDay: "per hari",
  spoilt: "Keping rusak",
  marginal: "Keping kurang baik",
  uncertain: "Belum pasti, petugas memutuskan",
  bottleneck: "Hambatan utama",
  lost: "Waktu yang hilang",
  hours: "jam",
  date: "Tanggal",
  dayByDay: "Hari demi hari",
  usual: "biasa",
  kind: "Jenis hari",
  openHours: "Jam buka",
  cause: "Penyebab",
  share: "Bagian",
  total: "Jumlah",
  withoutRemedy: "Seperti sekarang",
  withRemedy: "Dengan perubahan",
  causesOfFile: "Dasar angka",
  published: "Menurut berita",
  stockLeft: "Sisa di gudang",
  simulated: "Hasil simulasi, bukan catatan nyata. Benih acak",
  blanks: "blangko",
  ribbon: "ribbon",
  film: "film",
  spoiltKinds: { peel: "mengelupas", warp: "melengkung", melt: "meleleh", void: "batal" },
  marginalKinds: { curl: "agak melengkung", peelRisk: "rawan mengelupas" },
  causes: {
    heat: "panas",
    power: "listrik",
    link: "jaringan",
    centre: "pusat data",
    supplies: "persediaan",
    people: "petugas",
    other: "lain-lain",
    film: "film habis",
    ribbon: "ribbon habis",
    blanks: "blangko habis",
    output: "wadah keluar penuh",
    none: "tidak ada",
  },
  blocks: {
    printers: "Mesin",
    room: "Ruangan",
    hours: "Jam kerja",
    people: "Petugas",
    power: "Listrik",
    line: "Jaringan",
    centre: "Pusat data",
    stock: "Persediaan",
    queue: "Antrean",
  },
  remedies: {
    printer: "satu mesin lagi",
    ac: "pendingin ruangan",
    ups: "baterai cadangan (UPS)",
    prefetch: "data diambil lebih dulu",
    film: "film dan ribbon datang tepat waktu",
    governor: "pengatur panas Cetak",
    nip: "pelepas rol otomatis",
    cetak: "Cetak: pengatur panas, data lebih dulu, pelepas rol",
  },
  forecast: {
    waiting: (people) => `${people} orang menunggu`,
    curve: (futures) => `bagian dari ${futures} kemungkinan yang antreannya sudah selesai pada tanggal itu`,
    bars: "8 dari 10 kemungkinan selesai di dalam batang (P10 sampai P90); tandanya nilai tengah",
    noEnd: (futures) =>
      `antrean tidak selesai dalam satu pun dari ${futures} kemungkinan: tidak ada tanggal yang bisa disebut`,
    backlog: "orang yang menunggu pada sore hari, nilai tengah semua kemungkinan",
    asItIs: "seperti sekarang",
    never: "tidak pernah, sejauh terlihat",
  },
};

const EN: DayTexts = {
  title: "Office day report",
  subtitle: (days, printers) => `${counted(days, "working day")}, ${counted(printers, "printer")}`,
  issued: "Cards issued",
  perDay: "a day",
  spoilt: "Cards spoilt",
  marginal: "Marginal cards",
  uncertain: "Uncertain, a person decides",
  bottleneck: "What stops us first",
  lost: "Time lost",
  hours: "hours",
  date: "Date",
  dayByDay: "Day by day",
  usual: "usual",
  kind: "Kind of day",
  openHours: "Open hours",
  cause: "Cause",
  share: "Share",
  total: "Total",
  withoutRemedy: "As it is",
  withRemedy: "With the change",
  causesOfFile: "Where the figures come from",
  published: "As published",
  stockLeft: "Left in the store",
  simulated: "Simulated, not recorded. Seed",
  blanks: "blanks",
  ribbon: "ribbons",
  film: "films",
  spoiltKinds: { peel: "peeled", warp: "warped", melt: "melted", void: "void" },
  marginalKinds: { curl: "curled", peelRisk: "may peel" },
  causes: {
    heat: "heat",
    power: "power",
    link: "line",
    centre: "data centre",
    supplies: "supplies",
    people: "people",
    other: "other",
    film: "no film",
    ribbon: "no ribbon",
    blanks: "no blanks",
    output: "output bin full",
    none: "nothing",
  },
  blocks: {
    printers: "Printers",
    room: "Room",
    hours: "Hours",
    people: "People",
    power: "Power",
    line: "Line",
    centre: "Data centre",
    stock: "Stock",
    queue: "Queue",
  },
  remedies: {
    printer: "one more printer",
    ac: "air conditioning",
    ups: "battery (UPS)",
    prefetch: "records fetched ahead",
    film: "film and ribbon in time",
    governor: "Cetak's heat governor",
    nip: "nip that springs open",
    cetak: "Cetak: governor, records ahead, spring nip",
  },
  forecast: {
    waiting: (people) => `${people} people wait`,
    curve: (futures) => `share of ${futures} possible futures in which everybody has a card by the date`,
    bars: "8 of 10 futures end within the bar (P10 to P90); the mark is the median",
    noEnd: (futures) => `the backlog is cleared in none of ${futures} possible futures: there is no date to say`,
    backlog: "people who wait in the evening, median of all futures",
    asItIs: "as it is",
    never: "never, as far as can be seen",
  },
};

export const DAY_TEXTS: Readonly<Record<ReportLanguage, DayTexts>> = { id: ID, en: EN };
