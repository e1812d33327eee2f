#!/usr/bin/env python3
"""Rare characters of names all the way: from the ledger onto the page, or into a finding."""

import subprocess
import unittest

from installation import (InstallationTest, application, decision, office, office_number, pages, read_csv, without_space)

NAMES = ["𠮷野家 介護", "𣘺本クリニック", "𠮟咤激励の里", "葛\U000e0100城デイサービス", "辻\U000e0100医院", "髙木医院", "宮﨑医院", "㈱介護",
         "みどりⅡ号館", "⼾田ケアセンター", "⻄の⾥"]
UNKNOWN_FORM = "葛\U000e01ef飾医院"


class RareNames(InstallationTest):
    def setUp(self):
        super().setUp()
        self.offices = {}
        for serial, name in enumerate(NAMES, 1):
            number = office_number("13", serial)
            self.offices[number] = office(number, **{"事業所名": name, "住所": f"東京都葛\U000e0100飾区{name}の隣{serial}-1"})

    def test_page_gives_back_every_name_and_address_as_the_ledger_has_it(self):
        self.house.take_ledger(self.offices.values())
        self.house.take_applications([application(number) for number in self.offices])
        self.house.approve_all()
        self.house.run("render-letters")
        pdf, = self.house.letter_pdfs()
        texts = pages(pdf)
        rows = read_csv(pdf.parent / "manifest.csv")
        self.assertEqual(len(rows), len(NAMES))
        for row in rows:
            wanted, page = self.offices[row["事業所番号"]], texts[int(row["ページ"]) - 1]
            self.assertEqual((row["事業所名"], row["住所"]), (wanted["事業所名"], wanted["住所"]))
            self.assertIn(without_space(wanted["事業所名"]) + "殿", page)
            self.assertIn(without_space(wanted["住所"]), page)
        for tool in (["qpdf", "--check"], ["mutool", "draw", "-q", "-F", "trace", "-o", "/dev/null"],
                     ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dPDFSTOPONWARNING", "-sDEVICE=nullpage"]):
            ran = subprocess.run([*tool, pdf], capture_output=True, check=True)
            said = (ran.stdout + ran.stderr).decode().replace("warning: ICC support is not available\n", "")
            self.assertNotIn("warning", said.lower(), tool)

    def test_form_that_no_font_has_blocks_the_approval_and_is_named(self):
        number = office_number("13", 1)
        self.house.take_ledger([office(number, **{"事業所名": UNKNOWN_FORM})])
        self.house.take_applications([application(number)])
        row, = self.house.json("application", "list")
        self.assertTrue(row["blocking"])
        self.assertEqual(row["office_number"], number)
        self.assertIn(f"事業所名に印刷できない文字があります(「{UNKNOWN_FORM[:2]}」U+845B U+E01EF)",
                      [finding["message"] for finding in row["findings"]])
        self.house.take_decisions([decision(row["receipt_number"], "承認")], code=65)
        self.assertEqual(self.house.state_of(row["receipt_number"]), "in_review")


if __name__ == "__main__":
    unittest.main()
