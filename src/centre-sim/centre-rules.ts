/** What the centre does with each request: leases, activations and results, on its own records. No transport, no time of its own. */
import type { Activate, CentreJob, Claim, ProblemCode, Renew, Result } from "../station/centre/schema.ts";
import type { CentreStore } from "./centre-store.ts";

/** The longest lease that the centre gives. */
export const LEASE_SECONDS_MAX = 4 * 3600;

/** A request that is turned down, with the status that the API names for it. */
export class CentreRefusal extends Error {
  override readonly name = "CentreRefusal";
  readonly status: number;
  readonly code: ProblemCode;

  constructor(status: number, code: ProblemCode, text: string) {
    super(text);
    this.status = status;
    this.code = code;
  }
}

export class CentreRules {
  private readonly store: CentreStore;

  constructor(store: CentreStore) {
    this.store = store;
  }

  claim(body: Claim, nowMs: number, jobsMax: number): { lease?: string; expiresAtMs?: number; jobs: CentreJob[] } {
    this.expire(nowMs);
    const { store } = this;
    const rows = store
      .sql("SELECT id, document FROM records WHERE state = 'ready' ORDER BY rank, requested_at, id LIMIT ?")
      .all(Math.min(body.jobsMax, jobsMax));
    if (rows.length === 0) return { jobs: [] };
    const expiresAtMs = nowMs + Math.min(body.leaseSeconds, LEASE_SECONDS_MAX) * 1000;
    const made = store
      .sql("INSERT INTO leases (station, expires_ms) VALUES (?, ?) RETURNING id")
      .get(body.station, expiresAtMs)!;
    const lease = `L${made["id"]}`;
    const take = store.sql("UPDATE records SET state = 'leased', lease = ?, station = ? WHERE id = ?");
    for (const row of rows) take.run(lease, body.station, row["id"]!);
    return { lease, expiresAtMs, jobs: rows.map((row) => JSON.parse(String(row["document"])) as CentreJob) };
  }

  renew(lease: string, body: Renew, nowMs: number): { expiresAtMs: number; withdrawn: string[] } {
    this.expire(nowMs);
    this.mustBeLive(lease, body.station);
    const { store } = this;
    const expiresAtMs = nowMs + Math.min(body.leaseSeconds, LEASE_SECONDS_MAX) * 1000;
    store.sql("UPDATE leases SET expires_ms = ? WHERE id = ?").run(expiresAtMs, Number(lease.slice(1)));
    const held = new Set(
      store
        .sql("SELECT id FROM records WHERE lease = ? AND state = 'leased'")
        .all(lease)
        .map((row) => String(row["id"])),
    );
    const wanted = new Set(body.jobs);
    for (const id of held) if (!wanted.has(id)) this.put(id, "ready", "", "");
    return { expiresAtMs, withdrawn: body.jobs.filter((id) => !held.has(id)) };
  }

  activate(id: string, body: Activate, nowMs: number): { activation: string } {
    this.expire(nowMs);
    const record = this.record(id);
    if (record.state !== "leased" || record.lease !== body.lease || record.station !== body.station) {
      throw new CentreRefusal(410, "notLeased", "this job is not leased to this station");
    }
    if (record.class === "first" && this.validCardOf(record.nik) !== undefined) {
      this.put(id, "duplicate", "", "hasCard");
      throw new CentreRefusal(409, "duplicate", "this person has a valid card");
    }
    return { activation: `A-${id}-${body.attempt}` };
  }

  result(id: string, body: Result, nowMs: number): void {
    this.expire(nowMs);
    const record = this.record(id);
    const own = record.state === "leased" && record.lease === body.lease;
    const mine = own || (record.state === "uncertain" && record.station === body.station);
    for (const serial of body.voidSerials) this.card(serial, record.nik, id, body.station, "void", nowMs);
    switch (body.outcome) {
      case "issued":
        this.issued(id, record, body, nowMs);
        return;
      case "returned":
        if (own) this.put(id, "ready", "", "");
        return;
      case "retry":
        if (mine) this.put(id, this.isLive(body.lease) ? "leased" : "ready", body.lease, body.station);
        return;
      default:
        // Somebody else may have it by now, or have printed it: then there is nothing to set.
        if (mine || record.state === "ready") this.put(id, body.outcome, body.lease, body.station, body.cause);
    }
  }

