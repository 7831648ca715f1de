/** `docs/commands.md`: each command of `cetak` with all its options, from the same tables as its `--help`. */
import type { Command, Help, Option } from "commander";
import { cetakProgram } from "../src/cli/main.ts";

const HEAD = `# Commands

Written by \`npm run docs\` from what \`--help\` says; do not edit. \`cetak COMMAND --help\` has an example besides.
What the commands are for: [operations.md](operations.md), [jobs.md](jobs.md), [offices.md](offices.md),
[management.md](management.md), [scenarios.md](scenarios.md), [recordings.md](recordings.md). Exit codes: [operations.md](operations.md#exit-codes-of-what-can-go-wrong).
`;

/** Every command that does something, groups left out, with its words: \`jobs import\`. In the order of the help. */
export function leafCommands(command: Command = cetakProgram(), words: readonly string[] = []): [string, Command][] {
  const below = command.commands.filter((one) => one.name() !== "help");
  // A group with options of its own does something itself, as `cetak centre`.
  const own: [string, Command][] =
    below.length === 0 || (words.length > 0 && optionsOf(command).length > 0) ? [[words.join(" "), command]] : [];
  return [...own, ...below.flatMap((one) => leafCommands(one, [...words, one.name()]))];
}

/** The options of a command that its help shows, \`--help\` left out. */
export function optionsOf(command: Command): readonly Option[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long }) => long !== "--help");
}

export function renderCommands(): string {
  const leaves = leafCommands();
  const [, example] = leaves.find(([words]) => words === "jobs list")!;
  const shared = optionsOf(example).slice(0, SHARED_OPTIONS);
  const parts = leaves.map(([words, command]) => section(words, command, shared));
  const help = example.createHelp();
  const table = `## At a station\n\nMany commands have these options; they are not repeated below.\n\n${optionTable(shared, help)}`;
  return `${[HEAD, table, ...parts].join("\n")}`;
}

/** \`--config --data --station --login --password-file --json\`: how a command finds the station or its journal. */
const SHARED_OPTIONS = 6;

function section(words: string, command: Command, shared: readonly Option[]): string {
  const help = command.createHelp();
  const own = optionsOf(command);
  const like = ({ flags, description }: Option): string => `${flags}|${description}`;
  const there = new Set(own.map(like));
  const hasShared = shared.every((option) => there.has(like(option)));
  const sharedNames = new Set(hasShared ? shared.map(like) : []);
  const rest = own.filter((option) => !sharedNames.has(like(option)));
  const taken = command.registeredArguments.filter(({ description }) => description !== "");
  const rows = taken.map((argument) => `| ${cell(argument.name())} | ${text(help.argumentDescription(argument))} |`);
  const lines = [`## cetak ${words}`, "", text(command.description())];
  const names = command.registeredArguments.map((argument) =>
    argumentTerm(argument.name(), argument.required, argument.variadic),
  );
  lines.push(
    "",
    `\`cetak ${[words, ...names].join(" ")}\`${hasShared ? ", with the options of [a station](#at-a-station)" : ""}`,
  );
  if (rows.length + rest.length > 0) lines.push("", optionTable(rest, help, rows).trimEnd());
  return `${lines.join("\n")}\n`;
}

const argumentTerm = (name: string, required: boolean, variadic: boolean): string => {
  const words = variadic ? `${name}...` : name;
  return required ? `<${words}>` : `[${words}]`;
};

function optionTable(options: readonly Option[], help: Help, before: readonly string[] = []): string {
  const rows = options.map(
    (option) => `| ${cell(help.optionTerm(option))} | ${text(help.optionDescription(option))} |`,
  );
  return `${["| | |", "|---|---|", ...before, ...rows].join("\n")}\n`;
}

const cell = (words: string): string => `\`${words.replaceAll("|", "\\|")}\``;
/** Angle brackets would be taken for tags. */
const text = (words: string): string => words.replaceAll("|", "\\|").replace(/<([^>]*)>/g, "`<$1>`");
