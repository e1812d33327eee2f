#!/usr/bin/env python3
"""What the print room's CSV files make of letters and applications."""

import datetime
import os
import sqlite3
import unittest

import installation
from installation import (DECISION_COLUMNS, Installation, application, csv_text, decision, decisions_csv, office,
                          office_number, read_csv)

COLUMNS = ["通知書番号", "結果", "日時", "担当者", "追跡番号"]
RESULTS = "受取・印刷済・投函済・書損・返戻のどれでもありません"


def result(number, word, time="", person="", tracking=""):
    return dict(zip(COLUMNS, [number, word, time, person, tracking]))


def results_csv(rows, encoding="utf-8-sig", columns=COLUMNS, line_end="\r\n"):
    return csv_text(columns, rows, line_end).encode(encoding)


def excel(time):
    """As Excel writes it: 2026/11/22 9:00."""
    return f"{time.year}/{time.month}/{time.day} {time.hour}:{time.minute:02}"


def notice_number(serial):
    """With its check digit: ISO/IEC 7064 MOD 11,10."""
    product = 10
    for digit in f"{serial:08}":
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return f"N{serial:08}{(11 - product) % 10}"


def wrong_check(number):
    return number[:-1] + str((int(number[-1]) + 1) % 10)


class PrintRoom(Installation):
    """An installation with so many letters in one batch."""

    def issue(self, count, first=1):
        numbers = [office_number("13", serial) for serial in range(first, first + count)]
        self.take_ledger([office(number) for number in numbers], name=f"ledger-{first}.csv")
        self.take_applications([application(number) for number in numbers], name=f"applications-{first}.jsonl")
        rows = self.json("application", "list", "--state", "in_review")
        self.drop("decisions", f"decisions-{first}.csv",
                  decisions_csv([decision(row["receipt_number"], "承認", 更新番号=row["version"]) for row in rows],
                                columns=DECISION_COLUMNS + ["更新番号"]))
        self.run("take-decisions", "render-letters")
        return self

    def letters(self, **options):
        """The letters, oldest first."""
        return self.json("letter", "list", "--limit", "100000", **options)[::-1]

    def states(self):
        return [letter["state"] for letter in self.letters()]

    def take_results(self, rows, name="results.csv", code=0, **form):
        self.drop("print-results", name, results_csv(rows, **form))
        return self.run("track-letters", code=code)

    def errors_of(self, name="results.csv"):
        return [list(row.values())[:4] for row in self.refused("print-results", name)]

    def application_states(self):
        return [row["state"] for row in self.json("application", "list")]

    def shown(self, letter):
        return self.json("letter", "show", letter["notice_number"])

    def query(self, sql):
        with sqlite3.connect(f"file:{self.state / 'saihakko.db'}?mode=ro", uri=True) as database:
            return database.execute(sql).fetchall()

    def execute(self, sql):
        with sqlite3.connect(self.state / "saihakko.db") as database:
            database.execute(sql)

    def stopped(self):
        path = self.state / "letters" / "13" / "stop.csv"
        return [[row["通知書番号"], row["理由"]] for row in read_csv(path)] if path.exists() else []


class OneBatch(unittest.TestCase):
    def setUp(self):
        self.house = PrintRoom()
        self.addCleanup(self.house.remove)
        self.house.init()
        self.house.issue(4)
        self.letters = self.house.letters()
        self.numbers = [letter["notice_number"] for letter in self.letters]
        self.batch = self.letters[0]["batch"]
        issued = datetime.datetime.fromisoformat(self.letters[0]["issued_at"])
        self.at = [(issued + datetime.timedelta(minutes=minutes)) for minutes in range(10)]


