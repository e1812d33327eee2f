#!/usr/bin/env python3
"""The customer barcodes of letters are read back from their pictures by a decoder of the tests' own."""

import csv
import os
import re
import sqlite3
import unittest

import customer_barcode
from installation import (Installation, InstallationTest, application, office, office_number, read_csv)
from whole_country import lists

LEDGER = os.environ.get("SAIHAKKO_REAL_LEDGER")


class Decoder(InstallationTest):
    def test_the_preview_carries_the_number_of_its_address(self):
        sample = self.house.root / "sample.pdf"
        self.house.command("letter", "preview", "--union", "13", sample)
        self.assertEqual(customer_barcode.read(sample, 1), ("6900001", "3-30-8-403"))

    def test_a_union_without_barcodes_has_none_to_read(self):
        self.house.configure("[union.13]\ncustomer_barcode = no\n")
        sample = self.house.root / "sample.pdf"
        self.house.command("letter", "preview", "--union", "13", sample)
        self.assertIsNone(customer_barcode.read(sample, 1))

    def test_numbers_are_those_of_the_published_rules(self):
        for behind, number in (("3丁目30-8　郵便ビル403号", "3-30-8-403"), ("5-6-3　ABCビル10F", "5-6-3-10"),
                               ("　東3丁目-20-5　郵便・A&bコーポB604号", "3-20-5B604"), ("第二十一地割大淵川480", "21-480"),
                               ("9丁目7-6　郵便シティA棟1F1号", "9-7-6A1-1")):
            self.assertEqual(customer_barcode.address_number(behind), number)


def addresses_of(ledger):
    """(code of the prefecture, address) of each row."""
    with open(ledger, encoding="utf-8-sig", newline="") as file:
        return [(row["都道府県コード又は市町村コード"][:2], row["住所"]) for row in csv.DictReader(file)]


def place_key(text):
    """米里一条 and 米里１条 are one place."""
    return re.sub(f"[{customer_barcode.KANJI}十百]+", lambda found: customer_barcode.arabic(found[0]),
                  customer_barcode.width_folded(text))


class House(Installation):
    """With the postcodes of the whole country, and an office for each address."""

    def __init__(self, towns, addresses, postcodes):
        super().__init__("[letters]\nbatch_size = 2000\nbatch_limit = 2000\n")
        self.init()
        self.drop("postcodes", "utf_ken_all.csv", towns)
        self.run("import-postcodes")
        numbers = [office_number(prefecture, serial) for serial, (prefecture, _) in enumerate(addresses, 1)]
        self.take_ledger([office(number, 住所=address, 郵便番号=postcode)
                          for number, (_, address), postcode in zip(numbers, addresses, postcodes)])
        self.take_applications([application(number) for number in numbers])

    def proposals(self):
        """In the order of the addresses: the first postcode that the reviewer is offered, or none."""
        with sqlite3.connect(f"file:{self.state / 'saihakko.db'}?mode=ro", uri=True) as database:
            return [detail[:7] for detail, in database.execute(
                "SELECT detail FROM findings JOIN applications USING (application_id) "
                "WHERE code = 'postcode_missing' ORDER BY substr(office_number, 4)")]


@unittest.skipUnless(LEDGER, "SAIHAKKO_REAL_LEDGER names no ledger")
class RealLedger(unittest.TestCase):
    """Letters to all addresses of a real ledger, with the postcodes that the list proposes for them."""

    @classmethod
    def setUpClass(cls):
        cls.towns, _ = lists()
        towns = [(row[6], row[7] + re.sub("（.*|以下に掲載がない場合|.*一円$", "", row[8]))
                 for row in csv.reader(cls.towns.decode().splitlines())]
        cls.places = {place_key(before + town) for prefecture, town in towns for before in (prefecture, "")}

    def house(self, *of):
        house = House(self.towns, *of)
        self.addCleanup(house.remove)
        return house

    def behind_place(self, address):
        """What follows the longest name of a place that the address begins with, with or without its prefecture."""
        return address[next(end for end in range(len(address), -1, -1)
                            if end == 0 or place_key(address[:end]) in self.places):]

    def test_every_barcode_is_read_back_with_postcode_and_number(self):
        addresses = addresses_of(LEDGER)
        proposed = self.house(addresses, [""] * len(addresses)).proposals()
        self.assertEqual(len(proposed), len(addresses))
        house = self.house(addresses, proposed)
        house.approve_all()
        house.run("render-letters")
        read, wrong = 0, []
        for batch in house.batches():
            for letter in read_csv(batch / "manifest.csv"):
                found = customer_barcode.read(batch / letter["ファイル"], int(letter["ページ"]))
                number = customer_barcode.held(customer_barcode.address_number(self.behind_place(letter["住所"])))
                expected = (letter["郵便番号"].replace("-", ""), number) if letter["郵便番号"] else None
                read += found is not None
                if found != expected:
                    wrong.append((letter["郵便番号"], letter["住所"], found, expected))
        print(f"{len(addresses)} addresses, {len(addresses) - proposed.count('')} with a postcode, {read} barcodes read back")
        self.assertEqual("\n".join(map(str, wrong)), "")
        self.assertEqual(read, len(addresses) - proposed.count(""))


if __name__ == "__main__":
    unittest.main()
