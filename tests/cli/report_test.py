#!/usr/bin/env python3
"""The daily report: its counts, its loud line, the days it makes up, its CSV, and how the page looks."""

import contextlib
import datetime
import html.parser
import os
import pathlib
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import unittest

import browser
import installation
from installation import SOURCE, application, csv_text, decision, office, office_number, read_csv

sys.path.insert(0, str(SOURCE / "tests" / "bench"))
import year_rows  # noqa: E402

JAPAN = datetime.timezone(datetime.timedelta(hours=9))
TOKYO = [office_number("13", serial) for serial in range(1, 6)]
HOKKAIDO = office_number("01", 1)
RESULTS = ["通知書番号", "結果", "日時", "担当者", "追跡番号"]
SCREENSHOTS = os.environ.get("SAIHAKKO_SCREENSHOTS")  # a folder to keep them in, for the eye


class Tables(html.parser.HTMLParser):
    """{heading: {first cell: the other cells}} of each section, and all text of the alert."""

    def __init__(self, page):
        super().__init__()
        self.sections, self.alert, self._path, self._row, self._heading = {}, "", [], None, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag in ("meta", "link", "br"):
            return
        self._path.append((tag, dict(attributes).get("class", "")))
        if tag == "tr":
            self._row = []
        if tag in ("th", "td"):
            self._row.append("")

    def handle_endtag(self, tag):
        self._path.pop()
        if tag == "tr" and self._row:
            self._table[self._row[0]] = self._row[1:]

    def handle_data(self, data):
        tags = [tag for tag, _ in self._path]
        if ("div", "alert") in self._path:
            self.alert += data
        if tags[-1:] == ["h2"]:
            self._section = self.sections.setdefault(data, {})
        if tags[-1:] == ["h3"]:
            self._table = self._section.setdefault(data, {})
        if tags[-1:] in (["th"], ["td"]):
            self._row[-1] += data


class ReportTest(unittest.TestCase):
    def setUp(self):
        self.house = installation.Installation()
        self.addCleanup(self.house.remove)
        self.house.command("init", "--rehearsal")
        self.first = (datetime.datetime.now(JAPAN) + datetime.timedelta(days=1)).replace(hour=9, minute=0, second=0)
        self.reports = self.house.state / "reports"

    def at(self, day, *words, hour=9, code=0):
        """A command at an hour of the day so many days after the first."""
        moment = (self.first + datetime.timedelta(days=day)).replace(hour=hour)
        return self.house.command("--log-format", "json", "--as-of", moment.isoformat("T", "seconds"), *words, code=code)

    def name(self, day):
        return (self.first + datetime.timedelta(days=day)).strftime("%Y-%m-%d")

    def page(self, day):
        return (self.reports / f"{self.name(day)}.html").read_text(encoding="utf-8")

    def tables(self, day, section=None):
        sections = Tables(self.page(day)).sections
        return sections[section] if section else next(iter(sections.values()))

    def csv_rows(self, day):
        return [row for row in read_csv(self.reports / f"{self.name(day)[:7]}.csv") if row["日付"] == self.name(day)]

    def execute(self, *statements):
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as database, database:
            for statement in statements:
                database.execute(statement)

    def take(self, day, numbers):
        submitted = (self.first + datetime.timedelta(days=day)).isoformat("T", "seconds")
        self.house.drop("ledger", f"{day}.csv", installation.ledger_csv([office(number) for number in numbers]))
        self.house.drop("applications", f"{day}.jsonl", installation.json_lines(
            [application(number, submitted_at=submitted) for number in numbers]))
        self.at(day, "run", "import-ledger", "take-applications", "screen-applications", "send-notices")

    def decide(self, day, *decisions):
        self.house.drop("decisions", f"{day}.csv", installation.decisions_csv(list(decisions)))
        self.at(day, "run", "take-decisions", "render-letters", "send-notices", hour=10)

    def post(self, day, letters):
        when = (self.first + datetime.timedelta(days=day)).strftime("%Y/%m/%d 15:00")
        self.house.drop("print-results", f"{day}.csv", csv_text(RESULTS, [dict(zip(RESULTS, [
            letter["notice_number"], "投函済", when, "", ""])) for letter in letters]).encode("utf-8-sig"))
        self.at(day, "run", "track-letters", hour=16)

    def three_days(self):
        """Five applications; on the second day three are approved and one rejected; two of the letters are posted on
        the third."""
        self.take(0, TOKYO)
        receipts = [self.house.receipt_of(number) for number in TOKYO]
        self.decide(1, *[decision(receipt, "承認") for receipt in receipts[:3]],
                    decision(receipts[3], "不承認", "withdrawn_by_office"))
        self.post(2, self.house.json("letter", "list")[:2])
        return receipts


