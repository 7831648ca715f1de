/** What an office could change, one thing at a time: each remedy makes another office of an office. */
import type { OfficeFile } from "./office-schema.ts";
import { PRACTICES, PREFETCH_CARDS, type Practice } from "./practice.ts";

/** An office and how it works. */
export interface WorkingOffice {
  readonly file: OfficeFile;
  readonly practice: Practice;
}

export const REMEDIES = ["printer", "ac", "ups", "prefetch", "film", "governor", "nip", "cetak"] as const;
export type Remedy = (typeof REMEDIES)[number];

/** An air-conditioned room, C [P: 200-250 cards a machine with air conditioning, "the standard is an air-conditioned room"]. */
export const AIR_CONDITIONED_CELSIUS = 24;
/** A battery of the usual office size carries PC, line and two printers this long [E]. */
export const UPS_MINUTES = 30;
/** Rolls of each kind that a purchase brings [E]. */
const PURCHASE_ROLLS = 20;
/** A new machine comes with its supplies in it. */
const NEW_MACHINE = { airflow: 1, nip: "spring", blanks: 100, ribbon: 500, film: 1_000 } as const;

export const officeAsItIs = (file: OfficeFile): WorkingOffice => ({ file, practice: PRACTICES[file.policy] });

const withFile = (office: WorkingOffice, change: Partial<OfficeFile>): WorkingOffice => ({
  ...office,
  file: { ...office.file, ...change },
});
const withPractice = (office: WorkingOffice, change: Partial<Practice>): WorkingOffice => ({
  ...office,
  practice: { ...office.practice, ...change },
});

const APPLY: Readonly<Record<Remedy, (office: WorkingOffice) => WorkingOffice>> = {
  printer(office) {
    const { printers } = office.file;
    const { model } = printers.machines[0]!;
    const machines = [...printers.machines, { ...NEW_MACHINE, name: "Extra", model }];
    return withFile(office, { printers: { ...printers, machines } });
  },
  ac: (office) => {
    const cool = <Block extends { room?: OfficeFile["room"] | undefined }>(block: Block): Block =>
      block.room === undefined
        ? block
        : { ...block, room: { ...block.room, celsius: { "00:00": AIR_CONDITIONED_CELSIUS } } };
    const variants = Object.fromEntries(Object.entries(office.file.variants).map(([key, block]) => [key, cool(block)]));
    return { ...office, file: { ...cool(office.file), variants } };
  },
  ups: (office) => {
    const carry = <Block extends { power?: OfficeFile["power"] | undefined }>(block: Block): Block =>
      block.power === undefined
        ? block
        : { ...block, power: { ...block.power, upsMinutes: Math.max(UPS_MINUTES, block.power.upsMinutes) } };
    const variants = Object.fromEntries(
      Object.entries(office.file.variants).map(([key, block]) => [key, carry(block)]),
    );
    return { ...office, file: { ...carry(office.file), variants } };
  },
  prefetch: (office) => withPractice(office, { prefetch: PREFETCH_CARDS, activation: false, unhandledMax: 50 }),
  film: (office) => {
    const { stock } = office.file;
    const more = ({ ribbons, films }: { ribbons: number; films: number }) => ({
      ribbons: ribbons + PURCHASE_ROLLS,
      films: films + PURCHASE_ROLLS,
    });
    return withFile(office, { stock: { ...stock, fargo: more(stock.fargo), datacard: more(stock.datacard) } });
  },
  governor: (office) => withPractice(office, { governor: true, restRule: false }),
  nip: (office) => {
    const { printers } = office.file;
    const machines = printers.machines.map((machine) => ({ ...machine, nip: "spring" as const }));
    return withFile(office, { printers: { ...printers, machines } });
  },
  cetak: (office) => APPLY.nip({ ...office, practice: PRACTICES.cetak }),
};

export function withRemedies(office: WorkingOffice, remedies: readonly Remedy[]): WorkingOffice {
  return remedies.reduce((changed, remedy) => APPLY[remedy](changed), office);
}

/** A kind of day of the file: `usual` is the file as it stands. Throws a RangeError that lists the kinds there are. */
export function ofKind(office: WorkingOffice, kind: string): WorkingOffice {
  if (kind === USUAL) return office;
  const variant = office.file.variants[kind];
  if (variant === undefined) {
    throw new RangeError(`there is no kind of day "${kind}"; there are ${kindsOf(office.file).join(", ")}`);
  }
  const { why: _why, weight: _weight, ...blocks } = variant;
  const said = Object.fromEntries(Object.entries(blocks).filter(([, block]) => block !== undefined));
  return withFile(office, said as Partial<OfficeFile>);
}

export const USUAL = "usual";
export const kindsOf = (file: OfficeFile): string[] => [USUAL, ...Object.keys(file.variants)];
