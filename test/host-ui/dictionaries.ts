/** Every dictionary of the pages, found by its file's name: `<page>-id.ts` with `<page>-en.ts`, and the common pair. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "../../host-ui/src/i18n");

export interface PairOfDictionaries {
  /** "" for the common one. */
  readonly name: string;
  readonly id: Readonly<Record<string, string>>;
  readonly en: Readonly<Record<string, string>>;
}

async function dictionary(file: string): Promise<Readonly<Record<string, string>>> {
  const [found] = Object.values((await import(join(FOLDER, file))) as Record<string, unknown>);
  return found as Readonly<Record<string, string>>;
}

const names = readdirSync(FOLDER)
  .filter((file) => /^([a-z]+-)?id\.ts$/.test(file))
  .map((file) => file.replace(/-?id\.ts$/, ""));

export const DICTIONARIES: readonly PairOfDictionaries[] = await Promise.all(
  names.map(async (name) => {
    const prefix = name === "" ? "" : `${name}-`;
    return { name, id: await dictionary(`${prefix}id.ts`), en: await dictionary(`${prefix}en.ts`) };
  }),
);
