#!/usr/bin/env python3
"""purge, backup, restore and report are killed at every point and every operation of theirs on the disk fails once; what is
done again after it ends as if nothing had been."""

import collections
import contextlib
import errno
import hashlib
import json
import re
import sqlite3
import unittest

import examination
import installation
import program
import world
from trials import WorldsTest

FAILED = {73, 74, 69, 70}
REPORT = ("--as-of", "2028-06-01T09:00:00+09:00", "run", "report", "--limit", "3")
PURGE = ("--as-of", "2028-06-01T09:00:00+09:00", "run", "purge")


def query(folder, text):
    with contextlib.closing(sqlite3.connect(folder / "state/saihakko.db")) as database:
        return database.execute(text).fetchall()


def must_end(folder, words, codes=(0,)):
    run = program.run(folder, *words)
    return [] if run.code in codes else [f"{words} ended with {run.code}: {run.output}"]


def purged(folder):
    """Class → how much of it the audit says to have gone."""
    counts = collections.Counter()
    for event, subject, detail in query(folder, "SELECT event, subject, detail FROM audit"):
        if event in ("rows_purged", "file_purged", "batch_purged"):
            counts["letters" if event == "batch_purged" else subject] += int(detail.split()[0]) if event == "rows_purged" else 1
    return counts


def faults_after_purge(folder, expected):
    faults = must_end(folder, ["audit", "verify"])
    state = folder / "state"
    left = [path for top in ("inbox/done", "inbox/refused", "letters") for path in (state / top).rglob("*")
            if path.is_file() and path.name != "stop.csv" or path.name.startswith(".")]
    if left:
        faults.append(f"left: {left}")
    found = purged(folder)
    found.pop("runs", None)  # the run that clears up has more of them
    if found != expected:
        faults.append(f"counted {found}, not {expected}")
    if query(folder, "SELECT path FROM purged_files WHERE path <> ''"):
        faults.append("a removal is not noted")
    return faults


def copies_whole(folder):
    backup = folder / "state/backup"
    faults = []
    for path in sorted(backup.iterdir()) if backup.is_dir() else []:
        if path.suffix == ".sha256":
            continue
        if path.suffix != ".db":
            faults.append(f"left: {path.name}")
        elif path.with_name(path.name + ".sha256").read_text() != \
                f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n":
            faults.append(f"{path.name} and its sum differ")
    return faults


def interrupted(folder, words, trial):
    """Runs `words` with a kill at a point or a failing operation; what is wrong with its end."""
    kind, number = trial
    if kind == "point":
        run = program.run(folder, *words, KILL_AT=number)
        return [] if run.killed else [f"was not killed but ended with {run.code}: {run.output}"]
    run = program.run(folder, *words, FAIL_AT=number, FAIL_ERRNO=errno.ENOSPC if number % 2 else errno.EIO)
    return [] if run.code in FAILED | {0} else [f"ended with {run.code}: {run.output}"]


def purge_again(trial, expected, folder):
    faults = interrupted(folder, PURGE, trial)
    return faults + must_end(folder, PURGE) + faults_after_purge(folder, expected)


def back_up_again(trial, _, folder):
    faults = interrupted(folder, ["backup"], trial)
    before = len(list((folder / "state").glob("backup/*.db")))
    faults += must_end(folder, ["backup"]) + copies_whole(folder) + must_end(folder, ["audit", "verify"])
    if len(list((folder / "state").glob("backup/*.db"))) != before + 1:
        faults.append("no new copy")
    return faults


def reports(folder):
    """Name → text of each page and CSV, but for the time at which it was made."""
    return {path.name: re.sub(r"作成 [-0-9: ]+", "", path.read_text(encoding="utf-8"))
            for path in sorted((folder / "state/reports").iterdir())}


def report_again(trial, expected, folder):
    """Whatever was done before the end, some runs later the same days are told in the same words."""
    faults = interrupted(folder, REPORT, trial)
    while not faults and query(folder, "SELECT COUNT(*) FROM report_days WHERE state = 'published'") < [(3,)]:
        faults += must_end(folder, REPORT)
    found = reports(folder)
    faults += [f"{name} is left" for name in found if name.startswith(".")]
    faults += [f"{name} differs" for name in expected if name.endswith(".html") and found.get(name) != expected[name]]
    return faults + must_end(folder, ["audit", "verify"])


