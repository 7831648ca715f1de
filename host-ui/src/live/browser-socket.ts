/** The browser's WebSocket as the client wants it: one closing event whatever happened, and none after `close`. */
import { LIVE_PATH, LIVE_PROTOCOL } from "../api.ts";
import type { Socket, SocketEvents } from "./client.ts";

/** Address of the live feed of the station that served this page. */
export function liveUrl(page: { protocol: string; host: string }): string {
  return `${page.protocol === "https:" ? "wss:" : "ws:"}//${page.host}${LIVE_PATH}`;
}

export function dialBrowser(url: string, events: SocketEvents): Socket {
  const socket = new WebSocket(url, LIVE_PROTOCOL);
  let over = false;
  const end = (why: string): void => {
    if (over) return;
    over = true;
    events.closed(why);
  };
  socket.onopen = () => over || events.opened();
  socket.onmessage = (event) => {
    if (!over && typeof event.data === "string") events.received(event.data);
  };
  socket.onclose = () => end("closed");
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close() {
      over = true;
      socket.close();
    },
  };
}
