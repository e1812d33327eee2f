#!/usr/bin/env python3
"""TLS and login of the SMTP sender: what is not to be trusted gets nothing, not even on loopback."""

import base64
import socket
import ssl
import threading
import unittest
import warnings

from certificates import Authority
from relay import Close, Cut, EHLO, Relay, Reset, Say, Sender, Stall, words

TLS_EHLO = EHLO.replace("250 8BITMIME", "250-STARTTLS\r\n250 8BITMIME")
BOTH = ("starttls", "tls")


def login_ehlo(mechanisms):
    return TLS_EHLO.replace("250 8BITMIME", f"250-AUTH {mechanisms}\r\n250 8BITMIME")


class Trust(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.authority, cls.stranger = Authority(), Authority()
        cls.addClassCleanup(cls.authority.remove)
        cls.addClassCleanup(cls.stranger.remove)
        cls.good = cls.authority.server("good", "IP:127.0.0.1,DNS:localhost")

    def relay(self, server, mode, answers=None, ehlo=TLS_EHLO):
        return Relay(answers, tls=server, ehlo=ehlo, implicit=mode == "tls")

    def sender(self, relay, mode, **options):
        return Sender(relay, **{"tls": mode, "ca_file": str(self.authority.file), **options})

    def refused(self, server, mode, reason, **options):
        with self.relay(server, mode) as relay, self.sender(relay, mode, **options) as sender:
            answer = sender.deliver()
            self.assertEqual((answer["outcome"], answer["scope"]), ("deferred", "relay"), answer)
            self.assertEqual(answer["reply"], f"TLS: {reason}")
            self.assertFalse([command for command in relay.commands if command.startswith(("MAIL", "AUTH", "RCPT"))])

    def test_a_good_certificate_by_address_and_by_name(self):
        for mode in BOTH:
            with self.subTest(mode), self.relay(self.good, mode) as relay:
                for address in (f"127.0.0.1:{relay.port}", f"localhost:{relay.port}"):
                    with self.sender(address, mode) as sender:
                        for _ in range(3):
                            self.assertEqual(sender.deliver()["outcome"], "sent")
                self.assertEqual((relay.connections, len(relay.mails)), (2, 6))

    def test_a_wrong_name(self):
        for names in ("DNS:other.example.jp", "IP:127.0.0.2,DNS:localhost"):
            server = self.authority.server("other", names)
            for mode in BOTH:
                with self.subTest(mode):
                    self.refused(server, mode, "証明書の名前が mail.relay と一致しません")

    def test_an_expired_one_and_one_of_the_future(self):
        old = self.authority.server("old", "IP:127.0.0.1", dates=("20200101000000Z", "20210101000000Z"))
        new = self.authority.server("new", "IP:127.0.0.1", dates=("20980101000000Z", "20990101000000Z"))
        for mode in BOTH:
            self.refused(old, mode, "証明書の有効期限が切れています")
            self.refused(new, mode, "証明書の有効期間がまだ始まっていません")

    def test_an_unknown_authority_and_the_systems_own(self):
        server = self.stranger.server("good", "IP:127.0.0.1")
        for mode in BOTH:
            self.refused(server, mode, "証明書を発行した認証局を信頼できません")
            self.refused(self.good, mode, "証明書を発行した認証局を信頼できません", ca_file="")

    def test_an_old_protocol(self):
        server = self.authority.server("old_protocol", "IP:127.0.0.1")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            server.minimum_version = ssl.TLSVersion.TLSv1
            server.maximum_version = ssl.TLSVersion.TLSv1_1
        server.set_ciphers("DEFAULT@SECLEVEL=0")
        for mode in BOTH:
            self.refused(server, mode, "TLS の接続を始められません")

    def test_tls_1_2_and_a_large_mail(self):
        server = self.authority.server("tls12", "IP:127.0.0.1")
        server.maximum_version = ssl.TLSVersion.TLSv1_2
        ehlo = TLS_EHLO.replace("100000", "0")
        for context in (server, self.good):
            with self.relay(context, "starttls", ehlo=ehlo) as relay, self.sender(relay, "starttls", data_ms=20000,
                                                                              mail_ms=30000) as sender:
                text = ("x" * 98 + "\r\n") * 50_000
                self.assertEqual(sender.deliver(message=text)["outcome"], "sent")
                self.assertEqual(relay.mails[0]["text"].decode(), text)

    def test_starttls_that_is_not_offered_or_refused_never_goes_on_in_clear(self):
        cases = [({}, EHLO, "service"), ({"STARTTLS": "454 not now"}, TLS_EHLO, "relay"),
                 ({"STARTTLS": "500 what"}, TLS_EHLO, "service"), ({"EHLO": "502 no"}, TLS_EHLO, "service")]
        for answers, ehlo, scope in cases:
            with self.subTest(answers), self.relay(self.good, "starttls", answers, ehlo) as relay:
                with self.sender(relay, "starttls", user="u", password="p") as sender:
                    answer = sender.deliver()
                    self.assertEqual((answer["outcome"], answer["scope"]), ("deferred", scope))
                    self.assertLessEqual(set(words(relay.commands)), {"EHLO", "STARTTLS", "QUIT"})

    def test_what_was_said_in_clear_behind_starttls_ends_the_session(self):
        injected = Say("220 go ahead\r\n250-relay\r\n250 AUTH PLAIN\r\n")
        with self.relay(self.good, "starttls", {"STARTTLS": injected}) as relay:
            with self.sender(relay, "starttls") as sender:
                answer = sender.deliver()
                self.assertEqual((answer["outcome"], answer["scope"]), ("deferred", "relay"))
                self.assertIn("尋ねていない応答が平文で", answer["reply"])
                self.assertEqual(words(relay.commands), ["EHLO", "STARTTLS"])

    def test_what_was_offered_in_clear_counts_no_more(self):
        answers = {"EHLO": [TLS_EHLO.rstrip(), "250 relay.test"]}
        with self.relay(self.good, "starttls", answers) as relay, self.sender(relay, "starttls") as sender:
            self.assertEqual(sender.deliver()["outcome"], "sent")
            self.assertNotIn("SIZE", relay.mails[0]["from"])
            self.assertEqual(words(relay.commands), ["EHLO", "STARTTLS", "EHLO", "MAIL", "RCPT", "DATA"])

    def test_a_handshake_that_fails_in_other_ways_ends_in_time(self):
        for answer in (Close, Reset, Stall, Cut("220 go\r\n"), Say("220 go\r\n" + "\x16\x03\x01")):
            with self.relay(self.good, "starttls", {"STARTTLS": answer}) as relay:
                with self.sender(relay, "starttls", command_ms=500, greeting_ms=500) as sender:
                    result = sender.deliver()
                    self.assertEqual((result["outcome"], result["scope"]), ("deferred", "relay"), answer)
                    self.assertLess(result["seconds"], 60)

    def test_a_handshake_that_drips_ends_in_time(self):
        """A server that feeds a record byte by byte keeps a blocking SSL_connect for ever."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)

        def drip():
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                try:
                    for byte in b"\x16\x03\x03\x40\x00" + b"\x02" * 200:
                        connection.sendall(bytes([byte]))
                        threading.Event().wait(0.05)
                except OSError:
                    pass

        threading.Thread(target=drip, daemon=True).start()
        with self.sender(f"127.0.0.1:{listener.getsockname()[1]}", "tls", greeting_ms=600) as sender:
            answer = sender.deliver()
            self.assertEqual((answer["outcome"], answer["scope"]), ("deferred", "relay"))
            self.assertLess(answer["seconds"], 60)

    def test_faults_behind_tls_have_the_same_outcomes(self):
        for step, fault, outcome in (("RCPT", Stall, "deferred"), ("end", Close, "unknown"), ("end", Stall, "unknown"),
                                     ("end", Reset, "unknown"), ("RCPT", Reset, "deferred"), ("RCPT", "550 no", "failed"),
                                     ("end", Cut("250-a\r\n"), "unknown"), ("MAIL", [None, Close, None], "sent")):
            for mode in BOTH:
                with self.subTest(step=step, fault=fault), self.relay(self.good, mode, {step: fault}) as relay:
                    with self.sender(relay, mode, command_ms=500, data_ms=500) as sender:
                        results = [sender.deliver() for _ in range(2 if isinstance(fault, list) else 1)]
                        self.assertEqual(results[-1]["outcome"], outcome, results)

    def test_login_by_plain_and_by_steps(self):
        plain = "AUTH PLAIN " + base64.b64encode(b"\0user@example.jp\0p\xc3\xa4ss word").decode()
        steps = ["auth " + base64.b64encode(b"user@example.jp").decode(), "auth " + base64.b64encode(b"p\xc3\xa4ss word").decode()]
        for mechanisms, said in (("PLAIN LOGIN", [plain]), ("CRAM-MD5 LOGIN", ["AUTH LOGIN", *steps])):
            with self.relay(self.good, "starttls", ehlo=login_ehlo(mechanisms)) as relay:
                with self.sender(relay, "starttls", user="user@example.jp", password="päss word") as sender:
                    self.assertEqual(sender.deliver()["outcome"], "sent")
                    self.assertEqual([c for c in relay.commands if c.lower().startswith("auth")], said)

    def test_a_mechanism_that_is_refused_makes_way_for_another_that_is_offered(self):
        for refusal in ("504 5.5.4 no such mechanism", "534 5.7.9 too weak"):
            with self.relay(self.good, "tls", {"AUTH": [refusal, None]}, login_ehlo("PLAIN LOGIN")) as relay:
                with self.sender(relay, "tls", user="user", password="geheim") as sender:
                    self.assertEqual(sender.deliver()["outcome"], "sent")
                    self.assertEqual([c.split(" ")[1] for c in relay.commands if c.startswith("AUTH")], ["PLAIN", "LOGIN"])

    def test_a_refused_login_is_the_relays_and_tells_no_password(self):
        for mechanisms, answers, scope in (
                ("PLAIN", {"AUTH": "535 5.7.8 wrong"}, "service"), ("LOGIN", {"auth": "535 5.7.8 wrong"}, "service"),
                ("LOGIN", {"auth": ["334 x", "454 later"]}, "relay"), ("PLAIN", {"AUTH": "454 4.7.0 later"}, "relay"),
                ("PLAIN", {"AUTH": "334 more"}, "relay"), ("CRAM-MD5", {}, "service")):
            with self.relay(self.good, "tls", answers, login_ehlo(mechanisms)) as relay:
                with self.sender(relay, "tls", user="user", password="geheim") as sender:
                    answer = sender.deliver()
                    self.assertEqual((answer["outcome"], answer["scope"]), ("deferred", scope), answer)
                    self.assertTrue(answer["reply"].startswith("認証 (AUTH): "))
                    self.assertNotIn("geheim", str(answer))
                    self.assertNotIn(base64.b64encode(b"geheim").decode(), str(answer))

    def test_a_relay_that_repeats_the_password_is_not_quoted(self):
        line = base64.b64encode(b"\0user\0geheim").decode()
        answer = base64.b64encode(b"geheim").decode()
        for mechanism, said in (("PLAIN", f'500 5.5.1 unrecognized: "AUTH PLAIN {line}"'), ("PLAIN", f"500 {line[:-5]}..."),
                                ("PLAIN", f"535-5.7.8 no\r\n535 {line}"), ("LOGIN", f'500 5.5.1 "{answer}"'),
                                ("LOGIN", "535 geheim")):
            with self.subTest(said), self.relay(self.good, "tls", {"AUTH": said}, login_ehlo(mechanism)) as relay:
                with self.sender(relay, "tls", user="user", password="geheim") as sender:
                    reply = sender.deliver()["reply"]
                    self.assertTrue(reply.startswith(f"認証 (AUTH): {said[:3]} "), reply)
                    self.assertIn("示しません", reply)
                    self.assertNotRegex(reply, f"geheim|{answer}|{line[8:-5]}")

    def test_a_login_in_clear_is_never_tried(self):
        with Relay(ehlo=login_ehlo("PLAIN")) as relay:
            with Sender(relay, user="user", password="geheim") as sender:
                self.assertIn("mail.tls", sender.opened["error"])
            self.assertEqual(relay.connections, 0)


if __name__ == "__main__":
    unittest.main()
