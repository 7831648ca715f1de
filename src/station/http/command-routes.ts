/** Commands over HTTP: `POST /api/commands/NAME` with the input as JSON body, answered by the outcome; and what there is. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { CommandList } from "../api-commands.ts";
import type { Caller, CommandOutcome, RefusalCode } from "../commands/command.ts";
import { type Dispatcher, EMERGENCY_STOP } from "../commands/dispatcher.ts";

/** Largest input: a job file of a whole district fits. */
export const COMMAND_BYTES_MAX = 8 * 1024 * 1024;

const STATUS: Readonly<Record<RefusalCode, number>> = {
  invalid: 400,
  role: 403,
  notFound: 404,
  refused: 409,
  busy: 409,
  device: 503,
  deadline: 503,
  internal: 500,
};

export const statusOf = (outcome: CommandOutcome): number => (outcome.ok ? 200 : STATUS[outcome.code]);

/** Requests that one address may make in {@link RATE_WINDOW_MS}. */
export const REQUESTS_MAX = 600;
export const RATE_WINDOW_MS = 60_000;

/** The person behind a request; undefined: nobody whom the station knows. */
export type CallerOf = (request: FastifyRequest) => Caller | undefined;

export const NOBODY: CommandOutcome = { ok: false, code: "role", message: "log in first" };

const NAME_OF = (request: FastifyRequest): string => (request.params as { name?: string }).name ?? "";

export function commandRoutes(app: FastifyInstance, commands: Dispatcher, callerOf: CallerOf): void {
  app.get("/api/commands", async (request): Promise<CommandList> => {
    const list = commands.list(callerOf(request)?.role ?? "viewer");
    return list.map(({ name, role, changes, urgent = false }) => ({ name, role, changes, urgent }));
  });
  app.post(
    "/api/commands/:name",
    {
      bodyLimit: COMMAND_BYTES_MAX,
      // An emergency stop is never refused for too many requests.
      config: {
        rateLimit: {
          max: REQUESTS_MAX,
          timeWindow: RATE_WINDOW_MS,
          allowList: (request: FastifyRequest) => NAME_OF(request) === EMERGENCY_STOP,
        },
      },
    },
    async (request, reply) => {
      // Looked up again after the body has arrived, which may have taken a while.
      const caller = callerOf(request);
      if (caller === undefined) return reply.code(401).send(NOBODY);
      const key = request.headers["idempotency-key"];
      const outcome = await commands.run({
        name: NAME_OF(request),
        input: request.body ?? {},
        caller,
        idempotencyKey: typeof key === "string" ? key : undefined,
      });
      return reply.code(statusOf(outcome)).send(outcome);
    },
  );
}
