import { setFlagsFromString } from "node:v8";

/**
 * How much of what a function calls the compiler may put into it: bytes of bytecode of one called function, of all of
 * them together, and of the whole. V8's own limits (460, 920, 4600) suit pages; a simulated printer's tick goes through
 * many small functions of nine rooms, ten times a second for hours, and gains from larger ones.
 *
 * It pays where one run is long. Many short ones meet something new again and again, and each time what leant on the
 * contrary is compiled anew, with everything that was put into it: the seeds of a swarm take less processor time with V8's
 * own limits. Nor does it pay for many printers, whose ticks wait for memory: a hundred are no slower without it, and each thread
 * that compiles keeps some megabytes less.
 */
const LIMITS = [
  "--max-inlined-bytecode-size=1500",
  "--max-inlined-bytecode-size-cumulative=4000",
  "--max-inlined-bytecode-size-absolute=20000",
] as const;

let done = false;

/**
 * Lets the compiler inline more from here on, in the whole process and its worker threads. Changes how fast code runs,
 * never what it does. Not called where a program starts, so that what was kept compiled is still taken as it is.
 */
export function inlineMore(): void {
  if (done) return;
  done = true;
  for (const limit of LIMITS) setFlagsFromString(limit);
}
