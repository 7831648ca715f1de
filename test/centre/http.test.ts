/** The client's line over real fetch, against what servers and networks do. */
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Random, silentLog, US_PER_S, VirtualClock } from "../../src/base/index.ts";
import type { Answer } from "../../src/station/centre/answer.ts";
import { HttpTransport } from "../../src/station/centre/http-transport.ts";
import { CentreLine } from "../../src/station/centre/line.ts";
import type { Accepted, Result } from "../../src/station/centre/schema.ts";
import type { CentreTransport } from "../../src/station/centre/transport.ts";

const URL = "https://pusat.test/api";
const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const NOW = 1_420_419_600_000;
const OPEN = { open: true, nowMs: NOW, activation: false, offline: true, leaseJobsMax: 10 };
const RESULT: Result = {
  station: "UJI",
  lease: "L1",
  outcome: "issued",
  serial: "AB",
  activation: "",
  cause: "",
  printer: "P1",
  voidSerials: [],
  endedAtMs: NOW,
};

/** A line on a virtual clock whose answers come from the network: `quiet` resolves when none is under way. */
class World {
  readonly clock = new VirtualClock({ startUtcMs: NOW });
  readonly line: CentreLine;
  private underWay = 0;
  private waiting: (() => void)[] = [];

  constructor(options: { bytesMax?: number; token?: string } = {}) {
    const http = new HttpTransport({ clock: this.clock, url: URL, agent: "cetak/test", ...options });
    const transport: CentreTransport = {
      request: (request, timeoutMs, reply) => {
        this.underWay++;
        return http.request(request, timeoutMs, (heard) => {
          reply(heard);
          if (--this.underWay === 0) for (const done of this.waiting.splice(0)) done();
        });
      },
    };
    const random = new Random(1);
    this.line = new CentreLine({
      clock: this.clock,
      transport,
      random,
      timeoutMs: 10_000,
      log: silentLog,
      onChange: () => {},
    });
    this.line.start();
  }

  quiet(): Promise<void> {
    return this.underWay === 0 ? Promise.resolve() : new Promise((done) => this.waiting.push(done));
  }

  async deliver(): Promise<Answer<Accepted>> {
    let heard: Answer<Accepted> | undefined;
    const sent = this.line.call({ route: "result", id: "R1", body: RESULT, key: "k1" }, (answer) => {
      heard = answer;
    });
    expect(sent).toBe(true);
    await this.quiet();
    return heard!;
  }
}

const windowIs = (body: unknown) => http.get(`${URL}/service-window`, () => HttpResponse.json(body as object));
const resultIs = (answer: () => Response | Promise<Response>) => http.put(`${URL}/jobs/R1/result`, answer);
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  HttpResponse.json({ code, text: code }, { status, headers });

async function upWorld(answer: () => Response | Promise<Response>, options = {}): Promise<World> {
  server.use(windowIs(OPEN), resultIs(answer));
  const world = new World(options);
  await world.quiet();
  expect(world.line.state).toBe("up");
  return world;
}

