#!/usr/bin/env python3
"""What is kept for how long, and that nothing of it can be found afterwards."""

import collections
import contextlib
import datetime
import sqlite3
import subprocess
import time
import unittest

import installation
import portal_process
from installation import application, csv_text, decision, office, office_number

JAPAN = datetime.timezone(datetime.timedelta(hours=9))
NUMBERS = [office_number("13", serial) for serial in range(1, 5)]
RESULTS = ["通知書番号", "結果", "日時", "担当者", "追跡番号"]
# Words that stand nowhere else, in the mail, the frozen addressee, the decision, the print room's report.
PERSONAL = ["hisoka.himitsu", "ひそか訪問介護", "秘密町九丁目", "備考の秘密", "審査の秘密子", "印刷の秘密夫", "TRACK-HIMITSU",
            "取消の秘密", "応答の秘密", "不達の秘密", "電話の秘密"]


class Purge(unittest.TestCase):
    def setUp(self):
        self.house = installation.Installation("[letters]\nbatch_limit = 1\n")
        self.addCleanup(self.house.remove)
        self.house.command("init", "--rehearsal")
        self.now = datetime.datetime.now(JAPAN)

    def later(self, days, *words, code=0):
        """A command so many days from now."""
        return self.house.command("--as-of", (self.now + datetime.timedelta(days=days)).isoformat("T", "seconds"),
                                  *words, code=code)

    def rows(self, query):
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as database:
            return database.execute(query).fetchall()

    def issue(self, *numbers):
        """Letters of these offices, a batch each; the last row of `letter list` first."""
        self.house.take_ledger([office(number, 事業所名="ひそか訪問介護", 住所="東京都千代田区秘密町九丁目")
                                for number in numbers], name=f"ledger-{numbers[0]}.csv")
        self.house.take_applications([application(number, notification_mail=f"hisoka.himitsu.{number}@example.jp")
                                      for number in numbers], name=f"applications-{numbers[0]}.jsonl")
        self.house.take_decisions([decision(self.house.receipt_of(number), "承認", note="備考の秘密", reviewer="審査の秘密子")
                                   for number in numbers])
        self.house.run("render-letters", "send-notices")

    def report(self, letter, word):
        self.house.drop("print-results", f"{letter['notice_number']}-{word}.csv", csv_text(RESULTS, [dict(zip(
            RESULTS, [letter["notice_number"], word, "", "印刷の秘密夫", "TRACK-HIMITSU"]))]).encode("utf-8-sig"))
        self.house.run("track-letters")

    def lapsed_application(self):
        """An application whose letter was posted and never used; the ledger has other words by now."""
        self.issue(NUMBERS[0])
        (letter,) = self.house.json("letter", "list")
        self.report(letter, "投函済")
        self.later(46, "run", "expire-codes")
        self.assertEqual(self.house.state_of(self.house.receipt_of(NUMBERS[0])), "lapsed")
        self.house.take_ledger([office(NUMBERS[0])], name="later.csv")
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as database, database:
            database.execute("UPDATE letters SET void_note = '取消の秘密'")
            database.execute("UPDATE notice_attempts SET reply = '応答の秘密'")
            database.execute("INSERT INTO bounces (notice_id, kind, status, diagnosis, taken_ms) "
                             "VALUES (1, 'hard', '5.1.1', '不達の秘密', 1)")
            database.execute("INSERT INTO calls (application_id, result, number, person, note, caller_uid, called_ms) "
                             "VALUES (1, 'other', '', '電話の秘密', '', 0, 1)")
        return letter

    def raw_files(self):
        """All that lies in the state directory but in the Maildir, which is its reader's."""
        return {path: path.read_bytes() for path in self.house.state.rglob("*")
                if path.is_file() and path.relative_to(self.house.state).parts[0] != "mail"}

    def found(self, words):
        return sorted({word for content in self.raw_files().values() for word in words
                       if word.encode() in content or word.encode("cp932") in content})

    def test_nothing_personal_of_a_closed_application_is_left_in_any_file_and_the_figures_stay(self):
        letter = self.lapsed_application()
        self.assertEqual(self.found(PERSONAL), sorted(PERSONAL))
        before = self.house.json("application", "list"), self.house.json("letter", "list")
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as reader:
            reader.execute("SELECT COUNT(*) FROM audit").fetchone()  # keeps the log from going with the last connection
            self.later(500, "run", "purge")
            self.assertEqual(self.found(PERSONAL), [])
        self.assertEqual((self.house.json("application", "list"), self.house.json("letter", "list")), before)
        receipt = self.house.receipt_of(NUMBERS[0])
        for words in (["why", receipt], ["application", "show", receipt], ["letter", "show", letter["notice_number"]],
                      ["notice", "show", "1"], ["notice", "show", "1", "--json"], ["status"], ["office", "show", NUMBERS[0]]):
            self.house.command(*words)
        self.assertIn("消去済み", self.house.command("notice", "show", "1").out)
        self.house.command("notice", "resend", "1", code=65)
        self.house.command("audit", "verify")

    def test_what_was_taken_before_the_purge_is_known_after_it(self):
        self.lapsed_application()
        files = {path.name: path.read_bytes() for path in (self.house.state / "inbox/done").rglob("*.jsonl")}
        self.later(500, "run", "purge")
        before = self.house.json("application", "list")
        for name, content in files.items():
            self.house.drop("applications", name, content)
            self.house.drop("applications", f"more-{name}", content + content)
        self.house.run("take-applications", "screen-applications")
        self.assertEqual(self.house.json("application", "list"), before)
        self.assertEqual(self.rows("SELECT notification_mail FROM applications"), [("",)])
        self.house.command("audit", "verify")

    def test_open_work_keeps_what_it_needs(self):
        self.issue(NUMBERS[0])
        self.house.take_ledger([office(NUMBERS[1])], name="second.csv")
        self.house.take_applications([application(NUMBERS[1], notification_mail="waits@example.jp")], name="second.jsonl")
        self.later(1000, "run", "purge")
        self.assertEqual(self.rows("SELECT state, notification_mail, addressee_name <> '' FROM applications ORDER BY 1"),
                         [("in_review", "waits@example.jp", 0), ("issued", f"hisoka.himitsu.{NUMBERS[0]}@example.jp", 1)])
        self.assertEqual(self.rows("SELECT recipient FROM notices WHERE state = 'queued'"), [("waits@example.jp",)])
        self.assertEqual(self.rows("SELECT note, reviewer FROM decisions"), [("備考の秘密", "審査の秘密子")])
        self.house.command("audit", "verify")

    def test_letters_go_seven_days_after_all_of_the_batch_is_posted(self):
        self.issue(*NUMBERS[:2])
        posted, waiting = self.house.json("letter", "list")
        self.report(posted, "印刷済")
        self.later(10, "run", "purge")
        self.assertEqual(len(self.house.batches()), 2)
        self.report(posted, "投函済")
        self.later(6.9, "run", "purge")
        self.assertEqual(len(self.house.batches()), 2)
        self.later(7.1, "run", "purge")
        self.assertEqual([batch.name for batch in self.house.batches()], [waiting["batch"]])
        self.assertEqual(len(self.house.json("letter", "list")), 2)
        self.house.command("audit", "verify")

    def test_letters_go_thirty_days_after_their_sealing_though_the_password_lives(self):
        self.issue(NUMBERS[0])
        self.later(29.9, "run", "purge")
        self.assertEqual(len(self.house.batches()), 1)
        self.later(30.1, "run", "purge")
        self.assertEqual(self.house.batches(), [])
        self.assertEqual(self.rows("SELECT state, temporary_password_hash IS NOT NULL FROM letters"), [("sealed", 1)])
        ((name, sums, purged),) = self.rows("SELECT name, sums_sha256, purged_ms IS NOT NULL FROM batches")
        self.assertEqual([len(sums), purged], [64, 1])
        self.assertEqual(self.rows("SELECT detail FROM audit WHERE event = 'batch_purged'"), [(sums,)])
        self.house.command("audit", "verify")
        directory = self.house.state / "letters/13" / name
        directory.mkdir()
        self.assertIn("purged_directory", self.house.command("audit", "verify", code=70).out)
        self.later(30.1, "run", "purge")
        self.assertFalse(directory.exists())

    def test_dry_run_lists_what_then_goes_and_takes_nothing(self):
        self.lapsed_application()
        self.issue(NUMBERS[1])
        before = installation.fingerprint(self.house.state)
        listed = installation.table_cells(self.later(500, "run", "purge", "--dry-run").out)
        self.assertEqual(installation.fingerprint(self.house.state), before)
        self.assertEqual(listed[0], ["消すもの", "バッチ", "件数", "いちばん古いもの"])
        batches = [row[1] for row in listed if row[0] == "letters"]
        self.assertEqual(batches, [f"13/{letter['batch']}" for letter in self.house.json("letter", "list")[::-1]])
        planned = {row[0]: int(row[2]) for row in listed[1:] if row[0] != "letters"}
        self.later(500, "run", "purge")
        gone = collections.Counter()
        for event, subject, detail in self.rows("SELECT event, subject, detail FROM audit"):
            if event in ("rows_purged", "file_purged"):
                gone[subject] += int(detail) if event == "rows_purged" else 1
        self.assertEqual(planned, dict(gone))
        self.assertLess({"mails", "applications", "decisions", "print_results", "runs", "inbox"}, set(planned))
        self.assertEqual(self.later(500, "run", "purge", "--dry-run").out, "")

    def test_codes_tickets_and_forms_that_were_never_handed_in_go_after_a_week(self):
        self.house.take_ledger([office(NUMBERS[0], セキュリティ用メールアドレス="office@example.jp")])
        portal = portal_process.Portal([installation.BINARY, "--config", self.house.configuration])
        portal.granted("reset.begin", office_number=NUMBERS[0], security_mail="office@example.jp")
        portal.granted("application.begin", office_number=NUMBERS[0], notification_mail="half.done@example.jp",
                       notification_mail_again="half.done@example.jp")
        portal.close()
        portal.log.close()
        self.later(1, "run", "expire-codes", "send-notices")
        self.later(6, "run", "purge")
        counts = "SELECT (SELECT COUNT(*) FROM codes), (SELECT COUNT(*) FROM tickets)"
        self.assertEqual(self.rows(counts), [(2, 2)])
        self.later(9, "run", "purge")
        self.assertEqual(self.rows(counts), [(0, 0)])
        self.assertEqual(self.rows("SELECT state, notification_mail FROM applications"), [("abandoned", "")])
        self.house.command("audit", "verify")

    def test_only_our_own_files_go_from_the_log_of_sent_mails(self):
        shared = self.house.state / "shared"
        shared.mkdir()
        self.house.configure(f"[mail]\nsent_log = {shared}\n")
        self.issue(NUMBERS[0])
        (ours,) = [path.name for path in shared.iterdir()]
        others = {"key.pem": "a key", "sheet.xlsx": "a sheet", "202001.log": "[warn] a log of another program"}
        for name, text in others.items():
            (shared / name).write_text(text)
        self.later(100, "run", "purge")
        self.assertEqual(sorted(path.name for path in shared.iterdir()), sorted(others))
        self.assertRegex(ours, r"^\d{6}\.log$")

    def test_worksheets_go_from_the_directories_of_unions_too(self):
        review = self.house.state / "review"
        (review / "13").mkdir(parents=True)
        for path in (review / "a.csv", review / "13" / "b.csv"):
            path.write_text("審査一覧")
        self.later(29, "run", "purge")
        self.assertEqual(sorted(path.name for path in review.rglob("*.csv")), ["a.csv", "b.csv"])
        self.later(31, "run", "purge")
        self.assertEqual(list(review.rglob("*.csv")), [])
        self.assertTrue((review / "13").is_dir())

    def test_each_term_is_a_setting(self):
        self.lapsed_application()
        self.house.configure("[retention]\napplications_days = 600\nmails_days = 600\ninbox_days = 600\nruns_days = 600\n"
                             "ledger_history_days = 600\nworksheets_days = 600\n")
        self.later(500, "run", "purge")
        self.assertEqual(self.rows("SELECT event FROM audit WHERE event IN ('rows_purged', 'file_purged') "
                                   "AND subject <> 'sent_mails'"), [])
        self.later(700, "run", "purge")
        self.assertEqual(self.found(PERSONAL), [])

    def test_last_run_of_each_job_stays(self):
        for _ in range(3):
            self.house.run("take-applications")
        self.later(500, "run", "purge")
        self.assertEqual(self.rows("SELECT COUNT(*) FROM runs WHERE job = 'take-applications'"), [(1,)])

    def test_other_time_than_the_real_one_is_refused_but_for_dry_runs_and_rehearsals(self):
        house = installation.Installation().init()
        self.addCleanup(house.remove)
        for time in ("2026-01-01T09:00:00+09:00", "2099-01-01T09:00:00+09:00"):
            for jobs in (["purge"], ["all"], ["take-applications", "purge"]):
                self.assertIn("--as-of", house.command("--as-of", time, "run", *jobs, code=64).err)
            house.command("--as-of", time, "run", "purge", "--dry-run")
        self.assertEqual(house.json("status")["runs"], [])
        house.command("run", "purge")

    def test_writers_go_on_while_much_is_purged(self):
        self.issue(NUMBERS[0])
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as database, database:
            database.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) "
                             "INSERT INTO codes (ticket_id, purpose, state, tries, counted, sent, mac, office_number, "
                             "pair_mark, address_mark, client_mark, issued_ms, expires_ms, state_ms) "
                             "SELECT i, 'reset', 'expired', 0, 1, 0, '', '', '', '', '', 1, 1, 1 FROM n")
        with subprocess.Popen([installation.BINARY, "--config", self.house.configuration, "run", "purge"],
                              stderr=subprocess.DEVNULL) as purging:
            left = set()
            with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db",
                                                    timeout=installation.PATIENCE_SECONDS)) as database:
                while purging.poll() is None:
                    with database:
                        database.execute("UPDATE serials SET last = last + 1")
                        left.add(database.execute("SELECT COUNT(*) FROM codes").fetchone())
                    time.sleep(0.005)
        self.assertEqual(purging.returncode, 0)
        self.assertEqual(self.rows("SELECT COUNT(*) FROM codes"), [(0,)])
        self.assertGreater(len(left), 3)  # others wrote while some were gone and some were not


if __name__ == "__main__":
    unittest.main()
