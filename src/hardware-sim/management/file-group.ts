/** SMP group 8 of the engine: logs to fetch, card images to bring. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import {
  FS_COMMAND,
  FS_RC,
  groupFail,
  SMP_GROUP,
  SMP_RC,
  type SmpBuffers,
  type SmpGroup,
  type SmpMap,
  type SmpResult,
  smpBytes,
  smpFail,
  smpNumber,
  smpText,
} from "../../protocol/index.ts";
import { type Core, NO_CARD_FILES } from "../core.ts";
import { CARD_FILE_BYTES_MAX, CARD_FILES_MAX, isCardName, readableFile } from "./files.ts";

/** Head of the packet and everything in the answer that is not data. */
const ANSWER_EXTRA_BYTES = 48;

export function fileGroup(core: Core, buffers: SmpBuffers): SmpGroup {
  const pieceBytes = buffers.bytes - ANSWER_EXTRA_BYTES;
  return {
    id: SMP_GROUP.fs,
    commands: {
      [FS_COMMAND.file]: {
        read: ({ payload }) => download(core, payload, pieceBytes),
        write: ({ payload }) => store(core, payload),
      },
      [FS_COMMAND.status]: { read: ({ payload }) => withFile(core, payload, (file) => ({ len: file.length })) },
      [FS_COMMAND.hash]: { read: ({ payload }) => withFile(core, payload, (file) => hashOf(file, payload)) },
      [FS_COMMAND.hashTypes]: {
        read: () => ({ types: { sha256: { format: 1, size: 32 }, crc32: { format: 0, size: 4 } } }),
      },
      [FS_COMMAND.close]: { write: () => ({}) },
    },
  };
}

function withFile(core: Core, payload: SmpMap, act: (file: Uint8Array) => SmpResult): SmpResult {
  const name = smpText(payload, "name", 64);
  if (name === undefined) return smpFail(SMP_RC.invalid, "name is missing");
  const file = readableFile(core, name);
  return file === undefined ? groupFail(FS_RC.notFound, `there is no file ${name}`) : act(file);
}

function download(core: Core, payload: SmpMap, pieceBytes: number): SmpResult {
  const off = smpNumber(payload, "off");
  if (off === undefined) return smpFail(SMP_RC.invalid, "off is missing");
  return withFile(core, payload, (file) => {
    if (off > file.length) return groupFail(FS_RC.offsetBeyondEnd);
    const data = file.subarray(off, off + pieceBytes);
    return off === 0 ? { off, data, len: file.length } : { off, data };
  });
}

/** Card images only, each from its beginning on without gaps. */
function store(core: Core, payload: SmpMap): SmpResult {
  const name = smpText(payload, "name", 64);
  const off = smpNumber(payload, "off");
  const data = smpBytes(payload, "data");
  if (name === undefined || off === undefined || data === undefined) {
    return smpFail(SMP_RC.invalid, "name, off and data are needed");
  }
  if (!isCardName(name)) return groupFail(FS_RC.readOnly, "only files below /card/ can be written");
  const { cardFiles } = core;
  const before = off === 0 ? new Uint8Array(0) : cardFiles.get(name);
  if (off === 0) {
    const length = smpNumber(payload, "len");
    if (length === undefined || length > CARD_FILE_BYTES_MAX) {
      return smpFail(SMP_RC.noMemory, `len must be at most ${CARD_FILE_BYTES_MAX}`);
    }
    if (!cardFiles.has(name) && cardFiles.size >= CARD_FILES_MAX) cardFiles.delete(cardFiles.keys().next().value!);
  }
  if (before === undefined) return { off: 0 };
  if (off !== before.length) return { off: before.length };
  if (before.length + data.length > CARD_FILE_BYTES_MAX) return smpFail(SMP_RC.noMemory);
  if (cardFiles === NO_CARD_FILES) core.cardFiles = new Map();
  core.cardFiles.set(name, Buffer.concat([before, data]));
  return { off: before.length + data.length };
}

function hashOf(file: Uint8Array, payload: SmpMap): SmpResult {
  const type = payload["type"] === undefined ? "sha256" : smpText(payload, "type", 16);
  const off = payload["off"] === undefined ? 0 : smpNumber(payload, "off");
  const length = payload["len"] === undefined ? CARD_FILE_BYTES_MAX : smpNumber(payload, "len");
  if (off === undefined || length === undefined) return smpFail(SMP_RC.invalid);
  if (off > file.length) return groupFail(FS_RC.offsetBeyondEnd);
  const part = file.subarray(off, off + length);
  const place = off === 0 ? {} : { off };
  if (type === "sha256") {
    const output = new Uint8Array(createHash("sha256").update(part).digest());
    return { type, ...place, len: part.length, output };
  }
  if (type === "crc32") return { type, ...place, len: part.length, output: crc32(part) };
  return groupFail(FS_RC.typeNotFound);
}
