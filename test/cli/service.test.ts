/** `cetak config`, `flash` and `selftest` as a technician gives them: at a console, and through a station. */
import { readFileSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { WallClock } from "../../src/base/index.ts";
import { BEHAVIOURS_USUAL, buildImage, developmentKey, parseVersion } from "../../src/firmware/index.ts";
import { HostedEngine, parseSimUrl } from "../../src/rig/index.ts";
import { begin, cleanUp, folder } from "./cli.ts";
import { inProcess as run } from "./in-process.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  cleanUp();
  for (const end of endings.splice(0).reverse()) await end();
});

function imageFile(model: string, version: string): string {
  const file = join(folder(), `${model}-${version}.bin`);
  const manifest = { model, behaviours: BEHAVIOURS_USUAL, parameters: {} };
  const plan = { manifest, version: parseVersion(version)!, securityCounter: 1, bodyBytes: 12_000 };
  writeFileSync(file, buildImage(plan, developmentKey()));
  return file;
}

/** A connection that has the console: the one before may still count as there. */
async function holder(port: number): Promise<Socket> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const said = await new Promise<Buffer>((done) => socket.once("data", done));
    if (!said.toString().startsWith("busy")) return socket;
    socket.destroy();
  }
}

test("settings, self-test and firmware at a console, with the exit codes of what goes wrong", async () => {
  const clock = new WallClock();
  const tcp = "tcp://127.0.0.1:0";
  const spec = parseSimUrl("sim:hdp5000");
  const hosted = await HostedEngine.open({ spec, clock, speed: 20, linkUrl: tcp, consoleUrl: tcp });
  endings.push(
    () => clock.close(),
    () => hosted.close(),
  );
  const url = hosted.served.consoleUrl!;
  const at = ["--console", url];

  const file = join(folder(), "a.toml");
  const refused = await run(["config", "set", "heat/kp=99", "no/such=1", ...at]);
  expect(refused.code).toBe(2);
  expect(refused.err).toMatch(/heat\/kp must be 0\.000000\.\.10\.000000 1\/K.*\nthere is no setting "no\/such"/);
  const dry = await run(["config", "set", "heat/kp=0.2", "--dry-run", ...at]);
  expect(dry).toMatchObject({ code: 0, out: expect.stringMatching(/heat\/kp: 0\.100000 -> 0\.2 1\/K\n.*not changed/) });
  const set = await run(["config", "set", "heat/kp=0.2", "--json", ...at]);
  expect(JSON.parse(set.out)).toMatchObject({ changed: true, differences: [{ key: "heat/kp", to: "0.2" }] });
  expect((await run(["config", "export", "--out", file, ...at])).code).toBe(0);
  expect(readFileSync(file, "utf8")).toContain('"heat/kp" = "0.200000"');
  writeFileSync(file, readFileSync(file, "utf8").replace("0.200000", "0.300000"));
  expect(await run(["config", "diff", file, ...at])).toMatchObject({
    code: 1,
    out: expect.stringMatching(/0\.200000 -> 0\.300000/),
  });
  writeFileSync(file, readFileSync(file, "utf8").replace("hdp5000", "sr300"));
  expect(await run(["config", "import", file, ...at])).toMatchObject({
    code: 8,
    err: expect.stringMatching(/is for|are for a sr300/),
  });

  const wrong = await run(["flash", imageFile("sr300", "2.0.0"), "--yes", ...at]);
  expect(wrong).toMatchObject({
    code: 8,
    err: expect.stringMatching(/the image is for a sr300, and SIM-HDP5000-1 is a hdp5000/),
  });
  const image = imageFile("hdp5000", "2.0.0");
  expect(await run(["flash", image, ...at])).toMatchObject({ code: 8, err: expect.stringMatching(/add --yes/) });
  const flashed = await run(["flash", image, "--yes", "--json", ...at]);
  expect(flashed.code).toBe(0);
  expect(flashed.err).toMatch(/from +1\.0\.0\nto +2\.0\.0/);
  expect(JSON.parse(flashed.out)).toMatchObject({ result: "confirmed", from: "1.0.0", to: "2.0.0" });

  const html = join(folder(), "uji.html");
  let tested = await run(["selftest", "--json", "--html", html, ...at]);
  // At this speed a computer that is busy elsewhere for a quarter of a second asks too late: the machine rightly stops its test.
  while (/starting up|nobody asked/.test(tested.err + tested.out)) {
    tested = await run(["selftest", "--json", "--html", html, ...at]);
  }
  expect(tested.code, tested.out + tested.err).toBe(0);
  expect(JSON.parse(tested.out)).toMatchObject({ passed: true, printer: { firmware: "sim-2.0.0" } });
  expect(readFileSync(html, "utf8")).toContain("Self-test SIM-HDP5000-1");

  const other = await holder(Number(new URL(url).port));
  expect(await run(["config", "list", ...at])).toMatchObject({
    code: 8,
    err: expect.stringMatching(/busy: another host/),
  });
  other.destroy();
  await hosted.close();
  expect(await run(["config", "list", ...at])).toMatchObject({ code: 3, err: expect.stringMatching(/nobody listens/) });
  expect(await run(["config", "list"])).toMatchObject({ code: 2, err: expect.stringMatching(/name one printer/) });
}, 180_000);

