import { describe, expect, it } from "vitest";
import type { ServerMessage } from "../../host-ui/src/api.ts";
import { RECONNECT_MAX_MS, reconnectCeilingMs, reconnectDelayMs } from "../../host-ui/src/live/backoff.ts";
import { DEAD_AFTER_MS, GAP_MS_MAX, GREETING_MS_MAX, QUIET_AFTER_MS } from "../../host-ui/src/live/client.ts";
import { BuildWatch, FROZEN_MS, FreezeWatch } from "../../host-ui/src/live/reload.ts";
import { canFollow, follow } from "../../host-ui/src/live/status.ts";
import { heartbeat, hello, snapOf, World } from "./live-world.ts";

describe("the live client", () => {
  it("asks first, and is live once it has a snapshot", () => {
    const world = new World();
    const socket = world.dialled();
    expect(world.statuses).toEqual(["connecting"]);
    socket.opened();
    expect(world.sent()).toEqual([{ type: "resume" }]);
    world.says(hello("e1", 3));
    expect(world.status).toBe("greeting");
    world.says(snapOf("e1", 3));
    expect(world.status).toBe("live");
    expect(world.feeds.at(-1)?.seq).toBe(3);
    expect(world.current).toBe(1);
  });

  it("resumes where it was after a loss, and needs no snapshot when nothing was missed", () => {
    const world = World.live("e1", 3);
    world.closes();
    expect(world.status).toBe("waiting");
    world.untilDial();
    world.dialled().opened();
    expect(world.sent()).toEqual([{ type: "resume", epoch: "e1", seq: 3 }]);
    world.says(hello("e1", 3));
    expect(world.status).toBe("greeting");
    world.says(heartbeat(3));
    expect(world.status).toBe("live");
  });

  it("adds nothing of a new run of the station to what an old run told", () => {
    const world = World.live("e1", 3);
    world.closes();
    world.untilDial();
    world.dialled().opened();
    world.says(hello("e2", 4));
    world.says({ type: "delta", seq: 4, atMs: 1, printers: { P1: { place: "wrong" } } });
    world.says(heartbeat(3));
    expect(world.status).toBe("greeting");
    expect(world.feeds.at(-1)?.printers["P1"]?.place).toBe("Loket 1");
    world.says(snapOf("e2", 4));
    expect(world.status).toBe("live");
    expect(world.freshClocks).toBe(2);
  });

  it("asks again after a gap, once, and gives up when nobody answers", () => {
    const world = World.live("e1", 3);
    world.says({ type: "delta", seq: 5, atMs: 1, printers: {} });
    world.says({ type: "delta", seq: 6, atMs: 1, printers: {} });
    expect(world.sent()).toEqual([{ type: "resume", epoch: "e1", seq: 3 }]);
    world.chatter(GAP_MS_MAX + 1_000, 6);
    expect(world.statuses).toContain("waiting");
    world.untilDial();
    world.dialled().opened();
    expect(world.sent()).toEqual([{ type: "resume" }]);
  });

  it("a gap that is filled leaves the connection alone", () => {
    const world = World.live("e1", 3);
    world.says({ type: "delta", seq: 5, atMs: 1, printers: {} });
    world.says({ type: "delta", seq: 4, atMs: 1, printers: {} });
    world.says({ type: "delta", seq: 5, atMs: 1, printers: {} });
    world.chatter(GAP_MS_MAX * 2, 5);
    expect(world.status).toBe("live");
    expect(world.feeds.at(-1)?.seq).toBe(5);
  });

  it("notices an open socket that brings nothing: quiet, then dead", () => {
    const world = World.live("e1", 3);
    world.run(QUIET_AFTER_MS + 600);
    expect(world.status).toBe("quiet");
    world.says(heartbeat(3));
    expect(world.status).toBe("live");
    world.run(DEAD_AFTER_MS + 600);
    expect(world.statuses.slice(-3)).toContain("waiting");
    expect(world.closedByClient).toBe(1);
  });

  it("does not wait for ever for a greeting", () => {
    const world = new World();
    world.dialled().opened();
    world.says(hello("e1", 3));
    world.chatterUntil(GREETING_MS_MAX + 600, () => world.says(hello("e1", 3)));
    expect(world.statuses).toContain("waiting");
    expect(world.current).toBe(0);
  });

  it.each([
    ["no JSON", "{"],
    ["an unknown message", '{"type":"dance"}'],
    ["a snapshot with a hole", JSON.stringify({ ...snapOf("e1", 3), office: {} })],
  ])("hangs up on %s and calls again", (_name, frame) => {
    const world = World.live("e1", 3);
    world.saysRaw(frame);
    expect(world.status).toBe("waiting");
    world.untilDial();
    expect(world.status).toBe("connecting");
  });

  it("hears the build of a station whose greeting it no longer understands", () => {
    const world = new World();
    world.dialled().opened();
    world.saysRaw(JSON.stringify({ ...hello("e1", 3), proto: 99, build: "newer" }));
    expect(world.builds).toEqual(["newer"]);
    expect(world.status).toBe("waiting");
  });

  it("ignores what an abandoned socket still says", () => {
    const world = World.live("e1", 3);
    const old = world.socket;
    world.closes();
    old?.received(JSON.stringify(snapOf("e1", 99)));
    old?.closed("late");
    expect(world.feeds.at(-1)?.seq).toBe(3);
    expect(world.statuses.filter((status) => status === "waiting")).toHaveLength(1);
  });

  it("waits longer from failure to failure, also when the station only greets and hangs up", () => {
    const world = new World(0.999);
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      world.dialled().opened();
      world.says(hello("e1", 3));
      world.says(snapOf("e1", 3));
      world.says({ type: "error", code: "tooMany", text: "", closing: true } satisfies ServerMessage);
      waits.push(world.untilDial());
    }
    expect(waits[0]).toBeLessThanOrEqual(500);
    expect(waits.at(-1)).toBeGreaterThan(10_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(RECONNECT_MAX_MS);
  });

  it("starts with short waits again after a connection that held", () => {
    const world = World.live("e1", 3);
    for (let i = 0; i < 4; i++) {
      world.closes();
      world.untilDial();
      world.greet("e1", 3);
    }
    world.chatter(20_000, 3);
    world.closes();
    expect(world.untilDial()).toBeLessThanOrEqual(500);
  });

  it("stops for good when told", () => {
    const world = World.live("e1", 3);
    world.client.stop();
    world.run(60_000);
    expect(world.status).toBe("idle");
    expect(world.dials).toBe(1);
  });
});

