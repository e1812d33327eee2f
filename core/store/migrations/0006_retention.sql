-- What is kept how long, and what a restored database does not know.

-- When the personal data of a row went; numbers, states and times stay.
ALTER TABLE applications ADD COLUMN purged_ms BIGINT;
ALTER TABLE notices ADD COLUMN purged_ms BIGINT;
-- When a batch's directory went; sums_sha256 says what it was.
ALTER TABLE batches ADD COLUMN purged_ms BIGINT;

-- One row a file that was purged, written before the file goes.
CREATE TABLE purged_files (
  purged_file_id INTEGER PRIMARY KEY,
  class          TEXT NOT NULL,
  path           TEXT NOT NULL,            -- empty once the file is gone: a name may name somebody
  sha256         TEXT NOT NULL,
  purged_ms      BIGINT NOT NULL
);
CREATE INDEX purged_files_standing ON purged_files (purged_file_id) WHERE path <> '';

-- Letters that a restored database found in sealed batches and does not know: no password opens
-- with them, and they must not be posted.
CREATE TABLE lost_letters (
  notice_number  TEXT PRIMARY KEY,
  receipt_number TEXT NOT NULL,            -- of an application that may be lost too
  office_number  TEXT NOT NULL,
  batch_id       BIGINT NOT NULL REFERENCES batches,
  edition        BIGINT NOT NULL,
  file           TEXT NOT NULL,
  page           BIGINT NOT NULL,
  found_ms       BIGINT NOT NULL
);
CREATE INDEX lost_letters_by_receipt ON lost_letters (receipt_number);

-- Mails that went out and that a restored database does not know to be sent: they never go again.
CREATE TABLE earlier_mails (
  message_id TEXT PRIMARY KEY,
  found_ms   BIGINT NOT NULL
);