class Counting(ReportTest):
    def test_each_day_tells_what_came_what_went_and_what_there_is(self):
        self.three_days()
        self.at(3, "run", "report", hour=6)
        self.assertEqual(sorted(path.name for path in self.reports.glob("*.html")),
                         [f"{self.name(day)}.html" for day in range(3)])
        balance = [self.tables(day)["申請の増減"] for day in range(3)]
        self.assertEqual(balance[0], {"状態": ["前日", "入", "出", "当日"], "受付": ["0", "+5", "−5", "0"],
                                      "審査中": ["0", "+5", "0", "5"]})
        self.assertEqual(balance[1], {"状態": ["前日", "入", "出", "当日"], "審査中": ["5", "0", "−4", "1"],
                                      "承認": ["0", "+3", "−3", "0"], "発行": ["0", "+3", "0", "3"],
                                      "不承認": ["0", "+1", "0", "1"]})
        self.assertEqual(balance[2], {"状態": ["前日", "入", "出", "当日"], "審査中": ["1", "0", "0", "1"],
                                      "発行": ["3", "0", "−2", "1"], "投函済": ["0", "+2", "0", "2"],
                                      "不承認": ["1", "0", "0", "1"]})
        states = [row["state"] for row in self.house.json("application", "list")]
        self.assertEqual({state: states.count(state) for state in set(states)},
                         {"in_review": 1, "issued": 1, "posted": 2, "rejected": 1})
        self.assertEqual(self.tables(2)["通知書の増減"], {
            "状態": ["前日", "入", "出", "当日"], "作成済": ["3", "0", "−2", "1"], "投函済": ["0", "+2", "0", "2"]})
        sent = [row for row in self.house.json("notice", "list") if row["state"] == "sent"]
        self.assertEqual(self.tables(0)["メールの結果"]["送信済"][0], "5")
        by_day = [int(self.tables(day)["メールの結果"]["送信済"][0]) for day in range(3)]
        self.assertEqual(sum(by_day), len(sent))

    def test_days_from_submission_to_posting_are_told_with_the_posting_that_was_reported(self):
        self.three_days()
        self.at(3, "run", "report", hour=6)
        (row,) = self.csv_rows(2)
        # 09:00 of the first day to 15:00 of the third.
        self.assertEqual([row["投函"], row["申請から投函まで 中央値(日)"], row["申請から投函まで 95%(日)"]], ["2", "2.2", "2.2"])
        (row,) = self.csv_rows(1)
        self.assertEqual([row["投函"], row["申請から投函まで 中央値(日)"]], ["0", ""])

    def test_csv_has_a_row_a_day_that_says_what_the_page_says(self):
        self.three_days()
        self.at(3, "run", "report", hour=6)
        rows = [row for day in range(3) for row in self.csv_rows(day)]
        self.assertEqual([(row["連合会"], row["申請"], row["承認"], row["不承認"], row["残 審査中"], row["残 発行"], row["件数の収支"])
                          for row in rows],
                         [("13", "5", "0", "0", "5", "0", "一致"), ("13", "0", "3", "1", "1", "3", "一致"),
                          ("13", "0", "0", "0", "1", "1", "一致")])

    def test_unions_are_told_together_and_each_by_itself(self):
        self.take(0, [HOKKAIDO, *TOKYO[:2]])
        self.at(1, "run", "report", hour=6)
        self.assertEqual(list(Tables(self.page(0)).sections), ["全体", "01 北海道国民健康保険団体連合会", "13 東京都国民健康保険団体連合会"])
        self.assertEqual([self.tables(0, section)["申請の増減"]["審査中"][3] for section in Tables(self.page(0)).sections],
                         ["3", "1", "2"])
        self.assertEqual([(row["連合会"], row["申請"]) for row in self.csv_rows(0)], [("01", "1"), ("13", "2")])

    def test_the_day_that_still_goes_on_is_not_reported(self):
        self.take(0, TOKYO[:1])
        self.at(0, "run", "report", hour=23)
        self.assertFalse(self.reports.exists())
        self.at(1, "run", "report", hour=0)
        self.assertTrue((self.reports / f"{self.name(0)}.html").is_file())

    def test_what_happens_after_midnight_belongs_to_the_next_day(self):
        self.take(0, TOKYO[:2])
        self.decide(1, decision(self.house.receipt_of(TOKYO[0]), "承認"))
        self.at(1, "run", "report", hour=12)
        self.assertEqual(self.tables(0)["申請の増減"]["審査中"], ["0", "+2", "0", "2"])
        self.at(2, "run", "report", hour=6)
        self.assertEqual(self.tables(1)["申請の増減"]["審査中"], ["2", "0", "−1", "1"])

    def test_a_step_that_is_caught_up_with_an_earlier_time_counts_on_the_next_day_and_balances(self):
        self.take(0, TOKYO[:2])
        self.at(2, "run", "report", hour=6)
        self.decide(0, decision(self.house.receipt_of(TOKYO[0]), "承認"))
        self.at(3, "run", "report", hour=6)
        self.assertEqual(self.tables(2)["申請の増減"]["審査中"], ["2", "0", "−1", "1"])


