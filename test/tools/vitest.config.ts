import { defineConfig } from "vitest/config";

/** Tests with programs from outside. A missing one is a failure that says how to install it, never a skipped test. */
export default defineConfig({
  test: {
    include: ["test/tools/**/*.test.ts"],
    // The native part of serial ports works in a process's main thread only.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 180_000,
    // The usual limit of one second is less than a slow machine takes to end a process.
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 60_000,
  },
});
