#!/usr/bin/env python3
"""Letters that the print room is late with, by working days, in status and why; and the calendar they are counted by.

The clock of each command is set by --as-of. In 2026, 30 October is a Friday and 3 November 文化の日.
"""

import contextlib
import re
import shutil
import sqlite3
import unittest

from installation import (Installation, TEMPLATES, application, csv_text, decision, decisions_csv, ledger_csv, json_lines,
                          office, office_number, table_cells)

COLUMNS = ["通知書番号", "結果", "日時", "担当者", "追跡番号"]
HEADER = "国民の祝日・休日月日,国民の祝日・休日名称\r\n"
TOKYO = [office_number("13", serial) for serial in range(1, 4)]
SHIMANE = office_number("32", 1)
SEALED = "2026-10-30T18:00:00"


class House(Installation):
    """The clock of every command stands at `now`."""

    now = "2026-10-30T09:00:00"

    def command(self, *words, code=0, **options):
        return super().command("--as-of", f"{self.now}+09:00", *words, code=code, **options)

    def issue(self, *numbers):
        self.drop("ledger", "ledger.csv", ledger_csv([office(number) for number in numbers]))
        self.drop("applications", "applications.jsonl", json_lines(
            [application(number, submitted_at="2026-10-29T09:00:00+09:00") for number in numbers]))
        self.run("import-ledger", "take-applications", "screen-applications")
        rows = self.json("application", "list", "--state", "in_review")
        self.drop("decisions", "decisions.csv", decisions_csv([decision(row["receipt_number"], "承認") for row in rows]))
        self.now = SEALED
        self.run("take-decisions", "render-letters")
        return {letter["office_number"]: letter for letter in self.json("letter", "list")}

    def report(self, name, number, result):
        self.drop("print-results", name, csv_text(COLUMNS, [dict(zip(COLUMNS, [number, result, "", "", ""]))]).encode())
        self.run("track-letters")

    def overdue(self, *words):
        return [[row[key] for key in ("prefecture", "step", "letters", "since", "working_days_late")]
                for row in self.json(*words, "status")["overdue"]]


class Overdue(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.remove)
        self.house.command("init", "--rehearsal")
        self.letters = self.house.issue(*TOKYO[:2], SHIMANE)
        self.batch = self.letters[TOKYO[0]]["batch"]

    def at(self, day, time="12:00:00"):
        self.house.now = f"2026-{day}T{time}"
        return self.house

    def test_collection_is_late_once_more_than_a_working_day_has_begun(self):
        self.assertEqual(self.at("11-01").overdue(), [])
        self.assertEqual(self.at("11-02", "23:59:00").overdue(), [])  # Monday: the limit itself
        self.assertEqual(self.at("11-03", "23:59:00").overdue(), [])  # a holiday
        late = [["13", "collect", 2, f"{SEALED}+09:00", 1], ["32", "collect", 1, f"{SEALED}+09:00", 1]]
        self.assertEqual([[*row[:3], row[3][:19] + row[3][-6:], row[4]] for row in self.at("11-04", "00:00:00").overdue()], late)
        self.assertEqual([row[4] for row in self.at("11-06").overdue()], [3, 3])
        self.assertEqual(self.at("11-06").overdue("--set", "letters.collect_within_days=4"), [])

    def test_post_is_late_once_more_than_two_working_days_have_begun_since_the_collection(self):
        self.at("11-04", "10:00:00").report("a.csv", self.batch, "受取")
        self.assertEqual([row[0] for row in self.at("11-06", "23:59:00").overdue()], ["32"])  # Friday: the limit itself
        self.assertEqual([row[0] for row in self.at("11-08", "23:59:00").overdue()], ["32"])
        row = next(row for row in self.at("11-09", "00:00:00").overdue() if row[0] == "13")
        self.assertEqual([row[1], row[2], row[3][:16], row[4]], ["post", 2, "2026-11-04T10:00", 1])
        self.assertEqual([row[0] for row in self.at("11-09").overdue("--set", "letters.post_within_days=3")], ["32"])

    def test_printing_does_not_begin_the_wait_anew_and_the_post_ends_it(self):
        self.at("11-04", "10:00:00").report("a.csv", self.batch, "受取")
        self.at("11-06").report("b.csv", self.letters[TOKYO[0]]["notice_number"], "印刷済")
        self.at("11-06", "13:00:00").report("c.csv", self.letters[TOKYO[1]]["notice_number"], "投函済")
        row = next(row for row in self.at("11-09").overdue() if row[0] == "13")
        self.assertEqual([row[1], row[2], row[3][:16], row[4]], ["post", 1, "2026-11-04T10:00", 1])
        self.house.report("d.csv", self.letters[TOKYO[0]]["notice_number"], "投函済")
        self.assertEqual([row[0] for row in self.house.overdue()], ["32"])

    def test_letter_that_must_not_be_posted_is_not_waited_for(self):
        self.at("11-06").command("application", "withdraw", self.letters[SHIMANE]["receipt_number"], "--reason",
                                 "withdrawn_by_office")
        self.assertEqual([row[0] for row in self.house.overdue()], ["13"])

    def test_batch_that_was_never_handed_over_is_not_the_print_rooms_fault(self):
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as database, database:
            database.execute("UPDATE batches SET state = 'sealed' WHERE prefecture = '32'")
        self.assertEqual([row[0] for row in self.at("11-06").overdue()], ["13"])
        self.assertIsNone(self.house.json("why", self.letters[SHIMANE]["receipt_number"])["overdue"])

    def test_status_shows_union_batch_letters_since_when_and_how_late(self):
        self.at("11-04", "10:00:00").report("a.csv", self.batch, "受取")
        out = self.at("11-10").command("status").out
        table = out[out.index("遅れているバッチ"):out.index("\n\n警報")]
        self.assertEqual(table_cells(table), [
            ["遅れているバッチ", "連合会", "印刷室の作業", "通知書", "いつから", "遅れ"],
            [self.letters[SHIMANE]["batch"], "32", "受取", "1", "2026-10-30 18:00", "5営業日"],
            [self.batch, "13", "投函", "2", "2026-11-04 10:00", "2営業日"]])
        self.assertNotIn("遅れているバッチ", self.at("11-02").command("status").out)

    def test_why_says_what_is_late_and_who_must_act(self):
        receipt = self.letters[SHIMANE]["receipt_number"]
        self.assertIsNone(self.at("11-02").json("why", receipt)["overdue"])
        why = self.at("11-05").json("why", receipt)
        self.assertEqual([why["overdue"][key] for key in ("step", "working_days_late")], ["collect", 2])
        notice, batch = (self.letters[SHIMANE][key] for key in ("notice_number", "batch"))
        sentence = f"通知書 {notice} の受取が2営業日遅れています(2026-10-30 18:00 に作成、受取は1営業日以内)。" \
                   f"印刷室がバッチ {batch} を受け取り、受取を inbox/print-results に報告してください"
        self.assertEqual(why["troubles"][-1], sentence)
        self.assertIn(f"注意      {sentence}\n", self.house.command("why", receipt).out)
        self.house.report("a.csv", batch, "受取")
        why = self.at("11-10").json("why", receipt)
        self.assertEqual([why["overdue"][key] for key in ("step", "working_days_late")], ["post", 1])
        self.assertEqual(why["troubles"][-1:], [
            f"通知書 {notice} の投函が1営業日遅れています(2026-11-05 12:00 から印刷室にあり、投函は2営業日以内)。"
            f"印刷室がバッチ {batch} の letters-0001.pdf 1頁を投函し、投函済を inbox/print-results に報告してください"])


