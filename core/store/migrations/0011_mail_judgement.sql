-- Why a mail did not arrive, reports in which nothing but the address is left, and mails that wait for
-- the relay.

ALTER TABLE bounces ADD COLUMN cause TEXT NOT NULL DEFAULT 'unknown';  -- a word of BounceCause

-- One row a report that names an address that mails went to, and no mail (宛先だけの不達). It changes
-- no notice: anybody could have written it. The address itself is in the candidates.
CREATE TABLE address_bounces (
  address_bounce_id INTEGER PRIMARY KEY,
  status    TEXT NOT NULL,                 -- RFC 3463, as reported or as understood
  cause     TEXT NOT NULL,
  taken_ms  BIGINT NOT NULL
);
CREATE INDEX address_bounces_by_time ON address_bounces (taken_ms);

-- The mails that it may be about.
CREATE TABLE address_bounce_candidates (
  address_bounce_id BIGINT NOT NULL REFERENCES address_bounces,
  notice_id         BIGINT NOT NULL REFERENCES notices,
  PRIMARY KEY (address_bounce_id, notice_id)
);
CREATE INDEX address_bounce_candidates_by_notice ON address_bounce_candidates (notice_id);

-- Letter case aside, as suppressions know an address.
CREATE INDEX notices_by_recipient ON notices (lower(recipient), notice_id);

-- A mail that waits for the relay's sake does not age: since when it waits, what for, and how long
-- it has waited in its days of trying before that.
ALTER TABLE notices ADD COLUMN held_ms BIGINT;
ALTER TABLE notices ADD COLUMN held_for TEXT NOT NULL DEFAULT ''
  CHECK (held_for IN ('', 'relay', 'service'));
ALTER TABLE notices ADD COLUMN waited_ms BIGINT NOT NULL DEFAULT 0;
CREATE INDEX notices_held ON notices (held_for, held_ms) WHERE held_for <> '';

-- The end of the last day for the return envelope, as the receipt notice names it; 0: it names none.
ALTER TABLE applications ADD COLUMN envelope_told_ms BIGINT NOT NULL DEFAULT 0;
