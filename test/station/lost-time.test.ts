import { expect, it } from "vitest";
import { US_PER_S, VirtualClock } from "../../src/base/index.ts";
import { LostTime } from "../../src/station/office/lost-time.ts";

it("books each second on the cause that stood, up to this moment", () => {
  const clock = new VirtualClock();
  const lost = new LostTime(clock);
  clock.advance(5 * US_PER_S);
  lost.now("heat");
  clock.advance(7 * US_PER_S);
  lost.now("heat");
  expect(lost.seconds()).toMatchObject({ heat: 7, link: 0 });
  clock.advance(3 * US_PER_S);
  lost.now("link");
  clock.advance(1.5 * US_PER_S);
  lost.now(undefined);
  clock.advance(100 * US_PER_S);
  lost.now("heat");
  clock.advance(1 * US_PER_S);
  expect(lost.seconds()).toEqual({ heat: 11, power: 0, link: 1, centre: 0, supplies: 0, people: 0, other: 0 });
});