describe("socket status", () => {
  it("allows only the written transitions", () => {
    expect(canFollow("live", "quiet")).toBe(true);
    expect(canFollow("waiting", "live")).toBe(false);
    expect(() => follow("idle", "live")).toThrow("idle to live");
  });
});

describe("back-off", () => {
  it("grows from half a second to fifteen, with jitter below the ceiling", () => {
    expect([0, 1, 2, 5, 50].map(reconnectCeilingMs)).toEqual([500, 1_000, 2_000, 15_000, 15_000]);
    expect(reconnectDelayMs(9, 0)).toBe(1_500);
    expect(reconnectDelayMs(9, 0.9999)).toBeLessThanOrEqual(15_000);
  });
});

describe("reloading", () => {
  it("happens once for each new build, and not for the page's own", () => {
    const kept = new Map<string, string>();
    const memory = { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => kept.set(k, v) };
    let reloads = 0;
    const watch = new BuildWatch(memory, () => reloads++);
    watch.heard("a");
    watch.heard("a");
    expect(reloads).toBe(0);
    watch.heard("b");
    watch.heard("b");
    expect(reloads).toBe(1);
    const afterReload = new BuildWatch(memory, () => reloads++);
    afterReload.heard("b");
    afterReload.heard("c");
    expect(reloads).toBe(2);
  });

  it("happens after the page stood still", () => {
    const watch = new FreezeWatch();
    expect([0, 500, 500 + FROZEN_MS - 1, 500 + 2 * FROZEN_MS].map((ms) => watch.tick(ms))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });
});
