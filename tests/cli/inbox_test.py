#!/usr/bin/env python3
"""What lies in the inbox, what was taken, and the rows that nobody has corrected."""

import contextlib
import os
import sqlite3
import time
import unittest

from installation import InstallationTest, application, decision, decisions_csv, office, office_number

NUMBERS = [office_number("13", serial) for serial in range(1, 4)]
UNREAD = "だれも読まない"
NO_RECEIPT = "13"


class InboxTest(InstallationTest):
    def setUp(self):
        super().setUp()
        self.house.take_ledger([office(number) for number in NUMBERS])
        self.house.take_applications([application(number) for number in NUMBERS])
        self.receipts = [self.house.receipt_of(number) for number in NUMBERS]
        self.inbox = self.house.state / "inbox"

    def entries(self):
        return {(row["kind"], row["file"]): row for row in self.house.json("inbox")}

    def standings(self):
        return {place: row["standing"] for place, row in self.entries().items()}

    def open_rows(self):
        return {row["kind"]: row["rows"] for row in self.house.json("status")["refused_rows"]}

    def refuse_one(self, name="a.csv", receipt=None):
        """A decisions file of which one row is refused: 不承認 without a reason."""
        self.house.take_decisions([decision(receipt or self.receipts[0], "不承認"), decision(self.receipts[1], "承認")], name=name,
                                  code=65)


class Listing(InboxTest):
    def test_each_thing_that_lies_there_is_told_with_what_becomes_of_it(self):
        decisions = self.inbox / "decisions"
        for name in ("waits.csv", "new.csv.part", "old.csv.part", ".hidden", "~$b.xlsx", ".taking"):  # the last is the program's
            (decisions / name).write_text("x", encoding="utf-8")
        long_ago = time.time() - 25 * 3600
        os.utime(decisions / "old.csv.part", (long_ago, long_ago))
        (decisions / "link.csv").symlink_to(self.house.configuration)
        (decisions / "folder").mkdir()
        (self.inbox / "decision").mkdir()
        (self.inbox / "decision" / "b.csv").write_text("x", encoding="utf-8")
        (self.inbox / "loose.csv").write_text("x", encoding="utf-8")
        self.assertEqual(self.standings(), {
            ("decisions", "waits.csv"): "waiting", ("decisions", "new.csv.part"): "writing",
            ("decisions", "old.csv.part"): "abandoned", ("decisions", ".hidden"): "writing", ("decisions", "~$b.xlsx"): "writing", ("decisions", "link.csv"): "link",
            ("decisions", "folder"): "wrong_place", ("decision", "b.csv"): "wrong_place", ("", "loose.csv"): "wrong_place",
            ("ledger", "ledger.csv"): "taken", ("applications", "applications.jsonl"): "taken"})
        lines = self.house.command("inbox").out.splitlines()
        for name in ("old.csv.part", "link.csv", "folder", "b.csv", "loose.csv"):
            (line,) = [line for line in lines if name in line]
            self.assertIn(UNREAD, line)
        self.assertEqual([line for line in lines if UNREAD in line and ("waits" in line or "new.csv" in line)], [])

    def test_held_ledger_and_what_is_taken_by_half_are_told(self):
        rows = [office(number, 事業所名=name) for number, name in zip(NUMBERS, "甲乙丙")]
        self.house.take_ledger(rows, name="names.csv")
        self.house.take_ledger([row | {"事業所名": name} for row, name in zip(rows, "丙甲乙")], name="held.csv", code=65)
        rows = [decision(receipt, "承認") for receipt in self.receipts]
        self.house.drop("decisions", "half.csv", decisions_csv(rows))
        self.house.run("take-decisions", "--limit", "1")
        standings = self.standings()
        self.assertEqual(standings["ledger", "held.csv"], "held")
        self.assertEqual(standings["decisions", "half.csv"], "taking")

    def test_taken_rows_and_refused_ones_are_counted_newest_file_first(self):
        self.refuse_one()
        (newest,) = self.house.json("inbox", "--limit", "1")
        self.assertEqual({name: newest[name] for name in ("kind", "file", "standing", "taken", "refused", "open_rows")},
                         {"kind": "decisions", "file": "a.csv", "standing": "refused", "taken": 1, "refused": 1, "open_rows": 1})
        self.assertRegex(self.house.command("inbox").out, r"decisions +a\.csv .* 不備あり +1 +1 +1")

    def test_show_names_the_refused_rows_with_their_reasons(self):
        self.refuse_one()
        (row,) = self.house.json("inbox", "show", "a.csv")
        self.assertEqual((row["row"], row["number"], row["open"]), (2, self.receipts[0], True))
        self.assertIn("不承認には理由が要ります", row["reasons"][0])
        shown = self.house.command("inbox", "show", "a.csv.errors.csv").out
        self.assertIn("不備 1行、うち直っていないもの 1行", shown)
        self.assertRegex(shown, rf"2 +{self.receipts[0]} +まだ +受付番号: 不承認には理由")
        self.assertIn("saihakko inbox", self.house.command("inbox", "show", "b.csv", code=64).err)