class Again(ReportTest):
    def without_the_time(self, day):
        return re.sub(r"作成 [-0-9: ]+", "", self.page(day))

    def test_a_second_run_writes_the_same_page_and_counts_nothing(self):
        self.three_days()
        self.at(3, "run", "report", hour=6)
        before, csv_before = self.without_the_time(2), (self.reports / f"{self.name(2)[:7]}.csv").read_bytes()
        rows = self.house.json("status")["runs"]
        self.decide(3, decision(self.house.receipt_of(TOKYO[4]), "承認"))
        (self.reports / f"{self.name(2)}.html").unlink()
        ran = self.at(3, "run", "report", hour=18)
        self.assertEqual(ran.event("job_ended")["done"], 0)
        self.assertEqual(self.without_the_time(2), before)
        self.assertEqual((self.reports / f"{self.name(2)[:7]}.csv").read_bytes(), csv_before)
        self.assertEqual([row["done"] for row in rows if row["job"] == "report"], [3])

    def test_the_page_stays_the_same_when_what_it_counts_is_purged(self):
        self.three_days()
        self.at(3, "run", "report", hour=6)
        before = self.without_the_time(2)
        self.at(500, "run", "expire-codes", "purge")
        self.execute("UPDATE report_days SET state = 'counted'")
        self.at(501, "run", "report")  # 400 days a run
        self.at(501, "run", "report")
        self.assertEqual(self.without_the_time(2), before)
        self.assertNotIn("件数が合いません", self.page(500))

    def test_limit_leaves_days_for_the_next_run(self):
        self.take(0, TOKYO[:1])
        self.at(4, "run", "report", "--limit", "1")
        self.assertEqual([path.stem for path in self.reports.glob("*.html")], [self.name(0)])
        self.at(4, "run", "report")
        self.assertEqual(len(list(self.reports.glob("*.html"))), 4)

    def test_dry_run_writes_nothing(self):
        self.take(0, TOKYO[:1])
        self.at(1, "run", "report", "--dry-run")
        self.assertFalse(self.reports.exists())

    def test_files_are_for_the_group_and_hold_nothing_personal(self):
        self.three_days()
        self.at(3, "run", "report", hour=6)
        files = sorted(self.reports.iterdir())
        self.assertEqual({stat.S_IMODE(path.stat().st_mode) for path in files}, {0o640})
        self.assertEqual(stat.S_IMODE(self.reports.stat().st_mode) & 0o777, 0o750)
        for path in files:
            text = path.read_text(encoding="utf-8")
            for word in ("あおぞら", "千代田", "applicant.example.jp", *TOKYO):
                self.assertNotIn(word, text)


