import { createHash } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { WallClock } from "../../src/base/index.ts";
import { BEHAVIOURS_USUAL, buildImage, developmentKey, parseVersion } from "../../src/firmware/index.ts";
import { Engine, type ServedEngine, serveEngine } from "../../src/hardware-sim/index.ts";
import {
  connectUrl,
  downloadFile,
  FS_COMMAND,
  readBuffers,
  SMP_GROUP,
  SmpClient,
  uploadFile,
  uploadImage,
} from "../../src/protocol/index.ts";

interface Place {
  readonly clock: WallClock;
  readonly engine: Engine;
  readonly served: ServedEngine;
  readonly client: SmpClient;
  readonly lines: string[];
}

const places: Place[] = [];
afterEach(async () => {
  for (const { clock, engine, served, client } of places.splice(0)) {
    client.close();
    await served.close();
    engine.stop();
    clock.close();
  }
});

async function place(): Promise<Place> {
  const clock = new WallClock();
  const engine = new Engine({ model: "sr300", clock, seed: 1, serial: "DESK-7" });
  const served = await serveEngine(engine, "tcp://127.0.0.1:0", "tcp://127.0.0.1:0");
  const lines: string[] = [];
  const client = new SmpClient({
    connect: connectUrl(served.consoleUrl!),
    clock,
    onText: (line) => void lines.push(line),
  });
  const made = { clock, engine, served, client, lines };
  places.push(made);
  await client.open();
  return made;
}

test("over TCP: words and packets on one line, files both ways, an image in large pieces", async () => {
  const { client, engine, lines } = await place();
  const buffers = await readBuffers(client);
  expect(buffers).toEqual({ bytes: 8_192, count: 4 });
  const card = Uint8Array.from({ length: 30_000 }, (_, i) => (i * 7) & 0xff);
  await uploadFile(client, "/card/1.bin", card, buffers);
  expect(Buffer.from(await downloadFile(client, "/card/1.bin")).equals(card)).toBe(true);
  const hash = await client.request(SMP_GROUP.fs, FS_COMMAND.hash, "read", { name: "/card/1.bin" });
  expect(hash["output"]).toEqual(new Uint8Array(createHash("sha256").update(card).digest()));
  const log = Buffer.from(await downloadFile(client, "/log/console.txt")).toString("latin1");
  expect(log).toContain("serial DESK-7");
  await expect(downloadFile(client, "/log/none.txt")).rejects.toMatchObject({ kind: "answer", rc: 3 });
  await uploadFile(client, "/card/empty", new Uint8Array(0), buffers);
  const image = buildImage(
    {
      manifest: { model: "sr300", behaviours: BEHAVIOURS_USUAL, parameters: {} },
      version: parseVersion("1.1.0")!,
      securityCounter: 1,
      bodyBytes: 100_000,
    },
    developmentKey(),
  );
  const shown: number[] = [];
  const result = await uploadImage(client, image, { buffers, onProgress: (sent) => void shown.push(sent) });
  expect(result).toEqual({ resumedAt: 0, rewinds: 0 });
  expect(shown.at(-1)).toBe(image.length);
  expect(lines.join("\n")).toContain(`upload of ${image.length} bytes begins`);
  engine.lab.cutMains();
  await expect(client.request(SMP_GROUP.os, 0, "write", { d: "x" }, { tryUs: 1e5, deadlineUs: 2e5 })).rejects.toThrow(
    /no answer/,
  );
});
