#!/usr/bin/env python3
"""The review worksheet: what it shows, when it is made, and its way back through a spreadsheet."""

import csv
import io
import os
import pathlib
import re
import shutil
import sqlite3
import stat
import subprocess
import unittest

from installation import (PATIENCE_SECONDS, TEMPLATES, Installation, InstallationTest, application, decisions_csv, office, office_number,
                          read_csv)
from workbook import Workbook

COLUMNS = ["受付番号", "至急", "事業所番号", "事業所名", "電話番号", "郵便番号", "住所", "連合会", "種別", "状態", "申請日時",
           "この状態になった日時", "経過営業日", "10日までに届くか", "所見", "過去12か月の申請", "電話確認", "承認した人数", "判定", "理由", "備考", "審査者",
           "更新番号"]
NAME = re.compile(r"審査一覧_\d{8}_\d{4}(_\d\d)?(-\d+)?\.(xlsx|csv)")
HOKKAIDO = [office_number("01", serial) for serial in range(1, 4)]  # leading zeros
SOFFICE = shutil.which("soffice")


class WorksheetTest(InstallationTest):
    def setUp(self):
        super().setUp()
        self.review = self.house.state / "review"

    def take(self, numbers, **fields):
        self.house.take_ledger([office(number, **fields) for number in numbers])
        self.house.take_applications([application(number) for number in numbers])
        self.receipts = [self.house.receipt_of(number) for number in numbers]

    def names(self):
        found = sorted(path.name for path in self.review.iterdir()) if self.review.exists() else []
        for name in found:
            self.assertRegex(name, NAME)
        return found

    def newest(self, suffix):
        """Files of one minute are told apart by the number behind their name."""
        return max(self.review.glob(f"*.{suffix}"), key=lambda path: path.stat().st_mtime_ns)

    def rows(self):
        return read_csv(self.newest("csv"))

    def states(self):
        return [self.house.state_of(receipt) for receipt in self.receipts]

    def fill_in(self, decisions):
        """The worksheet with 判定, 理由, 備考 and 審査者 of each receipt filled in, as a person does."""
        book = Workbook(self.newest("xlsx"))
        header, *rows = book.rows(1)
        texts = {(at, header.index(name)): text for at, row in enumerate(rows, 1)
                 for name, text in decisions.get(row[0], {}).items()}
        filled = self.house.root / "filled.xlsx"
        book.fill_in(1, texts, filled)
        return filled

    def choice(self, code):
        (found,) = [row[1] for row in Workbook(self.newest("xlsx")).rows(2) if row[1].endswith(f"[{code}]")]
        return found

    def worksheet_filled_in(self):
        """A worksheet of three offices, with one verdict of each kind."""
        self.take(HOKKAIDO)
        self.house.run("review-worksheet")
        return self.fill_in({
            self.receipts[0]: {"判定": "承認", "審査者": "審査 花子"},
            self.receipts[1]: {"判定": "不承認", "理由": self.choice("withdrawn_by_office"), "備考": "=内線, \"3\" で確認"},
            self.receipts[2]: {"判定": "保留", "理由": "waiting_for_phone_check"}})

    def assert_decided(self):
        """That the verdicts of worksheet_filled_in() were taken."""
        self.assertEqual(self.states(), ["approved", "rejected", "on_hold"])
        self.assertEqual(self.house.json("application", "show", self.receipts[1])["decisions"][0]["note"], "=内線, \"3\" で確認")
        self.assertEqual(self.house.json("application", "show", self.receipts[0])["decisions"][0]["reviewer"], "審査 花子")