class Balance(ReportTest):
    def test_a_state_that_was_changed_by_hand_is_told_loudly_on_that_day_alone(self):
        receipts = self.three_days()
        self.execute(f"UPDATE applications SET state = 'completed' WHERE receipt_number = '{receipts[4]}'")
        ran = self.at(3, "run", "report", hour=6, code=70)
        self.assertIn("件数が合いません", Tables(self.page(0)).alert)
        self.assertEqual([Tables(self.page(day)).alert for day in (1, 2)], ["", ""])
        causes = [line["cause"] for line in ran.events() if line["event"] == "counts_do_not_balance"]
        self.assertEqual(len(causes), 2)
        self.assertEqual(ran.event("job_ended")["failed"], 1)
        last = [row for row in self.house.json("status")["runs"] if row["job"] == "report"]
        self.assertEqual([last[0]["outcome"], last[0]["exit_code"]], ["failed", 70])

    def test_every_kind_of_inconsistency_is_seen(self):
        receipts = self.three_days()
        self.at(3, "run", "report", hour=6)
        wrongs = {
            "state": f"UPDATE applications SET state = 'completed' WHERE receipt_number = '{receipts[4]}'",
            "row": f"UPDATE applications SET prefecture = '14' WHERE receipt_number = '{receipts[4]}'",
            "letter": "UPDATE letters SET state = 'used' WHERE letter_id = 3",
            "audit": "INSERT INTO audit SELECT MAX(seq) + 1, MAX(at_ms), 0, 'uid:0', 'application_rejected', "
                     f"'{receipts[4]}', '', '', '', '' FROM audit",
            "lost": "INSERT INTO audit SELECT MAX(seq) + 1, MAX(at_ms), 0, 'uid:0', 'application_submitted', "
                    "'R999999990', '', '', '', '' FROM audit",
        }
        database = self.house.state / "saihakko.db"
        kept = self.house.root / "kept.db"
        with contextlib.closing(sqlite3.connect(database)) as source, contextlib.closing(sqlite3.connect(kept)) as copy:
            source.backup(copy)
        for name, wrong in wrongs.items():
            with self.subTest(name):
                for suffix in ("", "-wal", "-shm"):
                    database.with_name(database.name + suffix).unlink(missing_ok=True)
                shutil.copy(kept, database)
                self.execute(wrong)
                self.at(4, "run", "report", hour=6, code=70)
                tables = Tables(self.page(3))
                self.assertIn("件数が合いません", tables.alert)
                self.assertRegex(tables.alert, r"(申請|通知書)「\S+」: 前日 \d+ \+ 入 \d+ − 出 \d+ = \d+ のはずが \d+ です")
                self.assertIn("不一致", {row["件数の収支"] for row in self.csv_rows(3)})

    def test_the_next_day_begins_with_what_there_is_and_is_quiet_again(self):
        receipts = self.three_days()
        self.at(3, "run", "report", hour=6)
        self.execute(f"UPDATE applications SET state = 'rejected' WHERE receipt_number = '{receipts[4]}'")
        self.at(4, "run", "report", hour=6, code=70)
        self.at(4, "run", "report", hour=7, code=70)
        self.at(5, "run", "report", hour=6)
        self.assertEqual(Tables(self.page(3)).alert.count("のはずが"), 2)
        self.assertEqual(Tables(self.page(4)).alert, "")
        self.assertEqual(self.tables(4)["申請の増減"]["不承認"], ["2", "0", "0", "2"])


