#!/usr/bin/env python3
"""A clock that jumps destroys nothing: it freezes what would, until it is back or a person confirms it.

The machine's clock is moved by a shim that is preloaded into the program (clock_shim.cpp), that of an installation
for rehearsals by --as-of. The setting is the product's own: a week.
"""

import contextlib
import datetime
import os
import sqlite3
import unittest

import installation
from digests import as_an_earlier_program_wrote_it
from installation import application, csv_text, environment, office, office_number

SHIM = os.environ["SAIHAKKO_CLOCK_SHIM"]
DAY_SECONDS = 24 * 60 * 60
NUMBER = office_number("13", 1)
RESULTS = ["通知書番号", "結果", "日時", "担当者", "追跡番号"]
DESTROYERS = ["expire-codes", "purge", "backup"]


class JumpingHouse(installation.Installation):
    """Each command runs with the machine's clock `days` ahead."""

    clock = ""
    days = 0

    def call(self, *words, env=None, **options):
        moved = env or environment(LD_PRELOAD=SHIM, CLOCK_SHIM_SECONDS=str(int(self.days * DAY_SECONDS)),
                                   ASAN_OPTIONS="verify_asan_link_order=0")
        return super().call(*words, env=moved, **options)

    def refused(self, job, code=78):
        """What the log says of a job that is refused."""
        return self.run(job, code=code).event("job_failed")["cause"]

    def incidents(self):
        return [row["incident"] for row in self.json("status")["incidents"] if row["incident"].startswith("clock.")]

    def copies(self):
        return sorted(path.name for path in (self.state / "backup").glob("*.db"))


