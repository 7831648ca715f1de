/** A bad line between two real TCP connections. Its delays run on a virtual clock; see {@link TcpProxy.settled}. */
import { createServer, connect as dial, type Server, type Socket } from "node:net";
import type { Random, VirtualClock } from "../../src/base/index.ts";
import type { Connect, WireEvents } from "../../src/protocol/index.ts";

export interface ProxyWeather {
  /** Probability that a piece is spoilt in one bit. */
  corruptPerPiece: number;
  /** Longest delay of a piece, in microseconds. */
  delayUsMax: number;
  /** Mean time between dropped connections, in microseconds. */
  dropEveryUs: number;
}

/** Turns of the event loop without news after which nothing is under way: a hop inside one machine takes one or two. */
const QUIET_TURNS = 4;

export class TcpProxy {
  /** Where the engine listens on this machine. To be set before the first host comes. */
  enginePort = 0;
  readonly counts = { connections: 0, dropped: 0, corrupted: 0, pieces: 0 };
  private readonly clock: VirtualClock;
  private readonly random: Random;
  private readonly weather: ProxyWeather;
  private readonly server: Server;
  private current: { near: Socket; far: Socket } | undefined;
  private news = 0;
  private seen = 0;

  private constructor(o: { clock: VirtualClock; random: Random; weather: ProxyWeather }, server: Server) {
    this.clock = o.clock;
    this.random = o.random;
    this.weather = o.weather;
    this.server = server;
    server.on("connection", (near) => this.admit(near));
    this.dropLater();
  }

  /** A proxy on a free port of this machine. */
  static async open(o: { clock: VirtualClock; random: Random; weather: ProxyWeather }): Promise<TcpProxy> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new TcpProxy(o, server);
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  /** Waits until nothing is under way inside the machine, so that the virtual clock may go on. Returns at once when nothing was. */
  async settled(): Promise<void> {
    if (this.news === this.seen) return;
    for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
      if (this.news !== this.seen) quiet = 0;
      this.seen = this.news;
      await new Promise<void>((turn) => setImmediate(turn));
    }
  }

  close(): void {
    this.current?.near.destroy();
    this.current?.far.destroy();
    this.server.close();
  }

  /** The host's way of dialling; what it does counts as news. */
  hostEnd(connect: Connect): Connect {
    return (events) => {
      this.news++;
      return connect(this.noticing(events));
    };
  }

  /** The engine's ears; what it says counts as news. */
  noticing(events: WireEvents): WireEvents {
    const noticed = <T extends unknown[]>(act: (...args: T) => void) => {
      return (...args: T): void => {
        this.news++;
        act(...args);
      };
    };
    return {
      onOpen: noticed((wire) =>
        events.onOpen({ write: noticed((bytes) => wire.write(bytes)), close: noticed(() => wire.close()) }),
      ),
      onData: noticed((bytes) => events.onData(bytes)),
      onClose: noticed((reason) => events.onClose(reason)),
    };
  }

  private admit(near: Socket): void {
    this.counts.connections++;
    const far = dial({ port: this.enginePort, host: "127.0.0.1", noDelay: true });
    this.current = { near, far };
    this.carry(near, far);
    this.carry(far, near);
    for (const socket of [near, far]) {
      const end = (): void => {
        this.news++;
        near.destroy();
        far.destroy();
      };
      socket.on("error", end).on("close", end);
    }
  }

  /** Splits, spoils and delays; pieces of one direction never overtake each other. */
  private carry(from: Socket, to: Socket): void {
    let lastDueAt = 0;
    from.on("data", (bytes) => {
      this.news++;
      const cut = this.random.int(bytes.length);
      for (const part of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
        if (part.length === 0) continue;
        this.counts.pieces++;
        if (this.random.chance(this.weather.corruptPerPiece)) {
          this.counts.corrupted++;
          const at = this.random.int(part.length);
          part[at] = part[at]! ^ (1 << this.random.int(8));
        }
        lastDueAt = Math.max(lastDueAt, this.clock.now() + this.random.int(this.weather.delayUsMax + 1));
        this.clock
          .timer(() => {
            this.news++;
            if (to.writable) to.write(part);
          })
          .armAt(lastDueAt);
      }
    });
  }

  private dropLater(): void {
    const timer = this.clock.timer(() => {
      if (this.current !== undefined && !this.current.near.destroyed) {
        this.counts.dropped++;
        this.news++;
        this.current.near.destroy();
      }
      timer.armAfter(this.weather.dropEveryUs * this.random.between(0.5, 1.5));
    });
    timer.armAfter(this.weather.dropEveryUs);
  }
}
