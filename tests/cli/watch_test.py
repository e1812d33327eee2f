#!/usr/bin/env python3
"""`watch`: each trouble is told once when it begins and once when it ends, in the log and by mail; the metrics file.

The clock of each command is set by --as-of. 2026-11-24 is a Tuesday, the day after a holiday.
"""

import datetime
import json
import os
import re
import shutil
import subprocess
import unittest

from recording_relay import RecordingRelay
from installation import (Installation, TEMPLATES, application, body, bounce, json_lines, ledger_csv, office,
                          office_number, read_mail)

NUMBERS = [office_number("13", serial) for serial in range(1, 4)]
BEGIN = datetime.datetime.fromisoformat("2026-11-24T09:00:00+09:00")
TURN = datetime.timedelta(minutes=10)
TITLE = re.compile(r"\[saihakko\] (警報|終了): \S+ \((\S+)\)")
METRIC = re.compile(r'(saihakko_[a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\.)*",?)+)\})? (-?[0-9.e+]+)')


class PuttingOff(RecordingRelay):
    """A relay that answers each recipient with `answer`."""

    answer = b"451 4.3.0 later"

    def talk(self, lines, out):
        out.write(b"220 relay.example.jp\r\n")
        while line := lines.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                out.write(b"354 go on\r\n")
                if not self.take_mail(lines):
                    return
            out.write((self.answer if verb == b"RCPT" else b"250 ok") + b"\r\n")


class WatchedHouse(Installation):
    """The clock of every command stands at `now`. Jobs but `watch` are not expected to run."""

    unwatched = "\n[watch]\nunwatched_jobs = " + " ".join(
        ["import-ledger", "import-postcodes", "take-bounces", "track-letters", "expire-codes", "take-applications",
         "screen-applications", "take-decisions", "render-letters", "send-notices", "review-worksheet", "purge", "backup", "report"])
    alerts = "\n[alerts]\nmail = ops@union.example.jp\n"

    def __init__(self, more="", unwatched=None):
        self.now = BEGIN
        super().__init__((self.unwatched if unwatched is None else unwatched) + more + self.alerts)
        self.sends = True
        self.command("init", "--rehearsal")

    def command(self, *words, code=0, **options):
        return super().command("--as-of", self.now.isoformat(), *words, code=code, **options)

    def run_before_watch(self, job):
        """The clock of a job goes on while it runs: what comes next stands behind that."""
        self.run(job)
        self.now += datetime.timedelta(minutes=1)

    def watch(self, *sets, code=0):
        """One turn of `watch`, after the mails have gone; the changes that its log tells."""
        if self.sends:
            self.run("send-notices")
        words = [word for setting in sets for word in ("--set", setting)]
        ran = self.command("--log-format", "json", *words, "run", "watch", code=code)
        self.now += TURN
        return [line for line in ran.events() if line["event"].startswith("incident_")]

    def keys(self, *sets):
        return [(line["event"].removeprefix("incident_"), line["incident"]) for line in self.watch(*sets)]

    def alert_mails(self):
        """[(警報 or 終了, key, mail)] in the order of their making."""
        mails = [read_mail(path) for path in (self.state / "mail/new").iterdir()]
        found = [(TITLE.fullmatch(mail["Subject"]), mail) for mail in mails if mail["To"] == "ops@union.example.jp"]
        return sorted([(match[1], match[2], mail) for match, mail in found], key=lambda row: row[2]["Date"].datetime)

    def submit(self, *numbers):
        self.drop("ledger", "ledger.csv", ledger_csv([office(number) for number in numbers]))
        self.drop("applications", "a.jsonl", json_lines(
            [application(number, submitted_at=self.now.isoformat()) for number in numbers]))
        self.run("import-ledger", "take-applications", "screen-applications")

    def metrics(self, name="saihakko.prom"):
        return (self.state / "metrics" / name).read_text(encoding="utf-8")


