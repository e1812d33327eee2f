#!/usr/bin/env python3
"""The dead-man's switch of a job: told at start, success and failure, never in the way of the job itself.

The service that listens is a server of the test on loopback.
"""

import http.server
import ssl
import subprocess
import threading
import unittest

from installation import InstallationTest, bounce

SECRET = "0f3c9a52-secret"


class Listener:
    """Answers every GET with `status` and keeps the paths; with `stall` it says nothing, or drips byte by byte."""

    def __init__(self, status=200, stall=None, context=None):
        self.paths = []
        released = self.released = threading.Event()
        paths = self.paths

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # pylint: disable=invalid-name  # as http.server calls it
                paths.append(self.path)
                if stall == "silent":
                    released.wait()
                    return
                if stall == "drip":
                    try:
                        while not released.wait(0.2):
                            self.wfile.write(b"X")
                            self.wfile.flush()
                    except OSError:
                        pass
                    return
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_):  # pylint: disable=arguments-differ
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Answer)
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()


class Ping(InstallationTest):
    def listen(self, **how):
        listener = Listener(**how)
        self.addCleanup(listener.close)
        return listener

    def run_pinged(self, listener, *jobs, code=0, scheme="http", host="127.0.0.1", sets=(), pinged=None):
        words = ["--set", f"ping.{pinged or jobs[0]}={scheme}://{host}:{listener.port}/{SECRET}/"]
        for setting in sets:
            words += ["--set", setting]
        ran = self.house.command("--log-format", "json", *words, "run", *jobs, code=code)
        self.assertNotIn(SECRET, ran.out + ran.err)
        return ran

    def failures(self, ran):
        return [(line["level"], line["job"], line["cause"]) for line in ran.events() if line["event"] == "ping_failed"]

    def test_start_and_success(self):
        listener = self.listen()
        ran = self.run_pinged(listener, "import-ledger", "take-bounces")
        self.assertEqual((listener.paths, self.failures(ran)), ([f"/{SECRET}/start", f"/{SECRET}"], []))

    def test_malformed_input_is_a_success_and_a_failure_is_told(self):
        listener = self.listen()
        self.house.drop("ledger", "bad.csv", b"x\r\n")
        self.run_pinged(listener, "import-ledger", code=65)
        (self.house.state / "keys/master.key").chmod(0o644)
        self.run_pinged(listener, "take-bounces", code=78)
        self.assertEqual(listener.paths, [f"/{SECRET}/start", f"/{SECRET}", f"/{SECRET}/start", f"/{SECRET}/fail"])

    def test_locked_run_and_dry_run_tell_nothing(self):
        listener = self.listen()
        with self.house.hold_lock("import-ledger"):
            self.run_pinged(listener, "import-ledger", code=75)
        self.run_pinged(listener, "import-ledger", "--dry-run")
        self.assertEqual(listener.paths, [])

    def test_watch_alarms_while_no_mail_can_tell_of_what_is_wrong(self):
        listener = self.listen()
        broken = "letters.recipient_certificate=missing.pem"
        self.run_pinged(listener, "watch")
        self.run_pinged(listener, "watch", sets=[broken])  # nobody has an address for alerts
        self.run_pinged(listener, "watch", sets=[broken, "alerts.mail=ops@example.jp"])
        (self.house.state / "keys/master.key").chmod(0o644)
        self.run_pinged(listener, "watch", sets=["alerts.mail=ops@example.jp"])
        ends = [path.removeprefix(f"/{SECRET}") for path in listener.paths]
        self.assertEqual(ends, ["/start", "", "/start", "/fail", "/start", "", "/start", "/fail"])

    def test_watch_alarms_while_the_mail_of_an_alert_has_come_back(self):
        listener = self.listen()
        sets = ["letters.recipient_certificate=missing.pem", "alerts.mail=ops@example.jp"]
        self.run_pinged(listener, "watch", sets=sets)
        self.house.run("send-notices")
        (row,) = self.house.json("notice", "list")
        self.house.drop("bounces", "1.eml", bounce(row["message_id"]))
        self.house.run("take-bounces")
        self.run_pinged(listener, "watch", sets=sets)
        ends = [path.removeprefix(f"/{SECRET}") for path in listener.paths]
        self.assertEqual(ends, ["/start", "", "/start", "/fail"])

    def test_server_that_refuses_changes_nothing(self):
        ran = self.run_pinged(self.listen(status=500), "import-ledger")
        self.assertEqual(self.failures(ran), [("warn", "import-ledger", "成功(2xx)の応答ではありません")] * 2)

    def test_redirect_is_not_followed(self):
        listener = self.listen(status=302)
        self.assertEqual(len(self.failures(self.run_pinged(listener, "import-ledger"))), 2)
        self.assertEqual(len(listener.paths), 2)

    def test_server_that_stalls_holds_the_job_up_no_longer_than_the_setting(self):
        for stall in ("silent", "drip"):  # both go on until the test ends
            ran = self.run_pinged(self.listen(stall=stall), "import-ledger", sets=["ping.seconds=1"])
            self.assertEqual(len(self.failures(ran)), 2, stall)
        self.assertEqual({row["outcome"] for row in self.house.json("status")["runs"]}, {"done"})

    def test_host_that_nobody_knows_changes_nothing(self):
        ran = self.run_pinged(self.listen(), "import-ledger", host="no-such-host.invalid", sets=["ping.seconds=2"])
        self.assertEqual({cause for _, _, cause in self.failures(ran)}, {"ホストが見つかりません"})

    def test_https_is_verified(self):
        pem, key = self.house.root / "server.pem", self.house.root / "server.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", pem], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem, key)
        listener = self.listen(context=context)
        trusted = [f"ping.ca_file={pem}"]
        ran = self.run_pinged(listener, "import-ledger", scheme="https", host="localhost", sets=trusted)
        self.assertEqual((listener.paths, self.failures(ran)), ([f"/{SECRET}/start", f"/{SECRET}"], []))
        for host, sets in (("localhost", []), ("127.0.0.1", trusted)):
            ran = self.run_pinged(listener, "import-ledger", scheme="https", host=host, sets=sets)
            self.assertEqual(len(self.failures(ran)), 2, host)
        self.assertEqual(len(listener.paths), 2)

    def test_setting_that_is_no_address_is_refused_without_being_shown(self):
        for value in (f"ftp://host/{SECRET}", f"host/{SECRET}", f"https://user@host/{SECRET}"):
            ran = self.house.command("--set", f"ping.watch={value}", "status", code=78)
            self.assertIn("ping.watch", ran.err)
            self.assertNotIn(SECRET, ran.err)
        self.assertIn("ping.watch", self.house.command("--set", "ping.wach=https://a/b", "status", code=78).err)


if __name__ == "__main__":
    unittest.main()
