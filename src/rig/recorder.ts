import type { Clock } from "../base/index.ts";
import type { Connect, Wire, WireEvents } from "../protocol/index.ts";

/** Lines that a recording may have before it stops growing and says so. */
export const RECORDING_LINES_MAX = 20_000_000;

/**
 * Every byte on a wire as text, one line a write: time in microseconds, printer, direction (`>` host to engine, `<` engine
 * to host), hex. Same seed, same bytes, so two recordings of one run are equal to the last character.
 */
export class WireRecorder {
  private readonly clock: Clock;
  private readonly sink: (line: string) => void;
  private lines = 0;

  constructor(clock: Clock, sink: (line: string) => void) {
    this.clock = clock;
    this.sink = sink;
  }

  /** The same wire, listened to. */
  tap(printer: string, connect: Connect): Connect {
    const note = (mark: string, bytes: Uint8Array): void => this.note(printer, mark, bytes);
    const tapped = (events: WireEvents) =>
      connect({
        onOpen: (wire: Wire) => {
          this.line(`${this.clock.now()} ${printer} open`);
          events.onOpen({
            write: (bytes) => {
              note(">", bytes);
              wire.write(bytes);
            },
            close: () => wire.close(),
          });
        },
        onData: (bytes) => {
          note("<", bytes);
          events.onData(bytes);
        },
        onClose: (reason) => {
          this.line(`${this.clock.now()} ${printer} close ${reason}`);
          events.onClose(reason);
        },
      });
    return connect.url === undefined ? tapped : Object.assign(tapped, { url: connect.url });
  }

  private note(printer: string, mark: string, bytes: Uint8Array): void {
    this.line(`${this.clock.now()} ${printer} ${mark} ${Buffer.from(bytes).toString("hex")}`);
  }

  private line(text: string): void {
    if (this.lines < RECORDING_LINES_MAX) this.sink(text);
    else if (this.lines === RECORDING_LINES_MAX) this.sink("recording is full");
    this.lines++;
  }
}
