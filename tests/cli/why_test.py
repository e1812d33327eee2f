#!/usr/bin/env python3
"""`why` in every state of an application: where it stands, what it waits for, who or which timer moves it next and when,
and what went wrong so far.

The clock of each command stands at `now`: 2026-11-24 is a Tuesday.
"""

import datetime
import json
import subprocess
import unittest

import installation
from installation import (Installation, application, csv_text, decision, decisions_csv, json_lines, ledger_csv, office,
                          office_number)

NUMBER = office_number("13", 1)
OTHER = office_number("13", 2)
PRINT_COLUMNS = ["通知書番号", "結果", "日時", "担当者", "追跡番号"]


class House(Installation):
    now = "2026-11-24T09:02:30"

    def command(self, *words, code=0, **options):
        return super().command("--as-of", f"{self.now}+09:00", *words, code=code, **options)

    def submit(self, *numbers):
        self.drop("ledger", "ledger.csv", ledger_csv([office(number) for number in (NUMBER, OTHER)]))
        self.drop("applications", "a.jsonl", json_lines(
            [application(number, submitted_at="2026-11-24T09:00:00+09:00") for number in numbers]))
        self.run("import-ledger", "take-applications")

    def review(self):
        self.submit(NUMBER)
        self.now = "2026-11-24T09:02:40"
        self.run("screen-applications", "send-notices")

    def issue(self):
        self.review()
        self.command("application", "approve", NUMBER)
        self.now = "2026-11-24T13:31:00"
        self.run("render-letters", "track-letters")
        self.now = "2026-11-24T13:31:10"
        self.run("send-notices")
        return self.json("letter", "list")[0]["notice_number"]

    def report(self, number, result, code=0):
        self.drop("print-results", f"{result}.csv", csv_text(PRINT_COLUMNS, [dict(zip(PRINT_COLUMNS, [number, result, "", "", ""]))]).encode())
        self.run("track-letters", code=code)

    def why(self, number=NUMBER):
        return self.json("why", number)


