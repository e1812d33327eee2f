#!/usr/bin/env python3
"""The SMTP sender beside a relay that fails at every step in every way."""

import concurrent.futures
import socket
import unittest

from relay import EHLO, EHLO_PLAIN, Close, Cut, Deaf, Drip, Relay, Reset, Say, Sender, Stall, words

LATER, NEVER, CLOSING = "450 4.0.0 later", "550 5.0.0 never", "421 4.3.2 closing"
BROKEN = {
    "close": Close, "reset": Reset, "stall": Stall,
    "a byte a tenth of a second": Drip("250 " + "x" * 200),
    "a multi-line reply cut by its end": Cut("250-a\r\n250-b\r\n"),
    "half a line": Cut("25"),
    "a reply line of 10 MB": Cut("250 " + "x" * 10_000_000),
    "10 MB of reply lines": Cut("250-xxxxxxxx\r\n" * 700_000),
    "nonsense": "ok",
    "another code in one reply": Say("250-a\r\n550 b\r\n"),
}
REPLIES = {"4xx": LATER, "5xx": NEVER, "421": CLOSING, "421 and nothing more": Cut(CLOSING + "\r\n")}
LONGEST = 60  # seconds, where a command has 1.5, a reply to the end 2.4, a mail 9
MOST_MEMORY = 48 * 1024  # KiB


def expected(step, fault):
    """Outcome and scope by the table of SmtpTransport."""
    if (step, fault) == ("EHLO", "5xx"):
        return "sent", "mail"
    if fault == "5xx" and step in ("greeting", "MAIL"):
        return "deferred", "service"
    if step in ("greeting", "EHLO", "MAIL"):
        return "deferred", "relay"
    if fault in ("4xx", "421", "421 and nothing more"):
        return "deferred", "mail"
    if fault == "5xx":
        return "failed", "mail"
    if step == "end":
        return "unknown", "mail"
    return "deferred", "mail"


def trial(ehlo, step, fault, answer):
    """One mail to the failing relay, then the same to the mended one."""
    with Relay({step: [answer, None]}, ehlo=ehlo) as relay:
        with Sender(relay, command_ms=1500, greeting_ms=1500, data_ms=2400, mail_ms=9000) as sender:
            first = sender.deliver()
            taken = len(relay.mails)
            second = sender.deliver()
            return first, taken, second, len(relay.mails)


class EveryStepEveryFault(unittest.TestCase):
    def check(self, ehlo):
        cases = [(step, fault, answer) for step in ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "end")
                 for fault, answer in {**REPLIES, **BROKEN}.items()]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            results = list(pool.map(lambda case: trial(ehlo, *case), cases))
        for (step, fault, _), (first, taken, second, in_all) in zip(cases, results):
            with self.subTest(step=step, fault=fault):
                outcome, scope = expected(step, fault)
                self.assertEqual((first["outcome"], first["scope"]), (outcome, scope), first)
                self.assertLess(first["seconds"], LONGEST)
                self.assertLess(second["peak_kib"], MOST_MEMORY)
                self.assertLessEqual(len(first["reply"].encode()), 700)
                # Nothing is lost, and only what is unknown may be there twice.
                self.assertEqual(second["outcome"], "sent", second)
                self.assertEqual(taken, 1 if outcome in ("sent", "unknown") else 0)
                self.assertEqual(in_all, taken + 1)

    def test_with_pipelining(self):
        self.check(EHLO)

    def test_without(self):
        self.check(EHLO_PLAIN)


