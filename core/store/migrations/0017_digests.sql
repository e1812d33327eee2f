-- Digests of the rows from which a letter, a mail, a login, a decision or a permission is made
-- (core/store/engine/row_digests).

-- 16 random bytes and half of a keyed hash of them and the row; NULL before `init` has begun them. The
-- random bytes go with the row or are drawn anew when it is emptied: what was erased cannot be confirmed.
ALTER TABLE accounts ADD COLUMN digest BLOB;
ALTER TABLE applications ADD COLUMN digest BLOB;
ALTER TABLE batches ADD COLUMN digest BLOB;
ALTER TABLE bounces ADD COLUMN digest BLOB;
ALTER TABLE calls ADD COLUMN digest BLOB;
ALTER TABLE codes ADD COLUMN digest BLOB;
ALTER TABLE decisions ADD COLUMN digest BLOB;
ALTER TABLE earlier_mails ADD COLUMN digest BLOB;
ALTER TABLE findings ADD COLUMN digest BLOB;
ALTER TABLE installation ADD COLUMN digest BLOB;
ALTER TABLE known_clients ADD COLUMN digest BLOB;
ALTER TABLE ledger_decisions ADD COLUMN digest BLOB;
ALTER TABLE ledger_imports ADD COLUMN digest BLOB;
ALTER TABLE letters ADD COLUMN digest BLOB;
ALTER TABLE login_failures ADD COLUMN digest BLOB;
ALTER TABLE lost_letters ADD COLUMN digest BLOB;
ALTER TABLE notices ADD COLUMN digest BLOB;
ALTER TABLE office_history ADD COLUMN digest BLOB;
ALTER TABLE office_locks ADD COLUMN digest BLOB;
ALTER TABLE offices ADD COLUMN digest BLOB;
ALTER TABLE print_results ADD COLUMN digest BLOB;
ALTER TABLE serials ADD COLUMN digest BLOB;
ALTER TABLE suppressions ADD COLUMN digest BLOB;
ALTER TABLE tickets ADD COLUMN digest BLOB;

-- A keyed sum of all digests when the row was written; empty in rows from before they were kept.
ALTER TABLE audit ADD COLUMN books TEXT NOT NULL DEFAULT '';
-- The row's hash under the audit's key; empty in rows from before.
ALTER TABLE audit ADD COLUMN mac TEXT NOT NULL DEFAULT '';

-- Where audit and digests stand: one row, written with every change.
CREATE TABLE audit_end (
  audit_end_id INTEGER PRIMARY KEY CHECK (audit_end_id = 1),
  key_mark     TEXT NOT NULL,              -- of the key that digests and mac are made with
  keyed_from   BIGINT NOT NULL,            -- the first row of the audit whose mac can be judged
  sums         TEXT NOT NULL,              -- of each table: its rows, the sum of their digests
  head         TEXT NOT NULL,              -- the hash of the audit's last row
  mac          TEXT NOT NULL               -- of all that
);

-- What watch compares in pieces: when a piece was last read to its end, and what did not hold.
CREATE TABLE compared_pieces (
  piece       TEXT PRIMARY KEY,            -- a table, or audit
  compared_ms BIGINT NOT NULL,             -- 0: never to its end
  reached     BIGINT NOT NULL,             -- the row that it goes on behind
  breaches    BIGINT NOT NULL,
  subject     TEXT NOT NULL                -- of the first breach
);
