#!/usr/bin/env python3
"""Japan Post's lists say which postcode an address has."""

import csv
import os
import pathlib
import random
import re
import unicodedata
import unittest

from installation import Installation, InstallationTest, application, office, office_number
from whole_country import PREFECTURES, business_row, lists, prefecture_of, rows_text, town_row

LEDGER = os.environ.get("SAIHAKKO_REAL_LEDGER")
CHIYODA = ["東京都", "千代田区"]


def towns(*rows):
    """utf_ken_all.csv: (postcode, town) in 千代田区."""
    return rows_text([town_row(postcode, *CHIYODA, town) for postcode, town in rows]).encode()


BOTH = towns(("1020082", "一番町"), ("1000013", "霞が関（次のビルを除く）"))


class Postcodes(InstallationTest):
    def setUp(self):
        super().setUp()
        self.house.init()

    def take(self, name, content, code=0):
        self.house.drop("postcodes", name, content)
        return self.house.run("import-postcodes", code=code)

    def places(self, kind="towns"):
        of = self.house.json("status")["postcodes"][kind]
        return of and of["places"]

    def finding(self, postcode, address):
        """What the reviewer is told of the postcode."""
        number = office_number("13", 1)
        self.house.take_ledger([office(number, 郵便番号=postcode, 住所=address)], name=f"{postcode}{len(address)}.csv")
        name = f"s{postcode}-{len(address)}"
        self.house.take_applications([application(number, submission_id=name)], name=f"{name}.jsonl")
        receipt = self.house.json("application", "list")[-1]["receipt_number"]
        return [finding["message"] for finding in self.house.json("application", "show", receipt)["findings"]
                if finding["code"] in ("postcode_missing", "postcode_differs", "barcode_left_out")]

    def test_a_list_in_either_encoding_tells_of_a_wrong_postcode_and_what_would_fit(self):
        for name, content in (("utf_ken_all.csv", BOTH), ("KEN_ALL.CSV", BOTH.decode().encode("cp932"))):
            with self.subTest(name):
                self.take(name, content)
                self.assertEqual(self.places(), 2)
        self.assertEqual(self.finding("1000013", "東京都千代田区一番町10-1"),
                         ["郵便番号と住所が一致しません。通知書にカスタマバーコードを付けません(住所に合う郵便番号は 102-0082)"])

    def test_a_missing_postcode_is_proposed_and_not_printed(self):
        self.take("utf_ken_all.csv", BOTH)
        self.assertEqual(self.finding("", "東京都千代田区一番町10-1"),
                         ["事業所台帳に郵便番号がありません(住所に合う郵便番号は 102-0082)"])
        self.house.approve_all()
        self.house.run("render-letters")
        letter, = self.house.json("letter", "list")
        self.assertNotIn("102-0082", self.house.page_of_letter(letter))

    def test_a_town_whose_name_holds_a_numeral_has_its_barcode_with_the_list_only(self):
        self.assertEqual(self.finding("1020082", "東京都千代田区一番町10-1"),
                         ["通知書にカスタマバーコードを付けません(住所の最初の数字が町域の名前の一部かもしれません)"])
        self.take("utf_ken_all.csv", BOTH)
        self.assertEqual(self.finding("1020082", "東京都千代田区一番町 10-1"), [])

    def test_an_entry_over_several_lines_is_one(self):
        content = rows_text([town_row("0285102", "岩手県", "岩手郡葛巻町", part, "03302") for part in
                             ("葛巻（第４０地割「５７番地１２５、１７６を除く」～第", "４５地割、", "第４６地割）")])
        self.take("KEN_ALL.CSV", (content + BOTH.decode()).encode("cp932"))
        self.assertEqual(self.places(), 3)

    def test_an_entry_that_is_never_closed_is_told_and_the_others_are_taken(self):
        self.take("utf_ken_all.csv", towns(("1000001", "千代田（一")) + BOTH, code=65)
        self.assertEqual([(row["行"], row["項目"], row["理由"]) for row in self.house.refused("postcodes", "utf_ken_all.csv")],
                         [("1", "町域名", "括弧が閉じられていません")])
        self.assertEqual(self.places(), 2)

    def test_rows_that_cannot_be_read_are_told_and_the_others_are_taken(self):
        self.take("utf_ken_all.csv", towns(("10200", "二番町")) + "a,b\r\n".encode() + BOTH, code=65)
        self.assertEqual([(row["行"], row["理由"]) for row in self.house.refused("postcodes", "utf_ken_all.csv")],
                         [("1", "7桁の数字ではありません"),
                          ("2", "項目の数が日本郵便の形式と異なります(正しい行は15項目、この行は2項目)")])
        self.assertEqual(self.places(), 2)

    def test_the_changes_of_a_month_add_and_remove(self):
        self.take("utf_ken_all.csv", BOTH)
        self.take("ADD_2611.CSV", towns(("1020083", "麹町"), ("1020082", "一番町")))
        self.assertEqual(self.places(), 3)
        # Of one month what was added stays, in whatever order its two files come.
        self.take("DEL_2611.CSV", towns(("1000013", "霞が関（次のビルを除く）"), ("1020082", "一番町")))
        self.assertEqual(self.places(), 2)
        self.take("DEL_2612.CSV", towns(("1020082", "一番町")))
        self.assertEqual(self.places(), 1)

    def test_changes_without_a_list_are_refused(self):
        self.take("JADD2611.CSV", rows_text([business_row("1008977", *CHIYODA, "霞が関", "2-1-1", "警視庁")]).encode(), code=65)
        self.assertEqual([row["理由"] for row in self.house.refused("postcodes", "JADD2611.CSV")],
                         ["差分です。先に全件のファイルを取り込んでください"])
        self.assertIsNone(self.places("businesses"))

    def test_a_file_of_another_name_is_refused_whole(self):
        self.take("postcodes.csv", BOTH, code=65)
        reason, = [row["理由"] for row in self.house.refused("postcodes", "postcodes.csv")]
        self.assertIn("日本郵便のファイルの名前", reason)
        self.assertIsNone(self.places())

    def test_a_list_that_is_cut_off_leaves_the_one_in_force(self):
        rows = [(f"10000{i:02}", f"町{chr(0x4E00 + i)}") for i in range(10, 30)]
        self.take("utf_ken_all.csv", towns(*rows))
        self.take("utf_ken_all.csv", towns(*rows[:9]), code=65)
        self.assertIn("全件のファイルなのに 9件しかありません(今の一覧は 20件)",
                      [row["理由"] for row in self.house.refused("postcodes", "utf_ken_all.csv")][0])
        self.assertEqual(self.places(), 20)
        self.take("utf_ken_all.csv", towns(*rows)[:-20], code=65)
        self.assertEqual(self.places(), 20)
        self.take("utf_ken_all.csv", towns(*rows[:18]))
        self.assertEqual(self.places(), 18)

    def test_a_list_that_a_spreadsheet_has_saved_is_refused_whole(self):
        rows = [(f"00{i:05}", f"町{chr(0x4E00 + i)}") for i in range(20)] + [(f"20{i:05}", f"村{chr(0x4E00 + i)}") for i in range(80)]
        self.take("utf_ken_all.csv", towns(*rows).replace(b'"00', b'"'), code=65)
        self.assertIn("20行を読めません", "".join(row["理由"] for row in self.house.refused("postcodes", "utf_ken_all.csv")))
        self.assertIsNone(self.places())

    def test_a_list_that_was_in_force_before_comes_back_into_force(self):
        self.take("utf_ken_all.csv", BOTH)
        self.take("utf_ken_all.csv", towns(("1020082", "一番町"), ("1020083", "霞が関")))
        self.assertEqual(self.finding("1000013", "東京都千代田区霞が関2-1"),
                         ["郵便番号と住所が一致しません。通知書にカスタマバーコードを付けません(住所に合う郵便番号は 102-0083)"])
        self.assertEqual(self.take("utf_ken_all.csv", BOTH).event("postcodes_taken")["places"], 2)
        self.assertEqual(self.finding("1000013", "東京都千代田区霞が関2-2"), [])

    def test_the_changes_of_a_month_come_behind_the_list_that_lies_beside_them(self):
        self.house.drop("postcodes", "utf_add_2611.csv", towns(("1020083", "麹町")))
        self.house.drop("postcodes", "utf_ken_all.csv", BOTH)
        self.house.run("import-postcodes")
        self.assertEqual(self.places(), 3)

    def test_a_month_that_there_is_not_is_no_name(self):
        self.take("utf_ken_all.csv", BOTH)
        self.take("ADD_2613.CSV", towns(("1020083", "麹町")), code=65)
        self.assertEqual(self.places(), 2)

    def test_a_run_that_stops_half_way_goes_on_and_the_list_comes_into_force_as_a_whole(self):
        self.take("utf_ken_all.csv", BOTH)
        self.house.drop("postcodes", "utf_ken_all.csv", towns(*[(f"10000{i}", f"町{chr(0x4E00 + i)}") for i in range(10, 14)]))
        self.house.run("import-postcodes", "--limit", "3")
        self.assertEqual(self.places(), 2)
        self.house.run("import-postcodes")
        self.assertEqual(self.places(), 4)

    def test_an_empty_list_is_refused(self):
        self.take("utf_ken_all.csv", b"", code=65)
        self.assertIsNone(self.places())

    def test_check_says_what_is_lost_without_a_list_and_what_the_ledger_lacks_with_one(self):
        self.house.take_ledger([office(office_number("13", serial), 郵便番号=postcode, 住所="東京都千代田区一番町1")
                                for serial, postcode in enumerate(("1020082", "1000013", ""), 1)])
        said = self.house.command("check").out
        self.assertIn("注意 郵便番号: 町域の一覧がありません", said)
        self.assertIn("3事業所のうち、郵便番号がない 1、住所と一致しない 0", said)
        self.take("utf_ken_all.csv", BOTH)
        said = self.house.command("check").out
        self.assertNotIn("注意 郵便番号", said)
        self.assertRegex(said, r"良   郵便番号: 町域 2件\([0-9-]+\)、大口事業所 なし。台帳の3事業所のうち、"
                               r"郵便番号がない 1、住所と一致しない 1")

    def test_the_import_of_a_ledger_counts_both(self):
        self.take("utf_ken_all.csv", BOTH)
        taken = self.house.take_ledger([office(office_number("13", serial), 郵便番号=postcode, 住所="東京都千代田区一番町1")
                                        for serial, postcode in enumerate(("1020082", "1000013", ""), 1)])
        event = taken.event("ledger_taken")
        self.assertEqual((event["postcode_missing"], event["postcode_differs"]), (1, 1))

    def test_an_old_list_is_told_by_check_and_watch(self):
        self.house.remove()
        self.house = Installation("[watch]\npostcodes_days = 30\n")
        self.house.command("init", "--rehearsal")
        self.house.drop("postcodes", "utf_ken_all.csv", BOTH)
        self.house.command("--as-of", "2026-01-05T09:00:00+09:00", "run", "import-postcodes")
        self.assertIn("注意 郵便番号: 町域の一覧は 2026-01-05 に取り込んだままです(期限は30日)", self.house.command("check").out)
        self.house.run("watch")
        self.assertIn("postcodes.old", [incident["incident"] for incident in self.house.json("status")["incidents"]])


