/**
 * A stand-in for the device of a recorded link that judges by orders: the host must order the same steps for the same cards,
 * clear the same faults and stop when it stopped then. What it says besides (acknowledgements, leases, set-points, questions)
 * depends on milliseconds and is answered as it comes. So a recording from a real wire, made by a station in wall time,
 * becomes a test in virtual time.
 */
import { type Clock, type Timer, US_PER_MS, US_PER_S } from "../../base/index.ts";
import {
  buildDictionary,
  type CommandName,
  type Connect,
  EngineLink,
  type Message,
  type ParamsOf,
  type ResponseName,
  type WireEvents,
} from "../../protocol/index.ts";
import { FieldNames, orderText } from "./field-names.ts";
import { copyOf, type FieldTape, ORDERS, type TapeEntry, type TapeMessage } from "./field-tape.ts";
import type { ReplayDivergence } from "./replay.ts";

/** Orders that the host may give in another sequence: card and film have steps of their own. */
const ORDERS_AHEAD_MAX = 4;
/** A host that waits this long with what it ordered then does something else, printer time. */
const LATE_US_MAX = 900 * US_PER_S;
/** And one that orders so much earlier does not wait for what it waited for then, printer time. */
const EARLY_US_MAX = 30 * US_PER_S;
/** A device that waits for an order goes on telling how it is. */
const STATUS_US = 250 * US_PER_MS;
const STATUS = ["status_heat", "status_path"] as const;
const NO_BYTES = new Uint8Array(0);

export interface FieldReplayOptions {
  readonly tape: FieldTape;
  readonly printer: string;
  readonly clock: Clock;
  /** Serial that this station expects: which machine it was is not what is tested. */
  readonly serial: () => string;
}

export class FieldReplay {
  readonly connect: Connect;
  divergence: ReplayDivergence | undefined;
  /** Orders that were as recorded. */
  agreed = 0;
  private readonly tape: readonly TapeEntry[];
  private readonly options: FieldReplayOptions;
  private readonly timer: Timer;
  private readonly given = new Set<TapeEntry>();
  private readonly answered = new Map<string, TapeEntry>();
  private readonly newest = new Map<string, TapeEntry>();
  /** Steps that have ended, as it said so. */
  private readonly done = new Map<number, TapeEntry>();
  private readonly names = new FieldNames();
  private readonly bootUs: number;
  private next = 0;
  /** The last instant that tape and clock both know. */
  private tapeUs = 0;
  private anchorUs = -1;
  private waitsSinceUs = -1;
  private saidAtUs = -1;
  private link: EngineLink | undefined;
  private events: WireEvents | undefined;
  private outbox: Uint8Array[] = [];

  constructor(options: FieldReplayOptions) {
    const { tape, clock, printer } = options;
    this.options = options;
    this.tape = tape.entries;
    this.bootUs = clock.now();
    this.timer = clock.timer(() => this.run());
    this.connect = Object.assign((events: WireEvents) => this.dial(events), { url: `replay:${printer}` });
  }

  get finished(): boolean {
    return this.divergence === undefined && this.next >= this.tape.length;
  }

  private dial(events: WireEvents): { cancel(): void } {
    const { clock, tape } = this.options;
    const open = clock.timer(() => {
      if (this.divergence !== undefined) {
        events.onClose("the host has left the recording");
        return;
      }
      const { SIM_SPEED: _, ...constants } = tape.constants;
      const dictionary = buildDictionary({
        mcu: "recording",
        version: "recorded",
        constants: { ...constants, CLOCK_FREQ: US_PER_S },
      });
      const link = new EngineLink({
        write: (bytes) => void this.outbox.push(bytes.slice()),
        onCommand: (message) => this.hear(message),
        dictionary,
      });
      this.link = link;
      this.events = events;
      events.onOpen({
        write: (bytes) => {
          link.receive(bytes);
          // Never from inside the host's own write.
          this.timer.armAfter(0);
        },
        close: () => this.hangUp(link),
      });
    });
    open.armAfter(0);
    return {
      cancel: () => {
        open.cancel();
        if (this.events === events) this.hangUp(this.link);
      },
    };
  }

  private hangUp(link: EngineLink | undefined): void {
    if (this.link !== link) return;
    this.link = undefined;
    this.events = undefined;
    this.outbox = [];
    this.timer.cancel();
  }

