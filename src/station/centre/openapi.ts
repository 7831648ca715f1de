/** The OpenAPI 3.1 document of the centre, made from the schemas and the table of routes. */
import { z } from "zod";
import { CENTRE_ROUTES, type CentreRoute } from "./routes.ts";
import {
  acceptedSchema,
  activatedSchema,
  activateSchema,
  centreJobSchema,
  claimSchema,
  leaseSchema,
  problemSchema,
  renewedSchema,
  renewSchema,
  resultSchema,
  serviceWindowSchema,
} from "./schema.ts";

const NAMED: readonly (readonly [string, z.ZodType])[] = [
  ["ServiceWindow", serviceWindowSchema],
  ["Claim", claimSchema],
  ["Job", centreJobSchema],
  ["Lease", leaseSchema],
  ["Renew", renewSchema],
  ["Renewed", renewedSchema],
  ["Activate", activateSchema],
  ["Activated", activatedSchema],
  ["Result", resultSchema],
  ["Accepted", acceptedSchema],
  ["Problem", problemSchema],
];
const AT = "#/components/schemas/";
const RETRY_AFTER = {
  description: "Seconds, or an HTTP date: no request before.",
  schema: { type: "string" },
} as const;

type Json = Record<string, unknown>;

/** Plain data; the same for the same version. */
export function centreOpenApi(): Json {
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries(CENTRE_ROUTES) as [string, CentreRoute][]) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Cetak data centre",
      version: "1.0.0",
      description:
        "What a print station asks of the data centre. An answer may carry more members than are named here; stations " +
        "ignore them. Instants are milliseconds since 1970 UTC by the centre's clock unless said otherwise.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    security: [{ station: [] }, {}],
    paths,
    components: { schemas: schemas(), securitySchemes: { station: { type: "http", scheme: "bearer" } } },
  };
}

function operation(name: string, route: CentreRoute): Json {
  const parameters: Json[] = [];
  if (route.path.includes("{id}")) {
    parameters.push({ name: "id", in: "path", required: true, schema: { type: "string", maxLength: 64 } });
  }
  if (route.keyed) {
    parameters.push({
      name: "idempotency-key",
      in: "header",
      required: true,
      description: "The same key gives the same answer and changes nothing more.",
      schema: { type: "string", minLength: 1, maxLength: 100 },
    });
  }
  return {
    operationId: name,
    summary: route.title,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined ? {} : { requestBody: { required: true, content: json(nameOf(route.body)) } }),
    responses: responses(route),
  };
}

function responses(route: CentreRoute): Json {
  const refusals = Object.entries(route.refusals).map(([status, description]) => [
    status,
    { description, content: json("Problem") },
  ]);
  return {
    200: { description: "done", content: json(nameOf(route.reply)) },
    ...(route.body === undefined ? {} : { 400: { description: "not as described here", content: json("Problem") } }),
    401: { description: "this station may not ask", content: json("Problem") },
    ...Object.fromEntries(refusals),
    503: {
      description: "closed or overloaded: come back later",
      headers: { "retry-after": RETRY_AFTER },
      content: json("Problem"),
    },
  };
}

const json = (name: string): Json => ({ "application/json": { schema: { $ref: `${AT}${name}` } } });

function nameOf(schema: z.ZodType): string {
  const found = NAMED.find(([, known]) => known === schema);
  if (found === undefined) throw new Error("a message of the centre has no name in the OpenAPI document");
  return found[0];
}

function schemas(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of NAMED) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, { io: "input", uri: (id) => `${AT}${id}` });
  const plain: Json = {};
  for (const [name] of NAMED) {
    const { $schema: _dialect, $id: _id, ...schema } = made.schemas[name] as Json;
    plain[name] = schema;
  }
  return plain;
}
