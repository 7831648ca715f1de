import { createServer } from "node:net";
import { expect, test } from "vitest";
import { WallClock } from "../../src/base/index.ts";
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