class Conversation(unittest.TestCase):
    def test_commands_of_a_mail_go_in_one_write_and_the_connection_is_kept(self):
        with Relay() as relay, Sender(relay) as sender:
            for _ in range(3):
                self.assertEqual(sender.deliver()["outcome"], "sent")
            self.assertEqual(relay.connections, 1)
            self.assertEqual(relay.writes[1], b"MAIL FROM:<saihakko@example.jp> SIZE=17\r\n"
                                              b"RCPT TO:<jimusho@example.jp>\r\nDATA\r\n")
            self.assertEqual(relay.writes[2], b"Subject: a\r\n\r\nb\r\n.\r\n")
            self.assertEqual(len(relay.writes), 7)
            sender.order("close")
            self.assertEqual(words(relay.commands), ["EHLO"] + ["MAIL", "RCPT", "DATA"] * 3 + ["QUIT"])

    def test_without_extensions_helo_is_said_and_each_command_waits(self):
        with Relay({"EHLO": "502 no"}) as relay, Sender(relay) as sender:
            self.assertEqual(sender.deliver()["outcome"], "sent")
            self.assertEqual(relay.commands[:4], ["EHLO test.example.jp", "HELO test.example.jp",
                                                  "MAIL FROM:<saihakko@example.jp>", "RCPT TO:<jimusho@example.jp>"])

    def test_both_refusing_ehlo_and_helo_is_the_relays_refusal(self):
        with Relay({"EHLO": "502 no", "HELO": "502 no"}) as relay, Sender(relay) as sender:
            answer = sender.deliver()
            self.assertEqual((answer["outcome"], answer["scope"]), ("deferred", "service"))

    def check_step(self, step, reply, outcome, scope):
        for ehlo in (EHLO, EHLO_PLAIN):
            with self.subTest(step=step, reply=reply, ehlo=ehlo):
                with Relay({step: [reply, None]}, ehlo=ehlo) as relay, Sender(relay) as sender:
                    answer = sender.deliver()
                    self.assertEqual((answer["outcome"], answer["scope"]), (outcome, scope), answer)
                    self.assertEqual(sender.deliver()["outcome"], "sent")

    def test_whatever_is_refused_at_mail_is_said_to_us_but_the_size(self):
        for reply in ("553 5.1.8 Domain of sender address does not exist", "550 5.7.1 not owned by you", "530 log in",
                      "501 5.1.7 bad sender", "550 no", "535 5.7.8 wrong", "571 blocked", "554 5.4.6 Account suspended",
                      "552 5.4.6 Account suspended", "552 5.2.2 sending quota exceeded", "552 sending quota exceeded",
                      "552 5.2.2 mailbox full"):
            self.check_step("MAIL", reply, "deferred", "service")
        for reply in ("552 too large", "554 5.3.4 message too big", "550 5.2.3 too long"):
            self.check_step("MAIL", reply, "failed", "mail")
        self.check_step("MAIL", "450 4.1.8 domain not found", "deferred", "relay")

    def test_at_any_later_step_a_no_to_us_is_no_mails_no(self):
        for step in ("RCPT", "DATA", "end"):
            for reply in ("554 5.7.1 <a@example.jp>: Relay access denied", "530 5.7.0 Authentication required",
                          "554 5.7.1 <h[192.0.2.1]>: Client host rejected: Access denied",
                          "550 5.7.1 <s@example.jp>: Sender address rejected: not logged in",
                          "550 5.7.26 SPF and DKIM did not pass", "554 5.7.1 blocked using bl.example.org",
                          "504 5.5.2 <h>: Helo command rejected: need a name", "554 5.4.6 Account suspended",
                          "552 5.2.2 sending quota exceeded",
                          "450 4.7.25 Client host rejected: cannot find your hostname"):
                self.check_step(step, reply, "deferred", "service")

    def test_what_is_about_the_recipient_or_the_text_stays_the_mails(self):
        for reply in ("550 5.1.1 <a@example.jp>: User unknown", "552 5.2.2 Mailbox full", "554 5.7.1 spam",
                      "550 5.2.1 mailbox disabled", "550 no"):
            self.check_step("RCPT", reply, "failed", "mail")
        self.check_step("RCPT", "450 4.2.2 Mailbox full", "deferred", "mail")

    def test_a_refused_mail_leaves_the_connection_to_the_next(self):
        for ehlo in (EHLO, EHLO_PLAIN):
            for step in ("MAIL", "RCPT", "DATA", "end"):
                with self.subTest(step), Relay({step: [NEVER, None]}, ehlo=ehlo) as relay, Sender(relay) as sender:
                    self.assertEqual(sender.deliver()["outcome"], "deferred" if step == "MAIL" else "failed")
                    self.assertEqual(sender.deliver()["outcome"], "sent")
                    self.assertEqual((relay.connections, len(relay.mails)), (1, 1))

    def test_a_relay_that_lets_the_text_follow_without_a_recipient_gets_none(self):
        with Relay({"RCPT": [NEVER, None], "DATA": "354 go"}) as relay, Sender(relay) as sender:
            self.assertEqual(sender.deliver()["outcome"], "failed")
            self.assertEqual(sender.deliver()["outcome"], "sent")
            self.assertEqual((relay.connections, len(relay.mails)), (1, 1))

    def test_an_idle_connection_that_was_closed_is_no_failure(self):
        for answer in ([None, Close, None], [None, CLOSING, None], [None, Reset, None], [None, Cut(CLOSING + "\r\n"), None]):
            for ehlo in (EHLO, EHLO_PLAIN):
                with Relay({"MAIL": answer}, ehlo=ehlo) as relay, Sender(relay) as sender:
                    self.assertEqual(sender.deliver()["outcome"], "sent")
                    self.assertEqual(sender.deliver()["outcome"], "sent")
                    self.assertEqual((relay.connections, len(relay.mails)), (2, 2))

    def test_but_only_once(self):
        with Relay({"MAIL": [None, Close]}) as relay, Sender(relay) as sender:
            sender.deliver()
            self.assertEqual(sender.deliver()["outcome"], "deferred")
            self.assertEqual(relay.connections, 2)

    def test_one_that_closed_or_spoke_between_two_mails_is_left(self):
        for answer in (Cut("250 ok\r\n"), Say("250 ok\r\n421 idle for too long\r\n")):
            with Relay({"end": [answer, None]}) as relay, Sender(relay) as sender:
                self.assertEqual(sender.deliver()["outcome"], "sent")
                self.assertEqual(sender.deliver()["outcome"], "sent")
                self.assertEqual((relay.connections, len(relay.mails)), (2, 2))

    def test_reply_to_what_was_not_asked_is_no_verdict_on_the_mail(self):
        for step, answer in (("EHLO", Say("250 ok\r\n550 extra\r\n")), ("DATA", Say("354 go\r\n250 extra\r\n")),
                             ("DATA", Say("354 go\r\n550 extra\r\n"))):
            with self.subTest(step), Relay({step: [answer, None]}) as relay, Sender(relay) as sender:
                self.assertEqual(sender.deliver()["outcome"], "deferred")
                self.assertEqual(sender.deliver()["outcome"], "sent")
                self.assertEqual(len(relay.mails), 1)

    def test_replies_in_any_pieces(self):
        slow = Drip("250-a\r\n250 b\r\n")
        with Relay({"RCPT": slow}) as relay, Sender(relay, command_ms=5000, mail_ms=8000) as sender:
            self.assertEqual(sender.deliver()["outcome"], "sent")

    def test_a_late_greeting_is_waited_for_and_a_later_one_not(self):
        with Relay(greeting_delay=0.5) as relay, Sender(relay) as sender:
            self.assertEqual(sender.deliver()["outcome"], "sent")
        with Relay(greeting_delay=5) as relay, Sender(relay, greeting_ms=400) as sender:
            answer = sender.deliver()
            self.assertEqual((answer["outcome"], answer["scope"]), ("deferred", "relay"))
            self.assertLess(answer["seconds"], LONGEST)

    def test_the_deadline_of_a_mail_bounds_its_steps_together(self):
        drips = {step: Drip("250-" + "x" * 4 + "\r\n250 x\r\n") for step in ("greeting", "MAIL", "RCPT")}
        drips["greeting"] = Drip("220 x\r\n")
        with Relay(drips, ehlo=EHLO_PLAIN) as relay, Sender(relay, command_ms=3000, mail_ms=2000) as sender:
            answer = sender.deliver()
            self.assertEqual(answer["outcome"], "deferred")
            self.assertLess(answer["seconds"], LONGEST)

    def test_a_relay_that_reads_nothing_of_a_large_mail(self):
        with Relay({"DATA": Deaf("354 go\r\n")}, ehlo=EHLO.replace("100000", "0")) as relay:
            with Sender(relay, data_ms=700) as sender:
                answer = sender.deliver(message=("x" * 98 + "\r\n") * 200_000)
                self.assertEqual((answer["outcome"], answer["scope"]), ("deferred", "mail"), answer)
                self.assertLess(answer["seconds"], LONGEST)

    def test_nobody_listens(self):
        with Relay() as relay:
            port = relay.port
        with Sender(f"127.0.0.1:{port}") as sender:
            answer = sender.deliver()
            self.assertEqual((answer["outcome"], answer["scope"]), ("deferred", "relay"))
            self.assertIn("接続を拒まれました", answer["reply"])

    def test_an_address_needs_no_name(self):
        listener = socket.create_server(("127.0.0.77", 0))  # to which no resolver gives a name
        self.addCleanup(listener.close)
        with Sender(f"127.0.0.77:{listener.getsockname()[1]}", greeting_ms=100) as sender:
            self.assertIn("中継先の挨拶: ", sender.deliver()["reply"])

    def test_a_name_that_does_not_exist(self):
        with Sender("no-such-host.invalid:25") as sender:
            answer = sender.deliver()
            self.assertEqual((answer["outcome"], answer["scope"]), ("deferred", "relay"))
            self.assertIn("no-such-host.invalid のアドレスがわかりません", answer["reply"])

    def test_a_reply_is_kept_in_one_clean_line(self):
        with Relay({"RCPT": Say("550-a\x1b[31m\r\n550 \xff" + "b" * 900 + "\r\n")}) as relay, Sender(relay) as sender:
            reply = sender.deliver()["reply"]
            self.assertTrue(reply.startswith("宛先 (RCPT TO): 550 a\ufffd[31m \ufffdbbb"), reply)
            self.assertLess(len(reply.encode()), 600)


