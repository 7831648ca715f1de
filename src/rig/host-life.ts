/**
 * One life of a host process in virtual time. It may be told to die between any two things that it does to the world: a
 * write to its journal, or a write to a wire. What it does after that, until its present alarm ends, has no effect.
 */
import type { Connect, Wire, WireEvents } from "../protocol/index.ts";
import type { CentreTransport } from "../station/index.ts";

/** `journal`: each write counts twice, before and after. `wire`: each write, and each request to the data centre. */
export type HostAction = "journal" | "wire";

export class HostLife {
  /** Things done to the world so far. */
  readonly actions: Record<HostAction, number> = { journal: 0, wire: 0 };
  /** What the disk held at the instant of death; undefined while it lives, or when nobody told it to die at an action. */
  diskAtDeath: Uint8Array | undefined;
  private ended = false;
  private readonly fatal: Record<HostAction, number> = { journal: -1, wire: -1 };
  private fatalShare = 0;
  private readonly disk: () => Uint8Array;

  /** `disk` reads what is durable now. */
  constructor(disk: () => Uint8Array) {
    this.disk = disk;
  }

  get dead(): boolean {
    return this.ended || this.diskAtDeath !== undefined;
  }

  /** It dies now. */
  end(): void {
    this.ended = true;
  }

  /** It dies at this action of its kind, counted from now (0: the next one). Of a wire write the first `share` (0..1) still goes out. */
  dieAt(action: HostAction, number: number, share: number): void {
    this.fatal[action] = this.actions[action] + number;
    this.fatalShare = share;
  }

  /** To be called for each moment of a journal write. */
  readonly onJournalWrite = (): void => {
    if (!this.dead && this.actions.journal++ === this.fatal.journal) this.diskAtDeath = this.disk();
  };

  /** The same wires, which carry nothing from a dead host. */
  around(connect: Connect): Connect {
    const mortal = (events: WireEvents) => connect(new MortalEvents(this, events));
    return connect.url === undefined ? mortal : Object.assign(mortal, { url: connect.url });
  }

  /** The same way to the data centre, which a dead host neither uses nor hears. A request is one action. */
  toCentre(transport: CentreTransport): CentreTransport {
    return {
      request: (request, timeoutMs, reply) => {
        if (this.dead) return () => {};
        const fatal = this.actions.wire++ === this.fatal.wire;
        if (fatal) this.diskAtDeath = this.disk();
        // Half of the deaths come after the request is out.
        if (fatal && this.fatalShare < 0.5) return () => {};
        return transport.request(request, timeoutMs, (heard) => {
          if (!this.dead) reply(heard);
        });
      },
    };
  }

  /** For the wires of this life: nothing of `bytes` goes out when it is dead. */
  write(wire: Wire, bytes: Uint8Array): void {
    if (this.dead) return;
    if (this.actions.wire++ !== this.fatal.wire) {
      wire.write(bytes);
      return;
    }
    this.diskAtDeath = this.disk();
    wire.write(bytes.subarray(0, Math.floor(bytes.length * this.fatalShare)));
  }
}

/** What a dead host no longer hears. */
class MortalEvents implements WireEvents {
  private readonly life: HostLife;
  private readonly events: WireEvents;

  constructor(life: HostLife, events: WireEvents) {
    this.life = life;
    this.events = events;
  }

  onOpen(wire: Wire): void {
    this.events.onOpen(new MortalWire(this.life, wire));
  }

  onData(bytes: Uint8Array): void {
    if (!this.life.dead) this.events.onData(bytes);
  }

  onClose(reason: string): void {
    if (!this.life.dead) this.events.onClose(reason);
  }
}

/** What a dead host no longer says. */
class MortalWire implements Wire {
  private readonly life: HostLife;
  private readonly wire: Wire;

  constructor(life: HostLife, wire: Wire) {
    this.life = life;
    this.wire = wire;
  }

  write(bytes: Uint8Array): void {
    this.life.write(this.wire, bytes);
  }

  close(): void {
    this.wire.close();
  }
}
