import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import {
  BEHAVIOURS_USUAL,
  buildImage,
  compareVersions,
  decodeManifest,
  developmentKey,
  generateKey,
  type ImagePlan,
  isNoImage,
  judgeImage,
  KeyError,
  mayReplace,
  parseImage,
  parseVersion,
  type SlotImage,
  signImage,
  signingKey,
  trustedKey,
  verifyImage,
  versionText,
} from "../../src/firmware/index.ts";

const fixture = (name: string): Buffer => readFileSync(new URL(`fixtures/${name}`, import.meta.url));
const FOREIGN = fixture("imgtool-ed25519-1.2.3.bin");
const FOREIGN_KEY = trustedKey(fixture("test-key.pub.pem").toString());

const PLAN: ImagePlan = {
  manifest: { model: "sr300", behaviours: { ...BEHAVIOURS_USUAL, nip: "stays" }, parameters: { "heat/kp": 41_000 } },
  version: parseVersion("3.200.60000+4000000000")!,
  securityCounter: 7,
  bodyBytes: 10_000,
};

test("the image of MCUboot's own tool verifies, and says what was put in", () => {
  const verdict = verifyImage(FOREIGN, [developmentKey(), FOREIGN_KEY]);
  if (!verdict.good) throw new Error(verdict.words);
  const { image } = verdict;
  expect(versionText(image.header.version)).toBe("1.2.3+4");
  expect(image.securityCounter).toBe(7);
  expect(Buffer.from(image.hash).toString("hex")).toBe(
    "ad161f8ec76f50137edcbe5853e706359dd223b15056622fea7c820c0bce7f0d",
  );
  const body = Array.from({ length: 1_250 }, (_, i) => createHash("sha256").update(`cetak fixture ${i}`).digest());
  expect(Buffer.from(image.body).equals(Buffer.concat(body).subarray(0, 40_000))).toBe(true);
  expect(image.totalBytes).toBe(FOREIGN.length);
});

test("no bit of header, protected fields, hash, key or signature may flip, nor any of a sample of the body", () => {
  const random = new Random("flips");
  const header = 512;
  const bits = (from: number, length: number): number[] => Array.from({ length: 8 * length }, (_, i) => 8 * from + i);
  const places = [
    ...bits(0, 32),
    ...Array.from({ length: 100 }, () => 8 * 32 + random.int(8 * (header - 32))),
    ...Array.from({ length: 200 }, () => 8 * header + random.int(8 * 40_000)),
    ...bits(header + 40_000, FOREIGN.length - header - 40_000),
  ];
  const passed: number[] = [];
  const bad = Buffer.from(FOREIGN);
  for (const place of places) {
    bad[place >> 3]! ^= 1 << (place & 7);
    if (verifyImage(bad, [FOREIGN_KEY]).good) passed.push(place);
    bad[place >> 3]! ^= 1 << (place & 7);
  }
  expect(passed).toEqual([]);
});

test("an image that was cut anywhere is refused, one with padding behind it is not", () => {
  const random = new Random("cuts");
  for (let i = 0; i < 200; i++) {
    expect(verifyImage(FOREIGN.subarray(0, random.int(FOREIGN.length)), [FOREIGN_KEY]).good).toBe(false);
  }
  expect(verifyImage(FOREIGN.subarray(0, FOREIGN.length - 1), [FOREIGN_KEY]).good).toBe(false);
  expect(verifyImage(Buffer.concat([FOREIGN, Buffer.alloc(5_000, 0xff)]), [FOREIGN_KEY]).good).toBe(true);
});

test.each(["sha256", "sha512"] as const)("what we build with %s verifies with its key alone", (hash) => {
  const key = signingKey(generateKey().privatePem);
  const bytes = buildImage({ ...PLAN, hash }, key);
  const verdict = verifyImage(bytes, [key]);
  if (!verdict.good) throw new Error(verdict.words);
  expect(versionText(verdict.image.header.version)).toBe("3.200.60000+4000000000");
  expect(verdict.image).toMatchObject({ securityCounter: 7, hashName: hash, totalBytes: bytes.length });
  expect(decodeManifest(verdict.image.body)).toEqual(PLAN.manifest);
  expect(verifyImage(bytes, [developmentKey()])).toMatchObject({ good: false, fault: "unknownKey" });
  expect(Buffer.from(buildImage({ ...PLAN, hash }, key)).equals(bytes)).toBe(true);
  const again = signImage(bytes, developmentKey());
  expect(verifyImage(again, [developmentKey()]).good).toBe(true);
  const parsed = parseImage(again);
  if (isNoImage(parsed)) throw new Error(parsed.problem);
  expect(Buffer.from(parsed.hash).equals(verdict.image.hash)).toBe(true);
});

test("random bytes and random damage never throw", () => {
  const random = new Random("image fuzz");
  const good = buildImage(PLAN, developmentKey());
  for (let i = 0; i < 3_000; i++) {
    const bytes = Uint8Array.from(good.subarray(0, 600 + random.int(200)));
    for (let n = random.int(20); n >= 0; n--) bytes[random.int(bytes.length)] = random.int(256);
    verifyImage(bytes, [developmentKey()]);
    judgeImage(bytes.subarray(random.int(100)), { model: "sr300", keys: [developmentKey()] });
  }
});

test("keys that are none, or of another kind, are named", () => {
  const { privatePem, publicPem } = generateKey();
  expect(trustedKey(privatePem).hash).toBe(trustedKey(publicPem).hash);
  expect(() => signingKey(publicPem)).toThrow(/public key; signing needs the private one/);
  expect(() => trustedKey("hello")).toThrow(KeyError);
  expect(() => signingKey("hello")).toThrow(KeyError);
});

test("versions are read, written and ordered", () => {
  expect(parseVersion("1.2")).toEqual({ major: 1, minor: 2, revision: 0, build: 0 });
  for (const bad of ["", "1", "256.0.0", "1.2.65536", "1.2.3+4294967296", "1.2.3-4", "v1.2.3"]) {
    expect(parseVersion(bad), bad).toBeUndefined();
  }
  const ordered = ["0.9.9", "1.0.0", "1.0.0+1", "1.0.1", "1.1.0", "2.0.0"].map((words) => parseVersion(words)!);
  for (let i = 1; i < ordered.length; i++) expect(compareVersions(ordered[i - 1]!, ordered[i]!)).toBeLessThan(0);
});

test("an image for another model does not run here, and the counter guards against going back", () => {
  const key = developmentKey();
  const judge = { model: "hdp5000", keys: [key] };
  expect(judgeImage(buildImage(PLAN, key), judge)).toMatchObject({ good: false, reason: "wrongModel" });
  expect(judgeImage(FOREIGN, { model: "hdp5000", keys: [FOREIGN_KEY] })).toMatchObject({ reason: "wrongModel" });
  const make = (version: string, securityCounter: number): SlotImage => {
    const manifest = { ...PLAN.manifest, model: "hdp5000" };
    const found = judgeImage(
      buildImage({ ...PLAN, manifest, version: parseVersion(version)!, securityCounter }, key),
      judge,
    );
    if (!found.good) throw new Error(found.words);
    return found;
  };
  const running = make("2.0.0", 5);
  expect(mayReplace(running, make("9.0.0", 4))).toMatch(/counter 4 is below 5/);
  expect(mayReplace(running, make("1.0.0", 5))).toBeUndefined();
  const { securityCounter: _, ...plain } = running;
  expect(mayReplace({ ...plain, securityCounter: undefined }, make("1.9.0", 9))).toMatch(/1.9.0 is older than 2.0.0/);
});
