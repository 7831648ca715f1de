/** Waits for what a running station shows, by its own live feed: no sleeping, no guessing. */

export interface Snapshot {
  office: { jobs: Record<string, number> };
  printers: Record<
    string,
    {
      state: { word: string };
      sim: { on: boolean; speed: number };
      link: { state: string };
      card?: { film: string };
    }
  >;
}

/** Undefined when the station had enough of our questions for this minute: the feed's next message asks again. */
async function snapshot(url: string): Promise<Snapshot | undefined> {
  const answer = await fetch(`${url}/api/snapshot`);
  if (answer.ok) return (await answer.json()) as Snapshot;
  const text = await answer.text();
  if (answer.status === TOO_MANY) return undefined;
  throw new Error(`${url}/api/snapshot: ${answer.status} ${text.slice(0, 200)}`);
}

const TOO_MANY = 429;

/** Follows the live feed until `ready` is true of a snapshot. */
export async function until(url: string, ready: (snap: Snapshot) => boolean): Promise<Snapshot> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/live`, "cetak.v1");
  try {
    return await new Promise((found, lost) => {
      socket.onerror = () => lost(new Error("the live feed broke"));
      socket.onclose = () => lost(new Error("the live feed ended"));
      let asking = false;
      socket.onmessage = (message) => {
        const { type } = JSON.parse(String(message.data));
        if (type === "hello") socket.send(JSON.stringify({ type: "resume" }));
        else if (!asking) {
          asking = true;
          snapshot(url).then((snap) => {
            asking = false;
            if (snap !== undefined && ready(snap)) found(snap);
          }, lost);
        }
      };
    });
  } finally {
    socket.onclose = null;
    socket.close();
  }
}
