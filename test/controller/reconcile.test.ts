/**
 * What journal, ledger and card path say after a restart, in every combination: what becomes of the job. Nothing moves before
 * the ledger was read, and no job is printed again whose card may be out.
 */
import { describe, expect, test } from "vitest";
import { CARD_FLAG, CARD_STOP, FILM_STATE, STEP_KIND, STEP_RESULT } from "../../src/protocol/index.ts";
import { Bench } from "./bench.ts";
import type { FakeCard } from "./fake-engine.ts";

const { feed, image, encode, transfer, eject } = STEP_KIND;
const ORDER = { feed, image, encode, transfer, eject } as const;
type StepName = keyof typeof ORDER;
const KINDS = Object.entries(ORDER) as [StepName, number][];
const SERIAL = "04A0000000AA01";
const JOB = "J1";

/** What the ledger knows of the step whose outcome the journal lacks. */
const LEDGER = ["ok", "failed", "aborted", "interrupted", "begun", "absent", "foreign", "forgotten"] as const;
type Ledger = (typeof LEDGER)[number];
/** Where the card is: as before the step, as after it, or not in the machine. */
const PLACES = ["before", "after", "gone"] as const;

const card = (stop: number, flags = 0, filmJob = ""): FakeCard => ({
  stop,
  flags,
  job: (flags & CARD_FLAG.encoded) === 0 ? "" : JOB,
  serial: (flags & CARD_FLAG.encoded) === 0 ? "" : SERIAL,
  filmJob,
});
const BLANK = card(CARD_STOP.encoder);
const CHIP = card(CARD_STOP.encoder, CARD_FLAG.encoded);
const JOINED = card(CARD_STOP.cooling, CARD_FLAG.encoded | CARD_FLAG.transferred, JOB);
/** In the path before and after each step. */
const STOOD: Record<StepName, readonly [before: FakeCard | undefined, after: FakeCard | undefined]> = {
  feed: [undefined, BLANK],
  image: [BLANK, BLANK],
  encode: [BLANK, CHIP],
  transfer: [CHIP, JOINED],
  eject: [JOINED, undefined],
};

/** A host that starts with this step open, on a printer in this condition. */
function restart(open: StepName, ledger: Ledger, place: (typeof PLACES)[number]): Bench {
  const bench = new Bench([]);
  const { station, engine } = bench;
  station.reserved = JOB;
  for (const [name, kind] of KINDS) {
    const id = station.intend({ printer: "P1", job: JOB, kind, arg: 0 });
    const serial = kind === encode ? SERIAL : "";
    const last = name === open;
    if (!last) station.settle(id, { result: STEP_RESULT.ok, fault: undefined, serial });
    if (!last || (ledger !== "absent" && ledger !== "foreign")) {
      const result = last ? STEP_RESULT[ledger as "ok"] : STEP_RESULT.ok;
      if (ledger !== "forgotten") engine.ledger.set(id, { kind, result, fault: 0, job: JOB, serial });
      if (ledger !== "forgotten") engine.ledgerHigh = id;
    } else if (ledger === "foreign") {
      engine.ledger.set(id, { kind, result: STEP_RESULT.ok, fault: 0, job: "K7", serial: "04FF00000000FF" });
      engine.ledgerHigh = id;
    }
    if (last) break;
  }
  const stood = place === "gone" ? undefined : STOOD[open][place === "before" ? 0 : 1];
  engine.card = stood === undefined ? undefined : { ...stood };
  const imaged =
    open === "encode" || (open === "transfer" && place === "before") || (open === "image" && place === "after");
  engine.film = imaged ? { state: FILM_STATE.imaged, job: JOB } : { state: FILM_STATE.idle, job: "" };
  if (open === "eject" && place !== "before") engine.output.push({ ...JOINED });
  return bench;
}

/** What became of the job, in words: `goes on` with the card that stands there, a `new blank`, or its end. */
function outcome({ station, engine }: Bench): string {
  const [voided, uncertain] = [station.voidedJobs[0], station.uncertainJobs[0]];
  if (voided !== undefined) return `void ${voided.cause}`;
  if (uncertain !== undefined) return `uncertain ${uncertain.why}`;
  if (station.issuedJobs.length === 0) return "nothing";
  return engine.moves.includes(`feed ${JOB}`) ? "new blank" : "goes on";
}

