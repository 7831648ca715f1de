/** What a JSON merge patch (RFC 7396) must say to turn one state into another. */

type Json = Readonly<Record<string, unknown>>;

const isObject = (x: unknown): x is Json => typeof x === "object" && x !== null && !Array.isArray(x);

/** The patch, or undefined when nothing differs. Neither state may hold null or undefined inside arrays. */
export function mergeDiff(before: Json, after: Json): Record<string, unknown> | undefined {
  let patch: Record<string, unknown> | undefined;
  const put = (key: string, value: unknown): void => {
    patch ??= {};
    patch[key] = value;
  };
  for (const key in after) {
    const now = after[key];
    const then = Object.hasOwn(before, key) ? before[key] : undefined;
    if (now === undefined) {
      if (then !== undefined) put(key, null);
    } else if (isObject(now) && isObject(then)) {
      const inner = mergeDiff(then, now);
      if (inner !== undefined) put(key, inner);
    } else if (!same(then, now)) put(key, now);
  }
  for (const key in before) if (before[key] !== undefined && !Object.hasOwn(after, key)) put(key, null);
  return patch;
}

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => same(item, b[i]));
  return isObject(a) && isObject(b) && mergeDiff(a, b) === undefined;
}
