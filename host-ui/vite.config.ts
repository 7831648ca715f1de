import { join } from "node:path";
import { defineConfig } from "vite";
import { leanZod } from "./lean-zod.ts";

const page = (name: string): string => join(import.meta.dirname, `${name}.html`);

export default defineConfig({
  root: import.meta.dirname,
  build: {
    // Wall displays run for years: a browser of 2022 is promised to work.
    target: "chrome100",
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: page("index"), wall: page("wall"), printer: page("printer"), lab: page("lab") },
    },
  },
  plugins: [leanZod()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": "http://127.0.0.1:8080", "/live": { target: "ws://127.0.0.1:8080", ws: true } },
  },
});
