/** Telnet as RFC 854 has it, as much as serial ports over a network need: escaping, options, subnegotiations. */

export const TELNET = {
  se: 240,
  sb: 250,
  will: 251,
  wont: 252,
  do: 253,
  dont: 254,
  iac: 255,
} as const;

export const TELNET_OPTION = {
  binary: 0,
  suppressGoAhead: 3,
  comPort: 44,
} as const;

/** Bytes of one subnegotiation; a longer one is passed over whole. */
export const SUBNEGOTIATION_BYTES_MAX = 256;

export interface TelnetSink {
  /** Data without escapes; valid only inside the call. */
  onData(bytes: Uint8Array): void;
  /** `verb` is will, wont, do or dont. */
  onOption(verb: number, option: number): void;
  /** What stands between SB, option and SE, without escapes. */
  onSubnegotiation(option: number, bytes: Uint8Array): void;
}

type State = "data" | "iac" | "verb" | "option" | "sub" | "subIac";

/** Takes a telnet stream apart. The same bytes give the same calls however they are cut, but for the pieces of data. Never throws. */
export class TelnetReader {
  private readonly sink: TelnetSink;
  private state: State = "data";
  private verb = 0;
  private option = 0;
  private sub: number[] = [];

  constructor(sink: TelnetSink) {
    this.sink = sink;
  }

  push(bytes: Uint8Array): void {
    const data = new Uint8Array(bytes.length);
    let count = 0;
    const flush = (): void => {
      if (count > 0) this.sink.onData(data.slice(0, count));
      count = 0;
    };
    for (const byte of bytes) {
      if (this.state === "data") {
        if (byte === TELNET.iac) this.state = "iac";
        else data[count++] = byte;
      } else if (this.state === "iac" && byte === TELNET.iac) {
        data[count++] = byte;
        this.state = "data";
      } else {
        // What came before a command is handed on before it.
        flush();
        this.command(byte);
      }
    }
    flush();
  }

  private command(byte: number): void {
    switch (this.state) {
      case "iac":
        this.verb = byte;
        this.state = byte === TELNET.sb ? "option" : byte >= TELNET.will && byte <= TELNET.dont ? "verb" : "data";
        return;
      case "verb":
        this.state = "data";
        this.sink.onOption(this.verb, byte);
        return;
      case "option":
        this.option = byte;
        this.sub = [];
        this.state = "sub";
        return;
      case "sub":
        if (byte === TELNET.iac) this.state = "subIac";
        else this.keep(byte);
        return;
      default:
        this.inSubAfterIac(byte);
    }
  }

  private inSubAfterIac(byte: number): void {
    if (byte === TELNET.iac) {
      this.keep(byte);
      this.state = "sub";
      return;
    }
    this.state = "data";
    const whole = byte === TELNET.se && this.sub.length <= SUBNEGOTIATION_BYTES_MAX;
    if (whole) this.sink.onSubnegotiation(this.option, Uint8Array.from(this.sub));
  }

  /** One more than may be: that is how a too long one is known. */
  private keep(byte: number): void {
    if (this.sub.length <= SUBNEGOTIATION_BYTES_MAX) this.sub.push(byte);
  }
}

/** Data as it travels: 255 twice. A copy. */
export function escaped(bytes: Uint8Array): Uint8Array {
  let count = 0;
  for (const byte of bytes) if (byte === TELNET.iac) count++;
  const out = new Uint8Array(bytes.length + count);
  let at = 0;
  for (const byte of bytes) {
    out[at++] = byte;
    if (byte === TELNET.iac) out[at++] = byte;
  }
  return out;
}

export function optionBytes(verb: number, option: number): Uint8Array {
  return Uint8Array.of(TELNET.iac, verb, option);
}

export function subnegotiation(option: number, bytes: Uint8Array): Uint8Array {
  return Uint8Array.of(TELNET.iac, TELNET.sb, option, ...escaped(bytes), TELNET.iac, TELNET.se);
}

/** A stream that begins like this is telnet and none of our links. */
export function looksLikeTelnet(bytes: Uint8Array): boolean {
  return bytes[0] === TELNET.iac && bytes[1] !== undefined && bytes[1] >= TELNET.sb && bytes[1] < TELNET.iac;
}
