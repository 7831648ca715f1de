/** One measurement in this process: `node --expose-gc point.ts KIND N`, answered with one line of JSON. */
import { days, idle, printing, queue } from "./points.ts";

const KINDS = { printing, idle, queue, days } as const;
const [kind, n] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(KINDS[kind as keyof typeof KINDS](Number(n)))}\n`);