describe("answers", () => {
  test("a result travels with its key, its token and the agreed body", async () => {
    let seen: unknown;
    const world = await upWorld(() => HttpResponse.json({ nowMs: NOW, accepted: true, more: "ignored" }), {
      token: "s3cret",
    });
    server.use(
      http.put(`${URL}/jobs/R1/result`, async ({ request }) => {
        const { headers } = request;
        seen = [headers.get("idempotency-key"), headers.get("authorization"), await request.json()];
        return HttpResponse.json({ nowMs: NOW, accepted: true });
      }),
    );
    expect(await world.deliver()).toEqual({ kind: "ok", body: { nowMs: NOW, accepted: true } });
    expect(seen).toEqual(["k1", "Bearer s3cret", RESULT]);
  });

  test("503 closed with Retry-After: nobody asks before, and one question opens the line again", async () => {
    const world = await upWorld(() => problem(503, "closed", { "retry-after": "600" }));
    expect(await world.deliver()).toMatchObject({ kind: "later", code: "closed", waitMs: 600_000 });
    expect(world.line.state).toBe("closed");
    expect(world.line.call({ route: "result", id: "R1", body: RESULT, key: "k1" }, () => {})).toBe(false);
    let asked = 0;
    server.use(
      http.get(`${URL}/service-window`, () => {
        asked++;
        return HttpResponse.json(OPEN);
      }),
    );
    world.clock.advance(599 * US_PER_S);
    await world.quiet();
    expect(asked).toBe(0);
    expect(world.line.nextTryAt - world.clock.now()).toBeLessThanOrEqual(62 * US_PER_S);
    world.clock.runUntil(world.line.nextTryAt);
    await world.quiet();
    expect([asked, world.line.state]).toEqual([1, "up"]);
  });

  test("Retry-After as a date counts from the answer's own date; none means a while; too long is cut", async () => {
    const date = new Date(NOW + 7_200_000).toUTCString();
    for (const [headers, waitMs] of [
      [{ date, "retry-after": new Date(NOW + 7_260_000).toUTCString() }, 60_000],
      [{}, 30_000],
      [{ "retry-after": "soon" }, 30_000],
      [{ "retry-after": "999999" }, 3_600_000],
    ] as const) {
      const world = await upWorld(() => problem(503, "overloaded", headers));
      expect(await world.deliver()).toMatchObject({ kind: "later", waitMs });
      world.line.stop();
    }
  });

  test("each refusal is what the API says, and only the centre's own words count", async () => {
    for (const [response, kind, state] of [
      [problem(409, "duplicate"), "duplicate", "up"],
      [problem(404, "notFound"), "gone", "up"],
      [problem(410, "leaseEnded"), "gone", "up"],
      [problem(400, "badRequest"), "refused", "up"],
      [problem(401, "denied"), "denied", "denied"],
      [new HttpResponse("<h1>404</h1>", { status: 404 }), "garbled", "up"],
      [new HttpResponse("Bad Gateway", { status: 502 }), "garbled", "up"],
      [new HttpResponse(null, { status: 302, headers: { location: "https://login.test/" } }), "garbled", "up"],
      [HttpResponse.html("<html>Masuk 9901010101900001</html>"), "garbled", "up"],
      [new HttpResponse('{"nowMs": 1, "acc'), "garbled", "up"],
      [HttpResponse.json({ nowMs: "today", accepted: true }), "garbled", "up"],
      [HttpResponse.json([]), "garbled", "up"],
    ] as const) {
      const world = await upWorld(() => response);
      const answer = await world.deliver();
      expect([answer.kind, world.line.state]).toEqual([kind, state]);
      expect(JSON.stringify(answer)).not.toMatch(/\d{16}/);
      world.line.stop();
    }
  });
});

describe("lines", () => {
  test("a connection that is cut takes the line down, and it comes back at growing intervals", async () => {
    const world = await upWorld(() => HttpResponse.error());
    expect(await world.deliver()).toMatchObject({ kind: "lost" });
    expect(world.line.state).toBe("down");
    server.use(http.get(`${URL}/service-window`, () => HttpResponse.error()));
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      const wait = world.line.nextTryAt - world.clock.now();
      waits.push(Math.round(wait / US_PER_S));
      world.clock.advance(wait);
      await world.quiet();
    }
    expect(waits[0]).toBeLessThanOrEqual(2);
    expect(waits[7]).toBeGreaterThanOrEqual(60);
    expect(waits[7]).toBeLessThanOrEqual(120);
    server.use(windowIs(OPEN));
    world.line.retryNow();
    await world.quiet();
    expect(world.line.state).toBe("up");
  });

  test("no answer within the clock's deadline is lost, and one that comes later is not heard", async () => {
    let release = (): void => {};
    const held = new Promise<void>((done) => {
      release = done;
    });
    const world = await upWorld(async () => {
      await held;
      return HttpResponse.json({ nowMs: NOW, accepted: true });
    });
    const answer = world.deliver();
    world.clock.advance(10 * US_PER_S);
    expect(await answer).toEqual({ kind: "lost", text: "no answer within 10 s" });
    release();
    expect(world.line.state).toBe("down");
  });

  test("an answer without end is cut at the limit", async () => {
    const world = await upWorld(() => HttpResponse.json({ nowMs: NOW, accepted: true, pad: "x".repeat(2_000) }), {
      bytesMax: 1_000,
    });
    expect(await world.deliver()).toEqual({ kind: "lost", text: "the answer is longer than 1000 bytes" });
  });

  test("a window that makes no sense is no centre", async () => {
    server.use(http.get(`${URL}/service-window`, () => HttpResponse.html("<html>hotspot</html>")));
    const world = new World();
    await world.quiet();
    expect(world.line).toMatchObject({ state: "garbled", isUp: false });
    expect(world.line.why).toContain("no JSON");
  });

  test("the clock's difference is measured", async () => {
    server.use(windowIs({ ...OPEN, nowMs: NOW - 3_600_000 }));
    const world = new World();
    await world.quiet();
    expect(world.line.aheadMs).toBe(3_600_000);
  });
});
