#!/usr/bin/env python3
"""Many processes at once on one database: a job excludes a second run of itself, and nothing that anybody was told
is lost, while nobody is told of locks."""

import collections
import contextlib
import fcntl
import itertools
import random
import re
import sqlite3
import subprocess
import threading
import time
import unittest

import installation
from installation import (Installation, InstallationTest, application, decision, decisions_csv, json_lines, ledger_csv,
                          office, office_number, read_csv)

EXCLUSIVE = ["import-ledger", "take-applications", "screen-applications", "take-decisions", "render-letters"]
OFFICES = 240
SECONDS = 8
MOST_SECONDS = installation.PATIENCE_SECONDS
WORK = {("run", job) for job in EXCLUSIVE + ["send-notices"]} | {("audit", "verify"), ("status",)} | \
    {("application", verb) for verb in ("approve", "reject", "hold", "withdraw", "list")} | {("withdraw", "issued")}
# What a person or a log must never be told while others work. `job_locked` is the answer of exit code 75.
UNWANTED = re.compile(r"busy|(?<!job_)locked|database|sqlite|exception|std::|bad_|terminate|使用中|プログラムの誤り| error ",
                      re.IGNORECASE)
NEXT = {"": {"submitted"}, "submitted": {"in_review", "refused", "withdrawn"}, "on_hold": {"in_review", "withdrawn"},
        "in_review": {"approved", "rejected", "on_hold", "withdrawn"}, "approved": {"issued", "withdrawn"}, "issued": {"withdrawn"},
        "rejected": set(), "refused": set(), "withdrawn": set()}
LOG_LINE = re.compile(r"\d{4}-\d\d-\d\dT\S+ (?:info|warn) \w+(?: \w+=(?:\S+|\"[^\"]*\"))*")


class TwoRuns(InstallationTest):
    """The first run waits inside its work for a transaction of ours; so it holds the job's lock for certain."""

    def works(self):
        """A process that works stands in `owners`; it does so behind the job's lock."""
        return any((self.house.state / "owners").iterdir())

    def start(self, job):
        return subprocess.Popen([installation.BINARY, "--config", self.house.configuration, "run", job],
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env=installation.environment())

    def test_one_works_and_the_other_exits_75(self):
        for job in EXCLUSIVE:
            with self.subTest(job), contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as ours, \
                    self.start_while_locked(ours, job) as first:
                second = self.house.run(job, code=75)
                self.assertEqual([line["event"] for line in second.events()], ["job_locked"])
                self.assertIsNone(first.poll())
                ours.execute("ROLLBACK")
                out, err = first.communicate(timeout=installation.PATIENCE_SECONDS)
                self.assertEqual([first.returncode, out], [0, b""], err)
        self.assertEqual([run["outcome"] for run in self.house.json("status")["runs"]], ["done"] * len(EXCLUSIVE))

    def start_while_locked(self, ours, job):
        ours.isolation_level = None
        ours.execute("BEGIN IMMEDIATE")
        first = self.start(job)
        deadline = time.monotonic() + installation.PATIENCE_SECONDS
        while not self.works():
            self.assertIsNone(first.poll(), "the first run ended early")
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.005)
        return first

    def test_lock_goes_with_a_killed_process(self):
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as ours, \
                self.start_while_locked(ours, "import-ledger") as first:
            first.kill()
        self.house.run("import-ledger")

    def test_killed_run_is_told_at_once(self):
        self.house.run("import-ledger")
        owner = self.house.state / "owners" / "1-1-1"
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db", isolation_level=None)) as database, \
                open(owner, "w", encoding="utf-8") as living:
            fcntl.flock(living, fcntl.LOCK_EX)  # as a process at work does, until it dies
            database.execute("UPDATE runs SET outcome = 'running', ended_ms = NULL, owner = ? WHERE job = 'import-ledger'", (owner.name,))
            self.assertEqual(self.outcome_of("import-ledger"), ("running", "実行中"))
        self.assertEqual(self.outcome_of("import-ledger"), ("crashed", "途中で止まった"))
        (run,) = [run for run in self.house.json("status")["runs"] if run["job"] == "import-ledger"]
        self.assertEqual(run["outcome"], "crashed")
        owner.unlink()
        self.assertEqual(self.outcome_of("import-ledger"), ("crashed", "途中で止まった"))
        self.house.run("import-ledger")
        self.assertEqual(self.outcome_of("import-ledger"), ("done", "完了"))

    def outcome_of(self, job):
        """Of its last run as `jobs` tells it, in JSON and in words."""
        (told,) = [row["last_run"]["outcome"] for row in self.house.json("jobs") if row["job"] == job]
        (line,) = [line for line in self.house.command("jobs").out.splitlines() if line.startswith(job + " ")]
        (word,) = [word for word in ("実行中", "途中で止まった", "完了") if word in line]
        return told, word


