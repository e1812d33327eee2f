-- The review desk: worksheets, two-person approval, undo, calls, urgent applications.

-- 更新番号 of the row in the newest worksheet; 0: not in one yet.
ALTER TABLE applications ADD COLUMN listed_version BIGINT NOT NULL DEFAULT 0;
-- 至急 (leak): first in the worksheet and in the next batch.
ALTER TABLE applications ADD COLUMN urgent BIGINT NOT NULL DEFAULT 0;

-- One row a review worksheet: the two files NAME.xlsx and NAME.csv of one union.
CREATE TABLE worksheets (
  worksheet_id INTEGER PRIMARY KEY,
  prefecture   TEXT NOT NULL,
  name         TEXT NOT NULL UNIQUE,
  state        TEXT NOT NULL CHECK (state IN ('begun', 'made')),
  applications BIGINT NOT NULL,             -- rows, once made
  begun_ms     BIGINT NOT NULL
);
CREATE INDEX worksheets_by_union ON worksheets (prefecture, worksheet_id);

-- What was before the eyes of who decided: an approval counts (1/2) until one of them changes.
ALTER TABLE decisions ADD COLUMN version BIGINT NOT NULL DEFAULT 0;         -- 更新番号 before it
ALTER TABLE decisions ADD COLUMN office_version BIGINT NOT NULL DEFAULT 0;
-- The OS user through whom the application came in, who may not be one of two approvers; -1: unknown.
ALTER TABLE applications ADD COLUMN entered_uid BIGINT NOT NULL DEFAULT -1;
-- The approval can be undone, and no letter is made, before this; 0: nothing waits for it.
ALTER TABLE applications ADD COLUMN undo_until_ms BIGINT NOT NULL DEFAULT 0;

-- Every call by which the union asked an office about an application, in order.
CREATE TABLE calls (
  call_id        INTEGER PRIMARY KEY,
  application_id BIGINT NOT NULL REFERENCES applications,
  result         TEXT NOT NULL CHECK (result IN ('confirmed', 'denied', 'unreachable', 'other')),
  number         TEXT NOT NULL,             -- that was dialled
  person         TEXT NOT NULL,             -- who answered; empty where nobody did
  note           TEXT NOT NULL,
  caller_uid     BIGINT NOT NULL,
  called_ms      BIGINT NOT NULL
);
CREATE INDEX calls_by_application ON calls (application_id, call_id);
