import { describe, expect, test } from "vitest";
import { sealBlock } from "../../src/protocol/block.ts";
import { buildDictionary, EngineLink } from "../../src/protocol/index.ts";
import { DICTIONARY, hex, toHex } from "./pair.ts";

interface Bench {
  link: EngineLink;
  wrote: string[];
  did: string[];
}

function bench(dictionary = DICTIONARY): Bench {
  const wrote: string[] = [];
  const did: string[] = [];
  const link: EngineLink = new EngineLink({
    write: (bytes) => wrote.push(toHex(bytes)),
    onCommand: (message) => {
      did.push(`${message.name} ${[...message.row].join(",")}`);
      if (message.name === "get_clock") link.send("clock", { clock: 0 });
    },
    dictionary,
  });
  return { link, wrote, did };
}

function block(sequence: number, content: string): Uint8Array {
  const bytes = hex(content);
  const out = new Uint8Array(64);
  out.set(bytes, 2);
  return out.slice(0, sealBlock(out, 0, 2 + bytes.length, sequence));
}

describe("the engine's end", () => {
  test("hands out its dictionary in pieces that fit, and nothing behind its end", () => {
    const { link, wrote } = bench();
    link.receive(hex("08100100285e9f7e"));
    expect(wrote).toHaveLength(2);
    expect(wrote[0]!.slice(0, 12)).toBe("301100002878");
    expect(wrote[0]!.slice(10, 10 + 80)).toBe(toHex(DICTIONARY.subarray(0, 40)));
    expect(wrote[1]).toBe("05118f087e");
    link.receive(block(1, "01bf7f8f7f"));
    expect(wrote[2]!.slice(4, 12)).toBe("00bf7f00");
    link.receive(block(2, "01008f7f"));
    expect(Number.parseInt(wrote[4]!.slice(0, 2), 16)).toBeLessThanOrEqual(64);
  });

  test("carries out each block once, in order, and acknowledges behind its answers", () => {
    const { link, wrote, did } = bench();
    link.receive(block(0, "03"));
    expect(wrote).toEqual([toHex(block(1, "2900")), toHex(block(1, ""))]);
    link.receive(block(0, "03"));
    link.receive(block(2, "03"));
    expect(wrote.slice(2)).toEqual([toHex(block(1, "")), toHex(block(1, ""))]);
    link.receive(block(1, "08a708098c720a8768"));
    expect(did).toEqual(["get_clock ", "lease_renew 5000", "roller_set 1650", "fan_set 1000"]);
    expect(wrote.at(-1)).toBe(toHex(block(2, "")));
    expect(link.counters.naksSent).toBe(2);
  });

  test("naks a stretch of damage once, and goes on behind it", () => {
    const { link, wrote, did } = bench();
    link.receive(hex("ffffff00ff00ff00ff00"));
    link.receive(hex("ff00aa"));
    expect(wrote).toEqual([toHex(block(0, ""))]);
    link.receive(hex("7effff7effff7e"));
    expect(wrote).toHaveLength(1);
    link.receive(block(0, "07"));
    expect(did).toEqual(["hello "]);
    expect(link.counters).toMatchObject({ invalidBytes: 20, naksSent: 1, blocksIn: 1 });
    link.receive(hex("ff7e"));
    expect(wrote).toEqual([toHex(block(0, "")), toHex(block(1, "")), toHex(block(1, ""))]);
  });

  test("acknowledges what it cannot read, does what stands before it and nothing behind it", () => {
    for (const bad of ["5f", "08", "0b0101", "0b010100ff", "808080808001"]) {
      const { link, wrote, did } = bench();
      link.receive(block(0, `07${bad}`));
      expect(did).toEqual(["hello "]);
      expect(link.counters.badContents).toBe(1);
      expect(wrote).toEqual([toHex(block(1, ""))]);
    }
  });

  test("wraps its number after 15", () => {
    const { link, wrote } = bench();
    for (let n = 0; n < 33; n++) link.receive(block(n & 15, "07"));
    expect(wrote.at(-1)).toBe(toHex(block(1, "")));
    expect(link.counters.naksSent).toBe(0);
  });

  test("is plain data between bytes: a saved link goes on like the first", () => {
    const stream = Buffer.concat([block(0, "07"), hex("ff00ff7e"), block(1, "03"), block(2, "08a708"), block(2, "07")]);
    const whole = bench();
    whole.link.receive(stream);
    for (let cut = 0; cut <= stream.length; cut++) {
      const first = bench();
      first.link.receive(stream.subarray(0, cut));
      const second = bench();
      second.link.restore(JSON.parse(JSON.stringify(first.link.save())));
      second.link.receive(stream.subarray(cut));
      expect([...first.wrote, ...second.wrote]).toEqual(whole.wrote);
      expect([...first.did, ...second.did]).toEqual(whole.did);
      expect(second.link.counters).toEqual(whole.link.counters);
    }
  });

  test("a new host ends the half block of the old one, the number stays", () => {
    const { link, wrote, did } = bench();
    link.receive(block(0, "07"));
    link.receive(hex("40100808"));
    link.newHost();
    link.receive(block(1, "07"));
    expect(did).toEqual(["hello ", "hello "]);
    expect(wrote.at(-1)).toBe(toHex(block(2, "")));
  });

  test("says so when a response does not fit, and sends nothing", () => {
    const { link, wrote } = bench();
    const text = new Uint8Array(30);
    expect(
      link.send("identity", { serial: text, model: text, firmware: text, boots: 1, ledger_high: 1, capabilities: 0 }),
    ).toBe(false);
    expect(wrote).toEqual([]);
    expect(link.counters.oversized).toBe(1);
  });

  test("a dictionary that it cannot read is its own mistake", () => {
    expect(() => bench(hex("00"))).toThrow("an engine cannot use this dictionary: its dictionary is damaged");
  });

  test("the same source gives the same dictionary", () => {
    const source = { mcu: "m", version: "v", constants: { CLOCK_FREQ: 1 } };
    expect(buildDictionary(source)).toEqual(buildDictionary(source));
  });
});
