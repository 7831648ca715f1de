/**
 * One contestant as a server of its own: `node serve.ts ours|perPrinter|socketio SECONDS`. Says its port, waits for the word
 * `go`, ticks ten times a second, then says what it cost. CPU time is this process's alone.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { Server as SocketIo } from "socket.io";
import { WebSocketServer } from "ws";
import { silentLog, WallClock } from "../../src/base/index.ts";
import type { PrinterState } from "../../src/station/api.ts";
import { startServer } from "../../src/station/http/server.ts";
import { mergeDiff } from "../../src/station/live/merge-diff.ts";
import { Fleet } from "./fleet.ts";

const TICK_MS = 100;
const fleet = new Fleet();
const [kind = "ours", seconds = "5"] = process.argv.slice(2);
const port = await { ours, perPrinter, socketio }[kind]!();
process.stdout.write(`${JSON.stringify({ port })}\n`);
createInterface({ input: process.stdin }).once("line", run);

async function ours(): Promise<number> {
  const clock = new WallClock();
  const options = {
    office: fleet,
    clock,
    bind: "127.0.0.1",
    port: 0,
    version: "bench",
    chart: () => ({}),
    log: silentLog,
  };
  return (await startServer(options)).port;
}

/** What comes first to mind: each change of a printer to each viewer, as it happens. */
async function perPrinter(): Promise<number> {
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  const known = new Map<string, PrinterState>();
  fleet.onChange((name) => {
    if (name === undefined) return;
    const now = fleet.printerState(name);
    const patch = mergeDiff(known.get(name) ?? {}, now);
    known.set(name, now);
    for (const socket of sockets.clients) {
      // Deep backlogs would only measure the memory.
      if (socket.bufferedAmount < 1024 * 1024) {
        socket.send(JSON.stringify({ type: "delta", atMs: Date.now(), printers: { [name]: patch } }));
      }
    }
  });
  return listening(server);
}

/** The same coalesced patches, sent by socket.io's own broadcast. */
async function socketio(): Promise<number> {
  const server = createServer();
  const io = new SocketIo(server, { transports: ["websocket"], perMessageDeflate: false });
  const known = new Map<string, PrinterState>();
  let changed: string[] = [];
  fleet.onChange((name) => {
    if (name === undefined) return;
    if (changed.length === 0) {
      setImmediate(() => {
        const printers: Record<string, unknown> = {};
        for (const one of changed) {
          const now = fleet.printerState(one);
          printers[one] = mergeDiff(known.get(one) ?? {}, now);
          known.set(one, now);
        }
        changed = [];
        io.emit("delta", { type: "delta", atMs: Date.now(), printers });
      });
    }
    changed.push(name);
  });
  return listening(server);
}

function listening(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

function run(): void {
  const ticks = Number(seconds) * (1000 / TICK_MS);
  const from = performance.now();
  const before = process.cpuUsage();
  let n = 0;
  let missed = 0;
  const next = (): void => {
    const late = performance.now() - from - n * TICK_MS;
    // A whole tick late: its change was never sent in time.
    if (late >= TICK_MS) missed++;
    fleet.tick(n++);
    if (n < ticks) setTimeout(next, Math.max(0, from + n * TICK_MS - performance.now()));
    else setTimeout(end, TICK_MS);
  };
  const end = (): void => {
    const { user, system } = process.cpuUsage(before);
    const wallMs = performance.now() - from;
    process.stdout.write(`${JSON.stringify({ cpuMs: (user + system) / 1000, wallMs, ticks, missed })}\n`);
    process.exit(0);
  };
  next();
}
