#!/usr/bin/env python3
"""Mails that come back: take-bounces, what the reviewer sees of it, and the address that gets no more notices."""

import contextlib
import json
import sqlite3
import unittest

import installation
from installation import InstallationTest, application, bounce, office, office_number

FIRST, SECOND, OTHER = (office_number("13", serial) for serial in (1, 2, 3))
MAIL = "tantou@example.ne.jp"


class Bounces(InstallationTest):
    def setUp(self):
        super().setUp()
        self.house.take_ledger([office(number) for number in (FIRST, SECOND, OTHER)])
        self.house.take_applications([application(FIRST, notification_mail=MAIL), application(OTHER)])
        self.house.run("send-notices")
        self.receipt = self.house.receipt_of(FIRST)
        self.notice = self.notice_of(self.receipt)

    def notice_of(self, receipt, kind="receipt"):
        found = [row for row in self.house.json("notice", "list")
                 if row["receipt_number"] == receipt and row["kind"] == kind]
        self.assertEqual(len(found), 1)
        return found[0]

    def take(self, content, code=0, name="bounce.eml"):
        self.house.drop("bounces", name, content)
        return self.house.run("take-bounces", code=code)

    def findings(self, receipt):
        return [(row["code"], row["message"]) for row in self.house.json("application", "show", receipt)["findings"]]

    def test_hard_bounce_marks_the_notice_and_warns_the_reviewer(self):
        version = self.house.json("application", "show", self.receipt)["version"]
        self.take(bounce(self.notice["message_id"]))
        shown = self.house.json("notice", "show", self.notice["notice_id"])
        self.assertEqual([shown["state"], shown["reply"]], ["bounced", "5.1.1 smtp; 550 5.1.1 User unknown"])
        self.assertEqual([[row["kind"], row["cause"], row["status"]] for row in shown["bounces"]],
                         [["hard", "no_mailbox", "5.1.1"]])
        message = ("申請者へのメールが届きませんでした。電話などで確かめてください"
                   f"(通知{self.notice['notice_id']}: 宛先のアドレスがありません)")
        self.assertEqual(self.findings(self.receipt), [("notice_bounced", message)])
        self.assertIn(message, self.house.command("why", self.receipt).out)
        self.assertIn("不達", self.house.command("why", self.receipt).out)
        self.assertIn("不達の報告", self.house.command("notice", "show", self.notice["notice_id"]).out)
        self.assertGreater(self.house.json("application", "show", self.receipt)["version"], version)
        self.assertIn("bounces/bounce.eml", self.house.inbox("done"))
        self.assertEqual(self.notice_of(self.house.receipt_of(OTHER))["state"], "sent")

    def test_the_finding_outlives_a_new_screening(self):
        self.take(bounce(self.notice["message_id"]))
        self.house.take_ledger([office(FIRST, 電話番号="03-0000-9999")], name="again.csv")
        self.house.run("screen-applications")
        codes = [code for code, _ in self.findings(self.receipt)]
        self.assertEqual(codes, ["mail_undeliverable", "notice_bounced"])

    def test_an_address_that_bounced_gets_no_notices_and_a_new_application_a_finding(self):
        self.take(bounce(self.notice["message_id"]))
        self.house.take_applications([application(SECOND, notification_mail=MAIL.upper())], name="second.jsonl")
        second = self.house.receipt_of(SECOND)
        self.assertEqual([code for code, _ in self.findings(second)], ["mail_undeliverable"])
        self.house.run("send-notices")
        unsent = self.notice_of(second)
        self.assertEqual(unsent["state"], "failed")
        self.assertRegex(unsent["reply"], "^宛先にメールが届かなかったため、.* まで送りません$")
        self.assertEqual(len(self.house.mails()), 2)

    def test_what_a_person_sends_again_goes_nevertheless(self):
        self.take(bounce(self.notice["message_id"]))
        self.house.command("notice", "resend", self.notice["notice_id"])
        self.house.run("send-notices")
        self.assertEqual(self.notice_of(self.receipt)["state"], "sent")

    def test_no_day_of_suppression_when_none_is_set(self):
        self.house.configure("[mail]\nsuppress_days = 0\n")
        self.take(bounce(self.notice["message_id"]))
        self.house.take_applications([application(SECOND, notification_mail=MAIL)], name="second.jsonl")
        self.house.run("send-notices")
        self.assertEqual(self.notice_of(self.house.receipt_of(SECOND))["state"], "sent")

    def test_delay_is_recorded_and_changes_nothing(self):
        self.take(bounce(self.notice["message_id"], status="4.4.1", action="delayed", words="timed out"))
        shown = self.house.json("notice", "show", self.notice["notice_id"])
        self.assertEqual(shown["state"], "sent")
        self.assertEqual([[row["kind"], row["status"]] for row in shown["bounces"]], [["soft", "4.4.1"]])
        self.assertEqual(self.findings(self.receipt), [])

    def test_a_report_dropped_twice_counts_once(self):
        content = bounce(self.notice["message_id"])
        self.take(content)
        self.take(content, name="again.eml")
        self.assertEqual(len(self.house.json("notice", "show", self.notice["notice_id"])["bounces"]), 1)

    def test_what_is_forged_or_no_report_is_set_aside(self):
        forged = self.notice["message_id"].replace(".", ".0", 1)
        self.take(bounce(forged), code=65, name="forged.eml")
        self.take(b"From: a@example.jp\r\n\r\nHello\r\n", code=65, name="letter.eml")
        self.take(bytes(range(256)) * 100, code=65, name="noise")
        self.assertEqual([self.house.refused("bounces", name)[0]["理由"] for name in ("forged.eml", "letter.eml", "noise")],
                         ["ここから送ったメールについての報告ではありません", "不達の報告として読めません",
                          "不達の報告として読めません"])
        self.assertEqual(self.notice_of(self.receipt)["state"], "sent")

    def test_each_report_of_an_mbox_or_of_a_forward_is_taken(self):
        line = b"From MAILER-DAEMON Sun Nov 29 09:30:00 2026\r\n"
        part = b"--f/1\r\nContent-Type: message/rfc822\r\n\r\n"
        person = b'From: a@example.jp\r\nContent-Type: multipart/mixed; boundary="f/1"\r\n\r\n'
        for way in ("mbox", "behind", "forward"):
            if way != "mbox":
                self.setUp()
            notices = [self.notice, self.notice_of(self.house.receipt_of(OTHER))]
            first, second = (bounce(notice["message_id"]) for notice in notices)
            self.take({"mbox": line + first + b"\r\n" + line + second, "behind": first + second,
                       "forward": person + part + first + part + second + b"--f/1--\r\n"}[way])
            states = [self.house.json("notice", "show", notice["notice_id"])["state"] for notice in notices]
            self.assertEqual(states, ["bounced", "bounced"], way)

    def test_of_an_mbox_what_is_no_report_is_set_aside_by_its_number(self):
        line = b"From a Sun Nov 29 09:30:00 2026\r\n"
        self.take(line + b"From: a@example.jp\r\n\r\nHello\r\n\r\n" + line + bounce(self.notice["message_id"]), code=65)
        self.assertEqual(self.notice_of(self.receipt)["state"], "bounced")
        self.assertEqual([(row["行"], row["理由"]) for row in self.house.refused("bounces", "bounce.eml")],
                         [("1", "不達の報告として読めません")])

    def test_what_is_about_several_notices_or_too_much_is_refused_with_the_remedy(self):
        other = self.notice_of(self.house.receipt_of(OTHER))
        words = [f"From: MAILER-DAEMON@example.jp\r\n\r\nnot delivered\r\n550 5.1.1 no\r\n\r\nReceived: by a\r\n"
                 f"Message-ID: {notice['message_id']}\r\n\r\n" for notice in (self.notice, other)]
        self.take("".join(words).encode(), code=65, name="two.eml")
        line = b"From a Sun Nov 29 09:30:00 2026\r\n"
        self.take(line + words[0].encode() + b"\r\n" + line + b"x" * (17 << 20), code=65, name="large.mbox")
        self.take((line + b"To: a\r\n\r\n") * 10_001, code=65, name="many.mbox")
        remedies = [self.house.refused("bounces", name)[0]["理由"] for name in ("two.eml", "large.mbox", "many.mbox")]
        self.assertIn("1通ずつのファイルに分けて", remedies[0])
        for remedy in remedies[1:]:
            self.assertIn("16 MiB、10000通まで)。分けて置いてください", remedy)
        self.assertEqual(self.notice_of(self.receipt)["state"], "sent")

    def test_what_an_editor_leaves_before_a_report_does_no_harm(self):
        for before in (b"\xef\xbb\xbf", b"\r\n\r\n", b"\xef\xbb\xbf\n"):
            self.setUp()
            self.take(before + bounce(self.notice["message_id"]))
            self.assertEqual(self.notice_of(self.receipt)["state"], "bounced")

    def test_a_delay_with_nothing_but_the_address_is_passed_over(self):
        self.take(bounce("<lost@relay.example.com>", recipient=MAIL, action="delayed", status="4.4.1"))
        self.assertEqual(self.house.json("notice", "unmatched"), [])
        self.assertEqual(self.findings(self.receipt), [])

    def test_a_forward_to_a_dead_address_keeps_the_one_that_forwards(self):
        content = bounce(self.notice["message_id"], recipient="gone@example.com").replace(
            b"Final-Recipient:", f"Original-Recipient: rfc822;{MAIL}\r\nFinal-Recipient:".encode())
        self.take(content)
        self.assertEqual(self.notice_of(self.receipt)["state"], "bounced")
        self.house.take_applications([application(SECOND, notification_mail=MAIL)], name="second.jsonl")
        self.house.run("send-notices")
        self.assertEqual(self.notice_of(self.house.receipt_of(SECOND))["state"], "sent")

    def test_automatic_answers_are_passed_over(self):
        self.take((installation.SOURCE / "tests/fuzz/corpus/bounce/vacation.eml").read_bytes())
        self.assertEqual(self.notice_of(self.receipt)["state"], "sent")

    def test_a_maildir_below_the_inbox_is_read(self):
        folder = self.house.state / "inbox/bounces"
        for part in ("tmp", "new", "cur"):
            (folder / part).mkdir()
        (folder / "tmp/1.half").write_bytes(b"Return-Path: <>\r\n")
        (folder / "new/1795305605.M1P2.host").write_bytes(bounce(self.notice["message_id"]))
        self.house.run("take-bounces")
        self.assertEqual(self.notice_of(self.receipt)["state"], "bounced")
        self.assertEqual(list((folder / "new").iterdir()), [])
        self.assertTrue((folder / "tmp/1.half").exists())

    def test_what_a_mail_client_has_looked_at_is_read_too(self):
        folder = self.house.state / "inbox/bounces"
        for part in ("tmp", "new", "cur"):
            (folder / part).mkdir()
        (folder / "cur/1795305605.M1P2.host:2,S").write_bytes(bounce(self.notice["message_id"]))
        self.house.run("take-bounces")
        self.assertEqual(self.notice_of(self.receipt)["state"], "bounced")

    def test_a_refusal_that_is_ours_or_a_full_mailbox_keeps_the_address(self):
        for status, words, cause in (("5.7.1", "554 5.7.1 blocked using bl.example.org", "our_host"),
                                     ("5.2.2", "552 5.2.2 Mailbox full", "mailbox_full")):
            self.take(bounce(self.notice["message_id"], status=status, words=words), name=f"{cause}.eml")
            shown = self.house.json("notice", "show", self.notice["notice_id"])
            self.assertEqual([shown["state"], shown["bounces"][-1]["cause"]], ["bounced", cause])
        self.house.take_applications([application(SECOND, notification_mail=MAIL)], name="second.jsonl")
        self.house.run("send-notices")
        self.assertEqual(self.notice_of(self.house.receipt_of(SECOND))["state"], "sent")

    def test_a_failure_of_class_four_is_final_and_a_lost_action_is_no_success(self):
        for action, status in (("failed", "4.4.7"), ("expired", "4.4.7"), ("failed (gone)", "5.1.1")):
            self.setUp()
            self.take(bounce(self.notice["message_id"], status=status, action=action, words="timed out"))
            self.assertEqual(self.notice_of(self.receipt)["state"], "bounced", action)

    def test_a_mark_in_a_header_of_our_own_survives_a_relay_that_replaces_message_ids(self):
        (mail,) = [mail for mail in self.house.mails() if mail["Message-ID"] == self.notice["message_id"]]
        self.assertEqual(mail["X-Saihakko-Notice"], self.notice["message_id"])
        content = bounce("<0101@relay.example.com>").replace(
            b"Message-ID: <0101", b"X-Saihakko-Notice: " + mail["X-Saihakko-Notice"].encode() + b"\r\nMessage-ID: <0101")
        self.take(content)
        self.assertEqual(self.notice_of(self.receipt)["state"], "bounced")

    def test_a_report_with_nothing_but_the_address_is_shown_with_its_candidates(self):
        self.take(bounce("<lost@relay.example.com>", recipient=MAIL))
        self.assertEqual(self.notice_of(self.receipt)["state"], "sent")
        (report,) = self.house.json("notice", "unmatched")
        self.assertEqual(report["candidates"], [{"notice_id": self.notice["notice_id"], "receipt_number": self.receipt}])
        self.assertIn(self.receipt, self.house.command("notice", "unmatched").out)
        self.assertIn("宛先だけの不達", self.house.command("notice", "show", self.notice["notice_id"]).out)
        self.assertIn("宛先だけの不達 1件", self.house.command("status").out)
        self.assertEqual([code for code, _ in self.findings(self.receipt)], ["notice_perhaps_bounced"])

    def test_what_is_passed_over_is_counted(self):
        corpus = installation.SOURCE / "tests/fuzz/corpus/bounce"
        for name in ("vacation.eml", "answer_of_null_path.eml", "complaint.eml"):
            self.house.drop("bounces", name, (corpus / name).read_bytes())
        ran = self.house.run("take-bounces")
        (counted,) = [line for line in map(json.loads, ran.err.splitlines()) if line["event"] == "bounces_taken"]
        self.assertEqual([counted["automatic"], counted["complaints"], counted["no_report"]], [2, 1, 0])

    def test_a_link_in_its_place_leads_nowhere(self):
        elsewhere = self.house.root / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "of-others").write_bytes(bounce(self.notice["message_id"]))
        (self.house.state / "inbox/bounces/new").symlink_to(elsewhere)
        self.house.run("take-bounces")
        self.assertTrue((elsewhere / "of-others").exists())
        self.assertEqual(self.notice_of(self.receipt)["state"], "sent")

    def test_file_that_is_being_written_waits(self):
        part = self.house.state / "inbox/bounces/bounce.eml.part"
        part.write_bytes(bounce(self.notice["message_id"]))
        self.house.run("take-bounces")
        self.assertEqual(self.notice_of(self.receipt)["state"], "sent")

    def test_no_address_goes_into_log_or_audit(self):
        self.take(bounce(self.notice["message_id"], words=f"550 5.1.1 <{MAIL}> unknown"))
        database = self.house.state / "saihakko.db"
        with contextlib.closing(sqlite3.connect(database)) as rows:
            audit = [text for row in rows.execute("SELECT actor, event, subject, detail FROM audit") for text in row]
            marks = [mark for mark, in rows.execute("SELECT address_mark FROM suppressions")]
        self.assertFalse([text for text in audit + marks if "@" in text])
        self.assertFalse([line for line in self.house.said if MAIL in line])


if __name__ == "__main__":
    unittest.main()
