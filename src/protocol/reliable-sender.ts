import { type Clock, type Micros, type Timer, US_PER_MS } from "../base/index.ts";
import {
  BLOCK_BYTES_MAX,
  CONTENT_BYTES_MAX,
  HEADER_BYTES,
  SEQUENCE_MASK,
  SYNC,
  sealBlock,
  TRAILER_BYTES,
} from "./block.ts";
import type { LinkCounters } from "./counters.ts";
import { NakFilter } from "./nak-filter.ts";
import { RttEstimate } from "./rtt.ts";

/** Blocks on their way at once [P: Klipper serialqueue.c]; must stay below the 16 numbers there are. */
export const BLOCKS_IN_FLIGHT_MAX = 12;
/** Commands that wait for room on the line. */
export const COMMANDS_WAITING_MAX = 256;
/** Times that one block is sent before the link counts as dead. */
export const SENDS_OF_ONE_BLOCK_MAX = 64;
/** Acknowledgements in a row that name a block never sent: the engine has lost its place. */
export const MISNUMBERED_MAX = 3;

/** Idle bytes that end any half block an engine may be waiting on; sent before the second retransmission in a row. */
const FLUSH = new Uint8Array(BLOCK_BYTES_MAX).fill(SYNC);

/** Bytes of a slot: a sync byte, then the block. A retransmission begins with the sync byte so that a torn block before it ends there. */
const SLOT_BYTES = 1 + BLOCK_BYTES_MAX;
const NO_NAMES: readonly string[] = [];
const NO_BYTES = new Uint8Array(0);

interface Slot {
  /** Where it begins in the sender's room. */
  readonly at: number;
  /** Of the block, without the sync byte before it. */
  length: number;
  /** The block as it was last written: of the same length it is the same piece of the room. */
  view: Uint8Array;
  names: readonly string[];
  firstSentAt: Micros;
  sends: number;
}

/** The blocks that are on their way, each in the slot of its number. */
class Window {
  readonly room = new Uint8Array((SEQUENCE_MASK + 1) * SLOT_BYTES);
  readonly slots: Slot[] = [];

  constructor() {
    for (let i = 0; i <= SEQUENCE_MASK; i++) {
      const at = i * SLOT_BYTES;
      this.room[at] = SYNC;
      this.slots.push({ at, length: 0, view: NO_BYTES, names: NO_NAMES, firstSentAt: 0, sends: 0 });
    }
  }
}

/** Windows of links on which nothing is under way, which is nearly always so: thousands of links need but a few. */
const spares: Window[] = [];
const SPARES_MAX = 16;

interface Waiting {
  name: string;
  content: Uint8Array;
}

/** A connection is not given up sooner than this: the host itself may stall for a moment. */
const DEAD_MS_MIN = 1_000;

export interface SenderOptions {
  readonly clock: Clock;
  readonly counters: LinkCounters;
  readonly leaseMs: number;
  /** The engine's number as far as known; the first answer corrects it. */
  readonly firstSequence: number;
}

/** The connection that the blocks go out on. */
export interface SenderLine {
  write(bytes: Uint8Array): void;
  /** The connection cannot go on; called at most once. */
  onDead(reason: string): void;
}

/**
 * Host to engine: commands reliable and in order. Go-back-N over at most {@link BLOCKS_IN_FLIGHT_MAX} blocks and the engine's receive
 * window; a repeated acknowledgement retransmits at once, silence after the measured timeout.
 */
export class ReliableSender {
  private static readonly looks = (sender: ReliableSender): void => sender.onTimer();
  /** 1 until the connection is synchronised: only then can a renumbering repeat nothing but questions. */
  blocksMax = 1;
  receiveWindowBytes = BLOCK_BYTES_MAX;
  private readonly options: SenderOptions;
  private readonly line: SenderLine;
  private readonly rtt: RttEstimate;
  /** No progress for this long: the connection is dead. */
  private deadUs: Micros;
  private readonly naks = new NakFilter();
  private readonly timer: Timer;
  /** Undefined while nothing is under way. */
  private window: Window | undefined;
  /** The line is taking a block out of the window just now. */
  private writing = false;
  private readonly waiting: Waiting[] = [];
  /** Number of the oldest unacknowledged block, and of the next new one. Growing; the lowest four bits travel. */
  private acked: number;
  private next: number;
  private bytesInFlight = 0;
  private adopted = false;
  private deadline: Micros = -1;
  private progressAt: Micros = 0;
  private misnumbered = 0;
  private timeoutsInRow = 0;
  private dead = false;
  /** Going back N must not be overtaken: a synchronous wire brings acknowledgements while the blocks are still going out. */
  private resending = false;