  private issued(id: string, record: RecordRow, body: Result, nowMs: number): void {
    const { store } = this;
    const valid = this.validCardOf(record.nik);
    if (valid?.serial === body.serial && valid.record === id) return;
    const clash = this.clash(id, record, body, valid);
    if (clash !== "") {
      store
        .sql("INSERT INTO refusals (record, station, serial, why, at_ms) VALUES (?, ?, ?, ?, ?)")
        .run(id, body.station, body.serial, clash, nowMs);
      if (record.state !== "issued") this.put(id, "duplicate", body.lease, body.station, clash);
      throw new CentreRefusal(409, "duplicate", clash);
    }
    store.sql("UPDATE cards SET state = 'revoked' WHERE nik = ? AND state = 'valid'").run(record.nik);
    this.card(body.serial, record.nik, id, body.station, "valid", nowMs);
    this.put(id, "issued", body.lease, body.station);
  }

  /** Why the reported card must not be valid; "" when it may. */
  private clash(id: string, record: RecordRow, body: Result, valid: { record: string } | undefined): string {
    if (body.serial === "") return "no chip serial";
    if (this.store.count("SELECT count(*) AS n FROM cards WHERE serial = ?", body.serial) > 0)
      return "this chip is known";
    if (record.state === "issued") return "this job has its card already";
    if (valid === undefined || (record.class !== "first" && valid.record !== id)) return "";
    return "this person has a valid card";
  }

  /** Leases that are over give their records back. */
  private expire(nowMs: number): void {
    const { store } = this;
    const over = store.sql("SELECT id FROM leases WHERE state = 'live' AND expires_ms <= ?").all(nowMs);
    for (const row of over) {
      store.sql("UPDATE leases SET state = 'ended' WHERE id = ?").run(row["id"]!);
      store
        .sql("UPDATE records SET state = 'ready', lease = '', station = '' WHERE lease = ? AND state = 'leased'")
        .run(`L${row["id"]}`);
    }
  }

  private mustBeLive(lease: string, station: string): void {
    const row = this.store.sql("SELECT station, state FROM leases WHERE id = ?").get(numberOf(lease));
    if (row === undefined || row["station"] !== station)
      throw new CentreRefusal(404, "notFound", "there is no such lease");
    if (row["state"] !== "live") throw new CentreRefusal(410, "leaseEnded", "the lease has ended");
  }

  private isLive(lease: string): boolean {
    return this.store.sql("SELECT state FROM leases WHERE id = ?").get(numberOf(lease))?.["state"] === "live";
  }

  private record(id: string): RecordRow {
    const row = this.store.sql("SELECT nik, class, state, lease, station FROM records WHERE id = ?").get(id);
    if (row === undefined) throw new CentreRefusal(404, "notFound", "there is no such job");
    return row as unknown as RecordRow;
  }

  private validCardOf(nik: string): { serial: string; record: string } | undefined {
    const row = this.store.sql("SELECT serial, record FROM cards WHERE nik = ? AND state = 'valid'").get(nik);
    return row === undefined ? undefined : { serial: String(row["serial"]), record: String(row["record"]) };
  }

  private card(serial: string, nik: string, record: string, station: string, state: string, nowMs: number): void {
    this.store
      .sql("INSERT OR IGNORE INTO cards (serial, nik, record, station, state, at_ms) VALUES (?, ?, ?, ?, ?, ?)")
      .run(serial, nik, record, station, state, nowMs);
  }

  private put(id: string, state: string, lease: string, station: string, cause = ""): void {
    const kept = state === "ready" ? "" : lease;
    this.store
      .sql("UPDATE records SET state = ?, lease = ?, station = ?, cause = ? WHERE id = ?")
      .run(state, kept, station, cause, id);
  }
}

interface RecordRow {
  readonly nik: string;
  readonly class: string;
  readonly state: string;
  readonly lease: string;
  readonly station: string;
}

const numberOf = (lease: string): number => (/^L\d{1,15}$/.test(lease) ? Number(lease.slice(1)) : -1);
