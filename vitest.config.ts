import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/tools/**", "test/browser/**"],
    pool: "threads",
    maxWorkers: 2,
    isolate: false,
    testTimeout: 60_000,
  },
});
