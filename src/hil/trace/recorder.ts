import { type Clock, US_PER_MS } from "../../base/index.ts";
import {
  type Connect,
  FrameSplitter,
  LinkObserver,
  type PacketDirection,
  PcapngWriter,
  type Wire,
  type WireEvents,
} from "../../protocol/index.ts";
import { ENDPOINT_WORDS, type Endpoint, interfaceName, REMARK } from "./recording-names.ts";

/** Bytes that a recording may have before it stops growing and says so in its last packet. */
export const RECORDING_BYTES_MAX = 512 * 1024 * 1024;
/** Console bytes of one packet; longer pieces are cut. */
const CONSOLE_PIECE_BYTES_MAX = 4_096;
const NOTHING = new Uint8Array(0);

export interface RecorderOptions {
  /** Times of packets. */
  readonly clock: Clock;
  /** Gets the file piece by piece and owns the pieces. */
  readonly sink: (bytes: Uint8Array) => void;
  /** About the whole recording: seed, the line that makes it again. */
  readonly comment?: string;
  readonly bytesMax?: number;
}

/** What is known of one printer's link while it is recorded. */
interface RecordedLink {
  readonly observer: LinkObserver;
  readonly in: FrameSplitter;
  readonly out: FrameSplitter;
}

/**
 * Writes links, consoles and remarks of any number of printers as one pcapng file: a block a packet, with the time at
 * which its last byte passed, and faults and noise as comments. Same run, same bytes.
 */
export class Recorder {
  /** Packets so far. */
  packets = 0;
  private readonly clock: Clock;
  private readonly writer: PcapngWriter;
  private readonly interfaces = new Map<string, number>();
  private readonly links = new Map<string, RecordedLink>();
  private readonly bytesMax: number;
  /** Instant at which the clock's own time was 0. */
  private readonly epochUtcUs: number;
  private bytes = 0;
  private full = false;
  /** Instant of the packet being written, us since 1970 UTC. */
  private atUtcUs = 0;

  constructor(options: RecorderOptions) {
    this.clock = options.clock;
    this.epochUtcUs = (options.clock.utcMs() - Math.floor(options.clock.now() / US_PER_MS)) * US_PER_MS;
    this.bytesMax = options.bytesMax ?? RECORDING_BYTES_MAX;
    const sink = (block: Uint8Array): void => {
      this.bytes += block.length;
      options.sink(block);
    };
    const comment = options.comment === undefined ? {} : { comment: options.comment };
    this.writer = new PcapngWriter(sink, { application: "cetak", ...comment });
  }

  get isFull(): boolean {
    return this.full;
  }

  /** The same wire, recorded. */
  tap(printer: string, connect: Connect): Connect {
    const tapped = (events: WireEvents) =>
      connect({
        onOpen: (wire: Wire) => {
          this.opened(printer);
          events.onOpen({
            write: (bytes) => {
              this.link(printer, "out", bytes);
              wire.write(bytes);
            },
            close: () => {
              this.closed(printer, "by the host");
              wire.close();
            },
          });
        },
        onData: (bytes) => {
          this.link(printer, "in", bytes);
          events.onData(bytes);
        },
        onClose: (reason) => {
          this.closed(printer, reason);
          events.onClose(reason);
        },
      });
    return connect.url === undefined ? tapped : Object.assign(tapped, { url: connect.url });
  }

  /** A console, recorded. */
  tapConsole(printer: string, connect: Connect): Connect {
    return (events) =>
      connect({
        onOpen: (wire) => {
          this.remark(printer, "console opened");
          events.onOpen({
            write: (bytes) => {
              this.console(printer, "out", bytes);
              wire.write(bytes);
            },
            close: () => wire.close(),
          });
        },
        onData: (bytes) => {
          this.console(printer, "in", bytes);
          events.onData(bytes);
        },
        onClose: (reason) => {
          this.remark(printer, `console closed: ${reason}`);
          events.onClose(reason);
        },
      });
  }

  opened(printer: string, utcUs?: number): void {
    this.now(utcUs);
    this.packet(printer, "link", "none", NOTHING, [REMARK.opened]);
  }

  closed(printer: string, reason: string, utcUs?: number): void {
    this.now(utcUs);
    const link = this.links.get(printer);
    link?.in.end();
    link?.out.end();
    this.packet(printer, "link", "none", NOTHING, [REMARK.closed + reason]);
  }

  /** Bytes of a link, in any pieces. `in`: from the engine. */
  link(printer: string, direction: "in" | "out", bytes: Uint8Array, utcUs?: number): void {
    this.now(utcUs);
    this.linkOf(printer)[direction].push(bytes);
  }

  /** Bytes of a console, as they came. */
  console(printer: string, direction: "in" | "out", bytes: Uint8Array, utcUs?: number): void {
    this.now(utcUs);
    for (let at = 0; at < bytes.length; at += CONSOLE_PIECE_BYTES_MAX) {
      this.packet(printer, "console", direction, bytes.slice(at, at + CONSOLE_PIECE_BYTES_MAX), []);
    }
  }

  /** Something that happened beside the wires: a fault put in, hands at the machine. */
  remark(printer: string, text: string, utcUs?: number): void {
    this.now(utcUs);
    this.packet(printer, "events", "none", new TextEncoder().encode(text), [text]);
  }

  /** For a recording that begins in the middle of a connection: which machine this is, as the station knows it. */
  model(printer: string, model: string): void {
    this.remark(printer, `${REMARK.model}${model}`);
  }

  /** Half blocks that are still waiting are written. */
  end(): void {
    this.now(undefined);
    for (const link of this.links.values()) {
      link.in.end();
      link.out.end();
    }
  }

  private now(utcUs: number | undefined): void {
    this.atUtcUs = utcUs ?? this.epochUtcUs + this.clock.now();
  }

  private linkOf(printer: string): RecordedLink {
    const known = this.links.get(printer);
    if (known !== undefined) return known;
    const observer = new LinkObserver();
    const splitter = (direction: "in" | "out"): FrameSplitter =>
      new FrameSplitter(({ bytes, isBlock }) => {
        const comments = isBlock ? faultWords(observer, direction, bytes) : [REMARK.noise];
        this.packet(printer, "link", direction, bytes, comments);
      });
    const link = { observer, in: splitter("in"), out: splitter("out") };
    this.links.set(printer, link);
    return link;
  }

  private packet(
    printer: string,
    endpoint: Endpoint,
    direction: PacketDirection,
    bytes: Uint8Array,
    comments: readonly string[],
  ): void {
    if (this.full) return;
    const id = this.interfaceOf(printer, endpoint);
    this.packets++;
    this.full = this.bytes > this.bytesMax;
    const said = this.full ? [...comments, "the recording is full and ends here"] : comments;
    this.writer.packet(id, this.atUtcUs, direction, bytes, said);
  }

  private interfaceOf(printer: string, endpoint: Endpoint): number {
    const name = interfaceName(printer, endpoint);
    const known = this.interfaces.get(name);
    if (known !== undefined) return known;
    const id = this.writer.interface(name, ENDPOINT_WORDS[endpoint]);
    this.interfaces.set(name, id);
    return id;
  }
}

/** Faults are labels of the packets that bring them. */
function faultWords(observer: LinkObserver, direction: "in" | "out", bytes: Uint8Array): string[] {
  const { messages } = observer.read(direction === "in", bytes);
  return messages.filter(({ name }) => name.startsWith("fault_")).map(({ text }) => text);
}
