import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { prepared } from "../../src/station/live/prepared.ts";

it("frames messages of every length so that another implementation reads them, between its own", async () => {
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const lengths = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000];
  server.on("upgrade", (request, wire, head) => {
    sockets.handleUpgrade(request, wire, head, (connection) => {
      for (const length of lengths) {
        wire.write(prepared(Buffer.alloc(length, "e")).frame);
        connection.send(`after ${length}`);
        connection.ping();
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const got: string[] = [];
  await new Promise<void>((resolve, reject) => {
    client.on("error", reject);
    client.on("message", (data, isBinary) => {
      got.push(isBinary ? "binary" : `${(data as Buffer).length}`);
      if (got.length === 2 * lengths.length) resolve();
    });
  });
  client.terminate();
  server.close();
  const plain = lengths.map((length) => `${Buffer.alloc(length, "e").length}`);
  expect(got.filter((_, i) => i % 2 === 0)).toEqual(plain);
  expect(got.filter((_, i) => i % 2 === 1)).toEqual(lengths.map((length) => `${`after ${length}`.length}`));
});