  private hear(message: Message<CommandName>): void {
    const said = copyOf(message);
    if (said.name === "get_clock") this.send("clock", { clock: this.ticks() });
    else if (said.name === "get_uptime") this.send("uptime", { high: 0, clock: this.ticks() });
    else if (said.name === "get_config") this.send("config", { is_config: 1, crc: 0, is_shutdown: 0, move_count: 1 });
    else if (said.name === "card_get") this.answer("card_state");
    else if (said.name === "ledger_read") this.answerLedger(said);
    else if (said.name === "param_get") this.answer("param", ({ params }) => params["index"] === said.params["index"]);
    else if (said.name === "hello") {
      if (this.anchorUs < 0) this.anchorUs = this.options.clock.now();
      this.answer("identity");
    } else if (ORDERS.has(said.name)) this.order(said);
  }

  /** The host gave an order: it must be one of those that come next. */
  private order(said: TapeMessage): void {
    const open = this.tape.slice(this.next).filter((entry) => entry.kind === "order" && !this.given.has(entry));
    const entry = open.slice(0, ORDERS_AHEAD_MAX).find((one) => this.names.isSame(one, said));
    if (entry === undefined) {
      this.diverge(open[0], orderText(said));
      return;
    }
    this.agreed++;
    this.given.add(entry);
    this.names.learn(entry, said);
    if (entry === open[0]) this.forward(entry, orderText(said));
  }

  /** A host that is somewhat quicker than the one of then is not made to wait: its outcome would come too late for it. */
  private forward(entry: TapeEntry, got: string): void {
    const index = this.tape.indexOf(entry);
    const between = this.tape.slice(this.next, index);
    const now = this.options.clock.now();
    const earlyUs = this.anchorUs + (entry.atUs - this.tapeUs) - now;
    if (earlyUs <= 0 || between.some(({ kind }) => kind === "cut")) return;
    if (earlyUs > EARLY_US_MAX) {
      this.diverge(entry, `${got} ${(earlyUs / US_PER_S).toFixed(1)} s earlier`);
      return;
    }
    for (const one of between) {
      if (one.kind !== "say") continue;
      this.newest.set(one.name, one);
      if (!one.name.startsWith("status_")) this.say(one);
    }
    this.next = index;
    this.tapeUs = entry.atUs;
    this.anchorUs = now;
    this.saidAtUs = -1;
  }

  private run(): void {
    this.flush();
    if (this.anchorUs >= 0) this.play();
    this.flush();
  }

  private play(): void {
    const { clock } = this.options;
    while (this.link !== undefined) {
      const now = clock.now();
      const entry = this.tape[this.next];
      if (entry === undefined && this.options.tape.problem !== undefined) {
        this.diverge(undefined, "a host that goes on");
        return;
      }
      const dueUs = entry === undefined ? Number.POSITIVE_INFINITY : this.anchorUs + (entry.atUs - this.tapeUs);
      if (entry?.kind === "order" && !this.given.has(entry)) {
        this.waitFor(entry, now);
        return;
      }
      if (dueUs > now) {
        this.stillThere(now);
        this.timer.armAt(Math.min(dueUs, now + STATUS_US));
        return;
      }
      // A host that let it wait is no later in what comes after.
      this.anchorUs = this.waitsSinceUs >= 0 ? now : dueUs;
      this.waitsSinceUs = -1;
      this.tapeUs = entry!.atUs;
      this.next++;
      this.pass(entry!);
    }
  }

  private pass(entry: TapeEntry): void {
    if (entry.kind === "say") {
      this.newest.set(entry.name, entry);
      this.say(entry);
    } else if (entry.kind === "cut") {
      const { events } = this;
      this.flush();
      this.hangUp(this.link);
      events?.onClose(entry.name);
    }
  }

  private waitFor(entry: TapeEntry, now: number): void {
    if (this.waitsSinceUs < 0) this.waitsSinceUs = now;
    if (now - this.waitsSinceUs > LATE_US_MAX) {
      this.diverge(entry, `nothing of the kind within ${LATE_US_MAX / US_PER_S} s`);
      return;
    }
    this.stillThere(now);
    this.timer.armAfter(STATUS_US);
  }

  private stillThere(now: number): void {
    if (now - this.saidAtUs < STATUS_US) return;
    for (const name of STATUS) {
      const entry = this.newest.get(name);
      if (entry !== undefined) this.say(entry);
    }
  }

