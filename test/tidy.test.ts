/** The house rules as a test: arrows between rooms, doors, banned globals, sizes, and a machine that at least imports. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const FILE_LINES_MAX = 400;

/** Which rooms a room may import. Arrows point down only. */
const ARROWS: Record<string, readonly string[]> = {
  base: [],
  thermal: ["base"],
  protocol: ["base"],
  firmware: ["base", "protocol"],
  "hardware-sim": ["base", "thermal", "protocol", "firmware"],
  controller: ["base", "thermal", "protocol"],
  station: ["base", "thermal", "protocol", "controller", "firmware"],
  "centre-sim": ["base", "station"],
  rig: ["base", "thermal", "protocol", "firmware", "hardware-sim", "controller", "station", "centre-sim"],
  hil: ["base", "thermal", "protocol", "firmware", "hardware-sim", "controller", "station", "centre-sim", "rig"],
  cli: ["base", "thermal", "protocol", "firmware", "hardware-sim", "controller", "station", "centre-sim", "rig", "hil"],
};

/** Rooms that may read the wall's time: the base, which wraps it, and the composition roots. */
const MAY_KNOW_TIME = new Set(["base", "cli", "rig"]);
const TIME_OR_CHANCE =
  /\b(Date\.now|new Date\(\)|performance\.now|Math\.random|setTimeout\(|setInterval\(|setImmediate\(|process\.hrtime)/;

function filesBelow(folder: string, endings: readonly string[]): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.name === "node_modules" || entry.name === "dist") continue;
    if (entry.isDirectory()) found.push(...filesBelow(path, endings));
    else if (endings.some((ending) => entry.name.endsWith(ending))) found.push(path);
  }
  return found.sort();
}

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const sources = filesBelow("src", [".ts"]);
const everything = ["src", "test", "bench", "docs", "host-ui"].flatMap((folder) => filesBelow(folder, [".ts", ".tsx"]));
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " ")).replace(/(^|\s)\/\/.*$/gm, "$1");

function importsOf(path: string): string[] {
  const found: string[] = [];
  for (const match of withoutComments(read(path)).matchAll(/(?:from\s+|import\s*\(?\s*)"([^"]+)"/g))
    found.push(match[1]!);
  return found;
}

const roomOf = (path: string): string => path.split("/")[1]!;

describe("rooms", () => {
  test("import only what lies below them, through its door", () => {
    const broken: string[] = [];
    for (const path of sources) {
      for (const target of importsOf(path)) {
        if (!target.startsWith(".")) continue;
        const to = relative(ROOT, resolve(ROOT, dirname(path), target));
        if (!to.startsWith("src/")) broken.push(`${path} imports ${to}, outside src`);
        else if (roomOf(to) !== roomOf(path)) {
          if (!ARROWS[roomOf(path)]?.includes(roomOf(to))) broken.push(`${path} imports ${to}: the arrow points up`);
          const schema = roomOf(path) === "centre-sim" && to.startsWith("src/station/");
          if (!to.endsWith("/index.ts") && !schema) broken.push(`${path} imports ${to}: not the room's door`);
        }
        if (!target.endsWith(".ts")) broken.push(`${path} imports ${target}: imports end in .ts`);
      }
    }
    expect(broken).toEqual([]);
  });

  test("each has one door with explicit names", () => {
    const rooms = new Set(sources.map(roomOf));
    const broken: string[] = [];
    for (const room of rooms) {
      if (!(room in ARROWS)) broken.push(`src/${room} is no room that the house knows`);
      const door = `src/${room}/index.ts`;
      if (room === "cli") continue;
      if (!sources.includes(door)) broken.push(`${door} is missing`);
      else if (/export\s+\*/.test(read(door))) broken.push(`${door} exports *`);
    }
    expect(broken).toEqual([]);
  });

  test("the host UI imports nothing of the station but its API", () => {
    const broken = filesBelow("host-ui", [".ts", ".tsx"]).flatMap((path) =>
      importsOf(path)
        .filter((target) => target.startsWith("."))
        .map((target) => relative(ROOT, resolve(ROOT, dirname(path), target)))
        .filter((to) => !to.startsWith("host-ui/") && !/^src\/station\/api(-[a-z]+)?\.ts$/.test(to))
        .map((to) => `${path} imports ${to}`),
    );
    expect(broken).toEqual([]);
  });
});

describe("house style", () => {
  test("time and chance are inputs", () => {
    const broken: string[] = [];
    for (const path of sources) {
      if (MAY_KNOW_TIME.has(roomOf(path))) continue;
      const lines = withoutComments(read(path)).split("\n");
      lines.forEach((line, i) => {
        if (TIME_OR_CHANCE.test(line)) broken.push(`${path}:${i + 1} ${line.trim()}`);
      });
    }
    expect(broken).toEqual([]);
  });

  test(`no file is longer than ${FILE_LINES_MAX} lines`, () => {
    const long = everything
      .map((path) => ({ path, lines: read(path).split("\n").length - 1 }))
      .filter(({ lines }) => lines > FILE_LINES_MAX);
    expect(long).toEqual([]);
  });

  test("no test is skipped or focused, and none sleeps", () => {
    const pattern = /\b(test|it|describe)\.(skip|only|todo)\(|setTimeout\(\s*(r|resolve|done)\b|sleep\(/;
    const broken = filesBelow("test", [".ts"]).filter(
      (path) => path !== "test/tidy.test.ts" && pattern.test(read(path)),
    );
    expect(broken).toEqual([]);
  });

  test("every state machine imports: a misspelt target passes the type checker and throws here", async () => {
    const machines = sources.filter((path) => /machine\.ts$/.test(path));
    expect(machines.length).toBeGreaterThan(0);
    for (const path of machines) await import(join(ROOT, path));
  });
});
