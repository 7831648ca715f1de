/** `/metrics` in Prometheus' text format. Printer names are the only labels that name anything; no personal data. */
import { LOST_CAUSES, type OfficeState, type PrinterState, STATE_WORDS } from "../api.ts";

type Labels = Readonly<Record<string, string>>;

class Page {
  private readonly lines: string[] = [];

  family(name: string, type: "gauge" | "counter", help: string): (labels: Labels, value: number) => void {
    this.lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    return (labels, value) => {
      const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
      this.lines.push(`${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}`);
    };
  }

  text(): string {
    return `${this.lines.join("\n")}\n`;
  }
}

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

export function metricsText(office: OfficeState, printers: readonly PrinterState[], viewers: number): string {
  const page = new Page();
  heatMetrics(page, printers);
  const state = page.family("cetak_printer_state", "gauge", "1 for the state that the printer is in.");
  for (const { name, state: now } of printers) {
    for (const word of STATE_WORDS) state({ printer: name, state: word }, now.word === word ? 1 : 0);
  }
  const cards = page.family("cetak_cards_total", "counter", "Cards since the journal began, by result.");
  for (const { name, counters } of printers) {
    cards({ printer: name, result: "issued" }, counters.issued);
    cards({ printer: name, result: "spoilt" }, counters.spoiltSeen);
    cards({ printer: name, result: "uncertain" }, counters.uncertain);
  }
  const left = page.family("cetak_supply_left", "gauge", "Ribbon sets, film frames and blanks left, in cards.");
  for (const { name, supplies } of printers) {
    if (supplies === undefined) continue;
    left({ printer: name, supply: "ribbon" }, supplies.ribbon.left);
    left({ printer: name, supply: "film" }, supplies.film.left);
    if (supplies.blanks.left !== undefined) left({ printer: name, supply: "blanks" }, supplies.blanks.left);
  }
  const lost = page.family("cetak_lost_seconds_today", "gauge", "Printer seconds lost since midnight, by cause.");
  for (const { name, lostSeconds } of printers) {
    for (const cause of LOST_CAUSES) lost({ printer: name, cause }, lostSeconds[cause]);
  }
  const alarm = page.family("cetak_alarm_active", "gauge", "1 for each alarm that stands.");
  for (const { name, alarms } of printers) {
    for (const { code, priority } of alarms) alarm({ printer: name, code, priority }, 1);
  }
  const ofOffice = [...(office.banner === undefined ? [] : [office.banner]), ...(office.alarms ?? [])];
  for (const { code, priority } of ofOffice) alarm({ printer: "", code, priority }, 1);
  const quiet = page.family(
    "cetak_alarms_unacknowledged",
    "gauge",
    "Alarms that nobody has seen and nobody has shelved.",
  );
  for (const { name, alarms } of printers) {
    quiet(
      { printer: name },
      alarms.filter(({ acked, shelved }) => acked === undefined && shelved === undefined).length,
    );
  }
  page.family(
    "cetak_alarm_flood",
    "gauge",
    "1 while more alarms come than people can read.",
  )({}, office.flood === undefined ? 0 : 1);
  linkMetrics(page, printers);
  const jobs = page.family("cetak_jobs", "gauge", "Jobs in the journal, by state.");
  for (const [word, count] of Object.entries(office.jobs)) jobs({ state: word }, count);
  const waiting = page.family("cetak_jobs_waiting", "gauge", "Jobs that still want a card, by class.");
  for (const [word, count] of Object.entries(office.waiting)) waiting({ class: word }, count);
  page.family(
    "cetak_issued_today",
    "gauge",
    "Cards issued since midnight in the office's zone.",
  )({}, office.issuedToday);
  page.family("cetak_viewers", "gauge", "Open live connections.")({}, viewers);
  return page.text();
}

function heatMetrics(page: Page, printers: readonly PrinterState[]): void {
  const gauge = (name: string, help: string, of: (printer: PrinterState) => number | undefined): void => {
    const say = page.family(name, "gauge", help);
    for (const printer of printers) {
      const value = of(printer);
      if (value !== undefined) say({ printer: printer.name }, value);
    }
  };
  gauge("cetak_roller_celsius", "Temperature of the transfer roller.", ({ temps }) => temps?.roller);
  gauge("cetak_roller_setpoint_celsius", "What the roller is held at; 0 is off.", ({ temps }) => temps?.setpoint);
  gauge("cetak_heater_duty", "Share of full heater power, 0..1.", ({ temps }) => temps?.duty);
  gauge("cetak_head_celsius", "Temperature of the print head.", ({ temps }) => temps?.head);
  gauge("cetak_exit_celsius", "Reading of the exit sensor.", ({ temps }) => temps?.exit);
  gauge("cetak_fan_rpm", "Speed of the fan.", ({ temps }) => temps?.fanRpm);
}

function linkMetrics(page: Page, printers: readonly PrinterState[]): void {
  const up = page.family("cetak_link_up", "gauge", "1 while the engine link is up.");
  for (const { name, link } of printers) up({ printer: name }, link.state === "up" ? 1 : 0);
  const again = page.family("cetak_link_retransmits_total", "counter", "Blocks sent again.");
  for (const { name, link } of printers) again({ printer: name }, link.retransmits);
  const junk = page.family("cetak_link_invalid_bytes_total", "counter", "Bytes that were no message.");
  for (const { name, link } of printers) junk({ printer: name }, link.invalid);
}
