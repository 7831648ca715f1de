/** Cards that jobs used up. One valid card per NIK and one row per chip serial, both enforced by the tables themselves. */
import { ChipMemory } from "./chip-memory.ts";
import { int, type Store, text } from "./store.ts";
import type { Statement } from "./write-behind.ts";

export type CardState = "valid" | "void" | "revoked" | "uncertain";

export class CardTable {
  private readonly store: Store;
  private readonly insert: Statement;
  private readonly owner: Statement;
  private readonly revoke: Statement;
  /** In memory only. */
  private chips: ChipMemory | undefined;

  constructor(store: Store) {
    this.store = store;
    this.insert = store.prepareApart(
      "INSERT INTO cards (job, nik, printer, serial, state, cause, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    this.owner = store.prepareOnJobs("SELECT job FROM cards WHERE serial = ? AND serial <> ''");
    this.revoke = store.prepareApart("UPDATE cards SET state = 'revoked' WHERE nik = ? AND state = 'valid'");
  }

  /** The job whose card has this chip, if any. */
  ownerOf(serial: string): number | undefined {
    if (serial === "" || this.isNew(serial)) return undefined;
    const row = this.owner.get(serial);
    return row === undefined ? undefined : int(row, "job");
  }

  /** A card with this chip is going to be written: from now on it is looked for. */
  expect(serial: string): void {
    this.chips?.add(serial);
  }

  /** No card has this chip, for certain. In memory to ask the table would be to write all that waits. */
  private isNew(serial: string): boolean {
    if (!this.store.isInMemory) return false;
    if (this.chips === undefined) {
      this.chips = new ChipMemory();
      for (const row of this.store.prepare("SELECT serial FROM cards WHERE serial <> ''").iterate())
        this.chips.add(text(row, "serial"));
    }
    return !this.chips.mayHave(serial);
  }

  /** The replacement is being issued: the older card is no longer the valid one. */
  revokeOthers(nik: string): void {
    this.revoke.run(nik);
  }

  /** A serial that already has a row is not written twice: the card is then kept with the serial in its cause. */
  add(job: number, nik: string, printer: string, serial: string, state: CardState, cause: string, atMs: number): void {
    const known = this.ownerOf(serial) !== undefined;
    this.addNew(job, nik, printer, known ? "" : serial, state, known ? `${cause} ${serial}`.trim() : cause, atMs);
  }

  /** For a serial that is known to have no row yet. */
  addNew(job: number, nik: string, printer: string, serial: string, state: CardState, cause: string, at: number): void {
    this.expect(serial);
    this.insert.run(job, nik, printer, serial, state, cause, at);
  }
}
