#!/usr/bin/env python3
"""send-notices and the portal with a relay that speaks SMTP: sessions, the limits of a domain, a relay that is slow
or away."""

import signal
import socket
import subprocess
import threading
import time
import unittest

import installation
from installation import InstallationTest, application, office, office_number
from portal_talk import Portal
from recording_relay import RecordingRelay


class Sessions(InstallationTest):
    def setUp(self):
        super().setUp()
        self.relay = RecordingRelay()
        self.addCleanup(self.relay.close)
        self.configure()

    def configure(self, port=None, **settings):
        more = "".join(f"{key} = {value}\n" for key, value in settings.items())
        self.house.configure(f"[mail]\ntransport = smtp\nrelay = 127.0.0.1:{port or self.relay.port}\n"
                             f"from = saihakko@example.jp\n{more}")

    def queue(self, mails, domain="d.example.jp", first=1):
        self.house.drop("applications", f"{domain}.jsonl", installation.json_lines(
            application(office_number("13", serial), notification_mail=f"a{serial}@{domain}")
            for serial in range(first, first + mails)))
        self.house.run("take-applications")

    def states(self):
        return self.house.json("status")["notices"]

    def slow(self, seconds):
        def at_final_dot(_):
            time.sleep(seconds)
            return True
        self.relay.at_final_dot = at_final_dot

    def test_as_many_sessions_as_are_set(self):
        self.configure(sessions=3, sessions_per_domain=0)
        self.queue(30)
        self.slow(0.05)
        self.house.run("send-notices")
        self.assertEqual(self.states(), {"sent": 30})
        self.assertEqual(self.relay.most_open[""], 3)
        self.assertEqual(self.house.json("notice", "show", 1)["tries"][0]["relay"], f"127.0.0.1:{self.relay.port}")

    def test_one_domain_has_its_share_of_the_sessions(self):
        self.configure(sessions=3, sessions_per_domain=1)
        self.queue(10, "a.example.jp")
        self.queue(10, "b.example.jp", first=20)
        self.slow(0.05)
        self.house.run("send-notices")
        self.assertEqual(self.states(), {"sent": 20})
        self.assertEqual([self.relay.most_open["a.example.jp"], self.relay.most_open["b.example.jp"]], [1, 1])

    def test_one_domain_gets_so_many_a_minute(self):
        self.configure(per_minute_of_domain=60)
        self.queue(12)
        start = time.monotonic()
        self.house.run("send-notices")
        self.assertGreater(time.monotonic() - start, 1.9)  # ten at once, then one a second
        self.assertEqual(self.states(), {"sent": 12})

    def test_relay_that_is_away_ends_the_run_with_69_and_keeps_the_work(self):
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            self.configure(nobody.getsockname()[1])
            self.queue(30)
            ran = self.house.run("send-notices", code=69)
        self.assertEqual(len([line for line in ran.events() if line["event"] == "relay_refuses"]), 4)
        self.assertEqual(self.states(), {"queued": 30})
        self.assertEqual(self.house.json("notice", "show", 1)["tries"], [])
        self.configure()
        self.house.run("send-notices")
        self.assertEqual(self.states(), {"sent": 30})

    def test_run_that_is_stopped_settles_what_is_on_its_way_and_gives_back_the_rest(self):
        self.queue(30)
        self.slow(0.3)
        process = subprocess.Popen([installation.BINARY, "--config", self.house.configuration, "run", "send-notices"],
                                   env=installation.environment(), stderr=subprocess.DEVNULL)
        while not self.relay.received:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=installation.PATIENCE_SECONDS), 0)
        sent = len(self.relay.received)
        self.assertLess(sent, 30)
        self.assertEqual(self.states(), {"sent": sent, "queued": 30 - sent})

    def test_slow_relay_does_not_hold_up_the_portal(self):
        self.house.take_ledger([office(office_number("13", serial)) for serial in range(1, 6)])
        sending = threading.Event()
        self.relay.at_final_dot = lambda _: sending.wait()
        with Portal(self.house) as portal:
            for serial in range(1, 6):
                mail = f"a{serial}@example.jp"
                portal.must("application.begin", office_number=office_number("13", serial), notification_mail=mail,
                            notification_mail_again=mail)
            self.assertNotIn("sent", self.states())  # all are answered and none has gone
            self.slow(2)
            sending.set()
            self.assertEqual(portal.end(), 0)
        sent = len(self.relay.received)
        self.assertGreaterEqual(sent, 1)
        self.assertLess(sent, 5)  # begins none after five seconds
        self.slow(0)
        self.house.run("send-notices")
        self.assertEqual(self.states(), {"sent": 5})
        self.assertEqual(len(set(self.relay.received)), 5)


if __name__ == "__main__":
    unittest.main()
