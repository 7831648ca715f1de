import type { Clock, Timer } from "../../base/index.ts";
import { type Connect, FrameSplitter, LinkObserver, type WireEvents } from "../../protocol/index.ts";
import { itemText, type RecordedItem, type Recording, RecordingError } from "./recording.ts";
import { REMARK } from "./recording-names.ts";

/** Where host and recording part ways. */
export interface ReplayDivergence {
  readonly printer: string;
  /** Packet of the recording that was to come; undefined: the recording has no more from the host. */
  readonly packet: number | undefined;
  /** Blocks of the host that agreed before. */
  readonly blocks: number;
  readonly recorded: string;
  readonly got: string;
  /** One sentence for people, without a full stop. */
  readonly sentence: string;
}

export interface ReplayOptions {
  readonly recording: Recording;
  /** Whose link; may be left out when the recording has one printer. */
  readonly printer?: string;
  readonly clock: Clock;
  readonly onDivergence?: (divergence: ReplayDivergence) => void;
}

/**
 * Serves a recorded link as the device. What the engine said comes when the host has said all that it had said before, as
 * long after it as then. The first block of the host that differs is reported, and the line is cut: an answer to another
 * question would be a lie. Throws {@link RecordingError} when the recording lacks the printer.
 */
export class Replay {
  readonly connect: Connect;
  divergence: ReplayDivergence | undefined;
  private readonly options: ReplayOptions;
  private readonly lives: readonly (readonly RecordedItem[])[];
  private readonly printer: string;
  private next = 0;
  private present: ReplayedLife | undefined;
  private blocks = 0;

  constructor(options: ReplayOptions) {
    this.options = options;
    const { recording } = options;
    this.printer = options.printer ?? onlyPrinter(recording);
    this.lives = connectionsOf(recording, this.printer);
    const connect = (events: WireEvents): { cancel(): void } => this.dial(events);
    this.connect = Object.assign(connect, { url: `replay:${this.printer}` });
  }

  /** All that was recorded has been said by both sides. */
  get finished(): boolean {
    return this.divergence === undefined && this.next === this.lives.length && (this.present?.finished ?? false);
  }

  /** Blocks of the host that were as recorded. */
  get agreedBlocks(): number {
    return this.blocks;
  }

  private dial(events: WireEvents): { cancel(): void } {
    const items = this.divergence === undefined ? this.lives[this.next] : undefined;
    if (items === undefined) {
      const timer = this.options.clock.timer(() => events.onClose("the recording has ended"));
      timer.armAfter(0);
      return { cancel: () => timer.cancel() };
    }
    this.next++;
    const life = new ReplayedLife(this.options.clock, items, events, {
      onAgreed: () => this.blocks++,
      onDiffers: (expected, got) => this.differs(expected, got),
    });
    this.present = life;
    return { cancel: () => life.cancel() };
  }

  private differs(expected: RecordedItem | undefined, got: string): string {
    const recorded = expected === undefined ? "nothing more" : itemText(expected);
    const where = expected === undefined ? "behind its end" : `at packet ${expected.number}`;
    const sentence = `${this.printer}: the host leaves the recording ${where}: recorded ${recorded}, got ${got}`;
    this.divergence = { printer: this.printer, packet: expected?.number, blocks: this.blocks, recorded, got, sentence };
    this.options.onDivergence?.(this.divergence);
    return sentence;
  }
}

interface LifeEvents {
  readonly onAgreed: () => void;
  /** Returns why the line is cut. */
  readonly onDiffers: (expected: RecordedItem | undefined, got: string) => string;
}

/** One connection of the recording, served to one host. */
class ReplayedLife {
  private readonly clock: Clock;
  private readonly items: readonly RecordedItem[];
  private readonly events: WireEvents;
  private readonly heard: LifeEvents;
  private readonly timer: Timer;
  private readonly splitter: FrameSplitter;
  private readonly said: Uint8Array[] = [];
  private readonly observer = new LinkObserver();
  /** Place of the next packet of each side. */
  private nextIn: number;
  private nextOut: number;
  /** The last thing that both clocks know: when it was recorded, and when it was now. */
  private recordedAtUs: number;
  private anchorUs = 0;
  private isOpen = false;
  private over = false;
  private cancelled = false;
  private pumping = false;

