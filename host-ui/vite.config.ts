import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  // Wall displays run for years: the oldest browser that is promised to work.
  build: { target: "chrome103", outDir: "dist", emptyOutDir: true, assetsInlineLimit: 0, modulePreload: false },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": "http://127.0.0.1:8080", "/live": { target: "ws://127.0.0.1:8080", ws: true } },
  },
});
