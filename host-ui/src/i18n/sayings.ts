/**
 * Sentences that the station says in English, as logs and the command line have them, and how an operator reads them in
 * Indonesian: why a command was refused, why a link is down. What is not here is shown as it came. Values stand in {braces}.
 */
import type { Language } from "../api.ts";
import { filled } from "./texts.ts";

/** The more particular ones first: the first that fits the whole sentence is taken. */
export const SAYINGS: readonly (readonly [english: string, indonesian: string])[] = [
  ["nobody listens at {place}", "tidak ada yang menjawab di {place}; apakah printer menyala?"],
  ["the name in {place} is not known", "nama di {place} tidak dikenal"],
  ["{place} cannot be reached", "{place} tidak terjangkau; periksa kabel jaringan"],
  ["{place} broke the connection", "{place} memutus sambungan"],
  ["no connection to {place} within {seconds} s", "tidak tersambung ke {place} dalam {seconds} detik"],
  ["nothing answers at {place}", "tidak ada jawaban dari {place}"],
  [
    'what answers at {place} is not a print engine (it said: "{said}")',
    'yang menjawab di {place} bukan mesin cetak (katanya: "{said}")',
  ],
  [
    "there is no device {device}: is the printer plugged in and switched on?",
    "tidak ada perangkat {device}: apakah printer tersambung dan menyala?",
  ],
  ["{device} hung up or was unplugged", "{device} terputus atau dicabut"],
  ["{device} has gone: was the cable unplugged?", "{device} hilang: apakah kabelnya dicabut?"],
  ["{device} cannot be opened: {why}", "{device} tidak dapat dibuka: {why}"],
  ["the engine has started again", "mesin baru menyala kembali"],
  ["the engine hung up", "mesin memutus sambungan"],
  ["the engine is not there", "mesin tidak ada"],
  ["the engine stopped answering while it introduced itself", "mesin berhenti menjawab saat memperkenalkan diri"],
  ["nobody answers", "tidak ada yang menjawab"],
  ["the link was closed", "sambungan ditutup"],
  ["other side closed", "pihak sana menutup sambungan"],

  [
    "{printer}: has no job that can still be skipped: its chip is written, or there is none",
    "{printer}: tidak ada pekerjaan yang masih dapat dilewati: chip sudah ditulis, atau tidak ada pekerjaan",
  ],
  [
    "{printer}: has no job that can still be cancelled: its card is printed, or there is none",
    "{printer}: tidak ada pekerjaan yang masih dapat dibatalkan: keping sudah dicetak, atau tidak ada pekerjaan",
  ],
  ["{printer}: cannot be paused", "{printer}: tidak dapat dijeda"],
  ["{printer}: cannot go on", "{printer}: tidak dapat dilanjutkan"],
  ["{printer}: is not stopped", "{printer}: tidak sedang dihentikan"],
  ["{printer}: {fault} does not stand there", "{printer}: gangguan {fault} tidak ada di sana"],
  [
    '{fault} needs the proof "service": a technician has to find the cause first',
    "{fault}: teknisi harus menemukan penyebabnya dahulu",
  ],
  ["{fault} is cleared by a technician; you are {role}", "{fault} dihapus oleh teknisi; Anda {role}"],
  ["wrong password", "kata sandi salah"],
  [
    "too many wrong passwords; try again in {seconds} s",
    "terlalu banyak kata sandi salah; coba lagi dalam {seconds} detik",
  ],
  ["others log in just now; try again in a moment", "yang lain sedang masuk; coba lagi sebentar"],
  [
    "no password is set for {role} yet; set one with cetak access set-password {named}",
    "{role} belum punya kata sandi; tetapkan dengan cetak access set-password {named}",
  ],
  ["there is no job {job}", "tidak ada pekerjaan {job}"],
  ["{job} is {state}: only a queued job can be set aside", "{job} {state}: hanya yang mengantre dapat disisihkan"],
  [
    "{job} is {state}: only a job that is set aside can be released",
    "{job} {state}: hanya yang disisihkan dapat dilepas",
  ],
  ["{job} is {state}: only a waiting job can be urgent", "{job} {state}: hanya yang menunggu dapat didahulukan"],
  [
    "{job} is {state}: only a job without a card can be ended; an uncertain one is settled",
    "{job} {state}: hanya yang belum punya keping dapat diakhiri; yang belum pasti diputuskan",
  ],
  [
    "{job} is {state}, not uncertain; a suspect is settled as duplicate, different or keep",
    "{job} {state}, bukan belum pasti; dugaan ganda diputuskan sebagai ganda, berbeda, atau disimpan",
  ],
  [
    "the card of {job} has the chip {chip}, not {serial}: this is another card",
    "keping {job} berchip {chip}, bukan {serial}: ini keping lain",
  ],
  ["{job} is not uncertain any more", "{job} sudah diputuskan"],
  [
    "{job} may be somebody's second record: settle it (jobs settle)",
    "{job} mungkin rekaman kedua seseorang: putuskan dahulu",
  ],
  ["log in to look for a NIK", "masuk dahulu untuk mencari NIK"],
  ["there are no cards to take along", "tidak ada keping untuk dibawa"],
  ["no alarm {id} stands (any more)", "alarm itu sudah tidak ada"],
  [
    "{code} is P1, card or data at risk: it cannot be shelved",
    "{code} adalah P1, keping atau data terancam: tidak dapat ditunda",
  ],
  [
    "the banner of the whole office cannot be shelved; acknowledge it",
    "pemberitahuan seluruh kantor tidak dapat ditunda; tandai sudah dibaca",
  ],
  [
    "{printer} is busy with another step or experiment; wait for its end",
    "{printer} sedang melakukan langkah atau percobaan lain; tunggu sampai selesai",
  ],
  [
    "{printer} is {state}: pause it, and try again when its card is out",
    "{printer} {state}: jeda dahulu, lalu coba lagi setelah kepingnya keluar",
  ],
  [
    "{printer} is {state}, not in service; give service.begin first",
    "{printer} {state}, belum dalam servis; mulai servis dahulu",
  ],
  ["{printer} is not in service", "{printer} tidak dalam servis"],
  [
    "{printer}: {now}, not {serial}; look which one you mean",
    "{printer}: {now}, bukan {serial}; periksa mesin mana yang dimaksud",
  ],
  [
    "a real printer shares this station's time: it cannot be changed",
    "ada printer nyata di stasiun ini: waktunya tidak dapat diubah",
  ],
  [
    "{fault} cannot come: the supplies of this machine are unlimited",
    "{fault} tidak dapat terjadi: bahan mesin ini tak terbatas",
  ],
];

interface Saying {
  readonly fits: RegExp;
  readonly indonesian: string;
}

let sayings: readonly Saying[] | undefined;

/** A sentence of the station in the language of the page; English, and what is not in the table, as it came. */
export function saying(language: Language, sentence: string): string {
  if (language === "en" || sentence === "") return sentence;
  sayings ??= SAYINGS.map(([english, indonesian]) => ({ fits: patternOf(english), indonesian }));
  for (const { fits, indonesian } of sayings) {
    const match = fits.exec(sentence);
    if (match !== null) return filled(indonesian, { ...match.groups });
  }
  return sentence;
}

/** The whole sentence, with a group for each value. */
function patternOf(english: string): RegExp {
  const parts = english.split(/\{(\w+)\}/);
  const pattern = parts.map((part, i) =>
    i % 2 === 1 ? `(?<${part}>.{1,300}?)` : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
  );
  return new RegExp(`^${pattern.join("")}$`, "s");
}
