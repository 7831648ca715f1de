/** The shipped office files, and small changes of them that live through a short day. */
import { resolve } from "node:path";
import { type OfficeFile, officeAsItIs, readOffice, type WorkingOffice } from "../../src/rig/index.ts";

const ROOT = resolve(import.meta.dirname, "../..");

export const officePath = (name: string): string => `${ROOT}/offices/${name}.yaml`;
export const office = (name: string): WorkingOffice => officeAsItIs(readOffice(officePath(name)));

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"] as const;

export function withFile(of: WorkingOffice, change: Partial<OfficeFile>): WorkingOffice {
  return { ...of, file: { ...of.file, ...change } };
}

/** The same office, open only so long. */
export function openOnly(of: WorkingOffice, session: string): WorkingOffice {
  const hours = { ...of.file.hours, ...Object.fromEntries(DAYS.map((day) => [day, [session]])) };
  return withFile(of, { hours });
}

/** Only the machines of these names. */
export function onlyMachines(of: WorkingOffice, ...names: string[]): WorkingOffice {
  const { printers } = of.file;
  return withFile(of, {
    printers: { ...printers, machines: printers.machines.filter(({ name }) => names.includes(name)) },
  });
}
