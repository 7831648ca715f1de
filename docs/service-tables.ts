/** The tables of `settings.md` and `selftest.md`, from the engine's own. */
import { MODELS, SELFTEST_TABLE, settingSpecs } from "../src/hardware-sim/index.ts";
import { SELFTEST_TEXTS, textOfNumber } from "../src/protocol/index.ts";

const BEGIN = "<!-- table -->";
const END = "<!-- /table -->";

/** Puts the table between the marks of the page. Throws when they are not there. */
export function withTable(page: string, table: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error("the page has no place for its table");
  return `${page.slice(0, begin + BEGIN.length)}\n${table}\n${page.slice(end)}`;
}

export function settingsTable(): string {
  const other = settingSpecs(MODELS.sr300);
  const rows = settingSpecs(MODELS.hdp5000).map((spec, i) => {
    const limits =
      spec.kind === "text"
        ? `${spec.minimum}..${spec.maximum} characters`
        : `${textOfNumber(spec, spec.minimum)}..${textOfNumber(spec, spec.maximum)}`;
    const factory = spec.factory === other[i]!.factory ? spec.factory : `${spec.factory}, sr300 ${other[i]!.factory}`;
    return `| \`${spec.key}\` | ${limits} | ${spec.unit} | ${factory === "" ? "empty" : factory} | ${spec.en}${spec.own ? "; own" : ""} |`;
  });
  return ["| key | limits | unit | factory | meaning |", "|---|---|---|---|---|", ...rows].join("\n");
}

export function selfTestTable(): string {
  const rows = SELFTEST_TABLE.map(({ name, unit, low, high }) => {
    const limits = low === high ? String(low) : `${low}..${high}`;
    const { en, doEn } = SELFTEST_TEXTS[name];
    return `| ${en} | \`${name}\` | ${limits}${unit === "" ? "" : ` ${unit}`} | ${doEn} |`;
  });
  return ["| item | name | limits | when it fails |", "|---|---|---|---|", ...rows].join("\n");
}
