// `cetak start` with everything that the command line could ever need loaded before it begins, and nothing kept compiled:
// what the start would cost without loading by need. Used by the start-up row only.
import { readdirSync, readFileSync } from "node:fs";

const root = new URL("..", import.meta.url);
const { dependencies } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
const commands = new URL("src/cli/commands/", root);
await Promise.all([
  ...Object.keys(dependencies).map((name) => import(name)),
  ...readdirSync(commands).map((file) => import(new URL(file, commands).href)),
]);
const { main } = await import(new URL("src/cli/main.ts", root).href);
await main(process.argv.slice(2));
