import { COMMANDS, type CommandName, RESPONSES, type ResponseName } from "./messages.ts";

/** Message formats: `name=%c other=%u ...`, read once at run time into {@link FieldSpec}s and by the compiler into types. */
export type MessageName = CommandName | ResponseName;
export type FormatOf<N extends MessageName> = N extends CommandName
  ? (typeof COMMANDS)[N]
  : N extends ResponseName
    ? (typeof RESPONSES)[N]
    : never;

type ValueOf<T extends string> = T extends "%s" | "%*s" | "%.*s" ? Uint8Array : number;
type Fields<F extends string> = F extends `${infer Name}=${infer Type} ${infer Rest}`
  ? { [K in Name]: ValueOf<Type> } & Fields<Rest>
  : F extends `${infer Name}=${infer Type}`
    ? { [K in Name]: ValueOf<Type> }
    : unknown;
type Flat<T> = { [K in keyof T]: T[K] };

/** Parameters of a message as an object: `ParamsOf<"step_start">` is `{ id: number; kind: number; arg: number; job: Uint8Array }`. */
export type ParamsOf<N extends MessageName> = Flat<Fields<FormatOf<N>>>;
export type FieldName<N extends MessageName> = keyof Fields<FormatOf<N>> & string;

/** How a parameter is read; all numbers travel as one VLQ integer, all byte strings as length and bytes. */
export type FieldKind = "u32" | "i32" | "u16" | "i16" | "u8" | "bytes";

export interface FieldSpec {
  readonly name: string;
  readonly kind: FieldKind;
}

/** Parameters of one message of any peer. Real firmware stays under 20. */
export const FIELDS_MAX = 48;

const KINDS: Readonly<Record<string, FieldKind>> = {
  "%u": "u32",
  "%i": "i32",
  "%hu": "u16",
  "%hi": "i16",
  "%c": "u8",
  "%s": "bytes",
  "%*s": "bytes",
  "%.*s": "bytes",
};

/** Reads the parameters of a format, without the message name. Undefined when a peer sent one that cannot be read. */
export function parseFields(format: string): FieldSpec[] | undefined {
  if (format === "") return [];
  const parts = format.split(" ");
  if (parts.length > FIELDS_MAX) return undefined;
  const fields: FieldSpec[] = [];
  for (const part of parts) {
    const equals = part.indexOf("=");
    const kind = KINDS[part.slice(equals + 1)];
    if (equals < 1 || kind === undefined) return undefined;
    fields.push({ name: part.slice(0, equals), kind });
  }
  return fields;
}

/** The free text of a debug output (`got %u bytes`): its `%` parts in order, nameless. Undefined when one is unknown. */
export function parseOutputFields(format: string): FieldSpec[] | undefined {
  const fields: FieldSpec[] = [];
  for (const match of format.replaceAll("%%", "").matchAll(/%(?:\.\*s|\*s|hu|hi|.)?/gs)) {
    const kind = KINDS[match[0]];
    if (kind === undefined || fields.length === FIELDS_MAX) return undefined;
    fields.push({ name: String(fields.length), kind });
  }
  return fields;
}

type FieldTable = { readonly [N in MessageName]: { readonly [K in FieldName<N>]: number } };

/**
 * `FIELD.status_heat.roller_centicelsius`: the place of a parameter in the row of its message. Made from entries in one go: an
 * object that grows key by key becomes a hash table, and each look into it a search instead of a constant.
 */
export const FIELD = Object.freeze(
  Object.fromEntries(
    Object.entries({ ...COMMANDS, ...RESPONSES }).map(([name, format]) => [
      name,
      Object.freeze(
        Object.fromEntries<number>(
          (parseFields(format) ?? []).map((field, index): [string, number] => [field.name, index]),
        ),
      ),
    ]),
  ),
) as unknown as FieldTable;
