import { type TSchema, Type } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import { Ajv } from "ajv";
import { z } from "zod";
import { Random } from "../../src/base/index.ts";
import { decodeRow, encodeRow, makeCodec, RowStore } from "../../src/protocol/codec.ts";
import type { FieldSpec } from "../../src/protocol/format.ts";
import { parseFields } from "../../src/protocol/format.ts";
import { RESPONSES } from "../../src/protocol/messages.ts";
import type { Row } from "../harness.ts";

const STATUSES = 500;
const LIMITS: Readonly<Record<string, readonly [low: number, high: number]>> = {
  u32: [0, 2 ** 32 - 1],
  i32: [-(2 ** 31), 2 ** 31 - 1],
  u16: [0, 2 ** 16 - 1],
  i16: [-(2 ** 15), 2 ** 15 - 1],
  u8: [0, 255],
};

type Status = Record<string, number>;

function statuses(fields: readonly FieldSpec[]): Status[] {
  const random = new Random("bench statuses");
  return Array.from({ length: STATUSES }, () =>
    Object.fromEntries(fields.map(({ name }) => [name, random.int(name === "clock" ? 2 ** 31 : 20_000)])),
  );
}

/**
 * A heat status that nobody may trust: ours comes as bytes of the link and is held to its field types while it is decoded; the
 * peers get it as an object that somebody else has parsed already, and check the same limits.
 */
export function statusValidation(): Row {
  const fields = parseFields(RESPONSES.status_heat) ?? [];
  const made = statuses(fields);
  const codec = makeCodec(40, "status_heat", fields);
  const message = new RowStore().of(codec);
  const blocks = made.map((status) => {
    const out = new Uint8Array(64);
    const row = Int32Array.from(fields, ({ name }) => status[name]!);
    return out.slice(0, encodeRow(codec, row, [], out, 0, out.length));
  });
  const byZod = z.strictObject(
    Object.fromEntries(fields.map(({ name, kind }) => [name, z.int().min(LIMITS[kind]![0]).max(LIMITS[kind]![1])])),
  );
  const shape: Record<string, TSchema> = {};
  for (const { name, kind } of fields) {
    const [minimum, maximum] = LIMITS[kind]!;
    shape[name] = Type.Integer({ minimum, maximum });
  }
  const schema = Type.Object(shape, { additionalProperties: false });
  const byTypebox = TypeCompiler.Compile(schema);
  const byAjv = new Ajv().compile(schema);
  const all = (check: (status: Status) => boolean) => () => {
    for (const status of made) if (!check(status)) throw new Error("a sound status was refused");
  };
  return {
    title: `status validation, ${fields.length} fields`,
    unit: "statuses",
    contestants: [
      {
        name: "decoded from the link's bytes into a row, each field held to its type",
        units: STATUSES,
        run: () => {
          for (const block of blocks)
            if (decodeRow(codec, message, block, 1, block.length) !== block.length)
              throw new Error("a sound status was refused");
        },
      },
      { name: "zod 4 (an object, copied)", units: STATUSES, run: all((status) => byZod.safeParse(status).success) },
      { name: "ajv, compiled (an object, checked)", units: STATUSES, run: all((status) => byAjv(status)) },
      {
        name: "typebox, compiled (an object, checked)",
        units: STATUSES,
        run: all((status) => byTypebox.Check(status)),
      },
    ],
    goals: [5, 1, undefined],
    limit: "typebox, which only looks at an object that is there already",
  };
}
