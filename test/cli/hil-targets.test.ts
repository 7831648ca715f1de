/** `cetak test` at a bench: devices that vanish, nobody at the printer, recordings that are none. Each has its code, and reports. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, connect as dial, type Server } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import { Recorder } from "../../src/hil/index.ts";
import { begin, cleanUp, folder } from "./cli.ts";

const servers: Server[] = [];
afterEach(() => {
  cleanUp();
  for (const server of servers.splice(0)) server.close();
});

const BYTES_BEFORE_DEATH = 4_000;

function scenario(place: string, ...steps: string[]): string {
  const file = join(place, "s.yaml");
  writeFileSync(file, ["name: a", "shows: [b]", "setup: { hands: script }", "steps:", ...steps].join("\n"));
  return file;
}

async function engine(): Promise<{ url: string; kill: () => void }> {
  const sim = begin(["sim", "--profile", "hdp5000", "--listen", "tcp://127.0.0.1:0", "--speed", "5"]);
  const [, url] = await sim.sees(/listening link (tcp:\S+)/);
  return { url: url!, kill: () => sim.child.kill("SIGKILL") };
}

/** Passes everything on; once the second connection (after the question who is there) has work, calls. */
function watched(url: string, works: () => void): Promise<string> {
  const { hostname, port } = new URL(url);
  let connections = 0;
  const server = createServer((host) => {
    const isSecond = ++connections === 2;
    let bytes = 0;
    const device = dial(Number(port), hostname);
    device.on("data", (chunk) => {
      bytes += chunk.length;
      if (isSecond && bytes > BYTES_BEFORE_DEATH && bytes - chunk.length <= BYTES_BEFORE_DEATH) works();
    });
    for (const [one, other] of [
      [host, device],
      [device, host],
    ] as const) {
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  });
  servers.push(server);
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => done(`tcp://127.0.0.1:${(server.address() as { port: number }).port}`));
  });
}

test("a device that disappears in the middle: exit 3, the line where it was, and the reports are written", async () => {
  const place = folder();
  const { url, kill } = await engine();
  const between = await watched(url, kill);
  const file = scenario(
    place,
    "  - wait: { state: warming, within: 2m }",
    "  - wait: { state: printing, within: 30m }",
  );
  const words = ["test", file, "--on", between, "--away", "0.5", "--junit", "r.xml", "--bundle", "e.zip"];
  const { code, out } = await begin(words, place).ended;
  expect(code).toBe(3);
  expect(out).toMatch(/s\.yaml:[56]: device at [\d.]+ s: the device is gone: /);
  expect(readFileSync(join(place, "r.xml"), "utf8")).toContain('<error message="the device is gone');
  expect(existsSync(join(place, "e.zip"))).toBe(true);
}, 30_000);

test("hands: answered from a file, refused, and nobody there (exit 10)", async () => {
  const place = folder();
  const { url } = await engine();
  const file = scenario(place, "  - hands: cover open", "  - hands: cover close");
  const at = (name: string, text: string): string[] => {
    writeFileSync(join(place, name), text);
    return ["test", file, "--on", url, "--answers", name];
  };
  expect(await begin(at("yes.txt", "# the bench\ncover open = done\n* = done\n"), place).ended).toMatchObject({
    code: 0,
  });
  const no = await begin(at("no.txt", "cover open = done\ncover close = no\n"), place).ended;
  expect(no.code).toBe(10);
  expect(no.out).toContain("s.yaml:6: person at");
  expect(no.out).toContain("did not do this: cover close");
  const bad = await begin(at("bad.txt", "cover open\n"), place).ended;
  expect(bad).toMatchObject({ code: 2, err: expect.stringMatching(/bad\.txt:1: "cover open" is not of the form/) });
  const alone = begin(["test", file, "--on", url, "--junit", "r.xml"], place);
  alone.child.stdin?.end();
  const nobody = await alone.ended;
  expect(nobody.code).toBe(10);
  expect(nobody.out).toMatch(/s\.yaml:5: person at .*nobody is there to do this at the printer: cover open/);
  expect(existsSync(join(place, "r.xml"))).toBe(true);
}, 30_000);

test("a recording that is not there, or none", async () => {
  const place = folder();
  const file = scenario(place, "  - let: 1s");
  writeFileSync(join(place, "no.pcapng"), "nothing of the kind");
  const on = (target: string) => begin(["test", file, "--on", target], place).ended;
  expect(await on("replay:gone.pcapng")).toMatchObject({
    code: 2,
    err: "cetak: gone.pcapng: there is no such recording\n",
  });
  expect(await on("replay-bytes:no.pcapng")).toMatchObject({
    code: 2,
    err: "cetak: no.pcapng: it is no pcapng file\n",
  });
  const pieces: Uint8Array[] = [];
  const recorder = new Recorder({ clock: new VirtualClock(), sink: (bytes) => pieces.push(bytes) });
  recorder.model("P1", "hdp5000");
  recorder.end();
  writeFileSync(join(place, "middle.pcapng"), Buffer.concat(pieces));
  expect(await on("replay:middle.pcapng")).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringMatching(/^cetak: middle\.pcapng: the recording has no link of P1/),
  });
});

test("an address that is none, and hands where nobody can use them: one sentence, exit 2, nothing is run", async () => {
  const place = folder();
  const file = scenario(place, "  - let: 1s");
  const told = (...words: string[]) => begin(["test", file, ...words], place).ended;
  for (const [words, why] of [
    [["--on", "bla"], /^cetak: "bla" is no link address; supported: /],
    [["--on", "tcp://127.0.0.1:99999"], /is no link address/],
    [["--on", "tcp://127.0.0.1:1", "--lab", "bla"], /^cetak: --lab must be like tcp:\/\//],
    [["--lab", "tcp://127.0.0.1:1"], /^cetak: --lab is for a printer behind a URL/],
  ] as const) {
    const { code, out, err } = await told(...words);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(why);
  }
});
