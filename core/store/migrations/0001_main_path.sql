-- The tables of the main path: from a submitted application to a letter in a sealed batch.
--
-- Conventions: *_ms is UTC in integer milliseconds. Booleans are 0 or 1. A text that is unknown is
-- empty, never NULL; NULL says that a thing has not happened or does not exist. States are the
-- words of the contract. SQL here and in the table files is the part that SQLite and PostgreSQL
-- share.

-- One row an office number of the ledger (事業所台帳). Only import-ledger writes it.
CREATE TABLE offices (
  office_number TEXT PRIMARY KEY,
  name          TEXT NOT NULL,
  name_kana     TEXT NOT NULL,
  postcode      TEXT NOT NULL,             -- seven digits
  address       TEXT NOT NULL,
  phone         TEXT NOT NULL,
  security_mail TEXT NOT NULL,             -- セキュリティ用メールアドレス
  status        TEXT NOT NULL CHECK (status IN ('active', 'suspended', 'closed')),
  version       BIGINT NOT NULL,           -- counts the changes of the row
  ledger_id     BIGINT NOT NULL,           -- the import that named the office last
  changed_ms    BIGINT NOT NULL
);

-- One row a user ID: an office has one with each union that issued one.
CREATE TABLE accounts (
  account_id    INTEGER PRIMARY KEY,
  office_number TEXT NOT NULL REFERENCES offices,
  prefecture    TEXT NOT NULL,             -- of the union that issued the ID
  user_id       TEXT NOT NULL UNIQUE,
  created_ms    BIGINT NOT NULL,
  UNIQUE (office_number, prefecture)
);

-- One row an application for reissue. The office number may be one that no ledger knows.
CREATE TABLE applications (
  application_id    INTEGER PRIMARY KEY,
  receipt_number    TEXT NOT NULL UNIQUE,  -- 受付番号
  submission_id     TEXT NOT NULL UNIQUE,  -- the portal's mark: one submission, one application
  office_number     TEXT NOT NULL,
  prefecture        TEXT NOT NULL,         -- of the union that is asked (請求先都道府県)
  kind              TEXT NOT NULL CHECK (kind IN ('reissue', 'new')),
  notification_mail TEXT NOT NULL,         -- 通知先メールアドレス
  submitted_ms      BIGINT NOT NULL,
  state             TEXT NOT NULL,
  state_ms          BIGINT NOT NULL,       -- in this state since
  version           BIGINT NOT NULL,       -- 更新番号
  reason_code       TEXT NOT NULL,         -- of the last decision or refusal
  screened_version  BIGINT NOT NULL,       -- offices.version that the findings speak of
  addressee_name    TEXT NOT NULL,         -- name, postcode and address of the ledger,
  addressee_postcode TEXT NOT NULL,        --   frozen at approval: the letter goes there
  addressee_address TEXT NOT NULL,
  batch_id          BIGINT                 -- claimed by this batch
);
CREATE INDEX applications_by_state ON applications (state, application_id);
CREATE INDEX applications_by_office ON applications (office_number, application_id);

-- What screening tells the reviewer; rewritten as a whole by each screening.
CREATE TABLE findings (
  application_id BIGINT NOT NULL REFERENCES applications,
  code           TEXT NOT NULL,
  detail         TEXT NOT NULL,            -- numbers and code points only
  PRIMARY KEY (application_id, code, detail)
);

-- Every decision of a person, in order.
CREATE TABLE decisions (
  decision_id    INTEGER PRIMARY KEY,
  application_id BIGINT NOT NULL REFERENCES applications,
  verdict        TEXT NOT NULL CHECK (verdict IN ('approve', 'reject', 'hold')),
  reason_code    TEXT NOT NULL,
  note           TEXT NOT NULL,            -- 備考: internal, never mailed
  acting_uid     BIGINT NOT NULL,          -- the OS user who decided or owns the file
  reviewer       TEXT NOT NULL,            -- 審査者 as written in the file
  decided_ms     BIGINT NOT NULL
);
CREATE INDEX decisions_by_application ON decisions (application_id, decision_id);

-- One row a print batch; its states are those of the protocol in ARCHITECTURE.md.
CREATE TABLE batches (
  batch_id    INTEGER PRIMARY KEY,
  name        TEXT NOT NULL UNIQUE,        -- B13-20261122-01
  prefecture  TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('claimed', 'sealed', 'handed_over', 'undone', 'voided')),
  letters     BIGINT NOT NULL,
  sums_sha256 TEXT NOT NULL,               -- of the file SHA256SUMS, once sealed
  claimed_ms  BIGINT NOT NULL,
  sealed_ms   BIGINT
);

