import { expect, test } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import { Engine } from "../../src/hardware-sim/index.ts";
import {
  CETAK_COMMAND,
  ConsoleReader,
  decodeSmp,
  encodeSmp,
  FS_COMMAND,
  frameLines,
  IMAGE_COMMAND,
  isJunk,
  OS_COMMAND,
  REFUSAL,
  SMP_GROUP,
  SMP_RC,
  type SmpMap,
} from "../../src/protocol/index.ts";
import { reset } from "./console-rig.ts";
import { firmware, setState, upRig } from "./firmware-rig.ts";
import { autopilot, RawHost } from "./raw-host.ts";

const { image: IMAGE, os: OS, cetak: CETAK } = SMP_GROUP;

test("nothing is flashed or restarted while a card is inside", () => {
  const rig = upRig();
  const { state } = rig.engine.truth.core;
  state.ram.keep.cardInside = true;
  const busy = { kind: "answer", isBusy: true, reason: expect.stringMatching(/card in the path/) };
  expect(rig.upload(firmware())).toMatchObject(busy);
  expect(setState(rig, { hash: new Uint8Array(32) })).toMatchObject(busy);
  expect(rig.ask(IMAGE, IMAGE_COMMAND.erase, "write")).toMatchObject(busy);
  expect(reset(rig)).toMatchObject(busy);
  expect(rig.engine.truth.core.flash.save()).toEqual([]);
  state.ram.keep.cardInside = false;
  expect(reset(rig)).toEqual({});
});

test("a cable pulled in the middle of an upload: it goes on where it was", () => {
  const rig = upRig({ baud: 115_200 });
  const image = firmware();
  const random = [3_000, 5_500];
  for (const bytes of random) {
    const until = rig.pair.toEngine.bytesDelivered + bytes;
    const timer = rig.clock.timer(() => {
      if (rig.pair.toEngine.bytesDelivered < until) timer.armAfter(1_000);
      else rig.pair.cut("the cable was pulled");
    });
    timer.armAfter(1_000);
    expect(rig.upload(image)).toMatchObject({ kind: "lost" });
    rig.client.openNow(() => {});
    rig.seconds(1);
  }
  const result = rig.upload(image) as { resumedAt: number };
  expect(result.resumedAt).toBeGreaterThan(3_000);
  expect(rig.images()[1]).toMatchObject({ version: "1.1.0", bootable: true });
});

test("a line that loses every ninth piece: the upload still arrives whole", () => {
  const rig = upRig({ loseEvery: 9 });
  const image = firmware();
  expect(rig.upload(image)).toHaveProperty("rewinds");
  expect(rig.client.resent).toBeGreaterThan(0);
  expect(rig.images()[1]).toMatchObject({ version: "1.1.0", bootable: true });
});

test("version 1 clients get exactly what they expect", () => {
  const rig = upRig({ client: { version: 1 } });
  const image = firmware();
  const send = (payload: SmpMap) => rig.ask(IMAGE, IMAGE_COMMAND.upload, "write", payload);
  const first = { off: 0, len: image.length, sha: new Uint8Array(32), data: image.subarray(0, 400) };
  expect(send(first)).toEqual({ rc: 0, off: 400 });
  expect(send({ off: 9_000, data: image.subarray(0, 10) })).toEqual({ rc: 0, off: 400 });
  for (let off = 400; off < image.length; off += 400) send({ off, data: image.subarray(off, off + 400) });
  expect(send({ off: image.length, data: new Uint8Array(0) })).toEqual({ rc: 0, off: image.length });
  const list = rig.ask(IMAGE, IMAGE_COMMAND.state, "read") as SmpMap;
  expect(Object.keys(list).sort()).toEqual(["images", "splitStatus"]);
  expect(rig.images()[1]).toMatchObject({ slot: 1, version: "1.1.0" });
  expect(setState(rig, { hash: new Uint8Array(3) })).toMatchObject({ rc: SMP_RC.noEntry, group: undefined });
});

