/** Recovery through the chip's own boot loader, with the program that everybody uses for it: stm32flash from Debian. */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { BEHAVIOURS_USUAL, buildImage, developmentKey, parseVersion } from "../../src/firmware/index.ts";
import { begin, cleanUp, folder, run } from "../cli/cli.ts";

afterEach(cleanUp);

const BUSY_ATTEMPTS_MAX = 40;

function imageFile(version: string): string {
  const file = join(folder(), "firmware.bin");
  const manifest = { model: "hdp5000", behaviours: BEHAVIOURS_USUAL, parameters: {} };
  const plan = { manifest, version: parseVersion(version)!, securityCounter: 1, bodyBytes: 12_000 };
  writeFileSync(file, buildImage(plan, developmentKey()));
  return file;
}

/** A printer whose chip waits in its ROM; a line of 115,200 baud in a time twenty times as fast. */
async function inRom(): Promise<string> {
  const device = join(folder(), "console");
  const urls = ["--listen", "tcp://127.0.0.1:0", "--console", `pty://${device}?baud=115200`];
  const sim = begin(["sim", "--profile", "hdp5000", "--speed", "20", ...urls, "--recovery", "stm32"]);
  await sim.sees(/listening console/);
  return device;
}

/** After each host the device is made anew, which takes some moments. */
async function stm32flash(device: string, ...words: string[]): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    const { code, said } = await once(["-m", "8n1", "-b", "115200", ...words, device]);
    if (code === 0) return said;
    const absent = /No such file|Failed to open port|Failed to (?:resend )?init|Input\/output error/.test(said);
    if (!absent || attempt === BUSY_ATTEMPTS_MAX) throw new Error(`stm32flash ended with ${code}: ${said}`);
  }
}

function once(args: readonly string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("stm32flash", args, { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stdout.on("data", (text) => {
      said += text;
    });
    child.stderr.on("data", (text) => {
      said += text;
    });
    child.on("error", () =>
      reject(new Error("the program stm32flash is missing: sudo apt-get install -y stm32flash brings it")),
    );
    child.on("close", (code) => resolve({ code, said }));
  });
}

test("stm32flash knows the chip, writes, verifies, reads back, and starts a firmware that then answers", async () => {
  const device = await inRom();
  const file = imageFile("2.3.4");
  const image = readFileSync(file);
  expect(await stm32flash(device)).toMatch(/0x0430 \(STM32F10xxx XL-density\)/);
  expect(await stm32flash(device, "-w", file, "-v")).toMatch(/Wrote and verified address .*\(100\.00%\) Done/);
  const back = join(folder(), "back.bin");
  await stm32flash(device, "-r", back, "-S", `0x08000000:${image.length}`);
  expect(readFileSync(back).subarray(0, image.length).equals(image)).toBe(true);
  expect(await stm32flash(device, "-g", "0x08000000")).toMatch(/Starting execution at address 0x08000000... done/);
  let listed = await run(["config", "list", "--json", "--console", `pty://${device}`]);
  for (let look = 0; look < 20 && listed.code !== 0; look++) {
    listed = await run(["config", "list", "--json", "--console", `pty://${device}`]);
  }
  expect(JSON.parse(listed.out)).toMatchObject({ model: "hdp5000", firmware: "sim-2.3.4" });
});

test("our own client does the same, and says so when no loader is there any more", async () => {
  const device = await inRom();
  const file = imageFile("2.3.5");
  const flash = ["flash", file, "--recovery", "stm32", "--console", `pty://${device}`];
  const { code, out, err } = await run([...flash, "--json"]);
  expect(err).toMatch(/chip +0x430, boot loader 2\.2/);
  expect(code, err).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ result: "written", version: "2.3.5", pid: 0x430 });
  let again = await run(flash);
  for (let look = 0; look < 20 && /no device/.test(again.err); look++) again = await run(flash);
  expect(again.err).toMatch(/no STM32 boot loader/);
  expect([3, 4]).toContain(again.code);
});
