/** Files that the console offers: what the engine keeps in words, to read; card images, to read and write. Gone with the power. */
import { csvLine } from "../../base/index.ts";
import type { Core } from "../core.ts";

export const CARD_FOLDER = "/card/";
export const CARD_FILES_MAX = 4;
/** A card at 300 dots an inch in three colours and black, compressed, is well below. */
export const CARD_FILE_BYTES_MAX = 1_048_576;
const CARD_NAME = /^\/card\/[\w.-]{1,32}$/;
const LOG_NAME = "/log/console.txt";
const FAULTS_NAME = "/log/ledger.csv";

export const isCardName = (name: string): boolean => CARD_NAME.test(name);

/** What there is to read; undefined when there is no such file. */
export function readableFile(core: Core, name: string): Uint8Array | undefined {
  if (name === LOG_NAME)
    return Buffer.from(
      core
        .consoleLines()
        .map((line) => `${line}\n`)
        .join(""),
      "latin1",
    );
  if (name === FAULTS_NAME) return Buffer.from(ledgerText(core), "latin1");
  return core.cardFiles.get(name);
}

function ledgerText({ state: { ram } }: Core): string {
  const rows = ram.ledger.map(({ id, kind, result, fault, job }) => `${csvLine([id, kind, result, fault, job])}\n`);
  return `id,kind,result,fault,job\n${rows.join("")}`;
}
