/** The console under a client that is not ours: `smp_client.py`, from the written protocol, on a pseudo-terminal. */
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { BEHAVIOURS_USUAL, buildImage, developmentKey, parseVersion } from "../../src/firmware/index.ts";
import { begin, cleanUp, folder, type RunningCommand } from "../cli/cli.ts";

afterEach(cleanUp);

const CLIENT = resolve(import.meta.dirname, "smp_client.py");

interface Image {
  slot: number;
  version: string;
  hash: string;
  active: boolean;
  confirmed: boolean;
}

/** A served engine, twenty times as fast as the wall, and its client of one version. */
async function served(version: 1 | 2) {
  const device = join(folder(), "console");
  const address = `pty://${device}?baud=115200`;
  const options = ["--profile", "hdp5000", "--speed", "20", "--listen", "tcp://127.0.0.1:0", "--console", address];
  const sim = begin(["sim", ...options]);
  await sim.sees(/listening console/);
  const ask = (...words: string[]): { code: number | null; answer: Record<string, unknown> } => {
    const { status, stdout, stderr, error } = spawnSync("python3", [CLIENT, device, String(version), ...words], {
      encoding: "utf8",
      timeout: 60_000,
    });
    if (error !== undefined)
      throw new Error(`python3 is missing: sudo apt-get install -y python3 brings it (${error.message})`);
    if (status === null || (status !== 0 && stdout === "")) return { code: status, answer: { stderr } };
    return { code: status, answer: JSON.parse(stdout) as Record<string, unknown> };
  };
  return { sim, device, ask };
}

/** The next client finds the device again some moments after the last one left. */
async function device(path: string, sim: RunningCommand): Promise<void> {
  for (let look = 0; look < 200 && !existsSync(path); look++) await new Promise((done) => setImmediate(done));
  expect(sim.child.exitCode).toBeNull();
}

describe.each([1, 2] as const)("SMP version %i", (version) => {
  test("echo, settings, and an image from upload to confirmation", async () => {
    const { sim, device: path, ask: once } = await served(version);
    /** Until the device is there again and somebody answers. */
    const ask = async (...words: string[]) => {
      for (let attempt = 0; ; attempt++) {
        await device(path, sim);
        const found = once(...words);
        if ((found.code === 0 || found.code === 1) && !("stderr" in found.answer)) return found;
        if (attempt === 40) throw new Error(JSON.stringify(found));
      }
    };
    expect((await ask("echo", "halo")).answer).toEqual({ r: "halo" });
    const params = (await ask("params")).answer;
    expect(params["buf_size"]).toBeGreaterThan(127);

    expect(Buffer.from(String((await ask("get", "heat/kp")).answer["val"]), "hex").toString()).toBe("0.100000");
    expect(await ask("set", "heat/kp", "0.2")).toEqual({ code: 0, answer: {} });
    expect((await ask("commit")).code).toBe(0);
    expect((await ask("save")).code).toBe(0);
    expect(Buffer.from(String((await ask("get", "heat/kp")).answer["val"]), "hex").toString()).toBe("0.200000");
    const refused = await ask("set", "heat/kp", "999");
    expect(refused.code).toBe(1);
    expect(refused.answer["rc"]).toBe(3);
    const unknown = await ask("get", "no/such");
    expect(unknown.code).toBe(1);
    if (version === 1) expect(unknown.answer["rc"]).toBe(5);
    else expect(unknown.answer["err"]).toEqual({ group: 3, rc: 3 });

    const file = join(folder(), "firmware.bin");
    const manifest = { model: "hdp5000", behaviours: BEHAVIOURS_USUAL, parameters: {} };
    const plan = { manifest, version: parseVersion("2.0.0")!, securityCounter: 1, bodyBytes: 16_384 };
    const image = buildImage(plan, developmentKey());
    writeFileSync(file, image);
    const images = async (): Promise<Image[]> => (await ask("images")).answer["images"] as Image[];
    expect(await images()).toMatchObject([{ slot: 0, version: "1.0.0", active: true, confirmed: true }]);
    const sent = await ask("upload", file);
    expect(sent).toMatchObject({ code: 0, answer: { sent: image.length } });
    if (version === 2) expect(sent.answer["match"]).toBe(true);
    const uploaded = (await images()).find(({ slot }) => slot === 1)!;
    expect(uploaded).toMatchObject({ version: "2.0.0", active: false });
    expect((await ask("test", "00".repeat(32))).code).toBe(1);
    expect((await ask("test", uploaded.hash)).code).toBe(0);
    expect((await ask("reset")).code).toBe(0);
    let running: Image | undefined;
    for (let look = 0; look < 60 && running?.version !== "2.0.0"; look++) {
      running = (await images()).find(({ active }) => active);
    }
    expect(running).toMatchObject({ version: "2.0.0", confirmed: false });
    let confirmed = await ask("confirm");
    for (let look = 0; look < 100 && confirmed.code !== 0; look++) confirmed = await ask("confirm");
    expect((await images()).find(({ active }) => active)).toMatchObject({ version: "2.0.0", confirmed: true });
    expect(Buffer.from(String((await ask("get", "heat/kp")).answer["val"]), "hex").toString()).toBe("0.200000");
  });
});