type Row = readonly [before: string, after: string, gone: string];
const same = (row: Row): Record<Ledger, Row> =>
  Object.fromEntries(LEDGER.map((one) => [one, row])) as Record<Ledger, Row>;

/** What must happen, by what the ledger says; the places as in {@link PLACES}. */
const MUST: Record<StepName, Record<Ledger, Row>> = {
  // A blank is nobody's: it is used where it stands, or another one is fed.
  feed: same(["new blank", "goes on", "new blank"]),
  image: same(["goes on", "goes on", "new blank"]),
  // A chip that may have been written is used only when the ledger proves it; else it is void and never a second time fed.
  encode: {
    ok: ["void unknown", "goes on", "void operator"],
    failed: ["void unknown", "void unknown", "void unknown"],
    aborted: ["void operator", "void operator", "void operator"],
    interrupted: ["void power", "void power", "void power"],
    begun: ["void power", "void power", "void power"],
    absent: ["goes on", "goes on", "new blank"],
    foreign: ["void power", "void power", "void power"],
    forgotten: ["void power", "void power", "void power"],
  },
  // Gone in the middle of a transfer that did not end: a hand took out what lay in the nip. Where nobody knows whether it
  // ended, a person looks.
  transfer: {
    ok: ["goes on", "goes on", "uncertain noExitProof"],
    failed: ["goes on", "goes on", "void unknown"],
    aborted: ["goes on", "goes on", "void operator"],
    interrupted: ["goes on", "goes on", "void power"],
    begun: ["goes on", "goes on", "void power"],
    absent: ["goes on", "goes on", "void operator"],
    foreign: ["goes on", "goes on", "uncertain memoryLost"],
    forgotten: ["goes on", "goes on", "uncertain memoryLost"],
  },
  // The ledger's word for the exit is the proof; without it whoever has the card in hand decides.
  eject: {
    ok: ["goes on", "goes on", "goes on"],
    failed: ["goes on", "uncertain ejectFailed", "uncertain ejectFailed"],
    aborted: ["goes on", "uncertain noExitProof", "uncertain noExitProof"],
    interrupted: ["goes on", "uncertain powerInterrupted", "uncertain powerInterrupted"],
    begun: ["goes on", "uncertain powerInterrupted", "uncertain powerInterrupted"],
    absent: ["goes on", "uncertain noExitProof", "uncertain noExitProof"],
    foreign: ["goes on", "uncertain powerInterrupted", "uncertain powerInterrupted"],
    forgotten: ["goes on", "uncertain powerInterrupted", "uncertain powerInterrupted"],
  },
};

describe.each(KINDS)("%s is open", (open) => {
  test.each(LEDGER)("and the ledger says %s", (ledger) => {
    PLACES.forEach((place, i) => {
      const bench = restart(open, ledger, place);
      const what = `card ${place}`;
      bench.link.onCommand = (name) => {
        if (name !== "step_start") return;
        expect(
          bench.station.log.some((line) => line.startsWith("step.")),
          `${what}: moved before it was settled`,
        ).toBe(true);
      };
      bench.until(() => bench.station.reserved === "", 900, what);
      expect(outcome(bench), `${what}\n${bench.story()}`).toBe(MUST[open][ledger][i]);
      expect(bench.station.open(), what).toEqual([]);
      expect(bench.station.returnedJobs, what).toEqual([]);
      // The printer must not have printed the card that is out once more, and knows the chip of the one that it issued.
      expect(bench.engine.output.length, what).toBeLessThanOrEqual(1);
      const contradiction = open === "eject" && ledger === "ok" && place === "before";
      if (!contradiction) expect(bench.problems(), what).toEqual([]);
    });
  });
});

test("a card that is out is not printed again, whatever else is unknown: the next job is another person's", () => {
  for (const ledger of LEDGER) {
    const bench = restart("eject", ledger, "after");
    bench.station.queue.push("J2");
    bench.until(() => bench.station.issuedJobs.some(({ job }) => job === "J2"), 900, ledger);
    expect(
      bench.engine.moves.filter((move) => move.endsWith(JOB)),
      ledger,
    ).toEqual([]);
  }
});