def copy_of(folder):
    return max((folder / "state/backup").glob("*.db"))


def asides(folder):
    return [path for path in (folder / "state").glob("saihakko.db.replaced-*") if not path.name.endswith(("-wal", "-shm", ".users"))]


def restore_again(trial, _, folder):
    words = ["restore", copy_of(folder), "--replace"]
    faults = interrupted(folder, words, trial)
    status = program.run(folder, "status")
    if status.code not in (0, 78):
        faults.append(f"status ended with {status.code}: {status.output}")
    last = query(folder, "SELECT MAX(seq) FROM audit") if status.code == 0 else None
    faults += must_end(folder, words)
    for aside in asides(folder):
        with contextlib.closing(sqlite3.connect(aside)) as database:
            if database.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                faults.append(f"{aside.name} is damaged")
            elif last and database.execute("SELECT MAX(seq) FROM audit").fetchall() > last:
                last = None
    if not asides(folder):
        faults.append("the earlier database is gone")
    stages = list((folder / "state").glob(".saihakko.db*"))
    if stages:
        faults.append(f"left: {stages}")
    return faults + must_end(folder, ["restore", "--reconcile"]) + go_on(folder)


def go_on(folder):
    """After the reconciliation: nothing twice."""
    faults = must_end(folder, ["run", "all"], (0, 65)) + must_end(folder, ["audit", "verify"])
    ids = collections.Counter(str(installation.read_mail(path)["Message-ID"])
                              for path in (folder / "state/mail/new").iterdir())
    notices = collections.Counter(row["通知書番号"] for batch in examination.batches_in(folder / "state")
                                  for row in installation.read_csv(batch / "manifest.csv"))
    faults += [f"{what} {count} times" for what, count in (ids + notices).items() if count > 1]
    live = query(folder, "SELECT COUNT(*) FROM letters WHERE temporary_password_hash IS NOT NULL")
    told = {match[1] for match in map(re.compile(r"<result\.(\w+)\.").match, ids) if match}
    return faults + ([] if live[0][0] and told else ["nothing was printed or mailed at all"])


def reconcile_again(trial, _, folder):
    faults = interrupted(folder, ["restore", "--reconcile"], trial)
    blocked = program.run(folder, "run", "render-letters")
    done = [event for (event,) in query(folder, "SELECT event FROM audit WHERE event = 'reconciled'")]
    if (blocked.code == 78) == bool(done):
        faults.append(f"reconciled {len(done)} times, and render-letters ended with {blocked.code}")
    return faults + must_end(folder, ["restore", "--reconcile"]) + go_on(folder)


REMIND = ("--as-of", "2027-06-01T09:00:00+09:00", "run", "expire-codes")
LAPSE = ("--as-of", "2027-09-01T09:00:00+09:00", "run", "expire-codes")


def sweep_again(trial, given, folder):
    """The envelope is reminded of, or is over, once, whatever interrupts it."""
    words, (reminders, results) = given
    faults = interrupted(folder, words, trial) + must_end(folder, words) + must_end(folder, ["audit", "verify"])
    for kind, event, expected in (("envelope_reminder", "envelope_reminded", reminders),
                                  ("result", "application_rejected", results)):
        mails = query(folder, "SELECT COUNT(*) FROM notices JOIN applications USING (application_id) "
                      f"WHERE notices.kind = '{kind}' AND reason_code LIKE '%return_envelope%'")
        rows = query(folder, f"SELECT COUNT(*) FROM audit WHERE event = '{event}' AND detail <> 'identity_not_confirmed'")
        if (mails, rows) != ([(expected,)], [(expected,)]):
            faults.append(f"{kind}: {mails} mails and {rows} steps, not {expected}")
    return faults


