#!/usr/bin/env python3
"""send-notices is killed with -9 a hundred times while 2,000 mails go out by SMTP over four sessions.

What the relay has at its final dot is the truth outside of the program. A mail that the relay has and
that no commit tells of at the kill goes once more; there is no other copy. Codes lie between the
mails: one that was claimed at a kill is unknown, erased, and never seen again.
"""

import collections
import contextlib
import json
import pathlib
import random
import sqlite3
import subprocess
import threading
import time
import unittest

import program
from recording_relay import RecordingRelay
from trials import scratch_folder

import installation

SEED = 20261122
MAILS = 2000
KILLS = 100
CODES = 150  # some for each run
MAILS_BEFORE_A_KILL = (1, 36)  # of 2,000 over 100 kills, so that some are left for the last run
NEVER_MS = 253_402_300_799_000


class OutboxKills(unittest.TestCase):
    def setUp(self):
        folder = scratch_folder()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.relay = RecordingRelay()
        self.addCleanup(self.relay.close)
        self.dice = random.Random(SEED)
        self.configure(self.relay.port)
        self.must("init")
        self.queue_codes()
        self.queue_receipts()

    def configure(self, port):
        (self.folder / "saihakko.conf").write_text(
            f"[state]\ndir = state\n[templates]\ndir = {installation.TEMPLATES}\n"
            "[codes]\nlifetime_minutes = 1440\n"
            f"[mail]\ntransport = smtp\nrelay = 127.0.0.1:{port}\nfrom = saihakko@example.jp\n"
            "sessions_per_domain = 0\nper_minute_of_domain = 0\n", encoding="utf-8")

    def must(self, *words, said=""):
        run = program.run(self.folder, *words, said=said)
        self.assertEqual(run.code, 0, run.output)
        return run

    def rows(self, sql, *values):
        with contextlib.closing(sqlite3.connect(self.folder / "state/saihakko.db", timeout=program.SECONDS)) as database, database:
            return database.execute(sql, values).fetchall()

    def queue_codes(self):
        """Asked for while no relay is there: they wait. They are due by the test's word alone."""
        self.configure(9)  # nobody listens at the port of `discard`
        numbers = [installation.office_number("13", serial) for serial in range(CODES)]
        ledger = self.folder / "state/inbox/ledger/ledger.csv"
        ledger.write_bytes(installation.ledger_csv(installation.office(number) for number in numbers))
        self.must("run", "import-ledger")
        self.must("portal", said="".join(json.dumps(
            {"id": at, "do": "application.begin", "office_number": number, "notification_mail": f"c{at}@example.jp",
             "notification_mail_again": f"c{at}@example.jp"}) + "\n" for at, number in enumerate(numbers)))
        self.configure(self.relay.port)
        waiting = self.rows("UPDATE notices SET due_ms = ? WHERE sealed_code IS NOT NULL AND state = 'queued' "
                            "RETURNING notice_id", NEVER_MS)
        self.assertEqual(len(waiting), CODES)

    def queue_receipts(self):
        inbox = self.folder / "state/inbox/applications/applications.jsonl"
        inbox.write_bytes(installation.json_lines(
            installation.application(installation.office_number("27", serial), f"s{serial}",
                                     notification_mail=f"a{serial}@example.jp") for serial in range(MAILS)))
        self.must("run", "take-applications")

    def make_codes_due(self, codes):
        self.rows("UPDATE notices SET due_ms = 0 WHERE notice_id IN (SELECT notice_id FROM notices "
                  "WHERE sealed_code IS NOT NULL AND due_ms = ? LIMIT ?)", NEVER_MS, codes)

    def run_and_kill(self):
        """Kills the run at one of its mails: at the final dot before the answer, or a moment later. What the relay
        got from it."""
        before = len(self.relay.received)
        at_mail = before + self.dice.randint(*MAILS_BEFORE_A_KILL)
        delay_s = self.dice.choice([0, 0, 0.0005, 0.001, 0.002, 0.005])
        process = subprocess.Popen(program.command(self.folder, "run", "send-notices"),
                                   env=program.environment({}), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        killed = threading.Event()

        def at_final_dot(_):
            if len(self.relay.received) >= at_mail and not killed.is_set():
                time.sleep(delay_s)
                process.kill()
                killed.set()
            return True

        self.relay.at_final_dot = at_final_dot
        code = process.wait(timeout=program.SECONDS)
        self.relay.at_final_dot = lambda _: True
        self.assertEqual(code, program.KILLED)
        time.sleep(0.02)  # what the killed sender had put on the wire is read
        with self.relay.lock:
            return self.relay.received[before:]

    def test_no_receipt_is_lost_and_every_copy_is_accounted_for(self):
        in_doubt = collections.Counter()  # Message-ID → kills at which the relay had it and no commit told of it
        codes_in_doubt = {}
        for _ in range(KILLS):
            self.make_codes_due(2)
            received = self.run_and_kill()
            state = dict(self.rows("SELECT message_id, state FROM notices"))
            in_doubt.update(message_id for message_id in received if state[message_id] != "sent")
            for message_id, in self.rows("SELECT message_id FROM notices WHERE state = 'claimed' "
                                         "AND kind = 'confirmation_code'"):
                codes_in_doubt[message_id] = self.relay.received.count(message_id)
        self.must("run", "send-notices")
        self.check(in_doubt, codes_in_doubt)

    def check(self, in_doubt, codes_in_doubt):
        times = collections.Counter(self.relay.received)
        receipts = self.rows("SELECT message_id, state FROM notices WHERE kind = 'receipt'")
        self.assertEqual(len(receipts), MAILS)
        self.assertEqual([row for row in receipts if row[1] != "sent"], [])
        wrong = {message_id: (times[message_id], 1 + in_doubt[message_id]) for message_id, _ in receipts
                 if times[message_id] != 1 + in_doubt[message_id]}
        self.assertEqual(wrong, {}, "Message-ID: (times, expected)")
        codes = self.rows("SELECT message_id, state, sealed_code FROM notices WHERE kind = 'confirmation_code' "
                          "AND due_ms <> ?", NEVER_MS)
        codes += self.rows("SELECT message_id, state, sealed_code FROM notices WHERE kind = 'confirmation_code' "
                           "AND state = 'unknown' AND due_ms = ?", NEVER_MS)
        self.assertEqual([row for row in codes if row[2] is not None or row[1] not in ("sent", "unknown")], [])
        self.assertEqual({row[0] for row in codes if row[1] == "unknown"}, set(codes_in_doubt))
        self.assertEqual([row for row in codes if times[row[0]] > 1], [])
        self.assertEqual({message_id: times[message_id] for message_id in codes_in_doubt}, codes_in_doubt)
        copies = sum(count - 1 for count in times.values())
        print(f"{KILLS} kills, {MAILS} mails, {copies} copies of {len(in_doubt)} mails, all with their Message-ID; "
              f"{len(codes)} codes, {len(codes_in_doubt)} of unknown fate")
        self.assertGreater(copies, 0)
        self.assertGreater(len(codes_in_doubt), 0)


if __name__ == "__main__":
    unittest.main()
