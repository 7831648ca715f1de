/** The operator's commands on queue, stock, audit and journal. Each talks to the running station, or opens its journal. */
import { type Command, Option } from "commander";
import { LOGIN_OPTION, PASSWORD_OPTION } from "./station-login.ts";

const WHERE_HELP =
  "\nWithout --station: the station file in this directory (or --config). When a station runs on it, the command goes there;\n" +
  "otherwise it opens the journal itself. A station with passwords: --password-file, or CETAK_PASSWORD in the environment; --login for another role than operator.";

/** Options that all of them have. */
function atStation(command: Command, example: string): Command {
  return command
    .option("--config <station.toml>", "station file (default: station.toml in this directory)")
    .option("--data <dir>", "data directory (default: the station file's)")
    .option("--station <url>", "running station, like http://127.0.0.1:8080")
    .option(...LOGIN_OPTION)
    .option(...PASSWORD_OPTION)
    .option("--json", "one JSON document on standard output")
    .addHelpText("after", `${WHERE_HELP}\n\nExample:\n  ${example}`);
}

const jobs = () => import("./commands/jobs.ts");
const files = () => import("./commands/jobs-files.ts");
const collect = (value: string, all: string[] | undefined): string[] => [...(all ?? []), ...value.split(",")];

export function addJobs(program: Command): void {
  const queue = program
    .command("jobs")
    .description("Look at the queue, fill it, settle what only a person can settle.");
  addLooking(queue);
  addFilling(queue);
  addSettling(queue);
  addHandover(queue);
}

function addLooking(queue: Command): void {
  atStation(
    queue.command("list").description("List jobs; NIK are masked. Only queued ones: in the order of the queue."),
    "cetak jobs list --state held --cause suspect",
  )
    .option("--state <states>", "queued, held, leased, printing, issued, handedOver, void, uncertain", collect)
    .option("--class <class>", "first, change, damaged or lost")
    .option("--subdistrict <name>", "only this sub-district")
    .option("--cause <cause>", "operator, suspect, incomplete, notReady, restored, melt, ...")
    .option("--printer <name>", "of this printer")
    .option("--nik <16 digits>", "of this person")
    .option("--after <key>", "go on after this job")
    .option("--offset <n>", "begin at this place of the queue", "0")
    .option("--limit <n>", "at most so many, 1..1000", "100")
    .action(async (options) => (await jobs()).jobsList(options));
  atStation(
    queue.command("show").description("One job: its place, its cards, whom it is like.").argument("<job>", "like J3k"),
    "cetak jobs show J3k",
  )
    .option("--compare", "with names and birth, beside the records that it is like (kept in the audit)")
    .action(async (job, options) => (await jobs()).jobsShow(job, options));
}

function addFilling(queue: Command): void {
  atStation(
    queue.command("add").description("Queue one job."),
    "cetak jobs add --nik 990101... --name ... --class first ...",
  )
    .requiredOption("--nik <16 digits>", "who")
    .requiredOption("--name <name>", "name on the card")
    .requiredOption("--class <class>", "first, change, damaged or lost")
    .requiredOption("--subdistrict <name>", "where the card goes")
    .requiredOption("--requested-at <date>", "ISO date, like 2018-02-03")
    .option("--birth-place <place>", "place of birth")
    .option("--birth-date <date>", "ISO date of birth")
    .option("--letter-number <number>", "recommendation letter, for damaged and lost cards")
    .option("--record <code>", "PRO, SFE, PRR, DUP or Efac (default PRR)")
    .option("--image <reference>", "where the picture is")
    .option("--urgent <reason>", "before all others; the reason is kept in the audit")
    .action(async (options) => (await jobs()).jobsAdd(options));
  atStation(
    queue
      .command("import")
      .description("Queue the jobs of a file: CSV, a JSON array, or one JSON object a line.")
      .argument("<file>", "columns nik,name,class,subdistrict,requested_at and more"),
    "cetak jobs import monday.csv",
  )
    .option("--strict", "exit 1 when any row was rejected (without it: when all were)")
    .action(async (file, options) => (await files()).jobsImport(file, options));
  atStation(
    queue.command("export").description("Write jobs out; NIK are masked and names left out."),
    "cetak jobs export --state issued,handedOver --out issued.csv",
  )
    .addOption(new Option("--format <format>", "csv or json").choices(["csv", "json"]).default("csv"))
    .option("--out <file>", "write into this file (readable by you only)")
    .option("--state <states>", "only jobs in these states", collect)
    .option("--with-personal-data", "whole NIK, names and birth: administrators only, kept in the audit")
    .action(async (options) => (await files()).jobsExport(options));
}