class Calendar(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.remove)
        self.house.command("init", "--rehearsal")
        self.templates = self.house.root / "templates"
        shutil.copytree(TEMPLATES, self.templates)
        self.file = self.templates / "holidays.csv"

    def command(self, *words, **options):
        return self.house.command("--set", f"templates.dir={self.templates}", *words, **options)

    def test_missing_year_is_warned_of_once_with_file_and_remedy_and_weekends_count_on(self):
        letters = self.house.issue(TOKYO[0])
        self.file.write_text(HEADER + "2025/1/1,元日\r\n", encoding="utf-8")
        self.house.now = "2026-11-02T12:00:00"
        ran = self.command("--log-format", "json", "status", "--json")
        self.assertNotIn("collect", ran.out)
        warning = ran.event("holidays_missing")["cause"]
        self.assertTrue(warning.startswith(f"{self.file} に2026年の祝日がないので、土日と12月29日から1月3日だけを休みとして"), warning)
        self.assertIn("/etc/saihakko/templates/holidays.csv", warning)
        self.house.now = "2026-11-03T12:00:00"  # 文化の日, which nobody told it of
        self.assertIn('"collect"', self.command("status", "--json").out)
        ran = self.command("--log-format", "json", "why", letters[TOKYO[0]]["receipt_number"])
        self.assertIn("1営業日遅れています", ran.out)
        self.assertEqual(ran.event("holidays_missing")["cause"], warning)

    def test_known_years_are_not_warned_of(self):
        self.assertEqual(self.command("--log-format", "json", "status").err, "")

    def test_check_warns_of_a_missing_year_and_names_the_file_otherwise(self):
        self.file.write_text(HEADER + "2020/1/1,元日\r\n", encoding="utf-8")
        lines = [line for line in self.command("check").out.splitlines() if " 祝日: " in line]
        self.assertEqual(len(lines), 2)
        self.assertRegex(lines[0], rf"^注意 祝日: {re.escape(str(self.file))} に\d{{4}}年")
        self.assertEqual(lines[1], f"良   祝日: {self.file}")

    def test_unusable_file_does_not_keep_the_operator_from_looking(self):
        self.file.write_bytes(b"garbage")
        ran = self.command("--log-format", "json", "status")
        self.assertIn(str(self.file), ran.event("holidays_unusable")["cause"])

    def test_malformed_file_is_named_with_its_line(self):
        self.file.write_text(HEADER + "2026/1/1,元日\r\n2026/2/30,ない日\r\n", encoding="utf-8")
        lines = [line for line in self.command("check").out.splitlines() if " 祝日: " in line]
        self.assertTrue(lines[0].startswith(f"注意 祝日: {self.file}:3: 祝日の行として読めません"), lines)

    def test_file_of_the_cabinet_office_is_taken_as_it_is(self):
        text = self.file.read_bytes().decode("utf-8")
        self.assertTrue(text.startswith(HEADER) and text.count("\r\n") == text.count("\n") == 55)
        self.house.issue(TOKYO[0])
        self.house.now = "2026-11-03T12:00:00"
        for encoding in ("utf-8", "utf-8-sig", "cp932"):
            self.file.write_bytes(text.encode(encoding))
            self.assertIn('"overdue": []', self.command("status", "--json").out, encoding)


if __name__ == "__main__":
    unittest.main()