class Extensions(unittest.TestCase):
    def test_each_extension_may_be_missing(self):
        for left_out in ("PIPELINING", "SIZE", "8BITMIME"):
            lines = [line for line in ["relay.test", "PIPELINING", "SIZE 100000", "8BITMIME"] if left_out not in line]
            ehlo = "".join(f"250{'-' if line != lines[-1] else ' '}{line}\r\n" for line in lines)
            with self.subTest(left_out), Relay(ehlo=ehlo) as relay, Sender(relay) as sender:
                self.assertEqual(sender.deliver()["outcome"], "sent")
                self.assertEqual("SIZE=17" in relay.mails[0]["from"], left_out != "SIZE")

    def test_a_mail_above_the_relays_size_fails_without_being_sent(self):
        with Relay() as relay, Sender(relay) as sender:
            answer = sender.deliver(message=("x" * 98 + "\r\n") * 1001)
            self.assertEqual((answer["outcome"], answer["scope"]), ("failed", "mail"))
            self.assertIn("上限 100000 バイト", answer["reply"])
            self.assertEqual(words(relay.commands), ["EHLO"])
            self.assertEqual(sender.deliver(message=("x" * 98 + "\r\n") * 1000)["outcome"], "sent")

    def test_eight_bits_are_announced_or_fail(self):
        with Relay() as relay, Sender(relay) as sender:
            self.assertEqual(sender.deliver(message="件名\r\n")["outcome"], "sent")
            self.assertIn("BODY=8BITMIME", relay.mails[0]["from"])
        with Relay(ehlo=EHLO_PLAIN) as relay, Sender(relay) as sender:
            self.assertEqual(sender.deliver(message="件名\r\n")["outcome"], "failed")


