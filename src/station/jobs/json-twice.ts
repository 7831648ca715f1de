/** Members that stand twice in a JSON object. The parser takes the last one and says nothing; of two NIK one is somebody else's. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = new Set([0x7b, 0x5b]);
const CLOSE = new Set([0x7d, 0x5d]);

/**
 * By number of the object (from 0), the first name that it has twice. `text` is valid JSON: an array of objects, or one
 * object. Linear in the text; what stands deeper inside of an object is passed over.
 */
export function namedTwice(text: string): ReadonlyMap<number, string> {
  const twice = new Map<number, string>();
  const rows = text.trimStart()[0] === "[" ? 1 : 0;
  let depth = 0;
  let row = 0;
  let seen = new Set<string>();
  let nameIsNext = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfText(text, at);
      if (nameIsNext) {
        const name = JSON.parse(text.slice(at, end + 1)) as string;
        if (seen.has(name) && !twice.has(row)) twice.set(row, name);
        seen.add(name);
        nameIsNext = false;
      }
      at = end;
    } else if (code === COMMA) {
      if (depth === rows) row++;
      nameIsNext = depth === rows + 1;
    } else if (OPEN.has(code)) {
      if (depth++ === rows) {
        seen = new Set();
        nameIsNext = true;
      }
    } else if (CLOSE.has(code)) {
      depth--;
      nameIsNext = false;
    }
  }
  return twice;
}

/** Where the text ends that begins with the quote at `from`. */
function endOfText(text: string, from: number): number {
  let end = text.indexOf('"', from + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text.charCodeAt(first - 1) === BACKSLASH) first--;
  return (at - first) % 2 === 1;
}
