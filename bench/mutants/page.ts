/** `docs/mutants.md`: each planted bug, and the scenario and the check that found it. */

import type { Verdict } from "./judge.ts";
import { MUTANT_CLASSES } from "./patch.ts";

const INTRO = `# Planted bugs

Written by \`npm run mutants -- --write\`; do not edit by hand. Each file \`bench/mutants/*.patch\` plants one bug that somebody
could have made into a copy of the sources, and the scenario library is run against it. **Killed** means that a scenario of the
library failed by one of its own checks; the same library passes without the bug. A bug that the type checker sees, that keeps
the command from starting, or that only makes scenarios end with an exception counts as broken, not as killed.

The scenarios that a patch names are run first; only if none of them fails the others follow, until one does. So the list of
scenarios that killed a bug is not complete. \`npm run mutants -- --all\` runs the whole library against each.
`;

const MESSAGE_CHARACTERS_MAX = 110;

/** One line of a check's message, without the trail behind it. */
function short(message: string): string {
  const line = message.split("\n")[0]!.replace(/ \(last: .*$/, "");
  const cut = line.length > MESSAGE_CHARACTERS_MAX ? `${line.slice(0, MESSAGE_CHARACTERS_MAX - 3)}...` : line;
  return cut.replaceAll("|", "\\|");
}

export function mutantsPage(verdicts: readonly Verdict[], scenarios: number): string {
  const count = (fate: Verdict["fate"]): number => verdicts.filter((verdict) => verdict.fate === fate).length;
  const classes = MUTANT_CLASSES.map((name) => {
    const of = verdicts.filter(({ mutant }) => mutant.class === name);
    return `| ${name} | ${of.length} | ${of.filter(({ fate }) => fate === "killed").length} |`;
  });
  return [
    INTRO,
    `${verdicts.length} bugs, ${count("killed")} killed, ${count("survived")} survived, ${count("broken")} broken; ${scenarios} scenarios.\n`,
    "| class | planted | killed |",
    "|---|--:|--:|",
    ...classes,
    "\n## Which scenario killed which\n",
    "| bug | class | what a person did wrong | killed by | first check that failed |",
    "|---|---|---|---|---|",
    ...verdicts.map(line),
    "",
  ].join("\n");
}

function line({ mutant, fate, kills, why = "" }: Verdict): string {
  const [first] = kills;
  const by = first === undefined ? `**${fate}**` : kills.map(({ scenario }) => scenario).join(", ");
  const check = first === undefined ? short(why) : `${first.kind}: ${short(first.message)}`;
  return `| ${mutant.name} | ${mutant.class} | ${mutant.story.replaceAll("|", "\\|")} | ${by} | ${check} |`;
}
