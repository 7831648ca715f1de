/** Copies of what is under way on lines in memory, used again: blocks are short and many, and an array made for each is soon rubbish. */
import { BLOCK_BYTES_MAX } from "../block.ts";

/** Arrays of one length that wait to be used again. */
const FREE_MAX = 64;

const free: Uint8Array[][] = Array.from({ length: BLOCK_BYTES_MAX + 1 }, () => []);

/** A copy, to be given back with {@link returnParcel} once its receiver has returned; receivers copy what they keep. */
export function parcelOf(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  const parcel = length <= BLOCK_BYTES_MAX ? free[length]!.pop() : undefined;
  if (parcel === undefined) return new Uint8Array(bytes);
  for (let i = 0; i < length; i++) parcel[i] = bytes[i]!;
  return parcel;
}

export function returnParcel(parcel: Uint8Array): void {
  if (parcel.length > BLOCK_BYTES_MAX) return;
  const same = free[parcel.length]!;
  if (same.length < FREE_MAX) same.push(parcel);
}
