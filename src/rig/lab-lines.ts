/** Lab commands over TCP, one a line, each answered by one line: for scripts in other processes. */
import { createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { systemCode, TransportError } from "../station/index.ts";

const CLIENTS_MAX = 8;
const LINE_BYTES_MAX = 4_096;

export interface LabLines {
  readonly url: string;
  close(): Promise<void>;
}

/** `run` gets a line and returns the answer. Rejects with a sentence when the port cannot be had. */
export function serveLabLines(url: string, run: (line: string) => string): Promise<LabLines> {
  const address = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    if (sockets.size >= CLIENTS_MAX) {
      socket.end("too many connections\n");
      return;
    }
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    guardLength(socket);
    createInterface({ input: socket }).on("line", (line) => {
      if (!socket.destroyed) socket.write(`${run(line).replaceAll("\n", " | ")}\n`);
    });
  });
  return new Promise((resolve, reject) => {
    server.on("error", (error) => reject(explained(error, url)));
    server.listen(Number(address.port), address.hostname, () => resolve(opened(server, sockets)));
  });
}

/** A line without end would grow without end. */
function guardLength(socket: Socket): void {
  let length = 0;
  socket.on("data", (chunk: Buffer) => {
    const end = chunk.lastIndexOf(10);
    length = end < 0 ? length + chunk.length : chunk.length - end;
    if (length > LINE_BYTES_MAX) socket.destroy();
  });
}

function opened(server: Server, sockets: ReadonlySet<Socket>): LabLines {
  const address = server.address();
  const { address: host, port } = typeof address === "object" && address !== null ? address : { address: "", port: 0 };
  return {
    url: `tcp://${host}:${port}`,
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  };
}

function explained(error: Error, url: string): Error {
  const why = systemCode(error) === "EADDRINUSE" ? "the port is already in use" : error.message;
  return new TransportError(`cannot listen on ${url}: ${why}`);
}
