import { type PeerDictionary, parseDictionary } from "./peer-dictionary.ts";

/** Different dictionaries kept: a station has engines of a few kinds and firmware versions. */
export const DICTIONARIES_CACHED_MAX = 16;

const cached = new Map<string, PeerDictionary>();

/**
 * {@link parseDictionary}, once for all engines that hand out the same bytes. Each link still downloads its own: the bytes
 * themselves are the key, so nothing stale can be found.
 */
export function dictionaryOf(compressed: Uint8Array): PeerDictionary | string {
  const key = Buffer.from(compressed.buffer, compressed.byteOffset, compressed.byteLength).toString("latin1");
  const known = cached.get(key);
  if (known !== undefined) return known;
  const parsed = parseDictionary(compressed);
  if (typeof parsed === "string") return parsed;
  if (cached.size === DICTIONARIES_CACHED_MAX) {
    for (const oldest of cached.keys()) {
      cached.delete(oldest);
      break;
    }
  }
  cached.set(key, parsed);
  return parsed;
}
