/** Waits for what a running station shows, by its own live feed: no sleeping, no guessing. */

export interface Snapshot {
  office: { jobs: Record<string, number> };
  printers: Record<string, { state: { word: string }; sim: { on: boolean; speed: number }; link: { state: string } }>;
}

async function snapshot(url: string): Promise<Snapshot> {
  return (await (await fetch(`${url}/api/snapshot`)).json()) as Snapshot;
}

/** Follows the live feed until `ready` is true of a snapshot. */
export async function until(url: string, ready: (snap: Snapshot) => boolean): Promise<Snapshot> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/live`, "cetak.v1");
  try {
    return await new Promise((found, lost) => {
      socket.onerror = () => lost(new Error("the live feed broke"));
      let asking = false;
      socket.onmessage = (message) => {
        const { type } = JSON.parse(String(message.data));
        if (type === "hello") socket.send(JSON.stringify({ type: "resume" }));
        else if (!asking) {
          asking = true;
          snapshot(url).then((snap) => {
            asking = false;
            if (ready(snap)) found(snap);
          }, lost);
        }
      };
    });
  } finally {
    socket.close();
  }
}
