#!/usr/bin/env python3
"""Applications from the portal's files, what screening makes of them, and what keeps them from approval."""

import unittest

from installation import (Installation, InstallationTest, application, body, decision, json_lines, office, office_number,
                          password_on, read_csv)

TOKYO = office_number("13", 1)
SECOND = office_number("13", 2)
UNKNOWN = office_number("13", 9999)


class Intake(InstallationTest):
    def setUp(self):
        super().setUp()
        self.house.take_ledger([office(TOKYO), office(SECOND)])

    def take(self, content, name="applications.jsonl", code=0):
        self.house.drop("applications", name, content)
        return self.house.run("take-applications", code=code)

    def list(self):
        return self.house.json("application", "list")

    def test_application_is_taken_with_receipt_number_and_receipt_notice(self):
        self.take(json_lines([application(TOKYO)]))
        (row,) = self.list()
        self.assertEqual([row["office_number"], row["prefecture"], row["kind"], row["state"], row["submitted_at"]],
                         [TOKYO, "13", "reissue", "submitted", "2026-11-22T09:00:00+09:00"])
        self.assertRegex(row["receipt_number"], r"^R\d{9}$")
        (notice,) = self.house.json("notice", "list")
        self.assertEqual([notice["receipt_number"], notice["kind"], notice["state"]],
                         [row["receipt_number"], "receipt", "queued"])

    def test_submission_seen_before_is_the_same_submission(self):
        self.take(json_lines([application(TOKYO, "s-1")]), "a.jsonl")
        self.take(json_lines([application(TOKYO, "s-1"), application(SECOND, "s-2")]), "b.jsonl")
        self.assertEqual([row["office_number"] for row in self.list()], [TOKYO, SECOND])
        self.assertEqual(len(self.house.json("notice", "list")), 2)

    def test_submission_id_with_other_content_is_reported_and_not_lost_in_silence(self):
        self.take(json_lines([application(TOKYO, "s-1")]), "a.jsonl")
        self.take(json_lines([application(SECOND, "s-1"), application(SECOND, "s-2")]), "b.jsonl", code=65)
        self.assertEqual([row["office_number"] for row in self.list()], [TOKYO, SECOND])

    def test_same_file_dropped_twice_changes_nothing(self):
        content = json_lines([application(TOKYO), application(SECOND)])
        self.take(content)
        before = self.list(), self.house.json("notice", "list")
        self.take(content)
        self.assertEqual((self.list(), self.house.json("notice", "list")), before)
        self.assertEqual(self.house.inbox("done"), ["applications/applications.jsonl", "applications/applications.jsonl.2",
                                                      "ledger/ledger.csv"])

    def test_blank_lines_bom_and_crlf_are_passed_over(self):
        lines = json_lines([application(TOKYO), application(SECOND)]).split(b"\n")
        self.take(b"\xef\xbb\xbf" + lines[0] + b"\r\n\r\n\n" + lines[1])
        self.assertEqual([row["office_number"] for row in self.list()], [TOKYO, SECOND])

    def test_full_width_and_lower_case_numbers_are_folded(self):
        self.take(json_lines([application("".join(chr(ord(c) + 0xFEE0) for c in TOKYO), "s-1", prefecture="13",
                                          notification_mail="tantou@applicant.example.jp")]))
        self.assertEqual(self.list()[0]["office_number"], TOKYO)

    def test_malformed_lines_are_reported_all_at_once_and_the_good_ones_taken(self):
        lines = [
            json_lines([application(TOKYO, "good-1")]),
            b"{not json}\n",
            b'["a", "b"]\n',
            json_lines([application("1234", "bad-3", prefecture="13", notification_mail="nobody")]),
            json_lines([application(TOKYO, "bad-4", prefecture="48", kind="again", submitted_at="2026/11/22 9:00")]),
            json_lines([application(TOKYO, "bad-5", notification_mail=None)]),
            json_lines([application(TOKYO, "bad-6", user_id="KJ131311111111")]),
            json_lines([application(TOKYO, "bad-7")]).replace(b'"kind": "reissue"', b'"kind": "reissue", "kind": "new"'),
            json_lines([application(TOKYO, "bad-8", office_number=1370000010)]),
            json_lines([application(TOKYO, "bad-9")]).replace(b"tantou", b"tan\xfftou"),
            json_lines([application(SECOND, "good-2")]),
        ]
        ran = self.take(b"".join(lines), code=65)
        self.assertEqual(ran.event("job_ended")["malformed"], 9)
        self.assertEqual([row["office_number"] for row in self.list()], [TOKYO, SECOND])
        self.assertEqual([tuple(row.values())[:4] for row in self.house.refused("applications", "applications.jsonl")], [
            ("2", "", "", "JSONとして読めません(3バイト目)"),
            ("3", "", "", "JSONオブジェクトではありません"),
            ("4", "office_number", "1234", "事業所番号の形ではありません(都道府県2桁、種別1桁、数字7桁)"),
            ("4", "notification_mail", "nobody", "メールアドレスの形ではありません(例: jimusho@example.jp)"),
            ("5", "prefecture", "48", "都道府県コード(01〜47)ではありません"),
            ("5", "submitted_at", "2026/11/22 9:00", "RFC 3339 の日時ではありません(例: 2026-11-22T09:00:00+09:00)"),
            ("5", "kind", "again", "reissue か new ではありません"),
            ("6", "notification_mail", "", "項目がありません"),
            ("7", "user_id", "KJ131311111111", "知らない項目です"),
            ("8", "", "", "同じ名前の項目が複数あります(「kind」)"),
            ("9", "office_number", "1370000010", "文字列ではありません"),
            ("10", "", "", "UTF-8として正しくない部分があります")])

    def test_line_without_an_end_is_taken_as_well(self):
        self.take(json_lines([application(TOKYO)]).rstrip(b"\n"))
        self.assertEqual(len(self.list()), 1)

    def test_addresses_that_old_phones_gave_out_are_taken(self):
        self.take(json_lines([application(TOKYO, notification_mail="a..b.@docomo.ne.jp"),
                              application(SECOND, notification_mail=".a@ezweb.ne.jp")]))
        self.house.run("send-notices")
        self.assertEqual([mail["Delivered-To"] for mail in self.house.mails()],
                         ['"a..b."@docomo.ne.jp', '".a"@ezweb.ne.jp'])

    def test_address_that_would_inject_a_header_is_malformed(self):
        self.take(json_lines([application(TOKYO, notification_mail="a@example.jp\r\nBcc: b@example.jp")]), code=65)
        self.assertEqual(self.list(), [])

    def test_malformed_file_dropped_again_is_refused_again(self):
        content = json_lines([application(TOKYO)]) + b"{}\n"
        self.take(content, "a.jsonl", code=65)
        self.take(content, "b.jsonl", code=65)
        self.assertEqual(len(self.list()), 1)

    def test_part_files_and_links_are_left_untouched(self):
        folder = self.house.state / "inbox" / "applications"
        (folder / "a.jsonl.part").write_bytes(json_lines([application(TOKYO)]))
        (folder / "b.jsonl").symlink_to(folder / "a.jsonl.part")
        self.house.run("take-applications")
        self.assertEqual([self.list(), sorted(path.name for path in folder.iterdir())], [[], ["a.jsonl.part", "b.jsonl"]])