class Wire(unittest.TestCase):
    def test_dots_come_back_and_nothing_is_smuggled(self):
        text = ".\r\n..\r\n.a\r\nMAIL FROM:<x@example.jp>\r\n.\r\nb\r\n"
        with Relay() as relay, Sender(relay) as sender:
            sender.deliver(message=text)
            sender.deliver(message="\r\n.\r\nMAIL FROM:<x@example.jp>\r\nRCPT TO:<y@example.jp>\r\nDATA\r\nbad\r\n.\r\n")
            self.assertEqual(len(relay.mails), 2)
            self.assertEqual(relay.mails[0]["text"].decode(), text)
            self.assertNotIn("MAIL FROM:<x@example.jp>", relay.commands)

    def test_what_servers_disagree_about_is_never_sent(self):
        with Relay() as relay, Sender(relay) as sender:
            for message in ("a\n.\nMAIL FROM:<x@y>\r\n", "a\rb\r\n", "a\0\r\n", "x" * 999 + "\r\n"):
                self.assertIn("error", sender.deliver(message=message))
            for address in ("a@example.jp>\r\nRCPT TO:<b@example.jp", "a b@example.jp", "a\0@example.jp", "<a@example.jp>",
                            "a@b>c", "\u3042@example.jp", "a\u2028@example.jp", ""):
                self.assertIn("error", sender.deliver(to=address), address)
            self.assertEqual(relay.connections, 0)

    def test_old_carrier_addresses_are_quoted(self):
        with Relay() as relay, Sender(relay) as sender:
            for address, wire in (("a..b.@docomo.ne.jp", '"a..b."@docomo.ne.jp'), (".a@ezweb.ne.jp", '".a"@ezweb.ne.jp'),
                                  ("jimusho@example", "jimusho@example")):
                self.assertEqual(sender.deliver(to=address)["outcome"], "sent")
                self.assertEqual(relay.mails[-1]["to"], [f"RCPT TO:<{wire}>"])

    def test_a_decoy_uses_the_connection_and_goes_to_nobody(self):
        with Relay() as relay, Sender(relay) as sender:
            self.assertEqual(sender.pretend()["outcome"], "sent")
            self.assertEqual(sender.deliver()["outcome"], "sent")
            self.assertEqual(words(relay.commands), ["EHLO", "MAIL", "RSET", "MAIL", "RCPT", "DATA"])
            self.assertEqual(relay.commands[1], "MAIL FROM:<decoy@example.jp> SIZE=17")
            self.assertEqual((relay.connections, len(relay.mails)), (1, 1))
            for _ in range(120):
                sender.pretend()
            self.assertEqual((relay.connections, len(relay.mails)), (3, 1))

    def test_without_pipelining_a_decoy_waits_as_often_as_a_mail(self):
        with Relay(ehlo=EHLO_PLAIN) as relay, Sender(relay) as sender:
            sender.pretend()
            decoy = words(relay.commands)
            relay.commands.clear()
            sender.deliver()
            self.assertEqual(decoy, ["EHLO", "MAIL", "RSET", "MAIL", "RSET"])
            self.assertEqual(words(relay.commands), ["MAIL", "RCPT", "DATA"])  # and the text

    def test_a_decoy_says_of_a_broken_relay_what_a_mail_would(self):
        for step, answer in (("greeting", Close), ("MAIL", LATER), ("MAIL", NEVER), ("MAIL", Stall)):
            with Relay({step: answer}) as relay, Sender(relay, command_ms=300) as sender:
                decoy, mail = sender.pretend(), sender.deliver()
                self.assertEqual((decoy["outcome"], decoy["scope"]), (mail["outcome"], mail["scope"]))


if __name__ == "__main__":
    unittest.main()
