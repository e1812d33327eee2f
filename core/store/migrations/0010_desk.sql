-- The review desk, continued: the wait for a return envelope (返信用封筒待ち), and lost letters on paper.

-- Of the wait that is on; 0: not yet. Every change of state ends it.
ALTER TABLE applications ADD COLUMN envelope_reminded_ms BIGINT NOT NULL DEFAULT 0;
-- The end of the last day on which the envelope is in time, as the applicant was told.
ALTER TABLE applications ADD COLUMN envelope_due_ms BIGINT NOT NULL DEFAULT 0;

-- When the print room reported the paper of a lost letter as destroyed; NULL: it has not.
ALTER TABLE lost_letters ADD COLUMN gone_ms BIGINT;
