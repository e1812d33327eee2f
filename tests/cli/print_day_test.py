#!/usr/bin/env python3
"""A day of the print room: letters and batches marked by command and by a barcode reader, and what shows how far they are."""

import csv
import datetime
import json
import os
import pty
import select
import subprocess
import unittest

import installation
from installation import BINARY, environment, pages, read_csv
from print_results_test import COLUMNS, OneBatch, notice_number, wrong_check


class PrintDay(OneBatch):
    def tearDown(self):
        self.house.command("audit", "verify")

    def mark(self, *words, result="posted", code=0):
        return self.house.command("letter", "mark", *words, "--result", result, code=code).out.splitlines()

    def scan(self, *typed, result="posted", options=(), code=0):
        """What a barcode reader types, a line each, and the answers."""
        process = subprocess.run([BINARY, "--config", self.house.configuration, "letter", "mark", "--scan", "--result", result, *options],
                                 input="".join(f"{line}\n" for line in typed).encode(), capture_output=True, env=environment(),
                                 cwd=self.house.root, timeout=installation.PATIENCE_SECONDS, check=False)
        self.assertEqual(process.returncode, code, process.stderr.decode())
        return process.stdout.decode().splitlines()

    def test_batch_is_marked_and_its_letters_go_with_it(self):
        self.assertEqual(self.mark(self.batch, result="collected"), [f"{self.batch}  受取"])
        self.assertEqual(self.house.states(), ["collected"] * 4)
        self.assertEqual(self.mark(*self.numbers[:2], result="印刷済"), [f"{number}  印刷済" for number in self.numbers[:2]])
        self.assertEqual(self.house.states(), ["printed", "printed", "collected", "collected"])
        self.assertEqual(self.house.application_states()[:2], ["printed", "printed"])

    def test_mark_keeps_who_when_and_for_whom(self):
        self.mark(self.numbers[0], "--time", self.at[1].replace(microsecond=0).isoformat(), "--person", "印刷 太郎")
        (row,) = self.house.shown(self.letters[0])["results"]
        self.assertEqual([row[key] for key in ("result", "reported_at", "person", "acting_uid", "file", "line")],
                         ["posted", self.at[1].replace(microsecond=0).isoformat(), "印刷 太郎", os.getuid(), None, None])
        self.assertIn(f"担当 印刷 太郎  (uid:{os.getuid()})", self.house.command("letter", "show", self.numbers[0]).out)

    def test_each_number_is_answered_by_itself(self):
        self.house.command("letter", "void", self.numbers[1], "--reason", "not_needed")
        unknown = notice_number(99_999_999)
        lines = self.mark(self.numbers[0], self.numbers[1], unknown, wrong_check(self.numbers[2]), code=65)
        self.assertEqual(lines[0], f"{self.numbers[0]}  投函済")
        self.assertTrue(lines[1].startswith(f"{self.numbers[1]}  停止  投函してはならない通知書です"), lines[1])
        self.assertEqual(lines[2], f"{unknown}  不明  通知書番号 {unknown} の通知書はありません")
        self.assertTrue(lines[3].startswith(f"{wrong_check(self.numbers[2])}  読取不可  通知書番号として読めません"), lines[3])
        self.assertEqual(self.house.states(), ["posted", "voided", "sealed", "sealed"])

    def test_answers_as_json(self):
        rows = self.house.command("letter", "mark", self.numbers[0], "x", "--result", "posted", "--json", code=65)
        first, second = json.loads(rows.out)
        self.assertEqual(first, {"number": self.numbers[0], "result": "posted", "answer": "taken", "message": None})
        self.assertEqual(second["answer"], "unreadable")

    def test_scanner_is_answered_line_by_line(self):
        lines = self.scan(self.numbers[0], "", f"  {self.numbers[1].lower()}\r", "x" * 5000, self.numbers[2], code=65)
        self.assertEqual(lines[:2], [f"{self.numbers[0]}  投函済", f"{self.numbers[1]}  投函済"])
        self.assertIn("読取不可", lines[2])
        self.assertLess(len(lines[2]), 400)
        self.assertEqual(lines[3:], [f"{self.numbers[2]}  投函済", "計  投函済 3  読取不可 1"])

    def test_bytes_that_are_no_text_are_unreadable(self):
        process = subprocess.run([BINARY, "--config", self.house.configuration, "letter", "mark", "--scan", "--result", "posted"],
                                 input=b"\x8d\x82\xff\n" + self.numbers[0].encode(), capture_output=True, env=environment(),
                                 cwd=self.house.root, timeout=installation.PATIENCE_SECONDS, check=False)
        self.assertEqual(process.returncode, 65)
        lines = process.stdout.decode().splitlines()
        self.assertIn("読取不可", lines[0])
        self.assertEqual(lines[1], f"{self.numbers[0]}  投函済")

    def test_voided_letter_stops_whoever_scans_it_in_time(self):
        self.house.command("letter", "void", self.numbers[2], "--reason", "wrong_addressee")
        for result in ("collected", "printed", "posted"):
            lines = self.scan(self.numbers[2], result=result, code=65)
            self.assertTrue(lines[0].startswith(f"{self.numbers[2]}  停止  "), lines[0])
        self.assertEqual(self.scan(self.numbers[2], result="spoiled"), [f"{self.numbers[2]}  書損", "計  書損 1"])

    def test_jam_is_counted(self):
        self.assertEqual(self.scan(self.numbers[0], self.numbers[0], result="printed"),
                         [f"{self.numbers[0]}  印刷済", f"{self.numbers[0]}  印刷済  2回目", "計  印刷済 2"])
        self.assertEqual(self.house.shown(self.letters[0])["print_count"], 2)

    def test_lost_page_is_named_at_the_end_of_its_batch(self):
        lines = self.scan(*self.numbers[:3], options=("--batch", self.batch))
        self.assertEqual(lines[3:], ["計  投函済 3", "投函済 がまだの通知書  1通", f"  {self.numbers[3]} letters-0001.pdf 4頁 作成済"])

    def test_letter_of_another_batch_is_found_out(self):
        self.house.issue(1, first=9)
        other = self.house.letters()[-1]
        lines = self.scan(other["notice_number"], options=("--batch", self.batch), code=65)
        self.assertEqual(lines[0], f"{other['notice_number']}  別のバッチ  {other['batch']} の通知書です(letters-0001.pdf 1頁)")
        self.assertEqual(self.house.states()[-1], "sealed")
        self.house.command("letter", "mark", "--scan", "--result", "posted", "--batch", "B13-20000101-01", code=64)

    def test_cover_that_is_scanned_by_mistake_marks_nothing(self):
        lines = self.scan(self.batch, code=65)
        self.assertTrue(lines[0].startswith(f"{self.batch}  不可  送付票のバッチ名です"), lines[0])
        self.assertEqual(self.house.states(), ["sealed"] * 4)

    def test_terminal_rings_for_what_is_not_taken(self):
        master, slave = pty.openpty()
        with subprocess.Popen([BINARY, "--config", self.house.configuration, "letter", "mark", "--scan", "--result", "posted"],
                              stdin=subprocess.PIPE, stdout=slave, env=environment(), cwd=self.house.root) as process:
            os.close(slave)
            process.stdin.write(f"{self.numbers[0]}\nx\n".encode())
            process.stdin.close()
            said = b""
            try:
                while select.select([master], [], [], installation.PATIENCE_SECONDS)[0] and (part := os.read(master, 4096)):
                    said += part
            except OSError:
                pass  # the other end is closed
        os.close(master)
        taken, refused = said.decode().splitlines()[:2]
        self.assertNotIn("\a", taken)
        self.assertTrue(refused.startswith("\ax  読取不可"), refused)

    def test_wrong_use_changes_nothing(self):
        for words in (("--result", "posted"), (self.numbers[0],), (self.numbers[0], "--result", "lost"),
                      (self.numbers[0], "--scan", "--result", "posted"), ("--scan", "--json", "--result", "posted")):
            self.house.command("letter", "mark", *words, code=64)
        self.assertEqual(self.house.states(), ["sealed"] * 4)

    def test_spoiled_letter_stands_on_the_stop_list_at_once(self):
        self.mark(self.numbers[1], result="spoiled")
        self.assertEqual(self.house.stopped(), [[self.numbers[1], "書損(新しい通知書を発行)"]])