test("a station flashes its printers one after another, asks for the technician, and remembers who it was", async () => {
  const place = folder();
  const config = join(place, "station.toml");
  const printer = (name: string, model: string, seed: number): string =>
    `[[printer]]\nname = "${name}"\nmodel = "${model}"\n[printer.simulate]\nspeed = 20\nseed = ${seed}\n`;
  writeFileSync(
    config,
    `[station]\noffice = "Uji"\nport = 0\n${printer("P1", "hdp5000", 1)}${printer("P2", "sr300", 2)}${printer("P3", "hdp5000", 3)}`,
  );
  const password = join(place, "password");
  writeFileSync(password, "rahasia-teknisi-1\n");
  const made = await run(["access", "set-password", "technician", "--config", config, "--password-file", password]);
  expect(made.code, made.err).toBe(0);
  const station = begin(["start", "--config", config]);
  const [, url = ""] = await station.sees(/status page (http:\S+)/);
  const image = imageFile("hdp5000", "2.0.0");
  const all = ["flash", image, "--all", "--yes", "--json", "--station", url];
  expect(await run(all)).toMatchObject({ code: 8, err: expect.stringMatching(/needs the role technician/) });
  const flashed = await run([...all, "--password-file", password]);
  expect(flashed.code, flashed.err).toBe(0);
  expect(JSON.parse(flashed.out)).toMatchObject([
    { printer: "SIM-HDP5000-1", result: "confirmed" },
    { printer: "SIM-HDP5000-3", result: "confirmed" },
  ]);
  const history = ["flash", "--history", "--station", url, "--password-file", password];
  const told = await run(history);
  expect(told).toMatchObject({ code: 0, out: expect.stringMatching(/^when .*result.*who/) });
  expect(told.out.trimEnd().split("\n")).toHaveLength(3);
  expect(told.out).toMatch(/P3 +SIM-HDP5000-3 +1\.0\.0 +2\.0\.0 +confirmed/);
  const one = await run([...history, "--printer", "P1", "--json"]);
  expect(JSON.parse(one.out)).toMatchObject([{ printer: "P1", result: "confirmed" }]);
  expect(await run(["flash", "--history"])).toMatchObject({ code: 2, err: expect.stringMatching(/needs --station/) });
  expect(await run(["flash"])).toMatchObject({ code: 2, err: expect.stringMatching(/name the image/) });
  const get = ["config", "get", "heat/kp", "--json", "--station", url, "--password-file", password];
  expect(JSON.parse((await run([...get, "--printer", "P2"])).out)).toMatchObject({
    serial: "SIM-SR300-2",
    key: "heat/kp",
  });
  station.child.kill("SIGINT");
  await station.ended;
}, 180_000);

test("flash --key: an image that another key signed is refused here already, and a missing key is said to be missing", async () => {
  const image = imageFile("hdp5000", "9.9.0");
  const key = join(folder(), "mine.pem");
  expect((await run(["image", "keygen", "--out", key])).code).toBe(0);
  const made = JSON.parse((await run(["image", "keygen", "--out", `${key}2`, "--json"])).out);
  const nobody = ["--console", "tcp://127.0.0.1:1"];
  const other = await run(["flash", image, "--key", made.publicKey, ...nobody]);
  expect(other.err).toMatch(/^cetak: \S+9\.9\.0\.bin: .*key/);
  expect(other.code).toBe(8);
  const missing = await run(["flash", image, "--key", `${key}.nowhere`, ...nobody]);
  expect(missing.err).toMatch(/nowhere: there is no such file or folder\n$/);
  expect(missing.code).toBe(2);
});
