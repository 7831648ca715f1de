/** Stands between a host and an engine: whoever connects here talks to there. */
import type { Clock } from "../base/index.ts";
import { type Connect, listen, type Wire } from "../protocol/index.ts";

/** Bytes of the host that wait while the far side is being dialled. */
export const EARLY_BYTES_MAX = 65_536;

export interface Middleman {
  /** With the port that was really taken. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Listens at `url` and carries each host's bytes to what `connect` dials, and back. Either side's hang-up is the other's.
 * Rejects when the address cannot be had.
 */
export async function middleman(url: string, connect: Connect, clock: Clock): Promise<Middleman> {
  let host: Wire | undefined;
  let far: Wire | undefined;
  let attempt: { cancel(): void } | undefined;
  let early: Uint8Array[] = [];
  let earlyBytes = 0;
  const hangUp = (): void => {
    far?.close();
    attempt?.cancel();
    far = undefined;
    attempt = undefined;
    early = [];
    earlyBytes = 0;
  };
  const listener = await listen(
    url,
    {
      onOpen: (wire) => {
        host = wire;
        attempt = connect({
          onOpen: (opened) => {
            far = opened;
            for (const bytes of early) opened.write(bytes);
            early = [];
          },
          onData: (bytes) => host?.write(bytes),
          onClose: () => {
            far = undefined;
            attempt = undefined;
            host?.close();
          },
        });
      },
      onData: (bytes) => {
        if (far !== undefined) far.write(bytes);
        else if (earlyBytes + bytes.length <= EARLY_BYTES_MAX) {
          earlyBytes += bytes.length;
          early.push(Uint8Array.from(bytes));
        }
      },
      onClose: () => {
        host = undefined;
        hangUp();
      },
    },
    clock,
  );
  return {
    url: listener.url,
    close: async () => {
      hangUp();
      await listener.close();
    },
  };
}
