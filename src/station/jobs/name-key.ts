/**
 * Names as registrars hear them: the same person is MUHAMMAD RIZKY, M. Rizki and Mochamad Riski in three lists. The key
 * folds what differs between clerks and keeps what differs between people.
 */
export const TOKENS_MAX = 12;

/** Titles before a name; those after it stand behind a comma. */
const TITLES = new Set([
  "H",
  "HJ",
  "HAJI",
  "HAJJAH",
  "DRS",
  "DRA",
  "IR",
  "DR",
  "PROF",
  "ALM",
  "ALMH",
  "NY",
  "TN",
  "SDR",
]);
const MUHAMMAD = new Set(
  "M MD MOH MOCH MHD MUH MUHAMAD MUHAMMAD MOHAMAD MOHAMMAD MOCHAMAD MOCHAMMAD MUCHAMAD MUCHAMMAD MOKHAMAD".split(" "),
);
const SHORT: Readonly<Record<string, string>> = { ABD: "ABDUL", ST: "SITI", SY: "SYARIF", AGS: "AGUS" };
/** Spelling before 1972, and sounds that are written in several ways. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/OE/g, "U"],
  [/DJ/g, "J"],
  [/TJ/g, "C"],
  [/SJ/g, "SY"],
  // Before 1972 a J was what is a Y today.
  [/J/g, "Y"],
  [/SCH|SH/g, "SY"],
  [/CH|KH/g, "H"],
  [/PH|V/g, "F"],
  [/TH/g, "T"],
  [/DH/g, "D"],
  [/Q|X/g, "K"],
  [/Z/g, "S"],
  [/Y(?![AEIOU])/g, "I"],
  [/([A-Z])\1+/g, "$1"],
  [/H$/g, ""],
];

/** No word without one of these is changed by {@link SOUNDS}: one look instead of one for each. */
const ANY_SOUND = new RegExp(SOUNDS.map(([pattern]) => pattern.source).join("|"));

/** Letters and digits in capitals, without titles, folded, in alphabetical order. Linear in the name. */
export function nameKey(name: string): string {
  const words = (name.split(",")[0] ?? "")
    .normalize("NFKD")
    .toUpperCase()
    .replace(/['`\u2019]|\p{M}/gu, "")
    .replace(/[^A-Z0-9]+/g, " ")
    .trim()
    .split(" ")
    .slice(0, TOKENS_MAX);
  let first = 0;
  while (first < words.length - 1 && TITLES.has(words[first]!)) first++;
  const own = words.slice(first).map((word, i) => long(word, i === 0 && words.length - first > 1));
  return own.map(folded).sort().join(" ");
}

/** A place of birth as it compares: `Kab. Ogan Ilir` is OGAN ILIR. */
export function placeKey(place: string): string {
  const words = place
    .normalize("NFKD")
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, " ")
    .trim()
    .replace(/^(KOTA|KAB|KABUPATEN|KEC|KECAMATAN|DESA|KEL|KELURAHAN) /, "");
  return words.split(" ").slice(0, TOKENS_MAX).map(folded).join(" ");
}

function long(word: string, begins: boolean): string {
  if (begins && MUHAMMAD.has(word)) return "MUHAMAD";
  return SHORT[word] ?? word;
}

function folded(word: string): string {
  const known = foldedWords.get(word);
  if (known !== undefined) return known;
  let sound = word;
  if (ANY_SOUND.test(word)) for (const [pattern, letter] of SOUNDS) sound = sound.replace(pattern, letter);
  if (sound === "") sound = word;
  if (foldedWords.size >= FOLDED_WORDS_MAX) foldedWords.clear();
  foldedWords.set(word, sound);
  return sound;
}

/** A country's names are made of few words: each is folded once. */
const foldedWords = new Map<string, string>();
const FOLDED_WORDS_MAX = 50_000;

/** One letter more, less or other, or two neighbours swapped. The first letter of a word never differs. Linear. */
export function oneLetterApart(a: string, b: string): boolean {
  const slip = differenceOf(a, b);
  if (slip === undefined) return false;
  const [left, right] = slip;
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

/** One slip of the pen: up to two neighbouring letters are others. For long names only. */
export function oneSlipApart(a: string, b: string): boolean {
  const slip = differenceOf(a, b);
  return slip !== undefined && slip[0].length <= 2 && slip[1].length <= 2;
}

/** What stands between the beginning and the end that both have; undefined when a word begins otherwise or a digit differs. */
function differenceOf(a: string, b: string): readonly [string, string] | undefined {
  if (a === b || Math.abs(a.length - b.length) > 2) return undefined;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from++;
  if (from === 0 || a[from - 1] === " ") return undefined;
  let end = 0;
  while (end < Math.min(a.length, b.length) - from && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const slip = [a.slice(from, a.length - end), b.slice(from, b.length - end)] as const;
  return /[\d ]/.test(slip[0] + slip[1]) ? undefined : slip;
}
