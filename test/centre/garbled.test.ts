/** What answers is not the centre, or does not make sense: how much is asked, what the line says, how fast it is over. */
import { describe, expect, test } from "vitest";
import type { CentreReply, CentreTransport } from "../../src/station/centre/transport.ts";
import { Hall, records } from "./hall.ts";

describe("something else answers in the centre's place", () => {
  /** Counts requests by their path. */
  const counted =
    (asked: Record<string, number>, answers: (path: string) => CentreReply | undefined) =>
    (transport: CentreTransport): CentreTransport => ({
      request: (call, timeoutMs, done) => {
        const path = call.path.replace(/\d+/g, "N");
        asked[path] = (asked[path] ?? 0) + 1;
        const other = answers(path);
        return transport.request(call, timeoutMs, other === undefined ? done : () => done(other));
      },
    });
  const login: CentreReply = { kind: "answer", response: { status: 200, headers: {}, text: "<html>Masuk</html>" } };

  test("a login page: the line says garbled at once, few requests go out, and results go as soon as it is gone", () => {
    let page = false;
    const asked: Record<string, number> = {};
    const around = counted(asked, () => (page ? login : undefined));
    const hall = new Hall({ records: records(60), config: { prefetch: 4 }, around });
    hall.seconds(190);
    page = true;
    const told = asked["/jobs/RN/result"] ?? 0;
    for (let s = 0; s < 90 && asked["/jobs/RN/result"] === told; s++) hall.seconds(1);
    hall.seconds(2);
    expect(hall.client.status()).toMatchObject({ line: "garbled" });
    hall.seconds(30);
    expect(hall.banner).toMatchObject({ code: "centreGarbled" });
    hall.minutes(28);
    expect(hall.client.status().resultsWaiting).toBeGreaterThan(0);
    const before = Object.values(asked).reduce((sum, n) => sum + n, 0);
    hall.minutes(10);
    expect(Object.values(asked).reduce((sum, n) => sum + n, 0) - before).toBeLessThan(15);
    page = false;
    hall.client.retryNow();
    hall.seconds(2);
    expect(hall.client.status()).toMatchObject({ line: "up", resultsWaiting: 0 });
    hall.minutes(40);
    const { here, there } = hall.valid();
    expect(here).toHaveLength(60);
    expect(there).toEqual(here);
  });

  test("a claim that alone is answered with nonsense is asked again at its pace, and the others go on", () => {
    let wrong = false;
    const asked: Record<string, number> = {};
    const around = counted(asked, (path) => (wrong && path === "/leases" ? login : undefined));
    const hall = new Hall({ records: records(20), printers: 1, around });
    hall.seconds(90);
    wrong = true;
    hall.minutes(1);
    const before = asked["/leases"] ?? 0;
    hall.minutes(30);
    expect((asked["/leases"] ?? 0) - before).toBeLessThan(80);
    expect(hall.client.status()).toMatchObject({ line: "up", resultsWaiting: 0 });
    wrong = false;
    hall.minutes(60);
    const { here, there } = hall.valid();
    expect(here).toHaveLength(20);
    expect(there).toEqual(here);
  });
});
