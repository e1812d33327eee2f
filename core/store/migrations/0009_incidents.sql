-- What watch has noticed, and mails of the service's own affairs.

-- One row a trouble, from its first sight to its end.
CREATE TABLE incidents (
  incident_id  INTEGER PRIMARY KEY,
  incident_key TEXT NOT NULL,              -- what is wrong with which thing: job.backup.failing
  kind         TEXT NOT NULL,              -- of core/domain/alert.cpp
  sentence     TEXT NOT NULL,              -- as last seen: numbers and codes, nobody's name
  command      TEXT NOT NULL,              -- that shows more
  begun_ms     BIGINT NOT NULL,
  seen_ms      BIGINT NOT NULL,            -- last
  ended_ms     BIGINT,
  told         BIGINT NOT NULL DEFAULT 0   -- by mail: its end is, too
);
CREATE UNIQUE INDEX incidents_open ON incidents (incident_key) WHERE ended_ms IS NULL;
CREATE INDEX incidents_of_key ON incidents (incident_key, incident_id);

-- Mails of a further kind: which kinds there are is the program's to know, as of the states. The
-- tables that refer to notices stand aside meanwhile.
CREATE TABLE notice_attempts_0009 (
  attempt_id       INTEGER PRIMARY KEY,
  notice_id        BIGINT NOT NULL,
  at_ms            BIGINT NOT NULL,
  outcome          TEXT NOT NULL,
  reply            TEXT NOT NULL,
  relay            TEXT NOT NULL,
  template_version TEXT NOT NULL
);
INSERT INTO notice_attempts_0009 (attempt_id, notice_id, at_ms, outcome, reply, relay,
  template_version) SELECT attempt_id, notice_id, at_ms, outcome, reply, relay, template_version
  FROM notice_attempts;
CREATE TABLE bounces_0009 (
  bounce_id INTEGER PRIMARY KEY,
  notice_id BIGINT NOT NULL,
  kind      TEXT NOT NULL,
  status    TEXT NOT NULL,
  diagnosis TEXT NOT NULL,
  taken_ms  BIGINT NOT NULL
);
INSERT INTO bounces_0009 (bounce_id, notice_id, kind, status, diagnosis, taken_ms)
  SELECT bounce_id, notice_id, kind, status, diagnosis, taken_ms FROM bounces;
DROP TABLE notice_attempts;
DROP TABLE bounces;

CREATE TABLE notices_0009 (
  notice_id      INTEGER PRIMARY KEY,
  application_id BIGINT REFERENCES applications,
  ticket_id      BIGINT,                   -- whose code it holds
  office_number  TEXT NOT NULL,            -- empty: it tells of no office
  prefecture     TEXT NOT NULL,
  kind           TEXT NOT NULL,            -- of core/domain/notice_state.cpp
  cause          TEXT NOT NULL,            -- what it tells of; the same thing is told once
  recipient      TEXT NOT NULL,            -- empty: goes through the motions and to nobody
  fields         TEXT NOT NULL,            -- JSON object: the fields of the mail's template
  sealed_code    TEXT,                     -- encrypted; NULL for other mails and once it is settled
  expires_ms     BIGINT,                   -- not to be sent any more; NULL: no such time
  message_id     TEXT NOT NULL UNIQUE,
  state          TEXT NOT NULL,
  state_ms       BIGINT NOT NULL,
  queued_ms      BIGINT NOT NULL,
  due_ms         BIGINT NOT NULL,          -- not to be tried before
  tries_from_ms  BIGINT NOT NULL,          -- its days of trying began
  attempts       BIGINT NOT NULL,
  owner          TEXT NOT NULL,            -- the claim's owner; empty when not claimed
  claim          BIGINT NOT NULL,          -- counts the claims: settling names it
  reply          TEXT NOT NULL,            -- the relay's last answer
  purged_ms      BIGINT,                   -- when its personal data went
  UNIQUE (application_id, kind, cause)
);
INSERT INTO notices_0009 (notice_id, application_id, ticket_id, office_number, prefecture, kind,
  cause, recipient, fields, sealed_code, expires_ms, message_id, state, state_ms, queued_ms, due_ms,
  tries_from_ms, attempts, owner, claim, reply, purged_ms)
  SELECT notice_id, application_id, ticket_id, office_number, prefecture, kind, cause, recipient,
  fields, sealed_code, expires_ms, message_id, state, state_ms, queued_ms, due_ms, tries_from_ms,
  attempts, owner, claim, reply, purged_ms FROM notices;
DROP TABLE notices;
ALTER TABLE notices_0009 RENAME TO notices;
CREATE INDEX notices_by_state ON notices (state, due_ms, notice_id);
CREATE INDEX notices_with_code ON notices (due_ms) WHERE sealed_code IS NOT NULL;

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
INSERT INTO notice_attempts (attempt_id, notice_id, at_ms, outcome, reply, relay, template_version)
  SELECT attempt_id, notice_id, at_ms, outcome, reply, relay, template_version
  FROM notice_attempts_0009;
DROP TABLE notice_attempts_0009;
CREATE INDEX notice_attempts_by_notice ON notice_attempts (notice_id, attempt_id);
CREATE INDEX notice_attempts_by_outcome ON notice_attempts (outcome, at_ms);

CREATE TABLE bounces (
  bounce_id INTEGER PRIMARY KEY,
  notice_id BIGINT NOT NULL REFERENCES notices,
  kind      TEXT NOT NULL CHECK (kind IN ('hard', 'soft')),
  status    TEXT NOT NULL,                 -- RFC 3463, as reported or as understood
  diagnosis TEXT NOT NULL,                 -- the words of who reports
  taken_ms  BIGINT NOT NULL
);
INSERT INTO bounces (bounce_id, notice_id, kind, status, diagnosis, taken_ms)
  SELECT bounce_id, notice_id, kind, status, diagnosis, taken_ms FROM bounces_0009;
DROP TABLE bounces_0009;
CREATE INDEX bounces_by_notice ON bounces (notice_id, bounce_id);
CREATE INDEX bounces_by_time ON bounces (taken_ms);
CREATE INDEX bounces_by_kind ON bounces (kind, taken_ms);
