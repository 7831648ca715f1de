/** What a command reads is not written over by what it writes, and what it could not begin leaves nothing behind. */
import { copyFileSync, existsSync, linkSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { batchCsv, syntheticPeople } from "../../src/rig/index.ts";
import { cleanUp, folder } from "./cli.ts";
import { inProcess } from "./in-process.ts";

afterEach(cleanUp);

const shipped = (path: string): string => resolve(import.meta.dirname, "../..", path);

describe("a file that is read is not written over", () => {
  /** Gives the command with `FILE` for the file to keep and `OUT` for another name of it. */
  async function kept(file: string, args: readonly string[], name: (file: string, dir: string) => string) {
    const before = readFileSync(file);
    const words = args.map((arg) => (arg === "FILE" ? file : arg === "OUT" ? name(file, folder()) : arg));
    const ended = await inProcess(words);
    expect(ended.err).toMatch(/^cetak: \S+ is read here and is not written over; name another file to write\n$/);
    expect([ended.code, ended.out]).toEqual([2, ""]);
    expect(readFileSync(file).equals(before)).toBe(true);
  }
  const same = (file: string): string => file;
  const symbolic = (file: string, dir: string): string => {
    symlinkSync(file, join(dir, "link"));
    return join(dir, "link");
  };
  const hard = (file: string, dir: string): string => {
    linkSync(file, join(dir, "link"));
    return join(dir, "link");
  };
  const copied = (path: string): string => {
    const to = join(folder(), "copy.yaml");
    copyFileSync(shipped(path), to);
    return to;
  };
  const batch = (): string => {
    const path = join(folder(), "batch.csv");
    writeFileSync(path, batchCsv(syntheticPeople(2, 1)));
    return path;
  };

  test("a batch, by any of its names", async () => {
    const print = ["print", "FILE", "--printer", "sim:hdp5000"];
    for (const name of [same, symbolic, hard]) await kept(batch(), [...print, "--cards", "OUT"], name);
    await kept(batch(), [...print, "--record", "OUT"], same);
  });

  test("an office file and a scenario", async () => {
    const office = copied("offices/palembang-2015.yaml");
    await kept(office, ["day", "FILE", "--csv", "OUT"], same);
    await kept(office, ["forecast", "FILE", "--svg", "OUT"], same);
    await kept(copied("scenarios/fault-cover-open.yaml"), ["test", "FILE", "--html", "OUT"], same);
  });

  test("a private key", async () => {
    const key = join(folder(), "k.pem");
    await inProcess(["image", "keygen", "--out", key]);
    const build = ["image", "build", "--model", "hdp5000", "-V", "1.0.0", "--key", "FILE", "--out", "OUT"];
    await kept(key, build, same);
    const image = join(folder(), "i.img");
    expect((await inProcess(build.map((arg) => (arg === "FILE" ? key : arg === "OUT" ? image : arg)))).code).toBe(0);
    await kept(key, ["image", "sign", image, "--key", "FILE", "--out", "OUT"], same);
    expect((await inProcess(["image", "sign", image, "--key", "development", "--out", image])).code).toBe(0);
  });

  test("a station's journal and its file", async () => {
    const dir = folder();
    const config = join(dir, "station.toml");
    writeFileSync(
      config,
      '[station]\noffice = "Uji"\nport = 0\ndata = "data"\n[[printer]]\nname = "P1"\nmodel = "hdp5000"\n[printer.simulate]\n',
    );
    await inProcess(["jobs", "import", batch(), "--config", config]);
    const out = ["jobs", "export", "--config", config, "--out", "OUT"];
    await kept(config, out, same);
    const journal = join(dir, "data", "journal.db");
    const ended = await inProcess(out.map((arg) => (arg === "OUT" ? journal : arg)));
    expect([ended.code, ended.err]).toEqual([2, expect.stringContaining("journal.db is read here")]);
    expect((await inProcess(["journal", "check", "--config", config])).code).toBe(0);
  });
});

describe("what could not begin", () => {
  test("a recording of nobody: no file, and none of before is gone", async () => {
    const path = join(folder(), "r.pcapng");
    const record = ["trace", "record", path, "--station", "http://127.0.0.1:9"];
    expect((await inProcess(record)).code).toBe(3);
    expect(existsSync(path)).toBe(false);
    writeFileSync(path, "of yesterday");
    expect((await inProcess([...record, "--force"])).code).toBe(3);
    expect(readFileSync(path, "utf8")).toBe("of yesterday");
  });

  test("half a pair of keys is not made", async () => {
    const dir = folder();
    writeFileSync(join(dir, "k.pub.pem"), "somebody's");
    const { code, err } = await inProcess(["image", "keygen", "--out", join(dir, "k.pem")]);
    expect([code, err]).toEqual([2, expect.stringMatching(/k\.pub\.pem .* there already/)]);
    expect(existsSync(join(dir, "k.pem"))).toBe(false);
  });
});
