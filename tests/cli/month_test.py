#!/usr/bin/env python3
"""A month of the service, 2026-12-10 to 2027-01-13 with the closing days of the New Year, by --as-of.

On each working day 200 applications come in; the reviewers approve ten (the hash of each temporary password takes its
time), hold ten for three working days and reject the rest. A relay is away for two days, the disk is full once, one
batch is lost on its way to the print room, and one application is left lying. The jobs run a few times a day, so far
apart that `watch` calls none of them late.
"""

import collections
import contextlib
import datetime
import email
import email.policy
import json
import os
import re
import subprocess
import unittest

from installation import (Installation, application, csv_text, decision, decisions_csv, json_lines, ledger_csv,
                          office, office_number, read_csv)
from recording_relay import RecordingRelay

JAPAN = datetime.timezone(datetime.timedelta(hours=9))
FIRST, LAST = datetime.date(2026, 12, 10), datetime.date(2027, 1, 13)
CLOSED = {datetime.date(2026, 12, day) for day in (29, 30, 31)} | {datetime.date(2027, 1, day) for day in (1, 2, 3, 11)}
OUTAGE = (datetime.date(2026, 12, 16), datetime.date(2026, 12, 17))
FULL = datetime.date(2026, 12, 22)
LOST, FOUND_LOST = datetime.date(2026, 12, 14), datetime.date(2026, 12, 24)
LEFT_LYING, TAKEN_UP = datetime.date(2026, 12, 11), datetime.date(2026, 12, 25)
A_DAY, APPROVED, HELD = 200, 10, 10
DISK_MB = 600
NO_ROOM = {73, 74}
RESULTS = ["通知書番号", "結果", "日時", "担当者", "追跡番号"]
STOCK = {"submitted": "残 受付", "in_review": "残 審査中", "on_hold": "残 保留", "approved": "残 承認", "issued": "残 発行",
         "printed": "残 印刷済", "posted": "残 投函済"}
MOVER = {"submitted": "screen-applications", "in_review": "審査担当者", "on_hold": "審査担当者", "approved": "render-letters",
         "issued": "印刷室", "printed": "印刷室"}
TITLE = re.compile(r"\[saihakko\] (警報|終了): \S+ \((\S+)\)")


def is_working(day):
    return day.weekday() < 5 and day not in CLOSED


class MailKeepingRelay(RecordingRelay):
    """`titles` are (警報 or 終了, key) of the alerts that came, in order."""

    titles = []

    def take_mail(self, lines):
        kept = []

        class Kept:
            def readline(self):
                kept.append(lines.readline())
                return kept[-1]
        answers = super().take_mail(Kept())
        subject = email.message_from_bytes(b"".join(kept), policy=email.policy.default)["Subject"]
        if match := TITLE.fullmatch(subject):
            self.titles.append(match.groups())
        return answers


