/** The statements of the centre's tables. */
import type { Store } from "../journal/store.ts";

export type CentreSql = ReturnType<typeof centreSql>;

export function centreSql(store: Store) {
  return {
    nameOnce: store.prepareOnJobs("INSERT OR IGNORE INTO meta (key, value) VALUES ('centre.name', ?)"),
    name: store.prepareOnJobs("SELECT value FROM meta WHERE key = 'centre.name'"),
    policy: store.prepareOnJobs("SELECT value FROM meta WHERE key = 'centre.policy'"),
    setPolicy: store.prepareOnJobs("INSERT OR REPLACE INTO meta (key, value) VALUES ('centre.policy', ?)"),
    claim: store.prepareOnJobs("INSERT INTO centre_claims (jobs_max) VALUES (?) RETURNING id"),
    claims: store.prepareOnJobs("SELECT id, jobs_max FROM centre_claims ORDER BY id"),
    endClaim: store.prepareOnJobs("DELETE FROM centre_claims WHERE id = ?"),
    // The same lease again: the answer to a claim that was repeated.
    lease: store.prepareOnJobs(
      `INSERT INTO centre_leases (lease, got_ms, expires_ms) VALUES (?, ?, ?)
       ON CONFLICT (lease) DO UPDATE SET got_ms = excluded.got_ms, expires_ms = excluded.expires_ms, state = 'live'`,
    ),
    extend: store.prepareOnJobs(
      "UPDATE centre_leases SET got_ms = ?, expires_ms = ? WHERE lease = ? AND state = 'live'",
    ),
    endLease: store.prepareOnJobs("UPDATE centre_leases SET state = 'ended' WHERE lease = ?"),
    leases: store.prepareOnJobs(
      "SELECT lease, got_ms, expires_ms FROM centre_leases WHERE state = 'live' ORDER BY rowid",
    ),
    queuedOf: store.prepareOnJobs("SELECT id FROM jobs WHERE nik = ? AND state IN ('queued', 'held')"),
    liveOf: store.prepareOnJobs(
      "SELECT id FROM jobs WHERE nik = ? AND id <> ? AND state NOT IN ('void', 'issued', 'handedOver')",
    ),
    tie: store.prepareOnJobs(
      `INSERT INTO centre_jobs (record, job, lease) VALUES (?, ?, ?) ON CONFLICT (record) DO UPDATE SET
         job = excluded.job, lease = excluded.lease, open = 1, activated = -1, activation = '', activation_ends_ms = NULL`,
    ),
    known: store.prepareOnJobs(
      "SELECT c.job, j.state, j.cause, j.class, j.nik FROM centre_jobs c JOIN jobs j ON j.id = c.job WHERE c.record = ?",
    ),
    requeue: store.prepareOnJobs(
      "UPDATE jobs SET state = 'queued', cause = '', cancelled = 0, changed_ms = ? WHERE id = ?",
    ),
    unfinished: store.prepareOnJobs(
      `SELECT c.record, c.job, c.lease, c.activated, c.activation_ends_ms, j.state, j.class, j.attempts, j.printer, j.gate
       FROM centre_jobs c JOIN jobs j ON j.id = c.job WHERE c.open = 1 ORDER BY j.lane, j.due_ms, j.id`,
    ),
    gate: store.prepareOnJobs("UPDATE jobs SET gate = ? WHERE id = ?"),
    activated: store.prepareOnJobs(
      "UPDATE centre_jobs SET activated = ?, activation = ?, activation_ends_ms = ? WHERE job = ?",
    ),
    drop: store.prepareOnJobs(
      "UPDATE jobs SET state = 'void', cause = ?, gate = '', changed_ms = ? WHERE id = ? AND state = 'queued'",
    ),
    owe: store.prepareOnJobs(
      "INSERT INTO centre_outbox (record, lease, job, outcome, cause, at_ms) VALUES (?, ?, ?, ?, ?, ?)",
    ),
  };
}
