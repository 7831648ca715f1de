/** What a page asks for about one printer: its history, its events, its link. See `api-history.ts`. */
import type { FastifyInstance } from "fastify";
import { EVENTS_PAGE_MAX, type PrinterEvents, type PrinterHistory, type PrinterLinks } from "../api-history.ts";
import type { CommandOutcome } from "../commands/command.ts";

const EVENTS_PAGE = 100;

/** The part of an office that answers these questions; undefined for an unknown printer. */
export interface PrinterFacts {
  historyOf(printer: string): PrinterHistory | undefined;
  linksOf(printer: string): PrinterLinks | undefined;
  /** Newest first; "" for the office's own. */
  eventsOf(printer: string, before: number | undefined, count: number): PrinterEvents | undefined;
}

interface NameParams {
  readonly name: string;
}
interface PageQuery {
  readonly before?: string;
  readonly count?: string;
}

const unknown = (name: string): CommandOutcome => ({
  ok: false,
  code: "notFound",
  message: `there is no printer ${JSON.stringify(name.slice(0, 24))}`,
});

export function printerRoutes(app: FastifyInstance, office: PrinterFacts): void {
  app.get<{ Params: NameParams }>("/api/printers/:name/history", async (request, reply) => {
    return office.historyOf(request.params.name) ?? reply.code(404).send(unknown(request.params.name));
  });
  app.get<{ Params: NameParams }>("/api/printers/:name/links", async (request, reply) => {
    return office.linksOf(request.params.name) ?? reply.code(404).send(unknown(request.params.name));
  });
  app.get<{ Params: NameParams; Querystring: PageQuery }>("/api/printers/:name/events", async (request, reply) => {
    const page = pageOf(request.query);
    if (page === undefined) {
      const message = `before must be an event's id, count 1..${EVENTS_PAGE_MAX}`;
      return reply.code(400).send({ ok: false, code: "invalid", message });
    }
    const { name } = request.params;
    return office.eventsOf(name, page.before, page.count) ?? reply.code(404).send(unknown(name));
  });
  app.get<{ Querystring: PageQuery }>("/api/events", async (request, reply) => {
    const page = pageOf(request.query);
    if (page === undefined) {
      return reply.code(400).send({ ok: false, code: "invalid", message: `count must be 1..${EVENTS_PAGE_MAX}` });
    }
    return office.eventsOf("", page.before, page.count);
  });
}

function pageOf({ before, count }: PageQuery): { before: number | undefined; count: number } | undefined {
  const from = before === undefined ? undefined : Number(before);
  const many = count === undefined ? EVENTS_PAGE : Number(count);
  if (from !== undefined && !(Number.isSafeInteger(from) && from > 0)) return undefined;
  return Number.isInteger(many) && many >= 1 && many <= EVENTS_PAGE_MAX ? { before: from, count: many } : undefined;
}
