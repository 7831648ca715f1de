/**
 * Which chips certainly have no card: a table of hashes, for a journal in memory. A chip that it may have is looked up; one that it has not
 * is new. Eight bytes a card and less.
 */
const FIRST_SLOTS = 256;
/** Of a slot that is free; a hash of 0 is kept as 1. */
const FREE = 0;

export class ChipMemory {
  private slots = new Uint32Array(FIRST_SLOTS);
  private used = 0;

  add(serial: string): void {
    if (2 * this.used >= this.slots.length) this.grow();
    if (place(this.slots, hashOf(serial))) this.used++;
  }

  mayHave(serial: string): boolean {
    const { slots } = this;
    const hash = hashOf(serial);
    let at = hash % slots.length;
    while (slots[at] !== FREE && slots[at] !== hash) at = (at + 1) % slots.length;
    return slots[at] === hash;
  }

  private grow(): void {
    const larger = new Uint32Array(2 * this.slots.length);
    for (const hash of this.slots) if (hash !== FREE) place(larger, hash);
    this.slots = larger;
  }
}

/** False: it was there already. */
function place(slots: Uint32Array, hash: number): boolean {
  let at = hash % slots.length;
  while (slots[at] !== FREE) {
    if (slots[at] === hash) return false;
    at = (at + 1) % slots.length;
  }
  slots[at] = hash;
  return true;
}

/** FNV-1a. */
function hashOf(serial: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < serial.length; i++) hash = Math.imul(hash ^ serial.charCodeAt(i), 0x01000193);
  return hash >>> 0 || 1;
}