function addSettling(queue: Command): void {
  atStation(queue.command("hold").description("Set queued jobs aside.").argument("<job...>"), "cetak jobs hold J3k")
    .option("--reason <words>", "kept in the audit")
    .action(async (keys, options) => (await jobs()).jobsEach("hold", keys, options));
  atStation(
    queue.command("release").description("Let jobs that are set aside go on.").argument("[job...]"),
    "cetak jobs release --cause restored",
  )
    .option("--reason <words>", "kept in the audit")
    .option(
      "--cause <cause>",
      "all that are set aside for this: operator, incomplete, notReady, restored (1,000 at a time)",
    )
    .action(async (keys, options) => (await jobs()).jobsEach("release", keys, options));
  atStation(
    queue.command("void").description("End jobs: no card of them is wanted.").argument("<job...>"),
    "cetak jobs void J3k --reason 'moved away'",
  )
    .requiredOption("--reason <words>", "kept in the audit")
    .action(async (keys, options) => (await jobs()).jobsEach("void", keys, options));
  atStation(
    queue.command("urgent").description("Put jobs before all others.").argument("<job...>"),
    "cetak jobs urgent J3k --reason 'pilgrimage, flies on Monday'",
  )
    .requiredOption("--reason <words>", "kept in the audit")
    .option("--off", "back to their place")
    .action(async (keys, options) => (await jobs()).jobsEach("urgent", keys, options));
  const verdicts = new Option("--as <verdict>", "what it is").choices([
    "issued",
    "queued",
    "void",
    "duplicate",
    "different",
    "keep",
  ]);
  atStation(
    queue
      .command("settle")
      .description("Decide an uncertain job (issued, queued, void) or a suspect (duplicate, different, keep).")
      .argument("<job>"),
    "cetak jobs settle J3k --as issued --serial 04A1B2C3",
  )
    .addOption(verdicts.makeOptionMandatory())
    .option("--serial <hex>", "chip serial of the card in your hand: compared before it counts")
    .option("--reason <words>", "kept in the audit")
    .action(async (job, options) => (await jobs()).jobsSettle(job, options));
  atStation(
    queue.command("purge").description("Forget people whose jobs ended before a day; what blocks a second card stays."),
    "cetak jobs purge --before 2017-01-01 --dry-run",
  )
    .requiredOption("--before <date>", "ISO date")
    .option("--dry-run", "only count them")
    .action(async (options) => (await jobs()).jobsPurge(options));
}

function addHandover(queue: Command): void {
  atStation(
    queue
      .command("handover")
      .description("Without jobs: the cards that wait for their owners. With jobs: hand them over.")
      .argument("[job...]"),
    "cetak jobs handover --open-round 'Gandus, Monday' --subdistrict Gandus",
  )
    .option("--subdistrict <name>", "only this sub-district")
    .option("--limit <n>", "at most so many, 1..1000", "1000")
    .option("--rounds", "show the delivery rounds")
    .option("--open-round <name>", "take the pending cards (or those named) out to deliver them")
    .option("--close-round <n>", "the round is back")
    .option("--brought-back <jobs>", "cards that could not be delivered, with --close-round", collect)
    .action(async (keys, options) => (await import("./commands/jobs-handover.ts")).jobsHandover(keys, options));
}

const stock = () => import("./commands/stock.ts");
const ITEM = "blanks, ribbon, film or cleaningKits";

