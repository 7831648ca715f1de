/** Bytes as base64, in pieces so that no call gets millions of arguments. */
const PIECE_BYTES = 0x6000;

export function base64Of(bytes: Uint8Array): string {
  let text = "";
  // A multiple of three, so that the pieces join without padding between them.
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE_BYTES)));
  }
  return text;
}
