import { expect, test } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import { memPair } from "../../src/protocol/index.ts";

/** What arrives at the host when the engine answers each byte string with three others, written from one buffer. */
function echoed(baud: number | undefined): string[] {
  const clock = new VirtualClock();
  const pair = memPair(clock, { baud });
  const scratch = new Uint8Array(2);
  pair.engineSide.attach((bytes) => {
    for (let i = 0; i < 3; i++) {
      scratch[0] = bytes[0]!;
      scratch[1] = i;
      pair.engineSide.write(scratch);
    }
  });
  const heard: string[] = [];
  let write: (bytes: Uint8Array) => void = () => {};
  pair.connect({
    onOpen: (wire) => {
      write = (bytes) => wire.write(bytes);
    },
    onData: (bytes) => {
      // This goes out, as long as the block that is looked at, while others still wait.
      if (bytes[0]! < 4 && bytes[1] === 0) write(Uint8Array.of(bytes[0]! + 1, 9));
      heard.push(`${bytes[0]}.${bytes[1]}`);
    },
    onClose: () => {},
  });
  clock.advance(1);
  write(Uint8Array.of(1, 9));
  clock.advance(1_000_000);
  return heard;
}

test.each([undefined, 19_200])(
  "copies of blocks under way keep their contents though they are used again (%s baud)",
  (baud) => {
    const heard = echoed(baud);
    expect(heard.toSorted()).toEqual([1, 2, 3, 4].flatMap((n) => [0, 1, 2].map((i) => `${n}.${i}`)));
    for (const n of [1, 2, 3, 4]) {
      expect(heard.filter((one) => one.startsWith(`${n}.`))).toEqual([`${n}.0`, `${n}.1`, `${n}.2`]);
    }
  },
);
