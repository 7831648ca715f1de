/** Flashing over a console in virtual time: the cable goes at any byte, the power in the middle, the image is not the right one. */
import { describe, expect, test } from "vitest";
import { Random, VirtualClock } from "../../src/base/index.ts";
import {
  BEHAVIOURS_USUAL,
  buildImage,
  developmentKey,
  type FirmwareBehaviours,
  generateKey,
  parseVersion,
  type SigningKey,
  signingKey,
} from "../../src/firmware/index.ts";
import { Engine } from "../../src/hardware-sim/index.ts";
import { memPair } from "../../src/protocol/index.ts";
import { ConsoleSession, type FlashEnd, flashPrinter, imageFacts, planFlash } from "../../src/station/index.ts";
import { inVirtualTime } from "../hardware-sim/in-virtual-time.ts";

interface Wish {
  model?: string;
  version?: string;
  securityCounter?: number;
  key?: SigningKey;
  bodyBytes?: number;
  behaviours?: Partial<FirmwareBehaviours>;
}

function image({
  model = "hdp5000",
  version = "2.0.0",
  securityCounter = 1,
  key,
  bodyBytes = 12_000,
  behaviours,
}: Wish) {
  const manifest = { model, behaviours: { ...BEHAVIOURS_USUAL, ...behaviours }, parameters: {} };
  return buildImage({ manifest, version: parseVersion(version)!, securityCounter, bodyBytes }, key ?? developmentKey());
}

/** A machine whose console hangs on a cable. */
function machine() {
  const clock = new VirtualClock();
  const engine = new Engine({ model: "hdp5000", clock, seed: 1 });
  const pair = memPair(clock);
  let receive: (bytes: Uint8Array) => void = () => {};
  let bytesIn = 0;
  let cutAt = Number.POSITIVE_INFINITY;
  pair.engineSide.attach(
    (bytes) => {
      bytesIn += bytes.length;
      if (bytesIn >= cutAt) {
        cutAt = Number.POSITIVE_INFINITY;
        receive(bytes.subarray(0, bytes.length >> 1));
        pair.cut("the cable was pulled");
      } else receive(bytes);
    },
    (present) => {
      receive = present ? engine.openConsole((bytes) => pair.engineSide.write(bytes)) : () => {};
    },
  );
  clock.advance(90_000_000);
  const flash = async (bytes: Uint8Array): Promise<FlashEnd> => {
    const work = async (): Promise<FlashEnd> => {
      const session = await ConsoleSession.open({ url: "mem:", clock, connect: pair.connect });
      try {
        return await flashPrinter(session, bytes, await planFlash(session, imageFacts(bytes, "image")));
      } finally {
        session.close();
      }
    };
    return inVirtualTime(clock, work(), 100_000);
  };
  return {
    clock,
    engine,
    flash,
    version: () => engine.truth.state.boot.version,
    pullAt: (byte: number) => {
      cutAt = bytesIn + byte;
    },
  };
}

test("from the first byte to confirmation; the same image again has nothing to do", async () => {
  const { flash, version, engine } = machine();
  const bytes = image({});
  const phases = await flash(bytes);
  expect(phases).toMatchObject({ result: "confirmed", from: "1.0.0", to: "2.0.0", resumedAt: 0, why: "" });
  expect(version()).toBe("2.0.0");
  expect(engine.truth.state.boot.trial).toBe(false);
  expect(await flash(bytes)).toMatchObject({ result: "already" });
});

test("the cable is pulled at any byte: it goes on by itself once it is back", async () => {
  const random = new Random("cable");
  const bytes = image({});
  let resumed = 0;
  for (let round = 0; round < 6; round++) {
    const { flash, version, pullAt } = machine();
    const at = random.int(16_000);
    pullAt(at);
    const end = await flash(bytes);
    expect(end.result, `pulled at byte ${at}`).toBe("confirmed");
    expect(version()).toBe("2.0.0");
    if (end.resumedAt > 0) resumed++;
  }
  expect(resumed).toBeGreaterThan(2);
});

test("the power goes in the middle of the upload: refused in time, and the next try succeeds", async () => {
  const { flash, version, clock, engine } = machine();
  const cut = clock.timer(() => {
    engine.lab.cutMains();
    engine.lab.restoreMains();
  });
  const bytes = image({ bodyBytes: 60_000 });
  cut.armAfter(45_000);
  const first = await flash(bytes).catch((error: unknown) => error);
  if (!(first instanceof Error)) expect(first).toMatchObject({ result: "confirmed" });
  clock.advance(90_000_000);
  expect((await flash(bytes)).result).toMatch(/confirmed|already/);
  expect(version()).toBe("2.0.0");
});

describe("what does not fit is refused, and the printer goes on as before", () => {
  const other = signingKey(generateKey().privatePem);
  test.each([
    ["another model", image({ model: "sr300" }), /is for a sr300/, 8],
    ["another key", image({ key: other }), /signed with another key/, 8],
    ["an older security counter", image({ securityCounter: 0, version: "9.0.0" }), /security counter|newer/, 8],
    ["too large", image({ bodyBytes: 300_000 }), /too large/, 8],
    ["cut short", image({}).subarray(0, 5_000), /cut short/, 2],
    ["one bit flipped", image({}).map((byte, i) => (i === 5_000 ? byte ^ 4 : byte)), /damaged/, 2],
    ["something else", new Uint8Array(5_000), /no firmware image/, 2],
  ])("%s", async (_what, bytes, why, exitCode) => {
    const { flash, version, engine, clock } = machine();
    const error = await flash(bytes).catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(why);
    expect(error).toMatchObject({ exitCode });
    clock.advance(1_000_000);
    expect(version()).toBe("1.0.0");
    expect(engine.reachable).toBe(true);
    expect(await flash(image({}))).toMatchObject({ result: "confirmed" });
  });

  test("a card in the path", async () => {
    const { flash, engine } = machine();
    engine.truth.state.ram.keep.cardInside = true;
    await expect(flash(image({}))).rejects.toMatchObject({
      exitCode: 8,
      message: expect.stringMatching(/card in the path/),
    });
  });
});

test.each([
  ["whose own check fails", { selftest: "fails" } as const, /self-test failed/],
  ["that hangs while it starts", { start: "hangs" } as const, /hung while starting/],
])("a firmware %s takes itself back and says why", async (_what, behaviours, why) => {
  const { flash, version } = machine();
  const end = await flash(image({ version: "2.1.0", behaviours }));
  expect(end.result).toBe("reverted");
  expect(end.why).toMatch(why);
  expect(version()).toBe("1.0.0");
});