  private say(entry: TapeEntry): void {
    if (entry.name === "step_done") this.done.set(entry.params["id"] as number, entry);
    if (entry.name === "status_heat") this.saidAtUs = this.options.clock.now();
    // Refusals of what is answered as it comes belong to then.
    if (entry.name === "refused" && entry.params["id"] === 0) return;
    this.send(entry.name as ResponseName, this.translated(entry) as ParamsOf<ResponseName>);
  }

  /** The next one of its kind; the last one again when there are no more. */
  private answer(name: string, fits: (entry: TapeEntry) => boolean = () => true): void {
    const last = this.answered.get(name);
    const from = last === undefined ? 0 : this.tape.indexOf(last) + 1;
    const found =
      this.tape.find((entry, index) => index >= from && entry.name === name && fits(entry)) ??
      this.tape.findLast((entry) => entry.name === name && fits(entry));
    if (found === undefined) return;
    this.answered.set(name, found);
    this.send(name as ResponseName, this.translated(found) as ParamsOf<ResponseName>);
    if (name === "identity") for (const status of ["status_counters", ...STATUS]) this.sayFirst(status);
  }

  /** After a hello the status follows at once. */
  private sayFirst(name: string): void {
    const entry = this.newest.get(name) ?? this.tape.find((one) => one.name === name);
    if (entry !== undefined) this.say(entry);
  }

  /** What it has done by now. Serials of chips come from the recorded answers. */
  private answerLedger({ params }: TapeMessage): void {
    const from = params["from"] as number;
    const rows = [...this.done.values()].map((step) => {
      const id = step.params["id"];
      const order = this.tape.find((one) => one.name === "step_start" && one.params["id"] === id);
      const recorded = this.tape.find((one) => one.name === "ledger_entry" && one.params["id"] === id);
      const bare = { ...step.params, job: order?.params["job"] ?? NO_BYTES, serial: NO_BYTES };
      return this.translated({ name: "ledger_entry", params: recorded?.params ?? bare });
    });
    const before = this.tape.filter(({ name }, index) => name === "ledger_entry" && index < this.next);
    for (const entry of before) if (!this.done.has(entry.params["id"] as number)) rows.unshift(this.translated(entry));
    const wanted = rows.filter(({ id }) => (id as number) >= from);
    for (const row of wanted) this.send("ledger_entry", row as ParamsOf<"ledger_entry">);
    const first = this.tape.find(({ name }) => name === "identity")?.params["ledger_high"] as number;
    const high = Math.max(first, ...[...this.given].map(({ params: { id } }) => this.names.step(id as number) ?? 0));
    this.send("ledger_end", { from, high, count: wanted.length });
  }

  /** As this host knows steps, jobs, the clock and the machine. */
  private translated(message: TapeMessage): Record<string, number | Uint8Array> {
    const said = this.names.translated(message);
    if ("clock" in said) said["clock"] = this.ticks();
    if (message.name === "identity") said["serial"] = Buffer.from(this.options.serial(), "latin1");
    return said;
  }

  private ticks(): number {
    return (this.options.clock.now() - this.bootUs) % 4_294_967_296;
  }

  private send<N extends ResponseName>(name: N, params: ParamsOf<N>): void {
    this.link?.send(name, params);
  }

  private flush(): void {
    for (let block = this.outbox.shift(); block !== undefined; block = this.outbox.shift()) this.events?.onData(block);
  }

  private diverge(expected: TapeEntry | undefined, got: string): void {
    const { printer, tape } = this.options;
    const recorded = expected === undefined ? "nothing more" : orderText(expected);
    const where = expected === undefined ? "behind its end" : `at packet ${expected.packet}`;
    const torn = tape.problem === undefined ? "" : ` (the file is not whole: ${tape.problem})`;
    const sentence = `${printer}: the host leaves the recording ${where}${torn}: recorded ${recorded}, got ${got}`;
    this.divergence = { printer, packet: expected?.packet, blocks: this.agreed, recorded, got, sentence };
    this.timer.cancel();
    const { events } = this;
    this.link = undefined;
    this.events = undefined;
    this.outbox = [];
    const timer = this.options.clock.timer(() => events?.onClose("the host has left the recording"));
    timer.armAfter(0);
  }
}
