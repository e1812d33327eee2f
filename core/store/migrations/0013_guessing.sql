-- One hash a login, and guessing: who is known, who is counted, and counts in the place of rows.

-- Cost and salt of all hashes of the account, as they begin ($argon2id$v=19$m=…$SALT): one
-- computation then compares a password with all of them. Empty: none was made yet.
ALTER TABLE accounts ADD COLUMN hash_setting TEXT NOT NULL DEFAULT '';
-- A letter's password is on paper and cannot be hashed anew, so its setting is the account's, and
-- the password's own is given up at the next login. 44 characters are the hash and its $.
UPDATE accounts SET hash_setting = COALESCE(
  (SELECT MAX(substr(temporary_password_hash, 1, length(temporary_password_hash) - 44))
    FROM letters WHERE letters.account_id = accounts.account_id
    AND temporary_password_hash IS NOT NULL),
  substr(password_hash, 1, length(password_hash) - 44), '');
-- Each has a salt that nothing else has.
UPDATE letters SET ended_password_hash = NULL WHERE ended_password_hash IS NOT NULL;

-- By user ID and client as they were typed: from here on strangers have one count.
DELETE FROM login_failures;
-- Whose user ID it is; empty for an unknown one.
ALTER TABLE login_failures ADD COLUMN office_number TEXT NOT NULL DEFAULT '';

-- A client from which the password was right, as a keyed mark of it and the user ID.
CREATE TABLE known_clients (
  client_mark TEXT PRIMARY KEY,
  account_id  BIGINT NOT NULL REFERENCES accounts,
  seen_ms     BIGINT NOT NULL             -- the last login
);
CREATE INDEX known_clients_by_account ON known_clients (account_id, seen_ms);
CREATE INDEX known_clients_by_time ON known_clients (seen_ms);

-- The recipient's domain and the purpose, as a keyed mark; empty when a known client asked.
ALTER TABLE codes ADD COLUMN domain_mark TEXT NOT NULL DEFAULT '';
CREATE INDEX codes_by_domain ON codes (domain_mark, sent, issued_ms);

-- How often what strangers can cause has happened: a row an hour, not one each.
CREATE TABLE portal_counts (
  hour_ms BIGINT NOT NULL,                -- its beginning
  event   TEXT NOT NULL,
  subject TEXT NOT NULL,                  -- an office number, or a word
  count   BIGINT NOT NULL,
  PRIMARY KEY (hour_ms, event, subject)
) WITHOUT ROWID;                        -- the first of an hour writes the same pages as the next
