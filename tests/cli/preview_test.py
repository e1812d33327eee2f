#!/usr/bin/env python3
"""letter preview, and what check says of a template that the ledger does not fit."""

import re
import shutil
import subprocess
import unittest

from installation import InstallationTest, TEMPLATES, fingerprint, application, office, office_number, pages, without_space

TOKYO, SHIMANE = office_number("13", 1), office_number("32", 1)
WINDOW = "窓 左から 18、上から 20、幅 95、高さ 50 mm"


class Preview(InstallationTest):
    configuration = "[union.32]\nletter_title = 松江の通知書\n"

    def setUp(self):
        super().setUp()
        self.file = self.house.root / "sample.pdf"

    def preview(self, *words, code=0):
        return self.house.command("letter", "preview", *words, self.file, code=code)

    def test_sample_is_one_page_of_the_union_without_guides(self):
        ran = self.preview("--union", "13")
        self.assertEqual(ran.out, f"{self.file}: 東京都国民健康保険団体連合会の通知書の見本\n")
        page, = pages(self.file)
        for text in ("電子請求ログイン情報再発行通知書", "東京都国民健康保険団体連合会", "請求事業所A殿", "KJ131311111111"):
            self.assertIn(text, page)
        self.assertNotIn("折り目", page)
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o640)

    def test_preview_is_marked_as_one_with_guides_and_without(self):
        self.preview("--union", "13")
        self.assertIn("見本", pages(self.file)[0])
        self.preview("--union", "13", "--guides")
        self.assertIn("見本", pages(self.file)[0])

    def test_length_of_the_password_and_the_honorific_are_those_of_the_settings(self):
        self.house.configure("[letters]\npassword_length = 14\n[union.13]\nhonorific = 様\n")
        self.preview("--union", "13")
        page, = pages(self.file)
        self.assertIn("請求事業所A様", page)
        self.assertEqual(len(re.findall("大文字|小文字|数字", page)), 14)

    def test_union_of_the_configuration_is_the_usual_one(self):
        self.preview()
        self.assertIn("松江の通知書", pages(self.file)[0])

    def test_guides_name_folds_and_window_in_millimetres(self):
        self.preview("--union", "13", "--guides")
        page, = pages(self.file)
        for text in ("折り目 上から 99 mm", "折り目 上から 198 mm", WINDOW, "封筒 長3 235 × 120 mm"):
            self.assertIn(without_space(text), page)
        boxes = subprocess.run(["pdftotext", "-bbox", self.file, "-"], capture_output=True, text=True, check=True).stdout
        self.assertLess(max(float(right) for right in re.findall('xMax="([0-9.]+)"', boxes)), 210 / 25.4 * 72)
        self.assertEqual(subprocess.run(["qpdf", "--check", self.file], capture_output=True, check=False).returncode, 0)

    def test_guides_lie_where_the_template_says(self):
        self.preview("--union", "13", "--guides")
        trace = subprocess.run(["mutool", "draw", "-q", "-F", "trace", self.file], capture_output=True, check=True)
        corners = {(round(float(x) * 25.4 / 72, 1), round(float(y) * 25.4 / 72, 1)) for x, y in
                   re.findall(r'<(?:moveto|lineto) x="([-\d.]+)" y="([-\d.]+)"', trace.stdout.decode())}
        corners |= {(x, round(297 - y, 1)) for x, y in corners}  # whichever edge the tool measures from
        for right, down in ((0, 0), (25, 0), (0, 21), (25, 21)):  # the ends of the letter's play
            for x, y in ((18, 20), (113, 20), (18, 70), (113, 70)):
                x, y = x - right, y - down
                self.assertTrue(any(abs(x - a) < 0.2 and abs(y - b) < 0.2 for a, b in corners), (x, y))

    def bars_below_the_address(self):
        """How many shapes are drawn where the template has the customer barcode."""
        trace = subprocess.run(["mutool", "draw", "-q", "-F", "trace", self.file], capture_output=True, check=True)
        count = 0
        for path in re.findall(r"<fill_path .*?</fill_path>", trace.stdout.decode(), re.DOTALL):
            a, b, c, d, e, f = map(float, re.search(r'transform="([^"]*)"', path).group(1).split())
            for x, y in re.findall(r'<moveto x="([-\d.]+)" y="([-\d.]+)"', path):
                x, y = float(x), float(y)
                across, down = (a * x + c * y + e) * 25.4 / 72, (b * x + d * y + f) * 25.4 / 72
                count += 20 <= across <= 86 and 43 <= down <= 48
        return count

    def test_customer_barcode_can_be_switched_off_for_a_union(self):
        self.preview("--union", "13")
        self.assertEqual(self.bars_below_the_address(), 67)
        self.house.configure("[union.13]\ncustomer_barcode = no\n")
        self.preview("--union", "13")
        self.assertEqual(self.bars_below_the_address(), 0)
        self.assertIn("島根県松江市緑町3丁目30番8号", pages(self.file)[0])
        self.preview("--union", "32")
        self.assertEqual(self.bars_below_the_address(), 67)
        self.house.configure("[union.default]\ncustomer_barcode = no\n[union.13]\ncustomer_barcode = yes\n")
        self.preview("--union", "13")
        self.assertEqual(self.bars_below_the_address(), 67)
        self.preview("--union", "32")
        self.assertEqual(self.bars_below_the_address(), 0)

    def test_letters_of_a_union_without_customer_barcode_have_none(self):
        self.house.configure("[union.32]\ncustomer_barcode = no\n")
        self.house.take_ledger([office(TOKYO), office(SHIMANE)])
        self.house.take_applications([application(TOKYO), application(SHIMANE)])
        self.house.approve_all()
        self.house.run("render-letters")
        counts = {}
        for self.file in self.house.letter_pdfs():
            counts[self.file.parent.parent.name] = self.bars_below_the_address()
        self.assertEqual(counts, {"13": 67, "32": 0})

    def test_preview_takes_the_place_of_a_pdf_and_of_nothing_else(self):
        self.preview("--union", "13")
        first = self.file.read_bytes()
        self.preview("--union", "13", "--guides")
        self.assertNotEqual(self.file.read_bytes(), first)
        self.file.write_text("paper = \"A4\"\n", encoding="utf-8")
        self.assertIn("PDF ファイルではないので、書き換えません", self.preview(code=64).err)
        self.assertEqual(self.file.read_text(encoding="utf-8"), "paper = \"A4\"\n")
        self.file.unlink()
        target = self.house.root / "target.pdf"
        target.write_bytes(first)
        self.file.symlink_to(target)
        self.preview(code=64)
        self.assertEqual(target.read_bytes(), first)
        self.file.unlink()
        self.file.mkdir()
        self.preview(code=64)

    def test_no_preview_goes_where_sealed_letters_are(self):
        folder = self.house.state / "letters" / "13" / "B13-20261122-01"
        folder.mkdir(parents=True)
        way = self.house.root / "way"
        way.symlink_to(folder)
        for self.file in (folder / "letters-0001.pdf", way / "letters-0001.pdf"):
            self.assertIn("通知書の置き場所の中", self.preview(code=64).err)
            self.assertFalse(self.file.exists())

    def test_missing_directory_and_unknown_union_are_named(self):
        self.file = self.house.root / "none" / "sample.pdf"
        self.assertIn(str(self.file.parent), self.preview(code=73).err)
        self.assertIn("48", self.preview("--union", "48", code=64).err)