-- One row a letter (通知書). The temporary password is kept as an Argon2id hash only, and only
-- while it can be used.
CREATE TABLE letters (
  letter_id      INTEGER PRIMARY KEY,
  notice_number  TEXT NOT NULL UNIQUE,     -- 通知書番号
  application_id BIGINT NOT NULL REFERENCES applications,
  account_id     BIGINT NOT NULL REFERENCES accounts,
  batch_id       BIGINT NOT NULL REFERENCES batches,
  edition        BIGINT NOT NULL,          -- 版: 1, 2 … within an application
  position       BIGINT NOT NULL,          -- 通番 in the batch
  file           TEXT NOT NULL,
  page           BIGINT NOT NULL,
  state          TEXT NOT NULL,
  state_ms       BIGINT NOT NULL,
  issued_ms      BIGINT NOT NULL,
  valid_until_ms BIGINT NOT NULL,          -- 有効期限
  temporary_password_hash TEXT             -- NULL once used, lapsed or voided
);
CREATE INDEX letters_by_application ON letters (application_id, edition);
CREATE INDEX letters_by_batch ON letters (batch_id, position);
CREATE INDEX letters_by_state ON letters (state, letter_id);
-- An account has at most one live temporary password.
CREATE UNIQUE INDEX letters_one_live_password ON letters (account_id)
  WHERE temporary_password_hash IS NOT NULL;

-- The outbox: one row a mail, written in the transaction that caused it.
CREATE TABLE notices (
  notice_id      INTEGER PRIMARY KEY,
  application_id BIGINT NOT NULL REFERENCES applications,
  kind           TEXT NOT NULL CHECK (kind IN ('receipt', 'result')),
  cause          TEXT NOT NULL,            -- what it tells of; the same thing is told once
  recipient      TEXT NOT NULL,
  fields         TEXT NOT NULL,            -- JSON object: the fields of the mail's template
  message_id     TEXT NOT NULL UNIQUE,
  state          TEXT NOT NULL,
  state_ms       BIGINT NOT NULL,
  queued_ms      BIGINT NOT NULL,
  due_ms         BIGINT NOT NULL,          -- not to be tried before
  attempts       BIGINT NOT NULL,
  owner          TEXT NOT NULL,            -- the claim's owner; empty when not claimed
  claim          BIGINT NOT NULL,          -- counts the claims: settling names it
  reply          TEXT NOT NULL,            -- the relay's last answer
  UNIQUE (application_id, kind, cause)
);
CREATE INDEX notices_by_state ON notices (state, due_ms, notice_id);

-- The account of every step: append-only and chained, numbers and codes only.
CREATE TABLE audit (
  seq      BIGINT PRIMARY KEY,             -- 1, 2, 3 … without a gap
  at_ms    BIGINT NOT NULL,                -- the service's clock
  real_ms  BIGINT NOT NULL,                -- the real clock
  actor    TEXT NOT NULL,                  -- job:NAME or uid:NUMBER
  event    TEXT NOT NULL,
  subject  TEXT NOT NULL,                  -- what it happened to: a number
  detail   TEXT NOT NULL,                  -- codes and counts
  hash     TEXT NOT NULL                   -- SHA-256 over the previous hash and this row
);
CREATE INDEX audit_by_subject ON audit (subject, seq);

-- One row a run of a job.
CREATE TABLE runs (
  run_id     INTEGER PRIMARY KEY,
  job        TEXT NOT NULL,
  owner      TEXT NOT NULL,                -- the process, while it runs
  started_ms BIGINT NOT NULL,
  ended_ms   BIGINT,
  outcome    TEXT NOT NULL,                -- running, done, malformed, failed, stopped, crashed
  exit_code  BIGINT NOT NULL,
  done       BIGINT NOT NULL,              -- items
  malformed  BIGINT NOT NULL,
  failed     BIGINT NOT NULL
);
CREATE INDEX runs_by_job ON runs (job, run_id);

-- What has been taken from the inbox: by content, so that a file dropped twice changes nothing and
-- a killed run goes on at the next line.
CREATE TABLE inbox_files (
  file_id     INTEGER PRIMARY KEY,
  kind        TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  name        TEXT NOT NULL,
  next_line   BIGINT NOT NULL,             -- 0: wholly taken
  taken       BIGINT NOT NULL,
  malformed   BIGINT NOT NULL,
  started_ms  BIGINT NOT NULL
);
CREATE INDEX inbox_files_by_content ON inbox_files (kind, sha256, file_id);

-- What was malformed in a file that is being taken; removed once its errors file stands.
CREATE TABLE inbox_errors (
  file_id BIGINT NOT NULL REFERENCES inbox_files,
  line    BIGINT NOT NULL,
  field   TEXT NOT NULL,
  value   TEXT NOT NULL,
  reason  TEXT NOT NULL
);
CREATE INDEX inbox_errors_by_file ON inbox_errors (file_id, line);

-- The last serial number drawn for receipts, notice numbers and so on.
CREATE TABLE serials (
  name TEXT PRIMARY KEY,
  last BIGINT NOT NULL
);

-- Facts about this installation, such as rehearsal.
CREATE TABLE installation (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
