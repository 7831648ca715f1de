/** SMP group 0 of the engine: echo, reset, buffers, what it is in words, which boot loader. */
import {
  OS_COMMAND,
  SMP_GROUP,
  SMP_RC,
  type SmpBuffers,
  type SmpGroup,
  type SmpHandler,
  smpFail,
  smpText,
} from "../../protocol/index.ts";
import { type Core, firmwareName } from "../core.ts";
import { refuseUnlessQuiet } from "./quiet.ts";

const ECHO_CHARACTERS_MAX = 4_096;
/** MCUboot's number for swapping through a scratch area [P: Zephyr smp_group_0, bootloader information]. */
const MODE_SWAP_USING_SCRATCH = 1;

export function osGroup(core: Core, buffers: SmpBuffers): SmpGroup {
  const echo: SmpHandler = ({ payload }) => {
    const words = smpText(payload, "d", ECHO_CHARACTERS_MAX);
    return words === undefined ? smpFail(SMP_RC.invalid, "d must be a text") : { r: words };
  };
  const info: SmpHandler = ({ payload }) => {
    const format = payload["format"] === undefined ? "s" : smpText(payload, "format", 32);
    const output = format === undefined ? undefined : infoText(core, format);
    return output === undefined ? smpFail(SMP_RC.invalid, "format is made of the letters snrvbmpioa") : { output };
  };
  return {
    id: SMP_GROUP.os,
    commands: {
      [OS_COMMAND.echo]: { read: echo, write: echo },
      [OS_COMMAND.reset]: {
        write: ({ afterAnswer }) => {
          const no = refuseUnlessQuiet(core);
          if (no !== undefined) return no;
          afterAnswer(() => {
            core.state.boot.restart = "ordered";
          });
          return {};
        },
      },
      [OS_COMMAND.params]: { read: () => ({ buf_size: buffers.bytes, buf_count: buffers.count }) },
      ...(core.state.boot.mode === "recovery" ? {} : { [OS_COMMAND.info]: { read: info } }),
      [OS_COMMAND.bootloader]: {
        read: ({ payload }) => {
          if (payload["query"] === undefined) return { bootloader: "MCUboot" };
          if (payload["query"] === "mode") return { mode: MODE_SWAP_USING_SCRATCH, "no-downgrade": true };
          return smpFail(SMP_RC.noEntry);
        },
      },
    },
  };
}

/** As Zephyr has it: each letter a part of the answer, `a` all of them. */
function infoText(core: Core, format: string): string | undefined {
  const { spec, state } = core;
  const parts: Readonly<Record<string, string>> = {
    s: "Cetak",
    n: state.serial,
    r: firmwareName(state.boot.version),
    v: state.boot.version,
    b: "simulated",
    m: spec.name,
    p: spec.mcu,
    i: spec.title,
    o: "Cetak",
  };
  const letters = format.includes("a") ? "snrvbmpio" : format;
  const words: string[] = [];
  for (const letter of letters) {
    const part = parts[letter];
    if (part === undefined) return undefined;
    words.push(part);
  }
  return words.join(" ");
}