class Clock(unittest.TestCase):
    def setUp(self):
        self.house = JumpingHouse("[backup]\nkeep = 1\n[alerts]\nmail = ops@union.example.jp\n")
        self.addCleanup(self.house.remove)

    def posted_letter(self):
        """A letter that was posted, with all that led to it."""
        house = self.house
        house.take_ledger([office(NUMBER)])
        house.take_applications([application(NUMBER)])
        house.approve_all()
        house.run("render-letters", "send-notices")
        (letter,) = house.json("letter", "list")
        house.drop("print-results", "r.csv", csv_text(RESULTS, [dict(zip(
            RESULTS, [letter["notice_number"], "投函済", "", "", ""]))]).encode("utf-8-sig"))
        house.run("track-letters", "backup")

    def kept(self):
        return installation.fingerprint(*(self.house.state / place for place in ("letters", "inbox/done", "sent-mails")))

    def state(self):
        return self.house.state_of(self.house.receipt_of(NUMBER))

    def test_a_clock_sixty_days_ahead_destroys_nothing_and_is_told(self):
        house = self.house.init()
        self.posted_letter()
        kept, copies = self.kept(), house.copies()
        self.assertEqual((len(copies), self.state()), (1, "posted"))
        house.days = 60
        house.run(*DESTROYERS, "watch", code=78)
        for job in DESTROYERS:
            self.assertIn("saihakko clock confirm", house.refused(job))
        self.assertEqual(self.kept(), kept)
        self.assertEqual(self.state(), "posted")
        self.assertEqual(len(house.copies()), 3)
        self.assertLessEqual(set(copies), set(house.copies()))
        self.assertEqual(house.incidents(), ["clock.frozen"])
        house.run("send-notices")
        self.assertTrue([mail for mail in house.mails() if mail["To"] == "ops@union.example.jp"
                         and "時計が大きく動いた" in mail["Subject"] + installation.body(mail)])
        (bad,) = [line for line in house.command("check", code=78).out.splitlines() if line.startswith("不可 ")]
        self.assertIn("不可 時計: ", bad)

    def test_all_else_works_while_it_is_frozen_and_moves_nothing(self):
        house = self.house.init()
        house.days = 60
        house.take_ledger([office(NUMBER)])
        house.take_applications([application(NUMBER)])
        house.approve_all()
        house.run("render-letters", "send-notices", "track-letters", "take-bounces", "report", "watch", "review-worksheet")
        self.assertEqual(self.state(), "issued")
        self.assertIn("clock confirm", house.refused("purge"))

    def test_it_ends_when_the_clock_is_back(self):
        house = self.house.init()
        self.posted_letter()
        house.days = 60
        house.run(*DESTROYERS, "watch", code=78)
        house.days = 0
        house.run(*DESTROYERS, "watch")
        self.assertEqual((len(house.copies()), self.state(), house.incidents()), (1, "posted", []))
        house.command("check")

    def test_it_ends_when_a_person_confirms_it(self):
        house = self.house.init()
        self.posted_letter()
        house.days = 60
        house.run("expire-codes", code=78)
        self.assertIn("時計を正しいものとして記録しました", house.command("clock", "confirm").out)
        house.run(*DESTROYERS, "watch")
        self.assertEqual((self.state(), len(house.copies()), house.incidents()), ("lapsed", 1, []))
        (row,) = house.json("audit", "list", "--event", "clock_confirmed")
        self.assertEqual((row["actor"], row["subject"]), (f"uid:{os.getuid()}", "clock"))
        self.assertEqual(house.command("clock", "confirm").out, "時計は止まっていません。何も変えません\n")
        self.assertEqual(len(house.json("audit", "list", "--event", "clock_confirmed")), 1)
        self.assertEqual(house.json("audit", "verify")["breaches"], [])
        house.days = 0
        self.assertIn("clock confirm", house.refused("purge"))

    def test_a_host_that_was_off_over_the_new_year_asks_nothing_and_one_off_for_weeks_once(self):
        house = self.house.init()
        for house.days in (6.7, 13.4, 20):
            house.run(*DESTROYERS)
        house.days = 41
        self.assertIn("clock confirm", house.refused("purge"))
        house.command("clock", "confirm")
        for house.days in (41, 42, 45):
            house.run(*DESTROYERS)

    def test_a_clock_behind_freezes_as_well(self):
        house = self.house.init()
        house.days = -8
        self.assertIn("clock confirm", house.refused("purge"))

    def test_as_of_moves_the_clock_of_rehearsals_alone(self):
        house = self.house
        house.command("init", "--rehearsal")
        later = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=30)).isoformat(timespec="seconds")
        self.assertIn("clock confirm", house.command("--as-of", later, "run", "purge", code=78).err)
        house.command("--as-of", later, "clock", "confirm")
        house.command("--as-of", later, "run", *DESTROYERS)

    def test_as_of_neither_freezes_nor_thaws_an_installation_of_its_own_time(self):
        house = self.house.init()
        ago, today = "2026-01-01T00:00:00+09:00", datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        house.command("--as-of", ago, "run", "expire-codes", "backup", "watch")
        self.assertEqual(house.incidents(), [])
        house.days = 60
        house.command("--as-of", today, "run", "expire-codes", code=78)
        self.assertIn("clock confirm", house.command("--as-of", today, "clock", "confirm", code=64).err)
        self.assertEqual(house.incidents(), ["clock.frozen"])

    def test_a_database_of_an_earlier_program_trusts_its_newest_audit_row(self):
        house = self.house.init()
        house.run("backup")
        as_an_earlier_program_wrote_it(house.state / "saihakko.db")
        (house.state / "audit-heads").unlink()
        with contextlib.closing(sqlite3.connect(house.state / "saihakko.db")) as database, database:
            database.execute("DELETE FROM installation WHERE name = 'clock_trusted_ms'")
            database.execute("DELETE FROM schema_migrations WHERE number >= 15")
        house.days = 60
        house.command("init")
        self.assertIn("clock confirm", house.refused("purge"))
        house.days = 0
        house.run("purge")


if __name__ == "__main__":
    unittest.main()
