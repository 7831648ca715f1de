// Runs before `npm start` and `npm test`: installs and builds what is missing or stale, says what it does, and is silent
// and instant otherwise. Plain JavaScript on purpose: it is the only code that any Node from 20 on has to understand.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const wantsUi = process.argv.includes("--ui");

/** Hash of the contents and names of files and folders below the project. */
function hashOf(paths) {
  const hash = createHash("sha256");
  const add = (path) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    const entries = readdirSync(full, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (entry.name === "dist" || entry.name === "node_modules") continue;
      const below = `${path}/${entry.name}`;
      if (entry.isDirectory()) add(below);
      else
        hash
          .update(below)
          .update("\0")
          .update(readFileSync(join(root, below)))
          .update("\0");
    }
  };
  for (const path of paths) {
    if (path.includes(".")) hash.update(readFileSync(join(root, path)));
    else add(path);
  }
  return hash.digest("hex");
}

function stampIs(file, value) {
  const full = join(root, file);
  return existsSync(full) && readFileSync(full, "utf8") === value;
}

function stamp(file, value) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), value);
}

function run(what, command, args, path) {
  process.stderr.write(`cetak: ${what} ...\n`);
  const started = Date.now();
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PATH: path, NODE_ENV: "" },
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === "win32",
  });
  if (done.status !== 0) {
    process.stderr.write(`${done.stdout ?? ""}${done.stderr ?? ""}`);
    process.stderr.write(`cetak: ${what} failed (${done.error?.message ?? `exit code ${done.status}`}); see above\n`);
    process.exit(1);
  }
  process.stderr.write(`cetak: ${what} done in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

const separator = process.platform === "win32" ? ";" : ":";
const binPath = `${join(root, "node_modules", ".bin")}${separator}${process.env.PATH ?? ""}`;

const dependencies = hashOf(["package-lock.json"]) + process.platform + process.arch;
if (!stampIs("node_modules/.cetak-installed", dependencies)) {
  run("installing dependencies (npm ci)", "npm", ["ci", "--no-fund", "--no-audit"], process.env.PATH ?? "");
  stamp("node_modules/.cetak-installed", dependencies);
}

if (wantsUi) {
  const schemas = readdirSync(join(root, "src/station")).filter((name) => /^api(-[a-z]+)?\.ts$/.test(name));
  const sources = hashOf(["host-ui", ...schemas.sort().map((name) => `src/station/${name}`), "package-lock.json"]);
  if (!stampIs("host-ui/dist/.cetak-built", sources)) {
    run("building the host UI (vite build)", "vite", ["build", "host-ui", "--logLevel", "warn"], binPath);
    stamp("host-ui/dist/.cetak-built", sources);
  }
}
