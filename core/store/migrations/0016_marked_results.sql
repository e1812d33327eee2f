-- Results that a person gives by a command (letter mark): no file stands behind them.

CREATE TABLE print_results_0016 (
  print_result_id INTEGER PRIMARY KEY,
  letter_id       BIGINT NOT NULL REFERENCES letters,
  result          TEXT NOT NULL
    CHECK (result IN ('collected', 'printed', 'posted', 'spoiled', 'returned')),
  reported_ms     BIGINT NOT NULL,           -- 日時; of the taking where none is given
  person          TEXT NOT NULL,             -- 担当者 as written in the file
  tracking_number TEXT NOT NULL,             -- 追跡番号
  acting_uid      BIGINT NOT NULL,           -- the OS user who owns the file or gave the command
  file_id         BIGINT REFERENCES inbox_files,  -- NULL: by a command
  line            BIGINT,                    -- of the file; a batch line stands behind many rows
  taken_ms        BIGINT NOT NULL,
  CHECK ((file_id IS NULL) = (line IS NULL))
);
INSERT INTO print_results_0016 (print_result_id, letter_id, result, reported_ms, person,
  tracking_number, acting_uid, file_id, line, taken_ms)
  SELECT print_result_id, letter_id, result, reported_ms, person, tracking_number, acting_uid,
    file_id, line, taken_ms FROM print_results;
DROP TABLE print_results;
ALTER TABLE print_results_0016 RENAME TO print_results;
CREATE INDEX print_results_by_letter ON print_results (letter_id, print_result_id);