class Why(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.remove)
        self.house.command("init", "--rehearsal")

    def check(self, state, waits_for, next_parts, next_at, troubles=(), mails=(), number=NUMBER):
        """All parts of the answer, in JSON and as text."""
        why = self.house.why(number)
        self.assertEqual((why["state"], why["waits_for"]), (state, waits_for))
        if not next_parts:
            self.assertEqual(why["next"], "")
        for part in next_parts:
            self.assertIn(part, why["next"])
        self.assertEqual(why["next_at"], next_at and f"2026-{next_at}:00+09:00")
        for kind, parts in (("troubles", troubles), ("mails", mails)):
            self.assertEqual(len(why[kind]), len(parts), why[kind])
            for text, part in zip(why[kind], parts):
                self.assertIn(part, text)
        out = self.house.command("why", number).out
        for text in (why["waits_for"], why["next"], *why["troubles"], *why["mails"]):
            self.assertIn(text, out)
        return why

    def test_submitted(self):
        self.house.submit(NUMBER)
        self.check("submitted", "審査前の確認を待っています",
                   ["ジョブ screen-applications(次の予定 2026-11-24 09:06、まだ動いたことがありません)"], "11-24T09:06",
                   mails=["受領通知(番号 1)は送信待ちです。2026-11-24 09:03 の send-notices が送ります"])

    def test_in_review(self):
        self.house.review()
        self.check("in_review", "国保連合会の判定(承認・不承認・保留)を待っています",
                   ["審査担当者", "ジョブ take-decisions(次の予定 2026-11-24 09:05"], "11-24T09:05")

    def test_on_hold(self):
        self.house.review()
        self.house.command("application", "hold", NUMBER, "--reason", "waiting_for_phone_check")
        self.check("on_hold", "保留の理由が解けて、判定されるのを待っています", ["審査担当者", "take-decisions"], "11-24T09:05")
        self.assertRegex(self.house.command("why", NUMBER).out, r"状態 +保留\(2026-11-24 09:02 から\)、理由 .+\(waiting_for_phone_check\)")

    def test_approved(self):
        self.house.review()
        self.house.command("application", "approve", NUMBER)
        self.check("approved", "通知書の作成を待っています", ["ジョブ render-letters(次の予定 2026-11-24 13:30"], "11-24T13:30")

    def test_approved_and_to_be_undone(self):
        self.house.configure("[review]\nundo_minutes = 300\n")
        self.house.review()
        self.house.command("application", "approve", NUMBER)
        self.check("approved", "通知書の作成を待っています(通知書は 2026-11-24 14:02 まで作りません。作り始めるまで、承認を取り消せます)",
                   ["ジョブ render-letters(次の予定 2026-11-25 08:30"], "11-25T08:30")

    def test_issued_collected_printed_posted(self):
        letter = self.house.issue()
        self.check("issued", "印刷室が通知書を受け取るのを待っています",
                   ["印刷室、その後 ジョブ track-letters(次の予定 2026-11-24 13:33", "受取の期限は 2026-11-25"],
                   "11-24T13:33")
        self.house.report(letter, "受取")
        self.check("issued", "通知書が印刷されるのを待っています", ["印刷室", "投函の期限は 2026-11-26"], "11-24T13:33")
        self.house.report(letter, "印刷済")
        self.check("printed", "通知書が投函されるのを待っています", ["印刷室", "投函の期限は 2026-11-26"], "11-24T13:33")
        self.house.report(letter, "投函済")
        self.check("posted", "事業所が仮パスワードでログインするのを待っています",
                   ["事業所", "有効期限 2027-01-08 23:59 を過ぎると、次の expire-codes が失効にします"], None)

    def test_letter_that_the_print_room_is_late_with(self):
        self.house.issue()
        self.house.now = "2026-11-27T09:00:00"
        why = self.house.why()
        self.assertTrue(any("受取が2営業日遅れています" in text for text in why["troubles"]), why["troubles"])

    def test_lapsed(self):
        letter = self.house.issue()
        self.house.now = "2027-01-10T09:00:00"
        self.house.run("expire-codes")
        self.check("lapsed", "手続きは終わっています", [], None, troubles=[f"通知書 {letter}(第1版)は失効です"])

    def test_rejected_refused_and_withdrawn(self):
        self.house.review()
        self.house.command("application", "reject", NUMBER, "--reason", "identity_not_confirmed")
        self.check("rejected", "手続きは終わっています", [], None,
                   mails=["結果通知(番号 2)は送信待ちです。2026-11-24 09:03 の send-notices が送ります"])
        unknown = office_number("13", 9)
        self.house.drop("applications", "b.jsonl", json_lines([application(unknown), application(OTHER)]))
        self.house.run("take-applications", "screen-applications")
        self.house.now = "2026-11-24T09:02:50"
        self.house.run("send-notices")
        self.check("refused", "手続きは終わっています", [], None, number=unknown)
        self.house.command("application", "withdraw", OTHER)
        self.check("withdrawn", "手続きは終わっています", [], None, number=OTHER)

    def portal(self, *requests):
        """The answers to requests at the clock of `now`; a request is made from the answers before it."""
        command = [installation.BINARY, "--config", str(self.house.configuration), "portal"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              env=installation.environment(), text=True, encoding="utf-8") as process:
            answer = None
            for request in requests:
                process.stdin.write(json.dumps({"id": 1} | request(answer)) + "\n")
                process.stdin.flush()
                answer = json.loads(process.stdout.readline())
                self.assertTrue(answer["ok"], answer)
            process.stdin.close()
        return answer

    def test_begun_verified_and_abandoned(self):
        self.house.submit(OTHER)
        self.house.now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9))).isoformat()[:19]
        begun = self.portal(lambda _: {"do": "application.begin", "office_number": NUMBER, "notification_mail": "a@example.jp",
                                       "notification_mail_again": "a@example.jp"})
        why = self.house.why()
        self.assertEqual((why["state"], why["waits_for"]), ("begun", "申請者が確認コードを入力するのを待っています"))
        self.assertRegex(why["next"], r"^申請者。.+ を過ぎると、次の expire-codes が中断にします$")
        mail = next(mail for mail in self.house.mails() if mail["To"] == "a@example.jp")
        code = next(line for line in installation.body(mail).splitlines() if line.isdigit() and len(line) == 4)
        self.portal(lambda _: {"do": "application.verify", "ticket": begun["ticket"], "confirmation_code": code})
        why = self.house.why()
        self.assertEqual((why["state"], why["waits_for"]), ("verified", "申請者が送信するのを待っています"))
        self.assertRegex(why["next"], r"^申請者。.+ を過ぎると、次の expire-codes が中断にします$")
        self.house.now = "2027-12-01T09:00:00"
        self.house.run("expire-codes")
        self.check("abandoned", "手続きは終わっています", [], None)

    def test_completed(self):
        self.house.issue()
        (letter,) = self.house.json("letter", "list")
        password = installation.password_on(self.house.page_of_letter(letter))
        self.portal(lambda _: {"do": "login.begin", "user_id": f"KJ13{NUMBER}", "password": password},
                    lambda answer: {"do": "login.set_password", "ticket": answer["ticket"], "new_password": "Hareta9sora",
                                    "new_password_again": "Hareta9sora"})
        self.check("completed", "手続きは終わっています", [], None)

    def test_decision_and_report_that_were_not_taken(self):
        self.house.review()
        receipt = self.house.receipt_of(NUMBER)
        rows = [decision(receipt, "承認") | {"更新番号": "99"}, decision(receipt, "却下")]
        for name, row in zip(("a.csv", "b.csv"), rows):
            self.house.drop("decisions", name, decisions_csv([row], columns=[*installation.DECISION_COLUMNS, "更新番号"]))
            self.house.run("take-decisions", code=65)
        troubles = self.house.why()["troubles"]
        self.assertEqual(len(troubles), 2, troubles)
        self.assertIn("取り込まれなかった行: b.csv の2行目: 承認・不承認・保留のどれでもありません", troubles[0])
        self.assertIn("取り込まれなかった行: a.csv の2行目: ", troubles[1])

    def test_spoiled_letter_and_report_that_was_not_taken(self):
        letter = self.house.issue()
        self.house.report(letter, "書損")
        self.check("approved", "通知書の作成を待っています", ["render-letters"], "11-25T08:30",
                   troubles=[f"通知書 {letter}(第1版)は書損です"])
        self.house.report(letter, "投函済", code=65)
        self.assertTrue(any("取り込まれなかった行: 投函済.csv の2行目" in text for text in self.house.why()["troubles"]))

    def test_mail_that_came_back(self):
        self.house.review()
        (notice,) = [row for row in self.house.json("notice", "list") if row["kind"] == "receipt"]
        self.house.drop("bounces", "b.eml", installation.bounce(notice["message_id"]))
        self.house.run("take-bounces")
        self.assertTrue(any(f"受領通知(番号 {notice['notice_id']})は不達です" in text for text in self.house.why()["troubles"]))

    def test_mail_that_waits_for_a_relay_that_does_not_answer(self):
        self.house.review()
        self.house.command("application", "reject", NUMBER, "--reason", "identity_not_confirmed")
        shut = ["--set", "mail.transport=smtp", "--set", "mail.relay=127.0.0.1:9", "--set", "mail.from=a@example.jp",
                "--set", "mail.redirect_to=b@example.jp"]
        self.house.now = "2026-11-24T09:02:50"
        self.house.command(*shut, "run", "send-notices", code=69)
        why = self.house.why()
        self.assertIn("結果通知(番号 2)は送信待ちです。", why["mails"][0])
        self.assertTrue(any("ジョブ send-notices の前回(2026-11-24 09:02)は失敗でした(終了コード 69)" in text
                            for text in why["troubles"]), why["troubles"])

    def test_restore_that_is_not_reconciled(self):
        self.house.review()
        self.house.command("application", "approve", NUMBER)
        self.house.run("backup")
        (copy,) = (self.house.state / "backup").glob("*.db")
        Installation.command(self.house, "restore", str(copy), "--replace")
        (told,) = [text for text in self.house.why()["troubles"] if "照合" in text]
        self.assertIn("saihakko restore --reconcile が済むまで、通知書の作成とメールは止まっています", told)
        Installation.command(self.house, "restore", "--reconcile")
        self.assertFalse([text for text in self.house.why()["troubles"] if "照合" in text])

    def test_job_that_fails_and_job_that_is_late(self):
        self.house.submit(NUMBER)
        key = self.house.state / "keys/master.key"
        key.chmod(0o644)
        self.house.run("screen-applications", code=78)
        self.house.now = "2026-11-24T10:30:00"
        troubles = self.house.why()["troubles"]
        self.assertIn("ジョブ screen-applications の前回(2026-11-24 09:02)は失敗でした(終了コード 78)", troubles)
        self.assertTrue(any("ジョブ screen-applications が 2026-11-24 09:02 から続けて1回失敗しています" in text for text in troubles))
        key.chmod(0o600)
        self.house.run("screen-applications")
        self.house.now = "2026-11-24T15:30:00"
        self.assertTrue(any("ジョブ take-decisions が予定の 2026-11-24 09:05 に動いていません(前回の開始は なし)" in text
                            for text in self.house.why()["troubles"]))


if __name__ == "__main__":
    unittest.main()
