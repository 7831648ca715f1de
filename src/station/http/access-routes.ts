/** Login, logout, who am I, and tickets for sockets. The session's cookie cannot be read by scripts nor sent by other sites. */
import cookie from "@fastify/cookie";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Access } from "../access/access.ts";
import { credentialOf, isHere, SESSION_COOKIE, sourceOf } from "../access/identify.ts";
import { loginSchema, PASSWORD_ROLES, type Session } from "../api-access.ts";
import { type AuditSink, type CommandOutcome, CommandRefused } from "../commands/command.ts";
import { readInput } from "../commands/input-words.ts";
import { NOBODY, statusOf } from "./command-routes.ts";

const COOKIE = { path: "/", httpOnly: true, sameSite: "strict" } as const;

export interface AccessRoutesOptions {
  readonly access: Access;
  readonly audit: AuditSink | undefined;
}

export async function accessRoutes(app: FastifyInstance, { access, audit }: AccessRoutesOptions): Promise<void> {
  await app.register(cookie);
  app.get("/api/session", async (request) => sessionOf(access, request));
  app.post("/api/login", async (request, reply) => {
    const outcome = await login(access, request, reply, audit);
    return reply.code(statusOf(outcome)).send(outcome);
  });
  app.post("/api/logout", async (request, reply) => {
    const credential = credentialOf(access, request.raw);
    if (credential !== undefined) access.logout(credential);
    return reply.clearCookie(SESSION_COOKIE, COOKIE).send({ ok: true, result: null });
  });
  app.post("/api/ticket", async (request, reply) => {
    const credential = credentialOf(access, request.raw);
    if (credential === undefined) return reply.code(401).send(NOBODY);
    return { ticket: access.issueTicket(credential) };
  });
}

function sessionOf(access: Access, request: FastifyRequest): Session {
  const credential = credentialOf(access, request.raw);
  const caller = credential === undefined ? undefined : access.callerFor(credential);
  const session = credential === undefined ? undefined : access.session(credential);
  const passwords = Object.fromEntries(PASSWORD_ROLES.map((role) => [role, access.hasPassword(role)]));
  return {
    ...(caller === undefined ? {} : { role: caller.role, name: caller.name }),
    ...(session === undefined ? {} : { expiresMs: session.expiresMs }),
    here: isHere(request.raw),
    passwords: passwords as Session["passwords"],
  };
}

async function login(
  access: Access,
  request: FastifyRequest,
  reply: FastifyReply,
  audit: AuditSink | undefined,
): Promise<CommandOutcome> {
  const wish = readInput(loginSchema, request.body);
  if ("problem" in wish) return { ok: false, code: "invalid", message: wish.problem };
  const { role, password, name } = wish.data;
  try {
    const { secret, session } = await access.login(role, password, name, sourceOf(request.raw));
    audit?.append({ actor: name, role, action: "access.login", detail: { role } });
    const maxAge = Math.floor((session.expiresMs - session.createdMs) / 1000);
    reply.setCookie(SESSION_COOKIE, secret, { ...COOKIE, maxAge });
    return { ok: true, result: { role, name, expiresMs: session.expiresMs } };
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
    if (error.code === "role") {
      audit?.append({ actor: name, role: "viewer", action: "access.login", detail: { role, outcome: error.code } });
    }
    return { ok: false, code: error.code, message: error.message };
  }
}
