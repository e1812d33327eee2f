-- What the print room reports of the letters (inbox/print-results).

-- One row a letter and result; a page that was printed again has one row for each print.
CREATE TABLE print_results (
  print_result_id INTEGER PRIMARY KEY,
  letter_id       BIGINT NOT NULL REFERENCES letters,
  result          TEXT NOT NULL
    CHECK (result IN ('collected', 'printed', 'posted', 'spoiled', 'returned')),
  reported_ms     BIGINT NOT NULL,           -- 日時; the time of the run where the file gives none
  person          TEXT NOT NULL,             -- 担当者 as written in the file
  tracking_number TEXT NOT NULL,             -- 追跡番号
  acting_uid      BIGINT NOT NULL,           -- the OS user who owns the file
  file_id         BIGINT NOT NULL REFERENCES inbox_files,
  line            BIGINT NOT NULL,           -- of the file; a batch line stands behind many rows
  taken_ms        BIGINT NOT NULL
);
CREATE INDEX print_results_by_letter ON print_results (letter_id, print_result_id);

-- How often the page was printed, as far as the print room says.
ALTER TABLE letters ADD COLUMN print_count BIGINT NOT NULL DEFAULT 0;
