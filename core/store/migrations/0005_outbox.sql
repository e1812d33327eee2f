-- The outbox: every attempt has its row, bounces theirs, and addresses that bounced are known.

ALTER TABLE notices ADD COLUMN tries_from_ms BIGINT NOT NULL DEFAULT 0;  -- its days of trying began
UPDATE notices SET tries_from_ms = queued_ms;

-- One row each time that a mail was handed to the relay.
CREATE TABLE notice_attempts (
  attempt_id       INTEGER PRIMARY KEY,
  notice_id        BIGINT NOT NULL REFERENCES notices,
  at_ms            BIGINT NOT NULL,
  outcome          TEXT NOT NULL CHECK
    (outcome IN ('sent', 'deferred', 'failed', 'unknown', 'pretended')),
  reply            TEXT NOT NULL,          -- of the relay or the system
  relay            TEXT NOT NULL,          -- host:port, or the kind of transport
  template_version TEXT NOT NULL           -- of the mail's text: its hash; empty: none was composed
);
CREATE INDEX notice_attempts_by_notice ON notice_attempts (notice_id, attempt_id);

-- One row a report that a mail did not arrive, or not yet.
CREATE TABLE bounces (
  bounce_id INTEGER PRIMARY KEY,
  notice_id BIGINT NOT NULL REFERENCES notices,
  kind      TEXT NOT NULL CHECK (kind IN ('hard', 'soft')),
  status    TEXT NOT NULL,                 -- RFC 3463, as reported or as understood
  diagnosis TEXT NOT NULL,                 -- the words of who reports
  taken_ms  BIGINT NOT NULL
);
CREATE INDEX bounces_by_notice ON bounces (notice_id, bounce_id);

-- Addresses that bounced for good, keyed: no address is told. An entry lapses by its time.
CREATE TABLE suppressions (
  address_mark TEXT PRIMARY KEY,
  until_ms     BIGINT NOT NULL,
  notice_id    BIGINT NOT NULL             -- whose bounce made it
);
