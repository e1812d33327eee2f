#!/usr/bin/env python3
"""The timers, the crontab and `saihakko jobs` name the same jobs and the same times."""

import datetime
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import due_times
import schedule_files

JAPAN = datetime.timezone(datetime.timedelta(hours=9))
MONDAY = datetime.datetime(2026, 11, 16, tzinfo=JAPAN)
WEEK = 7 * 24 * 60
QUICK_S = 30  # what the frequent jobs take on a busy day, and more


class Installation:
    """A state directory that was just made."""

    def __init__(self, folder):
        self.settings = ["--set", f"state.dir={folder}",
                         "--set", f"templates.dir={schedule_files.SCHEDULES.parent / 'templates'}"]
        self.run("init")

    def run(self, *words):
        environment = {key: value for key, value in os.environ.items()
                       if key not in ("SAIHAKKO_CONFIG", "CREDENTIALS_DIRECTORY")}
        command = [os.environ["SAIHAKKO_BINARY"], *self.settings, *words]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    def jobs(self, at=MONDAY):
        rows = json.loads(self.run("--as-of", at.isoformat(), "jobs", "--json"))
        return {row["job"]: row for row in rows}


def minute_after(times, minute):
    """The first of `times` later than `minute` of a week, counted on into the next week."""
    return min((time if time > minute else time + WEEK) for time in times)


class Agreement(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.installation = Installation(pathlib.Path(folder.name) / "state")
        cls.jobs = cls.installation.jobs()
        cls.times = {job: due_times.of_on_calendar(row["schedule"]) for job, row in cls.jobs.items()}

    def test_every_job_has_a_timer_and_every_timer_a_job(self):
        self.assertEqual(sorted(schedule_files.timers()), sorted(self.jobs))

    def test_every_job_has_one_line_in_the_crontab_and_every_line_a_job(self):
        jobs = [re.search(r" saihakko run (\S+) ", command)[1] for _, _, command in schedule_files.cron_lines()]
        self.assertEqual(sorted(jobs), sorted(self.jobs))

    def test_timers_are_due_when_the_program_says(self):
        for job, path in schedule_files.timers().items():
            with self.subTest(job):
                times = due_times.of_on_calendar(schedule_files.setting(path, "OnCalendar"))
                self.assertEqual(sorted(times ^ self.times[job]), [])

    def test_crontab_is_due_when_the_program_says(self):
        for fields, _, command in schedule_files.cron_lines():
            job = re.search(r" saihakko run (\S+) ", command)[1]
            with self.subTest(job):
                self.assertEqual(sorted(due_times.of_crontab(*fields) ^ self.times[job]), [])

    def test_the_guide_tells_the_times_that_the_program_tells(self):
        guide = (schedule_files.SCHEDULES.parent / "docs/ja/operation.md").read_text(encoding="utf-8")
        told = dict(re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \|", guide, re.MULTILINE))
        printed = dict(re.findall(r"(?m)^([a-z-]+) {2,}(\S+(?: \S+)*?) {2,}\d{4}-", self.installation.run("jobs")))
        self.assertEqual(sorted(printed), sorted(self.jobs))
        self.assertEqual({job: told.get(job) for job in printed}, printed)

    def test_no_usual_run_crosses_midnight_in_japan(self):
        # Files are filed by the day, reports count by it. What runs a few times a day may have a day's
        # work before it and gets all the time that its unit allows; what runs many times an hour has
        # seconds' work, and the spread of its timer.
        allowed = schedule_files.setting(schedule_files.UNITS / "saihakko@.service", "TimeoutStartSec")
        self.assertEqual(allowed, "1h")
        for job, times in self.times.items():
            often = any(minute + 60 > later for minute, later in zip(sorted(times), sorted(times)[1:]))
            settings = dict(schedule_files.unit_settings(schedule_files.timers()[job]))
            spread_s = int(settings.get("RandomizedDelaySec", "0s").removesuffix("s"))
            usual_s = spread_s + QUICK_S if often else 3600
            for minute in times:
                end_s = (minute % (24 * 60)) * 60 + usual_s
                self.assertLessEqual(end_s, 24 * 3600, f"{job} at minute {minute % (24 * 60)} of the day")

    def test_crontab_runs_as_saihakko_without_core_dumps_and_logs_under_the_jobs_name(self):
        for _, user, command in schedule_files.cron_lines():
            job = re.search(r" saihakko run (\S+) ", command)[1]
            self.assertEqual(user, "saihakko")
            self.assertEqual(command, "umask 027; ulimit -c 0; nice -n 5 "
                             f"saihakko run {job} 2>&1 | logger -t saihakko-{job}")

    def test_next_run_is_the_first_due_time_later_than_now(self):
        for minute in (0, 3 * 60 + 10, 8 * 60 + 30, 4 * 24 * 60 + 13 * 60 + 30, WEEK - 1):
            # Half a minute later than the minute, so that no run of the program reaches the next one.
            at = MONDAY + datetime.timedelta(minutes=minute, seconds=30)
            for job, row in self.installation.jobs(at).items():
                due = MONDAY + datetime.timedelta(minutes=minute_after(self.times[job], minute))
                self.assertEqual(row["next_run_at"], due.isoformat(), f"{job} after {at}")

    def test_last_run_is_null_until_the_job_has_run(self):
        self.assertEqual({row["last_run"] for row in self.jobs.values()}, {None})
        with tempfile.TemporaryDirectory() as folder:
            installation = Installation(pathlib.Path(folder) / "state")
            installation.run("run", "take-applications")
            jobs = installation.jobs()
        last = jobs["take-applications"]["last_run"]
        self.assertLessEqual(datetime.datetime.fromisoformat(last.pop("started_at")),
                             datetime.datetime.fromisoformat(last.pop("ended_at")))
        self.assertEqual(last, {"outcome": "done", "exit_code": 0, "done": 0, "malformed": 0, "failed": 0})
        self.assertIsNone(jobs["send-notices"]["last_run"])

    def test_run_all_runs_every_job_that_has_times(self):
        with tempfile.TemporaryDirectory() as folder:
            installation = Installation(pathlib.Path(folder) / "state")
            installation.run("run", "all")
            ended = {job: row["last_run"] and row["last_run"]["outcome"] for job, row in installation.jobs().items()}
        self.assertEqual(ended, dict.fromkeys(self.jobs, "done"))


if __name__ == "__main__":
    unittest.main()