export function addStock(program: Command): void {
  const store = program
    .command("stock")
    .description("Blanks, ribbon, film and cleaning kits: what is there, how long it lasts.");
  atStation(
    store.command("show").description("What is there, lent, owed, ordered; when to order."),
    "cetak stock show --moves 20",
  )
    .option("--moves <n>", "and the newest movements, 0..1000", "0")
    .action(async (options) => (await stock()).stockShow(options));
  booking(
    store,
    "receive",
    "It came: bought, or fetched.",
    "cetak stock receive blanks 250 --box B12 --serials b12.txt",
  )
    .option("--box <name>", "name of the box, for blanks")
    .option("--serials <file>", "chip serials in the box, one a line")
    .option("--order <n>", "it belongs to this order");
  booking(
    store,
    "order",
    "It was ordered, or somebody travels to fetch it.",
    "cetak stock order film 5 --rolls --family fargo",
  ).option("--lead-days <n>", "calendar days until it is here (default: the station file's)");
  booking(store, "move", "From one place to another.", "cetak stock move blanks 3 --from store --to wasted")
    .requiredOption("--from <place>", "store, printer:NAME, wasted or lost")
    .requiredOption("--to <place>", "store, printer:NAME, wasted or lost");
  for (const [name, words] of [
    ["lend", "Another office borrows it."],
    ["borrow", "We borrow it from another office."],
    ["return", "It goes back, or comes back."],
  ] as const) {
    booking(store, name, words, `cetak stock ${name} film 5 --rolls --family fargo --office Karimun`).requiredOption(
      "--office <name>",
      "the other office",
    );
  }
  booking(
    store,
    "load",
    "Put into a printer that does not count it itself.",
    "cetak stock load cleaningKits 1 --family fargo --printer P1",
  ).requiredOption("--printer <name>", "which printer");
  atStation(
    store
      .command("count")
      .description("Somebody counted: the books follow.")
      .argument("<item>", ITEM)
      .argument("<counted>"),
    "cetak stock count blanks 3980",
  )
    .option("--family <family>", "fargo or datacard; not for blanks")
    .option("--place <place>", "store, printer:NAME, wasted or lost (default store)")
    .option("--note <words>", "why")
    .action(async (item, counted, options) => (await stock()).stockCount(item, counted, options));
  atStation(
    store.command("cancel-order").description("An order that will not come.").argument("<order>"),
    "cetak stock cancel-order 3",
  ).action(async (order, options) => (await stock()).stockCancelOrder(order, options));
}

function booking(store: Command, name: string, words: string, example: string): Command {
  const command = store
    .command(name)
    .description(words)
    .argument("<item>", ITEM)
    .argument("<amount>", "in cards, blanks or kits");
  return atStation(command, example)
    .option("--family <family>", "fargo or datacard; not for blanks")
    .option("--rolls", "the amount is whole ribbons or films")
    .option("--note <words>", "kept with the movement")
    .action(async (item, amount, options) => (await stock()).stockBook(name, item, amount, options));
}

export function addAudit(program: Command): void {
  const audit = () => import("./commands/audit.ts");
  const book = program.command("audit").description("Who did what, and whether the record of it is whole.");
  atStation(book.command("show").description("The newest entries."), "cetak audit show --limit 20")
    .option("--after <seq>", "go on after this entry")
    .option("--limit <n>", "at most so many, 1..1000", "100")
    .action(async (options) => (await audit()).auditShow(options));
  atStation(
    book
      .command("verify")
      .description("Go through the whole chain. Exit 1 when an entry was changed, taken out or cut off."),
    "cetak audit verify",
  )
    .option("--expect <seq:hash>", "a head that you noted down earlier")
    .action(async (options) => (await audit()).auditVerify(options));
}

export function addJournal(program: Command): void {
  const journal = () => import("./commands/journal.ts");
  const book = program.command("journal").description("Check the journal, copy it, put a copy in its place.");
  atStation(book.command("check").description("Database, audit and copies."), "cetak journal check").action(
    async (options) => (await journal()).journalCheck(options),
  );
  atStation(book.command("copy").description("Make a copy now."), "cetak journal copy").action(async (options) =>
    (await journal()).journalCopy(options),
  );
  atStation(book.command("copies").description("List the copies."), "cetak journal copies").action(async (options) =>
    (await journal()).journalCopies(options),
  );
  atStation(
    book
      .command("restore")
      .description("Put a copy in the journal's place; unfinished jobs are set aside until people have looked.")
      .argument("<copy>", "its number"),
    "cetak journal restore 17",
  ).action(async (copy, options) => (await journal()).journalRestore(copy, options));
}
