import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WallClock } from "../../src/base/index.ts";
import { runScriptLine } from "../../src/hardware-sim/index.ts";
import { HostedEngine, parseSimUrl } from "../../src/rig/index.ts";
import { StorageError } from "../../src/station/index.ts";

/** Listens on this port of the machine (0: any free one), hangs up, and says which it was. */
function listens(port: number): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.on("error", failed);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

test("an engine whose memory cannot be written says so in a sentence, and nothing of it stays open", async () => {
  const clock = new WallClock();
  const port = await listens(0);
  const opening = HostedEngine.open({
    spec: parseSimUrl("sim:hdp5000"),
    clock,
    speed: 1,
    linkUrl: `tcp://127.0.0.1:${port}`,
    stateFile: "/proc/no/such/engine.json",
  });
  await expect(opening).rejects.toThrow(StorageError);
  await expect(opening).rejects.toThrow(/engine\.json: cannot be written \(ENOENT\)/);
  expect(await listens(port)).toBe(port);
  clock.close();
});

test("a remembered machine goes on in its condition; whether supplies are counted is asked for at each start", async () => {
  const clock = new WallClock();
  const folder = mkdtempSync(join(tmpdir(), "cetak-hosted-"));
  const start = (url: string) =>
    HostedEngine.open({
      spec: parseSimUrl(url),
      clock,
      speed: 1,
      linkUrl: "tcp://127.0.0.1:0",
      stateFile: join(folder, "engine.json"),
    });
  try {
    for (const supplies of ["unlimited", "full", "unlimited"]) {
      const hosted = await start(`sim:hdp5000?supplies=${supplies}`);
      const said = runScriptLine(hosted.engine, clock, "inject outputFull");
      expect(said).toMatch(supplies === "full" ? /^ok$/ : /^outputFull cannot come/);
      if (supplies === "full") runScriptLine(hosted.engine, clock, "film left 7");
      await hosted.close();
    }
    const hosted = await start("sim:hdp5000?supplies=full");
    expect(hosted.engine.lab.state()).toMatchObject({ film: { left: 7 }, output: 100 });
    await hosted.close();
  } finally {
    clock.close();
    rmSync(folder, { recursive: true });
  }
});
