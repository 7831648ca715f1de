/**
 * A compact engine at message level: the contract's steps, ledger, faults and refusals, without bytes and without heat physics.
 * It keeps what truly happened (`output`, `rejects`, `moves`) for the tests to judge by.
 */
import { type Clock, type Micros, type Timer, US_PER_MS, US_PER_S } from "../../src/base/index.ts";
import {
  CARD_FLAG,
  CARD_STOP,
  ENGINE_STATE,
  FAULT_CODE,
  type FaultName,
  FILM_STATE,
  REFUSAL,
  type ResponseName,
  STEP_KIND,
  STEP_RESULT,
  STOP_FAULTS,
} from "../../src/protocol/index.ts";

import { isStop, kindName, refusalOf } from "./fake-refusals.ts";
import { faultWords, sayCard, sayCounters, sayHeat, sayIdentity, sayPath } from "./fake-status.ts";

export interface FakeCard {
  stop: number;
  flags: number;
  job: string;
  serial: string;
  filmJob: string;
}

interface Run {
  id: number;
  kind: number;
  job: string;
  timer: Timer;
  /** The transfer is inside the nip from here on. */
  nipAt: Micros;
}

interface Entry {
  kind: number;
  result: number;
  fault: number;
  job: string;
  serial: string;
}

/** Nominal seconds of the contract; encode is fixed here. */
const SECONDS: Record<number, number> = {
  [STEP_KIND.feed]: 2.5,
  [STEP_KIND.encode]: 5,
  [STEP_KIND.image]: 22.3,
  [STEP_KIND.transfer]: 10.1,
  [STEP_KIND.eject]: 3.3,
  [STEP_KIND.reject]: 3,
  [STEP_KIND.filmAdvance]: 2,
  [STEP_KIND.home]: 5,
  [STEP_KIND.clean]: 60,
};
const APPROACH_SECONDS = 3.4;

export type Values = Record<string, number | string>;

export class FakeEngine {
  serial = "SN-1";
  boots = 1;
  state: number = ENGINE_STATE.ready;
  card: FakeCard | undefined;
  film: { state: number; job: string } = { state: FILM_STATE.idle, job: "" };
  ribbonLeft = 500;
  filmLeft = 1500;
  blanks = 100;
  rollerCelsius = 25;
  setpoint = 0;
  leaseUntil: Micros = -1;
  bits = new Set<FaultName>();
  /** Sensors besides those that follow from counts. */
  coverOpen = false;
  outputFull = false;
  rejectFull = false;
  filmTag: "ok" | "wrong" = "ok";
  /** Kelvin a second towards the set-point. */
  heatRate = 5;
  /** The next step of a kind ends like this instead of well. */
  readonly ends = new Map<number, { result: number; fault: FaultName | "" }>();
  /** The next orders of a kind are refused. */
  readonly refuse = new Map<number, number>();
  readonly ledger = new Map<number, Entry>();
  ledgerHigh = 0;
  /** What truly happened. */
  readonly output: FakeCard[] = [];
  readonly rejects: FakeCard[] = [];
  readonly moves: string[] = [];
  cardRun: Run | undefined;
  filmRun: Run | undefined;
  cardDone = { id: 0, result: 0, fault: 0 };
  filmDone = { id: 0, result: 0, fault: 0 };
  private uids = 0;
  private readonly beat: Timer;
  private readonly bootTimer: Timer;
  readonly clock: Clock;
  /** Set by the link. */
  say: (name: ResponseName, values: Values) => void = () => {};

  constructor(clock: Clock) {
    this.clock = clock;
    this.beat = clock.timer(() => this.onBeat());
    this.bootTimer = clock.timer(() => this.onBooted());
    this.beat.armAfter(US_PER_S);
  }

  command(name: string, p: Values): void {
    const does: Record<string, () => void> = {
      hello: () => this.greet(),
      lease_renew: () => {
        this.leaseUntil = this.clock.now() + Math.min(Number(p["ms"]), 5000) * US_PER_MS;
      },
      roller_set: () => this.setRoller(Number(p["decicelsius"]) / 10),
      step_start: () => this.start(Number(p["id"]), Number(p["kind"]), String(p["job"])),
      step_abort: () => this.abort(Number(p["id"])),
      fault_clear: () => this.clear(Number(p["code"])),
      ledger_read: () => this.readLedger(Number(p["from"])),
      card_get: () => sayCard(this),
      emergency_stop: () => this.stop(),
      clear_shutdown: () => {
        if (this.state === ENGINE_STATE.shutdown) this.state = ENGINE_STATE.ready;
        this.status();
      },
    };
    does[name]?.();
  }

  private greet(): void {
    sayIdentity(this);
    sayCounters(this);
    this.status();
  }

  private setRoller(celsius: number): void {
    if (celsius > 0 && this.halted) {
      this.say("refused", { id: 0, reason: REFUSAL.faulted, detail: 0 });
      return;
    }
    this.setpoint = celsius;
    sayHeat(this);
  }

