import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: join(import.meta.dirname, "../.."),
    include: ["test/browser/*.test.ts"],
    fileParallelism: false,
    // Four times what a quick machine needs.
    testTimeout: 180_000,
    // The usual limit of one second is less than a slow machine takes to end a process.
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 60_000,
  },
});
