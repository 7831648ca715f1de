/** Numbers of the telnet option COM-PORT-CONTROL [P: RFC 2217]. A server answers with the command's number and 100 more. */
import { subnegotiation, TELNET_OPTION } from "./telnet.ts";
import type { Parity } from "./url.ts";

export const COM_PORT = {
  signature: 0,
  setBaudRate: 1,
  setDataSize: 2,
  setParity: 3,
  setStopSize: 4,
  setControl: 5,
  notifyLineState: 6,
  notifyModemState: 7,
  flowControlSuspend: 8,
  flowControlResume: 9,
  setLineStateMask: 10,
  setModemStateMask: 11,
  purgeData: 12,
} as const;
export const ANSWER = 100;

/** Values of SET-CONTROL. */
export const CONTROL = {
  askFlow: 0,
  noFlow: 1,
  hardwareFlow: 3,
  askBreak: 4,
  breakOn: 5,
  breakOff: 6,
  askDtr: 7,
  dtrOn: 8,
  dtrOff: 9,
  askRts: 10,
  rtsOn: 11,
  rtsOff: 12,
  askInboundFlow: 13,
  noInboundFlow: 14,
  dsrInboundFlow: 19,
} as const;

export const PURGE = { receive: 1, transmit: 2, both: 3 } as const;
/** Clear to send, data set ready, carrier: somebody is there. */
export const MODEM_READY = 0xb0;
export const DATA_SIZE = 8;
export const STOP_SIZE_ONE = 1;

/** None is 1, odd 2, even 3. */
const PARITY_NUMBERS: Readonly<Record<Parity, number>> = { none: 1, odd: 2, even: 3 };
export const numberOfParity = (parity: Parity): number => PARITY_NUMBERS[parity];

/** One command or answer, ready for the wire. */
export function comPort(command: number, ...value: readonly number[]): Uint8Array {
  return subnegotiation(TELNET_OPTION.comPort, Uint8Array.of(command, ...value));
}

/** Big-endian. */
export const u32Bytes = (value: number): number[] => [
  value >>> 24,
  (value >>> 16) & 0xff,
  (value >>> 8) & 0xff,
  value & 0xff,
];

export function u32At(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}
