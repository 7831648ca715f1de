import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { inProcess } from "./in-process.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function inFolder(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), "cetak-image-"));
  folders.push(folder);
  return (name) => join(folder, name);
}

const image = (...args: string[]) => inProcess(["image", ...args]);

test("keys, build, sign, verify: what is good passes, what is damaged, cut or signed otherwise has its own exit code", async () => {
  const at = inFolder();
  const key = at("office.pem");
  const publicKey = at("office.pub.pem");
  expect((await image("keygen", "--out", key)).code).toBe(0);
  expect(statSync(key).mode & 0o777).toBe(0o600);
  const before = readFileSync(key, "utf8");
  expect(await image("keygen", "--out", key)).toMatchObject({
    code: 2,
    err: `cetak: ${key} cannot be written: it is there already, and is not overwritten\n`,
  });
  expect(readFileSync(key, "utf8")).toBe(before);

  const wishes = ["--model", "hdp5000", "--version", "1.2.0+3", "--counter", "4", "--behaviour", "nip=stays"];
  const built = await image("build", ...wishes, "--key", key, "--out", at("fw.bin"), "--json");
  expect(built.code).toBe(0);
  expect(JSON.parse(built.out)).toMatchObject({
    version: "1.2.0+3",
    model: "hdp5000",
    securityCounter: 4,
    intact: true,
    behaviours: { nip: "stays" },
  });
  const good = readFileSync(at("fw.bin"));
  const damaged = Buffer.from(good);
  damaged[5_000]! ^= 4;
  writeFileSync(at("damaged.bin"), damaged);
  writeFileSync(at("cut.bin"), good.subarray(0, good.length - 5));
  const verify = (file: string, by: string) => image("verify", at(file), "--key", by);
  expect(await verify("fw.bin", publicKey)).toMatchObject({ code: 0, err: "" });
  expect(await verify("fw.bin", "development")).toMatchObject({ code: 8, err: expect.stringContaining("another key") });
  expect(await verify("damaged.bin", publicKey)).toMatchObject({ code: 1, err: expect.stringContaining("damaged") });
  expect(await verify("cut.bin", publicKey)).toMatchObject({ code: 2, err: expect.stringContaining("cut short") });
  expect((await image("sign", at("fw.bin"), "--key", "development", "--out", at("dev.bin"))).code).toBe(0);
  expect(await verify("dev.bin", "development")).toMatchObject({ code: 0 });
  expect((await image("info", at("dev.bin"))).out).toMatch(/ed25519 by the development key/);
});

test("what cannot be built is said in one sentence", async () => {
  const at = inFolder();
  const build = (...wishes: string[]) => image("build", "--key", "development", "--out", at("x.bin"), ...wishes);
  const cases: readonly [string[], RegExp][] = [
    [["--model", "epson", "--version", "1.0"], /unknown model "epson"; known models: hdp5000, sr300/],
    [["--model", "sr300", "--version", "one"], /"one" is no version/],
    [["--model", "sr300", "--version", "1.0", "--behaviour", "nip=opens"], /there are nip=spring\|stays/],
    [["--model", "sr300", "--version", "1.0", "--setting", "kp"], /write it like heat\/kp=41000/],
    [["--model", "sr300", "--version", "1.0", "--kib", "900"], /--kib must be a whole number from 8 to 251/],
  ];
  for (const [wishes, sentence] of cases) {
    expect(await build(...wishes)).toMatchObject({ code: 2, out: "", err: expect.stringMatching(sentence) });
  }
  writeFileSync(at("no.pem"), "hello");
  expect(await image("sign", at("x.bin"), "--key", at("no.pem"), "--out", at("y.bin"))).toMatchObject({
    code: 2,
    err: expect.stringMatching(/no private key in PEM; make one with cetak image keygen/),
  });
  expect(await image("info", at("none.bin"))).toMatchObject({ code: 2, err: expect.stringMatching(/no such file/) });
});

test("the image of MCUboot's own tool verifies from the command line", async () => {
  const fixture = (name: string): string => fileURLToPath(new URL(`../firmware/fixtures/${name}`, import.meta.url));
  const { code, out } = await image(
    "verify",
    fixture("imgtool-ed25519-1.2.3.bin"),
    "--key",
    fixture("test-key.pub.pem"),
    "--json",
  );
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ good: true, version: "1.2.3+4", securityCounter: 7, model: null });
});