  constructor(options: SenderOptions, line: SenderLine) {
    this.options = options;
    this.line = line;
    this.rtt = new RttEstimate(options.counters, options.leaseMs);
    this.deadUs = options.leaseMs * US_PER_MS;
    this.timer = options.clock.timer(ReliableSender.looks, this);
    this.acked = options.firstSequence & SEQUENCE_MASK;
    this.next = this.acked;
  }

  /** Everything that was given to {@link send} has been acknowledged. */
  get idle(): boolean {
    return this.next === this.acked && this.waiting.length === 0;
  }

  /** The engine's time passes so many times as fast as this clock: its lease is that much shorter here. */
  setSpeed(speed: number): void {
    const leaseMs = this.options.leaseMs / speed;
    this.rtt.setLease(leaseMs);
    this.deadUs = Math.max(leaseMs, DEAD_MS_MIN) * US_PER_MS;
  }

  /** What the next connection should try first. */
  get nextSequence(): number {
    return this.next & SEQUENCE_MASK;
  }

  /** Takes the encoded message in the first `length` bytes of `content`, which is copied. `name` is reported when it is never acknowledged; "" for questions. False when too many wait. */
  send(name: string, content: Uint8Array, length: number): boolean {
    if (this.dead || this.waiting.length >= COMMANDS_WAITING_MAX) return false;
    if (this.waiting.length === 0 && this.next === this.acked && !this.resending && this.blocksMax > 0) {
      this.sendAlone(name, content, length);
    } else {
      this.waiting.push({ name, content: content.slice(0, length) });
      this.pump();
    }
    return true;
  }

  /** The ordinary case: nothing waits and nothing is under way, so it goes into a block of its own at once. */
  private sendAlone(name: string, content: Uint8Array, length: number): void {
    const slot = this.slot(this.next);
    const from = slot.at + 1 + HEADER_BYTES;
    const { room } = this.inUse();
    for (let i = 0; i < length; i++) room[from + i] = content[i]!;
    slot.names = [name];
    slot.length = HEADER_BYTES + length + TRAILER_BYTES;
    this.launch(slot, false);
    this.arm();
  }

  /** The number that a block of the engine carries: the next one it expects. `empty`: the block is nothing but that. */
  receive(sequence: number, empty: boolean): void {
    if (this.dead) return;
    const inFlight = this.next - this.acked;
    const ahead = (sequence - this.acked) & SEQUENCE_MASK;
    if (!this.adopted) {
      if (!empty || inFlight === 0) return;
      this.adopted = true;
      if (ahead !== 1) this.renumber(sequence);
      else this.acknowledge(1, true);
    } else if (ahead === 0) {
      this.misnumbered = 0;
      if (empty && inFlight > 0 && this.naks.repeated(this.acked)) this.onNak();
    } else if (ahead <= inFlight) {
      this.acknowledge(ahead, empty);
    } else {
      this.onMisnumbered(sequence, empty);
    }
  }

  /** Ends it. Returns the names of commands that were not acknowledged. */
  stop(): string[] {
    this.dead = true;
    this.timer.cancel();
    const names: string[] = [];
    for (let n = this.acked; n < this.next; n++) names.push(...this.slot(n).names);
    for (const { name } of this.waiting) names.push(name);
    return names.filter((name) => name !== "");
  }

  private inUse(): Window {
    this.window ??= spares.pop() ?? new Window();
    return this.window;
  }

  /** Nothing is under way any more: another link may use the window. Not while the line still reads from it. */
  private rest(): void {
    if (this.writing || this.resending || this.next !== this.acked || this.window === undefined) return;
    if (spares.length < SPARES_MAX) spares.push(this.window);
    this.window = undefined;
  }

  private slot(number: number): Slot {
    return this.inUse().slots[number & SEQUENCE_MASK]!;
  }

  private pump(): void {
    if (this.resending) return;
    while (this.waiting.length > 0 && this.next - this.acked < this.blocksMax && !this.dead) {
      const slot = this.slot(this.next);
      const took = this.fill(slot);
      const flying = this.next > this.acked;
      if (flying && this.bytesInFlight + slot.length > this.receiveWindowBytes) break;
      this.waiting.splice(0, took);
      this.launch(slot, flying);
    }
    this.arm();
  }

  /** A filled block goes out under the next number. `flying`: others are under way. */
  private launch(slot: Slot, flying: boolean): void {
    this.seal(slot, this.next);
    slot.firstSentAt = this.options.clock.now();
    slot.sends = 1;
    if (!flying) this.progressAt = slot.firstSentAt;
    this.next++;
    this.bytesInFlight += slot.length;
    if (this.deadline < 0) this.deadline = slot.firstSentAt + this.rtt.rtoUs;
    this.writeBlock(slot, slot.at + 1);
  }

