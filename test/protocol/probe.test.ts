import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { Random, VirtualClock, WallClock } from "../../src/base/index.ts";
import { Engine, plugIntoMemory } from "../../src/hardware-sim/index.ts";
import { COMMANDS, listenTcp, memPair, probeLink, type Wire } from "../../src/protocol/index.ts";
import { begin, cleanUp, run } from "../cli/cli.ts";
import { drive, foreign } from "./foreign.ts";
import { type Flaw, ForeignEngine } from "./foreign-engine.ts";

afterEach(cleanUp);

const TIMEOUT_US = 5_000_000;

describe("the probe", () => {
  test("knows an engine of somebody else: ids of several bytes, C integers, a number kept from before, none of our commands", async () => {
    for (const sequence of [0, 1, 11, 15]) {
      const { clock, pair } = foreign({ sequence });
      const found = await drive(clock, probeLink({ connect: pair.connect, clock, timeoutUs: TIMEOUT_US }));
      expect(found).toMatchObject({
        mcu: "elsewhere32",
        version: "v9-somebody",
        commands: 7,
        responses: 6,
        clockFreq: 16_000_000,
        invalid: 0,
        sim: false,
        simSpeed: 1,
      });
      expect(found.constants).toMatchObject({ STEPPER_BOTH_EDGE: 1, RESERVE_PINS_USB: "PA11,PA12" });
    }
  });

  test("measures the line: a slow and lossy one shows its round trip, retransmissions and junk", async () => {
    const { clock, pair } = foreign({
      sequence: 5,
      baud: 250_000,
      latencyUs: 3_000,
      lossPerBlock: 0.02,
      corruptPerByte: 0.001,
      random: new Random("probe"),
    });
    const found = await drive(clock, probeLink({ connect: pair.connect, clock, timeoutUs: 30_000_000 }));
    expect(found.rttMs).toBeGreaterThan(6);
    expect(found.rttMs).toBeLessThan(30);
    expect(found.retransmits).toBeGreaterThan(0);
    expect(found.invalid).toBeGreaterThan(0);
  });

  test("an engine without the stock questions is still known", async () => {
    const { clock, pair } = foreign({ flaw: "has no clock questions" });
    const found = await drive(clock, probeLink({ connect: pair.connect, clock, timeoutUs: TIMEOUT_US }));
    expect(found).toMatchObject({ mcu: "elsewhere32", commands: 4 });
  });

  test("our own engine says that it is simulated, and hangs on to nobody", async () => {
    const clock = new VirtualClock();
    const engine = new Engine({ model: "hdp5000", clock, seed: 1, speed: 1 });
    const pair = memPair(clock);
    plugIntoMemory(engine, pair);
    for (let turn = 0; turn < 2; turn++) {
      const found = await drive(clock, probeLink({ connect: pair.connect, clock, timeoutUs: TIMEOUT_US }));
      expect(found).toMatchObject({
        mcu: "cetak-sim-hdp5000",
        sim: true,
        commands: Object.keys(COMMANDS).length,
        responses: 16,
      });
      expect(pair.engineSide.hostPresent).toBe(false);
    }
    engine.stop();
  });

  test("silence ends with the time that was given", async () => {
    const clock = new VirtualClock();
    const pair = memPair(clock);
    pair.engineSide.attach(() => {});
    const probed = drive(clock, probeLink({ connect: pair.connect, clock, timeoutUs: TIMEOUT_US }));
    await expect(probed).rejects.toThrow(/nothing answers at mem:|no engine answered at mem: within 5 s/);
    expect(clock.now()).toBeLessThan(TIMEOUT_US + 10_000);
  });
});

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((closed) => server.close(closed))));
});

/** A foreign engine on TCP, in wall time. */
async function serveForeign(flaw?: Flaw): Promise<{ url: string; close(): Promise<void> }> {
  const clock = new WallClock();
  let wire: Wire | undefined;
  const engine = new ForeignEngine({ clock, write: (bytes) => wire?.write(bytes), sequence: 9, flaw });
  const listener = await listenTcp("tcp://127.0.0.1:0", {
    onOpen: (opened) => {
      wire = opened;
      engine.newHost();
    },
    onData: (bytes) => engine.receive(bytes),
    onClose: () => {
      wire = undefined;
    },
  });
  return {
    url: listener.url,
    async close() {
      await listener.close();
      clock.close();
    },
  };
}

/** Says one thing to whoever comes. */
function says(text: string, hangUp: boolean): Promise<string> {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    if (hangUp) socket.end(text);
    else socket.write(text);
  });
  servers.push(server);
  return new Promise((listening) => {
    server.listen(0, "127.0.0.1", () => listening(`tcp://127.0.0.1:${(server.address() as { port: number }).port}`));
  });
}

describe("cetak link", () => {
  test("probe and conform, ours and others, for people and as one document, with the exit codes", async () => {
    const sim = begin(["sim", "--profile", "sr300", "--listen", "tcp://127.0.0.1:0", "--speed", "20"]);
    const [served, broken] = [await serveForeign(), await serveForeign("uptime is another clock")];
    const [, url] = await sim.sees(/listening link (tcp:\S+)/);
    const [probed, caught, ours] = await Promise.all([
      run(["link", "probe", served.url, "--json"]),
      run(["link", "conform", broken.url, "--json"]),
      run(["link", "conform", url!]),
    ]);
    await Promise.all([served.close(), broken.close()]);

    expect(probed.code).toBe(0);
    const found = JSON.parse(probed.out);
    expect(found).toMatchObject({ url: served.url, mcu: "elsewhere32", commands: 7, responses: 6, invalid: 0 });
    expect(Object.keys(found)).toEqual(expect.arrayContaining(["rttMs", "retransmits", "clockFreq", "constants"]));
    expect(found).not.toHaveProperty("sim");

    const report = JSON.parse(caught.out);
    expect(report).toMatchObject({ url: broken.url, mcu: "elsewhere32", failed: 1 });
    expect(report.rules.find(({ id }: { id: string }) => id === "C-26")).toMatchObject({ result: "fail" });
    expect(caught.code).toBe(1);

    expect(ours.out).toMatch(/^C-01 {2}pass/m);
    expect(ours.out).toMatch(/^C-18 {2}pass.*\n +busy: another host/m);
    expect(ours.out).toMatch(/^C-40 {2}skipped.*\n +it orders a step or heat; --moves allows that/m);
    expect(ours.out).toMatch(/passed, 0 failed, \d+ skipped\n$/);
    expect(ours.code).toBe(0);
  });

  test("probe says who else answered, in one sentence", async () => {
    const cases: readonly [url: string, code: number, words: string][] = [
      [await says("busy: another host is connected to this engine\n", true), 8, "busy: another host is connected"],
      [await says("SSH-2.0-OpenSSH_9.6\r\n", false), 3, 'is not a print engine (it said: "SSH-2.0-OpenSSH_9.6")'],
      ["tcp://127.0.0.1:1", 3, "nobody listens at tcp://127.0.0.1:1"],
    ];
    for (const [ended, code, words] of await Promise.all(
      cases.map(
        async ([url, code, words]) => [await run(["link", "probe", url, "--timeout", "1"]), code, words] as const,
      ),
    )) {
      expect(ended).toMatchObject({ code, out: "" });
      expect(ended.err).toContain(words);
      expect(ended.err.trim().split("\n").length).toBe(1);
    }
  });
});