  constructor(clock: Clock, items: readonly RecordedItem[], events: WireEvents, heard: LifeEvents) {
    this.clock = clock;
    this.items = items;
    this.events = events;
    this.heard = heard;
    this.recordedAtUs = items[0]?.utcUs ?? 0;
    this.nextIn = this.placeOf(0, (item) => item.direction !== "out");
    this.nextOut = this.placeOf(0, (item) => item.direction === "out");
    this.splitter = new FrameSplitter(({ bytes }) => this.said.push(bytes));
    this.timer = clock.timer(() => (this.isOpen ? this.pump() : this.begin()));
    this.timer.armAfter(0);
  }

  get finished(): boolean {
    return this.nextOut >= this.items.length && this.nextIn >= this.items.length;
  }

  /** Nothing is called any more. */
  cancel(): void {
    this.cancelled = true;
    this.end();
  }

  private end(): void {
    this.over = true;
    this.timer.cancel();
  }

  private begin(): void {
    this.isOpen = true;
    this.anchorUs = this.clock.now();
    this.events.onOpen({
      write: (bytes) => this.hostWrites(bytes),
      close: () => this.end(),
    });
    this.pump();
  }

  /** Pieces are looked at when the splitter is done: an answer may make the host write again. */
  private hostWrites(bytes: Uint8Array): void {
    if (this.over) return;
    this.splitter.push(bytes);
    for (let piece = this.said.shift(); piece !== undefined && !this.over; piece = this.said.shift()) {
      this.hostSaid(piece);
    }
    this.pump();
  }

  private hostSaid(bytes: Uint8Array): void {
    const expected = this.items[this.nextOut];
    if (expected === undefined || Buffer.compare(expected.bytes, bytes) !== 0) {
      const got = this.words(bytes);
      this.cut(this.heard.onDiffers(expected, got));
      return;
    }
    this.heard.onAgreed();
    this.anchorUs = this.clock.now();
    this.recordedAtUs = expected.utcUs;
    this.nextOut = this.placeOf(this.nextOut + 1, (item) => item.direction === "out");
  }

  /** Says what is due, and waits for the next of it. Not from inside itself: what the host answers comes after it. */
  private pump(): void {
    if (this.pumping || !this.isOpen) return;
    this.pumping = true;
    while (!this.over && this.nextIn < this.nextOut && this.nextIn < this.items.length) {
      const item = this.items[this.nextIn]!;
      const dueUs = this.anchorUs + Math.max(0, item.utcUs - this.recordedAtUs);
      if (dueUs > this.clock.now()) {
        this.timer.armAt(dueUs);
        break;
      }
      this.nextIn = this.placeOf(this.nextIn + 1, ({ direction }) => direction !== "out");
      this.say(item);
    }
    this.pumping = false;
  }

  private say(item: RecordedItem): void {
    if (item.direction === "in") {
      this.events.onData(item.bytes);
      return;
    }
    const closed = item.comments.find((comment) => comment.startsWith(REMARK.closed));
    // Closed by the host: it does so itself.
    if (closed !== undefined && closed !== `${REMARK.closed}by the host`) this.cut(closed.slice(REMARK.closed.length));
  }

  private cut(reason: string): void {
    if (this.over) return;
    this.end();
    // Never inside the host's own write.
    const timer = this.clock.timer(() => {
      if (!this.cancelled) this.events.onClose(reason);
    });
    timer.armAfter(0);
  }

  private words(bytes: Uint8Array): string {
    const [first] = this.items;
    const block = this.observer.read(false, bytes);
    return itemText({ ...first!, endpoint: "link", direction: "out", bytes, block });
  }

  private placeOf(from: number, wanted: (item: RecordedItem) => boolean): number {
    let at = from;
    while (at < this.items.length && !wanted(this.items[at]!)) at++;
    return at;
  }
}

function onlyPrinter({ printers }: Recording): string {
  const [first, second] = printers;
  if (first === undefined) throw new RecordingError("the recording is empty");
  if (second === undefined) return first;
  throw new RecordingError(`the recording has several printers: name one of ${printers.join(", ")}`);
}

/** The packets of a link, connection by connection. */
function connectionsOf({ items, printers }: Recording, printer: string): RecordedItem[][] {
  const link = items.filter((item) => item.printer === printer && item.endpoint === "link");
  if (link.length === 0) {
    throw new RecordingError(`the recording has no link of ${printer}; it has ${printers.join(", ") || "nothing"}`);
  }
  const found: RecordedItem[][] = [];
  for (const item of link) {
    const opens = item.comments.includes(REMARK.opened);
    if (opens || found.length === 0) found.push([]);
    found.at(-1)!.push(item);
  }
  return found;
}
