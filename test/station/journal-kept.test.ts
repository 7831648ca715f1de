import { expect, test } from "vitest";
import { NO_TOPIC, Store } from "../../src/station/journal/store.ts";

function made() {
  const store = new Store({ path: ":memory:", utcMs: () => 0 });
  store.prepare("CREATE TABLE words (word TEXT)").run();
  const insert = store.prepare("INSERT INTO words VALUES (?)");
  const count = store.prepare("SELECT count(*) AS n FROM words");
  let looks = 0;
  const words = store.kept("jobs", () => {
    looks++;
    return Number(count.get()!["n"]);
  });
  return { store, add: (word: string) => insert.run(word), words, looks: () => looks };
}

test("a kept look is taken again after a write to its topic, and only then", () => {
  const { store, add, words, looks } = made();
  expect([words(), words(), looks()]).toEqual([0, 0, 1]);
  store.single(() => add("one"));
  expect([words(), words(), looks()]).toEqual([1, 1, 2]);
  store.single(() => add("of results"), ["results"]);
  store.transaction(() => {}, NO_TOPIC);
  expect([words(), looks()]).toEqual([1, 2]);
  store.transaction(() => add("three"));
  expect([words(), looks()]).toEqual([3, 3]);
  store.close();
});

test("inside of a transaction each look is taken anew, and nothing of it is believed afterwards", () => {
  const { store, add, words } = made();
  expect(words()).toBe(0);
  const failing = (): void =>
    store.transaction(() => {
      add("one");
      expect(words()).toBe(1);
      store.single(() => add("two"));
      expect(words()).toBe(2);
      throw new Error("not that");
    });
  expect(failing).toThrow("not that");
  expect(words()).toBe(0);
  store.close();
});

test("a write inside of a transaction that touches nothing by itself is seen after it", () => {
  const { store, add, words } = made();
  expect(words()).toBe(0);
  store.transaction(() => store.single(() => add("one")), NO_TOPIC);
  expect(words()).toBe(1);
  const before = store.version("jobs");
  store.transaction(() => expect(store.version("jobs")).toBeNaN(), NO_TOPIC);
  store.wrote(["jobs"]);
  expect(store.version("jobs")).toBe(before + 1);
  store.close();
});
