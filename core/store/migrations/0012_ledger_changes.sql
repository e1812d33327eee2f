-- What ledgers change: held files, the history of offices, and what a ledger no longer names.

-- Which number the item names that was set aside.
ALTER TABLE inbox_errors ADD COLUMN number TEXT NOT NULL DEFAULT '';

-- Ledgers that follow one another are one series: absent is what the series named and its newest
-- file does not. ledger_id is from here on the import that added or changed the row last.
ALTER TABLE offices ADD COLUMN series BIGINT NOT NULL DEFAULT 0;
UPDATE offices SET series = ledger_id;
ALTER TABLE offices ADD COLUMN added_by BIGINT NOT NULL DEFAULT 0;  -- the import; 0: not known
ALTER TABLE offices ADD COLUMN absent_ms BIGINT;         -- since when no ledger names it; NULL: named
ALTER TABLE offices ADD COLUMN absent_by BIGINT NOT NULL DEFAULT 0;  -- the import without it
ALTER TABLE accounts ADD COLUMN unlisted_ms BIGINT;      -- since when no ledger lists the ID
ALTER TABLE accounts ADD COLUMN unlisted_by BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN added_by BIGINT NOT NULL DEFAULT 0;

-- What an office was before a change by a ledger, or by taking one back.
CREATE TABLE office_history (
  history_id    INTEGER PRIMARY KEY,
  office_number TEXT NOT NULL,
  import_id     BIGINT NOT NULL,           -- the import that changed it, or that was taken back
  cause         TEXT NOT NULL CHECK (cause IN ('import', 'restore')),
  changed_ms    BIGINT NOT NULL,
  fields        TEXT NOT NULL,             -- the codes of the fields that changed, joined by commas
  name          TEXT NOT NULL,             -- from here on as they were before
  name_kana     TEXT NOT NULL,
  postcode      TEXT NOT NULL,
  address       TEXT NOT NULL,
  phone         TEXT NOT NULL,
  security_mail TEXT NOT NULL,
  status        TEXT NOT NULL
);
CREATE INDEX office_history_by_office ON office_history (office_number, history_id);
CREATE INDEX office_history_by_import ON office_history (import_id, office_number);
CREATE INDEX office_history_by_time ON office_history (changed_ms);

-- One row a ledger that was compared: import_id is inbox_files.file_id.
CREATE TABLE ledger_imports (
  import_id  BIGINT PRIMARY KEY,
  name       TEXT NOT NULL,                -- of the file, as it was handed in
  state      TEXT NOT NULL CHECK
    (state IN ('held', 'accepted', 'refused', 'taking', 'taken', 'restoring', 'restored')),
  state_ms   BIGINT NOT NULL,
  partial    BIGINT NOT NULL,              -- 1: *.delta.csv, absence says nothing
  series     BIGINT NOT NULL
);
CREATE INDEX ledger_imports_by_state ON ledger_imports (state, import_id);

-- What the comparison counted of a union's offices.
CREATE TABLE ledger_counts (
  import_id  BIGINT NOT NULL REFERENCES ledger_imports,
  prefecture TEXT NOT NULL,
  offices    BIGINT NOT NULL,              -- that there were
  added      BIGINT NOT NULL,
  changed    BIGINT NOT NULL,
  closed     BIGINT NOT NULL,
  lost       BIGINT NOT NULL,
  affected   BIGINT NOT NULL,              -- changed, closed or with a lost field
  absent     BIGINT NOT NULL,
  shifted    BIGINT NOT NULL,              -- with another office's value
  reasons    TEXT NOT NULL,                -- why the file is held for this union; empty: it is not
  PRIMARY KEY (import_id, prefecture)
);

-- Who has decided about an import so far.
CREATE TABLE ledger_decisions (
  import_id  BIGINT NOT NULL REFERENCES ledger_imports,
  verdict    TEXT NOT NULL CHECK (verdict IN ('accept', 'refuse', 'restore')),
  acting_uid BIGINT NOT NULL,
  decided_ms BIGINT NOT NULL,
  note       TEXT NOT NULL,
  PRIMARY KEY (import_id, verdict, acting_uid)
);
