/**
 * What the body of a Cetak image begins with: which machine it is for, and what this firmware does differently. The rest of
 * the body stands for the machine code.
 */
import { encode } from "cborg";
import { decodeMap, type SmpMap, smpMapOf, smpText } from "../protocol/index.ts";

/** "CETAKFW1" */
const MARK = Uint8Array.from([0x43, 0x45, 0x54, 0x41, 0x4b, 0x46, 0x57, 0x31]);
/** The map, encoded. */
export const MANIFEST_BYTES_MAX = 4_096;
export const MANIFEST_PARAMETERS_MAX = 64;

/** What a firmware can do otherwise than the present one. */
export interface FirmwareBehaviours {
  /** `stays`: an old firmware that leaves the nip closed when the power fails. */
  readonly nip: "spring" | "stays";
  /** A build whose self-test finds a fault that is not there. */
  readonly selftest: "honest" | "fails";
  /** A build that hangs while it starts, until the watchdog bites. */
  readonly start: "runs" | "hangs";
}

export const BEHAVIOURS_USUAL: FirmwareBehaviours = { nip: "spring", selftest: "honest", start: "runs" };

/** Possible words of each behaviour, the usual one first. */
export const BEHAVIOUR_WORDS: { readonly [K in keyof FirmwareBehaviours]: readonly FirmwareBehaviours[K][] } = {
  nip: ["spring", "stays"],
  selftest: ["honest", "fails"],
  start: ["runs", "hangs"],
};

export interface Manifest {
  readonly model: string;
  readonly behaviours: FirmwareBehaviours;
  /** Values of parameters as they leave the factory, by name, where they differ from the machine's own. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** Mark, length, map. Throws a RangeError when it is too long. */
export function encodeManifest(manifest: Manifest): Uint8Array {
  const map = encode({ model: manifest.model, behaviours: manifest.behaviours, parameters: manifest.parameters });
  if (map.length > MANIFEST_BYTES_MAX) throw new RangeError(`a manifest has at most ${MANIFEST_BYTES_MAX} bytes`);
  const bytes = new Uint8Array(MARK.length + 4 + map.length);
  bytes.set(MARK);
  new DataView(bytes.buffer).setUint32(MARK.length, map.length, true);
  bytes.set(map, MARK.length + 4);
  return bytes;
}

/** Undefined when the body is not that of a Cetak image. */
export function decodeManifest(body: Uint8Array): Manifest | undefined {
  const begin = MARK.length + 4;
  if (body.length < begin || MARK.some((byte, i) => body[i] !== byte)) return undefined;
  const length = new DataView(body.buffer, body.byteOffset).getUint32(MARK.length, true);
  if (length > MANIFEST_BYTES_MAX || begin + length > body.length) return undefined;
  const map = decodeMap(body.subarray(begin, begin + length));
  const model = map === undefined ? undefined : smpText(map, "model", 32);
  if (map === undefined || model === undefined) return undefined;
  const behaviours = readBehaviours(smpMapOf(map["behaviours"]) ?? {});
  const parameters = readParameters(smpMapOf(map["parameters"]) ?? {});
  return behaviours === undefined || parameters === undefined ? undefined : { model, behaviours, parameters };
}

function readBehaviours(map: SmpMap): FirmwareBehaviours | undefined {
  const read: Record<string, string> = { ...BEHAVIOURS_USUAL };
  for (const [name, words] of Object.entries(BEHAVIOUR_WORDS)) {
    const word = map[name];
    if (word === undefined) continue;
    if (typeof word !== "string" || !(words as readonly string[]).includes(word)) return undefined;
    read[name] = word;
  }
  return read as unknown as FirmwareBehaviours;
}

function readParameters(map: SmpMap): Record<string, number> | undefined {
  const entries = Object.entries(map);
  if (entries.length > MANIFEST_PARAMETERS_MAX) return undefined;
  const read: Record<string, number> = {};
  for (const [name, value] of entries) {
    if (typeof value !== "number" || !Number.isInteger(value) || !/^[a-z][\w/]{0,31}$/.test(name)) return undefined;
    read[name] = value;
  }
  return read;
}
