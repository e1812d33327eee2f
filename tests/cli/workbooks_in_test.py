#!/usr/bin/env python3
"""Workbooks (xlsx) as LibreOffice saves them, dropped for a ledger, decisions and print results in place of their CSV."""

import pathlib
import shutil
import subprocess
import unittest

import worksheet_test
from installation import PATIENCE_SECONDS, office, office_number, read_csv

SOFFICE = shutil.which("soffice")
HOKKAIDO = worksheet_test.HOKKAIDO


def saved(house, file, filters="xlsx"):
    """A file as LibreOffice saves it again, as xlsx."""
    target = house.root / "saved"
    subprocess.run([SOFFICE, f"-env:UserInstallation=file://{house.root}/profile", "--headless", "--infilter=CSV:44,34,76,1,,0,false,true",
                    "--convert-to", filters, "--outdir", target, file],
                   check=True, capture_output=True, timeout=PATIENCE_SECONDS)
    return (target / pathlib.Path(file).with_suffix(".xlsx").name).read_bytes()


@unittest.skipUnless(SOFFICE, "LibreOffice is not there")
class WorkbooksIn(worksheet_test.WorksheetTest):
    def csv_file(self, name, rows):
        file = self.house.root / name
        file.write_text("".join(",".join(row) + "\r\n" for row in rows), encoding="utf-8-sig", newline="")
        return file

    def test_a_worksheet_saved_by_libreoffice_decides_as_its_csv_does(self):
        filled = self.worksheet_filled_in()
        target = self.house.root / "saved"
        subprocess.run([SOFFICE, f"-env:UserInstallation=file://{self.house.root}/profile", "--headless", "--convert-to", "xlsx",
                        "--outdir", target, filled], check=True, capture_output=True, timeout=PATIENCE_SECONDS)
        self.house.drop("decisions", "filled.xlsx", (target / "filled.xlsx").read_bytes())
        self.house.run("take-decisions")
        self.assert_decided()

    def test_a_ledger_whose_numbers_became_numbers_is_taken_where_nothing_is_lost(self):
        kyoto = office_number("26", 1)
        rows = [["事業所番号", "事業所名", "郵便番号", "住所", "電話番号", "定員"],
                [kyoto, "訪問介護あおぞら", "600-8216", "京都市下京区1", "075-000-0001", "1200"],
                [HOKKAIDO[0], "訪問介護きた", "060-0001", "札幌市中央区1", "011-000-0001", "8"]]
        self.house.drop("ledger", "ledger.xlsx", saved(self.house, self.csv_file("ledger.csv", rows)))
        self.house.run("import-ledger", code=65)
        shown = self.house.json("office", "show", kyoto)
        self.assertEqual([shown["name"], shown["postcode"], shown["phone"]], ["訪問介護あおぞら", "6008216", "075-000-0001"])
        (errors,) = self.house.state.glob("inbox/refused/*/ledger/ledger.xlsx.errors.csv")
        (error,) = read_csv(errors)
        self.assertEqual([error["行"], error["項目"]], ["3", "事業所番号"])
        self.assertIn("先頭の0", error["理由"])

    def test_a_protected_and_a_cut_workbook_are_refused_by_name(self):
        whole = saved(self.house, self.csv_file("one.csv", [["事業所番号", "事業所名"], [HOKKAIDO[0], "あ"]]))
        for name, content, word in (("cut.xlsx", whole[:len(whole) // 2], "ブックを読めません"),
                                    ("old.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000), "パスワードを外し")):
            self.house.drop("ledger", name, content)
            self.house.run("import-ledger", code=65)
            (errors,) = self.house.state.glob(f"inbox/refused/*/ledger/{name}.errors.csv")
            self.assertIn(word, read_csv(errors)[0]["理由"])
        self.house.command("office", "show", HOKKAIDO[0], code=64)


if __name__ == "__main__":
    unittest.main()
