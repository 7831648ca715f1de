/** The STM32 boot loader: bytes as AN3155 writes them, and both ends together over a line that is cut anywhere. */
import { describe, expect, test } from "vitest";
import { Random, VirtualClock } from "../../src/base/index.ts";
import { Stm32Loader } from "../../src/hardware-sim/boot/stm32-loader.ts";
import { ByteLine, memPair, Stm32Client, Stm32Error } from "../../src/protocol/index.ts";
import { ArrayMemory, FLASH } from "./array-memory.ts";

const hex = (bytes: Iterable<number>): string => Buffer.from([...bytes]).toString("hex");

/** A loader that is spoken to byte by byte. */
function bare(extendedErase = false) {
  const clock = new VirtualClock();
  const memory = new ArrayMemory(0x2_0000, 1024);
  const said: number[] = [];
  let wentTo = -1;
  const loader = new Stm32Loader({
    clock,
    memory,
    extendedErase,
    send: (bytes) => said.push(...bytes),
    onGo: (address) => {
      wentTo = address;
    },
  });
  const tell = (text: string): string => {
    said.length = 0;
    loader.receive(Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex")));
    clock.advance(60_000_000);
    return hex(said);
  };
  return { memory, tell, wentTo: () => wentTo, loader };
}

describe("the loader answers what AN3155 says", () => {
  test.each([
    ["get", "00ff", "79 07 22 00 01 02 11 21 31 43 79"],
    ["get version", "01fe", "79 22 00 00 79"],
    ["get id", "02fd", "79 01 04 10 79"],
    ["a wrong complement", "00fe", "1f"],
    ["stm32flash's resynchronisation", "ff00", "1f"],
    ["an unknown command", "a15e", "1f"],
    ["a command that this chip lacks", "44bb", "1f"],
    ["read of 4 bytes", "11ee 0800000008 03fc", "79 79 79 ffffffff"],
    ["a wrong address checksum", "11ee 0800000009", "79 1f"],
    ["an address outside", "11ee 0802000 00a", "79 1f"],
    ["write of 4 bytes", "31ce 0800000008 03 01020304 07", "79 79 79"],
    ["write with a wrong checksum", "31ce 0800000008 03 01020304 06", "79 79 1f"],
    ["write of an odd number", "31ce 0800000008 02 010203 02", "79 79 1f"],
    ["erase of two pages", "43bc 01 00 01 00", "79 79"],
    ["erase of everything", "43bc ff00", "79 79"],
    ["erase of a page that is not there", "43bc 00 80 80", "79 1f"],
    ["go", "21de 0800000008", "79 79"],
  ])("%s", (_name, command, answer) => {
    const { tell } = bare();
    expect(tell("7f")).toBe("79");
    expect(tell(command)).toBe(answer.replaceAll(" ", ""));
  });

  test("nothing before 7F, extended erase when the chip has it, Go ends it", () => {
    const { tell, memory, wentTo } = bare(true);
    expect(tell("00ff55")).toBe("");
    expect(tell("7f")).toBe("79");
    expect(tell("31ce 0800000008 01 aa55 fe")).toBe("797979");
    expect(hex(memory.cells.subarray(0, 4))).toBe("aa55ffff");
    expect(tell("44bb 0000 0000 00")).toBe("7979");
    expect(hex(memory.cells.subarray(0, 4))).toBe("ffffffff");
    expect(tell("44bb ffff 00")).toBe("7979");
    expect(tell("44bb fffe 01")).toBe("791f");
    expect(tell("21de 0800000008")).toBe("7979");
    expect(wentTo()).toBe(FLASH);
    expect(tell("00ff")).toBe("");
  });
});

test("any bytes are taken without harm: nothing throws, and without a valid command nothing is written", () => {
  const random = new Random("noise");
  for (let round = 0; round < 20; round++) {
    const { tell, memory } = bare(round % 2 === 1);
    const noise = (bytes: number): string => hex(Array.from({ length: bytes }, () => random.int(256)));
    tell(noise(400));
    tell("7f");
    tell(noise(2_000));
    expect(memory.cells.every((cell) => cell === 0xff)).toBe(true);
  }
  const { tell, memory } = bare();
  tell("7f");
  for (let i = 0; i < 200; i++) tell(`31ce 0800000008 03 0102030${i % 8} ff`);
  expect(memory.cells.every((cell) => cell === 0xff)).toBe(true);
});

/** Client and loader on a paced line in virtual time. */
async function connected(extendedErase = false) {
  const clock = new VirtualClock();
  const memory = new ArrayMemory(0x2_0000, 1024);
  const pair = memPair(clock, { baud: 115_200 });
  const loader = new Stm32Loader({
    clock,
    memory,
    extendedErase,
    send: (bytes) => pair.engineSide.write(bytes),
    onGo: () => {},
  });
  pair.engineSide.attach((bytes) => loader.receive(bytes));
  /** Lets time pass until the work is done. */
  const run = async <T>(work: Promise<T>): Promise<T> => {
    let over = false;
    const watched = work.finally(() => {
      over = true;
    });
    watched.catch(() => {});
    while (!over) {
      await new Promise((done) => setImmediate(done));
      if (!over) clock.advance(1_000);
    }
    return watched;
  };
  const dial = async () => {
    const line = await run(ByteLine.open(pair.connect, clock));
    return { line, client: new Stm32Client(line) };
  };
  return { clock, memory, pair, run, dial };
}

describe("both ends", () => {
  test.each([false, true])("erase, write and read back (extended erase: %s)", async (extended) => {
    const { memory, run, dial } = await connected(extended);
    const { client } = await dial();
    expect(await run(client.begin())).toMatchObject({ version: 0x22, pid: 0x410 });
    memory.cells.fill(0);
    await run(client.erase(0, 40));
    expect(memory.erased).toBe(40);
    const data = Uint8Array.from({ length: 250 }, (_, i) => i);
    await run(client.write(FLASH + 1024, data));
    expect(hex(await run(client.read(FLASH + 1024, 252)))).toBe(`${hex(data)}ffff`);
    await expect(run(client.read(FLASH - 4, 4))).rejects.toThrow(/refused/);
    await run(client.eraseAll());
    expect(memory.cells.every((cell) => cell === 0xff)).toBe(true);
    await run(client.go(FLASH));
    await expect(run(client.read(FLASH, 4))).rejects.toThrow(/fell silent/);
  });

  test("a host that left in the middle of anything is followed by one that is understood", async () => {
    const random = new Random("cuts");
    const message = Uint8Array.from(Buffer.from(`7f31ce0800000008ff${"00".repeat(256)}ff`, "hex"));
    for (let round = 0; round < 25; round++) {
      const { pair, run, dial, memory } = await connected();
      const cutAt = round === 0 ? 0 : random.int(message.length);
      const first = await dial();
      first.line.write(message.subarray(0, cutAt));
      await run(first.line.read(64, 100_000));
      first.line.close();
      const { client } = await dial();
      expect(await run(client.begin()), `cut at ${cutAt}`).toMatchObject({ pid: 0x410 });
      // What was cut short is not in the flash, but for what the cut write itself said.
      expect(memory.cells.every((cell, i) => cell === 0xff || i < cutAt)).toBe(true);
      pair.cut();
    }
  });

  test("somebody who is no loader, and nobody at all", async () => {
    const { pair, run, dial } = await connected();
    pair.engineSide.attach(() => pair.engineSide.write(new TextEncoder().encode("login: ")));
    const talks = await dial();
    await expect(run(talks.client.begin())).rejects.toThrow(/no STM32 boot loader/);
    pair.engineSide.attach(() => {});
    const silent = new Stm32Client(talks.line);
    await expect(run(silent.begin())).rejects.toThrow(/BOOT0/);
    pair.cut("the cable was pulled");
    const lost = await run(silent.begin()).catch((error: unknown) => error);
    expect(lost).toBeInstanceOf(Stm32Error);
    expect(lost).toMatchObject({ trouble: "lost", message: "the cable was pulled" });
  });
});
