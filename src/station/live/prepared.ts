/** A message for many: serialised once, and framed once as a WebSocket text frame (RFC 6455, unmasked, whole). */

export interface Prepared {
  readonly payload: Buffer;
  readonly frame: Buffer;
}

const FIN_TEXT = 0x81;

export function prepared(payload: Buffer): Prepared {
  const { length } = payload;
  const headBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headBytes + length);
  frame[0] = FIN_TEXT;
  if (headBytes === 2) frame[1] = length;
  else if (headBytes === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  payload.copy(frame, headBytes);
  return { payload, frame };
}