class PrintResults(OneBatch):
    def tearDown(self):
        self.house.command("audit", "verify")

    def test_results_move_letters_and_their_applications(self):
        self.house.take_results([result(self.numbers[0], "受取"), result(self.numbers[1], "印刷済"),
                                 result(self.numbers[2], "投函済", excel(self.at[1]), "印刷 太郎", "1234-5678-9012")])
        self.assertEqual(self.house.states(), ["collected", "printed", "posted", "sealed"])
        self.assertEqual(self.house.application_states(), ["issued", "printed", "posted", "issued"])
        (row,) = self.house.shown(self.letters[2])["results"]
        self.assertEqual(row["reported_at"], self.at[1].replace(second=0, microsecond=0).isoformat())
        self.assertEqual([row[key] for key in ("result", "person", "tracking_number", "acting_uid", "file", "line")],
                         ["posted", "印刷 太郎", "1234-5678-9012", os.getuid(), "results.csv", 4])
        self.assertEqual([letter["notice_number"] for letter in self.house.json("letter", "list", "--state", "posted")],
                         [self.numbers[2]])
        shown = self.house.command("letter", "show", self.numbers[2]).out
        self.assertIn("担当 印刷 太郎  追跡 1234-5678-9012  (results.csv:4)", shown)
        self.assertEqual(self.house.inbox("done", )[-1], "print-results/results.csv")

    def test_batch_name_means_all_its_letters_and_a_line_of_a_letter_wins_wherever_it_stands(self):
        self.house.take_results([result(self.numbers[0], "印刷済"), result(self.batch, "投函済"),
                                 result(self.numbers[3], "書損")])
        self.assertEqual(self.house.states(), ["printed", "posted", "posted", "spoiled"])
        self.assertEqual(self.house.application_states(), ["printed", "posted", "posted", "approved"])

    def test_line_of_a_letter_that_cannot_be_read_still_wins_over_its_batch(self):
        content = results_csv([result(self.batch, "投函済"), result(self.numbers[0], "書存")])
        content += f"{self.numbers[1]},書損,多い,項目,の,行\r\n".encode()
        content += b'"' + self.numbers[2].encode() + b'",\x81\xff\x00,,,\r\n'
        self.house.drop("print-results", "results.csv", content)
        self.house.run("track-letters", code=65)
        self.assertEqual(self.house.states(), ["sealed", "sealed", "sealed", "posted"])
        self.assertEqual([error[0] for error in self.house.errors_of()], ["3", "4", "5"])

    def test_batch_passes_over_letters_that_are_further_on_or_ended(self):
        self.house.take_results([result(self.numbers[0], "投函済"), result(self.numbers[1], "書損")], name="a.csv")
        self.house.command("application", "withdraw", self.letters[2]["receipt_number"], "--reason", "withdrawn_by_office")
        self.house.take_results([result(self.batch, "印刷済")], name="b.csv")
        self.assertEqual(self.house.states(), ["posted", "spoiled", "voided", "printed"])
        self.house.take_results([result(self.batch.lower(), "印刷済"), result(self.batch, "投函済")], name="c.csv")
        self.assertEqual(self.house.states(), ["posted", "spoiled", "voided", "posted"])
        self.assertEqual(self.house.shown(self.letters[3])["print_count"], 1)

    def test_same_result_again_changes_nothing_and_going_back_is_refused_unless_it_was_earlier(self):
        times = [excel(at) for at in self.at]
        self.house.take_results([result(self.numbers[0], "印刷済", times[1]), result(self.numbers[0], "投函済", times[2]),
                                 result(self.numbers[1], "投函済", times[2])], name="a.csv")
        before = self.house.query("SELECT COUNT(*) FROM audit")
        self.house.take_results([result(self.numbers[0], "印刷済", times[1]), result(self.numbers[0], "印刷済"),
                                 result(self.numbers[0], "投函済"), result(self.numbers[0], "投函済", times[3])],
                                name="b.csv")
        self.assertEqual(self.house.query("SELECT COUNT(*) FROM audit"), before)
        self.house.take_results([result(self.numbers[0], "印刷済", times[5]), result(self.numbers[1], "印刷済"),
                                 result(self.numbers[1], "印刷済", times[1])], name="c.csv", code=65)
        known = self.at[2].strftime("%Y-%m-%d %H:%M")
        self.assertEqual(self.house.errors_of("c.csv"), [
            [str(line + 2), "結果", "印刷済", f"通知書 {self.numbers[line]} はすでに投函済です({known} から)。"
             "それより前に印刷済だったのなら、その日時を入れてください"] for line in (0, 1)])
        self.assertEqual(self.house.states()[:2], ["posted", "posted"])
        self.assertEqual([row["result"] for row in self.house.shown(self.letters[1])["results"]], ["posted", "printed"])

    def test_second_print_before_posting_is_counted_and_needs_no_new_password(self):
        hashes = self.house.query("SELECT temporary_password_hash FROM letters")
        self.house.take_results([result(self.numbers[0], "印刷済", person="一人目"),
                                 result(self.numbers[0], "印刷済", person="二人目")])
        shown = self.house.shown(self.letters[0])
        self.assertEqual([shown["state"], shown["print_count"], [row["person"] for row in shown["results"]]],
                         ["printed", 2, ["一人目", "二人目"]])
        self.assertEqual(self.house.query("SELECT temporary_password_hash FROM letters"), hashes)
        self.assertEqual(self.house.query("SELECT event, detail FROM audit ORDER BY seq DESC LIMIT 1"),
                         [("page_reprinted", "2")])

    def test_spoiled_letter_is_made_anew_with_another_password_and_edition(self):
        old = installation.password_on(self.house.page_of_letter(self.letters[1]))
        self.house.take_results([result(self.batch, "受取"), result(self.numbers[1], "書損")])
        self.assertEqual(self.house.query(f"SELECT temporary_password_hash FROM letters WHERE notice_number = "
                                          f"'{self.numbers[1]}'"), [(None,)])
        self.assertEqual(self.house.stopped(), [[self.numbers[1], "書損(新しい通知書を発行)"]])
        self.assertEqual(self.house.application_states()[1], "approved")
        self.house.run("render-letters")
        fresh = self.house.letters()[-1]
        self.assertEqual([fresh["receipt_number"], fresh["edition"], fresh["state"]],
                         [self.letters[1]["receipt_number"], 2, "sealed"])
        self.assertNotEqual(installation.password_on(self.house.page_of_letter(fresh)), old)
        self.house.take_results([result(self.numbers[1], "投函済")], name="late.csv", code=65)
        ((line, field, _, reason),) = self.house.errors_of("late.csv")
        self.assertEqual([line, field], ["2", "結果"])
        self.assertTrue(reason.startswith(f"投函してはならない通知書です: {self.numbers[1]} は"), reason)

    def test_returned_letter_puts_its_application_in_review_and_screening_keeps_the_finding(self):
        receipt = self.letters[0]["receipt_number"]
        self.house.take_results([result(self.numbers[0], "投函済")], name="a.csv")
        self.house.take_results([result(self.numbers[0], "返戻")], name="b.csv")
        for _ in range(2):
            shown = self.house.json("application", "show", receipt)
            self.assertEqual([shown["state"], shown["reason"]], ["in_review", "letter_returned"])
            self.assertIn("letter_returned", str(shown["findings"]))
            self.assertIn(f"所見: 通知書が返戻されました。宛先を確かめてください({self.numbers[0]})",
                          self.house.json("why", receipt)["troubles"])
            self.house.run("screen-applications")
        self.assertEqual(self.house.stopped(), [[self.numbers[0], "返戻(再び投函しない)"]])
        self.house.take_ledger([office(self.letters[0]["office_number"], 住所="東京都港区芝公園4-2-8")], name="new.csv")
        self.house.run("screen-applications")
        self.assertIn("letter_returned", str(self.house.json("application", "show", receipt)["findings"]))
        self.house.command("application", "approve", receipt)
        self.house.run("render-letters")
        fresh = self.house.letters()[-1]
        self.assertEqual([fresh["receipt_number"], fresh["edition"]], [receipt, 2])
        self.assertIn("東京都港区芝公園4-2-8", self.house.page_of_letter(fresh))

    def test_dry_run_tells_what_would_be_set_aside_and_leaves_nothing_behind(self):
        self.house.drop("print-results", "results.csv",
                        results_csv([result(self.numbers[0], "書損"), result(self.numbers[1], "印刷")]))
        before = installation.fingerprint(self.house.state / "letters", self.house.state / "inbox")
        ran = self.house.command("run", "track-letters", "--dry-run", code=65)
        self.assertEqual(ran.out, f"results.csv: 3,結果,印刷,{RESULTS},{self.numbers[1]}\n")
        self.assertEqual(installation.fingerprint(self.house.state / "letters", self.house.state / "inbox"), before)
        self.assertEqual(self.house.states(), ["sealed"] * 4)

    def test_posting_a_voided_letter_is_reported_loudly_and_changes_nothing(self):
        self.house.command("application", "withdraw", self.letters[0]["receipt_number"], "--reason", "withdrawn_by_office")
        ran = self.house.take_results([result(self.numbers[0], "投函済"), result(self.numbers[0], "印刷済")], code=65)
        self.assertEqual(ran.event("dead_letter_posted")["notice_number"], self.numbers[0])
        errors = self.house.errors_of()
        self.assertEqual([error[:3] for error in errors], [["2", "結果", "投函済"], ["3", "結果", "印刷済"]])
        self.assertIn("投函してはならない通知書です", errors[0][3])
        self.assertIn("stop.csv のとおり抜き取り、書損と報告してください", errors[1][3])
        self.assertEqual([self.house.states()[0], self.house.shown(self.letters[0])["results"]], ["voided", []])

    def test_cp932_file_with_columns_in_another_order_and_full_width_numbers(self):
        full_width = "".join(chr(ord(character) + 0xFEE0) for character in self.numbers[0])
        columns = ["担当者", "備考", "日時", "結果", "通知書番号"]
        self.house.take_results([result(full_width, "投函済", excel(self.at[1]), "髙﨑①"), result(self.batch, "受取")],
                                encoding="cp932", columns=columns)
        self.assertEqual(self.house.states(), ["posted", "collected", "collected", "collected"])
        self.assertEqual(self.house.shown(self.letters[0])["results"][0]["person"], "髙﨑①")

    def test_times_before_the_issue_and_in_the_future_are_refused(self):
        early, late = self.at[0] - datetime.timedelta(minutes=1), self.at[0] + datetime.timedelta(hours=3)
        self.house.take_results([result(self.numbers[0], "印刷済", early.isoformat()), result(self.batch, "印刷済", excel(early)),
                                 result(self.numbers[1], "印刷済", late.isoformat()), result(self.numbers[2], "印刷済", "2026/2/30 9:00"),
                                 result(self.numbers[3], "印刷済", "2026/11/22")], code=65)
        errors = self.house.errors_of()
        self.assertEqual([error[:2] for error in errors], [[str(line), "日時"] for line in range(2, 7)])
        self.assertTrue(errors[0][3].startswith("通知書を作成した日時("), errors[0])
        self.assertTrue(errors[1][3].startswith("通知書を作成した日時("), errors[1])
        self.assertTrue(errors[2][3].startswith("先の日時です"), errors[2])
        self.assertEqual(self.house.states(), ["sealed"] * 4)

    def test_file_without_the_needed_columns_is_refused_whole(self):
        self.house.drop("print-results", "results.csv", f"通知書番号,判定\r\n{self.numbers[0]},受取\r\n".encode())
        self.house.run("track-letters", code=65)
        self.assertEqual(self.house.errors_of(), [["1", "結果", "", "列「結果」がありません"]])

    def test_what_the_letter_waits_for_is_told(self):
        receipt = self.letters[0]["receipt_number"]
        waits = [self.house.json("why", receipt)["waits_for"]]
        for word in ("受取", "印刷済", "投函済"):
            self.house.take_results([result(self.numbers[0], word)], name=f"{word}.csv")
            waits.append(self.house.json("why", receipt)["waits_for"])
        self.assertEqual(waits, ["印刷室が通知書を受け取るのを待っています", "通知書が印刷されるのを待っています",
                                 "通知書が投函されるのを待っています", "事業所が仮パスワードでログインするのを待っています"])


