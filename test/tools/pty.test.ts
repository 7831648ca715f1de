/** Links over real pseudo-terminals, through socat: missing, it fails with the line that installs it. */
import { existsSync, lstatSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { VirtualClock, WallClock } from "../../src/base/index.ts";
import { checkEngineInvariants, Engine, serveEngine } from "../../src/hardware-sim/index.ts";
import { connectUrl, listen, type Wire } from "../../src/protocol/index.ts";
import { batchCsv, syntheticPeople } from "../../src/rig/index.ts";
import { begin, cleanUp, folder, run } from "../cli/cli.ts";
import { followConsole, hostAt, socatOf, writeHotEngine } from "./pty.ts";

afterEach(cleanUp);

const CARDS = 20;
const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const wallClock = (): WallClock => {
  const clock = new WallClock();
  endings.push(() => clock.close());
  return clock;
};

/** An engine on a pseudo-terminal of its own. */
async function served() {
  const clock = wallClock();
  const path = join(folder(), "engine");
  const engine = new Engine({ model: "sr300", clock, seed: 1, serial: "DESK-1" });
  const { linkUrl, close } = await serveEngine(engine, `pty://${path}`, undefined, clock);
  endings.push(async () => {
    await close();
    engine.stop();
  });
  return { clock, path, engine, linkUrl, close };
}

describe("one engine on a pseudo-terminal", () => {
  test("is found, refuses nobody but by the first host's lock, hangs up and is found again", async () => {
    const { clock, path, engine, linkUrl, close } = await served();
    expect(linkUrl).toBe(`pty://${path}`);
    const first = hostAt(`serial://${path}`);
    endings.push(() => first.stop());
    let up = first.reaches("up");
    first.link.start();
    await up;
    expect(first.link.engine).toMatchObject({ mcu: "cetak-sim-sr300", sim: true });
    const second = hostAt(`serial://${path}`);
    const refused = new Promise<string>((resolve) => {
      connectUrl(`serial://${path}`, clock)({ onOpen: () => resolve("open"), onData: () => {}, onClose: resolve });
    });
    expect(await refused).toBe(`${path} is busy: another program has it open`);
    expect(first.link.state).toBe("up");
    // The first one leaves, the second one gets it.
    first.stop();
    endings.push(() => second.stop());
    up = second.reaches("up");
    second.link.start();
    await up;
    // The cable is pulled: noticed, and found again by itself.
    const lost = second.reaches("lost");
    process.kill(socatOf(path), "SIGKILL");
    expect(await lost).toMatch(/hung up or was unplugged|has gone: was the cable unplugged/);
    await second.reaches("up");
    // Without power a machine on USB is not there.
    const dead = second.reaches("lost");
    engine.lab.cutMains();
    await dead;
    await close();
    expect(existsSync(path)).toBe(false);
    expect(lstatSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });

  test("takes the place of a dead link, and of nothing else", async () => {
    const clock = wallClock();
    const nobody = { onOpen: () => {}, onData: () => {}, onClose: () => {} };
    const path = join(folder(), "taken");
    writeFileSync(path, "precious");
    await expect(listen(`pty://${path}`, nobody, clock)).rejects.toThrow("there is a file");
    expect(readFileSync(path, "utf8")).toBe("precious");
    unlinkSync(path);
    symlinkSync("/dev/pts/99999", path);
    const listener = await listen(`pty://${path}`, nobody, clock);
    await expect(listen(`pty://${path}`, nobody, clock)).rejects.toThrow("another simulator has it");
    await listener.close();
    await expect(listen("pty:///no/such/folder/x", nobody, clock)).rejects.toThrow("socat says:");
  });

  test("carries no more than a tenth of the baud rate in a second of the engine's time", async () => {
    const clock = wallClock();
    const path = join(folder(), "paced");
    const baud = 250_000;
    const total = 12_000;
    const allowed = (sinceUs: number): number => (sinceUs * baud) / 10 / 1e6 + 64;
    const tooFast: string[] = [];
    let beganUs = 0;
    const meter = (name: string) => {
      let bytes = 0;
      let done: () => void;
      const all = new Promise<void>((resolve) => {
        done = resolve;
      });
      const count = (piece: Uint8Array): void => {
        bytes += piece.length;
        const sinceUs = clock.now() - beganUs;
        if (bytes > allowed(sinceUs)) tooFast.push(`${name}: ${bytes} bytes in ${sinceUs} us`);
        if (bytes === total) done();
      };
      return { count, all };
    };
    const toEngine = meter("to the engine");
    const toHost = meter("to the host");
    let engineWire: Wire | undefined;
    const listener = await listen(
      `pty://${path}?baud=${baud}`,
      {
        onOpen: (wire) => {
          engineWire = wire;
        },
        onData: (bytes) => {
          toEngine.count(bytes);
          // As much back: it may begin no earlier than the question came.
          engineWire!.write(bytes);
        },
        onClose: () => {},
      },
      clock,
    );
    endings.push(() => listener.close());
    const attempt = connectUrl(
      `serial://${path}`,
      clock,
    )({
      onOpen: (wire) => {
        beganUs = clock.now();
        for (let sent = 0; sent < total; sent += 1_000) wire.write(new Uint8Array(1_000));
      },
      onData: (bytes) => toHost.count(bytes),
      onClose: () => {},
    });
    endings.push(() => attempt.cancel());
    await Promise.all([toEngine.all, toHost.all]);
    expect(tooFast).toEqual([]);
  });
});

describe("the commands on a pseudo-terminal", () => {
  test("twenty cards while the port vanishes and returns in the middle of cards: each person one card", async () => {
    const place = folder();
    const [path, state, batch] = [join(place, "engine"), join(place, "engine.json"), join(place, "batch.csv")];
    writeHotEngine(state);
    writeFileSync(batch, batchCsv(syntheticPeople(CARDS, 1)));
    const sim = begin(
      `sim --profile hdp5000 --listen pty://${path} --console tcp://127.0.0.1:0 --speed 20 --state ${state}`.split(" "),
    );
    const [, port] = await sim.sees(/listening console tcp:\/\/[^:]+:(\d+)/);
    // At the end of this step for the n-th time, in the middle of a card.
    const strikes: Record<string, () => void> = {
      "image 3": () => process.kill(socatOf(path), "SIGKILL"),
      "feed 7": () => process.kill(socatOf(path), "SIGKILL"),
      "encode 10": () => unlinkSync(path),
      "transfer 13": () => process.kill(socatOf(path), "SIGTERM"),
    };
    const struck: string[] = [];
    const seen = new Map<string, number>();
    const console = followConsole(Number(port), (line) => {
      const step = / step \d+ (\w+) ok/.exec(line)?.[1];
      if (step === undefined) return;
      seen.set(step, (seen.get(step) ?? 0) + 1);
      const moment = `${step} ${seen.get(step)}`;
      if (strikes[moment] === undefined) return;
      strikes[moment]();
      struck.push(moment);
    });
    endings.push(() => console.close());
    const printing = begin(["print", batch, "--printer", `serial://${path}`, "--json"]);
    await printing.sees(/4\/20 cards/);
    const second = await run(["print", batch, "--printer", `serial://${path}`, "--journal", join(place, "second.db")]);
    expect(second).toMatchObject({ code: 8 });
    expect(second.err).toContain(`${path} is busy: another program has it open`);
    const { code, out, err } = await printing.ended;
    expect({ code, err: code === 0 ? "" : err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toMatchObject({
      issued: CARDS,
      uncertain: 0,
      left: 0,
      spoilt: { void: 0, peel: 0, melt: 0 },
    });
    expect(struck.sort()).toEqual(Object.keys(strikes).sort());
    sim.child.kill("SIGTERM");
    await sim.ended;
    expect(lstatSync(path, { throwIfNoEntry: false })).toBeUndefined();
    // What truly happened, from the engine's memory.
    const { saved } = JSON.parse(readFileSync(state, "utf8"));
    const engine = Engine.restore(saved, { clock: new VirtualClock() });
    const cards = engine.truth.cards.filter(({ place }) => place === "output");
    expect(cards.length).toBe(CARDS);
    expect(new Set(cards.map(({ chipJob }) => chipJob)).size).toBe(CARDS);
    expect(new Set(cards.map(({ uid }) => uid)).size).toBe(CARDS);
    for (const card of cards) expect(card.filmJob).toBe(card.chipJob);
    expect(checkEngineInvariants(engine)).toEqual([]);
    engine.stop();
    const gone = await run(["print", batch, "--printer", `serial://${path}`]);
    expect(gone).toMatchObject({ code: 3 });
    expect(gone.err).toContain(`there is no device ${path}: is the printer plugged in and switched on?`);
  });

  test("the console tells a reader on a pseudo-terminal; addresses that cannot be had are explained", async () => {
    const place = folder();
    const [path, words] = [join(place, "engine"), join(place, "console")];
    const sim = begin(`sim --profile sr300 --listen pty://${path} --console pty://${words}`.split(" "));
    await sim.sees(/listening console pty:/);
    const heard = new Promise<void>((resolve) => {
      let text = "";
      const attempt = connectUrl(
        `serial://${words}`,
        wallClock(),
      )({
        onOpen: () => {},
        onData: (bytes) => {
          text += Buffer.from(bytes).toString("latin1");
          if (text.includes("boot 1 of Datacard SR300 class")) resolve();
        },
        onClose: () => {},
      });
      endings.push(() => attempt.cancel());
    });
    await heard;
    const taken = await run(`sim --profile sr300 --listen pty://${path}`.split(" "));
    expect(taken).toMatchObject({ code: 3 });
    expect(taken.err).toContain("another simulator has it");
    const serial = await run("sim --profile sr300 --listen serial:///dev/ttyUSB0".split(" "));
    expect(serial).toMatchObject({ code: 2 });
    expect(serial.err).toContain("--listen must be like tcp://127.0.0.1:7001 or pty:///tmp/cetak0");
    // Even a process that is shot leaves no device behind.
    sim.child.kill("SIGKILL");
    await sim.ended;
    await expect.poll(() => lstatSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });
});
