import { expect, test } from "vitest";
import { fieldsOf, fillRow, makeCodec, RowStore } from "../../src/protocol/codec.ts";
import { COMMANDS, logText, type MessageName, type ParamsOf, RESPONSES } from "../../src/protocol/index.ts";
import { hex } from "./pair.ts";

function text<N extends MessageName>(name: N, params: ParamsOf<N>): string {
  const codec = makeCodec(0, name, fieldsOf(name));
  const message = new RowStore().of(codec);
  fillRow(codec, message, params as Record<string, number | Uint8Array>);
  return logText(message);
}

const bytes = (word: string): Uint8Array => new TextEncoder().encode(word);

test("names, units and words instead of numbers", () => {
  expect(text("lease_renew", { ms: 5000 })).toBe("lease_renew ms=5000ms");
  expect(text("roller_set", { decicelsius: 1650 })).toBe("roller_set decicelsius=165.0C");
  expect(text("refused", { id: 4294967295, reason: 6, detail: 2 })).toBe(
    "refused id=4294967295 reason=jobMismatch detail=2",
  );
  expect(text("step_done", { id: 7, kind: 4, result: 3, fault: 6 })).toBe(
    "step_done id=7 kind=transfer result=failed fault=jamNip",
  );
  expect(text("step_done", { id: 7, kind: 99, result: 2, fault: 0 })).toBe(
    "step_done id=7 kind=99 result=ok fault=none",
  );
  expect(text("hello", {})).toBe("hello");
});

test("a status with flags, missing sensors and fault words", () => {
  const heat = Object.fromEntries(fieldsOf("status_heat").map(({ name }) => [name, 0]));
  const line = text("status_heat", {
    ...heat,
    flags: 3,
    roller_centicelsius: 16523,
    roller2_centicelsius: -27315,
    duty_permille: 412,
    mains_decivolt: 2301,
  } as ParamsOf<"status_heat">);
  expect(line).toContain("flags=heaterRelay+leaseAlive roller=165.23C roller2=none");
  expect(line).toContain("duty=41.2% ");
  expect(line).toContain("mains=230.1V motor=0mA");
  const path = Object.fromEntries(fieldsOf("status_path").map(({ name }) => [name, 0]));
  const paths = text("status_path", {
    ...path,
    film_state: 3,
    state: 5,
    fault_low: 2 ** 10 + 2 ** 6,
    fault_high: 1,
    sensors: 1,
  } as ParamsOf<"status_path">);
  expect(paths).toContain("state=faulted ");
  expect(paths).toContain("film_state=imaged sensors=coverOpen ");
  expect(paths).toContain("fault_low=jamNip+coverOpen fault_high=outputFull ");
});

test("jobs are masked, serials are hex, names of the machine are text", () => {
  const start = text("step_start", { id: 1, kind: 2, arg: 0, job: bytes("K7Q2X9") });
  expect(start).toBe("step_start id=1 kind=encode arg=0 job=*X9");
  const entry = text("ledger_entry", { id: 1, kind: 2, result: 2, fault: 0, job: bytes(""), serial: hex("04a1b2") });
  expect(entry).toContain('job="" serial=04a1b2');
  const card = text("card_state", {
    stop: 5,
    flags: 5,
    film_state: 1,
    card_job: bytes("AB12"),
    film_job: bytes("AB12"),
    serial: hex(""),
  });
  expect(card).toBe('card_state stop=nip flags=encoded+suspect film_state=idle card_job=*12 film_job=*12 serial=""');
  const identity = text("identity", {
    serial: bytes("F-1\n"),
    model: bytes("hdp"),
    firmware: bytes("1.0"),
    boots: 3,
    ledger_high: 9,
    capabilities: 0,
  });
  expect(identity).toContain('serial="F-1." model="hdp" firmware="1.0"');
});

test("every message has one line", () => {
  for (const name of Object.keys({ ...COMMANDS, ...RESPONSES }) as MessageName[]) {
    const params = Object.fromEntries(
      fieldsOf(name).map(({ name: key, kind }) => [key, kind === "bytes" ? hex("0a0d") : -1]),
    );
    expect(text(name, params as never)).toMatch(/^[a-z_]+( [a-z0-9_]+=\S+)*$/);
  }
});
