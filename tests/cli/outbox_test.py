#!/usr/bin/env python3
"""The outbox by its commands: what `notice show` tells of the attempts, sending again, cancelling."""

import contextlib
import hashlib
import sqlite3
import unittest

import installation
from installation import InstallationTest, application, office, office_number
from portal_talk import Portal

NUMBERS = [office_number("13", serial) for serial in range(1, 4)]


class Outbox(InstallationTest):
    def setUp(self):
        super().setUp()
        self.house.take_ledger([office(number) for number in NUMBERS])
        self.house.take_applications([application(number) for number in NUMBERS])

    def change(self, sql):
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as database, database:
            return database.execute(sql).fetchall()

    def state(self, number):
        return self.house.json("notice", "show", number)["state"]

    def audit_of(self, number):
        return self.change(f"SELECT actor, event, detail FROM audit WHERE subject = 'notice:{number}' ORDER BY seq")

    def refusal(self, *words):
        ran = self.house.command("notice", *words, code=65)
        self.assertEqual(ran.out, "")
        return ran.err

    def test_show_tells_each_attempt_with_the_wording(self):
        self.house.run("send-notices")
        attempts = self.house.json("notice", "show", 1)["tries"]
        version = hashlib.sha256((installation.TEMPLATES / "mail/receipt.txt").read_bytes()).hexdigest()[:16]
        self.assertEqual([[row["outcome"], row["relay"], row["template_version"]] for row in attempts],
                         [["sent", "maildir", version]])
        self.assertIn(f"文面 {version}", self.house.command("notice", "show", "1").out)

    def test_show_tells_when_it_goes_next(self):
        self.assertIn("次の送信", self.house.command("notice", "show", "1").out)
        self.house.run("send-notices")
        self.assertNotIn("次の送信", self.house.command("notice", "show", "1").out)

    def test_what_has_ended_is_sent_again_with_the_same_message_id(self):
        self.house.run("send-notices")
        message_id = self.house.json("notice", "show", 1)["message_id"]
        for state in ("failed", "bounced", "unknown", "expired", "deferred", "sent"):
            with self.subTest(state):
                self.change(f"UPDATE notices SET state = '{state}', due_ms = 253402300799000 WHERE notice_id = 1")
                for mail in (self.house.state / "mail/new").glob("*-1-*"):
                    mail.unlink()
                self.assertEqual(self.house.command("notice", "resend", "1", "--reason", "mailbox_mended").out,
                                 "1 もう一度送ります\n")
                self.assertEqual(self.state(1), "queued")
                self.house.run("send-notices")
                self.assertEqual(self.state(1), "sent")
                ids = [mail["Message-ID"] for mail in self.house.mails()]
                self.assertEqual(ids.count(message_id), 1)
        receipt = self.house.receipt_of(NUMBERS[0])
        self.assertEqual([row[1:] for row in self.audit_of(1)],
                         [("notice_sent", receipt)] +
                         [("notice_resent", f"{receipt} mailbox_mended"), ("notice_sent", receipt)] * 6)
        self.assertEqual(len(self.house.json("notice", "show", 1)["tries"]), 7)

    def test_what_cannot_be_sent_again_says_why(self):
        self.assertIn("これから送るメールです", self.refusal("resend", "1"))
        self.change("UPDATE notices SET state = 'claimed', owner = 'somebody' WHERE notice_id = 1")
        self.assertIn("送信中です", self.refusal("resend", "1"))
        self.change("UPDATE notices SET state = 'cancelled' WHERE notice_id = 1")
        self.assertIn("取り消したメールは再送できません", self.refusal("resend", "1"))
        self.assertIn("番号 99 のメールはありません", self.refusal("resend", "99"))

    def test_a_code_is_never_sent_again(self):
        with Portal(self.house) as portal:
            portal.ask("application.begin", office_number=NUMBERS[0], notification_mail="a@example.jp",
                       notification_mail_again="a@example.jp")
        self.house.run("send-notices")
        code = max(row["notice_id"] for row in self.house.json("notice", "list"))
        self.assertIn("確認コードのメールは再送できません", self.refusal("resend", str(code)))

    def test_what_waits_is_cancelled_and_does_not_go(self):
        for number, state in enumerate(("queued", "deferred", "unknown"), 1):
            self.change(f"UPDATE notices SET state = '{state}' WHERE notice_id = {number}")
            self.assertEqual(self.house.command("notice", "cancel", str(number)).out, f"{number} 取り消しました\n")
        self.house.run("send-notices")
        self.assertEqual(list((self.house.state / "mail").glob("new/*")), [])
        self.assertEqual([row[1:] for row in self.audit_of(1)],
                         [("notice_cancelled", f"{self.house.receipt_of(NUMBERS[0])} by_operator")])

    def test_what_went_or_is_going_is_not_cancelled(self):
        self.house.run("send-notices")
        self.assertIn("に送ったメールです。取り消せません", self.refusal("cancel", "1"))
        self.change("UPDATE notices SET state = 'claimed', owner = 'somebody' WHERE notice_id = 2")
        self.assertIn("送信中です", self.refusal("cancel", "2"))
        self.change("UPDATE notices SET state = 'failed' WHERE notice_id = 3")
        self.assertIn("送信不可のメールで、もう送られません", self.refusal("cancel", "3"))

    def test_reason_is_a_code(self):
        self.house.command("notice", "cancel", "1", "--reason", "a b@c", code=64)
        self.assertEqual(self.state(1), "queued")

    def test_sent_again_after_a_week_it_has_its_five_days_anew(self):
        self.change("UPDATE notices SET state = 'failed', queued_ms = queued_ms - 7 * 86400000, "
                    "tries_from_ms = tries_from_ms - 7 * 86400000 WHERE notice_id = 1")
        self.house.command("notice", "resend", "1")
        before, after = self.change("SELECT queued_ms, tries_from_ms FROM notices WHERE notice_id = 1")[0]
        self.assertGreater(after - before, 6 * 86400000)


if __name__ == "__main__":
    unittest.main()
