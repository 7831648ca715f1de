import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  type Codec,
  decodeRow,
  encodeParams,
  encodeRow,
  fieldsOf,
  fillRow,
  makeCodec,
  RowStore,
  releaseMessage,
  takeMessage,
} from "../../src/protocol/codec.ts";
import { parseFields, parseOutputFields } from "../../src/protocol/format.ts";
import {
  COMMANDS,
  FIELD,
  type MessageName,
  type ParamsOf,
  paramsOf,
  RESPONSES,
  u32,
} from "../../src/protocol/index.ts";
import { writeVlq } from "../../src/protocol/vlq.ts";
import { hex, toHex } from "./pair.ts";

function codecOf(name: MessageName, id = 5): Codec {
  return makeCodec(id, name, fieldsOf(name));
}

/** Encodes, decodes, and gives the parameters that arrive. */
function round<N extends MessageName>(name: N, params: ParamsOf<N>): ParamsOf<N> {
  const codec = codecOf(name);
  const message = new RowStore().of(codec);
  fillRow(codec, message, params as Record<string, number | Uint8Array>);
  const out = new Uint8Array(64);
  const end = encodeRow(codec, message.row, message.blobs, out, 0, 59);
  const arrived = new RowStore().of(codec);
  expect(decodeRow(codec, arrived, out, 1, end)).toBe(end);
  return paramsOf(arrived as typeof arrived & { name: N });
}

test("types come from the formats", () => {
  expectTypeOf<ParamsOf<"step_start">>().toEqualTypeOf<{ id: number; kind: number; arg: number; job: Uint8Array }>();
  expectTypeOf<ParamsOf<"hello">>().toEqualTypeOf<Record<never, never>>();
  expectTypeOf<ParamsOf<"status_path">>().toHaveProperty("cards_out");
  expect(FIELD.status_heat.roller_centicelsius).toBe(2);
  expect(FIELD.status_path.cards_out).toBe(22);
  expect(FIELD.step_start.job).toBe(3);
});

describe("values", () => {
  test("keep the range of their type", () => {
    expect(round("param", { index: 255, value: -2147483648, minimum: -1, maximum: 2147483647 })).toEqual({
      index: 255,
      value: -2147483648,
      minimum: -1,
      maximum: 2147483647,
    });
    expect(round("step_start", { id: 4294967295, kind: 4, arg: 2147483648, job: hex("00ff7e") })).toEqual({
      id: 4294967295,
      kind: 4,
      arg: 2147483648,
      job: hex("00ff7e"),
    });
    expect(round("fan_set", { permille: 65535 })).toEqual({ permille: 65535 });
  });

  test("beyond the range of their type are cut to it, as an engine's variable would", () => {
    expect(round("fan_set", { permille: 65536 + 7 })).toEqual({ permille: 7 });
    expect(round("param_get", { index: -1 })).toEqual({ index: 255 });
  });

  test("are found by their names, whatever the order they are named in and what is named besides", () => {
    const inOrder = { id: 7, kind: 4, arg: 9, job: hex("00ff7e") };
    const out = new Uint8Array(32);
    const end = encodeParams(codecOf("step_start"), inOrder, out, 0, 32);
    for (const named of [
      { job: inOrder.job, arg: 9, kind: 4, id: 7 },
      { id: 7, note: 1, kind: 4, arg: 9, job: inOrder.job },
      { ...inOrder, note: 1 },
    ]) {
      const other = new Uint8Array(32);
      expect(encodeParams(codecOf("step_start"), named, other, 0, 32)).toBe(end);
      expect(other).toEqual(out);
    }
  });

  test("of a message of numbers only take the bytes that each takes by itself", () => {
    const edges = [0, 95, 96, 12_287, 12_288, 1_572_863, 1_572_864, 201_326_591, 201_326_592, -1, -32, -33, -4097];
    const codec = makeCodec(
      5,
      "hello",
      edges.map((_, i) => ({ name: `x${i}`, kind: "i32" })),
    );
    const out = new Uint8Array(80);
    const end = encodeRow(codec, Int32Array.from(edges), [], out, 0, 80);
    const expected = new Uint8Array(80);
    let at = writeVlq(expected, 0, 5);
    for (const edge of edges) at = writeVlq(expected, at, edge);
    expect(end).toBe(at);
    expect(out).toEqual(expected);
    const message = new RowStore().of(codec);
    expect(decodeRow(codec, message, out, 1, end)).toBe(end);
    expect([...message.row]).toEqual(edges);
  });

  test("%hi is signed", () => {
    const codec = makeCodec(5, "hello", [{ name: "x", kind: "i16" }]);
    const store = new RowStore();
    for (const [sent, read] of [
      [-32768, -32768],
      [-1, -1],
      [40000, 40000 - 65536],
    ] as const) {
      const out = new Uint8Array(16);
      const end = encodeRow(codec, Int32Array.of(sent), [], out, 0, 16);
      expect(decodeRow(codec, store.of(codec), out, 1, end)).toBe(end);
      expect(store.of(codec).row[0]).toBe(read);
    }
  });

  test("what C firmware sends for unsigned numbers is read as unsigned", () => {
    const codec = codecOf("clock");
    const message = new RowStore().of(codec);
    decodeRow(codec, message, hex("7f"), 0, 1);
    expect(u32(message.row, FIELD.clock.clock)).toBe(4294967295);
    decodeRow(codec, message, hex("8880808000"), 0, 5);
    expect(u32(message.row, FIELD.clock.clock)).toBe(2147483648);
  });

  test("of any message survive", () => {
    const names = Object.keys({ ...COMMANDS, ...RESPONSES }) as MessageName[];
    const arbitrary = fc.constantFrom(...names).chain((name) =>
      fc.tuple(
        fc.constant(name),
        fc.tuple(
          ...fieldsOf(name).map(({ kind }) => {
            if (kind === "bytes") return fc.uint8Array({ maxLength: 8 });
            if (kind === "u32") return fc.nat(0xfffffff);
            if (kind === "i32") return fc.integer({ min: -60_000, max: 60_000 });
            return fc.nat(kind === "u8" ? 90 : 12_000);
          }),
        ),
      ),
    );
    fc.assert(
      fc.property(arbitrary, ([name, values]) => {
        const params = Object.fromEntries(fieldsOf(name).map((field, i) => [field.name, values[i]!]));
        expect(round(name, params as never)).toEqual(params);
      }),
    );
  });
});