class Batches(OneBatch):
    def test_batches_show_how_far_they_are(self):
        self.house.command("letter", "mark", self.numbers[0], "--result", "posted")
        self.house.command("letter", "mark", self.numbers[1], "--result", "printed")
        (row,) = self.house.json("letter", "batches")
        self.assertEqual([row[key] for key in ("batch", "prefecture", "state", "letters", "files")],
                         [self.batch, "13", "handed_over", 4, 1])
        self.assertEqual({state: count for state, count in row["counts"].items() if count}, {"sealed": 2, "printed": 1, "posted": 1})
        self.assertGreater(row["post_by"], row["made_at"][:10])
        self.assertIn(f"投函期限{datetime.date.fromisoformat(row['post_by']):%Y年%m月%d日}",
                      pages(self.house.state / "letters" / "13" / self.batch / "cover.pdf")[0])
        self.assertEqual(self.house.json("letter", "batches", "--union", "27"), [])
        self.assertIn(self.batch, self.house.command("letter", "batches").out)

    def test_postage_is_counted_by_three_digits_and_stands_on_the_cover(self):
        self.house.command("letter", "mark", self.numbers[0], "--result", "posted")
        file = self.house.root / "postage.csv"
        self.house.command("letter", "show", self.batch, "--postage", file)
        head, *areas, whole, discount = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
        self.assertEqual(head, ["郵便番号の上3桁", "通数", "バーコードあり", "バーコードなし", "重さ（g）", "料金（円）"])
        self.assertEqual([whole[0], whole[1], *whole[4:]], ["合計", "3", "27", "330"])
        self.assertEqual(sum(int(area[1]) for area in areas), 3)
        self.assertEqual(int(whole[2]) + int(whole[3]), 3)
        self.assertEqual(discount, ["バーコード割引", "", "", "", "", "0"])
        cover = pages(self.house.state / "letters" / "13" / self.batch / "cover.pdf")[0]
        self.assertRegex(cover, "バーコードなし\\d通36g440円割引なし（1000通から）")
        self.house.command("letter", "show", self.numbers[0], "--postage", file, code=64)

    def test_batch_is_shown_with_what_is_left_and_what_must_not_go(self):
        self.house.command("letter", "mark", self.numbers[0], "--result", "posted")
        self.house.command("letter", "void", self.numbers[1], "--reason", "not_needed")
        shown = self.house.command("letter", "show", self.batch.lower()).out
        self.assertIn(f"投函していない通知書  2通\n  {self.numbers[2]} letters-0001.pdf 3頁 作成済\n", shown)
        self.assertIn(f"投函してはならない通知書  1通\n  {self.numbers[1]} letters-0001.pdf 2頁 無効\n", shown)
        facts = self.house.json("letter", "show", self.batch)
        self.assertEqual([page["state"] for page in facts["pages"]], ["posted", "voided", "sealed", "sealed"])
        self.house.command("letter", "show", "B13-20000101-01", code=64)

    def test_results_to_fill_in_are_taken_as_far_as_they_are_filled_in(self):
        file = self.house.root / "results.csv"
        self.house.command("letter", "void", self.numbers[3], "--reason", "not_needed")
        self.house.command("letter", "show", self.batch, "--results", file)
        rows = read_csv(file)
        self.assertEqual([row["通知書番号"] for row in rows], self.numbers[:3])
        self.assertEqual(list(rows[0]), COLUMNS + ["ファイル", "ページ"])
        self.assertEqual(file.stat().st_mode & 0o777, 0o640)
        text = file.read_text(encoding="utf-8-sig").replace(f"{self.numbers[1]},", f"{self.numbers[1]},投函済", 1)
        self.house.drop("print-results", "filled.csv", text.encode("utf-8-sig"))
        self.house.run("track-letters")
        self.assertEqual(self.house.states(), ["sealed", "posted", "sealed", "voided"])
        self.house.command("letter", "show", self.batch, "--results", file, code=64)
        self.house.command("letter", "show", self.numbers[0], "--results", self.house.root / "new.csv", code=64)
        self.assertFalse((self.house.root / "new.csv").exists())


if __name__ == "__main__":
    unittest.main()