class Keeping(WorldsTest):
    make_world = staticmethod(world.smallest_world)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worked = world.copy(cls.ready, cls.class_folder / "worked")
        world.must_run(cls.worked, "run", "import-ledger", "track-letters", "expire-codes", "take-applications")
        world.must_run(cls.worked, "backup")
        world.must_run(cls.worked, "run", "screen-applications", "take-decisions", "render-letters", "send-notices")

    def trials(self, ready, *words):
        found = []
        for kind in ("point", "operation"):
            counted = world.copy(ready, self.scratch / f"counted-{kind}")
            names = program.passed(counted, kind, *words)
            found += [(kind, number) for number, name in enumerate(names, 1)
                      if kind == "point" or names[number - 2:number + 1] != ["sqlite write"] * 3]
        self.assertGreater(len(found), 10)
        return found

    def interrupt_each(self, ready, words, try_out, given=None):
        self.small, kept = given or self.small, self.small
        self.in_a_copy_each(ready, try_out, self.trials(ready, *words), str)
        self.small = kept

    def test_purge(self):
        ready = world.copy(self.worked, self.scratch / "ready")
        with contextlib.closing(sqlite3.connect(ready / "state/saihakko.db")) as database, database:
            database.execute("INSERT INTO installation (name, value) VALUES ('rehearsal', 'yes')")
        untouched = world.copy(ready, self.scratch / "untouched")
        world.must_run(untouched, *PURGE)
        expected = purged(untouched)
        expected.pop("runs", None)
        self.assertLess({"letters", "inbox", "mails", "applications", "codes", "tickets"}, set(expected))
        self.assertEqual(faults_after_purge(untouched, expected), [])
        self.interrupt_each(ready, PURGE, purge_again, expected)

    def waiting_for_an_envelope(self):
        ready = world.copy(self.worked, self.scratch / "ready")
        with contextlib.closing(sqlite3.connect(ready / "state/saihakko.db")) as database, database:
            database.execute("INSERT INTO installation (name, value) VALUES ('rehearsal', 'yes')")
            (receipt,) = database.execute("SELECT receipt_number FROM applications WHERE state = 'on_hold'").fetchone()
        with open(ready / "saihakko.conf", "a", encoding="utf-8") as configuration:
            configuration.write("[union.13]\nreturn_envelope = 東京\n")
        world.must_run(ready, "application", "hold", receipt, "--reason", "waiting_for_return_envelope")
        return ready

    def test_reminder_of_an_envelope(self):
        self.interrupt_each(self.waiting_for_an_envelope(), REMIND, sweep_again, (REMIND, (1, 0)))

    def test_end_of_the_wait_for_an_envelope(self):
        ready = self.waiting_for_an_envelope()
        world.must_run(ready, *REMIND)
        self.interrupt_each(ready, LAPSE, sweep_again, (LAPSE, (1, 1)))

    def test_backup(self):
        self.interrupt_each(self.worked, ["backup"], back_up_again)

    def test_report(self):
        ready = world.copy(self.worked, self.scratch / "ready")
        with contextlib.closing(sqlite3.connect(ready / "state/saihakko.db")) as database, database:
            database.execute("INSERT INTO installation (name, value) VALUES ('rehearsal', 'yes')")
        untouched = world.copy(ready, self.scratch / "untouched")
        world.must_run(untouched, *REPORT)
        self.assertEqual(len([name for name in reports(untouched) if name.endswith(".html")]), 3)
        self.interrupt_each(ready, REPORT, report_again, reports(untouched))

    def test_restore(self):
        self.interrupt_each(self.worked, ["restore", copy_of(self.worked), "--replace"], restore_again)

    def test_reconcile(self):
        ready = world.copy(self.worked, self.scratch / "ready")
        world.must_run(ready, "restore", copy_of(ready), "--replace")
        report = json.loads(program.run(world.copy(ready, self.scratch / "seen"), "restore", "--reconcile", "--json").output)
        self.assertLessEqual({"lost_letter", "file_put_back", "sent_mail"}, {row["what"] for row in report})
        self.interrupt_each(ready, ["restore", "--reconcile"], reconcile_again)


if __name__ == "__main__":
    unittest.main()
