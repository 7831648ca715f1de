/** A flame graph as one SVG that needs no script: each box a function, as wide as its time, standing on its caller; its title says the rest. */
import type { Frame } from "./samples.ts";

const WIDTH = 1200;
const ROW_HEIGHT = 17;
const HEAD_HEIGHT = 64;
const MARGIN = 10;
/** Narrower boxes are left out: nobody could see or hit them. */
const BOX_WIDTH_MIN = 0.6;
const LETTER_WIDTH = 6.3;

/** One colour for a room, light enough for black letters (contrast above 7). */
const COLOURS: Readonly<Record<string, string>> = {
  base: "#d9d9d9",
  thermal: "#ffc9a3",
  protocol: "#a9d8ff",
  "hardware-sim": "#ffe08a",
  controller: "#b9e6b0",
  station: "#d4c4f5",
  rig: "#c8ece9",
  xstate: "#f5b8cf",
  "garbage collector": "#c0c0c0",
};
const OTHER_COLOUR = "#ececec";

interface Box {
  readonly frame: Frame;
  readonly x: number;
  readonly width: number;
  readonly depth: number;
}

/** `title` says what was measured; `shares` are the rooms' own shares, 0..1, for the legend. */
export function flameGraph(top: Frame, title: string, shares: readonly (readonly [string, number])[]): string {
  const boxes: Box[] = [];
  place(top, MARGIN, WIDTH - 2 * MARGIN, 0, boxes);
  const depth = Math.max(...boxes.map((box) => box.depth)) + 1;
  const height = HEAD_HEIGHT + depth * ROW_HEIGHT + MARGIN;
  const drawn = boxes.map((box) => draw(box, top.total, height));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="ui-monospace, monospace" font-size="11">
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
<text x="${MARGIN}" y="20" font-size="15" font-family="system-ui, sans-serif">${escaped(title)}</text>
${legend(shares)}
${drawn.join("\n")}
</svg>
`;
}

/** Children in the order of their names, so that two graphs can be held side by side. */
function place(frame: Frame, x: number, width: number, depth: number, boxes: Box[]): void {
  if (width < BOX_WIDTH_MIN) return;
  boxes.push({ frame, x, width, depth });
  let at = x;
  const ordered = [...frame.children].sort((a, b) => (a.name + a.where < b.name + b.where ? -1 : 1));
  for (const child of ordered) {
    const share = frame.total === 0 ? 0 : (width * child.total) / frame.total;
    place(child, at, share, depth + 1, boxes);
    at += share;
  }
}

function draw({ frame, x, width, depth }: Box, totalUs: number, height: number): string {
  const y = height - MARGIN - (depth + 1) * ROW_HEIGHT;
  const letters = Math.floor((width - 4) / LETTER_WIDTH);
  const name = frame.name.length <= letters ? frame.name : letters > 3 ? `${frame.name.slice(0, letters - 1)}…` : "";
  const percent = (us: number): string => `${((100 * us) / totalUs).toFixed(1)} %`;
  const about = `${frame.name} ${frame.where}: ${percent(frame.total)}, alone ${percent(frame.self)}`;
  const text = name === "" ? "" : `<text x="${(x + 2).toFixed(1)}" y="${y + 12}">${escaped(name)}</text>`;
  return `<g><title>${escaped(about)}</title><rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW_HEIGHT - 1}" fill="${COLOURS[frame.room] ?? OTHER_COLOUR}"/>${text}</g>`;
}

function legend(shares: readonly (readonly [string, number])[]): string {
  let x = MARGIN;
  const parts: string[] = [];
  for (const [room, share] of shares) {
    const words = `${room} ${(100 * share).toFixed(0)} %`;
    if (share < 0.01 || x + words.length * LETTER_WIDTH > WIDTH - MARGIN) continue;
    parts.push(
      `<rect x="${x}" y="32" width="12" height="12" fill="${COLOURS[room] ?? OTHER_COLOUR}" stroke="#555"/><text x="${x + 16}" y="42">${escaped(words)}</text>`,
    );
    x += 30 + words.length * LETTER_WIDTH;
  }
  return parts.join("");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
