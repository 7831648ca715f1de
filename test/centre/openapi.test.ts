import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import { SimCentre } from "../../src/centre-sim/index.ts";
import { centreOpenApi } from "../../src/station/centre/openapi.ts";
import { CENTRE_ROUTES } from "../../src/station/centre/routes.ts";
import type { CentreRequest, CentreResponse } from "../../src/station/centre/transport.ts";
import { records } from "./hall.ts";

type Json = Record<string, unknown>;
const document = centreOpenApi() as Json & {
  paths: Record<string, Json>;
  components: { schemas: Record<string, Json> };
};

/** Schemas as Ajv reads them: the same references, each to a document of its own. */
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
for (const [name, schema] of Object.entries(document.components.schemas)) {
  const text = JSON.stringify(schema).replaceAll("#/components/schemas/", "https://cetak/");
  ajv.addSchema({ ...(JSON.parse(text) as Json), $id: `https://cetak/${name}` });
}
const valid = (name: string, value: unknown): boolean => ajv.validate(`https://cetak/${name}`, value);

describe("the OpenAPI document", () => {
  test("the one in docs is the present one", () => {
    const path = new URL("../../docs/openapi-centre.json", import.meta.url);
    expect(readFileSync(path, "utf8"), "run `npm run docs`").toBe(`${JSON.stringify(document, null, 2)}\n`);
  });

  test("has every route, each reference leads somewhere, each operation has a name of its own", () => {
    expect(document["openapi"]).toBe("3.1.0");
    const operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, ...(operation as Json) })),
    ) as (Json & { path: string; method: string; operationId: string })[];
    expect(operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`).sort()).toEqual(
      Object.values(CENTRE_ROUTES)
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    );
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]!);
    expect(refs.length).toBeGreaterThan(20);
    for (const ref of refs) {
      expect(ref).toMatch(/^#\/components\/schemas\//);
      expect(document.components.schemas).toHaveProperty(ref.split("/").at(-1)!);
    }
    for (const { path, parameters } of operations) {
      const names = ((parameters ?? []) as Json[]).filter((one) => one["in"] === "path").map((one) => one["name"]);
      expect(names).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
    }
  });

  test("an independent validator finds that the simulated centre keeps to it", () => {
    const clock = new VirtualClock();
    const { core } = new SimCentre({ clock, seed: 1, records: records(3), policy: { activation: true } });
    const ask = (request: CentreRequest): CentreResponse => core.handle(request, clock.utcMs());
    const body = (response: CentreResponse): Json => JSON.parse(response.text) as Json;
    const window = ask({ method: "GET", path: "/service-window" });
    expect(valid("ServiceWindow", body(window))).toBe(true);
    const claim = { station: "UJI", jobsMax: 2, leaseSeconds: 600 };
    expect(valid("Claim", claim)).toBe(true);
    const lease = body(ask({ method: "POST", path: "/leases", body: claim, idempotencyKey: "c1" }));
    expect(valid("Lease", lease)).toBe(true);
    expect(valid("Lease", { ...lease, jobs: [{ id: "R1" }] })).toBe(false);
    const name = String(lease["lease"]);
    const renewed = ask({
      method: "POST",
      path: `/leases/${name}/renew`,
      body: { station: "UJI", leaseSeconds: 600, jobs: ["R1", "R2"] },
    });
    expect(valid("Renewed", body(renewed))).toBe(true);
    const activated = ask({
      method: "POST",
      path: "/jobs/R1/activate",
      body: { station: "UJI", lease: name, attempt: 0 },
      idempotencyKey: "a1",
    });
    expect(valid("Activated", body(activated))).toBe(true);
    const result = {
      station: "UJI",
      lease: name,
      outcome: "issued",
      serial: "AB",
      activation: "",
      cause: "",
      printer: "P1",
      voidSerials: [],
      endedAtMs: clock.utcMs(),
    };
    expect(valid("Result", result)).toBe(true);
    const put = { method: "PUT", path: "/jobs/R1/result", body: result } as const;
    expect(valid("Accepted", body(ask({ ...put, idempotencyKey: "r1" })))).toBe(true);
    const again = ask({ ...put, body: { ...result, serial: "CD" }, idempotencyKey: "r2" });
    expect([again.status, valid("Problem", body(again))]).toEqual([409, true]);
    for (const wrong of [{}, { ...result, outcome: "lost" }]) {
      const refused = ask({ ...put, body: wrong, idempotencyKey: `w${JSON.stringify(wrong).length}` });
      expect([refused.status, valid("Problem", body(refused))]).toEqual([400, true]);
    }
  });
});
