/** An engine and the asking end of its console in virtual time, over a line with a speed. */
import { type Clock, VirtualClock } from "../../src/base/index.ts";
import { Engine, type EngineOptions } from "../../src/hardware-sim/index.ts";
import {
  IMAGE_COMMAND,
  type MemPair,
  memPair,
  OS_COMMAND,
  SMP_GROUP,
  type SmpBuffers,
  SmpClient,
  type SmpClientOptions,
  type SmpError,
  type SmpMap,
  type SmpOp,
  type UploadResult,
  uploadNow,
} from "../../src/protocol/index.ts";

const LOOK_US = 20_000;
const WAITS_MAX = 100_000;

export interface ConsoleRig {
  readonly clock: VirtualClock;
  readonly engine: Engine;
  readonly client: SmpClient;
  readonly pair: MemPair;
  /** Lines of the console as the host saw them. */
  readonly lines: string[];
  /** The answer, or the error, after as much time as it took. */
  ask(group: number, command: number, op: SmpOp, payload?: SmpMap): SmpMap | SmpError;
  upload(image: Uint8Array, buffers?: SmpBuffers, upgrade?: boolean): UploadResult | SmpError;
  images(): readonly SmpMap[];
  seconds(s: number): void;
}

export interface ConsoleRigOptions extends Partial<EngineOptions> {
  readonly baud?: number;
  readonly client?: Partial<SmpClientOptions>;
  readonly buffers?: SmpBuffers;
  /** Instead of a new engine. */
  readonly engine?: (clock: Clock) => Engine;
  /** Every so many writes of each direction is lost. */
  readonly loseEvery?: number;
}

export const LINE_BUFFERS: SmpBuffers = { bytes: 512, count: 4 };

export function consoleRig(options: ConsoleRigOptions = {}): ConsoleRig {
  const { baud, client: clientOptions, buffers, engine: made, loseEvery = Number.POSITIVE_INFINITY, ...rest } = options;
  const clock = new VirtualClock();
  const engine = made?.(clock) ?? new Engine({ model: "hdp5000", seed: 1, ...rest, clock });
  const pair = memPair(clock, baud === undefined ? {} : { baud, bufferBytes: 1_000_000 });
  const lines: string[] = [];
  let writes = 0;
  const gets = (): boolean => ++writes % loseEvery !== 0;
  const receive = engine.openConsole((bytes) => {
    if (gets()) pair.engineSide.write(bytes);
  }, buffers);
  pair.engineSide.attach((bytes) => {
    if (gets()) receive(bytes);
  });
  engine.console.follow((line) => pair.engineSide.write(new TextEncoder().encode(`${line}\r\n`)));
  const client = new SmpClient({
    connect: pair.connect,
    clock,
    onText: (line) => void lines.push(line),
    ...clientOptions,
  });
  client.openNow((error) => {
    if (error !== undefined) throw error;
  });
  clock.advance(1_000);
  const wait = <T>(begin: (done: (value: T) => void) => void): T => {
    const got: T[] = [];
    begin((value) => void got.push(value));
    for (let i = 0; got.length === 0 && i < WAITS_MAX; i++) clock.advance(LOOK_US);
    if (got.length === 0) throw new Error("no end in sight");
    return got[0]!;
  };
  const ask: ConsoleRig["ask"] = (group, command, op, payload = {}) =>
    wait((done) =>
      client.send(group, command, op, payload, {}, (outcome) => done(outcome.ok ? outcome.payload : outcome.error)),
    );
  return {
    clock,
    engine,
    client,
    pair,
    lines,
    ask,
    upload: (image, over = LINE_BUFFERS, upgrade = false) =>
      wait((done) => uploadNow(client, image, { buffers: over, upgrade }, done)),
    images: () => (ask(SMP_GROUP.image, IMAGE_COMMAND.state, "read") as SmpMap)["images"] as readonly SmpMap[],
    seconds: (s) => clock.advance(s * 1_000_000),
  };
}

export const reset = (rig: ConsoleRig): SmpMap | SmpError => rig.ask(SMP_GROUP.os, OS_COMMAND.reset, "write");
