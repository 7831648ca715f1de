import {
  BEHAVIOUR_WORDS,
  BEHAVIOURS_USUAL,
  buildImage,
  DEVELOPMENT_KEY_NAME,
  decodeManifest,
  developmentKey,
  type FirmwareBehaviours,
  type ImageHash,
  isNoImage,
  type ParsedImage,
  parseImage,
  parseVersion,
  SLOT_IMAGE_BYTES_MAX,
  signImage,
  TLV,
  verifyImage,
  versionText,
} from "../../firmware/index.ts";
import { SIM_MODELS } from "../../rig/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { numberOption } from "../options.ts";
import { keepInputs, writeOutFile } from "../out-file.ts";
import { readImage, readSigningKey, readTrustedKey } from "./image-files.ts";

const IMAGE_MODE = 0o644;
const KIB_MAX = 251;

export interface ImageBuildOptions {
  model: string;
  version: string;
  key: string;
  out: string;
  counter: string;
  kib: string;
  hash: ImageHash;
  behaviour?: string[];
  setting?: string[];
  json?: boolean;
}

/** `cetak image build`. */
export function imageBuild(options: ImageBuildOptions): void {
  if (!(SIM_MODELS as readonly string[]).includes(options.model)) {
    throw new CommandError(EXIT.usage, `unknown model "${options.model}"; known models: ${SIM_MODELS.join(", ")}`);
  }
  const version = parseVersion(options.version);
  if (version === undefined) {
    throw new CommandError(EXIT.usage, `"${options.version}" is no version; write it like 1.2.0 or 1.2.0+45`);
  }
  const bytes = buildImage(
    {
      manifest: {
        model: options.model,
        behaviours: readBehaviours(options.behaviour ?? []),
        parameters: readSettings(options.setting ?? []),
      },
      version,
      securityCounter: numberOption(options.counter, "--counter", 0, 0xffff_ffff, true),
      bodyBytes: numberOption(options.kib, "--kib", 8, KIB_MAX, true) * 1024,
      hash: options.hash,
    },
    readSigningKey(options.key),
  );
  keepInputs([options.key], options.out);
  writeOutFile(options.out, bytes, { mode: IMAGE_MODE });
  tell(options.out, bytes, options.json);
}

/** `cetak image sign`. */
export function imageSign(file: string, options: { key: string; out: string; json?: boolean }): void {
  const key = readSigningKey(options.key);
  let signed: Uint8Array;
  try {
    signed = signImage(readImage(file), key);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CommandError(EXIT.usage, `${file}: ${error.message}`);
  }
  // Its own image may be signed in place.
  keepInputs([options.key], options.out);
  writeOutFile(options.out, signed, { mode: IMAGE_MODE });
  tell(options.out, signed, options.json);
}

/** `cetak image verify`. */
export function imageVerify(file: string, options: { key: string; json?: boolean }): void {
  const key = readTrustedKey(options.key);
  const verdict = verifyImage(readImage(file), [key]);
  if (options.json) {
    const found = verdict.good ? { good: true } : { good: false, fault: verdict.fault, words: verdict.words };
    process.stdout.write(`${JSON.stringify({ file, ...found, ...(verdict.image ? factsOf(verdict.image) : {}) })}\n`);
  } else if (verdict.good) {
    process.stdout.write(`${file}: good, version ${versionText(verdict.image.header.version)}, signed by this key\n`);
  }
  if (verdict.good) return;
  const code = verdict.fault === "noImage" ? EXIT.usage : verdict.fault === "damaged" ? EXIT.failed : EXIT.refused;
  throw new CommandError(code, `${file}: ${verdict.words}`);
}

/** `cetak image info`. */
export function imageInfo(file: string, options: { json?: boolean }): void {
  tell(file, readImage(file), options.json);
}

