/** One measurement in this process: `node --expose-gc point.ts KIND N`, answered with one line of JSON. */
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// As `cetak` itself begins: from what was kept compiled, without the program that strips the types.
enableCompileCache(fileURLToPath(new URL("../../node_modules/.cache/cetak", import.meta.url)));
const { days, idle, printing, queue } = await import("./points.ts");

const KINDS = { printing, idle, queue, days } as const;
const [kind, n] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(KINDS[kind as keyof typeof KINDS](Number(n)))}\n`);