def plain(text):
    return unicodedata.normalize("NFKC", text).replace(" ", "")


class WholeCountry(unittest.TestCase):
    """The postcodes of skkdic-extra against the addresses of a real ledger."""

    @classmethod
    def setUpClass(cls):
        cls.house = Installation()
        cls.addClassCleanup(cls.house.remove)
        cls.house.init()
        cls.towns, businesses = lists()
        cls.house.drop("postcodes", "utf_ken_all.csv", cls.towns)
        cls.house.drop("postcodes", "JIGYOSYO.CSV", businesses)
        cls.house.run("import-postcodes")

    def test_all_entries_are_taken(self):
        of = self.house.json("status")["postcodes"]
        self.assertGreater(of["towns"]["places"], 120_000)
        self.assertGreater(of["businesses"]["places"], 22_000)

    def test_a_right_postcode_is_never_wrong_for_a_prefecture_left_out_or_half_width_kana(self):
        """Two towns of each municipality, and all with a ヶ."""
        by_area = {}
        for row in csv.reader(self.towns.decode().splitlines()):
            if not re.search("（|以下に掲載がない場合|一円$|番地がくる場合", row[8]):
                by_area.setdefault((row[6], row[7]), []).append((row[2], row[8]))
        rows = []
        for (prefecture, municipality), its in by_area.items():
            for postcode, town in its[:2] + [one for one in its[2:] if "ヶ" in one[1] or "ケ" in one[1]]:
                number = office_number(f"{1 + PREFECTURES.index(prefecture):02}", len(rows) + 1)
                rows.append(office(number, 郵便番号=postcode,
                                   住所=municipality + re.sub("[ヶケ]", "ｹ", town) + "1-2-3"))
        self.assertGreater(len(rows), 4000)
        house = Installation()
        self.addCleanup(house.remove)
        house.init()
        house.drop("postcodes", "utf_ken_all.csv", self.towns)
        house.run("import-postcodes")
        taken = house.take_ledger(rows).event("ledger_taken")
        self.assertEqual(taken["postcode_differs"], 0)

    @unittest.skipUnless(LEDGER, "SAIHAKKO_REAL_LEDGER names no ledger")
    def test_of_300_postcodes_the_30_wrong_ones_are_named_and_no_right_one(self):
        by_place = {}
        for row in csv.reader(self.towns.decode().splitlines()):
            town = re.sub("（.*|以下に掲載がない場合|.*一円$", "", row[8])
            by_place.setdefault(plain(row[6] + row[7] + town), set()).add(row[2])
        known = []
        with open(LEDGER, encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                address = plain(row["住所"])
                place = next((address[:end] for end in range(len(address), 5, -1) if address[:end] in by_place), None)
                if place and len(by_place[place]) == 1 and not min(by_place[place]).endswith("00"):
                    known.append((row["住所"], place, *by_place[place]))
        chosen = random.Random(21).sample(known, 300)
        near = [sorted(code for other, codes in by_place.items() if other.startswith(place[:-1]) and other != place
                       for code in codes - {postcode}) for _, place, postcode in chosen]
        far = set(range(0, 300, 20))  # these get their neighbour's
        wrong = far | set(random.Random(22).sample([i for i in range(300) if near[i] and i not in far], 15))
        self.assertEqual(len(wrong), 30)
        rows, applications = [], []
        for serial, (address, _, postcode) in enumerate(chosen):
            number = office_number(f"{1 + serial % 47:02}", serial + 1)
            if serial in wrong:
                postcode = chosen[serial - 1][2] if serial in far else near[serial][0]
            rows.append(office(number, 郵便番号=postcode, 住所=address))
            applications.append(application(number))
        self.house.take_ledger(rows)
        self.house.take_applications(applications)
        named = {number for number in (row["office_number"] for row in applications)
                 if "postcode_differs" in [finding["code"] for finding in self.house.json(
                     "application", "show", self.house.receipt_of(number))["findings"]]}
        self.assertEqual(named, {rows[serial]["事業所番号"] for serial in wrong})


if __name__ == "__main__":
    unittest.main(verbosity=2)