class UsedLetters(OneBatch):
    """Nothing in the program can use a letter's password yet: the test writes the state itself."""

    def test_letter_whose_password_was_used_takes_late_results_and_stays_used(self):
        receipt = self.letters[0]["receipt_number"]
        self.house.execute(f"UPDATE letters SET state = 'used', temporary_password_hash = NULL "
                           f"WHERE notice_number = '{self.numbers[0]}'")
        self.house.execute(f"UPDATE applications SET state = 'completed' WHERE receipt_number = '{receipt}'")
        self.house.take_results([result(self.batch, "印刷済", person="印刷 太郎")], name="a.csv")
        self.house.take_results([result(self.numbers[0], "投函済", tracking="99")], name="b.csv")
        self.house.take_results([result(self.numbers[0], "返戻")], name="c.csv", code=65)
        shown = self.house.shown(self.letters[0])
        self.assertEqual([shown["state"], [row["result"] for row in shown["results"]]], ["used", ["printed", "posted"]])
        self.assertEqual(self.house.application_states()[0], "completed")


class LargeFile(unittest.TestCase):
    """2,000 lines with every kind of bad row in one file."""

    LETTERS = 150
    LINES = 2000

    @classmethod
    def setUpClass(cls):
        cls.house = PrintRoom()
        cls.addClassCleanup(cls.house.remove)
        cls.house.init()
        cls.house.issue(cls.LETTERS)
        cls.house.issue(2, first=cls.LETTERS + 1)
        letters = cls.house.letters()
        cls.numbers = [letter["notice_number"] for letter in letters]
        cls.first, cls.second = letters[0]["batch"], letters[-1]["batch"]
        cls.time = letters[-1]["issued_at"]
        for letter in letters[-2:]:
            cls.house.command("application", "withdraw", letter["receipt_number"], "--reason", "withdrawn_by_office")
        cls.lines, cls.expected = cls.make_lines()
        cls.content = "通知書番号,結果,日時,担当者,追跡番号\r\n".encode() + b"".join(cls.lines)
        cls.house.drop("print-results", "all.csv", cls.content)
        cls.ran = cls.house.run("track-letters", code=65)

    @classmethod
    def bad_lines(cls):
        """(the line, field, beginning of its reason), none of them about a letter of the good lines."""
        unused = cls.numbers[100:140]
        return [
            (f"{notice_number(9999)},印刷済,,,", "通知書番号", f"通知書番号 {notice_number(9999)} の通知書はありません"),
            (f"{wrong_check(unused[0])},印刷済,,,", "通知書番号", "通知書番号として読めません"),
            (",印刷済,,,", "通知書番号", "通知書番号として読めません"),
            ("R000000011,印刷済,,,", "通知書番号", "通知書番号として読めません"),
            ("B13-20200101-01,印刷済,,,", "通知書番号", "バッチ B13-20200101-01 はありません"),
            ("B13-2020,印刷済,,,", "通知書番号", "バッチ名として読めません"),
            (f"{unused[1]},印刷,,,", "結果", RESULTS),
            (f"{unused[2]},,,,", "結果", RESULTS),
            (f"{unused[3]},印刷済,きのう,,", "日時", "日時として読めません"),
            (f"{unused[4]},印刷済,2026/13/1 9:00,,", "日時", "日時として読めません"),
            (f"{unused[5]},印刷済,2019/1/1 9:00,,", "日時", "通知書を作成した日時("),
            (f"{unused[6]},印刷済,2999/1/1 9:00,,", "日時", "先の日時です"),
            (f"{unused[7]},印刷済,,太郎\x7f,", "担当者", "3文字目に制御文字 U+007F があります。取り除いてください"),
            (f"{unused[8]},印刷済,,,1.23457E+11", "追跡番号", "表計算ソフトが指数の形にした数値で"),
            (f"{unused[9]},印刷済,,,12\x0134", "追跡番号", "3文字目に制御文字 U+0001 があります。取り除いてください"),
            (f"{unused[10]},印刷済,,{'長' * 61},", "担当者", "60文字までにしてください"),
            (f"{unused[11]},印刷済,,,{'9' * 41}", "追跡番号", "40文字までにしてください"),
            (f"{unused[12]},印刷済,,", "", "項目の数が見出しと異なります"),
            (f"{unused[13]},印刷済,,,,,1", "", "項目の数が見出しと異なります"),
            (f'{unused[14]},印"刷"済,,,', "", "引用符"),
            (f"{unused[15]},印刷済,,\x00,", "", "NUL"),
            (f"{unused[16]},印刷済,,{'x' * 2 * 1024 * 1024},", "", ""),
            (f"{unused[17]},印刷済,,".encode() + b"\xff\xfe,", "", ""),
            (f"{cls.numbers[-1]},投函済,,,", "結果", "投函してはならない通知書です"),
            (f"{cls.numbers[-2]},印刷済,,,", "結果", f"通知書 {cls.numbers[-2]} はすでに無効です"),
            (f'{unused[18]},印刷済,,"閉じない,', "", "引用符（\"）が閉じられていません"),
        ]

    @classmethod
    def make_lines(cls):
        """The lines of the file, and (line, field, beginning of the reason) of each error."""
        good = [f"{number},{word},{cls.time},印刷 太郎,{at}" for at, (number, word) in
                enumerate([(number, word) for number in cls.numbers[:100] for word in ("受取", "印刷済", "投函済")])]
        good += [f"{number},返戻,,配達員," for number in cls.numbers[:3]]
        good += [f"{number},印刷済,,," for number in cls.numbers[140:150] for _ in range(2)]
        bad = cls.bad_lines()
        middle, last = bad[:-1], bad[-1]
        lines, expected, number = [], [], 2

        def add(line):
            nonlocal number
            raw = (line if isinstance(line, bytes) else line.encode()) + b"\r\n"
            lines.append(raw)
            number += raw.count(b"\n")

        while good or middle:
            for _ in range(12):
                if good:
                    add(good.pop(0))
            if middle:
                line, field, reason = middle.pop(0)
                expected.append([number, field, reason])
                add(line)
        add(f"{cls.second},印刷済,,,")  # only voided letters: passed over
        while number < cls.LINES:
            add(f"{cls.numbers[number % 97 + 3]},投函済,{cls.time},印刷 太郎,")
        expected.append([number, last[1], last[2]])
        add(last[0])
        return lines, expected

    def test_every_bad_line_is_reported_with_line_field_and_reason_and_nothing_else(self):
        errors = self.house.errors_of("all.csv")
        self.assertEqual([error[:2] for error in errors], [[str(line), field] for line, field, _ in self.expected])
        for error, (_, _, reason) in zip(errors, self.expected):
            self.assertTrue(error[3].startswith(reason) or reason in error[3], (error, reason))
            self.assertNotEqual(error[3], "")

    def test_good_lines_are_taken(self):
        self.assertEqual(self.house.states(), ["returned"] * 3 + ["posted"] * 97 + ["sealed"] * 40 + ["printed"] * 10 +
                         ["voided"] * 2)
        self.assertEqual(self.house.query("SELECT SUM(print_count) FROM letters WHERE state = 'printed'"), [(20,)])
        ended = self.ran.event("job_ended")
        self.assertEqual([ended["malformed"], ended["failed"]], [len(self.expected), 0])
        self.assertGreater(ended["done"], 1900)

    def test_no_free_text_stands_in_a_log_or_the_audit(self):
        texts = self.house.said + [str(row) for row in self.house.query("SELECT * FROM audit")]
        self.assertNotIn("太郎", "".join(texts))
        self.assertNotIn("配達員", "".join(texts))

    def test_same_file_again_changes_nothing_and_the_audit_holds(self):
        tables = ("letters", "applications", "print_results", "audit")
        before = [self.house.query(f"SELECT * FROM {table}") for table in tables]
        stop = self.house.stopped()
        self.house.drop("print-results", "again.csv", self.content)
        self.house.run("track-letters", code=65)
        self.assertEqual([self.house.query(f"SELECT * FROM {table}") for table in tables], before)
        self.assertEqual(self.house.stopped(), stop)
        self.assertEqual(len(self.house.errors_of("again.csv")), len(self.expected))
        self.house.command("audit", "verify")


if __name__ == "__main__":
    unittest.main()
