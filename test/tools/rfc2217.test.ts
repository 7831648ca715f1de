/** Serial ports over a network, with the programs that others use: ser2net as the server, pyserial as the client. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { afterEach, expect, test } from "vitest";
import { begin, cleanUp, folder } from "../cli/cli.ts";

const CLIENT = resolve(import.meta.dirname, "rfc2217_client.py");
/** Debian's own: packages of Debian belong to it. */
const PYTHON = "/usr/bin/python3";
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  cleanUp();
});

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((done) =>
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    }),
  );
}

/** ser2net on a pseudo-terminal with a simulated engine behind it; resolves with its port. */
async function ser2net(device: string): Promise<number> {
  const port = await freePort();
  const file = join(folder(), "ser2net.yaml");
  writeFileSync(
    file,
    `connection: &engine\n  accepter: telnet(rfc2217),tcp,127.0.0.1,${port}\n  connector: serialdev,${device},250000n81,local\n`,
  );
  const child = spawn("ser2net", ["-n", "-d", "-u", "-c", file], { stdio: ["ignore", "ignore", "pipe"] });
  children.push(child);
  await new Promise<void>((done, fail) => {
    child.on("error", () => fail(new Error("apt-get install ser2net")));
    child.on("spawn", () => done());
  });
  return port;
}

test("our client talks to an engine through ser2net", async () => {
  const device = join(folder(), "engine");
  const sim = begin(["sim", "--profile", "hdp5000", "--seed", "5", "--listen", `pty://${device}?baud=250000`]);
  await sim.sees(/listening link/);
  expect(existsSync(device)).toBe(true);
  const port = await ser2net(device);
  const probe = begin(["link", "probe", `rfc2217://127.0.0.1:${port}?baud=250000`, "--json", "--timeout", "30"]);
  const { code, out, err } = await probe.ended;
  expect({ code, err: code === 0 ? "" : err }).toEqual({ code: 0, err: "" });
  expect(JSON.parse(out)).toMatchObject({ mcu: "cetak-sim-hdp5000", sim: true, invalid: 0 });
  const plain = await begin(["link", "probe", `tcp://127.0.0.1:${port}`, "--timeout", "5"]).ended;
  expect(plain.code).toBe(3);
  expect(plain.err).toContain(`speaks telnet: write rfc2217://127.0.0.1:${port}`);
});

test("pyserial talks to our server: rate, parity, lines, purge, break, and every byte", async () => {
  const sim = begin(["sim", "--profile", "hdp5000", "--listen", "rfc2217://127.0.0.1:0"]);
  const [, url] = await sim.sees(/listening link (rfc2217:\S+)/);
  // identify offset=0 count=40, as docs/engine-link.md has it; the answer is the dictionary's beginning.
  const { stdout, stderr, status, error } = spawnSync(PYTHON, [CLIENT, url!, "08100100285e9f7e", "48"], {
    encoding: "utf8",
    timeout: 60_000,
  });
  if (error !== undefined || stderr.includes("No module named")) throw new Error("apt-get install python3-serial");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^3011/);
  // A whole block: its length is its first byte, sync its last.
  expect(stdout.slice(2 * 0x30 - 2, 2 * 0x30)).toBe("7e");
});