class Clock(ReportTest):
    def test_days_that_were_counted_while_the_clock_ran_ahead_are_counted_when_they_are_over(self):
        self.take(-3, TOKYO[:1])  # real time is a day before the first
        self.at(20, "run", "report", hour=6)
        self.take(-2, TOKYO[1:2])
        ran = self.house.run("report")
        self.assertEqual(ran.event("days_uncounted")["days"], 21)
        self.at(-10, "run", "report")  # a catch-up takes nothing back
        self.assertNotIn("days_uncounted", self.house.run("report").err)
        self.assertEqual(self.tables(-2)["申請の増減"]["審査中"][3], "1")
        self.at(0, "run", "report", hour=6)
        self.assertEqual(self.tables(-1)["申請の増減"]["審査中"][3], "2")


class Template(ReportTest):
    def test_a_field_that_no_report_has_is_refused(self):
        templates = self.house.root / "templates"
        shutil.copytree(installation.TEMPLATES, templates)
        page = templates / "report" / "daily.html"
        self.take(0, TOKYO[:1])
        for wrong, told in (("{{daet}}", "知らない項目 {{daet}}"), ("{{#alert}}", "daily.html: ")):
            page.write_text((installation.TEMPLATES / "report" / "daily.html").read_text(encoding="utf-8") + wrong,
                            encoding="utf-8")
            ran = self.at(1, "--set", f"templates.dir={templates}", "run", "report", code=78)
            self.assertIn(told, ran.event("job_failed")["cause"])

    def test_colours_stand_out_from_paper_and_from_their_neighbours_in_a_stack_without_any_colour(self):
        """3:1 against the ground (WCAG 2.1, 1.4.11), and two to one beside one another on a printer without colours."""
        page = (installation.TEMPLATES / "report" / "daily.html").read_text(encoding="utf-8")

        def luminance(colour):
            parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
            linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05
        found = [luminance(re.search(rf"^\.s{i} {{ fill: (#\w{{6}});", page, re.MULTILINE)[1]) for i in range(6)]
        for colour, neighbour in zip(found, found[1:] + found[-1:]):
            self.assertGreaterEqual(1.05 / colour, 3)
            self.assertTrue(colour is neighbour or max(colour / neighbour, neighbour / colour) >= 2)

    def test_words_are_escaped(self):
        templates = self.house.root / "templates"
        shutil.copytree(installation.TEMPLATES, templates)
        unions = templates / "unions.csv"
        unions.write_text(unions.read_text(encoding="utf-8").replace("東京都国民健康保険団体連合会", "<b>東京&都</b>"),
                          encoding="utf-8")
        self.take(0, TOKYO[:1])
        self.at(1, "--set", f"templates.dir={templates}", "run", "report")
        self.assertIn('">&lt;b&gt;東京&amp;都&lt;/b&gt;</h2>', self.page(0))