class Screening(InstallationTest):
    def screened(self, ledger_row, **fields):
        """The application of an office after screening."""
        number = ledger_row["事業所番号"]
        self.house.take_ledger([ledger_row])
        self.house.take_applications([application(number, **fields)])
        return self.house.json("application", "show", number)

    def findings(self, shown):
        return {finding["code"]: (finding["blocking"], finding["message"]) for finding in shown["findings"]}

    def check_refused(self, number, sentence):
        (row,) = self.house.json("application", "list")
        self.assertEqual(row["state"], "refused")
        self.house.run("send-notices")
        results = [mail for mail in self.house.mails() if mail["Subject"] == "ログイン情報再発行申請結果通知(介護保険)"]
        self.assertEqual([mail["To"] for mail in results], [f"tantou.{number}@applicant.example.jp"])
        self.assertIn(f"[受付番号]\n{row['receipt_number']}\n\n[事業所番号]\n{number}\n\n[審査結果]\n不承認\n{sentence}\n東京都国民健康保険団体連合会へお問い合わせください。\n",
                      body(results[0]))
        self.assertEqual(self.house.command("application", "approve", row["receipt_number"], code=65).out, "")
        self.house.run("render-letters")
        self.assertEqual(self.house.batches(), [])

    def test_unknown_office_is_refused_with_a_result_notice(self):
        self.house.take_ledger([office(TOKYO)])
        self.house.take_applications([application(UNKNOWN)])
        self.check_refused(UNKNOWN, "事業所番号が事業所台帳に登録されていないため、申請をお受けできませんでした。"
                                    "事業所番号をご確認のうえ、あらためて申請してください。")

    def test_closed_office_is_refused_with_a_result_notice(self):
        self.house.take_ledger([office(TOKYO, 状態="廃止")])
        self.house.take_applications([application(TOKYO)])
        self.check_refused(TOKYO, "事業所台帳で廃止となっている事業所のため、申請をお受けできませんでした。")

    def test_plain_application_has_no_finding(self):
        shown = self.screened(office(TOKYO))
        self.assertEqual([shown["state"], shown["findings"], shown["blocking"]], ["in_review", [], False])

    def test_findings_for_the_reviewer_do_not_block(self):
        number = TOKYO[:9] + next(digit for digit in "0123456789"
                                  if digit not in (TOKYO[9], office_number("13", 1)[9], "8"))
        shown = self.screened(office(number, 郵便番号="", セキュリティ用メールアドレス="other@office.example.jp"))
        self.assertEqual(self.findings(shown), {
            "postcode_missing": (False, "事業所台帳に郵便番号がありません"),
            "check_digit": (False, "事業所番号の検査数字が合いません"),
            "security_mail_differs": (False, "通知先が登録済みのセキュリティ用メールアドレスと異なります")})
        self.house.command("application", "approve", number)
        self.assertEqual(self.house.state_of(number), "approved")

    def test_registered_address_in_other_letters_is_the_same(self):
        shown = self.screened(office(TOKYO, セキュリティ用メールアドレス="Kaigo@Office.example.jp"),
                              notification_mail="kaigo@office.example.jp")
        self.assertEqual(shown["findings"], [])

    def test_office_without_an_id_gets_one_when_it_asks_for_a_new_one(self):
        shown = self.screened(office(TOKYO, 発行都道府県="なし"), kind="new")
        self.assertEqual([shown["kind"], shown["findings"]], ["new", []])
        self.check_first_letter()

    def test_office_without_an_id_gets_one_when_its_application_does_not_say_the_kind(self):
        shown = self.screened(office(TOKYO, 発行都道府県="なし"), kind=None)
        self.assertEqual([shown["kind"], shown["findings"]], ["new", []])
        self.check_first_letter()

    def check_first_letter(self):
        self.house.command("application", "approve", TOKYO)
        self.house.run("render-letters", "send-notices")
        (letter,) = self.house.json("letter", "list")
        page = self.house.page_of_letter(letter)
        self.assertIn(f"KJ13{TOKYO}", page)
        self.assertEqual(len(password_on(page)), 10)
        self.assertEqual(self.house.json("office", "show", TOKYO)["accounts"],
                         [{"prefecture": "13", "user_id": f"KJ13{TOKYO}"}])

    def test_absent_kind_of_an_office_with_an_id_is_a_reissue(self):
        self.assertEqual(self.screened(office(TOKYO), kind=None)["kind"], "reissue")

    def test_letter_of_another_union_carries_the_id_that_union_issued(self):
        shown = self.screened(office(TOKYO, 発行都道府県="13;32"), prefecture="32")
        self.assertEqual(shown["findings"], [])
        self.house.command("application", "approve", TOKYO)
        self.house.run("render-letters")
        (batch,) = self.house.batches()
        self.assertEqual(batch.parent.name, "32")
        page = self.house.page_of_letter(self.house.json("letter", "list")[0])
        self.assertIn(f"KJ32{TOKYO}", page)
        self.assertIn("島根県国民健康保険団体連合会", page)

    def test_locked_office_is_approved_after_the_unlock_whatever_the_ledger_says(self):
        self.house.take_ledger([office(TOKYO)])
        self.house.take_applications([application(TOKYO)])
        receipt = self.house.receipt_of(TOKYO)
        self.house.command("office", "lock", TOKYO)
        told = self.house.command("application", "approve", receipt, code=65).err
        self.assertEqual(told, f"saihakko: {receipt}: 承認できません: 事業所は閉鎖中です。解除(saihakko office unlock)まで承認できません\n")
        self.house.take_ledger([office(TOKYO, 住所="")], name="b.csv")
        self.assertTrue(self.house.command("application", "approve", receipt, code=65).err.endswith("。事業所台帳も直すと承認できます\n"))

    def check_blocked_until_mended(self, ledger_row, remark, mended, changed=None, **fields):
        """Approval is refused in both ways with the reason, and goes through once the ledger is mended.

        `changed` is the field whose known value the mending changes: the reviewer is told of it.
        """
        number = ledger_row["事業所番号"]
        shown = self.screened(ledger_row, **fields)
        receipt = shown["receipt_number"]
        self.assertEqual([shown["state"], shown["blocking"]], ["in_review", True])
        self.assertEqual(list(self.findings(shown).values()), [(True, remark)])
        refusal = f"承認できません: {remark}。事業所台帳を直すと承認できます"
        ran = self.house.command("application", "approve", receipt, code=65)
        self.assertEqual([ran.out, ran.err], ["", f"saihakko: {receipt}: {refusal}\n"])
        self.house.take_decisions([decision(receipt, "承認")], name="early.csv", code=65)
        self.assertEqual([list(row.values())[:4] for row in self.house.refused("decisions", "early.csv")],
                         [["2", "受付番号", receipt, refusal]])
        self.assertEqual(self.house.state_of(receipt), "in_review")
        self.house.run("render-letters", "send-notices")
        self.assertEqual(self.house.batches(), [])
        self.assertEqual([mail["Subject"] for mail in self.house.mails()], ["ログイン情報再発行申請受領通知(介護保険)"])

        self.house.take_ledger([mended], name="mended.csv")
        self.house.run("screen-applications")
        findings = self.house.json("application", "show", receipt)["findings"]
        self.assertEqual([finding["code"] for finding in findings], ["ledger_changed"] if changed else [])
        self.assertTrue(all(changed in finding["message"] for finding in findings), findings)
        self.house.take_decisions([decision(receipt, "承認", note="台帳を直した")], name="late.csv")
        self.house.run("render-letters", "send-notices")
        self.assertEqual(self.house.state_of(receipt), "issued")
        self.assertIn(number, self.house.page_of_letter(self.house.json("letter", "list")[0]))

    def test_missing_address_blocks_until_the_ledger_has_one(self):
        self.check_blocked_until_mended(office(TOKYO, 住所=""), "事業所台帳に住所がありません", office(TOKYO))

    def test_missing_name_blocks_until_the_ledger_has_one(self):
        self.check_blocked_until_mended(office(TOKYO, 事業所名=""), "事業所台帳に事業所名がありません", office(TOKYO))

    def test_private_character_in_the_name_blocks_and_is_named(self):
        self.check_blocked_until_mended(office(TOKYO, 事業所名="特別養護老人ホーム\ue001木苑"),
                                        "事業所名に印刷できない文字があります(「\ue001」U+E001)",
                                        office(TOKYO, 事業所名="特別養護老人ホーム榊木苑"), changed="事業所名")

    def test_private_character_in_the_address_blocks_and_is_named(self):
        self.check_blocked_until_mended(office(TOKYO, 住所="東京都\uf8ff区1-1"),
                                        "住所に印刷できない文字があります(「\uf8ff」U+F8FF)", office(TOKYO), changed="住所")

    def test_suspended_office_blocks_until_it_opens_again(self):
        self.check_blocked_until_mended(office(TOKYO, 状態="休止"), "事業所は休止中です", office(TOKYO))

    def test_missing_account_blocks_a_reissue_until_the_ledger_names_one(self):
        self.check_blocked_until_mended(office(TOKYO, 発行都道府県="なし"), "この国保連合会が発行したユーザIDがありません",
                                        office(TOKYO))

    def test_mended_ledger_is_enough_for_approval_without_a_new_screening(self):
        self.screened(office(TOKYO, 住所=""))
        self.house.take_ledger([office(TOKYO)], name="mended.csv")
        self.house.command("application", "approve", TOKYO)
        self.assertEqual(self.house.state_of(TOKYO), "approved")

    def test_decisions_file_refused_for_a_finding_decides_when_dropped_again_after_the_mending(self):
        receipt = self.screened(office(TOKYO, 住所=""))["receipt_number"]
        self.house.take_decisions([decision(receipt, "承認")], code=65)
        self.house.take_ledger([office(TOKYO)], name="mended.csv")
        self.house.take_decisions([decision(receipt, "承認")], name="again.csv")
        self.assertEqual(self.house.state_of(receipt), "approved")

    def test_letter_waits_for_the_reviewer_when_the_address_changes_after_the_approval(self):
        receipt = self.screened(office(TOKYO, 住所="東京都港区一丁目"))["receipt_number"]
        self.house.command("application", "approve", TOKYO)
        self.house.take_ledger([office(TOKYO, 住所="東京都港区二丁目")], name="moved.csv")
        log = self.house.run("render-letters").err
        self.assertRegex(log, f"sent_back_to_review.*{receipt}.*ledger_changed")
        self.house.run("screen-applications", "review-worksheet")
        self.assertEqual(self.house.json("letter", "list"), [])
        shown = self.house.json("application", "show", receipt)
        self.assertEqual([shown["state"], shown["reason"], [finding["code"] for finding in shown["findings"]]],
                         ["in_review", "ledger_changed", ["ledger_changed"]])
        self.assertIn("、理由 承認の後に台帳が変わった(ledger_changed)", self.house.command("why", receipt).out)
        (sheet,) = read_csv(max(self.house.state.glob("review/**/*.csv")))
        self.assertEqual(sheet["状態"], "審査中(承認の後に台帳が変わった)")
        self.house.command("application", "approve", TOKYO)
        self.house.run("render-letters")
        self.assertIn("東京都港区二丁目", self.house.page_of_letter(self.house.json("letter", "list")[0]))

    def test_spoiled_letter_is_made_anew_to_the_same_address_alone(self):
        for address, state in (("東京都港区一丁目", "issued"), ("東京都港区二丁目", "in_review")):
            with self.subTest(state):
                house = Installation()
                self.addCleanup(house.remove)
                house.init().take_ledger([office(TOKYO, 住所="東京都港区一丁目")])
                house.take_applications([application(TOKYO)])
                house.command("application", "approve", TOKYO)
                house.run("render-letters")
                (letter,) = house.json("letter", "list")
                house.command("letter", "mark", letter["notice_number"], "--result", "書損")
                house.take_ledger([office(TOKYO, 住所=address)], name="later.csv")
                house.run("render-letters")
                self.assertEqual(house.state_of(house.receipt_of(TOKYO)), state)
                self.assertEqual(len(house.json("letter", "list")), 2 if state == "issued" else 1)

    def test_approval_withdraws_the_accounts_other_applications_without_a_rejection_mail(self):
        self.house.take_ledger([office(TOKYO)])
        self.house.take_applications([application(TOKYO, "s-1"), application(TOKYO, "s-2")])
        first, second = [row["receipt_number"] for row in self.house.json("application", "list")]
        self.assertEqual([finding["message"] for finding in self.house.json("application", "show", first)["findings"]],
                         [f"ほかに手続き中の申請があります({second})"])
        ran = self.house.command("application", "approve", second)
        self.assertEqual(ran.out, f"{second} 承認\n{first} 取下げ(同じ事業所の申請)\n")
        self.house.run("render-letters", "send-notices")
        self.assertEqual([self.house.state_of(first), self.house.state_of(second)], ["withdrawn", "issued"])
        self.assertEqual(sorted(mail["Subject"] for mail in self.house.mails()),
                         ["ログイン情報再発行申請受領通知(介護保険)"] * 2 + ["ログイン情報再発行申請結果通知(介護保険)"])


if __name__ == "__main__":
    unittest.main()
