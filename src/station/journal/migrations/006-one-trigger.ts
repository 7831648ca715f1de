/**
 * One trigger instead of two, and none for what a printer does with a job that it holds: those are most changes of a state, the job
 * stays open, and no result comes of them. What is written and when is as before.
 */
export const oneTrigger = `
  DROP TRIGGER centre_open;
  DROP TRIGGER centre_result;

  CREATE TRIGGER centre_moved AFTER UPDATE OF state ON jobs
  WHEN NEW.state <> OLD.state
    AND (NEW.state NOT IN ('leased', 'printing') OR OLD.state NOT IN ('queued', 'held', 'leased', 'printing'))
  BEGIN
    UPDATE centre_jobs SET open = NEW.state IN ('queued', 'held', 'leased', 'printing')
      WHERE job = NEW.id AND open <> (NEW.state IN ('queued', 'held', 'leased', 'printing'));
    INSERT INTO centre_outbox (record, lease, job, outcome, cause, at_ms)
      SELECT record, lease, NEW.id,
        CASE WHEN NEW.state = 'queued' THEN 'retry' WHEN NEW.cause LIKE 'dup%' THEN 'duplicate' ELSE NEW.state END,
        NEW.cause, NEW.changed_ms
      FROM centre_jobs WHERE job = NEW.id
        AND (NEW.state IN ('issued', 'void', 'uncertain') OR (NEW.state = 'queued' AND OLD.state = 'uncertain'))
        AND NEW.cause NOT IN ('leaseEnded', 'centreDuplicate', 'returned');
  END;
`;
