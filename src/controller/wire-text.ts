/** Short byte strings of the link as text: job keys and serial numbers. */
const JOB_BYTES_MAX = 16;

/** Latin-1 text of a byte string; empty when absent. */
export function bytesText(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "" : String.fromCharCode(...bytes);
}

/** Upper-case hex, as chip serials are written everywhere. */
export function bytesHex(bytes: Uint8Array | undefined): string {
  let hex = "";
  for (const byte of bytes ?? []) hex += byte.toString(16).padStart(2, "0").toUpperCase();
  return hex;
}

/** A job key for the wire. Throws on a key that is too long or not ASCII: the station made it, so that is our own mistake. */
export function jobBytes(job: string): Uint8Array {
  const bytes = Uint8Array.from(job, (char) => char.charCodeAt(0));
  if (bytes.length > JOB_BYTES_MAX || bytes.some((byte) => byte < 0x21 || byte > 0x7e)) {
    throw new RangeError(`a job key is 0..${JOB_BYTES_MAX} printable ASCII bytes`);
  }
  return bytes;
}