  private stop(): void {
    this.halt(STEP_RESULT.aborted, "emergencyStop");
    this.state = ENGINE_STATE.shutdown;
    this.bits.add("emergencyStop");
    this.status();
  }

  get halted(): boolean {
    return this.faulted || this.state !== ENGINE_STATE.ready;
  }

  get faulted(): boolean {
    const { low, high } = faultWords(this);
    return ((low & STOP_FAULTS.low) | (high & STOP_FAULTS.high)) !== 0;
  }

  private start(id: number, kind: number, job: string): void {
    const known = this.ledger.get(id);
    if (known !== undefined) {
      if (known.result !== STEP_RESULT.begun) {
        this.say("step_done", { id, kind: known.kind, result: known.result, fault: known.fault });
      }
      return;
    }
    const reason = id <= this.ledgerHigh ? REFUSAL.staleId : refusalOf(this, kind, job);
    if (reason !== REFUSAL.none) {
      this.say("refused", { id, reason, detail: 0 });
      return;
    }
    this.ledgerHigh = id;
    this.ledger.set(id, { kind, result: STEP_RESULT.begun, fault: 0, job, serial: "" });
    this.moves.push(`${kindName(kind)} ${job}`.trimEnd());
    const run: Run = { id, kind, job, nipAt: -1, timer: this.clock.timer(() => this.finish(run)) };
    const filmSide = kind === STEP_KIND.image || kind === STEP_KIND.filmAdvance;
    if (filmSide) this.filmRun = run;
    else this.cardRun = run;
    this.begin(run);
    run.timer.armAfter(SECONDS[kind]! * US_PER_S);
    this.status();
  }

  private begin(run: Run): void {
    if (run.kind === STEP_KIND.feed) {
      this.blanks--;
      this.card = { stop: CARD_STOP.cleaner, flags: 0, job: "", serial: "", filmJob: "" };
    } else if (run.kind === STEP_KIND.image) {
      this.ribbonLeft--;
      this.filmLeft--;
      this.film = { state: FILM_STATE.imaging, job: run.job };
    } else if (run.kind === STEP_KIND.transfer) {
      run.nipAt = this.clock.now() + APPROACH_SECONDS * US_PER_S;
      this.card!.stop = CARD_STOP.turn;
    } else if (run.kind === STEP_KIND.eject) this.card!.stop = CARD_STOP.exit;
  }

  private finish(run: Run): void {
    const forced = this.ends.get(run.kind);
    this.ends.delete(run.kind);
    if (forced !== undefined && forced.fault !== "") {
      const row = FAULT_CODE[forced.fault];
      if (isStop(row)) {
        this.raise(forced.fault);
        return;
      }
    }
    const result = forced?.result ?? STEP_RESULT.ok;
    const { card } = this;
    let serial = "";
    if (result === STEP_RESULT.ok) serial = this.succeed(run);
    else if (run.kind === STEP_KIND.image) this.film.state = FILM_STATE.dirty;
    else if (run.kind === STEP_KIND.encode && card !== undefined) card.flags |= CARD_FLAG.suspect;
    else if (run.kind === STEP_KIND.transfer && card !== undefined) card.stop = CARD_STOP.encoder;
    else if (run.kind === STEP_KIND.feed) this.card = undefined;
    this.end(run, result, forced?.fault ? FAULT_CODE[forced.fault] : 0, serial);
  }

  private succeed(run: Run): string {
    const card = this.card;
    switch (run.kind) {
      case STEP_KIND.feed:
        card!.stop = CARD_STOP.encoder;
        break;
      case STEP_KIND.encode:
        card!.job = run.job;
        card!.flags |= CARD_FLAG.encoded;
        card!.serial = (0x04a00000000000 + ++this.uids).toString(16).padStart(14, "0").toUpperCase();
        return card!.serial;
      case STEP_KIND.image:
        this.film.state = FILM_STATE.imaged;
        break;
      case STEP_KIND.transfer:
        card!.filmJob = this.film.job;
        card!.stop = CARD_STOP.cooling;
        card!.flags |= CARD_FLAG.transferred;
        this.film = { state: FILM_STATE.idle, job: "" };
        break;
      case STEP_KIND.eject:
        this.output.push(card!);
        this.card = undefined;
        break;
      case STEP_KIND.reject:
        this.rejects.push(card!);
        this.card = undefined;
        break;
      case STEP_KIND.filmAdvance:
        this.film = { state: FILM_STATE.idle, job: "" };
        this.filmLeft--;
        break;
      case STEP_KIND.home:
        if (card !== undefined && card.stop === CARD_STOP.unknown) card.stop = CARD_STOP.turn;
        break;
    }
    return "";
  }

  private end(run: Run, result: number, fault: number, serial: string): void {
    run.timer.cancel();
    this.ledger.set(run.id, { ...this.ledger.get(run.id)!, result, fault, serial });
    if (this.cardRun === run) {
      this.cardRun = undefined;
      this.cardDone = { id: run.id, result, fault };
    } else {
      this.filmRun = undefined;
      this.filmDone = { id: run.id, result, fault };
    }
    this.say("step_done", { id: run.id, kind: run.kind, result, fault });
    this.status();
  }

