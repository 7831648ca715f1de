import { type Clock, type Timer, US_PER_S } from "../../base/index.ts";
import type { Connect, Wire, WireEvents } from "../wire.ts";
import {
  ANSWER,
  COM_PORT,
  CONTROL,
  comPort,
  DATA_SIZE,
  numberOfParity,
  PURGE,
  STOP_SIZE_ONE,
  u32At,
  u32Bytes,
} from "./rfc2217-words.ts";
import { connectTcp, TCP_BACKLOG_BYTES_MAX } from "./tcp.ts";
import { escaped, optionBytes, TELNET, TELNET_OPTION, TelnetReader, type TelnetSink } from "./telnet.ts";
import type { Parity } from "./url.ts";

/** A server that has not agreed and set the line by then speaks something else. */
export const RFC2217_OPEN_US_MAX = 3 * US_PER_S;
/** Answers to subnegotiations and options of a server that never tires; beyond it the line is closed. */
export const RFC2217_OPTIONS_MAX = 256;

export interface Rfc2217Address {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly baud: number;
  readonly parity: Parity;
}

/**
 * Dials a serial port that a server offers under RFC 2217. Opens when the server has set rate, data bits, parity and stop
 * bits; that it also acknowledges control lines and purges is not waited for: not all do.
 */
export function connectRfc2217(address: Rfc2217Address, clock: Clock): Connect {
  const connect = (events: WireEvents): { cancel(): void } => new Attempt(address, clock, events);
  return Object.assign(connect, { url: address.url });
}

class Attempt implements TelnetSink {
  private readonly address: Rfc2217Address;
  private readonly events: WireEvents;
  private readonly reader = new TelnetReader(this);
  private readonly deadline: Timer;
  private readonly attempt: { cancel(): void };
  private socket: Wire | undefined;
  /** Commands whose answers are missing. */
  private readonly missing = new Set<number>();
  private agreed = false;
  private isOpen = false;
  private over = false;
  private options = 0;
  private suspended = false;
  private held: Uint8Array[] = [];
  private heldBytes = 0;

  constructor(address: Rfc2217Address, clock: Clock, events: WireEvents) {
    this.address = address;
    this.events = events;
    this.deadline = clock.timer(() => this.end(this.lateSentence()));
    this.deadline.armAfter(RFC2217_OPEN_US_MAX);
    this.attempt = connectTcp(address.host, address.port, { telnet: true })({
      onOpen: (wire) => this.begin(wire),
      onData: (bytes) => {
        if (!this.over) this.reader.push(bytes);
      },
      onClose: (reason) => this.end(reason),
    });
  }

  cancel(): void {
    this.over = true;
    this.deadline.cancel();
    this.attempt.cancel();
  }

  private begin(wire: Wire): void {
    this.socket = wire;
    const { binary, suppressGoAhead, comPort: option } = TELNET_OPTION;
    wire.write(optionBytes(TELNET.will, option));
    for (const both of [binary, suppressGoAhead]) {
      wire.write(optionBytes(TELNET.will, both));
      wire.write(optionBytes(TELNET.do, both));
    }
  }

  /** For the reader. */
  onData(bytes: Uint8Array): void {
    if (this.isOpen && !this.over) this.events.onData(bytes);
  }

  /** For the reader. */
  onOption(verb: number, option: number): void {
    if (this.over || this.tooMany()) return;
    const known: readonly number[] = Object.values(TELNET_OPTION);
    if (option === TELNET_OPTION.comPort) {
      if (verb === TELNET.do && !this.agreed) this.setLine();
      else if (verb === TELNET.dont)
        this.end(`${this.address.url}: this telnet server has no serial port to offer (RFC 2217)`);
    } else if (known.includes(option)) {
      // We have asked for them ourselves: what comes is the answer.
    } else if (verb === TELNET.will) this.socket?.write(optionBytes(TELNET.dont, option));
    else if (verb === TELNET.do) this.socket?.write(optionBytes(TELNET.wont, option));
  }

  /** For the reader. */
  onSubnegotiation(option: number, bytes: Uint8Array): void {
    if (this.over || option !== TELNET_OPTION.comPort || bytes.length === 0) return;
    const command = bytes[0]! - ANSWER;
    if (command === COM_PORT.flowControlSuspend) this.suspended = true;
    else if (command === COM_PORT.flowControlResume) this.resume();
    else if (command === COM_PORT.setBaudRate && bytes.length >= 5) this.rateIs(u32At(bytes, 1));
    else if (this.missing.delete(command)) this.openWhenSet();
  }

  private setLine(): void {
    this.agreed = true;
    const { baud, parity } = this.address;
    const set = (command: number, ...value: number[]): void => {
      this.missing.add(command);
      this.socket?.write(comPort(command, ...value));
    };
    set(COM_PORT.setBaudRate, ...u32Bytes(baud));
    set(COM_PORT.setDataSize, DATA_SIZE);
    set(COM_PORT.setParity, numberOfParity(parity));
    set(COM_PORT.setStopSize, STOP_SIZE_ONE);
    for (const control of [CONTROL.noFlow, CONTROL.dtrOn, CONTROL.rtsOn]) {
      this.socket?.write(comPort(COM_PORT.setControl, control));
    }
    this.socket?.write(comPort(COM_PORT.setLineStateMask, 0));
    this.socket?.write(comPort(COM_PORT.setModemStateMask, 0));
    this.socket?.write(comPort(COM_PORT.purgeData, PURGE.both));
  }

  private rateIs(baud: number): void {
    if (!this.missing.delete(COM_PORT.setBaudRate)) return;
    if (baud === this.address.baud) this.openWhenSet();
    else
      this.end(
        `${this.address.url}: the port runs at ${baud} baud and not at ${this.address.baud}; choose with ?baud=`,
      );
  }

  private openWhenSet(): void {
    if (this.isOpen || this.missing.size > 0) return;
    this.isOpen = true;
    this.deadline.cancel();
    this.events.onOpen({
      write: (bytes) => this.write(bytes),
      close: () => queueMicrotask(() => this.end("the link was closed")),
    });
  }

  private write(bytes: Uint8Array): void {
    if (this.over) return;
    const out = escaped(bytes);
    if (!this.suspended) this.socket?.write(out);
    else if (this.heldBytes + out.length <= TCP_BACKLOG_BYTES_MAX) {
      this.heldBytes += out.length;
      this.held.push(out);
    }
  }

  private resume(): void {
    this.suspended = false;
    for (const bytes of this.held) this.socket?.write(bytes);
    this.held = [];
    this.heldBytes = 0;
  }

  private tooMany(): boolean {
    this.options++;
    if (this.options <= RFC2217_OPTIONS_MAX) return false;
    this.end(`${this.address.url}: the server does not stop to negotiate`);
    return true;
  }

  private lateSentence(): string {
    const { url } = this.address;
    if (this.agreed) return `${url}: the server does not set the line (RFC 2217)`;
    return `${url}: nobody speaks RFC 2217 there; for a plain port write tcp://`;
  }

  private end(reason: string): void {
    if (this.over) return;
    this.cancel();
    this.events.onClose(reason);
  }
}
