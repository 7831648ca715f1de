import { beforeEach, describe, expect, it } from "vitest";
import { silentLog, US_PER_S, VirtualClock } from "../../src/base/index.ts";
import { FAULTS, type FaultName } from "../../src/protocol/index.ts";
import { AlarmBook } from "../../src/station/alarms/alarm-book.ts";
import { faultBook } from "../../src/station/alarms/fault-book.ts";
import { OFFICE_ALARMS } from "../../src/station/alarms/office-alarms.ts";
import { alarmSchema, faultBookSchema } from "../../src/station/api.ts";
import { alarmCommands } from "../../src/station/commands/alarm-commands.ts";
import { Dispatcher } from "../../src/station/commands/dispatcher.ts";

const WORDS: Readonly<Record<string, string>> = { raised: "on", cleared: "off" };
let clock: VirtualClock;
let book: AlarmBook;
let told: string[];

beforeEach(() => {
  clock = new VirtualClock();
  told = [];
  book = new AlarmBook({
    clock,
    printers: ["P1", "P2"],
    onChange: ({ printer, code, what }) => told.push(`${printer ?? "office"} ${code} ${WORDS[what] ?? what}`),
  });
});

const see = (printer: string, ...codes: FaultName[]): void =>
  book.observe(
    printer,
    codes.map((code) => ({ code, params: {} })),
  );
const codes = (printer: string): string[] => book.of(printer).map(({ code }) => code);
const seconds = (n: number): void => clock.advance(n * US_PER_S);

describe("an alarm", () => {
  it("of a fault comes and goes at once", () => {
    see("P1", "jamNip");
    expect(book.of("P1")).toMatchObject([{ code: "jamNip", priority: "P1", count: 1, raisedAtMs: clock.utcMs() }]);
    expect(alarmSchema.parse(book.of("P1")[0])).toEqual(book.of("P1")[0]);
    see("P1");
    expect(codes("P1")).toEqual([]);
    expect(told).toEqual(["P1 jamNip on", "P1 jamNip off"]);
  });

  it("of a condition waits 3 s to come and 10 s to go", () => {
    see("P1", "filmOut");
    clock.advance(3 * US_PER_S - 1);
    expect(codes("P1")).toEqual([]);
    clock.advance(1);
    expect(codes("P1")).toEqual(["filmOut"]);
    see("P1");
    clock.advance(10 * US_PER_S - 1);
    expect(codes("P1")).toEqual(["filmOut"]);
    clock.advance(1);
    expect(codes("P1")).toEqual([]);
    expect(told).toEqual(["P1 filmOut on", "P1 filmOut off"]);
  });

  it("never comes for a condition that is gone within its delay", () => {
    see("P1", "filmOut");
    seconds(2);
    see("P1");
    seconds(60);
    expect(told).toEqual([]);
  });

  it("of a sensor that flickers is one alarm with a count", () => {
    see("P1", "outputFull");
    seconds(3);
    const { id } = book.of("P1")[0]!;
    for (let i = 0; i < 5; i++) {
      see("P1");
      seconds(4);
      see("P1", "outputFull");
      seconds(4);
    }
    expect(book.of("P1")).toMatchObject([{ id, count: 6 }]);
    expect(told).toEqual(["P1 outputFull on"]);
  });

  it("never comes of what is only a status", () => {
    const status = (Object.keys(FAULTS) as FaultName[]).filter((code) => FAULTS[code].priority === 0);
    see("P1", ...status);
    seconds(60);
    expect(status.length).toBeGreaterThan(0);
    expect(codes("P1")).toEqual([]);
  });

  it("stands in order of priority, then of age", () => {
    see("P1", "coverOpen");
    seconds(1);
    see("P1", "coverOpen", "heaterOpen", "cardMelted");
    expect(codes("P1")).toEqual(["cardMelted", "coverOpen", "heaterOpen"]);
  });

  it("belongs to its printer", () => {
    see("P1", "jamNip");
    see("P2", "coverOpen");
    see("P1", "jamNip");
    expect([codes("P1"), codes("P2")]).toEqual([["jamNip"], ["coverOpen"]]);
  });
});

