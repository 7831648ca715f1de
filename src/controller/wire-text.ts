/** Short byte strings of the link as text: job keys and serial numbers. */
const JOB_BYTES_MAX = 16;

/** Latin-1 text of a byte string; empty when absent. */
export function bytesText(bytes: Uint8Array | undefined): string {
  // One after the other: such strings are short, and there are a dozen of them in each card.
  let text = "";
  for (let i = 0; bytes !== undefined && i < bytes.length; i++) text += String.fromCharCode(bytes[i]!);
  return text;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0").toUpperCase());

/** Upper-case hex, as chip serials are written everywhere. */
export function bytesHex(bytes: Uint8Array | undefined): string {
  let hex = "";
  for (let i = 0; bytes !== undefined && i < bytes.length; i++) hex += HEX[bytes[i]!]!;
  return hex;
}

/** A job key for the wire. Throws on a key that is too long or not ASCII: the station made it, so that is our own mistake. */
export function jobBytes(job: string): Uint8Array {
  let fits = job.length <= JOB_BYTES_MAX;
  const bytes = new Uint8Array(fits ? job.length : 0);
  for (let i = 0; i < bytes.length; i++) {
    const code = job.charCodeAt(i);
    if (code < 0x21 || code > 0x7e) fits = false;
    bytes[i] = code;
  }
  if (!fits) throw new RangeError(`a job key is 0..${JOB_BYTES_MAX} printable ASCII bytes`);
  return bytes;
}
