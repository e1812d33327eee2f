#!/usr/bin/env python3
"""Every operation on the disk fails, one after the other, once or from then on, with a full disk or a broken one.

An operation is the making, writing, syncing, renaming or removing of a file, or a write or sync of
SQLite (core/faults). Each job is run alone in a world in which the jobs before it are done; after
the failure it says by its exit code that work is left undone, and the next run finishes it.
"""

import errno
import functools
import itertools
import re
import unittest

import examination
import program
import world
from trials import WorldsTest

JOBS = ["import-ledger", "take-bounces", "track-letters", "expire-codes", "take-applications", "screen-applications",
        "take-decisions", "render-letters", "send-notices", "review-worksheet", "watch"]
# The exit codes of the contract, section 2: cannot create, cannot write, database unreachable.
FAILED = {73, 74, 69}
FAILURES = list(itertools.product((errno.ENOSPC, errno.EIO), (0, 1)))  # once, and from then on

# There are too many operations for all of them to fail in all four ways. Of the pages that SQLite
# writes one after the other only the first and the last fail. So many of the rest fail in all ways;
# beyond, where the same steps come again for the next item, each fails in one way, the four in turn.
IN_EVERY_WAY = 12


def trials_of(operations):
    """(operation's number, error, from then on) of each trial."""
    numbers = [number for number, name in enumerate(operations, 1)
               if operations[number - 2:number + 1] != ["sqlite write"] * 3]
    return [(number, *failure) for at, number in enumerate(numbers)
            for way, failure in enumerate(FAILURES) if at < IN_EVERY_WAY or at % len(FAILURES) == way]


def left_undone(folder, words):
    """Success may be reported only when nothing is left to do: an operation was tried again, or it was one of the
    clearing up when the database is closed."""
    again = program.run(folder, *words).output
    if words[0] == "init":
        return [] if "変更はありません" in again else ["init ended with 0 though the database was not made"]
    worked = re.search(r" job_ended .* done=(\d+) malformed=(\d+) ", again)
    return [] if worked and worked.groups() == ("0", "0") else [f"ended with 0 or 65 and left work undone: {again}"]


def handed_over_too_early(folder):
    """A batch that can be seen is whole, whatever failed."""
    return [fault for batch in examination.batches_in(folder / "state") for fault in examination.batch_whole(batch)]


def fail_and_finish(words, trial, small, folder):
    """Runs `words` with one operation failing, then finishes the work; returns what is wrong."""
    number, error, from_then_on = trial
    run = program.run(folder, *words, FAIL_AT=number, FAIL_ERRNO=error, FAIL_FROM_THEN_ON=from_then_on)
    faults = []
    if run.code in (0, 65):
        faults = left_undone(folder, words)
    elif run.code not in FAILED:
        faults = [f"ended with {run.code}: {run.output}"]
    if words[0] == "init":
        world.begin(small, folder)
    else:
        faults += handed_over_too_early(folder)
    last = program.run(folder, "run", "all")
    if last.code not in (0, 65):
        faults.append(f"the last run ended with {last.code}: {last.output}")
    return faults + examination.faults_of(small, folder, slice(number % 8, None, 8))


class FailingOperations(WorldsTest):
    make_world = staticmethod(world.smallest_world)

    def fail_each_operation(self, ready, words):
        operations = program.passed(world.copy(ready, self.scratch / "counted"), "operation", *words)
        self.assertNotEqual(operations, [])
        self.in_a_copy_each(ready, functools.partial(fail_and_finish, words), trials_of(operations),
                            lambda trial: operations[trial[0] - 1])

    def ready_for(self, job):
        folder = world.copy(self.ready, self.scratch / "ready")
        for earlier in JOBS[:JOBS.index(job)]:
            world.must_run(folder, "run", earlier)
        return folder

    def test_init(self):
        bare = self.scratch / "bare"
        world.configure(self.small, bare)
        self.fail_each_operation(bare, ["init"])

    def test_import_ledger(self):
        self.fail_each_operation(self.ready_for("import-ledger"), ["run", "import-ledger"])

    def test_take_bounces(self):
        self.fail_each_operation(self.ready_for("take-bounces"), ["run", "take-bounces"])

    def test_track_letters(self):
        self.fail_each_operation(self.ready_for("track-letters"), ["run", "track-letters"])

    def test_expire_codes(self):
        self.fail_each_operation(self.ready_for("expire-codes"), ["run", "expire-codes"])

    def test_take_applications(self):
        self.fail_each_operation(self.ready_for("take-applications"), ["run", "take-applications"])

    def test_screen_applications(self):
        self.fail_each_operation(self.ready_for("screen-applications"), ["run", "screen-applications"])

    def test_take_decisions(self):
        self.fail_each_operation(self.ready_for("take-decisions"), ["run", "take-decisions"])

    def test_render_letters(self):
        self.fail_each_operation(self.ready_for("render-letters"), ["run", "render-letters"])

    def test_watch(self):
        self.fail_each_operation(self.ready_for("watch"), ["run", "watch"])

    def test_send_notices(self):
        self.fail_each_operation(self.ready_for("send-notices"), ["run", "send-notices"])

    def test_review_worksheet(self):
        self.fail_each_operation(self.ready_for("review-worksheet"), ["run", "review-worksheet"])


if __name__ == "__main__":
    unittest.main()
