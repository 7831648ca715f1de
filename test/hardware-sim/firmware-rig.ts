/** Firmware builds and the everyday moves at a console, for tests. */
import { expect } from "vitest";
import {
  BEHAVIOURS_USUAL,
  buildImage,
  developmentKey,
  type FirmwareBehaviours,
  parseVersion,
} from "../../src/firmware/index.ts";
import { CETAK_COMMAND, IMAGE_COMMAND, SMP_GROUP, SmpError, type SmpMap } from "../../src/protocol/index.ts";
import { type ConsoleRig, consoleRig, reset } from "./console-rig.ts";

const { image: IMAGE, cetak: CETAK } = SMP_GROUP;

export interface Build {
  version?: string;
  counter?: number;
  behaviours?: Partial<FirmwareBehaviours>;
  parameters?: Record<string, number>;
  model?: string;
  key?: ReturnType<typeof developmentKey>;
}

export function firmware({
  version = "1.1.0",
  counter = 1,
  behaviours,
  parameters = {},
  model = "hdp5000",
  key,
}: Build = {}) {
  return buildImage(
    {
      manifest: { model, behaviours: { ...BEHAVIOURS_USUAL, ...behaviours }, parameters },
      version: parseVersion(version)!,
      securityCounter: counter,
      bodyBytes: 8_192,
    },
    key ?? developmentKey(),
  );
}

/** From power-on until cards can be printed, and a little more. */
export const UP_SECONDS = 75;
export const identity = (rig: ConsoleRig): SmpMap => rig.ask(CETAK, CETAK_COMMAND.identity, "read") as SmpMap;
export const hashOf = (rig: ConsoleRig, slot: number): Uint8Array =>
  rig.images().find((image) => image["slot"] === slot)!["hash"] as Uint8Array;
export const setState = (rig: ConsoleRig, payload: SmpMap) => rig.ask(IMAGE, IMAGE_COMMAND.state, "write", payload);

/** Uploads, asks for a trial, restarts. */
export function tryOut(rig: ConsoleRig, image: Uint8Array): void {
  expect(rig.upload(image)).toMatchObject({ resumedAt: 0 });
  expect(setState(rig, { hash: hashOf(rig, 1), confirm: false })).not.toBeInstanceOf(SmpError);
  expect(reset(rig)).toEqual({});
}

export function upRig(options: Parameters<typeof consoleRig>[0] = {}): ConsoleRig {
  const rig = consoleRig(options);
  rig.seconds(UP_SECONDS);
  return rig;
}
