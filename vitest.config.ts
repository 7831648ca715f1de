import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/tools/**", "test/browser/**"],
    pool: "threads",
    maxWorkers: 2,
    isolate: false,
    testTimeout: 60_000,
    // The usual limit of one second is less than a slow machine takes to end a process.
    expect: { poll: { timeout: 30_000 } },
  },
});
