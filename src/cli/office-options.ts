/** Options that `cetak day` and `cetak forecast` share. */
import {
  kindsOf,
  type OfficeFile,
  REMEDIES,
  REPORT_LANGUAGES,
  type Remedy,
  type ReportLanguage,
} from "../rig/index.ts";
import { CommandError, EXIT } from "./exit-codes.ts";
import { writeOutFile } from "./out-file.ts";

/** A kind of day of the file, or `drawn`. */
export function kindOption(text: string, file: OfficeFile): string {
  const kinds = [...kindsOf(file), "drawn"];
  if (kinds.includes(text)) return text;
  throw new CommandError(EXIT.usage, `--variant must be one of ${kinds.join(", ")}, not "${text}"`);
}

/** `--remedy ups,ac` and `--remedy ups --remedy ac` say the same. */
export function remedyOption(texts: readonly string[]): Remedy[] {
  const found = texts
    .flatMap((text) => text.split(","))
    .map((text) => text.trim())
    .map((text) => {
      const remedy = REMEDIES.find((known) => known === text);
      if (remedy === undefined)
        throw new CommandError(EXIT.usage, `--remedy must be one of ${REMEDIES.join(", ")}, not "${text}"`);
      return remedy;
    });
  return [...new Set(found)];
}

export function languageOption(text: string): ReportLanguage {
  const found = REPORT_LANGUAGES.find((known) => known === text);
  if (found !== undefined) return found;
  throw new CommandError(EXIT.usage, `--language must be one of ${REPORT_LANGUAGES.join(", ")}, not "${text}"`);
}

/** Writes a file that was asked for, and says so. */
export function writeReport(path: string, text: string): void {
  writeOutFile(path, text);
  process.stderr.write(`cetak: ${path} written\n`);
}
