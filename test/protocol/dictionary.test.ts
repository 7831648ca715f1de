import { deflateSync, inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COMMANDS, RESPONSES, STEP_KIND } from "../../src/protocol/index.ts";
import { unfit } from "../../src/protocol/needed-messages.ts";
import { type PeerDictionary, parseDictionary } from "../../src/protocol/peer-dictionary.ts";
import { DICTIONARY } from "./pair.ts";

function pack(json: unknown): Uint8Array {
  return deflateSync(JSON.stringify(json));
}

function own(): Record<string, never> {
  return JSON.parse(inflateSync(DICTIONARY).toString());
}

describe("our dictionary", () => {
  test("has every message of the table, each with its own one-byte id", () => {
    const { commands, responses } = parseDictionary(DICTIONARY) as PeerDictionary;
    expect([...commands.byName.keys()]).toEqual(Object.keys(COMMANDS));
    expect([...responses.byName.keys()]).toEqual(Object.keys(RESPONSES));
    const ids = [...commands.byId.keys(), ...responses.byId.keys()];
    expect(new Set(ids).size).toBe(ids.length);
    expect(Math.max(...ids)).toBeLessThan(96);
    expect(commands.byName.get("identify")!.id).toBe(1);
    expect(responses.byName.get("identify_response")!.id).toBe(0);
  });

  test("says what stock hosts ask for, and the words for its numbers", () => {
    const json = own() as unknown as { config: object; enumerations: Record<string, object>; version: string };
    expect(json.config).toMatchObject({ CLOCK_FREQ: 1_000_000, MCU: "test-engine", RECEIVE_WINDOW: 192, SIM: 1 });
    expect(json.version).toBe("1.2");
    expect(json.enumerations["kind"]).toEqual(STEP_KIND);
    const names = Object.keys(json.enumerations);
    expect(names.indexOf("film_state")).toBeLessThan(names.indexOf("state"));
    expect(unfit(parseDictionary(DICTIONARY) as PeerDictionary)).toBeUndefined();
  });
});

describe("a stranger's dictionary", () => {
  test("like that of stock firmware is read, with negative and long ids and debug output", () => {
    const dictionary = parseDictionary(
      pack({
        version: "v0.12",
        config: { CLOCK_FREQ: 20000000, MCU: "atmega", STEPPER_BOTH_EDGE: 1, ODD: [1] },
        commands: { "identify offset=%u count=%c": 1, get_clock: -5, "spi_send oid=%c data=%*s": 123456 },
        responses: { "clock clock=%u": 85 },
        output: { "debug %u at %hi": 70000 },
        enumerations: { pin: { PA0: [0, 8] } },
      }),
    ) as PeerDictionary;
    expect(dictionary).toMatchObject({ mcu: "atmega", version: "v0.12", clockFreq: 20000000 });
    expect(dictionary.constants).toEqual({ CLOCK_FREQ: 20000000, MCU: "atmega", STEPPER_BOTH_EDGE: 1 });
    expect(dictionary.commands.byName.get("get_clock")!.id).toBe(-5);
    expect(dictionary.commands.byId.get(123456)).toMatchObject({ name: "spi_send", ours: false });
    expect(dictionary.responses.byId.get(70000)!.fields).toHaveLength(2);
    expect(unfit(dictionary)).toMatch(
      /^the engine atmega v0.12 cannot be used: it lacks get_uptime, get_config, emergency_stop, hello, .*ledger_end$/,
    );
  });

  test("with another form of a needed message is refused by name", () => {
    const json = own() as unknown as { commands: Record<string, number> };
    delete json.commands["lease_renew ms=%u"];
    json.commands["lease_renew s=%c"] = 8;
    delete json.commands["hello"];
    expect(unfit(parseDictionary(pack(json)) as PeerDictionary)).toBe(
      "the engine test-engine 1.2 cannot be used: it lacks hello and has another form of lease_renew",
    );
  });

  test.each([
    [Buffer.from("hello"), "its dictionary is damaged"],
    [deflateSync("{"), "its dictionary is damaged"],
    [deflateSync(Buffer.alloc(3_000_000)), "its dictionary is damaged"],
    [pack([1]), "its dictionary is no JSON object"],
    [pack({ commands: 3 }), "a message table in its dictionary is no object"],
    [pack({ commands: { a: "1" } }), 'its dictionary gives "a" no usable id'],
    [pack({ commands: { a: 1.5 } }), 'its dictionary gives "a" no usable id'],
    [pack({ responses: { "a b=%f": 5 } }), 'its message "a b=%f" has a format that is not known here'],
    [pack({ config: {} }), "its dictionary has no usable CLOCK_FREQ"],
    [pack({ config: { CLOCK_FREQ: -1 } }), "its dictionary has no usable CLOCK_FREQ"],
    [
      pack({ commands: Object.fromEntries(Array.from({ length: 4097 }, (_, i) => [`m${i}`, i])) }),
      "its dictionary has more than 4096 messages",
    ],
  ])("that cannot be used is refused in words (%#)", (bytes, reason) => {
    expect(parseDictionary(bytes)).toBe(reason);
  });

  test("of any JSON or any bytes never throws", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => deflateSync(text)),
        ),
        (bytes) => {
          expect(["string", "object"]).toContain(typeof parseDictionary(bytes));
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.record(
          { commands: fc.object(), responses: fc.object(), output: fc.object(), config: fc.object() },
          { requiredKeys: [] },
        ),
        (json) => {
          expect(["string", "object"]).toContain(typeof parseDictionary(pack(json)));
        },
      ),
    );
  });
});
