/** Group 64, command 0: who this is and what runs on it. */

import { SLOT_IMAGE_BYTES_MAX } from "../../firmware/index.ts";
import type { SmpHandler } from "../../protocol/index.ts";
import { type Core, firmwareName } from "../core.ts";

export const identityHandler =
  (core: Core): SmpHandler =>
  () => {
    const { spec, state } = core;
    const { boot } = state;
    return {
      sim: true,
      model: spec.name,
      title: spec.title,
      serial: state.serial,
      mode: boot.mode,
      firmware: firmwareName(boot.version),
      version: boot.version,
      trial: boot.trial,
      check: boot.check,
      why: boot.why,
      life: state.ram.life,
      boots: state.ram.keep.boots,
      imageBytesMax: SLOT_IMAGE_BYTES_MAX,
    };
  };