class Watch(unittest.TestCase):
    def house(self, *arguments, **named):
        house = WatchedHouse(*arguments, **named)
        self.addCleanup(house.remove)
        return house

    def begins_and_ends_once(self, house, key, begin, end=lambda: None, sets=(), after=()):
        """`begin` brings the trouble about, `sets` are settings that go with it, `end` mends it."""
        self.assertEqual(house.keys(), [])
        begin()
        self.assertEqual(house.keys(*sets), [("begun", key)])
        for _ in range(3):
            self.assertEqual(house.keys(*sets), [])
        end()
        self.assertEqual(house.keys(*after), [])
        self.assertEqual(house.keys(*after), [("ended", key)])
        self.assertEqual(house.keys(*after), [])
        house.run("send-notices")
        self.assertEqual([row[:2] for row in house.alert_mails()], [("警報", key), ("終了", key)])

    def test_work_that_nobody_decides(self):
        house = self.house()
        house.submit(*NUMBERS[:2])

        def wait():
            house.now = datetime.datetime.fromisoformat("2026-12-02T09:00:00+09:00")  # the sixth working day

        def decide():
            for number in NUMBERS[:2]:
                house.command("application", "reject", number, "--reason", "identity_not_confirmed")
        self.begins_and_ends_once(house, "stuck.in_review.13", wait, decide)

    def test_work_is_late_by_working_days_and_not_by_days(self):
        house = self.house()
        house.submit(NUMBERS[0])
        house.now = datetime.datetime.fromisoformat("2026-12-01T23:00:00+09:00")
        self.assertEqual(house.keys(), [])
        house.now = datetime.datetime.fromisoformat("2026-12-02T00:01:00+09:00")
        self.assertEqual(house.keys(), [("begun", "stuck.in_review.13")])

    def test_application_that_is_not_screened_letter_that_is_not_made_and_hold_that_lasts(self):
        house = self.house()
        house.submit(*NUMBERS[:2])
        house.command("application", "approve", NUMBERS[0])
        house.command("application", "hold", NUMBERS[1], "--reason", "waiting_for_phone_check")
        house.drop("applications", "b.jsonl", json_lines([application(NUMBERS[2], submitted_at=house.now.isoformat())]))
        house.run("take-applications")
        house.now = datetime.datetime.fromisoformat("2026-12-25T09:00:00+09:00")
        self.assertEqual(sorted(key for _, key in house.keys()),
                         ["stuck.approved.13", "stuck.on_hold.13", "stuck.submitted.13"])

    def test_letters_that_the_print_room_does_not_collect(self):
        house = self.house()
        house.submit(NUMBERS[0])
        house.command("application", "approve", NUMBERS[0])
        house.run("render-letters", "send-notices")

        def wait():
            house.now = datetime.datetime.fromisoformat("2026-11-26T09:00:00+09:00")

        def collect():
            batch = house.batches()[0].name
            house.drop("print-results", "p.csv", f"通知書番号,結果,日時,担当者,追跡番号\r\n{batch},受取,,,\r\n".encode())
            house.run("track-letters")
        self.begins_and_ends_once(house, "stuck.collect.13", wait, collect)

    def test_mails_that_nobody_sends_alarm_without_mail_and_are_mailed_in_the_end(self):
        house = self.house()
        house.sends = False
        house.submit(NUMBERS[0])
        house.now += TURN / 2  # no turn falls on the minute at which the mail is late
        self.assertEqual([house.keys() for _ in range(3)], [[]] * 3)
        self.assertEqual(house.keys(), [("begun", "stuck.mail")])
        self.assertEqual(house.keys(), [])
        house.run("send-notices")
        self.assertEqual([house.keys() for _ in range(2)], [[], [("ended", "stuck.mail")]])
        house.run("send-notices")
        self.assertEqual([row[:2] for row in house.alert_mails()], [("警報", "stuck.mail"), ("終了", "stuck.mail")])

    def test_relay_that_answers_and_takes_nothing(self):
        relay = PuttingOff()
        self.addCleanup(relay.close)
        house = self.house(f"\n[mail]\ntransport = smtp\nrelay = 127.0.0.1:{relay.port}\nfrom = a@union.example.jp\n"
                           "redirect_to = x@union.example.jp\n")
        house.submit(*NUMBERS)
        for _ in range(12):
            self.assertEqual(house.keys(), [])
        begun = [line for _ in range(14) for line in house.watch()]
        self.assertEqual([(line["incident"], line["section"], line["command"]) for line in begun],
                         [("stuck.deferred_mail", "deferred-mail", "saihakko notice list --state deferred")])
        self.assertRegex(begun[0]["cause"], r"120分以上断られ続けているメールが [123]通あり\(最も古いものは 2026-11-24 09:00 から\)")
        for _ in range(30):
            self.assertEqual(house.keys(), [])  # with hours between two tries
        relay.answer = b"250 ok"
        ended = [row for _ in range(26) for row in house.keys()]
        self.assertEqual(ended, [("ended", "stuck.deferred_mail")])

    def test_mail_that_is_put_off_while_others_go_and_one_that_was_not_tried_are_no_alert(self):
        relay = PuttingOff()
        self.addCleanup(relay.close)
        house = self.house(f"\n[mail]\ntransport = smtp\nrelay = 127.0.0.1:{relay.port}\nfrom = a@union.example.jp\n"
                           "redirect_to = x@union.example.jp\n")
        house.submit(NUMBERS[0])
        house.now += TURN
        house.run("send-notices")
        house.sends = False
        house.now += datetime.timedelta(hours=10)  # the host was off
        self.assertEqual([key for _, key in house.keys()], ["stuck.mail"])
        house.run("send-notices")  # put off for ten hours now
        relay.answer = b"250 ok"
        house.submit(NUMBERS[1])
        house.now += TURN / 10
        house.run("send-notices")
        states = {row["receipt_number"]: row["state"] for row in house.json("notice", "list") if row["kind"] == "receipt"}
        self.assertEqual(sorted(states.values()), ["deferred", "sent"])
        self.assertEqual([key for event, key in house.keys() if event == "begun"], [])

    def test_job_that_does_not_run(self):
        house = self.house(unwatched="\n[watch]\nunwatched_jobs = " + WatchedHouse.unwatched.split("= ")[1].replace("send-notices ", ""))
        house.run("send-notices")
        house.sends = False
        self.assertEqual([house.keys() for _ in range(4)], [[]] * 4)
        (line,) = house.watch()
        self.assertEqual([line[key] for key in ("event", "incident", "level", "section", "command")],
                         ["incident_begun", "job.send-notices.missed", "error", "job-missed", "saihakko jobs"])
        self.assertIn("予定の 2026-11-24 09:01 に動いていません(前回の開始は 2026-11-24 09:00)", line["cause"])
        self.assertEqual(house.keys(), [])
        for _ in range(2):
            house.run_before_watch("send-notices")
            ended = house.keys()
        self.assertEqual(ended, [("ended", "job.send-notices.missed")])

    def test_host_that_was_off_makes_nothing_late(self):
        house = self.house(unwatched="")
        house.run("all")
        for start in ("2026-11-28T07:30:00+09:00", "2026-12-01T06:00:00+09:00"):
            house.now = datetime.datetime.fromisoformat(start)
            self.assertEqual([key for _, key in house.keys()], ["backup.old"] if "28" in start else [])

    def test_days_caught_up_with_an_earlier_time_make_no_job_late_and_no_backup_old(self):
        house = self.house(unwatched="")
        house.run("all")
        house.now -= datetime.timedelta(days=3)
        house.run("all")
        house.now += datetime.timedelta(days=3, minutes=1)
        often = ["take-bounces", "track-letters", "expire-codes", "take-applications", "screen-applications", "take-decisions"]
        for _ in range(6):
            house.run(*often)
            self.assertEqual(house.keys(), [])

    def test_job_that_keeps_failing_is_told_and_one_with_malformed_input_is_not(self):
        house = self.house()
        house.sends = False
        house.configure(WatchedHouse.unwatched.replace("import-ledger import-postcodes take-bounces ", "") + "\njob_minutes = 10000" + WatchedHouse.alerts)
        house.drop("ledger", "bad.csv", b"x\r\n")
        for _ in range(4):
            house.run("import-ledger", code=65 if house.inbox("ledger") else 0)
        self.assertEqual(house.keys(), [])
        key = house.state / "keys/master.key"
        key.chmod(0o644)
        for _ in range(3):
            house.run("take-bounces", code=78)
        self.assertEqual(sorted(key for _, key in house.keys()), ["job.take-bounces.failing", "setup.unusable"])
        self.assertEqual(house.keys(), [])
        key.chmod(0o600)
        for _ in range(2):
            house.run("take-bounces")
            ended = house.keys()
        self.assertEqual(sorted(ended), [("ended", "job.take-bounces.failing"), ("ended", "setup.unusable")])
        house.run("send-notices")
        self.assertEqual(house.alert_mails(), [])  # while they lasted no mail could be made

    def test_disk_without_room(self):
        house = self.house()
        free = shutil.disk_usage(house.state)
        share = 100 * free.free / free.total
        if not 1 < share < 70:
            self.skipTest("the disk is too full or too empty to play with its limit")
        self.begins_and_ends_once(house, "disk.state.low", lambda: None, sets=[f"watch.disk_percent={int(share) + 2}"])

    def test_disk_that_is_only_just_above_its_limit_again_stays_an_incident(self):
        house = self.house()
        free = shutil.disk_usage(house.state)
        share = 100 * free.free / free.total
        if not 12 < share < 70:
            self.skipTest("the disk is too full or too empty to play with its limit")
        house.watch(f"watch.disk_percent={int(share) + 2}")
        just_above = f"watch.disk_percent={int(share) - 1}"
        self.assertEqual([house.keys(just_above) for _ in range(4)], [[]] * 4)

    def test_certificate_of_a_print_room_that_lapses(self):
        house = self.house()
        pem, key = house.root / "room.pem", house.root / "room.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "40", "-subj", "/CN=room",
                        "-keyout", key, "-out", pem], check=True, capture_output=True)
        sets = [f"union.13.recipient_certificate={pem}"]
        self.assertEqual(house.keys(*sets), [])
        house.now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=15)
        (line,) = house.watch(*sets)
        self.assertEqual(line["incident"], "certificate.print_room.13")
        self.assertIn(str(pem), line["cause"])
        expiry = dict(re.findall(r'certificate_expiry_timestamp_seconds\{certificate="print_room",union="(\d+)"\} (\d+)',
                                 house.metrics()))
        lapse = datetime.datetime.fromtimestamp(int(expiry["13"]), datetime.timezone.utc)
        self.assertAlmostEqual((lapse - datetime.datetime.now(datetime.timezone.utc)).total_seconds() / 86400, 40, delta=1)

    def test_certificate_that_cannot_be_read(self):
        house = self.house()
        self.begins_and_ends_once(house, "certificate.print_room.default", lambda: None,
                                  sets=["letters.recipient_certificate=missing.pem"])

    def test_relays_authority_that_lapses(self):
        house = self.house()
        pem = house.root / "ca.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "20", "-subj", "/CN=ca",
                        "-keyout", house.root / "ca.key", "-out", pem], check=True, capture_output=True)
        smtp = ["mail.transport=smtp", "mail.tls=starttls", "mail.from=a@example.jp", f"mail.ca_file={pem}"]
        house.now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        self.assertEqual(house.keys(*smtp), [("begun", "certificate.relay_ca")])

    def test_holidays_that_are_not_known(self):
        house = self.house()
        templates = house.root / "templates"
        shutil.copytree(TEMPLATES, templates)
        (templates / "holidays.csv").write_text("国民の祝日・休日月日,国民の祝日・休日名称\r\n2026/1/1,元日\r\n", encoding="utf-8")

        def next_year():
            house.now = datetime.datetime.fromisoformat("2026-12-15T09:00:00+09:00")
        self.begins_and_ends_once(house, "holidays.missing", next_year, sets=[f"templates.dir={templates}"])

    def test_bounces_above_the_rate(self):
        house = self.house("\nbounce_mails = 3\nbounce_percent = 40\nbounce_days = 2")
        house.submit(*NUMBERS)
        house.run("send-notices")
        self.assertEqual(house.keys(), [])
        notices = [row for row in house.json("notice", "list") if row["kind"] == "receipt"]
        for row in notices[:2]:
            house.drop("bounces", f"{row['notice_id']}.eml", bounce(row["message_id"]))
        house.run("take-bounces")
        (line,) = house.watch()
        self.assertEqual(line["incident"], "bounces.rate")
        self.assertIn("3通のうち 2通", line["cause"])
        self.assertIn("66.7%", line["cause"])
        self.assertEqual(house.keys(), [])
        house.now += datetime.timedelta(days=3)
        self.assertEqual([key for key in house.keys() if key[1] == "bounces.rate"], [("ended", "bounces.rate")])

    def test_backup_that_is_old_and_one_that_is_new_again(self):
        house = self.house()
        house.configure(WatchedHouse.unwatched.replace("purge backup", "purge") + "\njob_minutes = 10000" + WatchedHouse.alerts)

        def wait():
            house.now += datetime.timedelta(hours=31)
        self.begins_and_ends_once(house, "backup.old", wait, lambda: house.run_before_watch("backup"))

    def test_restore_that_is_not_reconciled(self):
        house = self.house()
        house.run("backup")
        (copy,) = (house.state / "backup").glob("*.db")
        Installation.command(house, "restore", str(copy), "--replace")
        house.sends = False
        house.now = datetime.datetime.now(datetime.timezone.utc)
        self.assertEqual(house.keys(), [])
        house.now += datetime.timedelta(hours=2)
        self.assertEqual(house.keys(), [("begun", "restore.pending")])
        Installation.command(house, "restore", "--reconcile")
        self.assertEqual([house.keys() for _ in range(2)], [[], [("ended", "restore.pending")]])

    def test_mail_and_log_name_cause_command_and_section_and_nobody(self):
        house = self.house()
        house.submit(*NUMBERS[:2])
        house.run("send-notices")
        house.now = datetime.datetime.fromisoformat("2026-12-02T09:00:00+09:00")
        (line,) = house.watch()
        self.assertEqual([line[key] for key in ("level", "job", "section", "command", "since")],
                         ["warn", "watch", "stuck-in-review", "saihakko application list --state in_review",
                          line["since"]])
        house.run("send-notices")
        ((_, _, mail),) = house.alert_mails()
        text = body(mail)
        for part in (line["cause"], line["command"], "docs/ja/runbook の stuck-in-review", "連合会 13 の審査中の申請 2件"):
            self.assertIn(part, text)
        for said in (text, json.dumps(line, ensure_ascii=False), house.metrics()):
            for secret in ("applicant.example.jp", "あおぞら", "千代田", "03-0000", *NUMBERS):
                self.assertNotIn(secret, said)

    def test_alert_whose_mail_nobody_reads_is_told_by_the_log_as_long_as_it_lasts(self):
        house = self.house()
        sets = ("--set", "letters.recipient_certificate=missing.pem")
        house.watch(sets[1])
        self.assertNotIn("alert_mail_lost", house.command(*sets, "run", "watch").err)
        house.run("send-notices")
        (row,) = house.json("notice", "list")
        house.drop("bounces", "1.eml", bounce(row["message_id"]))
        house.run("take-bounces")
        for _ in range(2):
            lost = house.command("--log-format", "json", *sets, "run", "watch").event("alert_mail_lost")
            self.assertEqual((lost["level"], lost["incident"]), ("error", "certificate.print_room.default"))
        house.now += TURN * 2
        self.assertEqual(house.keys(), [("ended", "certificate.print_room.default")])
        self.assertNotIn("alert_mail_lost", house.command("run", "watch").err)

    def test_without_an_address_the_log_alone_is_told(self):
        house = self.house()
        house.configure(WatchedHouse.unwatched)
        self.assertEqual(house.keys("letters.recipient_certificate=missing.pem"),
                         [("begun", "certificate.print_room.default")])
        house.run("send-notices")
        self.assertEqual(house.json("notice", "list"), [])

    def test_dry_run_tells_and_leaves_nothing(self):
        house = self.house()
        ran = house.command("--set", "letters.recipient_certificate=missing.pem", "run", "watch", "--dry-run")
        self.assertIn("incident_begun", ran.err)
        self.assertEqual([house.json("status")["incidents"], house.json("notice", "list")], [[], []])
        self.assertFalse((house.state / "metrics").exists())

    def test_status_shows_what_is_open_and_what_is_not_told_yet(self):
        house = self.house()
        house.watch("letters.recipient_certificate=missing.pem")
        house.submit(NUMBERS[0])
        house.now += datetime.timedelta(hours=1)
        rows = {row["incident"]: row for row in house.json("status")["incidents"]}
        self.assertEqual(sorted(rows), ["certificate.print_room.default", "stuck.mail"])
        self.assertEqual(rows["certificate.print_room.default"]["since"][:16], "2026-11-24T09:00")
        self.assertIsNone(rows["stuck.mail"]["since"])
        out = house.command("status").out
        self.assertIn("警報 2件", out)
        self.assertRegex(out, r"stuck\.mail +まだ知らせていない +メールが出ていかない")

    def check_exposition(self, text):
        """Families in one piece, with help and type, names and units as Prometheus asks for."""
        seen, name, kind = set(), None, None
        for line in text.splitlines():
            if line.startswith("# HELP "):
                name = line.split()[2]
                self.assertNotIn(name, seen)
                seen.add(name)
                self.assertGreater(len(line.split()), 3)
            elif line.startswith("# TYPE "):
                self.assertEqual(line.split()[2], name)
                kind = line.split()[3]
                self.assertEqual(name.endswith("_total"), kind == "counter", name)
                self.assertNotRegex(name, r"_(count|sum|bucket|minutes|hours|days|ms|percent|mb|gb)$")
            else:
                match = METRIC.fullmatch(line)
                self.assertIsNotNone(match, line)
                self.assertEqual(match[1], name)
        return seen

    def test_metrics_are_what_prometheus_reads(self):
        house = self.house()
        house.sends = False  # three receipts and the alert stay queued
        house.submit(*NUMBERS)
        house.watch("letters.recipient_certificate=missing.pem")
        text = house.metrics()
        seen = self.check_exposition(text)
        self.assertLessEqual({f"saihakko_{name}" for name in
                              ("applications", "notices", "letters", "job_last_success_timestamp_seconds", "disk_free_bytes",
                               "incidents_total", "incident_begin_timestamp_seconds", "mails_total")}, seen)
        for line in ('saihakko_applications{state="in_review"} 3', 'saihakko_notices{state="queued"} 4',
                     'saihakko_incidents_total 1', 'saihakko_offices 3',
                     'saihakko_certificate_expiry_timestamp_seconds{certificate="print_room",union="default"} 0'):
            self.assertIn(line, text.splitlines())
        self.assertIn('saihakko_incident_begin_timestamp_seconds{incident="certificate.print_room.default",level="error",'
                      'section="certificate"} ', text)
        path = house.state / "metrics/saihakko.prom"
        self.assertEqual((path.stat().st_mode & 0o777, os.listdir(path.parent)), (0o644, ["saihakko.prom"]))

    def test_promtool_has_nothing_against_the_metrics(self):
        promtool = shutil.which("promtool")
        if promtool is None:
            self.skipTest("there is no promtool here (Debian package prometheus)")
        house = self.house()
        house.submit(*NUMBERS)
        house.watch("letters.recipient_certificate=missing.pem")
        ran = subprocess.run([promtool, "check", "metrics"], input=house.metrics(), capture_output=True, text=True, check=False)
        self.assertEqual((ran.returncode, ran.stdout + ran.stderr), (0, ""))

    def test_metrics_go_where_the_setting_says_or_nowhere(self):
        house = self.house()
        house.watch(f"metrics.file={house.root}/exporter/s.prom")
        self.assertTrue((house.root / "exporter/s.prom").is_file())
        house.watch("metrics.file=")
        self.assertFalse((house.state / "metrics").exists())


