-- What the daily report and its CSV tell: counts of whole days, kept when what they count is purged.

-- One row a day in Japan that is over and counted.
CREATE TABLE report_days (
  day       BIGINT PRIMARY KEY,            -- days since 1970-01-01
  last_seq  BIGINT NOT NULL,               -- the day's steps end with this row of the audit
  state     TEXT NOT NULL CHECK (state IN ('counted', 'published')),
  closed_ms BIGINT NOT NULL
);
CREATE INDEX report_days_unpublished ON report_days (day) WHERE state = 'counted';

-- One row a union, kind and state in which something was, came or went. Of mails only what came.
CREATE TABLE daily_counts (
  day        BIGINT NOT NULL REFERENCES report_days,
  prefecture TEXT NOT NULL,                -- of the union; empty: of none that is known
  kind       TEXT NOT NULL CHECK (kind IN ('application', 'letter', 'mail')),
  state      TEXT NOT NULL,
  arrived    BIGINT NOT NULL,              -- by the audit
  departed   BIGINT NOT NULL,              -- by the audit
  stock      BIGINT NOT NULL,              -- at the day's end, by the rows themselves
  PRIMARY KEY (day, prefecture, kind, state)
);

-- From submission to posting, of the applications posted on the day.
CREATE TABLE daily_waits (
  day         BIGINT NOT NULL REFERENCES report_days,
  prefecture  TEXT NOT NULL,               -- all: of the whole installation
  posted      BIGINT NOT NULL,
  median_ms   BIGINT NOT NULL,
  within95_ms BIGINT NOT NULL,             -- 95 % took no longer
  PRIMARY KEY (day, prefecture)
);

-- A day's attempts and bounces, without reading those of a year.
CREATE INDEX notice_attempts_by_outcome ON notice_attempts (outcome, at_ms);
CREATE INDEX bounces_by_time ON bounces (taken_ms);
