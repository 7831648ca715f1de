/** MAVLink 2 at equal payload: its checksum is the one of our blocks, begun alike, so the work is the same. */
import { MavLinkPacketParser, MavLinkPacketSplitter, MSG_ID_MAGIC_NUMBER, x25crc } from "node-mavlink";

/** BATTERY_STATUS: a message whose payload may have the 41 bytes of our status. */
const MESSAGE_ID = 147;
const HEADER_BYTES = 10;
const CRC_BYTES = 2;
const MAGIC = 0xfd;

/** A packet of version 2, unsigned, as a vehicle sends it. */
export function mavlinkFrame(payload: Buffer, sequence: number): Buffer {
  const frame = Buffer.alloc(HEADER_BYTES + payload.length + CRC_BYTES);
  frame.set([MAGIC, payload.length, 0, 0, sequence & 0xff, 1, 1, MESSAGE_ID]);
  payload.copy(frame, HEADER_BYTES);
  const extra = MSG_ID_MAGIC_NUMBER[MESSAGE_ID as unknown as keyof typeof MSG_ID_MAGIC_NUMBER];
  frame.writeUInt16LE(x25crc(frame, 1, CRC_BYTES, Number(extra)), HEADER_BYTES + payload.length);
  return frame;
}

/** Takes a chunk of the stream, returns how many packets ended in it. Read by hand, so that nothing waits for a later turn of the loop. */
export function mavlinkReceiver(): (chunk: Buffer) => number {
  const splitter = new MavLinkPacketSplitter();
  const parser = new MavLinkPacketParser();
  return (chunk) => {
    let packets = 0;
    splitter.write(chunk);
    for (let raw = splitter.read(); raw !== null; raw = splitter.read()) {
      parser.write(raw);
      while (parser.read() !== null) packets++;
    }
    return packets;
  };
}
