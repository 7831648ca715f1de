#!/usr/bin/env node
// The `cetak` command. Plain JavaScript, so that an older Node can read it: it finds the pinned runtime that was
// installed with the dependencies and runs itself again there.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const RUNTIME_MAJOR = 24;
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const args = process.argv.slice(2);

if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
  process.stdout.write(`${JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version}\n`);
} else if (!existsSync(join(root, "node_modules", ".bin"))) {
  process.stderr.write(
    `cetak: its dependencies are not installed yet; run "npm ci" in ${root} first (npm start does it by itself)\n`,
  );
  process.exitCode = 70;
} else if (Number(process.versions.node.split(".")[0]) >= RUNTIME_MAJOR) {
  // The types are stripped and the code compiled once, not at each start.
  const nodeModule = await import("node:module");
  nodeModule.enableCompileCache?.(join(root, "node_modules", ".cache", "cetak"));
  const { main } = await import("../src/cli/main.ts");
  await main(args);
} else {
  await onPinnedRuntime();
}

async function onPinnedRuntime() {
  const runtime = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");
  if (!existsSync(runtime)) {
    process.stderr.write(
      `cetak: needs Node ${RUNTIME_MAJOR}, this is ${process.version}, and no runtime for ${process.platform}-${process.arch} was installed; install Node ${RUNTIME_MAJOR} or run "npm ci" again\n`,
    );
    process.exitCode = 70;
    return;
  }
  // Loaded only here: --version is answered without it.
  const { spawn } = await import("node:child_process");
  const child = spawn(runtime, [fileURLToPath(import.meta.url), ...args], { stdio: "inherit" });
  // The terminal sends Ctrl-C to both processes; a supervisor's signal reaches only this one and is passed on.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    process.stderr.write(`cetak: cannot run ${runtime}: ${error.message}\n`);
    process.exit(70);
  });
  child.on("exit", (code, signal) => {
    process.exit(signal ? 130 : (code ?? 70));
  });
}
