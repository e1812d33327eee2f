-- The portal's side: passwords, tickets, codes and their limits, and the mails of these.

ALTER TABLE accounts ADD COLUMN password_hash TEXT;       -- Argon2id; NULL: none was set here
ALTER TABLE accounts ADD COLUMN password_ms BIGINT;       -- set at
-- セキュリティコード, written by the portal's user menu; a reset and a first login clear it.
ALTER TABLE accounts ADD COLUMN security_code_hash TEXT;

-- Of a temporary password that lapsed or was voided: its holder is told which, nobody else.
ALTER TABLE letters ADD COLUMN ended_password_hash TEXT;
CREATE INDEX letters_by_account ON letters (account_id, letter_id);

-- One row a way through one of the portal's flows. What came to nothing (a wrong address) looks
-- the same as what did not; only account_id tells.
CREATE TABLE tickets (
  ticket_id      INTEGER PRIMARY KEY,
  ticket_sum     TEXT NOT NULL UNIQUE,    -- SHA-256; the ticket itself is in the portal's hands only
  flow           TEXT NOT NULL CHECK (flow IN ('reset', 'application', 'login')),
  step           TEXT NOT NULL,
  office_number  TEXT NOT NULL,
  mail           TEXT NOT NULL,           -- as typed; emptied with the ticket's end
  client_mark    TEXT NOT NULL,           -- keyed; empty where the portal names no client
  prefecture     TEXT NOT NULL,           -- of the union asked; empty until it is chosen
  account_id     BIGINT,
  application_id BIGINT,
  letter_id      BIGINT,                  -- whose temporary password was used
  expires_ms     BIGINT NOT NULL
);
CREATE INDEX tickets_by_office ON tickets (office_number);
CREATE INDEX tickets_open ON tickets (expires_ms) WHERE step <> 'ended';

-- One row a code that was issued, or only seemed to be. Marks are keyed: they tell that two rows
-- are of the same pair, address or client, and not which.
CREATE TABLE codes (
  code_id       INTEGER PRIMARY KEY,
  ticket_id     BIGINT NOT NULL,
  state         TEXT NOT NULL CHECK
    (state IN ('live', 'used', 'superseded', 'exhausted', 'expired', 'ended')),
  tries         BIGINT NOT NULL,
  purpose       TEXT NOT NULL CHECK (purpose IN ('reset', 'application')),
  counted       BIGINT NOT NULL,          -- towards the limits of who asks; 0: one had been reached
  sent          BIGINT NOT NULL,          -- to somebody: towards the limits of address and service
  mac           TEXT NOT NULL,            -- HMAC-SHA-256 of purpose, ticket, account and code
  office_number TEXT NOT NULL,
  pair_mark     TEXT NOT NULL,            -- of office and address as typed, and the purpose
  address_mark  TEXT NOT NULL,            -- and the purpose
  client_mark   TEXT NOT NULL,
  issued_ms     BIGINT NOT NULL,
  expires_ms    BIGINT NOT NULL,
  state_ms      BIGINT NOT NULL
);
CREATE INDEX codes_by_ticket ON codes (ticket_id);
-- What a limit refused does not count and may be many: whoever hammers must not slow down the counting.
CREATE INDEX codes_by_pair ON codes (pair_mark, counted, issued_ms);
CREATE INDEX codes_by_address ON codes (address_mark, sent, issued_ms);
CREATE INDEX codes_by_client ON codes (client_mark, counted, issued_ms);
CREATE INDEX codes_by_office ON codes (office_number, counted, issued_ms);
CREATE INDEX codes_by_time ON codes (purpose, sent, issued_ms);
CREATE INDEX codes_live ON codes (expires_ms) WHERE state = 'live';

-- Wrong passwords in a row, by user ID as typed and client (both keyed).
CREATE TABLE login_failures (
  user_mark       TEXT NOT NULL,
  client_mark     TEXT NOT NULL,
  failures        BIGINT NOT NULL,
  locked_until_ms BIGINT NOT NULL,        -- 0: not locked
  last_ms         BIGINT NOT NULL,
  PRIMARY KEY (user_mark, client_mark)
);

-- Offices that the union has closed off (漏洩): no login and no reset until they are unlocked.
CREATE TABLE office_locks (
  office_number TEXT PRIMARY KEY,
  locked_ms     BIGINT NOT NULL,
  locked_uid    BIGINT NOT NULL
);

-- Notices that belong to no application: codes and warnings.
CREATE TABLE notices_0003 (
  notice_id      INTEGER PRIMARY KEY,
  application_id BIGINT REFERENCES applications,
  ticket_id      BIGINT,                   -- whose code it holds
  office_number  TEXT NOT NULL,
  prefecture     TEXT NOT NULL,
  kind           TEXT NOT NULL CHECK (kind IN ('receipt', 'result', 'one_time_password',
    'confirmation_code', 'submission_warning', 'approval_warning', 'password_changed')),
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
  attempts       BIGINT NOT NULL,
  owner          TEXT NOT NULL,            -- the claim's owner; empty when not claimed
  claim          BIGINT NOT NULL,          -- counts the claims: settling names it
  reply          TEXT NOT NULL,            -- the relay's last answer
  UNIQUE (application_id, kind, cause)
);
INSERT INTO notices_0003 (notice_id, application_id, office_number, prefecture, kind, cause,
  recipient, fields, message_id, state, state_ms, queued_ms, due_ms, attempts, owner, claim, reply)
  SELECT notice_id, application_id, office_number, prefecture, notices.kind, cause, recipient,
    fields, message_id, notices.state, notices.state_ms, queued_ms, due_ms, attempts, owner, claim,
    reply
  FROM notices JOIN applications USING (application_id);
DROP TABLE notices;
ALTER TABLE notices_0003 RENAME TO notices;
CREATE INDEX notices_by_state ON notices (state, due_ms, notice_id);
CREATE INDEX notices_with_code ON notices (due_ms) WHERE sealed_code IS NOT NULL;
