import { expect, it } from "vitest";
import { base64Of } from "../../host-ui/src/printer/base64.ts";
import { inPairs, wireUrl } from "../../host-ui/src/printer/wire-feed.ts";

it.each([0, 1, 2, 3, 0x6000, 0x6001, 200_000])("base64 of %i bytes is what everybody else makes of them", (length) => {
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
  expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString("base64"));
});

it("shows bytes in pairs", () => {
  expect(inPairs("")).toBe("");
  expect(inPairs("7e0510")).toBe("7e 05 10");
});

it("asks the station that served the page for the wire of this printer", () => {
  expect(wireUrl({ protocol: "http:", host: "a:8080" }, "Loket 1/2")).toBe("ws://a:8080/wire/Loket%201%2F2?bytes");
  expect(wireUrl({ protocol: "https:", host: "a" }, "P1")).toBe("wss://a/wire/P1?bytes");
});
