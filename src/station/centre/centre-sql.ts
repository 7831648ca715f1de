/** The statements of the centre's tables. */
import type { Store } from "../journal/store.ts";
import { WAITS } from "../journal/write-behind.ts";

export type CentreSql = ReturnType<typeof centreSql>;

export function centreSql(store: Store) {
  const look = (sql: string) => store.prepare(sql, WAITS.begun);
  return {
    nameOnce: look("INSERT OR IGNORE INTO meta (key, value) VALUES ('centre.name', ?)"),
    name: look("SELECT value FROM meta WHERE key = 'centre.name'"),
    policy: look("SELECT value FROM meta WHERE key = 'centre.policy'"),
    setPolicy: look("INSERT OR REPLACE INTO meta (key, value) VALUES ('centre.policy', ?)"),
    claim: look("INSERT INTO centre_claims (jobs_max) VALUES (?) RETURNING id"),
    claims: look("SELECT id, jobs_max FROM centre_claims ORDER BY id"),
    endClaim: look("DELETE FROM centre_claims WHERE id = ?"),
    // The same lease again: the answer to a claim that was repeated.
    lease: look(
      `INSERT INTO centre_leases (lease, got_ms, expires_ms) VALUES (?, ?, ?)
       ON CONFLICT (lease) DO UPDATE SET got_ms = excluded.got_ms, expires_ms = excluded.expires_ms, state = 'live'`,
    ),
    extend: look("UPDATE centre_leases SET got_ms = ?, expires_ms = ? WHERE lease = ? AND state = 'live'"),
    endLease: look("UPDATE centre_leases SET state = 'ended' WHERE lease = ?"),
    leases: look("SELECT lease, got_ms, expires_ms FROM centre_leases WHERE state = 'live' ORDER BY rowid"),
    queuedOf: look("SELECT id FROM jobs WHERE nik = ? AND state IN ('queued', 'held')"),
    liveOf: look("SELECT id FROM jobs WHERE nik = ? AND id <> ? AND state NOT IN ('void', 'issued', 'handedOver')"),
    tie: look(
      `INSERT INTO centre_jobs (record, job, lease) VALUES (?, ?, ?) ON CONFLICT (record) DO UPDATE SET
         job = excluded.job, lease = excluded.lease, open = 1, activated = -1, activation = '', activation_ends_ms = NULL`,
    ),
    known: look(
      "SELECT c.job, j.state, j.cause, j.class, j.nik FROM centre_jobs c JOIN jobs j ON j.id = c.job WHERE c.record = ?",
    ),
    requeue: look("UPDATE jobs SET state = 'queued', cause = '', cancelled = 0, changed_ms = ? WHERE id = ?"),
    unfinished: look(
      `SELECT c.record, c.job, c.lease, c.activated, c.activation_ends_ms, j.state, j.class, j.attempts, j.printer, j.gate
       FROM centre_jobs c JOIN jobs j ON j.id = c.job WHERE c.open = 1 ORDER BY j.lane, j.due_ms, j.id`,
    ),
    gate: look("UPDATE jobs SET gate = ? WHERE id = ?"),
    activated: look("UPDATE centre_jobs SET activated = ?, activation = ?, activation_ends_ms = ? WHERE job = ?"),
    drop: look(
      "UPDATE jobs SET state = 'void', cause = ?, gate = '', changed_ms = ? WHERE id = ? AND state = 'queued'",
    ),
    owe: look("INSERT INTO centre_outbox (record, lease, job, outcome, cause, at_ms) VALUES (?, ?, ?, ?, ?, ?)"),
  };
}
