#!/usr/bin/env python3
"""`letter reprint` and `letter void`: what becomes of the letter, its password, its paper and its application."""

import os
import shutil
import subprocess
import unittest

import installation
from installation import application, office, office_number, read_csv
from portal_talk import Portal
from print_results_test import PrintRoom, result

PERSONS_REASONS = "not_delivered(不着・紛失), damaged(汚損・破損), misprinted(印刷の誤り), wrong_hands(誤配・漏えいのおそれ), "


def cover_pages(batch):
    return installation.pages(batch / "cover.pdf")


class Reprints(unittest.TestCase):
    """Three letters in one batch."""

    def setUp(self):
        self.house = PrintRoom()
        self.addCleanup(self.house.remove)
        self.house.init()
        self.house.issue(3)
        self.letters = self.house.letters()
        self.numbers = [letter["notice_number"] for letter in self.letters]
        self.receipts = [letter["receipt_number"] for letter in self.letters]
        self.batch = self.letters[0]["batch"]

    def tearDown(self):
        self.house.command("audit", "verify")

    def reprint(self, *numbers, code=0, reason="not_delivered"):
        return self.house.command("letter", "reprint", *numbers, "--reason", reason, code=code)

    def void(self, *numbers, code=0, reason="not_needed"):
        return self.house.command("letter", "void", *numbers, "--reason", reason, code=code)

    def answers_to(self, letter, password):
        """What the portal says to the password: ok, or the error's code."""
        with Portal(self.house) as portal:
            answer = portal.ask("login.begin", user_id=f"KJ13{letter['office_number']}", password=password)
            return "ok" if answer["ok"] else answer["error"]["code"]

    def password(self, letter):
        return installation.password_on(self.house.page_of_letter(letter))

    def newest_cover(self):
        return cover_pages(self.house.batches()[-1])

    def refusal(self, *words, code=64):
        ran = self.house.command(*words, code=code)
        self.assertEqual(ran.out, "")
        return ran.err

    def test_reprint_means_a_new_edition_with_a_new_password_and_a_voided_predecessor(self):
        old = self.password(self.letters[0])
        mails = len(self.house.json("notice", "list"))
        ran = self.house.command("letter", "reprint", self.numbers[0], "--reason", "wrong_hands", "--note", "隣の会社が開けた")
        self.assertIn(f"{self.numbers[0]} 無効にしました(誤配・漏えいのおそれ)\n", ran.out)
        self.assertIn(f"次の render-letters で、申請 {self.receipts[0]} の第2版を作ります", ran.out)
        self.assertIn(f"抜き取り、書損と報告してください({self.batch} letters-0001.pdf 1頁)", ran.out)
        self.assertEqual(self.house.stopped(), [[self.numbers[0], "無効(誤配・漏えいのおそれ)"]])
        self.assertEqual(self.answers_to(self.letters[0], old), "temporary_password_voided")
        self.assertEqual(self.house.state_of(self.receipts[0]), "approved")
        self.house.run("render-letters")
        fresh = self.house.letters()[-1]
        self.assertEqual([fresh["receipt_number"], fresh["edition"], fresh["state"], fresh["predecessor"]],
                         [self.receipts[0], 2, "sealed", self.numbers[0]])
        (row,) = read_csv(self.house.batches()[-1] / "manifest.csv")
        self.assertEqual([row["版"], row["受付番号"]], ["2", self.receipts[0]])
        self.assertNotEqual(self.password(fresh), old)
        self.assertEqual(self.answers_to(self.letters[0], old), "temporary_password_voided")
        self.assertEqual(self.answers_to(fresh, self.password(fresh)), "ok")
        self.assertEqual(len(self.house.json("notice", "list")), mails)
        shown = self.house.shown(self.letters[0])
        self.assertEqual([shown[key] for key in ("state", "edition", "void_reason", "void_note", "void_uid", "predecessor",
                                                 "successor")],
                         ["voided", 1, "wrong_hands", "隣の会社が開けた", os.getuid(), None, fresh["notice_number"]])
        text = self.house.command("letter", "show", self.numbers[0]).out
        self.assertIn(f"無効の理由  誤配・漏えいのおそれ  備考 隣の会社が開けた  (uid:{os.getuid()})\n", text)
        self.assertIn(f"次の版      {fresh['notice_number']}\n", text)
        self.assertIn(f"前の版      {self.numbers[0]}\n", self.house.command("letter", "show", fresh["notice_number"]).out)
        self.assertIn(f"、理由 誤配・漏えいのおそれ)。次の版は {fresh['notice_number']} です",
                      self.house.json("why", self.receipts[0])["troubles"][0])
        rows = installation.table_cells(self.house.command("letter", "list", "--state", "voided").out)
        self.assertEqual([rows[0][-1], rows[1][-1]], ["無効の理由", "誤配・漏えいのおそれ"])
        self.assertNotIn("隣の会社", str(self.house.query("SELECT * FROM audit")))

    def test_same_reprint_again_says_so_and_makes_no_second_edition(self):
        self.reprint(self.numbers[0])
        again = self.reprint(self.receipts[0])
        self.assertIn(f"{self.numbers[0]} ", again.out)
        self.assertIn("から無効です(不着・紛失)", again.out)
        self.house.run("render-letters")
        self.assertIn(f"新しい通知書は {self.house.letters()[-1]['notice_number']} です", self.reprint(self.numbers[0]).out)
        self.house.run("render-letters")
        self.assertEqual(len(self.house.letters()), 4)

    def test_void_after_a_reprint_stops_the_next_edition(self):
        self.reprint(self.numbers[0])
        self.void(self.numbers[0], reason="suspected_misuse")
        self.assertEqual(self.house.state_of(self.receipts[0]), "in_review")
        self.assertIn("審査中です", self.void(self.numbers[0]).out)
        self.house.run("render-letters")
        self.assertEqual([letter["edition"] for letter in self.house.letters()], [1, 1, 1])
        self.reprint(self.numbers[1])
        self.house.run("render-letters")
        self.assertIn("新しい通知書は", self.void(self.numbers[1], code=65).err)

    def test_letter_that_lapsed_before_it_was_posted_is_on_the_stop_list_and_may_be_destroyed(self):
        self.house.take_results([result(self.numbers[0], "投函済")], name="posted.csv")
        self.house.execute("UPDATE letters SET valid_until_ms = issued_ms")
        self.house.run("expire-codes")
        self.assertEqual(self.house.states(), ["lapsed"] * 3)
        rows = read_csv(self.house.state / "letters/13/stop.csv")
        self.assertEqual([(row["通知書番号"], row["理由"]) for row in rows],
                         [(number, "失効(有効期限が過ぎた)") for number in self.numbers[1:]])
        self.house.take_results([result(self.numbers[1], "書損")], name="destroyed.csv")

    def test_void_asks_the_reviewer_what_comes_next(self):
        ran = self.void(self.receipts[1])
        self.assertIn(f"{self.numbers[1]} 無効にしました(不要になった)\n", ran.out)
        self.assertIn("application withdraw", ran.out)
        shown = self.house.json("application", "show", self.receipts[1])
        self.assertEqual([shown["state"], shown["reason"], [finding["code"] for finding in shown["findings"]]],
                         ["in_review", "letter_voided", ["letter_voided"]])
        self.house.run("screen-applications", "render-letters")
        self.assertEqual(len(self.house.letters()), 3)
        self.assertEqual(self.house.stopped(), [[self.numbers[1], "無効(不要になった)"]])
        self.assertIn("から無効です", self.void(self.numbers[1]).out)
        err = self.refusal("letter", "reprint", self.numbers[1], "--reason", "damaged", code=65)
        self.assertIn(f"申請 {self.receipts[1]} は審査中です。新しい通知書を送るなら application approve", err)
        self.house.command("application", "approve", self.receipts[1])
        self.house.run("render-letters")
        self.assertEqual(self.house.letters()[-1]["edition"], 2)

    def test_reprint_after_the_ledger_moved_goes_to_the_reviewer(self):
        old = self.password(self.letters[0])
        self.house.take_ledger([office(self.letters[0]["office_number"], 住所="東京都港区芝公園4-2-8")], name="moved.csv")
        self.assertIn("承認の後に事業所台帳が変わったため、審査に戻しました", self.reprint(self.numbers[0]).out)
        self.assertEqual(self.house.state_of(self.receipts[0]), "in_review")
        self.assertEqual(self.answers_to(self.letters[0], old), "temporary_password_voided")
        self.house.run("screen-applications", "render-letters")
        self.assertEqual(len(self.house.letters()), 3)
        self.house.command("application", "approve", self.receipts[0])
        self.house.run("render-letters")
        self.assertIn("東京都港区芝公園4-2-8", self.house.page_of_letter(self.house.letters()[-1]))

    def test_posted_letter_can_be_reprinted_and_its_coming_back_is_recorded(self):
        self.house.take_results([result(self.batch, "投函済")])
        self.assertIn("投函済です。届いても、この仮パスワードは使えません", self.reprint(self.numbers[0]).out)
        self.assertEqual(self.house.stopped(), [])
        self.house.run("render-letters")
        self.assertEqual(len(self.newest_cover()), 1)
        self.assertIn("抜取り0通", self.newest_cover()[0])
        self.house.take_results([result(self.numbers[0], "返戻")], name="back.csv")
        shown = self.house.shown(self.letters[0])
        self.assertEqual([shown["state"], [row["result"] for row in shown["results"]]], ["voided", ["posted", "returned"]])
        self.assertEqual(self.house.state_of(self.receipts[0]), "issued")

    def test_next_cover_lists_what_must_be_pulled_until_the_print_room_reports_it(self):
        self.reprint(self.numbers[0])
        self.void(self.numbers[1])
        self.house.run("render-letters")
        first, sheet = self.newest_cover()
        self.assertIn("抜取り2通次の頁の通知書を前のバッチから抜き取り、投函しないでください", first)
        self.assertIn("抜取り票", sheet)
        self.assertIn("2/2頁", sheet)
        rows = [f"{self.numbers[at]}{self.batch}letters-0001.pdf{at + 1}{reason}"
                for at, reason in enumerate(["不着・紛失", "不要になった"])]
        self.assertIn("".join(rows), sheet)
        self.house.take_results([result(self.numbers[0], "書損")], name="pulled.csv")
        self.assertEqual(self.house.state_of(self.receipts[0]), "issued")
        self.house.issue(1, first=50)
        self.assertNotIn(rows[0], self.newest_cover()[1])
        self.assertIn(rows[1], self.newest_cover()[1])
        self.house.take_results([result(self.numbers[2], "投函済")], name="posted.csv")
        self.house.issue(1, first=60)
        self.assertEqual(len(self.newest_cover()), 1)
        self.assertEqual([row[0] for row in self.house.stopped()], self.numbers[:2])

    def test_cover_of_one_union_names_no_letter_of_another(self):
        numbers = [office_number("27", 1)]
        self.house.take_ledger([office(number) for number in numbers], name="osaka.csv")
        self.house.take_applications([application(number) for number in numbers], name="osaka.jsonl")
        self.house.approve_all()
        self.void(self.numbers[0])
        self.house.run("render-letters")
        self.assertEqual(self.house.batches()[-1].parent.name, "27")
        self.assertEqual(len(self.newest_cover()), 1)

    def test_batch_that_was_destroyed_needs_no_pulling(self):
        self.void(*self.numbers[:2])
        self.house.take_results([result(self.batch, "書損")])
        self.assertEqual(self.house.states(), ["voided", "voided", "spoiled"])
        self.house.run("render-letters")
        self.assertEqual(len(self.newest_cover()), 1)

    def test_posting_a_reprinted_letter_is_told_loudly(self):
        self.reprint(self.numbers[0])
        ran = self.house.take_results([result(self.numbers[0], "投函済")], code=65)
        self.assertEqual(ran.event("dead_letter_posted")["notice_number"], self.numbers[0])

    def test_reason_is_needed_and_must_be_one_of_the_verb(self):
        for words in (["letter", "reprint", self.numbers[0]], ["letter", "void", self.numbers[0]]):
            self.assertIn(f"{words[0]} {words[1]} には --reason コード が要ります: {PERSONS_REASONS}", self.refusal(*words))
        err = self.refusal("letter", "reprint", self.numbers[0], "--reason", "wrong_addressee")
        self.assertIn(f"「wrong_addressee」は letter reprint の理由ではありません。次から選んでください: {PERSONS_REASONS}other", err)
        for reason in ("withdrawn", "identity_not_confirmed", "無効"):
            self.assertIn("letter void の理由ではありません", self.refusal("letter", "void", self.numbers[0], "--reason", reason))
        self.assertIn("--note", self.refusal("letter", "void", self.numbers[0], "--reason", "other"))
        self.assertIn("制御文字", self.refusal("letter", "void", self.numbers[0], "--reason", "other", "--note", "一\x07二"))
        self.assertEqual(self.house.states(), ["sealed"] * 3)
        self.house.command("letter", "void", self.numbers[0], "--reason", "wrong_addressee")

    def test_number_that_names_no_letter_or_several_changes_nothing(self):
        unknown = installation.office_number("13", 999)
        self.house.take_applications([application(self.letters[0]["office_number"], "second", prefecture="13")], name="more.jsonl")
        waiting = self.house.json("application", "list")[-1]["receipt_number"]
        for text, message in [("N12", "通知書番号でも受付番号でも事業所番号でもありません"), (unknown, "通知書はまだありません"),
                              (waiting, "通知書はまだありません"), (self.numbers[0][:-1] + "x", "でもありません")]:
            self.assertIn(message, self.refusal("letter", "reprint", self.numbers[1], text, "--reason", "damaged"))
        self.assertEqual(self.house.states(), ["sealed"] * 3)

    def test_office_number_means_its_only_live_letter_and_several_are_listed(self):
        number = self.letters[0]["office_number"]
        self.house.take_ledger([office(number, 発行都道府県="13;14")], name="two.csv")
        self.house.take_applications([application(number, "neighbour", prefecture="14")], name="neighbour.jsonl")
        self.house.approve_all()
        self.house.run("render-letters")
        other = self.house.letters()[-1]["notice_number"]
        err = self.refusal("letter", "void", number, "--reason", "damaged")
        self.assertIn(f"{number} の通知書は2通あります。通知書番号で指定してください:", err)
        self.assertIn(f"\n  {self.numbers[0]} 第1版 {self.receipts[0]} 作成済", err)
        self.assertIn(f"\n  {other} 第1版 ", err)
        self.void(other)
        self.assertIn(self.numbers[0], self.void(number).out)
        self.assertIn("2通あります", self.refusal("letter", "void", number, "--reason", "damaged"))

    def test_many_at_once_each_by_itself_and_in_json(self):
        self.house.take_results([result(self.numbers[1], "書損")])
        ran = self.house.command("letter", "reprint", *self.numbers, self.receipts[2], "--reason", "misprinted", "--json",
                                 code=65)
        self.assertIn(f"通知書 {self.numbers[1]} はすでに書損です", ran.err)
        rows = installation.json.loads(ran.out)
        self.assertEqual([row["notice_number"] for row in rows], self.numbers)
        self.assertEqual([row.get("changed") for row in rows], [True, None, True])
        self.assertIn("すでに書損です", rows[1]["error"])
        self.assertEqual({key: rows[2][key] for key in ("state", "void_reason", "receipt_number", "application_state",
                                                        "successor", "posted", "batch", "file", "page")},
                         {"state": "voided", "void_reason": "misprinted", "receipt_number": self.receipts[2],
                          "application_state": "approved", "successor": None, "posted": False, "batch": self.batch,
                          "file": "letters-0001.pdf", "page": 3})
        self.house.run("render-letters")
        self.assertEqual([letter["edition"] for letter in self.house.letters()], [1, 1, 1, 2, 2, 2])

    def test_stop_list_that_a_kill_kept_from_being_written_is_mended_by_the_same_command_and_by_the_job(self):
        self.reprint(self.numbers[0])
        path = self.house.state / "letters" / "13" / "stop.csv"
        for mend in (lambda: self.reprint(self.numbers[0]), lambda: self.house.run("render-letters")):
            path.unlink()
            mend()
            self.assertEqual([row[0] for row in self.house.stopped()], self.numbers[:1])

    def test_check_refuses_a_pull_sheet_whose_rows_do_not_fit(self):
        templates = self.house.root / "templates"
        shutil.copytree(installation.TEMPLATES, templates)
        sheet = templates / "letter" / "pull_sheet.toml"
        sheet.write_text(sheet.read_text().replace("box = [20, 64, 170, 198]", "box = [20, 64, 80, 198]"))
        line = sheet.read_text().split("[[pull_table]]")[0].count("\n") + 1
        ran = self.house.command("--set", f"templates.dir={templates}", "check", code=78)
        self.assertIn(f"{sheet}:{line}: ", ran.out + ran.err)
        self.house.command("check")

    def test_cover_with_a_pull_list_is_whole(self):
        self.void(self.numbers[0])
        self.house.run("render-letters")
        self.house.issue(1, first=70)
        batch = self.house.batches()[-1]
        subprocess.run(["sha256sum", "--quiet", "--strict", "-c", "SHA256SUMS"], cwd=batch, check=True)
        self.assertEqual(len(cover_pages(batch)), 2)
        self.assertNotIn(self.letters[0]["office_number"], "".join(cover_pages(batch)))


if __name__ == "__main__":
    unittest.main()
