import type { Wire, WireEvents } from "../wire.ts";
import { listenTcp, type TcpListener } from "./listen-tcp.ts";
import {
  ANSWER,
  COM_PORT,
  CONTROL,
  comPort,
  DATA_SIZE,
  MODEM_READY,
  numberOfParity,
  STOP_SIZE_ONE,
  u32At,
  u32Bytes,
} from "./rfc2217-words.ts";
import { TCP_BACKLOG_BYTES_MAX } from "./tcp.ts";
import { escaped, optionBytes, TELNET, TELNET_OPTION, TelnetReader, type TelnetSink } from "./telnet.ts";
import { BAUD_DEFAULT } from "./url.ts";

const SIGNATURE = "cetak";
/** Options that one host may turn on and off; beyond it the host is hung up on. */
export const NEGOTIATIONS_MAX = 256;
const KNOWN_OPTIONS: readonly number[] = Object.values(TELNET_OPTION);

/**
 * Serves the engine side at `rfc2217://host:port`: a serial port as a network server would offer it. Every command is
 * acknowledged with the value that holds. Rate and parity are remembered and change nothing: the line is as fast as the
 * network. Rejects with a `ListenError` when the address cannot be had.
 */
export async function listenRfc2217(url: string, handler: WireEvents): Promise<TcpListener> {
  let session: Session | undefined;
  const listener = await listenTcp(url.replace(/^rfc2217:/i, "tcp:").replace(/\?.*$/, ""), {
    onOpen: (wire) => {
      session = new Session(wire, handler);
      session.begin();
    },
    onData: (bytes) => session?.receive(bytes),
    onClose: (reason) => {
      session?.end();
      session = undefined;
      handler.onClose(reason);
    },
  });
  return { ...listener, url: listener.url.replace(/^tcp:/, "rfc2217:") };
}

/** One host, with the settings of its serial port. */
class Session implements TelnetSink {
  private readonly socket: Wire;
  private readonly handler: WireEvents;
  private readonly reader = new TelnetReader(this);
  private readonly settings = new Map<number, number>([
    [COM_PORT.setBaudRate, BAUD_DEFAULT],
    [COM_PORT.setDataSize, DATA_SIZE],
    [COM_PORT.setParity, numberOfParity("none")],
    [COM_PORT.setStopSize, STOP_SIZE_ONE],
  ]);
  /** What holds of flow, break, DTR, RTS and inbound flow. */
  private readonly controls = new Map<number, number>([
    [CONTROL.askFlow, CONTROL.noFlow],
    [CONTROL.askBreak, CONTROL.breakOff],
    [CONTROL.askDtr, CONTROL.dtrOff],
    [CONTROL.askRts, CONTROL.rtsOff],
    [CONTROL.askInboundFlow, CONTROL.noInboundFlow],
  ]);
  /** Options that are on: ours by number, the host's by number and 256 more. */
  private readonly on = new Set<number>();
  private negotiations = 0;
  private suspended = false;
  private held: Uint8Array[] = [];
  private heldBytes = 0;
  private over = false;

  constructor(socket: Wire, handler: WireEvents) {
    this.socket = socket;
    this.handler = handler;
  }

  begin(): void {
    this.handler.onOpen({
      write: (bytes) => this.write(bytes),
      close: () => this.socket.close(),
    });
  }

  receive(bytes: Uint8Array): void {
    if (!this.over) this.reader.push(bytes);
  }

  end(): void {
    this.over = true;
    this.held = [];
  }

  /** For the reader. */
  onData(bytes: Uint8Array): void {
    if (!this.over) this.handler.onData(bytes);
  }

  /** For the reader. Answers only what changes something, or two polite sides would never end. */
  onOption(verb: number, option: number): void {
    this.negotiations++;
    if (this.negotiations > NEGOTIATIONS_MAX) {
      this.socket.close();
      return;
    }
    const theirs = verb === TELNET.will || verb === TELNET.wont;
    const key = theirs ? option + 256 : option;
    const wanted = verb === TELNET.will || verb === TELNET.do;
    const [yes, no] = theirs ? [TELNET.do, TELNET.dont] : [TELNET.will, TELNET.wont];
    if (wanted && !KNOWN_OPTIONS.includes(option)) this.socket.write(optionBytes(no, option));
    else if (wanted && !this.on.has(key)) {
      this.on.add(key);
      this.socket.write(optionBytes(yes, option));
      // Until a mask says otherwise the host hears of the lines without asking.
      if (theirs && option === TELNET_OPTION.comPort) this.answer(COM_PORT.notifyModemState, MODEM_READY);
    } else if (!wanted && this.on.delete(key)) this.socket.write(optionBytes(no, option));
  }

  /** For the reader. */
  onSubnegotiation(option: number, bytes: Uint8Array): void {
    const command = bytes[0];
    if (this.over || option !== TELNET_OPTION.comPort || command === undefined) return;
    const value = bytes[1] ?? 0;
    switch (command) {
      case COM_PORT.signature:
        // Not empty: the host tells its own, which needs no answer.
        if (bytes.length === 1) this.answer(command, ...new TextEncoder().encode(SIGNATURE));
        return;
      case COM_PORT.setBaudRate:
        if (bytes.length >= 5) this.answer(command, ...u32Bytes(this.setting(command, u32At(bytes, 1))));
        return;
      case COM_PORT.setDataSize:
      case COM_PORT.setParity:
      case COM_PORT.setStopSize:
        this.answer(command, this.setting(command, value));
        return;
      case COM_PORT.setControl:
        this.answer(command, this.control(value));
        return;
      case COM_PORT.flowControlSuspend:
        this.suspended = true;
        return;
      case COM_PORT.flowControlResume:
        this.resume();
        return;
      case COM_PORT.setModemStateMask:
        this.answer(command, value);
        if ((value & MODEM_READY) !== 0) this.answer(COM_PORT.notifyModemState, value & MODEM_READY);
        return;
      case COM_PORT.setLineStateMask:
      case COM_PORT.purgeData:
        this.answer(command, value);
        return;
    }
  }

  private answer(command: number, ...value: number[]): void {
    this.socket.write(comPort(command + ANSWER, ...value));
  }

  /** 0 asks for what holds. */
  private setting(command: number, value: number): number {
    if (value !== 0) this.settings.set(command, value);
    return this.settings.get(command)!;
  }

  /** A question answers with what holds; an order holds from now on. */
  private control(value: number): number {
    const asked = this.controls.get(value);
    if (asked !== undefined) return asked;
    if (value <= CONTROL.dsrInboundFlow) {
      const questions = [...this.controls.keys()].filter((question) => question < value);
      // 17 to 19 are more kinds of outbound and inbound flow; the last question below them is the inbound one.
      this.controls.set(Math.max(...questions), value);
    }
    return value;
  }

  private write(bytes: Uint8Array): void {
    if (this.over) return;
    const out = escaped(bytes);
    if (!this.suspended) this.socket.write(out);
    else if (this.heldBytes + out.length <= TCP_BACKLOG_BYTES_MAX) {
      this.heldBytes += out.length;
      this.held.push(out);
    }
  }

  private resume(): void {
    this.suspended = false;
    for (const bytes of this.held) this.socket.write(bytes);
    this.held = [];
    this.heldBytes = 0;
  }
}
