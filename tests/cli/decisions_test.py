#!/usr/bin/env python3
"""What the reviewers' CSV files decide, and the same decisions by command."""

import os
import unittest

from installation import (DECISION_COLUMNS, InstallationTest, application, body, csv_text, decision, decisions_csv,
                          office, office_number, read_csv)

NUMBERS = [office_number("13", serial) for serial in range(1, 6)]
REJECTED_RESULT = "[審査結果]\n不承認\n事業所から取下げのお申し出がありましたので、この申請は承認しませんでした。\n東京都国民健康保険団体連合会へお問い合わせください。\n"


class Decisions(InstallationTest):
    def setUp(self):
        super().setUp()
        self.house.take_ledger([office(number) for number in NUMBERS])
        self.house.take_applications([application(number) for number in NUMBERS])
        self.rows = self.house.json("application", "list")
        self.receipts = [row["receipt_number"] for row in self.rows]

    def states(self):
        return [row["state"] for row in self.house.json("application", "list")]

    def errors(self, name="decisions.csv"):
        return [list(row.values())[:4] for row in self.house.refused("decisions", name)]

    def results(self):
        """Recipients and bodies of the result notices."""
        self.house.run("send-notices")
        return {mail["To"]: body(mail) for mail in self.house.mails()
                if mail["Subject"] == "ログイン情報再発行申請結果通知(介護保険)"}

    def test_approval_rejection_hold_and_blank_are_told_apart(self):
        self.house.take_decisions([
            decision(self.receipts[0], "承認"), decision(self.receipts[1], "不承認", "withdrawn_by_office", note="内線で確認"),
            decision(self.receipts[2], "保留", "waiting_for_phone_check"), decision(self.receipts[3], ""),
            decision(self.receipts[4], "　")])
        self.assertEqual(self.states(), ["approved", "rejected", "on_hold", "in_review", "in_review"])
        self.assertEqual([row["reason"] for row in self.house.json("application", "list")],
                         ["", "withdrawn_by_office", "waiting_for_phone_check", "", ""])
        results = self.results()
        self.assertEqual(list(results), [f"tantou.{NUMBERS[1]}@applicant.example.jp"])
        (text,) = results.values()
        self.assertIn(REJECTED_RESULT, text)
        self.assertNotIn("内線で確認", text)
        self.assertEqual(self.house.inbox("done"), ["applications/applications.jsonl", "decisions/decisions.csv",
                                                      "ledger/ledger.csv"])

    def test_result_notice_of_an_approval_goes_with_the_letter_only(self):
        self.house.take_decisions([decision(self.receipts[0], "承認")])
        self.assertEqual(self.results(), {})
        self.house.run("render-letters")
        self.assertEqual(list(self.results()), [f"tantou.{NUMBERS[0]}@applicant.example.jp"])

    def test_reason_is_required_for_rejection_and_hold_and_must_be_one_of_the_list(self):
        self.house.take_decisions([
            decision(self.receipts[0], "不承認"), decision(self.receipts[1], "保留"),
            decision(self.receipts[2], "不承認", "no_such_reason"),
            decision(self.receipts[3], "不承認", "waiting_for_phone_check"),
            decision(self.receipts[4], "不承認", "unknown_office")], code=65)
        self.assertEqual(self.states(), ["in_review"] * 5)
        errors = self.errors()
        self.assertEqual([error[:3] for error in errors],
                         [[str(line + 2), "受付番号", self.receipts[line]] for line in range(5)])
        self.assertTrue(errors[0][3].startswith("不承認には理由が要ります: "), errors[0])
        self.assertIn("withdrawn_by_office(申請の取下げ依頼)", errors[0][3])
        self.assertTrue(errors[1][3].startswith("保留には理由が要ります: "), errors[1])
        self.assertIn("waiting_for_phone_check(電話確認待ち)", errors[1][3])
        for error, code in zip(errors[2:], ("no_such_reason", "waiting_for_phone_check", "unknown_office")):
            self.assertTrue(error[3].startswith(f"理由「{code}」は不承認の理由ではありません。次から選んでください: "), error)
        self.assertEqual(self.results(), {})

    def test_unreadable_rows_are_reported_all_at_once_and_the_good_ones_decide(self):
        other = self.receipts[0][:-1] + str((int(self.receipts[0][-1]) + 1) % 10)
        self.house.take_decisions([
            decision(other, "承認"), decision("1", "承認"), decision(self.receipts[1], "許可"),
            decision(self.receipts[2], "承認"), decision("R000009999", "承認"),
            decision(self.receipts[3], "承認", note="鳴る\x07備考")], code=65)
        self.assertEqual(self.states(), ["in_review", "in_review", "approved", "in_review", "in_review"])
        self.assertEqual(self.errors()[:3], [
            ["2", "受付番号", other, "受付番号として読めません"], ["3", "受付番号", "1", "受付番号として読めません"],
            ["4", "判定", "許可", "承認・不承認・保留のどれでもありません"]])
        self.assertEqual(self.errors()[-1], ["7", "備考", "", "3文字目に制御文字 U+0007 があります。取り除いてください"])

    def test_a_note_of_two_lines_costs_no_decision(self):
        self.house.take_decisions([decision(self.receipts[0], "承認", note="電話で確認\r\n折り返しあり")])
        (shown,) = self.house.json("application", "show", self.receipts[0])["decisions"]
        self.assertEqual(shown["note"], "電話で確認 折り返しあり")

    def test_rows_are_counted_as_a_spreadsheet_shows_them_and_named(self):
        self.house.take_decisions([decision(self.receipts[0], "承認", note="二\n行"),
                                   decision(f"\u00a0{self.receipts[1]}\u200b", "許可")], code=65)
        (path,) = (self.house.state / "inbox/refused").glob("*/decisions/*.errors.csv")
        self.assertEqual([(row["行"], row["番号"]) for row in read_csv(path)], [("3", self.receipts[1])])

    def test_receipt_that_nobody_has_is_reported(self):
        self.house.take_decisions([decision("R000000100", "承認")], code=65)
        self.assertEqual(self.errors(), [["2", "受付番号", "R000000100", "受付番号 R000000100 の申請はありません"]])

    def test_row_of_an_older_worksheet_is_refused_with_what_changed(self):
        version = self.rows[0]["version"]
        self.house.command("application", "hold", self.receipts[0], "--reason", "waiting_for_phone_check")
        since = self.house.json("application", "show", self.receipts[0])["state_since"][:16].replace("T", " ")
        columns = DECISION_COLUMNS + ["更新番号"]
        self.house.take_decisions([decision(self.receipts[0], "承認", 更新番号=version),
                                   decision(self.receipts[1], "承認", 更新番号=version),
                                   decision(self.receipts[2], "承認", 更新番号="")], columns=columns, code=65)
        self.assertEqual(self.states()[:3], ["on_hold", "approved", "approved"])
        self.assertEqual(self.errors(), [
            ["2", "受付番号", self.receipts[0],
             f"一覧を作成した後に変わっています(更新番号 {version} → {version + 1}、現在の状態: 保留、{since} から)。"
             f"変わったこと: {since} 保留(電話確認待ち)"]])

    def test_cp932_file_from_excel_with_further_columns_decides(self):
        columns = ["受付番号", "事業所名", "判定", "理由", "備考", "審査者", "更新番号", ""]
        content = csv_text(columns, [
            decision(self.receipts[0], "承認", note="髙﨑さん①", reviewer="審査　花子", 事業所名="㈱髙﨑", 更新番号=self.rows[0]["version"]),
            decision(self.receipts[1], "不承認", "withdrawn_by_office", 事業所名="～会")]).encode("cp932")
        self.house.drop("decisions", "判定.csv", content)
        self.house.run("take-decisions")
        self.assertEqual(self.states()[:2], ["approved", "rejected"])
        (made,) = self.house.json("application", "show", self.receipts[0])["decisions"]
        self.assertEqual([made["verdict"], made["note"], made["reviewer"]], ["approve", "髙﨑さん①", "審査　花子"])

    def test_receipt_number_is_read_in_full_width_lower_case_and_with_hyphens(self):
        full_width = "".join(chr(ord(character) + 0xFEE0) for character in self.receipts[0])
        hyphens = f"{self.receipts[1][0].lower()}-{self.receipts[1][1:5]}-{self.receipts[1][5:]}"
        self.house.take_decisions([decision(full_width, "承認"), decision(hyphens, "承認")])
        self.assertEqual(self.states()[:2], ["approved", "approved"])

    @unittest.skipUnless(os.geteuid() == 0, "giving a file away takes root")
    def test_acting_person_is_the_files_owner_and_the_reviewer_stands_beside(self):
        self.house.drop("decisions", "decisions.csv", decisions_csv([decision(self.receipts[0], "承認", reviewer="別人")]), owner=12345)
        self.house.run("take-decisions")
        (made,) = self.house.json("application", "show", self.receipts[0])["decisions"]
        self.assertEqual([made["acting_uid"], made["reviewer"]], [12345, "別人"])

    def test_file_decides_once_even_when_dropped_again_after_another_decision(self):
        rows = [decision(self.receipts[0], "保留", "waiting_for_phone_check")]
        self.house.take_decisions(rows, name="a.csv")
        self.house.command("application", "approve", self.receipts[0])
        self.house.take_decisions(rows, name="b.csv")
        shown = self.house.json("application", "show", self.receipts[0])
        self.assertEqual([shown["state"], [made["verdict"] for made in shown["decisions"]]],
                         ["approved", ["hold", "approve"]])
        self.assertEqual(self.house.inbox("done")[-2:], ["decisions/b.csv", "ledger/ledger.csv"])

    def test_worksheet_saved_again_with_rows_decided_earlier_decides_the_new_ones_only(self):
        first = [decision(self.receipts[0], "承認"), decision(self.receipts[1], "不承認", "withdrawn_by_office"),
                 decision(self.receipts[2], "保留", "waiting_for_phone_check")]
        self.house.take_decisions(first, name="a.csv")
        self.house.take_decisions(first + [decision(self.receipts[3], "承認")], name="b.csv")
        self.assertEqual(self.states(), ["approved", "rejected", "on_hold", "approved", "in_review"])
        for receipt in self.receipts[:4]:
            self.assertEqual(len(self.house.json("application", "show", receipt)["decisions"]), 1)
        self.assertEqual(len(self.results()), 1)

    def test_decided_application_takes_no_contrary_decision(self):
        self.house.take_decisions([decision(self.receipts[0], "不承認", "withdrawn_by_office")], name="a.csv")
        self.house.take_decisions([decision(self.receipts[0], "承認")], name="b.csv", code=65)
        self.assertEqual(self.errors("b.csv"),
                         [["2", "受付番号", self.receipts[0], "審査中でも保留でもありません(現在の状態: 不承認)。"
                           "申請は終わっています。事業所に、あらためて申請してもらってください"]])
        self.assertEqual(self.states()[0], "rejected")

    def test_two_verdicts_for_one_receipt_in_a_file_are_both_refused(self):
        other = self.receipts[0][0].lower() + "-" + self.receipts[0][1:]
        self.house.take_decisions([
            decision(self.receipts[0], "承認"), decision(self.receipts[1], "承認"),
            decision(self.receipts[2], "不承認", "withdrawn_by_office"), decision(other, "不承認", "withdrawn_by_office"),
            decision(self.receipts[1], "承認"), decision(self.receipts[2], "不承認", "identity_not_confirmed"),
            decision(self.receipts[3], "承認"), decision(self.receipts[3], "")], code=65)
        self.assertEqual(self.states()[:4], ["in_review", "approved", "in_review", "approved"])
        reason = "同じファイルに、この受付番号の異なる判定があります。1つにしてください"
        self.assertEqual(self.errors(), [[line, "受付番号", receipt, reason] for line, receipt in (
            ("2", self.receipts[0]), ("4", self.receipts[2]), ("5", self.receipts[0]), ("7", self.receipts[2]))])

    def test_held_application_can_be_approved_or_rejected(self):
        for receipt in self.receipts[:2]:
            self.house.command("application", "hold", receipt, "--reason", "waiting_for_phone_check")
        self.house.take_decisions([decision(self.receipts[0], "承認"),
                                   decision(self.receipts[1], "不承認", "withdrawn_by_office")])
        self.assertEqual(self.states()[:2], ["approved", "rejected"])

    def test_file_without_the_needed_columns_is_refused_whole(self):
        self.house.drop("decisions", "decisions.csv", "受付番号,結果\r\nR000000011,承認\r\n".encode())
        self.house.run("take-decisions", code=65)
        self.assertEqual(self.errors(), [["1", "判定", "", "列「判定」がありません"], ["1", "理由", "", "列「理由」がありません"]])

    def test_spreadsheet_saved_as_something_else_is_told_how_to_save_it(self):
        text = csv_text(DECISION_COLUMNS, [decision(self.receipts[0], "承認")])
        unicode_text = text.replace(",", "\t").encode("utf-16")
        for name, content, told in (
                ("semicolon.csv", text.replace(",", ";").encode(), "項目の区切りがセミコロンです。コンマ区切りの CSV で保存し直してください"),
                ("tab.csv", text.replace(",", "\t").encode("cp932"), "項目の区切りがタブです。コンマ区切りの CSV で保存し直してください"),
                ("unicode.csv", unicode_text, "NUL文字（0x00）が含まれています。Excel のブックか「Unicode テキスト」なら、「CSV UTF-8(コンマ区切り)」で保存し直してください")):
            with self.subTest(name):
                self.house.drop("decisions", name, content)
                self.house.run("take-decisions", code=65)
                self.assertEqual(self.errors(name), [["1", "", "", told]])
        self.assertEqual(set(self.states()), {"in_review"})

    def test_version_that_no_worksheet_has_is_no_number(self):
        columns = DECISION_COLUMNS + ["更新番号"]
        wrong = ["-9223372036854775808", "0", "-2", "2.0", "2E+00", "99999999999999999999", "1900/1/2"]
        self.house.take_decisions([decision(self.receipts[0], "承認", 更新番号=version) for version in wrong], columns=columns, code=65)
        self.assertEqual([row[3] for row in self.errors()], ["審査一覧の更新番号(1以上の数字)ではありません"] * len(wrong))

    def test_receipts_as_a_spreadsheet_may_mangle_them_decide_nothing(self):
        number = self.receipts[0]
        mangled = [number[1:], number[1:].lstrip("0"), "R" + number[1:].lstrip("0"), "1.1E+01", "R1E+08", "令和8年11月22日", "'" + number]
        self.house.take_decisions([decision(text, "承認") for text in mangled], code=65)
        self.assertEqual([row[1] for row in self.errors()], ["受付番号"] * len(mangled))
        self.assertEqual(set(self.states()), {"in_review"})

    def test_refused_values_are_no_formulas_for_who_opens_the_errors(self):
        formulas = ["=HYPERLINK(\"http://example.jp\")", "@SUM(1)", "＝1+1", "-2+3", "＋1"]
        self.house.take_decisions([decision(text, "承認") for text in formulas], code=65)
        self.assertEqual([row[2] for row in self.errors()], ["'" + text for text in formulas])

    def test_part_files_and_links_are_left_untouched(self):
        folder = self.house.state / "inbox" / "decisions"
        (folder / "a.csv.part").write_bytes(decisions_csv([decision(self.receipts[0], "承認")]))
        (folder / "b.csv").symlink_to("a.csv.part")
        self.house.run("take-decisions")
        self.assertEqual(self.states(), ["in_review"] * 5)
        self.assertEqual(sorted(path.name for path in folder.iterdir()), ["a.csv.part", "b.csv"])

    def test_commands_decide_as_the_file_does(self):
        approved = self.house.command("application", "approve", NUMBERS[0], "--note", "電話で確認")
        rejected = self.house.command("application", "reject", self.receipts[1], "--reason", "withdrawn_by_office")
        held = self.house.command("application", "hold", self.receipts[2], "--reason", "waiting_for_phone_check")
        self.assertEqual([approved.out, rejected.out, held.out],
                         [f"{self.receipts[0]} 承認\n", f"{self.receipts[1]} 不承認\n", f"{self.receipts[2]} 保留\n"])
        self.assertEqual(self.states()[:3], ["approved", "rejected", "on_hold"])
        (made,) = self.house.json("application", "show", self.receipts[0])["decisions"]
        self.assertEqual([made["note"], made["acting_uid"], made["reviewer"]], ["電話で確認", os.getuid(), ""])
        again = self.house.command("application", "approve", self.receipts[0])
        self.assertEqual(again.out, f"{self.receipts[0]} 承認(すでにこの判定です)\n")

    def test_a_file_that_others_may_write_decides_nothing(self):
        rows = decisions_csv([decision(self.receipts[0], "承認")])
        refused = ["1", "", "", "ほかの人も書き換えられるファイルなので、だれが書いたか分かりません。"
                                "umask を 022 か 027 にして置き直してください"]
        self.house.drop("decisions", "open.csv", rows, mode=0o646)
        self.house.run("take-decisions", code=65)
        self.assertEqual(self.errors("open.csv"), [refused])
        self.house.drop("decisions", "shared.csv", rows, owner=12345 if os.getuid() == 0 else None, mode=0o664)
        self.house.run("take-decisions", code=65 if os.getuid() == 0 else 0)  # 12345 has no group of its own
        if os.getuid() == 0:
            self.assertEqual(self.errors("shared.csv"), [refused])
            self.assertEqual(self.states()[0], "in_review")
        self.house.drop("decisions", "own.csv", rows, mode=0o664)
        self.house.run("take-decisions")
        self.assertEqual(self.states()[0], "approved")

    def test_a_file_beyond_any_size_is_set_aside_unread_and_the_others_are_taken(self):
        self.house.drop("decisions", "a.csv", b"")
        os.truncate(self.house.state / "inbox/decisions/a.csv", 1 << 43)  # who read it would not come to its end
        self.house.drop("decisions", "b.csv", decisions_csv([decision(self.receipts[0], "承認")]))
        self.house.run("take-decisions", code=65)
        self.assertEqual(self.errors("a.csv"), [["1", "", "", "ファイルが大きすぎます(1 GiBまで)。分けて置いてください"]])
        self.assertEqual(self.states()[0], "approved")

    def test_commands_refuse_what_the_file_would_refuse(self):
        missing = self.house.command("application", "reject", self.receipts[0], code=65)
        self.assertTrue(missing.err.startswith(f"saihakko: {self.receipts[0]}: 不承認には理由が要ります: "), missing.err)
        wrong = self.house.command("application", "hold", self.receipts[0], "--reason", "withdrawn_by_office", code=65)
        self.assertIn("理由「withdrawn_by_office」は保留の理由ではありません", wrong.err)
        self.house.command("application", "reject", self.receipts[0], "--reason", "withdrawn_by_office")
        late = self.house.command("application", "approve", self.receipts[0], code=65)
        self.assertEqual(late.err, f"saihakko: {self.receipts[0]}: 審査中でも保留でもありません(現在の状態: 不承認)。"
                         "申請は終わっています。事業所に、あらためて申請してもらってください\n")
        self.assertEqual([missing.out, wrong.out, late.out], ["", "", ""])


if __name__ == "__main__":
    unittest.main()