class LedgerMeanwhile(InstallationTest):
    def test_office_that_closes_while_its_letter_is_in_the_making_gets_none_and_the_others_theirs(self):
        numbers = [office_number("13", serial) for serial in range(1, 31)]
        self.house.take_ledger([office(number) for number in numbers])
        self.house.take_applications([application(number) for number in numbers])
        self.house.approve_all()
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db", isolation_level=None)) as ours, \
                subprocess.Popen([installation.BINARY, "--config", self.house.configuration, "run", "render-letters"],
                                 stderr=subprocess.PIPE, env=installation.environment()) as process:
            while not ours.execute("SELECT COUNT(*) FROM batches WHERE state = 'claimed'").fetchone()[0]:
                self.assertIsNone(process.poll())
            ours.execute("UPDATE offices SET status = 'closed', version = version + 1 WHERE office_number = ?", numbers[:1])
            err = process.stderr.read().decode()
        self.assertEqual(process.returncode, 0, err)
        self.assertEqual(self.house.json("status")["applications"], {"in_review": 1, "issued": 29}, err)
        (batch,) = self.house.batches()
        self.assertEqual(sorted(row["事業所番号"] for row in read_csv(batch / "manifest.csv")), numbers[1:])
        self.assertIn("batch_made_anew", err)
        self.assertEqual(len([line for line in err.splitlines() if " error " in line]), 0, err)
        self.house.command("audit", "verify")


class StopLists(InstallationTest):
    """letters/NN/stop.csv is written by whoever ends a sealed letter."""

    def stopped(self):
        return sorted(row["通知書番号"] for row in read_csv(self.house.state / "letters/13/stop.csv"))

    def test_list_is_read_and_written_by_one_process_at_a_time(self):
        numbers = [office_number("13", serial) for serial in (1, 2)]
        self.house.take_ledger([office(number) for number in numbers])
        self.house.take_applications([application(number) for number in numbers])
        self.house.approve_all()
        self.house.run("render-letters")
        sealed = sorted(letter["notice_number"] for letter in self.house.json("letter", "list"))
        self.house.command("application", "withdraw", numbers[0])
        self.assertEqual(len(self.stopped()), 1)
        with self.house.hold_lock("stop-lists") as lock, subprocess.Popen(
                [installation.BINARY, "--config", self.house.configuration, "application", "withdraw", numbers[1]],
                stdout=subprocess.DEVNULL, env=installation.environment()) as second:
            while self.house.state_of(numbers[1]) != "withdrawn":
                time.sleep(0.005)
            with self.assertRaises(subprocess.TimeoutExpired):
                second.wait(0.3)
            self.assertEqual(len(self.stopped()), 1)
            lock.close()
            self.assertEqual(second.wait(installation.PATIENCE_SECONDS), 0)
        self.assertEqual(self.stopped(), sealed)


def readings_of(version):
    """The ledger of that version: all offices have a reading of their own and of it. Another name would send each
    application that is approved back to review."""
    return {office_number("13", serial): f"ダイ{serial}ゴウカン ダイ{version}ハン" for serial in range(1, OFFICES + 1)}


