import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const STYLES = join(import.meta.dirname, "../../host-ui/src/styles");
const SHEETS = readdirSync(STYLES).filter((name) => name !== "tokens.css");
const css = readFileSync(join(STYLES, "tokens.css"), "utf8");
const tokens = new Map([...css.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1]!, m[2]!]));

/** Relative luminance and contrast ratio of WCAG 2.2. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

function between(front: string, back: string): number {
  const [a, b] = [tokens.get(front), tokens.get(back)];
  if (a === undefined || b === undefined) throw new Error(`no such token: ${front} or ${back}`);
  return contrast(a, b);
}

const GROUNDS = ["ground", "panel", "raised"];

describe("contrast of the colour tokens", () => {
  it("computes what WCAG says", () => {
    expect(contrast("#ffffff", "#000000")).toBeCloseTo(21, 5);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });

  it.each(["text", "text-dim", "active", "attention", "sim", "band-edge"].flatMap((f) => GROUNDS.map((g) => [f, g])))(
    "text %s on %s: at least 4.5",
    (front, back) => {
      expect(between(front, back)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each([
    ["alarm-ink", "alarm"],
    ["attention-ink", "attention"],
    ["ground", "text"],
  ])("text %s on the fill %s: at least 4.5", (front, back) => {
    expect(between(front, back)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["edge", "alarm-edge", "attention", "active", "band-edge"].flatMap((f) => GROUNDS.map((g) => [f, g])))(
    "shape or border %s on %s: at least 3",
    (front, back) => {
      expect(between(front, back)).toBeGreaterThanOrEqual(3);
    },
  );

  it("the alarm red alone does not stand out from the ground, so every red fill has the white edge", () => {
    expect(between("alarm", "panel")).toBeLessThan(3);
    expect(between("alarm-edge", "alarm")).toBeGreaterThanOrEqual(3);
    for (const file of SHEETS) {
      const rules = readFileSync(join(STYLES, file), "utf8").split("}");
      for (const rule of rules.filter((text) => text.includes("background: var(--alarm)"))) {
        expect(rule).toContain("var(--alarm-edge)");
      }
    }
  });

  it("styles use tokens only", () => {
    expect(SHEETS.length).toBeGreaterThan(3);
    for (const file of SHEETS) {
      expect(readFileSync(join(STYLES, file), "utf8").match(/#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(/gi)).toBeNull();
    }
    expect([...css.matchAll(/^\s+--[a-z-]+:/gm)].length).toBe(tokens.size);
  });
});
