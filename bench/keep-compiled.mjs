// Loaded before a script that computes for long (`node --import`): it takes its code as it was kept compiled, like the program itself.
// Types are stripped in WebAssembly whose memory grows; in a process that has done that, each access to a typed array first asks whether
// its memory is still there. No types here, or this file would be what is stripped.
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/cetak-bench", import.meta.url)));
