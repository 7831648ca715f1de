/** States as a station would tell them, for the tests of the page. All times hang on {@link NOON_UTC_MS}. */
import type { Alarm, FaultBook, OfficeState, PrinterState } from "../../src/station/api.ts";

/** 21 August 2018, 12:00:00 WIB. */
export const NOON_UTC_MS = Date.UTC(2018, 7, 21, 5, 0, 0);

export function sampleOffice(names: readonly string[], more: Partial<OfficeState> = {}): OfficeState {
  return {
    name: "Disdukcapil Kota Palembang",
    zone: "WIB",
    language: "id",
    languages: ["id", "en"],
    printers: [...names],
    jobs: { queued: 1283, held: 0, leased: 0, printing: 2, issued: 46, handedOver: 0, void: 2, uncertain: 0 },
    waiting: { first: 800, change: 310, damaged: 120, lost: 55 },
    issuedToday: 46,
    lostSeconds: { heat: 1_980, power: 0, link: 64, centre: 0, supplies: 410, people: 0, other: 0 },
    ...more,
  };
}

/** A healthy printer in the middle of a card; every value taken at `atMs`. */
export function samplePrinter(name: string, atMs: number, more: Partial<PrinterState> = {}): PrinterState {
  return {
    name,
    place: "Loket 1",
    model: "hdp5000",
    serial: "B7340112",
    sim: { on: false, speed: 1 },
    state: { word: "printing", path: "life.printing.cardSide.encoding", sinceMs: atMs - 142_000, atMs },
    job: { key: "J1A7", step: "encode", phase: "encoding", filmStep: "image" },
    card: { stop: "encoder", encoded: false, transferred: false, suspect: false, film: "imaging" },
    temps: { atMs, roller: 164.83, head: 46.2, setpoint: 165, duty: 0.31, fanRpm: 2400 },
    supplies: {
      atMs,
      ribbon: { type: "fargo", left: 312 },
      film: { type: "fargo", left: 1104 },
      blanks: { left: 64, empty: false },
      output: { full: false },
      reject: { full: false },
      coverOpen: false,
      limiting: { kind: "blanks", cards: 64 },
    },
    alarms: [],
    link: { state: "up", reason: "", atMs, srttMs: 3.2, retransmits: 2, invalid: 0, reconnects: 1 },
    counters: { issued: 4_812, spoiltSeen: 17, uncertain: 0 },
    lostSeconds: { heat: 990, power: 0, link: 64, centre: 0, supplies: 410, people: 0, other: 0 },
    ...more,
  };
}

export function sampleAlarm(code: string, priority: Alarm["priority"], raisedAtMs: number, count = 1): Alarm {
  return { id: `${code}-${raisedAtMs}`, code, priority, params: {}, raisedAtMs, count };
}

export const SAMPLE_BOOK: FaultBook = {
  jamNip: {
    title: { id: "Keping macet di rol pemanas", en: "Card jam at the hot rollers" },
    steps: {
      id: ["Buka penutup. Rol panas!", "Keluarkan keping, hitung sebagai rusak.", "Tutup penutup, hapus gangguan."],
      en: [
        "Open the cover. Rollers are hot!",
        "Take the card out and count it as spoilt.",
        "Close the cover, clear the fault.",
      ],
    },
    priority: "P1",
  },
  filmOut: {
    title: { id: "Film habis", en: "Film out" },
    steps: {
      id: ["Pasang film baru jenis {type}.", "Tutup penutup."],
      en: ["Load a new {type} film.", "Close the cover."],
    },
    priority: "P2",
  },
  ribbonOut: {
    title: { id: "Ribbon habis", en: "Ribbon out" },
    steps: { id: ["Pasang ribbon baru."], en: ["Load a new ribbon."] },
    priority: "P2",
  },
  airflowWeak: {
    title: { id: "Aliran udara lemah", en: "Airflow weak" },
    steps: { id: ["Bersihkan debu di lubang udara."], en: ["Clear dust from the air inlet."] },
    priority: "P3",
  },
  powerInterrupted: {
    title: { id: "Listrik padam", en: "Power was interrupted" },
    steps: { id: ["Periksa UPS."], en: ["Check the UPS."] },
    priority: "P3",
  },
};

/** A job as `jobs.list` gives it. */
export function sampleJob(key: string, state: string): Record<string, unknown> {
  const at = { requestedAtMs: NOON_UTC_MS - 86_400_000, changedAtMs: NOON_UTC_MS };
  const who = { nik: "167101********01", class: "first", urgent: false, subdistrict: "Ilir Timur Satu" };
  return { key, state, cause: "", record: "PRR", printer: "", attempts: 0, ...who, ...at };
}
