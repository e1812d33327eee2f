#!/usr/bin/env python3
"""The program is killed at every single point between two effects on the disk, and finishes the work after it.

A point is an instant before a file is made, written, synced, renamed or removed, or before or after
a commit (core/faults). `run all` is killed at point 1, in another copy of the same world at point 2,
and so on until a run passes untouched.
"""

import tempfile
import unittest

import examination
import program
import print_room
import world
from trials import WorldsTest


def finish(point, small, folder, passwords=()):
    """The run that clears up; returns what is wrong after it. Another quarter of the letters' passwords is tried at
    each point."""
    run = program.run(folder, "run", "all")
    faults = [] if run.code in (0, 65) else [f"the next run ended with {run.code}: {run.output}"]
    return faults + examination.faults_of(small, folder, slice(point % 4, None, 4)) + \
        examination.passwords_at_rest(folder / "state", passwords, run.output)


def kill_and_finish(point, small, folder):
    run = program.run(folder, "run", "all", KILL_AT=point)
    if not run.killed:
        return [f"was not killed but ended with {run.code}: {run.output}"]
    seen = examination.passwords_of(folder).values()  # of batches that will be undone, too
    return examination.passwords_at_rest(folder / "state", seen, run.output) + finish(point, small, folder, seen)


def kill_twice_and_finish(point, small, folder):
    """The run that clears up is killed as well, early or late."""
    for at in (point, 1 + 7 * point % 45):
        if not program.run(folder, "run", "all", KILL_AT=at).killed:
            return [f"was not killed at {at}"]
    return finish(point, small, folder)


def kill_init_and_finish(point, small, folder):
    if not program.run(folder, "init", KILL_AT=point).killed:
        return ["was not killed"]
    world.begin(small, folder)
    return finish(point, small, folder)


def files_but_backups(folder):
    return sorted(path for path in folder.rglob("*") if "backup" not in path.relative_to(folder).parts)


def kill_rendering_and_finish(point, small, folder):
    run = program.run(folder, "run", "render-letters", KILL_AT=point)
    if not run.killed:
        return [f"was not killed but ended with {run.code}: {run.output}"]
    seen = examination.passwords_of(folder).values()
    return examination.passwords_at_rest(folder / "state", seen, run.output) + finish(point, small, folder, seen)


ORDERED = ("s03", "s04")  # the applications, of two unions, whose letters an operator voids


def order(verb, small, folder):
    notices = world.notices_of(folder)
    return ["letter", verb, *(notices[small.receipts[name]] for name in ORDERED), "--reason", "not_delivered"]


def kill_order_and_finish(verb, point, small, folder):
    """The next job tells the print room what had been voided by then; the same order again does the rest, once."""
    words = order(verb, small, folder)
    if not program.run(folder, *words, KILL_AT=point).killed:
        return ["was not killed"]
    runs = [program.run(folder, "run", "all")]
    faults = list(examination.stop_lists_true(folder / "state", examination.Books(folder / "state")))
    runs += [program.run(folder, *words), program.run(folder, "run", "all")]
    faults += [f"ended with {run.code}: {run.output}" for run in runs if run.code != 0]
    editions = [row["edition"] for row in examination.Books(folder / "state").letters if row["edition"] > 1]
    spoiled = sum(application.result == "書損" for application in small.applications)
    if editions != [2] * (spoiled + (len(ORDERED) if verb == "reprint" else 0)):
        faults.append(f"editions {editions}")
    after = small if verb == "reprint" else small.with_letters_voided(ORDERED)
    return faults + examination.faults_of(after, folder, slice(point % 4, None, 4))


def kill_reprint_and_finish(point, small, folder):
    return kill_order_and_finish("reprint", point, small, folder)


def kill_void_and_finish(point, small, folder):
    return kill_order_and_finish("void", point, small, folder)


class PointsTest(WorldsTest):
    def points(self, ready, *words):
        points = program.passed(world.copy(ready, self.scratch / "counted"), "point", *words)
        self.assertNotEqual(points, [])
        return points

    def kill_at(self, ready, points, numbers, try_out):
        self.in_a_copy_each(ready, try_out, numbers, lambda number: points[number - 1])


class KillPoints(PointsTest):
    def test_world_that_nobody_kills_is_as_expected_and_a_second_run_changes_nothing(self):
        folder = world.copy(self.ready, self.scratch / "untouched")
        self.assertEqual(program.run(folder, "run", "all").code, 65)
        self.assertEqual(examination.faults_of(self.small, folder), [])
        before = files_but_backups(folder)
        self.assertEqual(program.run(folder, "run", "all").code, 0)
        self.assertEqual(files_but_backups(folder), before)
        self.assertEqual(examination.faults_of(self.small, folder), [])

    def test_run_all_killed_at_any_point_is_finished_by_the_next_run(self):
        points = self.points(self.ready, "run", "all")
        self.kill_at(self.ready, points, range(1, len(points) + 1), kill_and_finish)

    def test_run_all_killed_twice_is_finished_by_the_third_run(self):
        points = self.points(self.ready, "run", "all")
        self.kill_at(self.ready, points, range(3, len(points) + 1, 9), kill_twice_and_finish)

    def test_init_killed_at_any_point_is_finished_by_the_next_init(self):
        bare = self.scratch / "bare"
        world.configure(self.small, bare)
        points = self.points(bare, "init")
        self.kill_at(bare, points, range(1, len(points) + 1), kill_init_and_finish)

    def test_letter_reprint_and_void_killed_at_any_point_are_finished_by_the_same_order_again(self):
        worked = world.copy(self.ready, self.scratch / "worked")
        self.assertEqual(program.run(worked, "run", "all").code, 65)
        for verb, try_out in (("reprint", kill_reprint_and_finish), ("void", kill_void_and_finish)):
            points = program.passed(world.copy(worked, self.scratch / f"counted-{verb}"), "point",
                                    *order(verb, self.small, worked))
            self.assertGreater(len(points), 8, points)
            self.kill_at(worked, points, range(1, len(points) + 1), try_out)


class KillPointsOfEncryptedLetters(PointsTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="saihakko-print-room-")
        cls.addClassCleanup(folder.cleanup)
        cls.print_room = print_room.PrintRoom(folder.name)
        super().setUpClass()
        cls.addClassCleanup(setattr, examination, "PRINT_ROOM", None)

    @classmethod
    def make_world(cls):
        return world.encrypted(world.small_world(), cls.print_room)

    def test_render_letters_killed_at_any_point_leaves_nothing_in_clear_and_is_finished_by_the_next_run(self):
        ready = world.copy(self.ready, self.scratch / "ready")
        world.must_run(ready, "run", "import-ledger", "track-letters", "take-applications", "screen-applications",
                       "take-decisions")
        points = self.points(ready, "run", "render-letters")
        self.kill_at(ready, points, range(1, len(points) + 1), kill_rendering_and_finish)


if __name__ == "__main__":
    unittest.main()