@unittest.skipUnless(browser.CHROMIUM, "chromium is not installed (scripts/deps tests)")
class Looks(unittest.TestCase):
    """A year of two unions, with large numbers, and a day that does not balance."""

    @classmethod
    def setUpClass(cls):
        cls.house = installation.Installation().init()
        cls.addClassCleanup(cls.house.remove)
        database = cls.house.state / "saihakko.db"
        now = datetime.datetime.now(JAPAN)
        year_rows.Writer(database, year_rows.Year(8_000, int(now.timestamp() * 1000), days=120))
        cls.house.run("report")
        with contextlib.closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("UPDATE daily_counts SET stock = stock + 98765 WHERE day = (SELECT MAX(day) FROM "
                               "report_days) AND prefecture = '13' AND stock > 0")
        cls.house.run("report", code=70)
        pages = sorted((cls.house.state / "reports").glob("*.html"))
        cls.loud, cls.quiet = pages[-1], pages[-2]
        cls.browser = cls.enterClassContext(browser.Browser())

    def keep(self, name, content):
        if SCREENSHOTS:
            (pathlib.Path(SCREENSHOTS) / name).write_bytes(content)

    def test_nothing_is_cut_and_nothing_overlaps_on_a_desktop_and_on_a_phone(self):
        for page in (self.quiet, self.loud):
            for width in (1280, 768, 375, 320):
                with self.subTest(page.name, width=width):
                    self.browser.open(page, width)
                    texts, faults = self.browser.look()
                    self.assertGreater(texts, 500)
                    self.assertEqual(faults, [])
                    self.keep(f"{page.stem}-{width}.png", self.browser.screenshot())

    def test_what_is_cut_or_overlaps_would_be_seen(self):
        for spoil in ("document.querySelector('svg text').setAttribute('x', 3000)",
                      "document.querySelectorAll('svg text')[2].setAttribute('y', "
                      "document.querySelectorAll('svg text')[0].getAttribute('y'))",
                      "document.querySelector('h1').style.minWidth = '3000px'",
                      "document.querySelector('h2').style.marginTop = '-40px'",
                      "document.querySelector('b').style.cssText = 'display: block; width: 5px; overflow: hidden'"):
            with self.subTest(spoil):
                self.browser.open(self.quiet, 1280)
                self.browser.evaluate(spoil)
                self.assertNotEqual(self.browser.look()[1], [])

    def test_charts_have_a_title_and_a_description_and_a_picture_in_them(self):
        self.browser.open(self.quiet, 1280)
        charts = self.browser.evaluate(
            "[...document.querySelectorAll('svg')].map(svg => [svg.getAttribute('aria-labelledby').split(' ')"
            ".map(id => document.getElementById(id).textContent.length > 4), svg.getAttribute('role'), "
            "svg.querySelectorAll('rect, circle').length > 0])")
        self.assertEqual(charts, [[[True, True], "img", True]] * 18)
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('[id]').length"),
                         self.browser.evaluate("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size"))

    def test_loads_nothing_and_could_not(self):
        self.browser.open(self.quiet, 1280)
        self.assertEqual(self.browser.requests, [self.quiet.as_uri()])
        text = self.quiet.read_text(encoding="utf-8")
        self.assertNotRegex(text, r"(?i)<(script|link|img|iframe|object|embed|base|form|a)\b|https?://|url\(|@import|src=|href=")
        self.browser.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.1:9/x.png'}))")
        self.assertTrue(self.browser.evaluate(
            "new Promise(done => { document.addEventListener('securitypolicyviolation', () => done(true));"
            " setTimeout(() => done(false), 5000);"
            " document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.1:9/y.png'})); })"))

    def test_paper_is_a4_and_has_every_row_whole(self):
        self.browser.open(self.quiet, 1280)
        pdf = self.browser.pdf()
        self.keep("paper.pdf", pdf)
        told = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
        self.assertRegex(told, r"Page size: +59[45]\.\d* x 84[12]\.?\d* pts \(A4\)")
        pages = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True,
                               check=True).stdout.decode().split("\f")[:-1]
        self.assertLessEqual(len(pages), 9)  # three a section
        day = datetime.date.fromisoformat(self.quiet.stem)
        rows = [line.split() for page in pages for line in page.splitlines()]
        for back in range(31):
            date = day - datetime.timedelta(days=back)
            row = [row for row in rows if row and row[0] == f"{date.month}/{date.day}" and len(row) == 9]
            self.assertEqual(len(row), 3, date)


if __name__ == "__main__":
    unittest.main()
