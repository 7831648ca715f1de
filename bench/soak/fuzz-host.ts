/** The host's end under fire: a HostLink whose engine answers properly, with fuzz in between. */
import { Random, type Timer, VirtualClock } from "../../src/base/index.ts";
import {
  buildDictionary,
  type Connect,
  EngineLink,
  HostLink,
  type LinkCounters,
  RESPONSES,
  type Wire,
  type WireEvents,
} from "../../src/protocol/index.ts";
import { BYTE_US, type FuzzReport } from "./fuzz-engine.ts";
import { FuzzSource, type Recording } from "./fuzz-source.ts";
import { tally } from "./fuzz-tally.ts";

const SESSION_BYTES_MAX = 2 ** 20;
/** Share of chunks that are fuzz while a session gets up, and once it is up. */
const FUZZ_SHARE = 0.3;
const DIAL_US = 1_000;

/** The other end of the wire: opens when dialled, keeps what the engine wants to say until it is fetched. */
class Line {
  readonly connect: Connect;
  events: WireEvents | undefined;
  wroteBytes = 0;
  private readonly timer: Timer;
  private knocking: WireEvents | undefined;
  private pending: number[] = [];
  private readonly engine: EngineLink;

  constructor(clock: VirtualClock) {
    this.timer = clock.timer(() => this.open());
    this.engine = answeringEngine(clock, (bytes) => this.pending.push(...bytes));
    this.connect = (events) => {
      this.knocking = events;
      this.timer.armAfter(DIAL_US);
      return { cancel: () => this.hangUp(events) };
    };
  }

  /** What the engine has said so far. */
  fetch(): Uint8Array {
    return Uint8Array.from(this.pending.splice(0));
  }

  /** A number that the host takes for good just now. */
  get expected(): number {
    return this.engine.save().sequence;
  }

  hangUp(events: WireEvents): void {
    if (this.knocking === events) this.timer.cancel();
    if (this.events === events) this.events = undefined;
  }

  private open(): void {
    const events = this.knocking!;
    this.knocking = undefined;
    this.events = events;
    this.pending.length = 0;
    this.engine.newHost();
    const wire: Wire = {
      write: (bytes) => {
        this.wroteBytes += bytes.length;
        if (this.events === events) this.engine.receive(bytes);
      },
      close: () => this.hangUp(events),
    };
    events.onOpen(wire);
  }
}

type Counted = Pick<LinkCounters, "blocksIn" | "invalidBytes">;
const counted = ({ counters }: HostLink): Counted => ({
  blocksIn: counters.blocksIn,
  invalidBytes: counters.invalidBytes,
});

function answeringEngine(clock: VirtualClock, write: (bytes: Uint8Array) => void): EngineLink {
  const engine: EngineLink = new EngineLink({
    write,
    dictionary: buildDictionary({ mcu: "fuzz", version: "1", constants: { CLOCK_FREQ: 1_000_000 } }),
    onCommand: ({ name }) => {
      const now = clock.now();
      if (name === "get_uptime") engine.send("uptime", { high: Math.floor(now / 2 ** 32), clock: now >>> 0 });
      else if (name === "get_clock") engine.send("clock", { clock: now >>> 0 });
      else if (name === "get_config") engine.send("config", { is_config: 1, crc: 0, is_shutdown: 0, move_count: 1 });
    },
  });
  return engine;
}

export function fuzzHost(recording: Recording, bytes: number, seed: number): FuzzReport {
  const clock = new VirtualClock();
  const random = new Random(seed).fork("host");
  const ids = [0, ...Array.from({ length: Object.keys(RESPONSES).length }, (_, i) => i + 40)];
  const source = new FuzzSource(random.fork("bytes"), recording.toHost, ids);
  const line = new Line(clock);
  const problems: string[] = [];
  const count = { chunks: 0, comparedBytes: 0, sessions: 0, ups: 0 };
  const host = new HostLink({
    clock,
    connect: line.connect,
    random: random.fork("back-off"),
    onState: (state) => {
      if (state === "up") count.ups++;
    },
    onMessage: () => {
      host.send("lease_renew", { ms: 5000 });
    },
  });
  const session = new Uint8Array(SESSION_BYTES_MAX + 4096);
  let sent = 0;
  let inSession = 0;
  let before = counted(host);
  let current: WireEvents | undefined;
  /** Up to `end` of the session's bytes, when the counters stood at `after`. */
  const compare = (end: number, after: Counted): void => {
    const should = tally(session.subarray(0, end));
    const junk = after.invalidBytes - before.invalidBytes;
    const blocks = after.blocksIn - before.blocksIn;
    if (junk !== should.junkBytes || blocks !== should.blocks) {
      problems.push(
        `session ${count.sessions}: ${blocks} blocks and ${junk} junk bytes, should be ${should.blocks} and ${should.junkBytes}`,
      );
    }
    count.comparedBytes += end;
    inSession = 0;
    before = counted(host);
  };
  const deliver = (chunk: Uint8Array): void => {
    const events = line.events;
    if (events === undefined || chunk.length === 0) return;
    const bytesBefore = inSession;
    const countedBefore = counted(host);
    session.set(chunk, inSession);
    inSession += chunk.length;
    sent += chunk.length;
    count.chunks++;
    events.onData(chunk);
    // The host hung up somewhere inside the chunk: what it saw before is compared.
    if (line.events !== events) compare(bytesBefore, countedBefore);
    clock.advance(chunk.length * BYTE_US);
  };
  try {
    host.start();
    while (sent < bytes) {
      if (line.events !== current) {
        if (inSession > 0) compare(inSession, counted(host));
        current = line.events;
        if (current !== undefined) count.sessions++;
      }
      if (current === undefined) clock.runNext();
      else if (random.chance(FUZZ_SHARE)) deliver(source.next(line.expected));
      else {
        const said = line.fetch();
        if (said.length > 0) deliver(said);
        else clock.advance(BYTE_US * 25);
      }
      if (inSession >= SESSION_BYTES_MAX) {
        current?.onClose("enough");
        compare(inSession, counted(host));
      }
    }
    host.stop();
    if (inSession > 0) compare(inSession, counted(host));
  } catch (error) {
    problems.push(`seed ${seed}, byte ${sent}: ${error instanceof Error ? error.stack : String(error)}`);
  }
  const { blocksIn: blocks, invalidBytes: junkBytes } = host.counters;
  return { end: "host", bytes: sent, blocks, junkBytes, wroteBytes: line.wroteBytes, steps: 0, problems, ...count };
}
