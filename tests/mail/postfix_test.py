#!/usr/bin/env python3
"""Postfix's own smtpd takes everything that we send, over STARTTLS and with a login; Python reads back what went in."""

import email
import email.policy
import random
import statistics
import unittest

from certificates import Authority
from postfix import PASSWORD, USER, Postfix, why_not
from relay import Sender

SEED = 20261122
SUBJECTS = ["確認コード発行通知(介護保険)", "絵文字 👩‍⚕️👍🏽 と 𠮷野家 𣘺本", "が = か\u3099、葛\U000e0100", "=?UTF-8?B?YQ==?= そのまま", " 前後の空白 ",
            "a" * 500, "長" * 300, "comma, \"quote\" \\ <a@b>; (c)"]
BODIES = ["\r\n.\r\nMAIL FROM:<x@example.jp>\r\nRCPT TO:<y@example.jp>\r\nDATA\r\n偽\r\n.\r\n", ".\n..\n.a\n\n.\n",
          "\r\r\n\n\r", "x" * 10_000 + "\n" + "長" * 10_000, "\n.\n", "a\n.\nb", "a\r.\rb", "From a\n>From b\n", "", "𠮷👍🏽が\n"]
ADDRESSES = ["jimusho@example.jp", "a..b.@docomo.ne.jp", ".a@ezweb.ne.jp", "a+b/c=d@example.jp", "jimusho@example"]


def random_text(dice):
    pools = ["abc,;:\"\\<>()@.=?_ ", "漢字かなカナ々〆ヶ髙﨑", "𠮷𣘺𡈽👍🏽👩‍⚕️🇯🇵", "か\u3099は\u309a葛\U000e0100e\u0301"]
    return "".join(dice.choice(dice.choice(pools)) for _ in range(dice.randrange(1, 120)))


def lines(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


@unittest.skipIf(why_not(), why_not())
class RealServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.authority = Authority()
        cls.addClassCleanup(cls.authority.remove)
        cls.postfix = Postfix(cls.authority)
        cls.addClassCleanup(cls.postfix.stop)

    def sender(self, **options):
        return Sender(f"127.0.0.1:{self.postfix.port}",
                      **{"tls": "starttls", "ca_file": str(self.authority.file), "user": USER, "password": PASSWORD,
                         "greeting_ms": 20000, "command_ms": 20000, "data_ms": 60000, "mail_ms": 90000, **options})

    def test_everything_goes_through_and_comes_back_as_it_was(self):
        dice = random.Random(SEED)
        sent = [(subject, BODIES[i % len(BODIES)], ADDRESSES[i % len(ADDRESSES)]) for i, subject in enumerate(SUBJECTS)]
        sent += [(SUBJECTS[0], body, ADDRESSES[0]) for body in BODIES]
        sent += [(SUBJECTS[0], BODIES[0], address) for address in ADDRESSES]
        sent += [(random_text(dice), random_text(dice) + "\n", ADDRESSES[0]) for _ in range(200)]
        with self.sender() as sender:
            for number, (subject, body, to) in enumerate(sent):
                mail = sender.order("compose", **{"from": "saihakko@example.jp", "from_name": subject, "to": to,
                                                  "reply_to": "a..b.@docomo.ne.jp", "subject": subject, "body": body,
                                                  "message_id": f"<n{number}@saihakko.example.jp>"})
                answer = sender.deliver(message=mail["message"], to=to)
                self.assertEqual(answer["outcome"], "sent", (subject, body, to, answer))
        taken = {}
        for raw in self.postfix.mails(len(sent)):
            mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
            self.assertNotIn(mail["Message-ID"], taken)
            taken[mail["Message-ID"]] = mail
        self.assertEqual(len(taken), len(sent))
        for number, (subject, body, to) in enumerate(sent):
            mail = taken[f"<n{number}@saihakko.example.jp>"]
            with self.subTest(subject=subject, body=body[:40]):
                self.assertEqual(mail["Subject"], subject)
                self.assertEqual(mail.get_payload(decode=True).decode("utf-8"), lines(body).replace("\n", "\r\n"))
                self.assertEqual(mail["To"].addresses[0].addr_spec.replace('"', ""), to)
                self.assertEqual(mail["Reply-To"].addresses[0].addr_spec, "a..b.@docomo.ne.jp")
                self.assertEqual(mail["Delivered-To"].replace('"', ""), to)
                self.assertTrue(mail["Date"].endswith("+0900"))
                self.assertEqual(mail["Auto-Submitted"], "auto-generated")
                self.assertIn("with ESMTPSA", mail["Received"].replace("\r\n", ""))

    def test_a_wrong_password_and_no_login_and_no_tls_are_the_relays_refusal(self):
        for options in ({"password": "wrong"}, {"user": ""}, {"user": "", "tls": "none"}):
            with self.subTest(options), self.sender(**options) as sender:
                answer = sender.deliver()
                if options == {"user": ""}:  # relay access denied: Postfix says it to the recipient
                    self.assertEqual(answer["outcome"], "failed", answer)
                else:
                    self.assertEqual((answer["outcome"], answer["scope"]), ("deferred", "service"), answer)

    def test_a_hundred_decoys_deliver_nothing_and_slow_nothing(self):
        before = len(self.postfix.mails(0))
        with self.sender() as sender:
            answers = [sender.pretend() for _ in range(120)]
        self.assertEqual({answer["outcome"] for answer in answers}, {"sent"})
        # Postfix lets who makes many errors wait a second for each answer.
        self.assertLess(statistics.median(answer["seconds"] for answer in answers), 1)
        self.assertEqual(len(self.postfix.mails(0)), before)


if __name__ == "__main__":
    unittest.main()