class ManyProcesses(unittest.TestCase):
    """Ten loops of processes for some seconds, then runs that finish what is left; each test looks at the end."""

    @classmethod
    def setUpClass(cls):
        cls.house = Installation("[letters]\nbatch_limit = 20\n\n[ledger]\nhold_changed_percent = 100\n")
        cls.addClassCleanup(cls.house.remove)
        cls.house.init()
        cls.numbers = list(readings_of(0))
        cls.faults, cls.submissions, cls.versions = [], [], 0
        cls.succeeded = collections.defaultdict(list)  # verb → receipts of which the command said that it is done
        cls.endings = collections.Counter()
        cls.import_ledger()
        for _ in range(4):
            cls.take_applications()
        cls.house.run("screen-applications")
        cls.until = time.monotonic() + SECONDS
        loops = [cls.import_ledger, cls.take_applications, cls.screen_applications, cls.take_decisions, cls.render_letters,
                 cls.send_notices, cls.send_notices, cls.run_all, cls.look]
        loops += [lambda verb=verb: cls.decide(verb) for verb in ("approve", "reject", "hold")] + [cls.withdraw]
        threads = [threading.Thread(target=cls.repeat, args=(step,)) for step in loops]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        cls.stopped = [row["通知書番号"] for row in read_csv(cls.house.state / "letters/13/stop.csv")]
        cls.voided = [row["notice_number"] for row in cls.house.json("letter", "list", "--state", "voided")]
        cls.do({0, 65}, "run", "all")  # 65: the last decisions file came too late for a command
        cls.house.command("run", "all")
        with contextlib.closing(sqlite3.connect(cls.house.state / "saihakko.db")) as database:
            database.row_factory = sqlite3.Row
            cls.applications = database.execute("SELECT * FROM applications").fetchall()
            cls.offices = database.execute("SELECT * FROM offices").fetchall()
            cls.letters = database.execute("SELECT * FROM letters").fetchall()
            cls.notices = database.execute("SELECT * FROM notices").fetchall()
            cls.decisions = database.execute("SELECT receipt_number, verdict FROM decisions JOIN applications "
                                             "USING (application_id)").fetchall()
            cls.audit = database.execute("SELECT * FROM audit ORDER BY seq").fetchall()

    @classmethod
    def repeat(cls, step):
        try:
            while time.monotonic() < cls.until or (cls.idle() and time.monotonic() < cls.until + MOST_SECONDS):
                step()
        except Exception as failure:  # pylint: disable=broad-except  # told by the first test
            cls.faults.append(repr(failure))

    @classmethod
    def idle(cls):
        """What has not come to work yet: on a slow machine the loops go on until all have."""
        return WORK - {tuple(words) for *words, code in list(cls.endings) if code == 0}

    @classmethod
    def do(cls, codes, *words):
        """A process that must end with one of `codes` and say nothing unwanted."""
        ran = cls.house.call("--config", cls.house.configuration, *words)
        said = ran.out + ran.err
        cls.endings[*words[:2], ran.code] += 1
        lines_fit = words[0] != "run" or all(map(LOG_LINE.fullmatch, ran.err.splitlines()))
        if ran.code not in codes or UNWANTED.search(said) or not lines_fit:
            cls.faults.append(f"{words} ended with {ran.code}: {said[:2000]}")
        return ran

    @classmethod
    def import_ledger(cls):
        cls.versions += 1
        rows = [office(number, 事業所名カナ=reading) for number, reading in readings_of(cls.versions).items()]
        cls.house.drop("ledger", f"{cls.versions:05}.csv", ledger_csv(rows))
        cls.do({0, 75}, "run", "import-ledger")

    @classmethod
    def take_applications(cls):
        first = len(cls.submissions)
        rows = [application(cls.numbers[at % OFFICES], f"s-{at}", notification_mail=f"s-{at}@applicant.example.jp")
                for at in range(first, first + 30)]
        cls.submissions += [row["submission_id"] for row in rows]
        cls.house.drop("applications", f"{first:05}.jsonl", json_lines(rows))
        cls.do({0, 75}, "run", "take-applications")

    @classmethod
    def screen_applications(cls):
        cls.do({0, 75}, "run", "screen-applications")

    @classmethod
    def receipts(cls, *states):
        rows = installation.json.loads(cls.do({0}, "application", "list", "--json").out)
        return [row["receipt_number"] for row in rows if row["state"] in states]

    serial = itertools.count()

    @classmethod
    def take_decisions(cls):
        receipts = cls.receipts("in_review", "on_hold")
        verdicts = [("承認", ""), ("不承認", "withdrawn_by_office"), ("保留", "waiting_for_phone_check")]
        rows = [decision(receipt, *random.choice(verdicts)) for receipt in random.sample(receipts, min(6, len(receipts)))]
        cls.house.drop("decisions", f"{next(cls.serial):05}.csv", decisions_csv(rows))
        cls.do({0, 65, 75}, "run", "take-decisions")  # 65: decided by a command meanwhile

    @classmethod
    def render_letters(cls):
        cls.do({0, 75}, "run", "render-letters")

    @classmethod
    def send_notices(cls):
        cls.do({0}, "run", "send-notices", "--limit", "20")

    @classmethod
    def run_all(cls):
        cls.do({0, 65, 75}, "run", "all")

    @classmethod
    def look(cls):
        cls.do({0}, "status")
        cls.do({0}, "audit", "verify")
        cls.do({0}, "letter", "list", "--json")
        cls.do({0}, "notice", "list")

    @classmethod
    def decide(cls, verb):
        reason = {"reject": ["--reason", "identity_not_confirmed"], "hold": ["--reason", "waiting_for_phone_check"]}
        receipts = cls.receipts("in_review", "on_hold")
        for receipt in random.sample(receipts, min(3, len(receipts))):
            cls.end(verb, receipt, *reason.get(verb, []))

    @classmethod
    def withdraw(cls):
        for state in ("submitted", "approved", "issued"):
            for receipt in cls.receipts(state)[:1]:
                if cls.end("withdraw", receipt):
                    cls.endings["withdraw", state, 0] += 1

    @classmethod
    def end(cls, verb, receipt, *options):
        """Whether the command says that it has done so."""
        ran = cls.do({0, 65}, "application", verb, receipt, *options)
        told = ran.code == 0 and "すでに" not in ran.out
        if told:
            cls.succeeded[verb].append(receipt)
        return told

    def events(self, name):
        return [row["subject"] for row in self.audit if row["event"] == name]

    def test_nobody_is_told_of_locks_and_every_process_ends_as_it_should(self):
        self.assertEqual(self.faults, [])

    def test_every_loop_came_to_work(self):
        self.assertEqual(self.idle(), set())
        self.assertGreater(len(self.letters), 0)

    def test_no_application_is_lost_or_doubled(self):
        self.assertEqual(sorted(row["submission_id"] for row in self.applications), sorted(self.submissions))
        self.assertEqual(sorted(self.events("application_submitted")),
                         sorted(row["receipt_number"] for row in self.applications))

    def test_no_update_is_lost(self):
        """Each change counts its row up and has an audit row; both counts agree."""
        changes = collections.Counter(row["subject"] for row in self.audit
                                      if row["event"].startswith("application_") or row["event"] == "findings_renewed")
        self.assertEqual({row["receipt_number"]: row["version"] for row in self.applications}, changes)
        changes = collections.Counter(self.events("office_changed"))
        self.assertEqual({row["office_number"]: row["version"] for row in self.offices},
                         {number: 1 + changes[number] for number in self.numbers})
        self.assertEqual({row["office_number"]: row["name_kana"] for row in self.offices}, readings_of(self.versions))

    def test_what_a_command_said_is_done_is_in_the_audit(self):
        for verb, state in (("approve", "approved"), ("reject", "rejected"), ("hold", "on_hold"), ("withdraw", "withdrawn")):
            with self.subTest(verb):
                told = collections.Counter(self.succeeded[verb])
                recorded = collections.Counter(self.events(f"application_{state}"))
                self.assertGreater(sum(told.values()), 0)
                self.assertEqual(told - recorded, collections.Counter())
        for verdict, state in (("approve", "approved"), ("reject", "rejected"), ("hold", "on_hold")):
            with self.subTest(verdict):
                decided = [row["receipt_number"] for row in self.decisions if row["verdict"] == verdict]
                self.assertEqual(sorted(decided), sorted(self.events(f"application_{state}")))

    def test_each_application_went_its_way_step_by_step(self):
        states = collections.defaultdict(str)
        for row in self.audit:
            if row["event"].startswith("application_"):
                state = row["event"].removeprefix("application_")
                self.assertIn(state, NEXT[states[row["subject"]]], row["subject"])
                states[row["subject"]] = state
        self.assertEqual({row["receipt_number"]: row["state"] for row in self.applications}, states)

    def test_audit_holds(self):
        self.assertEqual([row["seq"] for row in self.audit], list(range(1, len(self.audit) + 1)))
        self.house.command("audit", "verify")

    def test_each_notice_is_one_mail(self):
        told = collections.Counter(str(mail["Message-ID"]) for mail in self.house.mails())
        self.assertEqual(told, {row["message_id"]: 1 for row in self.notices if row["state"] == "sent"})
        self.assertLessEqual({row["state"] for row in self.notices}, {"sent", "cancelled"})
        kinds = collections.Counter((row["application_id"], row["kind"]) for row in self.notices if row["state"] == "sent")
        for row in self.applications:
            self.assertEqual(kinds[row["application_id"], "receipt"], 1)
            if row["state"] in ("rejected", "issued"):
                self.assertEqual(kinds[row["application_id"], "result"], 1, row["state"])

    def test_each_issued_application_has_one_letter_on_one_page(self):
        live = collections.Counter(row["application_id"] for row in self.letters if row["temporary_password_hash"])
        self.assertEqual(live, {row["application_id"]: 1 for row in self.applications if row["state"] == "issued"})
        printed = []
        for batch in self.house.batches():
            subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=batch, check=True)
            printed += [row["通知書番号"] for row in read_csv(batch / "manifest.csv")]
        self.assertEqual(sorted(printed), sorted(row["notice_number"] for row in self.letters))

    def test_stop_list_named_every_voided_letter_before_the_last_run(self):
        self.assertGreater(len(self.voided), 0)
        self.assertEqual(sorted(self.stopped), sorted(self.voided))

    def test_nothing_is_left_behind(self):
        left = [str(path.relative_to(self.house.state)) for path in self.house.state.rglob("*")
                if path.name.startswith(".") or path.name.endswith((".new", ".part")) or path.parent.name in ("owners", "tmp")]
        self.assertEqual(left, ["letters/.saihakko-letters"])  # the mark that init made
        for kind in ("ledger", "applications", "decisions"):
            self.assertEqual(self.house.inbox(kind), [])


if __name__ == "__main__":
    unittest.main()