class Correcting(InboxTest):
    def test_refused_decision_is_open_until_its_application_is_decided(self):
        self.refuse_one()
        self.assertEqual(self.open_rows(), {"decisions": 1})
        self.assertRegex(self.house.command("status").out, r"直っていない行 decisions 1行\(\d{4}-\d\d-\d\d \d\d:\d\d から、0営業日\) ")
        self.house.take_decisions([decision(self.receipts[2], "承認")], name="other.csv")
        self.assertEqual(self.open_rows(), {"decisions": 1})
        self.house.take_decisions([decision(self.receipts[0], "保留", "waiting_for_phone_check")], name="b.csv")
        self.assertEqual(self.open_rows(), {})
        self.assertEqual(self.entries()["decisions", "a.csv"]["open_rows"], 0)
        self.assertNotIn("直っていない行", self.house.command("status").out)

    def test_row_that_names_nobody_is_open_until_a_file_without_a_fault(self):
        self.refuse_one(receipt=NO_RECEIPT)
        self.assertEqual(self.open_rows(), {"decisions": 1})
        self.house.take_decisions([decision(self.receipts[2], "承認")], name="b.csv")
        self.assertEqual(self.open_rows(), {})

    def test_number_that_was_refused_again_is_counted_once(self):
        self.refuse_one()
        self.refuse_one("b.csv")
        self.assertEqual(self.open_rows(), {"decisions": 1})

    def test_row_of_a_ledger_is_open_until_the_next_ledger_takes_it(self):
        bad = [office(NUMBERS[0], 郵便番号="x"), office(NUMBERS[1])]
        self.house.take_ledger(bad, name="bad.csv", code=65)
        self.assertEqual(self.open_rows(), {"ledger": 1})
        self.house.take_ledger(bad + [office(NUMBERS[2], 電話番号="03-0000-0002")], name="again.csv", code=65)
        self.assertEqual(self.open_rows(), {"ledger": 1})
        self.house.take_ledger([office(number, 電話番号="03-0000-0003") for number in NUMBERS], name="good.csv")
        self.assertEqual(self.open_rows(), {})

    def test_refused_report_is_open_until_its_letter_is_reported_on(self):
        self.house.approve_all()
        self.house.run("render-letters")
        notice = self.house.json("letter", "list")[0]["notice_number"]
        self.house.drop("print-results", "a.csv", f"通知書番号,結果,日時\n{notice},投函,\n".encode("utf-8"))
        self.house.run("track-letters", code=65)
        self.assertEqual(self.open_rows(), {"print-results": 1})
        self.house.command("letter", "mark", notice, "--result", "printed")
        self.assertEqual(self.open_rows(), {})

    def test_watch_tells_of_it_from_the_next_working_day(self):
        self.house.configure("[alerts]\nmail = kanri@union.example.jp\n")
        self.refuse_one()
        self.house.run("watch")
        self.assertNotIn("inbox.refused.decisions", self.incidents())
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db", isolation_level=None)) as database:
            database.execute("UPDATE inbox_files SET started_ms = started_ms - 10 * 86400000")
            database.execute("UPDATE applications SET state_ms = state_ms - 11 * 86400000 WHERE state = 'in_review'")
        self.house.run("watch")
        self.assertIn("inbox.refused.decisions", self.incidents())
        self.house.command("application", "hold", self.receipts[0], "--reason", "waiting_for_phone_check")
        self.assertEqual(self.open_rows(), {})  # the incident ends once it has been calm for a while

    def incidents(self):
        return {row["incident"] for row in self.house.json("status")["incidents"] if row["since"]}


if __name__ == "__main__":
    unittest.main()
