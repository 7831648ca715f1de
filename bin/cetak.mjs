#!/usr/bin/env node
// The `cetak` command. Plain JavaScript, so that an older Node can read it: it finds the pinned runtime that was
// installed with the dependencies and runs itself again there.

/** Not by `import`, which wraps each built-in module and costs `--version` a tenth of its time; Node 20.0 has no other way. */
const builtin = async (name) => process.getBuiltinModule?.(name) ?? (await import(name));
const { existsSync, readFileSync, writeSync } = await builtin("node:fs");

const RUNTIME_MAJOR = 24;
const KEEP_COMPILED_AFTER_MS = 10_000;
const args = process.argv.slice(2);

if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) sayVersion();
else await run();

function sayVersion() {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  try {
    // `process.stdout` would first load everything that a stream could need.
    writeSync(1, `${version}\n`);
  } catch (error) {
    if (error.code === "EAGAIN") process.stdout.write(`${version}\n`);
    else if (error.code !== "EPIPE") {
      process.stderr.write(`cetak: standard output cannot be written: ${error.code}\n`);
      process.exitCode = 3;
    }
  }
}

async function run() {
  const { join } = await builtin("node:path");
  const { fileURLToPath } = await builtin("node:url");
  const root = fileURLToPath(new URL("..", import.meta.url));
  const bin = join(root, "node_modules", ".bin");
  if (!existsSync(bin)) {
    process.stderr.write(
      `cetak: its dependencies are not installed yet; run "npm ci" in ${root} first (npm start does it by itself)\n`,
    );
    process.exitCode = 70;
  } else if (Number(process.versions.node.split(".")[0]) >= RUNTIME_MAJOR) {
    // The types are stripped and the code compiled once, not at each start.
    const nodeModule = await builtin("node:module");
    nodeModule.enableCompileCache?.(join(root, "node_modules", ".cache", "cetak"));
    // Written at the end of a process; a station's end is often that of the power.
    setTimeout(() => nodeModule.flushCompileCache?.(), KEEP_COMPILED_AFTER_MS).unref();
    // Code stays: V8 would let the place for new things grow to 32 MiB for it, and keep that.
    const { setFlagsFromString } = await builtin("node:v8");
    setFlagsFromString("--semi-space-growth-factor=1");
    const { main } = await import("../src/cli/main.ts");
    setFlagsFromString("--semi-space-growth-factor=2");
    await main(args);
  } else {
    await onPinnedRuntime(
      join(bin, process.platform === "win32" ? "node.cmd" : "node"),
      fileURLToPath(import.meta.url),
    );
  }
}

async function onPinnedRuntime(runtime, self) {
  if (!existsSync(runtime)) {
    process.stderr.write(
      `cetak: needs Node ${RUNTIME_MAJOR}, this is ${process.version}, and no runtime for ${process.platform}-${process.arch} was installed; install Node ${RUNTIME_MAJOR} or run "npm ci" again\n`,
    );
    process.exitCode = 70;
    return;
  }
  // Loaded only here: --version is answered without it.
  const { spawn } = await import("node:child_process");
  const child = spawn(runtime, [self, ...args], { stdio: "inherit" });
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
