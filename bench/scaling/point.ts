/** One measurement in this process: `node --expose-gc point.ts KIND N`, answered with one line of JSON. */
import { setFlagsFromString } from "node:v8";

// As `cetak` itself begins: with a nursery that does not grow for code.
setFlagsFromString("--semi-space-growth-factor=1");
const { days, idle, printing, queue } = await import("./points.ts");
setFlagsFromString("--semi-space-growth-factor=2");

const KINDS = { printing, idle, queue, days } as const;
const [kind, n] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(KINDS[kind as keyof typeof KINDS](Number(n)))}\n`);