describe("the office-wide banner", () => {
  it("takes the place of what all printers suffer from", () => {
    see("P1", "linkLost", "jamNip");
    seconds(3);
    expect([codes("P1"), book.banner()]).toMatchObject([["jamNip", "linkLost"], undefined]);
    see("P2", "linkLost");
    seconds(3);
    expect([codes("P1"), codes("P2"), book.banner()?.code]).toEqual([["jamNip"], [], "linkLost"]);
    see("P2");
    seconds(10);
    expect([codes("P1"), book.banner()]).toMatchObject([["jamNip", "linkLost"], undefined]);
  });

  it("is no cause of a printer's own", () => {
    see("P1", "filmOut");
    see("P2", "filmOut");
    seconds(3);
    expect([codes("P1"), codes("P2"), book.banner()]).toEqual([["filmOut"], ["filmOut"], undefined]);
  });

  it("can be posted and taken down", () => {
    book.post("centreClosed", "P2", { until: 8 });
    book.post("centreClosed", "P2", { until: 8 });
    expect(book.banner()).toMatchObject({ code: "centreClosed", params: { until: 8 } });
    book.post();
    expect(book.banner()).toBeUndefined();
    expect(told).toEqual(["office centreClosed on", "office centreClosed off"]);
  });
});

describe("people", () => {
  it("acknowledge an alarm, also one that flickers", () => {
    see("P1", "outputFull");
    seconds(3);
    const { id } = book.of("P1")[0]!;
    expect([book.acknowledge(id, "Sari"), book.acknowledge("A999", "Sari")]).toEqual([true, false]);
    see("P1");
    seconds(4);
    see("P1", "outputFull");
    expect(book.of("P1")).toMatchObject([{ id, count: 2, acked: { by: "Sari", atMs: clock.utcMs() - 4_000 } }]);
    seconds(20);
    see("P1");
    seconds(20);
    see("P1", "outputFull");
    seconds(3);
    expect(book.of("P1")[0]).not.toHaveProperty("acked");
  });

  it("shelve an alarm for a while, also when it comes again meanwhile", () => {
    see("P1", "filmOut");
    seconds(3);
    const untilMs = clock.utcMs() + 600_000;
    const shelf = { by: "Sari", untilMs, why: "film is on its way" };
    expect(book.shelve(book.of("P1")[0]!.id, shelf)).toMatchObject({ code: "filmOut", shelved: shelf });
    see("P1");
    seconds(30);
    expect(book.shelved()).toEqual([{ printer: "P1", code: "filmOut", shelved: shelf }]);
    see("P1", "filmOut");
    seconds(3);
    expect(book.of("P1")).toMatchObject([{ code: "filmOut", shelved: shelf }]);
    seconds(600 - 34);
    expect(book.of("P1")[0]).toHaveProperty("shelved");
    seconds(1);
    expect(book.of("P1")[0]).not.toHaveProperty("shelved");
    expect(told.at(-1)).toBe("P1 filmOut unshelved");
    expect(book.unshelve("P1", "filmOut")).toBe(false);
  });
});