describe("limits", () => {
  test("a message that does not fit is not written", () => {
    const codec = codecOf("step_start");
    const message = new RowStore().of(codec);
    const out = new Uint8Array(64);
    fillRow(codec, message, { id: 1, kind: 1, arg: 0, job: new Uint8Array(54) });
    expect(encodeRow(codec, message.row, message.blobs, out, 0, 59)).toBe(59);
    fillRow(codec, message, { id: 1, kind: 1, arg: 0, job: new Uint8Array(55) });
    expect(encodeRow(codec, message.row, message.blobs, out, 0, 59)).toBe(-1);
    fillRow(codec, message, { id: 100, kind: 1, arg: 0, job: new Uint8Array(54) });
    expect(encodeRow(codec, message.row, message.blobs, out, 0, 59)).toBe(-1);
  });

  test("parameters that pass the end of the content are refused, as are lengths beyond it and numbers of six bytes", () => {
    const start = codecOf("step_start");
    const message = new RowStore().of(start);
    const bytes = hex("01010003aabbcc");
    expect(decodeRow(start, message, bytes, 0, 7)).toBe(7);
    for (let end = 0; end < 7; end++) expect(decodeRow(start, message, bytes, 0, end)).toBe(-1);
    expect(decodeRow(start, message, hex("0101007faabbcc"), 0, 7)).toBe(-1);
    expect(decodeRow(codecOf("clock"), message, hex("8080808080807e"), 0, 7)).toBe(-1);
    expect(decodeRow(codecOf("clock"), message, hex("81"), 0, 1)).toBe(-1);
  });

  test("a missing or mistyped parameter is our own mistake and throws", () => {
    const codec = codecOf("step_start");
    const message = new RowStore().of(codec);
    expect(() => fillRow(codec, message, { id: 1, kind: 1, arg: 0 })).toThrow("step_start needs job as bytes");
    expect(() => fillRow(codec, message, { id: hex("00"), kind: 1, arg: 0, job: hex("") })).toThrow("id as a number");
  });

  test("the largest status that a printer can have in its life fits into a block", () => {
    const codec = codecOf("status_path", 45);
    const row = new Int32Array(codec.fields.length).fill(90);
    for (const name of ["step_id", "done_id", "film_step_id", "film_done_id"] as const)
      row[FIELD.status_path[name]] = 1_572_863;
    for (const name of ["clock", "fault_low", "fault_high"] as const) row[FIELD.status_path[name]] = -1;
    for (const name of ["sensors", "ribbon_left", "film_left"] as const) row[FIELD.status_path[name]] = 12_287;
    row[FIELD.status_path.cards_out] = 1_572_863;
    expect(encodeRow(codec, row, [], new Uint8Array(64), 0, 59)).toBeGreaterThan(40);
  });
});

describe("formats", () => {
  test("of a stranger that cannot be read are refused", () => {
    for (const format of ["x", "x=%q", "=%u", "a=%u  b=%u", "a=%u ", Array(60).fill("a=%u").join(" ")]) {
      expect(parseFields(format)).toBeUndefined();
    }
  });

  test("of debug output are read in order", () => {
    expect(parseOutputFields("got %u of %hi%% in %.*s")?.map(({ kind }) => kind)).toEqual(["u32", "i16", "bytes"]);
    expect(parseOutputFields("bad %f")).toBeUndefined();
    expect(parseOutputFields("cut %")).toBeUndefined();
  });
});

test("bytes of a message are copied by paramsOf", () => {
  const codec = codecOf("step_start");
  const message = new RowStore().of(codec);
  const bytes = Buffer.from("01010002aabb", "hex");
  decodeRow(codec, message, bytes, 0, 6);
  const { job } = paramsOf(message) as ParamsOf<"step_start">;
  bytes.fill(0);
  expect(toHex(job)).toBe("aabb");
});

test("a message that is being handled is not touched by one that another link decodes meanwhile", () => {
  const codec = codecOf("step_abort");
  const outer = takeMessage(codec);
  decodeRow(codec, outer, Buffer.from("07", "hex"), 0, 1);
  const inner = takeMessage(codec);
  decodeRow(codec, inner, Buffer.from("08", "hex"), 0, 1);
  expect([outer.row[0], inner.row[0]]).toEqual([7, 8]);
  releaseMessage();
  expect(takeMessage(codec)).toBe(inner);
  releaseMessage();
  releaseMessage();
  expect(takeMessage(codec)).toBe(outer);
  releaseMessage();
});
