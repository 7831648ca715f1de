/** The browser's WebSocket as the client wants it: one closing event whatever happened, and none after `close`. */
import { LIVE_PATH, LIVE_PROTOCOL, TICKET_PREFIX } from "../api.ts";
import type { Socket, SocketEvents } from "./client.ts";

/** Address of the live feed of the station that served this page. */
export function liveUrl(page: { protocol: string; host: string }): string {
  return `${page.protocol === "https:" ? "wss:" : "ws:"}//${page.host}${LIVE_PATH}`;
}

export function dialBrowser(url: string, events: SocketEvents, protocols: string[] = [LIVE_PROTOCOL]): Socket {
  const socket = new WebSocket(url, protocols);
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

/** A way to a ticket; throws when there is none. A browser cannot send a wall token with a WebSocket itself. */
export type TicketOffice = () => Promise<string>;

/** Asks for a ticket first, then dials with it. */
export function dialWithTicket(url: string, events: SocketEvents, ticketOf: TicketOffice): Socket {
  let socket: Socket | undefined;
  let over = false;
  ticketOf().then(
    (ticket) => {
      if (!over) socket = dialBrowser(url, events, [LIVE_PROTOCOL, `${TICKET_PREFIX}${ticket}`]);
    },
    (error: unknown) => {
      if (over) return;
      over = true;
      events.closed(error instanceof Error ? error.message : "noTicket");
    },
  );
  return {
    send: (text) => socket?.send(text),
    close() {
      over = true;
      socket?.close();
    },
  };
}
