/** Options of a script on the command line: `--help`, and one sentence with exit code 2 for what nobody knows. */
import { type ParseArgsConfig, parseArgs } from "node:util";

/** Says what the script can do and ends, when that was asked for. */
export function sayHelp(usage: string): void {
  if (!process.argv.slice(2).some((word) => word === "--help" || word === "-h")) return;
  process.stdout.write(usage);
  process.exit(0);
}

/** `name`: the script's, before the sentence. */
export function readOptions<const T extends NonNullable<ParseArgsConfig["options"]>>(
  name: string,
  usage: string,
  options: T,
): ReturnType<typeof parseArgs<{ options: T }>>["values"] {
  sayHelp(usage);
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}; see --help\n`);
    return process.exit(2);
  }
}