  abort(id: number): void {
    const run = this.cardRun?.id === id ? this.cardRun : this.filmRun?.id === id ? this.filmRun : undefined;
    if (run === undefined) return;
    if (run.kind === STEP_KIND.transfer && this.clock.now() >= run.nipAt) return;
    if (run.kind === STEP_KIND.image) this.film.state = FILM_STATE.dirty;
    if (run.kind === STEP_KIND.encode) this.card!.flags |= CARD_FLAG.suspect;
    if (run.kind === STEP_KIND.transfer) this.card!.stop = CARD_STOP.encoder;
    this.end(run, STEP_RESULT.aborted, 0, "");
  }

  /** A latched fault: everything stops. */
  raise(fault: FaultName): void {
    this.bits.add(fault);
    this.halt(STEP_RESULT.failed, fault);
    this.status();
  }

  private halt(result: number, fault: FaultName): void {
    this.setpoint = 0;
    const { cardRun, filmRun, card } = this;
    if (card !== undefined && cardRun !== undefined) {
      const inNip = cardRun.kind === STEP_KIND.transfer && this.clock.now() >= cardRun.nipAt;
      if (cardRun.kind === STEP_KIND.transfer) card.stop = inNip ? CARD_STOP.nip : CARD_STOP.turn;
      const moving = cardRun.kind !== STEP_KIND.encode;
      if (inNip || cardRun.kind === STEP_KIND.encode || (moving && fault !== "coverOpen"))
        card.flags |= CARD_FLAG.suspect;
    }
    if (filmRun !== undefined) this.film.state = FILM_STATE.dirty;
    if (cardRun?.kind === STEP_KIND.transfer) this.film.state = FILM_STATE.dirty;
    for (const run of [cardRun, filmRun]) if (run !== undefined) this.end(run, result, FAULT_CODE[fault], "");
  }

  /** Mains off, on again after `offSeconds`; boots as long as the real one. */
  cutPower(offSeconds: number): void {
    this.halt(STEP_RESULT.interrupted, "powerInterrupted");
    this.bits.add("powerInterrupted");
    this.state = ENGINE_STATE.off;
    this.beat.cancel();
    this.bootTimer.armAfter(offSeconds * US_PER_S);
  }

  private onBooted(): void {
    if (this.state === ENGINE_STATE.off) {
      this.boots++;
      this.state = ENGINE_STATE.booting;
      this.cardDone = { id: 0, result: 0, fault: 0 };
      this.filmDone = { id: 0, result: 0, fault: 0 };
      this.rollerCelsius = 100;
      this.beat.armAfter(US_PER_S);
      this.bootTimer.armAfter(45 * US_PER_S);
    } else if (this.state === ENGINE_STATE.booting) {
      this.state = ENGINE_STATE.filmInit;
      this.film = { state: FILM_STATE.searching, job: "" };
      this.bootTimer.armAfter(20 * US_PER_S);
    } else {
      this.state = ENGINE_STATE.ready;
      this.filmLeft--;
      this.film = { state: FILM_STATE.idle, job: "" };
    }
    this.status();
  }

  private clear(code: number): void {
    const fault = (Object.keys(FAULT_CODE) as FaultName[]).find((one) => FAULT_CODE[one] === code);
    if (fault === undefined || !this.bits.has(fault)) return;
    const jam = fault.startsWith("jam") || fault === "cardMelted";
    if ((fault === "coverOpen" && this.coverOpen) || (jam && this.card !== undefined)) {
      this.say("refused", { id: 0, reason: REFUSAL.proofMissing, detail: code });
      return;
    }
    this.bits.delete(fault);
    this.say("fault_cleared", { code, clock: 0 });
    this.status();
  }

  private readLedger(from: number): void {
    const found = [...this.ledger.keys()]
      .filter((id) => id >= from)
      .sort((a, b) => a - b)
      .slice(0, 8);
    for (const id of found) {
      const { kind, result, fault, job, serial } = this.ledger.get(id)!;
      this.say("ledger_entry", { id, kind, result, fault, job, serial: `hex:${serial}` });
    }
    this.say("ledger_end", { from, high: this.ledgerHigh, count: found.length });
  }

  private onBeat(): void {
    this.beat.armAfter(US_PER_S);
    if (this.clock.now() > this.leaseUntil) this.setpoint = 0;
    const target = Math.max(this.setpoint, 25);
    const step = Math.min(Math.abs(target - this.rollerCelsius), this.heatRate);
    this.rollerCelsius += Math.sign(target - this.rollerCelsius) * step;
    this.status();
  }

  status(): void {
    if (this.state === ENGINE_STATE.off) return;
    sayHeat(this);
    sayPath(this);
  }

  openCover(): void {
    this.coverOpen = true;
    this.raise("coverOpen");
  }

  closeCover(): void {
    this.coverOpen = false;
    this.status();
  }

  /** Hands take the card away. */
  removeCard(): void {
    this.card = undefined;
    this.status();
  }
}
