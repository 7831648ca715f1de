/** Just enough SVG for line plots: a panel with linear axes, lines, dots and a legend. */

const FONT = 'font-family="sans-serif" font-size="12"';
const GRID = "#dddddd";
const INK = "#333333";

export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  readonly label: string;
}

export interface Line {
  readonly colour: string;
  readonly points: readonly (readonly [number, number])[];
  readonly wide?: boolean;
  readonly dashed?: boolean;
  /** Dots at the points instead of, or with, the line. */
  readonly dots?: "only" | "with";
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const escaped = (words: string): string => words.replace(/&/g, "&amp;").replace(/</g, "&lt;");
const short = (value: number): string => String(Math.round(value * 10) / 10);

export function text(x: number, y: number, words: string, more = ""): string {
  return `<text x="${short(x)}" y="${short(y)}" fill="${INK}" ${FONT} ${more}>${escaped(words)}</text>`;
}

/** Axes with grid and labels, and the lines inside. */
export function panel(box: Box, x: Axis, y: Axis, title: string, lines: readonly Line[]): string {
  const { left, top, width, height } = box;
  const bottom = top + height;
  const atX = (value: number): number => left + ((value - x.low) / (x.high - x.low)) * width;
  const atY = (value: number): number => bottom - ((value - y.low) / (y.high - y.low)) * height;
  const parts: string[] = [text(left, top - 8, title, 'font-weight="bold"')];
  for (const tick of x.ticks) {
    const at = short(atX(tick));
    parts.push(`<line x1="${at}" x2="${at}" y1="${top}" y2="${bottom}" stroke="${GRID}"/>`);
    parts.push(text(atX(tick), bottom + 16, String(tick), 'text-anchor="middle"'));
  }
  for (const tick of y.ticks) {
    const at = short(atY(tick));
    parts.push(`<line x1="${left}" x2="${left + width}" y1="${at}" y2="${at}" stroke="${GRID}"/>`);
    parts.push(text(left - 6, atY(tick) + 4, String(tick), 'text-anchor="end"'));
  }
  parts.push(text(left + width / 2, bottom + 34, x.label, 'text-anchor="middle"'));
  const turn = `transform="rotate(-90 ${left - 42} ${top + height / 2})" text-anchor="middle"`;
  parts.push(text(left - 42, top + height / 2, y.label, turn));
  for (const line of lines) {
    const points = line.points.map(([px, py]) => [short(atX(px)), short(atY(py))] as const);
    if (line.dots !== "only") {
      const d = points.map(([px, py]) => `${px},${py}`).join(" ");
      const dash = line.dashed ? ' stroke-dasharray="5 3"' : "";
      parts.push(
        `<polyline fill="none" stroke="${line.colour}" stroke-width="${line.wide ? 2.5 : 1.3}"${dash} points="${d}"/>`,
      );
    }
    if (line.dots !== undefined) {
      const radius = line.dots === "only" ? 1.6 : 3;
      for (const [px, py] of points) parts.push(`<circle cx="${px}" cy="${py}" r="${radius}" fill="${line.colour}"/>`);
    }
  }
  parts.push(`<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="none" stroke="${INK}"/>`);
  return parts.join("\n");
}

/** Entries in a row; `steps` are the distances from each to the next. */
export function legend(
  left: number,
  top: number,
  entries: readonly { readonly name: string; readonly colour: string; readonly dashed?: boolean }[],
  steps: readonly number[],
): string {
  let x = left;
  return entries
    .map(({ name, colour, dashed }, i) => {
      x += i === 0 ? 0 : (steps[i - 1] ?? 0);
      const dash = dashed ? ' stroke-dasharray="5 3"' : "";
      const stroke = `<line x1="${x}" x2="${x + 22}" y1="${top}" y2="${top}" stroke="${colour}" stroke-width="3"${dash}/>`;
      return stroke + text(x + 28, top + 4, name);
    })
    .join("\n");
}

/** The whole picture on white, so that it reads on a dark page too. */
export function picture(width: number, height: number, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect width="${width}" height="${height}" fill="#ffffff"/>
${parts.join("\n")}
</svg>
`;
}
