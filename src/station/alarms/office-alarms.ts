/**
 * Alarms that are no fault of an engine: what the station itself knows. Same shape as the fault table: how grave, whether it
 * is one at once, and what to do about it in both languages. Titles have at most 40 characters: they fit a wall display.
 */
import { FAULTS, type FaultName } from "../../protocol/index.ts";
import type { AlarmPriority, Language } from "../api.ts";

export interface OfficeAlarm {
  readonly priority: AlarmPriority;
  /** An alarm at once; else it has to stand for a while first. */
  readonly atOnce: boolean;
  readonly title: Readonly<Record<Language, string>>;
  readonly steps: Readonly<Record<Language, readonly string[]>>;
}

const low = (thing: string, thingEn: string): OfficeAlarm => ({
  priority: "P3",
  atOnce: false,
  title: { id: `${thing} hampir habis`, en: `${thingEn} nearly used up` },
  steps: {
    id: [`Siapkan ${thing.toLowerCase()} baru di dekat printer.`, "Ganti setelah printer berhenti sendiri."],
    en: [`Have new ${thingEn.toLowerCase()} ready beside the printer.`, "Change it when the printer stops by itself."],
  },
});

export const OFFICE_ALARMS = {
  uncertainCards: {
    priority: "P1",
    atOnce: true,
    title: { id: "Keping tidak pasti", en: "Uncertain card" },
    steps: {
      id: [
        "Cari keping di wadah keluaran, wadah tolak dan jalur keping.",
        "Cocokkan nomor seri chip dengan daftar tidak pasti.",
        "Putuskan di halaman antrean: terbit atau rusak.",
      ],
      en: [
        "Look for the card in the output bin, the reject bin and the card path.",
        "Compare its chip serial with the list of uncertain cards.",
        "Decide on the queue page: issued or void.",
      ],
    },
  },
  journalUnhealthy: {
    priority: "P1",
    atOnce: true,
    title: { id: "Jurnal tidak dapat ditulis", en: "The journal cannot be written" },
    steps: {
      id: ["Jangan mencetak.", "Periksa ruang kosong dan kesehatan disk.", "Mulai ulang stasiun. Panggil teknisi."],
      en: ["Do not print.", "Check free space and health of the disk.", "Restart the station. Call a technician."],
    },
  },
  ribbonLow: low("Ribbon", "Ribbon"),
  filmLow: low("Film", "Film"),
  blanksLow: low("Blangko", "Blanks"),
  filterDusty: {
    priority: "P3",
    atOnce: false,
    title: { id: "Filter udara berdebu", en: "Dusty air filter" },
    steps: {
      id: [
        "Aliran udara turun ke {percent} % dari {days} hari lalu: bersihkan kipas dan filter.",
        "Printer tetap mencetak, tetapi lebih sering beristirahat.",
      ],
      en: [
        "Airflow is down to {percent} % of {days} days ago: clean the fan and the filter.",
        "The printer goes on printing, but rests more often.",
      ],
    },
  },
  centreDuplicate: {
    priority: "P1",
    atOnce: true,
    title: { id: "Keping ganda menurut pusat", en: "Duplicate card, says the centre" },
    steps: {
      id: ["Jangan serahkan keping itu.", "Pisahkan keping dan selesaikan di halaman antrean."],
      en: ["Do not hand that card out.", "Set the card apart and settle it on the queue page."],
    },
  },
  centreRefused: {
    priority: "P2",
    atOnce: true,
    title: { id: "Pusat menolak hasil cetak", en: "The centre refuses results" },
    steps: {
      id: ["Buka daftar hasil yang ditolak.", "Hubungi pusat data dengan nomor pekerjaannya."],
      en: ["Open the list of refused results.", "Call the data centre with the numbers of the jobs."],
    },
  },
  centreDenied: {
    priority: "P2",
    atOnce: true,
    title: { id: "Pusat menolak stasiun ini", en: "The centre denies this station" },
    steps: {
      id: ["Periksa kunci akses stasiun.", "Hubungi pusat data."],
      en: ["Check the station's access key.", "Call the data centre."],
    },
  },
  centreGarbled: {
    priority: "P2",
    atOnce: true,
    title: { id: "Jawaban pusat tidak terbaca", en: "The centre's answers make no sense" },
    steps: {
      id: ["Periksa alamat pusat dan jaringan (halaman masuk wifi, proxy).", "Hubungi pusat data."],
      en: ["Check the centre's address and the network (login page, proxy).", "Call the data centre."],
    },
  },
  centreUnreachable: {
    priority: "P2",
    atOnce: true,
    title: { id: "Pusat data tidak terjangkau", en: "The data centre is unreachable" },
    steps: {
      id: ["Periksa jaringan kantor dan VPN.", "Pekerjaan yang sudah diambil tetap dicetak."],
      en: ["Check the office's network and VPN.", "Jobs already fetched go on printing."],
    },
  },
  centreClosed: {
    priority: "P3",
    atOnce: true,
    title: { id: "Pusat data tutup", en: "The data centre is closed" },
    steps: {
      id: ["Tunggu jam buka pusat.", "Pekerjaan yang sudah diambil tetap dicetak."],
      en: ["Wait for its opening hours.", "Jobs already fetched go on printing."],
    },
  },
} as const satisfies Record<string, OfficeAlarm>;

export type OfficeAlarmCode = keyof typeof OFFICE_ALARMS;
/** Everything that can stand in the alarm book. */
export type AlarmCode = FaultName | OfficeAlarmCode;

export interface AlarmKind {
  /** Undefined: a status, not an alarm. */
  readonly priority: AlarmPriority | undefined;
  readonly atOnce: boolean;
}

export function alarmKind(code: AlarmCode): AlarmKind {
  if (Object.hasOwn(OFFICE_ALARMS, code)) return OFFICE_ALARMS[code as OfficeAlarmCode];
  const { priority, severity } = FAULTS[code as FaultName];
  return { priority: priority === 0 ? undefined : `P${priority}`, atOnce: severity === "fault" };
}
