/** Fetches files from a device and brings them to it, piece after piece (SMP group 8). Rejects with an {@link SmpError}. */
import type { SmpClient } from "./client.ts";
import { FS_COMMAND, SMP_GROUP } from "./codes.ts";
import { bytes, wholeNumber } from "./fields.ts";
import { SmpError } from "./smp-error.ts";
import type { SmpBuffers } from "./upload.ts";

/** Longest file that is fetched. */
export const SMP_FILE_BYTES_MAX = 16 * 1024 * 1024;
/** Header, name and numbers beside the data of one piece. */
const PIECE_EXTRA_BYTES = 60;
/** Pieces in a row that the device took nothing of. */
const STANDSTILLS_MAX = 5;

export async function downloadFile(client: SmpClient, name: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const what = `fetching ${name}`;
  let length: number | undefined;
  for (let off = 0; length === undefined || off < length; ) {
    const answer = await client.request(SMP_GROUP.fs, FS_COMMAND.file, "read", { name, off }, { what });
    const data = bytes(answer, "data");
    if (off === 0) length = wholeNumber(answer, "len", SMP_FILE_BYTES_MAX);
    if (data === undefined || length === undefined || wholeNumber(answer, "off") !== off) {
      throw new SmpError("protocol", `${what}: an answer without sense`);
    }
    if (length === 0) break;
    if (data.length === 0) throw new SmpError("protocol", `${what}: the device stops at ${off} of ${length} bytes`);
    pieces.push(data);
    off += data.length;
  }
  return Buffer.concat(pieces);
}

export async function uploadFile(
  client: SmpClient,
  name: string,
  file: Uint8Array,
  buffers: SmpBuffers,
): Promise<void> {
  const room = Math.max(16, buffers.bytes - PIECE_EXTRA_BYTES - name.length);
  const what = `bringing ${name}`;
  let standstills = 0;
  for (let off = 0; off < file.length || off === 0; ) {
    const head = off === 0 ? { len: file.length } : {};
    const data = file.subarray(off, off + room);
    const answer = await client.request(SMP_GROUP.fs, FS_COMMAND.file, "write", { name, off, data, ...head }, { what });
    const wanted = wholeNumber(answer, "off", file.length);
    if (wanted === undefined) throw new SmpError("protocol", `${what}: the answer names no offset`);
    if (file.length === 0) return;
    standstills = wanted > off ? 0 : standstills + 1;
    if (standstills > STANDSTILLS_MAX) throw new SmpError("protocol", `${what}: the device keeps asking for ${wanted}`);
    off = wanted;
  }
}
