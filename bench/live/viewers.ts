/** Many viewers in a process of their own: `node viewers.ts ours|perPrinter|socketio PORT COUNT`. Counts updates and their age. */
import { io } from "socket.io-client";
import { rawViewer } from "./raw-viewer.ts";

const [kind = "ours", port = "0", count = "1"] = process.argv.slice(2);
/** Where the sender wrote the instant; found without reading the whole message. */
const AT = Buffer.from('"atMs":');
const ages: number[] = [];
let messages = 0;
let open = 0;

const opened = (): void => {
  if (++open === Number(count)) process.stdout.write('{"open":true}\n');
};

function note(atMs: number): void {
  messages++;
  ages.push(Date.now() - atMs);
}

function bare(): void {
  const ours = kind === "ours";
  let seenSnap = !ours;
  rawViewer({
    port: Number(port),
    path: ours ? "/live" : "/",
    ...(ours ? { protocol: "cetak.v1", say: '{"type":"resume"}' } : { onOpen: opened }),
    onFrame: (head) => {
      if (seenSnap) {
        const at = head.indexOf(AT);
        if (at > 0 && head.subarray(0, 15).toString("latin1") === '{"type":"delta"') {
          note(Number(head.toString("latin1", at + AT.length, at + AT.length + 13)));
        }
      } else if (head.subarray(0, 14).toString("latin1") === '{"type":"snap"') {
        seenSnap = true;
        opened();
      }
    },
  });
}

function withSocketIo(): void {
  const socket = io(`http://127.0.0.1:${port}`, { transports: ["websocket"], forceNew: true, reconnection: false });
  socket.on("connect", opened);
  socket.on("delta", (delta: { atMs: number }) => note(delta.atMs));
}

for (let i = 0; i < Number(count); i++) {
  if (kind === "socketio") withSocketIo();
  else bare();
}
process.stdin.once("data", () => {
  ages.sort((a, b) => a - b);
  const at = (share: number): number => ages[Math.min(ages.length - 1, Math.floor(ages.length * share))] ?? -1;
  process.stdout.write(`${JSON.stringify({ messages, p50Ms: at(0.5), p99Ms: at(0.99), worstMs: at(1) })}\n`, () =>
    process.exit(0),
  );
});
