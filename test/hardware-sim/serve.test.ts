import { connect } from "node:net";
import { expect, test } from "vitest";
import { Random, WallClock } from "../../src/base/index.ts";
import { Engine, serveEngine } from "../../src/hardware-sim/index.ts";
import { connectUrl, HostLink } from "../../src/protocol/index.ts";

/** Everything that the other end says until it hangs up. */
function listenTo(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(Number(port), hostname);
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      text += chunk;
      if (text.includes("boot 1")) socket.destroy();
    });
    socket.on("close", () => resolve(text));
    socket.on("error", reject);
  });
}

test("an engine on TCP: one host gets up, a second hears that it is busy, the console tells, power loss hangs up", async () => {
  const clock = new WallClock();
  const engine = new Engine({ model: "sr300", clock, seed: 1, serial: "DESK-1" });
  const served = await serveEngine(engine, "tcp://127.0.0.1:0", "tcp://127.0.0.1:0");
  const states: string[] = [];
  let tell: (state: string) => void = () => {};
  const link = new HostLink({
    clock,
    connect: connectUrl(served.linkUrl),
    random: new Random(1),
    onState: (state) => {
      states.push(state);
      tell(state);
    },
    onMessage: () => {},
  });
  const reaches = (wanted: string): Promise<void> =>
    new Promise((resolve) => {
      tell = (state) => {
        if (state === wanted) resolve();
      };
    });
  const up = reaches("up");
  link.start();
  await up;
  expect(link.engine).toMatchObject({ mcu: "cetak-sim-sr300", sim: true });
  expect(await listenTo(served.linkUrl)).toContain("busy: another host is connected");
  expect(await listenTo(served.consoleUrl!)).toContain("boot 1 of Datacard SR300 class, serial DESK-1");
  const lost = reaches("lost");
  engine.lab.cutMains();
  await lost;
  link.stop();
  await served.close();
  engine.stop();
  clock.close();
  expect(states).toContain("synchronising");
});