test("the console's other groups: echo, buffers, words, boot loader, slots, ledger, files", () => {
  const rig = upRig();
  expect(rig.ask(OS, OS_COMMAND.echo, "write", { d: "hi" })).toEqual({ r: "hi" });
  expect(rig.ask(OS, OS_COMMAND.params, "read")).toEqual({ buf_size: 512, buf_count: 4 });
  expect(rig.ask(OS, OS_COMMAND.info, "read", { format: "sm" })).toEqual({ output: "Cetak hdp5000" });
  expect(rig.ask(OS, OS_COMMAND.info, "read", { format: "z" })).toMatchObject({ rc: SMP_RC.invalid });
  expect(rig.ask(OS, OS_COMMAND.bootloader, "read")).toEqual({ bootloader: "MCUboot" });
  expect(rig.ask(OS, OS_COMMAND.bootloader, "read", { query: "mode" })).toEqual({
    mode: 1,
    "no-downgrade": true,
  });
  expect(rig.ask(IMAGE, IMAGE_COMMAND.slots, "read")).toMatchObject({ images: [{ max_image_size: 258_048 }] });
  expect(rig.ask(CETAK, CETAK_COMMAND.ledger, "read")).toEqual({ high: 0, out: 0, rejected: 0, steps: [] });
  const file = (op: "read" | "write", payload: SmpMap) => rig.ask(SMP_GROUP.fs, FS_COMMAND.file, op, payload);
  expect(file("read", { name: "/log/console.txt", off: 0 })).toMatchObject({ off: 0, data: expect.any(Uint8Array) });
  const name = "/card/7.png";
  expect(file("write", { name, off: 0, len: 6, data: Buffer.from("abc") })).toEqual({ off: 3 });
  expect(file("write", { name, off: 9, data: Buffer.from("x") })).toEqual({ off: 3 });
  expect(file("write", { name, off: 3, data: Buffer.from("def") })).toEqual({ off: 6 });
  expect(rig.ask(SMP_GROUP.fs, FS_COMMAND.status, "read", { name })).toEqual({ len: 6 });
  expect(rig.ask(SMP_GROUP.fs, FS_COMMAND.hash, "read", { name, type: "crc32" })).toEqual({
    type: "crc32",
    len: 6,
    output: 0x4b8e39ef,
  });
  expect(file("write", { name: "/log/console.txt", off: 0, len: 1, data: Buffer.from("x") })).toMatchObject({ rc: 15 });
  expect(file("read", { name: "/etc/passwd", off: 0 })).toMatchObject({ rc: 3, group: SMP_GROUP.fs });
  rig.engine.lab.cutMains();
  rig.engine.lab.restoreMains();
  rig.seconds(3);
  expect(rig.ask(SMP_GROUP.fs, FS_COMMAND.status, "read", { name })).toMatchObject({ rc: 3 });
});

test("a question beside an upload is answered, also when the upload rewinds", () => {
  const rig = upRig({ baud: 115_200 });
  const image = firmware();
  const answers: string[] = [];
  const timer = rig.clock.timer(() => {
    rig.engine.truth.core.state.boot.upload = null;
    rig.client.send(OS, OS_COMMAND.echo, "write", { d: "still there?" }, {}, (outcome) =>
      answers.push(outcome.ok ? String(outcome.payload["r"]) : outcome.error.message),
    );
  });
  timer.armAfter(400_000);
  expect(rig.upload(image)).toHaveProperty("rewinds");
  expect(answers).toEqual(["still there?"]);
  expect(rig.images()[1]).toMatchObject({ version: "1.1.0", bootable: true });
});

test("no step begins between the answer to a reset and the reset", () => {
  const clock = new VirtualClock();
  const engine = new Engine({ model: "hdp5000", seed: 5, clock });
  const host = new RawHost({ clock, engine });
  host.warmUp();
  const receive = engine.openConsole(() => {});
  const packet = { op: "write", response: false, version: 2, group: OS, command: OS_COMMAND.reset, seq: 1 } as const;
  receive(frameLines(encodeSmp({ ...packet, payload: {} })));
  host.order("feed");
  expect(host.heard.at(-1)).toMatchObject({ name: "refused", params: { reason: REFUSAL.notReady } });
  clock.advance(2_000_000);
  expect(engine.truth.state.ram.keep).toMatchObject({ boots: 2, cardInside: false });
  expect(engine.truth.heaterWatt).toBe(0);
});

test("while a card is on its way, reset, upload and test are refused, and the card comes out", () => {
  const clock = new VirtualClock();
  const engine = new Engine({ model: "hdp5000", seed: 5, clock });
  const host = new RawHost({ clock, engine });
  host.warmUp();
  const answers: SmpMap[] = [];
  const reader = new ConsoleReader({
    onPacket: (bytes) => {
      const packet = decodeSmp(bytes);
      if (!isJunk(packet)) answers.push(packet.payload);
    },
  });
  const receive = engine.openConsole((bytes) => reader.push(bytes));
  const ask = (group: number, command: number, payload: SmpMap): void => {
    const head = { op: "write", response: false, version: 2, seq: 1 } as const;
    receive(frameLines(encodeSmp({ ...head, group, command, payload })));
  };
  autopilot(host, "JOB");
  const image = firmware();
  for (let second = 0; second < 30; second++) {
    clock.advance(1_000_000);
    ask(OS, OS_COMMAND.reset, {});
    ask(IMAGE, IMAGE_COMMAND.upload, { off: 0, len: image.length, data: image.subarray(0, 400) });
    ask(IMAGE, IMAGE_COMMAND.state, { hash: new Uint8Array(32), confirm: false });
  }
  expect(answers.length).toBe(90);
  expect(new Set(answers.map(({ rc }) => rc))).toEqual(new Set([SMP_RC.busy]));
  expect(engine.save().flash).toEqual([]);
  clock.advance(15_000_000);
  expect(engine.truth.cards.at(-1)).toMatchObject({ place: "output", quality: "good" });
});
