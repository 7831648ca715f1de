/** Firmware upload over the console: both ends in memory for the table; over TCP and on a serial line for the sentences below it. */
import { VirtualClock, WallClock } from "../../src/base/index.ts";
import { BEHAVIOURS_USUAL, buildImage, developmentKey, parseVersion } from "../../src/firmware/index.ts";
import { Engine, serveEngine } from "../../src/hardware-sim/index.ts";
import {
  connectUrl,
  memPair,
  readBuffers,
  type SmpBuffers,
  SmpClient,
  SmpError,
  uploadImage,
  uploadNow,
} from "../../src/protocol/index.ts";
import { type Contestant, type Row, spread } from "../harness.ts";

const BODY_BYTES = 240 * 1024;
const LINE_BAUD = 115_200;
const BITS_PER_BYTE = 10;
const TCP_TURNS = 5;
const LARGE: SmpBuffers = { bytes: 8_192, count: 4 };
const USUAL: SmpBuffers = { bytes: 512, count: 4 };

function image(turn: number): Uint8Array {
  return buildImage(
    {
      manifest: { model: "hdp5000", behaviours: BEHAVIOURS_USUAL, parameters: {} },
      version: { ...parseVersion("2.0.0")!, build: turn },
      securityCounter: 1,
      bodyBytes: BODY_BYTES,
    },
    developmentKey(),
  );
}

/** An engine and a client on one virtual clock; `upload` runs to its end and tells how long it took, s. */
function inMemory(buffers: SmpBuffers, baud?: number) {
  const clock = new VirtualClock();
  const engine = new Engine({ model: "hdp5000", seed: 1, clock });
  const pair = memPair(clock, baud === undefined ? {} : { baud, bufferBytes: 1_000_000 });
  pair.engineSide.attach(engine.openConsole((bytes) => pair.engineSide.write(bytes), buffers));
  const client = new SmpClient({ connect: pair.connect, clock });
  client.openNow(() => {});
  clock.advance(1_000);
  const upload = (bytes: Uint8Array): number => {
    const begun = clock.now();
    let ended = -1;
    uploadNow(client, bytes, { buffers }, (outcome) => {
      if (outcome instanceof SmpError) throw outcome;
      ended = clock.now();
    });
    while (ended < 0) clock.advance(10_000);
    return (ended - begun) / 1e6;
  };
  return { pair, upload };
}

function contestant(name: string, buffers: SmpBuffers): Contestant {
  const images = [image(1), image(2)];
  const ends = inMemory(buffers);
  let turn = 0;
  return { name, units: images[0]!.length / 1000, run: () => void ends.upload(images[turn++ % 2]!) };
}

export function smpUpload(): Row {
  return {
    title: "firmware upload, both ends of the console, flash written",
    unit: "kB",
    contestants: [
      contestant(`SMP, buffers of ${LARGE.bytes} x ${LARGE.count}`, LARGE),
      contestant(`SMP, buffers of ${USUAL.bytes} x ${USUAL.count} (serial line)`, USUAL),
    ],
    goalPerSecond: 500,
    limit: "base64, CRC-16 and CBOR at both ends, one copy into flash",
  };
}

export interface UploadFigures {
  /** Share of the upload in which bytes went from host to engine, 0..1. */
  readonly serialBusy: number;
  readonly serialSeconds: number;
  /** kB in a second of the wall's clock, over TCP on this machine. */
  readonly tcpKilobytes: { readonly median: number; readonly low: number; readonly high: number };
  readonly imageBytes: number;
}

export async function uploadFigures(): Promise<UploadFigures> {
  const bytes = image(0);
  const line = inMemory(USUAL, LINE_BAUD);
  const before = line.pair.toEngine.bytesDelivered;
  const serialSeconds = line.upload(bytes);
  const sent = line.pair.toEngine.bytesDelivered - before;
  const serialBusy = (sent * BITS_PER_BYTE) / LINE_BAUD / serialSeconds;
  return { serialBusy, serialSeconds, tcpKilobytes: await overTcp(), imageBytes: bytes.length };
}

async function overTcp(): Promise<UploadFigures["tcpKilobytes"]> {
  const clock = new WallClock();
  const engine = new Engine({ model: "hdp5000", clock, seed: 1 });
  const served = await serveEngine(engine, "tcp://127.0.0.1:0", "tcp://127.0.0.1:0");
  const client = new SmpClient({ connect: connectUrl(served.consoleUrl!), clock });
  const rates: number[] = [];
  try {
    await client.open();
    const buffers = await readBuffers(client);
    for (let turn = 1; turn <= TCP_TURNS; turn++) {
      const bytes = image(turn);
      const begun = clock.now();
      await uploadImage(client, bytes, { buffers });
      rates.push(bytes.length / 1000 / ((clock.now() - begun) / 1e6));
    }
  } finally {
    client.close();
    await served.close();
    engine.stop();
    clock.close();
  }
  return spread(rates);
}

export function uploadText({ serialBusy, serialSeconds, tcpKilobytes, imageBytes }: UploadFigures): string {
  const { median, low, high } = tcpKilobytes;
  return (
    `*Firmware upload* of ${imageBytes.toLocaleString("en-US")} bytes: at ${LINE_BAUD.toLocaleString("en-US")} baud with the usual buffers ` +
    `(${USUAL.bytes} x ${USUAL.count}) ${serialSeconds.toFixed(1)} s, the line to the engine busy ${(100 * serialBusy).toFixed(1)} % of it (goal: 80 %); ` +
    `over TCP with large buffers (${LARGE.bytes} x ${LARGE.count}) ${Math.round(median)} kB/s of wall time (${Math.round(low)}-${Math.round(high)}; goal: 500).`
  );
}
