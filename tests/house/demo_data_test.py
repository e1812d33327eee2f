#!/usr/bin/env python3
"""The demonstration's data is what scripts/demo counts on."""

import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import demo_data  # noqa: E402

AT = "2026-11-22T09:00:00+09:00"
OPEN_DATA_HEADER = "都道府県コード又は市町村コード,No,都道府県名,市区町村名,事業所名,事業所名カナ,住所,事業所番号,備考"


def read_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class DemoData(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_command(self, *arguments):
        subprocess.run([sys.executable, ROOT / "scripts" / "demo_data.py", *map(str, arguments)], check=True)

    def applications(self, ledger, *more):
        out = self.folder / "applications.jsonl"
        self.run_command("applications", ledger, out, "--at", AT, *more)
        return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]

    def ledger(self):
        out = self.folder / "ledger.csv"
        self.run_command("ledger", out)
        return out

    def test_check_digit_follows_the_official_rule(self):
        self.assertEqual(demo_data.check_digit("011041246"), "7")  # a real office's number

    def test_ledger_is_the_same_each_time_and_holds_the_peculiar_offices(self):
        first = self.ledger().read_bytes()
        self.assertEqual(self.ledger().read_bytes(), first)
        offices = read_csv(self.ledger())
        self.assertEqual(len({office["事業所番号"] for office in offices}), 300)
        self.assertEqual(max(len(office["事業所名"]) for office in offices), 60)
        self.assertEqual(max(len(office["住所"]) for office in offices), 105)
        self.assertEqual({office["状態"] for office in offices}, {"", "有効", "休止", "廃止"})
        self.assertIn("13;14", [office["発行都道府県"] for office in offices])
        wrong = [office for office in offices
                 if demo_data.check_digit(office["事業所番号"][:9]) != office["事業所番号"][9]]
        self.assertEqual(len(wrong), 3)

    def test_applications_name_an_unknown_office_and_one_twice(self):
        ledger = self.ledger()
        known = {office["事業所番号"]: office for office in read_csv(ledger)}
        applications = self.applications(ledger)
        self.assertEqual(len({application["submission_id"] for application in applications}), 200)
        numbers = [application["office_number"] for application in applications]
        unknown = [number for number in numbers if number.isascii() and number not in known]
        self.assertEqual(len(unknown), 2)
        self.assertEqual(len(set(numbers)), len(numbers) - 1)
        first_ids = {application["office_number"] for application in applications
                     if application.get("kind") == "new"}
        self.assertGreater(len(first_ids), 20)
        self.assertEqual({known[number]["発行都道府県"] for number in first_ids}, {"なし"})

    def test_a_ledger_smaller_than_the_count_is_enough(self):
        ledger = self.folder / "one.csv"
        ledger.write_text("事業所番号,事業所名\n1311111111,請求事業所A\n", encoding="utf-8")
        self.assertEqual(len(self.applications(ledger)), 4)

    def test_open_data_in_cp932_is_read_and_a_number_on_two_rows_is_one_office(self):
        ledger = self.folder / "open-data.csv"
        row = "011096,1,北海道,札幌市,㈱髙橋介護,タカハシカイゴ,札幌市中央区1-2,0110412467,\r\n"
        ledger.write_bytes((OPEN_DATA_HEADER + "\r\n" + row + row).encode("cp932"))
        applications = self.applications(ledger, "--all")
        self.assertEqual([application["office_number"] for application in applications].count("0110412467"), 2)
        self.assertNotIn("new", [application.get("kind") for application in applications])

    def test_decisions_approve_no_blocking_row_and_no_office_twice(self):
        rows = [{"receipt_number": f"R{place:03d}", "office_number": f"{place // 2:010d}", "state": "in_review",
                 "blocking": place % 10 == 0} for place in range(200)]
        (self.folder / "list.json").write_text(json.dumps(rows), encoding="utf-8")
        self.run_command("decisions", self.folder / "list.json", self.folder / "decisions.csv")
        decisions = read_csv(self.folder / "decisions.csv")
        by_receipt = {row["receipt_number"]: row for row in rows}
        approved = [by_receipt[row["受付番号"]] for row in decisions if row["判定"] == "承認"]
        self.assertFalse(any(row["blocking"] for row in approved))
        self.assertEqual(len({row["office_number"] for row in approved}), len(approved))
        codes = {row["コード"]: row["判定"] for row in read_csv(ROOT / "templates" / "reasons.csv")}
        for row in decisions:
            if row["判定"] in ("不承認", "保留"):
                self.assertEqual(codes.get(row["理由"]), row["判定"])

    def test_reasons_that_an_applicant_reads_have_a_sentence_and_tell_nothing(self):
        for row in read_csv(ROOT / "templates" / "reasons.csv"):
            self.assertRegex(row["コード"], r"\A[a-z]+(_[a-z]+)*\Z")
            self.assertEqual(row["申請者への文"] == "", row["判定"] == "保留")
            self.assertNotRegex(row["申請者への文"], r"[0-9０-９@{}]")

    def test_unions_are_the_47_prefectures_in_order(self):
        unions = read_csv(ROOT / "templates" / "unions.csv")
        self.assertEqual([row["都道府県コード"] for row in unions], [f"{code:02d}" for code in range(1, 48)])


if __name__ == "__main__":
    unittest.main()
