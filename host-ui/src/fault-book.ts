/** Fetches the words for fault codes once. Until they come, codes are shown instead; the page works without them. */
import { type FaultBook, faultBookSchema } from "./api.ts";
import { reconnectDelayMs } from "./live/backoff.ts";

export const FAULT_BOOK_URL = "/api/faults";

export interface BookWorld {
  fetch(url: string): Promise<{ ok: boolean; json(): Promise<unknown> }>;
  after(delayMs: number, fire: () => void): unknown;
  chance(): number;
}

/** Calls `took` once with the book, however long that takes. */
export function fetchFaultBook(world: BookWorld, took: (book: FaultBook) => void, attempt = 0): void {
  world
    .fetch(FAULT_BOOK_URL)
    .then(async (answer) => {
      const book = answer.ok ? faultBookSchema.safeParse(await answer.json()) : undefined;
      if (book?.success !== true) throw new Error("no fault book");
      took(book.data);
    })
    .catch(() => {
      world.after(reconnectDelayMs(attempt, world.chance()), () => fetchFaultBook(world, took, attempt + 1));
    });
}