class RoomForLedger(InstallationTest):
    def check(self, code=0, **template):
        copy = self.house.root / "templates"
        shutil.copytree(TEMPLATES, copy)
        file = copy / "letter" / "default.toml"
        text = file.read_text(encoding="utf-8")
        for old, new in template.items():
            self.assertEqual(text.count(old), 1)
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")
        ran = self.house.command("--set", f"templates.dir={copy}", "check", code=code)
        return [line for line in ran.out.splitlines() if line.startswith("不可 ")]

    def test_longest_name_of_the_ledger_that_no_box_takes_is_named_by_its_office(self):
        self.house.take_ledger([office(TOKYO), office(SHIMANE, **{"事業所名": "医" * 200})])
        self.assertEqual(self.check(code=78), [
            f"不可 台帳の最も長い名前と住所: default.toml: 事業所 {SHIMANE} の office_name が枠に収まりません"])

    def test_address_that_the_box_takes_is_good(self):
        self.house.take_ledger([office(TOKYO, **{"住所": "東京都千代田区" * 15})])
        self.assertEqual(self.check(), [])

    def test_box_that_is_too_narrow_for_an_address_is_refused(self):
        self.house.take_ledger([office(TOKYO, **{"住所": "東京都千代田区" * 15})])
        self.assertEqual(self.check(code=78, **{"box = [20, 24.6, 67, 9.6]": "box = [20, 24.6, 35, 9.6]"}), [
            f"不可 台帳の最も長い名前と住所: default.toml: 事業所 {TOKYO} の address が枠に収まりません"])

    def test_template_whose_addressee_leaves_the_window_is_refused(self):
        (bad,) = self.check(code=78, **{"box = [20, 24.6, 67, 9.6]": "box = [20, 24.6, 88, 9.6]"})
        self.assertIn("の宛名(左から 20〜108、上から 24.6〜34.2 mm)が窓から外れることがあります", bad)

    def test_template_whose_marks_meet_something_else_is_refused(self):
        refused = self.check(code=78, **{"box = [5, 212, 12, 12]": "box = [9, 212, 12, 12]"})
        self.assertIn("inserter_matrix が", "".join(refused))

    def test_template_without_a_place_for_the_marks_that_the_union_wants_is_refused(self):
        self.house.configure("[union.13]\ninserter_marks = omr\n")
        self.house.command("check")
        refused = self.check(code=78, **{"[[inserter_lines]]\nbox = [6, 230, 9, 21]\npitch = 4\nthickness = 0.5\n": ""})
        self.assertIn("union.13.inserter_marks: 様式 default.toml に封入機の印の場所がありません", "".join(refused))

    def test_template_with_something_else_in_the_window_is_refused(self):
        (bad,) = self.check(code=78, **{"box = [20, 73, 170, 8]": "box = [20, 68, 170, 8]"})
        self.assertIn("窓から見えることがあります", bad)

    def test_box_too_small_for_a_number_is_refused_though_the_ledger_is_short(self):
        self.house.take_ledger([office(TOKYO)])
        (bad, *_) = self.check(code=78, **{"{ size = 16, min_size = 10, text = \"{{user_id}}\" }":
                                           "{ width = 10, size = 16, min_size = 10, text = \"{{user_id}}\" }, {}"})
        self.assertIn("user_id", bad)

    def test_character_that_no_font_can_print_is_the_ledgers_matter(self):
        self.house.take_ledger([office(TOKYO, **{"事業所名": "外字\ue000" * 50})])
        self.assertEqual(self.check(), [])


class TestBatch(InstallationTest):
    def test_samples_are_marked_and_have_numbers_of_no_letter(self):
        before = fingerprint(self.house.state)
        file = self.house.root / "test.pdf"
        ran = self.house.command("letter", "test-batch", "--union", "32", "--letters", "3", file)
        self.assertEqual(ran.out, f"{file}: 島根県国民健康保険団体連合会の通知書の見本 3通\n")
        read = pages(file)
        self.assertEqual([re.search(r"N\d{9}", page)[0][:9] for page in read], ["N99999997", "N99999998", "N99999999"])
        for page in read:
            self.assertIn("見本", page)
        self.assertEqual(fingerprint(self.house.state), before)

    def test_batch_is_of_twenty_and_of_five_hundred_at_most(self):
        file = self.house.root / "test.pdf"
        self.house.command("letter", "test-batch", file)
        self.assertEqual(len(pages(file)), 20)
        for letters in ("0", "501", "x"):
            self.house.command("letter", "test-batch", "--letters", letters, file, code=64)


if __name__ == "__main__":
    unittest.main()
