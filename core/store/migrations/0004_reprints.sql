-- Letters that a person has voided (letter reprint, letter void), and why any letter was voided.

ALTER TABLE letters ADD COLUMN void_reason TEXT NOT NULL DEFAULT '';  -- a code; empty: not voided
ALTER TABLE letters ADD COLUMN void_note TEXT NOT NULL DEFAULT '';    -- 備考: internal
ALTER TABLE letters ADD COLUMN void_uid BIGINT;  -- the OS user; NULL: the service did it

UPDATE letters SET void_reason = COALESCE((SELECT detail FROM audit
  WHERE subject = notice_number AND event = 'letter_voided' ORDER BY seq DESC LIMIT 1), 'withdrawn')
  WHERE state = 'voided';
