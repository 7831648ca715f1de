import { describe, expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";

const draw = (random: Random, n = 5): number[] => Array.from({ length: n }, () => random.uint32());

describe("seeded random", () => {
  test("same seed, same numbers; pinned so that recordings stay replayable", () => {
    expect(draw(new Random(1))).toEqual(draw(new Random(1)));
    expect(draw(new Random(1))).not.toEqual(draw(new Random(2)));
    expect(draw(new Random("1"))).toEqual(draw(new Random(1)));
    expect(draw(new Random(42), 3)).toMatchInlineSnapshot(`
      [
        2800544112,
        823638340,
        1303483245,
      ]
    `);
  });

  test("a fork neither disturbs nor repeats its parent, and depends on the label", () => {
    const parent = new Random(7);
    const undisturbed = draw(new Random(7));
    const fork = parent.fork("heat");
    expect(draw(parent)).toEqual(undisturbed);
    expect(draw(fork)).not.toEqual(undisturbed);
    expect(draw(new Random(7).fork("heat"))).toEqual(draw(new Random(7).fork("heat")));
    expect(draw(new Random(7).fork("heat"))).not.toEqual(draw(new Random(7).fork("path")));
  });

  test("saved and restored, a stream goes on where it was", () => {
    const random = new Random(3);
    draw(random, 100);
    const saved = JSON.parse(JSON.stringify(random.save()));
    expect(draw(Random.restore(saved))).toEqual(draw(random));
    expect(() => Random.restore([1, 2, 3])).toThrow(TypeError);
  });

  test("is uniform enough: mean, variance and every value of a small range", () => {
    const random = new Random(11);
    let sum = 0;
    let squares = 0;
    const hits = new Array(6).fill(0);
    const n = 60_000;
    for (let i = 0; i < n; i++) {
      const x = random.next();
      sum += x;
      squares += x * x;
      hits[random.int(6)]++;
    }
    expect(sum / n).toBeCloseTo(0.5, 2);
    expect(squares / n - (sum / n) ** 2).toBeCloseTo(1 / 12, 2);
    for (const count of hits) expect(Math.abs(count - n / 6)).toBeLessThan(400);
  });
});