class Making(WorksheetTest):
    def test_shows_what_is_in_review_and_on_hold_in_the_workbook_and_the_csv(self):
        self.take(HOKKAIDO, 電話番号="011-000-0001", 郵便番号="060-0001", 住所="北海道札幌市1")
        self.house.command("application", "hold", self.receipts[1], "--reason", "waiting_for_phone_check")
        self.house.command("application", "reject", self.receipts[2], "--reason", "withdrawn_by_office")
        self.house.run("review-worksheet")
        book = Workbook(self.newest("xlsx"))
        self.assertEqual([[cell.replace("\n", " / ") for cell in row] for row in book.rows(1)],
                         [COLUMNS] + [list(row.values()) for row in self.rows()])
        self.assertEqual(book.frozen(1), "B2")
        first, second = self.rows()
        self.assertEqual([first["受付番号"], second["受付番号"]], self.receipts[:2])
        self.assertEqual([first["状態"], second["状態"]], ["審査中", "保留(電話確認待ち)"])
        self.assertEqual([first[name] for name in ("事業所番号", "事業所名", "電話番号", "郵便番号", "住所", "連合会", "種別", "申請日時")],
                         [HOKKAIDO[0], "訪問介護ステーションあおぞら", "011-000-0001", "060-0001", "北海道札幌市1", "01", "再発行",
                          "2026-11-22 09:00"])
        self.assertEqual([first[name] for name in ("判定", "理由", "備考", "審査者")], [""] * 4)
        self.assertEqual(first["更新番号"], str(self.house.json("application", "show", self.receipts[0])["version"]))

    def test_a_union_with_a_directory_of_its_own_has_its_worksheet_there(self):
        (self.review / "01").mkdir(parents=True)
        self.take([HOKKAIDO[0], office_number("13", 1)])
        made = {row["prefecture"]: pathlib.Path(row["csv"]).parent for row in self.house.json("review")}
        self.assertEqual(made, {"01": self.review / "01", "13": self.review})
        for prefecture, folder in made.items():
            self.assertEqual([path.suffix for path in sorted(folder.glob(f"*_{prefecture}.*"))], [".csv", ".xlsx"])

    def test_drop_downs_offer_the_verdicts_and_the_reasons_with_their_sentences(self):
        self.take(HOKKAIDO[:2])
        self.house.run("review-worksheet")
        book = Workbook(self.newest("xlsx"))
        with open(TEMPLATES / "reasons.csv", encoding="utf-8", newline="") as file:
            reasons = [row for row in csv.DictReader(file) if row["判定"] != "受付不可"]
        self.assertEqual(book.drop_downs(1), {"S2:S3": '"承認,不承認,保留"', "T2:T3": f"'理由'!$B$2:$B${len(reasons) + 1}"})
        self.assertEqual(book.rows(2), [["判定", "理由", "申請者への文"]] +
                         [[row["判定"], f"{row['表示名']} [{row['コード']}]", row["申請者への文"]] for row in reasons])

    def test_findings_and_earlier_applications_stand_in_the_row(self):
        self.house.take_ledger([office(HOKKAIDO[0], 住所="")])
        for at, day in enumerate(("2025-11-01", "2026-01-05", "2026-11-22")):
            self.house.take_applications([application(HOKKAIDO[0], f"s{at}", submitted_at=f"{day}T09:00:00+09:00")],
                                         name=f"{at}.jsonl")
        receipts = [row["receipt_number"] for row in self.house.json("application", "list")]
        self.house.command("--as-of", "2026-11-22T12:00:00+09:00", "review")
        row = self.rows()[2]
        self.assertTrue(row["所見"].startswith("[承認不可] 事業所台帳に住所がありません / "), row)
        self.assertEqual(Workbook(self.newest("xlsx")).rows(1)[3][14], row["所見"].replace(" / ", "\n"))
        self.assertEqual(row["過去12か月の申請"], f"2026-01-05 {receipts[1]} 審査中")
        self.assertEqual(row["10日までに届くか"], "所見を先に直す必要があります")

    def test_age_is_in_working_days_and_the_letter_is_told_to_come_in_time_or_not(self):
        self.house = Installation()
        self.addCleanup(self.house.remove)
        self.house.command("init", "--rehearsal")
        self.review = self.house.state / "review"
        self.house.take_ledger([office(HOKKAIDO[0])])
        self.house.take_applications([application(HOKKAIDO[0], submitted_at="2026-12-25T09:00:00+09:00")])
        # 26 and 27 December are a weekend, 29 December to 3 January free, 9 January is a Saturday.
        for now, age, arrival in (("2026-12-25T18:00", "0", "1月10日に間に合います(余裕2営業日)"),
                                  ("2026-12-28T18:00", "1", "1月10日に間に合います(余裕1営業日)"),
                                  ("2027-01-04T09:00", "2", "1月10日に間に合います(余裕0営業日)"),
                                  ("2027-01-05T09:00", "3", "1月10日には間に合いません"),
                                  ("2027-01-11T09:00", "6", "2月10日に間に合います")):
            with self.subTest(now):
                self.house.command("--as-of", f"{now}:00+09:00", "review", "--again")
                (row,) = self.rows()
                self.assertEqual(row["経過営業日"], age)
                self.assertTrue(row["10日までに届くか"].startswith(arrival), row)
        self.house.command("--set", "review.mail_days=3", "--as-of", "2027-01-05T09:00:00+09:00", "review", "--again")
        self.assertEqual(self.rows()[0]["10日までに届くか"], "1月10日に間に合います(余裕0営業日)")

    def test_nothing_new_makes_no_new_file_and_what_is_new_makes_one(self):
        self.take(HOKKAIDO[:2])
        self.house.run("review-worksheet")
        first = self.names()
        self.assertEqual(len(first), 2)
        self.house.run("review-worksheet")
        self.assertEqual(self.house.command("review").out,
                         f"新しく審査するものはありません\n最新の一覧: {first[1]}\n")
        self.house.command("application", "approve", self.receipts[0])
        self.house.run("review-worksheet")
        self.assertEqual(self.names(), first)  # it only has a row that is decided
        self.house.take_ledger([office(number, 電話番号="011-000-0009") for number in HOKKAIDO[:2]])
        self.house.run("screen-applications", "review-worksheet")
        self.assertEqual(len(self.names()), 4)
        self.assertEqual([[row["受付番号"], row["電話番号"]] for row in self.rows()], [[self.receipts[1], "011-000-0009"]])

    def test_nothing_in_review_makes_no_file_at_all(self):
        self.house.take_ledger([office(HOKKAIDO[0])])
        self.house.run("review-worksheet")
        self.assertEqual(self.house.command("review", "--again").out, "新しく審査するものはありません\n")
        self.assertEqual(self.names(), [])

    def test_each_union_has_a_worksheet_of_its_own(self):
        self.take([HOKKAIDO[0], office_number("13", 1)])
        made = self.house.json("review")
        self.assertEqual([row["prefecture"] for row in made], ["01", "13"])
        for row, receipt in zip(made, self.receipts):
            self.assertTrue(row["csv"].endswith(f"_{row['prefecture']}.csv"))
            self.assertEqual([line["受付番号"] for line in read_csv(pathlib.Path(row["csv"]))], [receipt])
        self.assertEqual(self.house.json("review"), [])
        (again,) = self.house.json("review", "--union", "13", "--again")
        self.assertEqual(again["prefecture"], "13")

    def test_files_are_for_the_group_of_the_directory_and_for_nobody_else(self):
        os.chmod(self.house.state, 0o2750)
        self.take(HOKKAIDO[:1])
        self.house.run("review-worksheet", umask=0o077)
        self.assertEqual(stat.S_IMODE(self.review.stat().st_mode), 0o2750)
        self.assertEqual({stat.S_IMODE(path.stat().st_mode) for path in self.review.iterdir()}, {0o640})

    def test_what_a_dead_process_began_is_made_under_the_same_name(self):
        self.take(HOKKAIDO[:1])
        self.house.run("review-worksheet")
        before = self.names()
        with sqlite3.connect(self.house.state / "saihakko.db") as database:
            database.execute("UPDATE worksheets SET state = 'begun'")
        (self.review / before[1]).unlink()
        self.house.run("review-worksheet")
        self.assertEqual(self.names(), before)
        with sqlite3.connect(self.house.state / "saihakko.db") as database:
            database.execute("UPDATE worksheets SET state = 'begun'")
        self.house.command("application", "approve", self.receipts[0])
        self.house.run("review-worksheet")
        self.assertEqual(self.names(), [])

    def test_formulas_are_defused_and_stay_text(self):
        self.take(HOKKAIDO[:3])
        texts = ["=1+1", "＝HYPERLINK(1)", "@SUM(1)", "-2+3", "+81-3-0000-0001"]
        self.house.take_ledger([office(HOKKAIDO[0], 事業所名=texts[0], 住所=texts[1], 電話番号=texts[4]),
                                office(HOKKAIDO[1], 事業所名=texts[2]), office(HOKKAIDO[2], 事業所名=texts[3])], name="b.csv")
        self.house.run("screen-applications", "review-worksheet")
        rows = self.rows()
        self.assertEqual([rows[0]["事業所名"], rows[0]["住所"], rows[1]["事業所名"], rows[2]["事業所名"], rows[0]["電話番号"]],
                         ["'" + text for text in texts])
        self.assertEqual([row[3] for row in Workbook(self.newest("xlsx")).rows(1)[1:]], [texts[0], texts[2], texts[3]])

    def test_cp932_writes_out_what_it_does_not_have(self):
        self.house.configure("[review]\ncsv_encoding = cp932\n")
        self.take(HOKKAIDO[:1], 事業所名="𠮷野〜髙﨑①")
        self.house.run("review-worksheet")
        content = self.newest("csv").read_bytes()
        (row,) = csv.DictReader(io.StringIO(content.decode("cp932"), newline=""))
        self.assertEqual(row["事業所名"], "[U+20BB7]野～髙﨑①")
        self.house.drop("decisions", "a.csv", decisions_csv([row | {"判定": "承認"}], "cp932", COLUMNS))
        self.house.run("take-decisions")
        self.assertEqual(self.states(), ["approved"])