describe("the commands of alarms", () => {
  const ask = (name: string, input: object) => {
    const commands = new Dispatcher({
      commands: alarmCommands(book, clock),
      audit: { append: () => {} },
      log: silentLog,
    });
    return commands.run({ name: `alarms.${name}`, input, caller: { name: "Sari", role: "operator" } });
  };

  it("acknowledge, shelve with a reason for a shift at most, and bring back", async () => {
    see("P1", "coverOpen");
    const { id } = book.of("P1")[0]!;
    expect(await ask("ack", { id })).toMatchObject({ ok: true, result: { printer: "P1", code: "coverOpen" } });
    for (const [minutes, why] of [
      [481, "cleaning"],
      [0, "cleaning"],
      [10, ""],
      [10, "3273012345670001"],
    ]) {
      expect(await ask("shelve", { id, minutes, why })).toMatchObject({ ok: false, code: "invalid" });
    }
    const untilMs = clock.utcMs() + 480 * 60_000;
    expect(await ask("shelve", { id, minutes: 480, why: "cleaning" })).toMatchObject({ ok: true, result: { untilMs } });
    expect(await ask("shelved", {})).toMatchObject({ ok: true, result: [{ printer: "P1", code: "coverOpen" }] });
    expect(await ask("unshelve", { printer: "P1", code: "coverOpen" })).toMatchObject({ ok: true });
    expect(await ask("unshelve", { printer: "P1", code: "coverOpen" })).toMatchObject({ ok: false, code: "notFound" });
    expect(await ask("ack", { id: "A999" })).toMatchObject({ ok: false, code: "notFound" });
  });

  it("shelve nothing that puts a card at risk, and not the whole office's banner", async () => {
    see("P1", "jamNip");
    const input = { id: book.of("P1")[0]!.id, minutes: 10, why: "later" };
    expect(await ask("shelve", input)).toMatchObject({ ok: false, code: "refused" });
    book.post("centreClosed", "P3");
    const banner = { ...input, id: book.banner()!.id };
    expect(await ask("shelve", banner)).toMatchObject({ ok: false, code: "refused" });
    expect(await ask("ack", { id: banner.id })).toMatchObject({ ok: true });
    expect(book.banner()?.acked?.by).toBe("Sari");
  });
});

describe("a root cause", () => {
  it("stands alone, and names what follows from it", () => {
    see("P1", "fanFailed", "airflowWeak", "coverOpen");
    seconds(3);
    expect(book.of("P1")).toMatchObject([{ code: "coverOpen" }, { code: "fanFailed", symptoms: ["airflowWeak"] }]);
    see("P1", "airflowWeak");
    expect(codes("P1")).toEqual(["airflowWeak"]);
  });

  it("of a silent machine hides what was only seen, not what had stopped it", () => {
    see("P1", "linkLost", "filmOut", "jamNip");
    seconds(3);
    expect(book.of("P1")).toMatchObject([{ code: "jamNip" }, { code: "linkLost", symptoms: ["filmOut"] }]);
  });
});

describe("a flood", () => {
  it("begins with more than ten alarms in ten minutes and ends below five", () => {
    const some: FaultName[] = ["jamNip", "coverOpen", "heaterOpen", "cardMelted", "jamExit", "jamTurn"];
    see("P1", ...some);
    see("P2", ...some.slice(0, 4));
    expect(book.flood).toBeUndefined();
    seconds(60);
    see("P2", ...some.slice(0, 5));
    expect(book.flood).toMatchObject({ raised: 11, byCode: { jamNip: 2, jamTurn: 1 } });
    expect(told.at(-1)).toBe("office flood flood");
    seconds(539);
    expect(book.flood).toBeDefined();
    seconds(1);
    expect(book.flood).toBeUndefined();
    expect(told.at(-1)).toBe("office flood floodOver");
  });

  it("does not count what is shelved", () => {
    see("P1", "filmOut");
    seconds(3);
    book.shelve(book.of("P1")[0]!.id, { by: "x", untilMs: clock.utcMs() + 400_000, why: "known" });
    for (let i = 0; i < 15; i++) {
      see("P1");
      seconds(11);
      see("P1", "filmOut");
      seconds(4);
    }
    expect(book.flood).toBeUndefined();
  });
});

describe("the fault book", () => {
  it("has words in both languages for every code", () => {
    const faults = faultBookSchema.parse(faultBook());
    expect(Object.keys(faults).sort()).toEqual([...Object.keys(FAULTS), ...Object.keys(OFFICE_ALARMS)].sort());
    for (const { title, steps } of Object.values(faults)) {
      expect(title.id.length * title.en.length * steps.id.length * steps.en.length).toBeGreaterThan(0);
    }
  });
});