function tell(file: string, bytes: Uint8Array, json: boolean | undefined): void {
  const image = parseImage(bytes);
  if (isNoImage(image)) throw new CommandError(EXIT.usage, `${file}: ${image.problem}`);
  const facts = factsOf(image);
  process.stdout.write(json ? `${JSON.stringify({ file, ...facts })}\n` : text(file, facts));
  if (!image.intact) throw new CommandError(EXIT.failed, `${file}: its hash is not that of its bytes: it is damaged`);
  if (image.totalBytes > SLOT_IMAGE_BYTES_MAX) {
    process.stderr.write(`cetak: ${file} is longer than the ${SLOT_IMAGE_BYTES_MAX} bytes of an engine's slot\n`);
  }
}

interface Facts {
  readonly version: string;
  readonly bytes: number;
  readonly hashName: string;
  readonly hash: string;
  readonly intact: boolean;
  readonly securityCounter: number | null;
  /** SHA-256 of the public key, or null when the image names none. */
  readonly key: string | null;
  readonly signed: boolean;
  readonly model: string | null;
  readonly behaviours: FirmwareBehaviours | null;
  readonly settings: Readonly<Record<string, number>>;
}

function factsOf(image: ParsedImage): Facts {
  const manifest = decodeManifest(image.body);
  const key = image.tlvs.find(({ type }) => type === TLV.keyHash)?.value;
  return {
    version: versionText(image.header.version),
    bytes: image.totalBytes,
    hashName: image.hashName,
    hash: Buffer.from(image.hash).toString("hex"),
    intact: image.intact,
    securityCounter: image.securityCounter ?? null,
    key: key === undefined ? null : Buffer.from(key).toString("hex"),
    signed: image.tlvs.some(({ type }) => type === TLV.ed25519),
    model: manifest?.model ?? null,
    behaviours: manifest?.behaviours ?? null,
    settings: manifest?.parameters ?? {},
  };
}

function text(file: string, facts: Facts): string {
  const key = facts.key === developmentKey().hash ? `the ${DEVELOPMENT_KEY_NAME} key` : facts.key?.slice(0, 16);
  const others = Object.entries(facts.behaviours ?? {}).filter(
    ([name, word]) => BEHAVIOURS_USUAL[name as keyof FirmwareBehaviours] !== word,
  );
  const settings = Object.entries(facts.settings);
  const lines = [
    `image        ${file}`,
    `version      ${facts.version}`,
    `model        ${facts.model ?? "not said (no image of Cetak's)"}`,
    `length       ${facts.bytes} bytes`,
    `hash         ${facts.hash.slice(0, 32)} (${facts.hashName}, ${facts.intact ? "intact" : "DAMAGED"})`,
    `signature    ${facts.signed ? `ed25519 by ${key ?? "an unnamed key"}, not checked here` : "none"}`,
    `counter      ${facts.securityCounter ?? "none"}`,
    ...(others.length === 0 ? [] : [`does         ${others.map(([name, word]) => `${name}=${word}`).join(", ")}`]),
    ...(settings.length === 0
      ? []
      : [`settings     ${settings.map(([name, value]) => `${name}=${value}`).join(", ")}`]),
  ];
  return `${lines.join("\n")}\n`;
}

function readBehaviours(wishes: readonly string[]): FirmwareBehaviours {
  const read: Record<string, string> = { ...BEHAVIOURS_USUAL };
  for (const wish of wishes) {
    const [name = "", word = ""] = wish.split("=", 2);
    const words = (BEHAVIOUR_WORDS as Readonly<Record<string, readonly string[]>>)[name];
    if (words === undefined || !words.includes(word)) {
      const known = Object.entries(BEHAVIOUR_WORDS).map(([key, all]) => `${key}=${all.join("|")}`);
      throw new CommandError(EXIT.usage, `"${wish}" is no behaviour; there are ${known.join(", ")}`);
    }
    read[name] = word;
  }
  return read as unknown as FirmwareBehaviours;
}

function readSettings(wishes: readonly string[]): Record<string, number> {
  const read: Record<string, number> = {};
  for (const wish of wishes) {
    const [key = "", value = ""] = wish.split("=", 2);
    if (!/^[a-z][\w/]{0,31}$/.test(key) || !/^-?\d{1,12}$/.test(value)) {
      throw new CommandError(EXIT.usage, `"${wish}" is no setting; write it like heat/kp=41000`);
    }
    read[key] = Number(value);
  }
  return read;
}
