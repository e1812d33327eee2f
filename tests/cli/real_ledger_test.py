#!/usr/bin/env python3
"""Every office of a real ledger gets its letter, or is named with what keeps it from one.

SAIHAKKO_REAL_LEDGER names the ledger: the union's format or the ministry's open data, in UTF-8.
"""

import collections
import contextlib
import csv
import io
import os
import pathlib
import random
import re
import sqlite3
import subprocess
import unicodedata
import unittest

from installation import (Installation, application, decision, pages, password_on, read_csv, without_space)

LEDGER = os.environ.get("SAIHAKKO_REAL_LEDGER")
NUMBER = re.compile(r"(0[1-9]|[1-3]\d|4[0-7])[0-9A-HJ-NPR-Z]\d{7}")
NAMED = re.compile(r"「(.)」U\+([0-9A-F]{4,6})")


def offices_in(path):
    """By readable number, the row whose name and address most of its rows carry, ties by code point."""
    rows = {}
    with open(path, encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            number = unicodedata.normalize("NFKC", row["事業所番号"]).strip().upper()
            if NUMBER.fullmatch(number):
                rows.setdefault(number, []).append(row)
    return {number: most_carried(of) for number, of in rows.items()}


def most_carried(rows):
    votes = collections.Counter((row["事業所名"], row["住所"]) for row in rows)
    return min(rows, key=lambda row: (not row["事業所名"] or not row["住所"], -votes[row["事業所名"], row["住所"]],
                                      row["事業所名"], row["住所"]))


@unittest.skipUnless(LEDGER, "SAIHAKKO_REAL_LEDGER names no ledger")
class RealLedger(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = Installation()
        cls.addClassCleanup(cls.house.remove)
        cls.house.init()
        cls.offices = offices_in(LEDGER)
        cls.house.drop("ledger", "ledger.csv", pathlib.Path(LEDGER).read_bytes())
        cls.imported = cls.house.call("--config", cls.house.configuration, "run", "import-ledger")
        cls.house.take_applications([application(number) for number in cls.offices])
        rows = cls.house.json("application", "list")
        cls.blocked = {row["office_number"]: row for row in rows if row["blocking"]}
        cls.house.take_decisions([decision(row["receipt_number"], "承認") for row in rows if not row["blocking"]])
        cls.house.run("render-letters")
        cls.pages = {}
        for batch in cls.house.batches():
            texts = {pdf.name: pages(pdf) for pdf in sorted(batch.glob("letters-*.pdf"))}
            for row in read_csv(batch / "manifest.csv"):
                cls.pages[row["事業所番号"]] = texts[row["ファイル"]][int(row["ページ"]) - 1]

    def test_every_office_of_the_ledger_is_known(self):
        self.assertIn(self.imported.code, (0, 65), self.imported.err)
        self.assertEqual(self.house.json("status")["offices"], len(self.offices))

    def test_every_office_that_is_not_blocked_has_a_letter_and_no_other(self):
        self.assertGreater(len(self.pages), 0.99 * len(self.offices))
        self.assertEqual(set(self.pages), set(self.offices) - set(self.blocked))

    def test_page_of_every_office_gives_back_name_address_number_and_user_id(self):
        for number, page in self.pages.items():
            for column, text in (("name", self.offices[number]["事業所名"]), ("address", self.offices[number]["住所"]),
                                 ("number", number), ("user ID", f"KJ{number[:2]}{number}")):
                if without_space(text) not in page:
                    with self.subTest(f"{number} {column}"):
                        self.assertIn(without_space(text), page)

    def test_page_of_every_office_gives_back_a_password_of_its_own(self):
        self.assertEqual(len({password_on(page) for page in self.pages.values()}), len(self.pages))

    def test_blocked_office_names_the_character_that_no_font_can_print(self):
        for number, row in self.blocked.items():
            with self.subTest(number):
                named = [(character, int(code, 16)) for finding in row["findings"] if finding["blocking"]
                         for character, code in NAMED.findall(finding["message"])]
                self.assertGreater(len(named), 0, row["findings"])
                for character, code in named:
                    self.assertEqual(ord(character), code)
                    self.assertIn(character, self.offices[number]["事業所名"] + self.offices[number]["住所"])

    def test_sums_of_every_batch_hold(self):
        for batch in self.house.batches():
            subprocess.run(["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"], cwd=batch, check=True)

    def test_letters_of_every_batch_are_ordered_by_postcode_as_text(self):
        for batch in self.house.batches():
            postcodes = [row["郵便番号"] for row in read_csv(batch / "manifest.csv")]
            self.assertEqual(postcodes, sorted(postcodes))

    def test_logs_hold_no_name_and_no_address(self):
        said = "".join(text for text in self.house.said if '"event"' in text)
        self.assertGreater(len(said), 1000)
        for row in self.offices.values():
            self.assertNotIn(row["事業所名"], said)
            self.assertNotIn(row["住所"] or "no address", said)


@unittest.skipUnless(LEDGER, "SAIHAKKO_REAL_LEDGER names no ledger")
class OrdersOfARealLedger(unittest.TestCase):
    ORDERS = 30

    def offices_of(self, content):
        """What an installation knows that has taken this ledger and no other."""
        house = Installation()
        self.addCleanup(house.remove)
        house.init()
        house.drop("ledger", "ledger.csv", content)
        imported = house.call("--config", house.configuration, "run", "import-ledger")
        self.assertIn(imported.code, (0, 65), imported.err)
        with contextlib.closing(sqlite3.connect(house.state / "saihakko.db")) as database:
            offices = database.execute("SELECT office_number, name, name_kana, postcode, address, phone, security_mail, "
                                       "status FROM offices ORDER BY 1").fetchall()
            accounts = database.execute("SELECT office_number, prefecture, user_id FROM accounts ORDER BY 1, 2").fetchall()
        return offices, accounts

    def test_offices_are_the_same_in_whatever_order_the_rows_stand(self):
        with open(LEDGER, encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        wanted = self.offices_of(pathlib.Path(LEDGER).read_bytes())
        self.assertGreater(len(wanted[0]), 100)
        for seed in range(self.ORDERS):
            random.Random(seed).shuffle(rows)
            text = io.StringIO()
            csv.writer(text).writerows([header, *rows])
            self.assertTrue(self.offices_of(text.getvalue().encode()) == wanted, f"another result in the order of seed {seed}")


if __name__ == "__main__":
    unittest.main()
