import { copyFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { cleanUp, folder, run } from "./cli.ts";

afterEach(cleanUp);

test("keys, build, verify: what is good passes, what is damaged, cut or signed otherwise has its own exit code", async () => {
  const cwd = folder();
  const made = await run(["image", "keygen", "--out", "office.pem"], cwd);
  expect(made.code).toBe(0);
  expect(statSync(join(cwd, "office.pem")).mode & 0o777).toBe(0o600);
  const before = readFileSync(join(cwd, "office.pem"), "utf8");
  const again = await run(["image", "keygen", "--out", "office.pem"], cwd);
  expect(again).toMatchObject({ code: 2, err: "cetak: office.pem: exists already, and is not overwritten\n" });
  expect(readFileSync(join(cwd, "office.pem"), "utf8")).toBe(before);

  const build = [
    "image",
    "build",
    "--model",
    "hdp5000",
    "--version",
    "1.2.0+3",
    "--counter",
    "4",
    "--behaviour",
    "nip=stays",
  ];
  const built = await run([...build, "--key", "office.pem", "--out", "fw.bin", "--json"], cwd);
  expect(built.code).toBe(0);
  expect(JSON.parse(built.out)).toMatchObject({
    version: "1.2.0+3",
    model: "hdp5000",
    securityCounter: 4,
    intact: true,
    behaviours: { nip: "stays" },
  });
  const good = readFileSync(join(cwd, "fw.bin"));
  const damaged = Buffer.from(good);
  damaged[5_000]! ^= 4;
  writeFileSync(join(cwd, "damaged.bin"), damaged);
  writeFileSync(join(cwd, "cut.bin"), good.subarray(0, good.length - 5));
  const verify = (file: string, key: string) => run(["image", "verify", file, "--key", key], cwd);
  const [ok, other, bad, cut] = await Promise.all([
    verify("fw.bin", "office.pub.pem"),
    verify("fw.bin", "development"),
    verify("damaged.bin", "office.pub.pem"),
    verify("cut.bin", "office.pub.pem"),
  ]);
  expect(ok).toMatchObject({ code: 0, err: "" });
  expect(other).toMatchObject({ code: 8, err: expect.stringContaining("signed with another key") });
  expect(bad).toMatchObject({ code: 1, err: expect.stringContaining("it is damaged") });
  expect(cut).toMatchObject({ code: 2, err: expect.stringContaining("cut short") });
});

test("the image of MCUboot's own tool verifies from the command line", async () => {
  const cwd = folder();
  for (const name of ["imgtool-ed25519-1.2.3.bin", "test-key.pub.pem"]) {
    copyFileSync(new URL(`../firmware/fixtures/${name}`, import.meta.url), join(cwd, name));
  }
  const { code, out } = await run(
    ["image", "verify", "imgtool-ed25519-1.2.3.bin", "--key", "test-key.pub.pem", "--json"],
    cwd,
  );
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ good: true, version: "1.2.3+4", securityCounter: 7, model: null });
});