class StatusScreen(unittest.TestCase):
    def test_a_usual_installation_fits_on_one_screen(self):
        house = WatchedHouse()
        self.addCleanup(house.remove)
        numbers = [office_number("13", serial) for serial in range(1, 7)]
        house.submit(*numbers)
        house.command("application", "approve", numbers[0])
        house.command("application", "hold", numbers[1], "--reason", "waiting_for_phone_check")
        house.command("application", "reject", numbers[2], "--reason", "identity_not_confirmed")
        house.run("all")
        house.command("application", "approve", numbers[3])
        house.command("application", "urgent", numbers[4])
        house.drop("applications", "b.jsonl", json_lines([application(numbers[0], "again", submitted_at=house.now.isoformat())]))
        house.run("take-applications")
        house.now = datetime.datetime.fromisoformat("2026-11-27T09:00:00+09:00")
        house.watch()
        out = house.command("status").out
        lines = out.splitlines()
        self.assertLessEqual(len(lines), 40, out)
        self.assertLessEqual(max(sum(2 if ord(c) > 0x2E80 else 1 for c in line) for line in lines), 100, out)
        for part in ("警報", "至急", "審査中", "終わった申請", "メール", "通知書", "新しいバッチ", "遅れているバッチ", "次の予定", "ディスク"):
            self.assertIn(part, out)


if __name__ == "__main__":
    unittest.main()
