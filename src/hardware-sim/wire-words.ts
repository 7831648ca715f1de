/** Job ids and names on the link: bytes to text and back. Short and plain ASCII as good as always, which needs no converter. */

const encoder = new TextEncoder();
/** What browsers and Node call latin1 is Windows-1252: bytes 0x80..0x9F are letters and signs of its own. */
const decoder = new TextDecoder("latin1");
const ASCII_MAX = 0x7f;

/** Text of a byte string of the host. */
export function wordOf(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return "";
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! > ASCII_MAX) return decoder.decode(bytes);
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}

/** UTF-8 of a text. */
export function bytesOf(word: string): Uint8Array {
  const bytes = new Uint8Array(word.length);
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i);
    if (code > ASCII_MAX) return encoder.encode(word);
    bytes[i] = code;
  }
  return bytes;
}