class Month(unittest.TestCase):
    def setUp(self):
        self.house = Installation()
        self.addCleanup(self.house.remove)
        self.relay = MailKeepingRelay()
        self.titles = self.relay.titles = []
        self.mounted = self.mount()
        self.set_relay(self.relay.port)
        self.now = datetime.datetime.combine(FIRST, datetime.time(8), JAPAN)
        self.house.command("init", "--rehearsal")
        self.changes, self.came, self.held, self.known, self.lost = [], 0, {}, set(), None
        self.counts = {}  # by day, what `application list` had at its end
        self.serial, self.offices, self.rejected = 0, [], 0

    def mount(self):
        self.house.state.mkdir()
        if os.geteuid() != 0:
            return False
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=0750", "tmpfs", self.house.state],
                              capture_output=True, check=False)
        if done.returncode == 0:
            self.addCleanup(subprocess.run, ["umount", "--lazy", self.house.state], check=True)
        return done.returncode == 0

    def set_relay(self, port):
        self.house.configure("[mail]\ntransport = smtp\ntls = none\nfrom = a@union.example.jp\n"
                             f"relay = 127.0.0.1:{port}\nredirect_to = rehearsal@union.example.jp\n"
                             "sessions_per_domain = 0\nper_minute_of_domain = 0\n"
                             "[backup]\nkeep = 2\n[alerts]\nmail = ops@union.example.jp\n")

    def at(self, hour, minute=0):
        self.now = datetime.datetime.combine(self.now.date(), datetime.time(hour, minute), JAPAN)

    def call(self, *words, codes=(0,)):
        ran = self.house.call("--config", self.house.configuration, "--log-format", "json", "--as-of",
                              self.now.isoformat(), *words)
        self.assertIn(ran.code, codes, f"{self.now} {words}: {ran.out}{ran.err}")
        self.changes += [(line["event"], line["incident"], self.now) for line in map(self.line, ran.err.splitlines())
                         if line.get("event", "").startswith("incident_")]
        return ran

    @staticmethod
    def line(text):
        return json.loads(text) if text.startswith("{") else {}

    def json(self, *words):
        return json.loads(self.call(*words, "--json").out)

    def run_all(self):
        out = self.now.date() in OUTAGE
        self.call("run", "all", codes=(0, 69) if out else (0,))

    def drop_applications(self):
        numbers = [office_number("13", self.serial + at + 1) for at in range(A_DAY)]
        self.serial += A_DAY
        self.house.drop("ledger", f"{self.now:%m%d}.csv", self.ledger(numbers))
        self.house.drop("applications", f"{self.now:%m%d}.jsonl", json_lines(
            [application(number, submitted_at=self.now.isoformat()) for number in numbers]))
        self.came += A_DAY

    def ledger(self, numbers):
        self.offices += [office(number) for number in numbers]
        return ledger_csv(self.offices)

    def decide(self):
        today = self.now.date()
        fresh = [row["receipt_number"] for row in self.json("application", "list", "--state", "in_review")]
        fresh = [receipt for receipt in fresh if receipt not in self.known]
        rows = []
        for at, receipt in enumerate(sorted(fresh)):
            self.known.add(receipt)
            if today == LEFT_LYING and at == A_DAY - 1:
                self.lying = receipt
            elif at < APPROVED:
                rows.append(decision(receipt, "承認"))
            elif at < APPROVED + HELD:
                rows.append(decision(receipt, "保留", "waiting_for_phone_check"))
                self.held[receipt] = 3
            else:
                rows.append(decision(receipt, "不承認", "identity_not_confirmed"))
        for receipt in [receipt for receipt, days in self.held.items() if days == 0]:
            rows.append(decision(receipt, "不承認", "identity_not_confirmed"))
            del self.held[receipt]
        self.held = {receipt: days - 1 for receipt, days in self.held.items()}
        if today == TAKEN_UP:
            rows.append(decision(self.lying, "不承認", "identity_not_confirmed"))
        self.rejected += sum(row["判定"] == "不承認" for row in rows)
        self.house.drop("decisions", f"{today:%m%d}.csv", decisions_csv(rows))

    def print_room_reports(self):
        letters = self.json("letter", "list")
        today = self.now.date()
        batches = {letter["batch"] for letter in letters if letter["state"] == "sealed"}
        if today == LOST:
            self.lost = max(batches)
        rows = [(batch, result) for batch in sorted(batches - {self.lost}) for result in ("受取", "投函済")]
        if today == FOUND_LOST:
            rows.append((self.lost, "書損"))
        self.house.drop("print-results", f"{today:%m%d}.csv", csv_text(RESULTS, [
            dict(zip(RESULTS, [batch, result, "", "", ""])) for batch, result in rows]).encode("utf-8-sig"))

    def fill_the_disk(self):
        """First until there is little room, then until there is none."""
        filler = self.house.state / "filler"
        status = os.statvfs(self.house.state)
        with filler.open("wb", buffering=0) as file:
            os.posix_fallocate(file.fileno(), 0, max(0, status.f_bavail * status.f_frsize - DISK_MB * 50_000))
            self.call("run", "watch")
            file.seek(0, os.SEEK_END)
            with contextlib.suppress(OSError):
                while True:
                    file.write(bytes(4096))
        self.at(16, 10)
        self.call("run", "all", codes=NO_ROOM)
        filler.unlink()

    def ask_why(self, rows):
        """One of each state that waits, and all that came more than four days ago."""
        seen = set()
        for row in rows:
            old = self.now - datetime.datetime.fromisoformat(row["submitted_at"]) > datetime.timedelta(days=4)
            if row["state"] in STOCK and row["state"] != "posted" and (old or row["state"] not in seen):
                seen.add(row["state"])
                why = self.json("why", row["receipt_number"])
                self.assertTrue(why["waits_for"] and why["next_at"], why)
                self.assertIn(MOVER[row["state"]], why["next"])
                # The lost batch alone lies so long, until it is made anew.
                if old and row["state"] == "issued" and self.now.date() < FOUND_LOST:
                    self.assertEqual(why["overdue"]["step"], "collect", why)
                if self.now.date() in OUTAGE and row["submitted_at"][:10] == self.now.date().isoformat():
                    self.assertTrue(why["mails"], why)  # its receipt could not leave

    def count(self):
        rows = self.json("application", "list")
        self.assertEqual(len(rows), self.came)
        counts = self.counts[self.now.date()] = collections.Counter(row["state"] for row in rows)
        self.assertEqual((counts["rejected"], counts["on_hold"]), (self.rejected, len(self.held)))
        self.ask_why(rows)

    def check_report_of(self, day):
        rows = [row for row in read_csv(self.house.state / f"reports/{day:%Y-%m}.csv") if row["日付"] == day.isoformat()]
        (row,) = [row for row in rows if row["連合会"] == "13"]
        self.assertEqual((row["件数の収支"], row["申請"]), ("一致", str(A_DAY if is_working(day) else 0)), row)
        for state, heading in STOCK.items():
            if heading in row:
                self.assertEqual(int(row[heading]), self.counts[day][state], (day, state))
        page = (self.house.state / f"reports/{day}.html").read_text(encoding="utf-8")
        self.assertNotIn("件数が合いません", page)

    def working_day(self):
        self.at(9)
        self.drop_applications()
        self.run_all()
        self.at(13)
        self.decide()
        self.run_all()
        self.at(16)
        self.print_room_reports()
        if self.now.date() == FULL and self.mounted:
            self.fill_the_disk()
        self.at(17)
        self.run_all()

    def test_month(self):
        day, relay = FIRST, self.relay
        while day <= LAST:
            self.now = datetime.datetime.combine(day, datetime.time(7), JAPAN)
            if day == OUTAGE[0]:
                relay.close()
            elif day == OUTAGE[1] + datetime.timedelta(days=1):
                relay = MailKeepingRelay()
                relay.titles = self.titles
                self.set_relay(relay.port)
            self.run_all()
            if day > FIRST:
                self.check_report_of(day - datetime.timedelta(days=1))
            if is_working(day):
                self.working_day()
            self.at(21)
            self.count()
            if day.weekday() == 6:
                self.call("audit", "verify")
            print(day, dict(self.counts[day]), [change[:2] for change in self.changes if change[2].date() == day], flush=True)
            day += datetime.timedelta(days=1)
        relay.close()
        self.check_alerts()

    def check_alerts(self):
        told = collections.Counter((event, key) for event, key, _ in self.changes)
        keys = {key for _, key in told}
        self.assertEqual(told, collections.Counter((event, key) for key in keys
                                                   for event in ("incident_begun", "incident_ended")))
        self.assertEqual(collections.Counter(self.titles), collections.Counter(
            (word, key) for key in keys for word in ("警報", "終了")))
        self.assertEqual(keys, {"stuck.in_review.13", "stuck.collect.13", "stuck.mail", "job.send-notices.failing"} |
                         ({"disk.state.low"} if self.mounted else set()))
        self.assertEqual(self.json("status")["incidents"], [])


if __name__ == "__main__":
    unittest.main()