  private seal(slot: Slot, sequence: number): void {
    sealBlock(this.inUse().room, slot.at + 1, slot.at + 1 + slot.length - TRAILER_BYTES, sequence);
  }

  /** Packs as many waiting messages as fit into one block; returns how many. */
  private fill(slot: Slot): number {
    let length = HEADER_BYTES;
    let took = 0;
    const names: string[] = [];
    for (const { name, content } of this.waiting) {
      if (length + content.length > HEADER_BYTES + CONTENT_BYTES_MAX) break;
      this.inUse().room.set(content, slot.at + 1 + length);
      length += content.length;
      names.push(name);
      took++;
    }
    slot.names = names;
    slot.length = length + TRAILER_BYTES;
    return took;
  }

  private acknowledge(count: number, empty: boolean): void {
    const now = this.options.clock.now();
    this.misnumbered = 0;
    this.timeoutsInRow = 0;
    for (let i = 0; i < count; i++) {
      const slot = this.slot(this.acked++);
      slot.names = NO_NAMES;
      this.bytesInFlight -= slot.length;
      if (slot.sends === 1 && i === count - 1) this.rtt.sample(now - slot.firstSentAt);
    }
    this.naks.advanced(this.acked, empty);
    this.rtt.progress();
    this.progressAt = now;
    this.deadline = this.next === this.acked ? -1 : now + this.rtt.rtoUs;
    this.pump();
    this.rest();
  }

  private onNak(): void {
    this.options.counters.naks++;
    if (!this.resending && this.naks.answers(this.acked)) this.resend(true);
  }

  private onTimer(): void {
    if (this.dead || this.deadline < 0) return;
    const now = this.options.clock.now();
    if (now < this.deadline) {
      this.timer.armAt(this.deadline);
      return;
    }
    this.options.counters.timeouts++;
    if (now - this.progressAt >= this.deadUs) {
      this.die("the engine no longer answers");
      return;
    }
    this.rtt.backOff();
    if (++this.timeoutsInRow >= 2) this.line.write(FLUSH);
    this.resend(false);
  }

  /** Go-back-N: everything in flight once more. */
  private resend(asked: boolean): void {
    const first = this.acked;
    const last = this.next;
    if (this.slot(first).sends >= SENDS_OF_ONE_BLOCK_MAX) {
      this.die(`the engine did not accept a command that was sent ${SENDS_OF_ONE_BLOCK_MAX} times`);
      return;
    }
    this.naks.resent(first, last, asked);
    this.deadline = this.options.clock.now() + this.rtt.rtoUs;
    this.resending = true;
    for (let n = first; n < last && !this.dead; n++) {
      if (n < this.acked) continue;
      const slot = this.slot(n);
      slot.sends++;
      this.options.counters.retransmits++;
      this.writeBlock(slot, n === first ? slot.at : slot.at + 1);
    }
    this.resending = false;
    this.pump();
    this.rest();
  }

  /** The engine expects another number: its own, kept since the last host. The one block in flight goes out again under it. */
  private renumber(sequence: number): void {
    const old = this.slot(this.acked);
    const slot = this.slot(sequence);
    if (slot !== old) {
      this.inUse().room.copyWithin(slot.at, old.at, old.at + SLOT_BYTES);
      slot.length = old.length;
      slot.names = old.names;
    }
    slot.sends = 1;
    this.seal(slot, sequence);
    this.acked = sequence;
    this.next = sequence + 1;
    this.naks.adopted(sequence);
    this.resend(true);
  }

  private onMisnumbered(sequence: number, empty: boolean): void {
    if (this.blocksMax === 1) {
      if (empty && this.next > this.acked) this.renumber(sequence);
    } else if (++this.misnumbered >= MISNUMBERED_MAX) {
      this.die("the engine has started again");
    }
  }

  private arm(): void {
    if (this.dead || this.deadline < 0) return;
    if (this.timer.dueAt < 0 || this.timer.dueAt > this.deadline) this.timer.armAt(this.deadline);
  }

  private writeBlock(slot: Slot, from: number): void {
    const outermost = !this.writing;
    this.writing = true;
    const { room } = this.inUse();
    if (from !== slot.at + 1) this.write(room.subarray(from, slot.at + 1 + slot.length));
    else {
      if (slot.view.length !== slot.length) slot.view = room.subarray(from, from + slot.length);
      this.write(slot.view);
    }
    if (!outermost) return;
    this.writing = false;
    this.rest();
  }

  private write(bytes: Uint8Array): void {
    this.options.counters.blocksOut++;
    this.options.counters.bytesOut += bytes.length;
    this.line.write(bytes);
  }

  private die(reason: string): void {
    if (this.dead) return;
    this.dead = true;
    this.timer.cancel();
    this.line.onDead(reason);
  }
}