class WayBack(WorksheetTest):
    @unittest.skipUnless(SOFFICE, "LibreOffice is not there")
    def test_worksheet_filled_in_and_saved_by_libreoffice_decides_with_office_numbers_whole(self):
        filled = self.worksheet_filled_in()
        subprocess.run([SOFFICE, f"-env:UserInstallation=file://{self.house.root}/profile", "--headless", "--convert-to",
                        "csv:Text - txt - csv (StarCalc):44,34,76,1", "--outdir", self.house.root, filled],
                       check=True, capture_output=True, timeout=PATIENCE_SECONDS)
        content = (self.house.root / "filled.csv").read_bytes()
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        self.assertEqual([row["事業所番号"] for row in rows], HOKKAIDO)
        self.assertEqual([row["受付番号"] for row in rows], self.receipts)
        self.house.drop("decisions", "filled.csv", content)
        self.house.run("take-decisions")
        self.assert_decided()

    def test_csv_as_excel_saves_it_decides(self):
        self.take(HOKKAIDO[:2])
        self.house.run("review-worksheet")
        rows = self.rows()
        rows[0] |= {"判定": "承認", "事業所番号": str(int(rows[0]["事業所番号"])), "申請日時": "2026/11/22 9:00"}
        rows[1] |= {"判定": "不承認", "理由": self.choice("withdrawn_by_office")}
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow([*COLUMNS, "", ""])
        writer.writerows([*row.values(), "", ""] for row in rows)
        writer.writerows([[""] * (len(COLUMNS) + 2)] * 3)
        self.house.drop("decisions", "excel.csv", out.getvalue().encode("cp932"))
        self.house.run("take-decisions")
        self.assertEqual(self.states(), ["approved", "rejected"])

    def test_row_of_an_older_worksheet_is_refused(self):
        self.take(HOKKAIDO[:1])
        self.house.run("review-worksheet")
        (row,) = self.rows()
        self.house.command("application", "hold", self.receipts[0], "--reason", "waiting_for_phone_check")
        self.house.drop("decisions", "old.csv", decisions_csv([row | {"判定": "承認"}], columns=COLUMNS))
        self.house.run("take-decisions", code=65)
        self.assertEqual(self.states(), ["on_hold"])


if __name__ == "__main__":
    unittest.main()
