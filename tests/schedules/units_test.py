#!/usr/bin/env python3
"""systemd itself reads the units without a complaint and means by them what we mean."""

import datetime
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import due_times
import schedule_files

PORTAL_SOCKET = schedule_files.UNITS / "saihakko-portal.socket"
PORTAL_SERVICE = schedule_files.UNITS / "saihakko-portal@.service"
SERVICE = schedule_files.UNITS / "saihakko@.service"
ALERT_SERVICE = schedule_files.UNITS / "saihakko-alert@.service"
SUNDAY_EVENING = "2026-11-15 23:59:00"  # in Japan; what comes next is a week from Monday on
WATCHED_RUNS = 40


def analyze(*words, **options):
    return subprocess.run(["systemd-analyze", *map(str, words)], capture_output=True, text=True, timeout=600,
                          env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo", **options})


class Units(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for path in schedule_files.UNITS.iterdir():
            # As installed, but with a program that is there.
            text = path.read_text(encoding="utf-8").replace("/usr/bin/saihakko", os.environ["SAIHAKKO_BINARY"])
            (self.folder / path.name).write_text(text, encoding="utf-8")

    def verify(self, name):
        result = analyze("verify", "--man=no", self.folder / name, SYSTEMD_UNIT_PATH=f"{self.folder}:")
        ours = [line for line in result.stderr.splitlines() if "saihakko" in line or str(self.folder) in line]
        return result.returncode, ours

    def test_systemd_has_nothing_against_the_units(self):
        for job, path in schedule_files.timers().items():
            self.assertEqual(self.verify(path.name), (0, []), path.name)
            instance = self.folder / f"saihakko@{job}.service"
            self.assertEqual(self.verify(instance.name), (0, []), instance.name)

    def test_systemd_has_nothing_against_the_portals_units(self):
        for name in ("saihakko-portal.socket", "saihakko-portal@1.service", "saihakko-alert@x.service"):
            self.assertEqual(self.verify(name), (0, []), name)

    def test_the_portals_socket_is_for_its_group_and_starts_an_instance_a_connection(self):
        settings = dict(schedule_files.unit_settings(PORTAL_SOCKET))
        self.assertEqual((settings["SocketMode"], settings["Accept"]), ("0660", "yes"))
        self.assertTrue(settings["ListenStream"].startswith("/run/"))
        service = dict(schedule_files.unit_settings(PORTAL_SERVICE))
        self.assertTrue(service["ExecStart"].endswith(" portal"))
        self.assertEqual((service["StandardInput"], service["StandardOutput"], service["StandardError"]),
                         ("socket", "socket", "journal"))

    def test_the_portal_is_guarded_as_the_jobs_are(self):
        guards = [dict(schedule_files.unit_settings(path)) for path in (SERVICE, PORTAL_SERVICE)]
        own = {"Description", "After", "OnFailure", "Type", "ExecStart", "SuccessExitStatus", "TimeoutStartSec", "TimeoutStopSec",
               "StandardInput", "StandardOutput", "StandardError", "SyslogIdentifier", "Nice", "IOSchedulingClass",
               "IOSchedulingPriority"}
        bounds = {"MemoryMax", "TasksMax"}  # one of many portals; a job takes what its work takes
        self.assertLessEqual(bounds, guards[1].keys())
        own |= bounds
        jobs, portal = ({key: value for key, value in guard.items() if key not in own} for guard in guards)
        self.assertEqual(jobs, portal)

    def test_a_wrong_setting_would_be_seen(self):
        unit = self.folder / "saihakko-send-notices.timer"
        unit.write_text(unit.read_text(encoding="utf-8").replace("OnCalendar=", "OnKalendar="), encoding="utf-8")
        self.assertNotEqual(self.verify(unit.name), (0, []))

    def test_each_timer_starts_its_own_job_on_the_second_and_is_enabled_with_the_timers(self):
        for job, path in schedule_files.timers().items():
            settings = dict(schedule_files.unit_settings(path))
            self.assertEqual(settings["Unit"], f"saihakko@{job}.service")
            self.assertEqual(settings["AccuracySec"], "1s", job)
            self.assertEqual(settings["WantedBy"], "timers.target", job)

    def test_what_goes_out_to_a_shared_relay_is_spread_by_less_than_its_interval(self):
        spread = {job: dict(schedule_files.unit_settings(path)).get("RandomizedDelaySec")
                  for job, path in schedule_files.timers().items()}
        self.assertEqual({job: delay for job, delay in spread.items() if delay}, {"send-notices": "20s"})
        self.assertEqual(schedule_files.setting(schedule_files.timers()["send-notices"], "FixedRandomDelay"), "yes")

    def test_a_missed_run_is_made_up_with_the_reason_beside_it_or_left_to_the_next_with_a_word(self):
        for job, path in schedule_files.timers().items():
            text = path.read_text(encoding="utf-8")
            if "Persistent=" in text:
                self.assertRegex(text, r"\n# .{10,}\nPersistent=true\n", job)
            else:
                self.assertIn("\n# 逃した回は、", text, job)

    def test_what_fails_is_told_and_what_is_no_failure_is_not(self):
        for service in (SERVICE, PORTAL_SERVICE):
            self.assertEqual(schedule_files.setting(service, "OnFailure"), "saihakko-alert@%n.service")
        self.assertEqual(schedule_files.setting(SERVICE, "SuccessExitStatus"), "65 75")
        told = schedule_files.setting(ALERT_SERVICE, "ExecStart")
        self.assertEqual(set(re.findall(r"%\w|\$\{\w+\}", told)),
                         {"%i", "${MONITOR_SERVICE_RESULT}", "${MONITOR_EXIT_CODE}", "${MONITOR_EXIT_STATUS}"})

    def test_keys_come_from_systemd_and_their_directory_is_out_of_sight(self):
        for service in (SERVICE, PORTAL_SERVICE):
            settings = schedule_files.unit_settings(service)
            loaded = [value for key, value in settings if key == "LoadCredential"]
            self.assertEqual(loaded, [f"{name}:/etc/saihakko/keys/{name}" for name in ("master.key", "mail-password")])
            self.assertIn(("InaccessiblePaths", "-/etc/saihakko/keys"), settings)
            self.assertIn(" --set keys.dir=%d ", dict(settings)["ExecStart"])
            self.assertNotIn("StateDirectory", dict(settings))  # it would take the files of others

    def test_each_timer_gives_its_reason(self):
        for job, path in schedule_files.timers().items():
            comments = re.findall(r"^# (.+)", path.read_text(encoding="utf-8"), re.MULTILINE)
            self.assertGreater(len("".join(comments)), 60, job)

    def test_systemd_counts_the_times_as_we_do(self):
        for job, path in schedule_files.timers().items():
            expression = schedule_files.setting(path, "OnCalendar")
            expected = sorted(due_times.of_on_calendar(expression))[:WATCHED_RUNS]
            result = analyze("calendar", f"--base-time={SUNDAY_EVENING}", f"--iterations={len(expected)}", expression)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(self.minutes_of_week(result.stdout), expected, job)

    def minutes_of_week(self, output):
        monday = datetime.datetime(2026, 11, 16)
        stamps = re.findall(r"(?:Next elapse|Iteration #\d+|Iter\. #\d+): \w+ (\S+ \S+) JST", output)
        return [int((datetime.datetime.fromisoformat(stamp) - monday).total_seconds()) // 60 for stamp in stamps]

    def test_the_service_runs_the_job_that_the_instance_names(self):
        self.assertEqual(schedule_files.setting(SERVICE, "ExecStart"),
                         "/usr/bin/saihakko --config /etc/saihakko/saihakko.conf --set keys.dir=%d run %i")
        self.assertEqual(schedule_files.setting(SERVICE, "User"), "saihakko")

    def test_the_service_leaves_no_core_dump_and_no_file_for_all(self):
        self.assertEqual(schedule_files.setting(SERVICE, "LimitCORE"), "0")
        self.assertEqual(schedule_files.setting(SERVICE, "UMask"), "0027")

    def test_the_service_keeps_owners_and_setgid_as_they_are(self):
        settings = dict(schedule_files.unit_settings(SERVICE))
        for spoiler in ("PrivateUsers", "DynamicUser", "RestrictSUIDSGID"):
            self.assertNotIn(spoiler, settings)

    def test_the_service_is_closed_on_all_sides(self):
        for service in (SERVICE, PORTAL_SERVICE, ALERT_SERVICE):
            result = analyze("security", "--offline=yes", "--json=short", self.folder / service.name)
            self.assertEqual(schedule_files.open_settings(result.stdout), set(), service.name)

    def test_a_service_that_was_opened_would_be_seen(self):
        unit = self.folder / SERVICE.name
        unit.write_text(unit.read_text(encoding="utf-8").replace("ProtectHome=", "#ProtectHome="), encoding="utf-8")
        found = analyze("security", "--offline=yes", "--json=short", unit).stdout
        self.assertEqual(schedule_files.open_settings(found), {"ProtectHome"})


if __name__ == "__main__":
    if shutil.which("systemd-analyze") is None:
        print("skipped: there is no systemd-analyze here (scripts/deps tests installs it)")
        sys.exit(77)
    unittest.main()
