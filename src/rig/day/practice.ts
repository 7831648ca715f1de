/** How an office works, by policy: what the offices did as published, and what Cetak does. */
import type { OfficeFile, Policy } from "./office-schema.ts";

export interface Practice {
  /** Cetak's governor paces by heat, with exit limit and head pause. Without it the machine prints on whatever the soak does. */
  readonly governor: boolean;
  /** The staff rest the machine by their own rule, as the file gives it. */
  readonly restRule: boolean;
  /** Records leased ahead for each printer. 0: each record is fetched when a card is to be printed. */
  readonly prefetch: number;
  /** Each card is activated at the centre before it is printed; else its lease is enough and the result is told afterwards. */
  readonly activation: boolean;
  /** Cards that may wait for their handling before the next one is printed. 1: card by card, nothing overlaps. */
  readonly unhandledMax: number;
  /** Whoever has waited long is served before those who come first by the order of classes. */
  readonly ageing: boolean;
}

/** A browser's patience with a slow record, s [E]. */
export const ANSWER_SECONDS_MAX = 120;
/** What is leased ahead is kept over a power cut and a dead line of most of a morning, s: an hour's lease would end with them [E]. */
export const LEASE_AHEAD_SECONDS = 4 * 3600;
/** Records leased ahead under Cetak's policy, for each printer: an hour's work at a card every two minutes [E]. */
export const PREFETCH_CARDS = 30;

/**
 * `as-published`: no governor, but the rule that offices told the press, "100 cards, then rest" without air conditioning, 200-250
 * with it (Bangli, Ambon, Bengkulu, Trenggalek) [P];
 * each record fetched and activated when it is needed [P: printing stops at once when the centre is away].
 */
export const PRACTICES: Readonly<Record<Policy, Practice>> = {
  "as-published": {
    governor: false,
    restRule: true,
    prefetch: 0,
    activation: true,
    unhandledMax: 1,
    ageing: false,
  },
  cetak: {
    governor: true,
    restRule: false,
    prefetch: PREFETCH_CARDS,
    activation: false,
    unhandledMax: 50,
    ageing: true,
  },
};

/** How long a station that leases this many records at once waits for them, s, however slowly they come on any kind of day. */
export function patienceSeconds({ file, practice }: { file: OfficeFile; practice: Practice }): number {
  const kinds = [file, ...Object.values(file.variants)];
  const recordSeconds = Math.max(...kinds.map(({ centre }) => centre?.nextRecordSeconds.high ?? 0));
  return ANSWER_SECONDS_MAX + Math.ceil(practice.prefetch * file.printers.machines.length * recordSeconds);
}
