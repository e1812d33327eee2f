#!/usr/bin/env python3
"""The state directory lies on a small file system that is full before each job; once there is room, the job finishes.

Mounting needs root; without it the tests are skipped.
"""

import contextlib
import os
import pathlib
import subprocess
import tempfile
import unittest

import examination
import program
import print_room
import world

# The exit codes of the contract, section 2: cannot create, cannot write.
NO_ROOM = {73, 74}
PAGE = 4096
ENOUGH_PAGES = 400  # of the disk's 2,048
JOBS = ["import-ledger", "take-bounces", "track-letters", "expire-codes", "take-applications", "screen-applications",
        "take-decisions", "render-letters", "send-notices", "review-worksheet", "purge", "backup", "report",
        "watch"]


@contextlib.contextmanager
def small_disk(megabytes):
    with tempfile.TemporaryDirectory(prefix="saihakko-crash-") as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", folder],
                                 capture_output=True, text=True, check=False)
        if mounted.returncode != 0:
            raise unittest.SkipTest(f"no file system can be mounted here: {mounted.stderr.strip()}")
        try:
            yield pathlib.Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


@contextlib.contextmanager
def filled(folder, free_pages=0):
    """So many pages of 4 KiB are free, until the end of the block."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        with contextlib.suppress(OSError):
            while True:
                file.write(bytes(PAGE))
        file.truncate(file.tell() // PAGE * PAGE - PAGE * free_pages)
    try:
        yield
    finally:
        filler.unlink()


@unittest.skipUnless(os.geteuid() == 0, "mounting a small file system needs root")
class FullDisk(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(small_disk(megabytes=8))
        self.small = world.small_world()

    def test_each_job_says_that_there_is_no_room_and_finishes_once_there_is(self):
        world.begin(self.small, self.folder)
        for job in JOBS:
            with filled(self.folder):
                run = program.run(self.folder, "run", job)
                self.assertIn(run.code, NO_ROOM, f"{job}: {run.output}")
            run = program.run(self.folder, "run", job)
            self.assertIn(run.code, (0, 65), f"{job}: {run.output}")
        self.assertEqual(examination.faults_of(self.small, self.folder), [])

    def test_each_job_finishes_encrypted_letters_once_there_is_room(self):
        with tempfile.TemporaryDirectory(prefix="saihakko-print-room-") as folder:
            self.addCleanup(setattr, examination, "PRINT_ROOM", None)
            self.small = world.encrypted(self.small, print_room.PrintRoom(folder, kind="ec"))
            self.test_each_job_says_that_there_is_no_room_and_finishes_once_there_is()

    def test_render_letters_encrypted_stops_wherever_the_room_ends_and_leaves_nothing_in_clear(self):
        with tempfile.TemporaryDirectory(prefix="saihakko-print-room-") as folder:
            self.addCleanup(setattr, examination, "PRINT_ROOM", None)
            self.small = world.encrypted(self.small, print_room.PrintRoom(folder))
            world.begin(self.small, self.folder)
            for job in JOBS[:JOBS.index("render-letters")]:
                world.must_run(self.folder, "run", job)
            for free_pages in range(0, ENOUGH_PAGES, 4):
                with filled(self.folder, free_pages):
                    run = program.run(self.folder, "run", "render-letters")
                self.assertEqual(examination.passwords_at_rest(self.folder / "state", (), run.output), [])
                if run.code not in NO_ROOM:
                    break
            self.assertEqual(run.code, 0, run.output)
            world.must_run(self.folder, "run", "all")
            self.assertEqual(examination.faults_of(self.small, self.folder), [])

    def test_run_all_says_that_there_is_no_room_and_finishes_once_there_is(self):
        world.begin(self.small, self.folder)
        with filled(self.folder):
            self.assertIn(program.run(self.folder, "run", "all").code, NO_ROOM)
        self.assertEqual(program.run(self.folder, "run", "all").code, 65)
        self.assertEqual(examination.faults_of(self.small, self.folder), [])

    def test_init_says_that_there_is_no_room_and_finishes_once_there_is(self):
        world.configure(self.small, self.folder)
        with filled(self.folder):
            run = program.run(self.folder, "init")
            self.assertIn(run.code, NO_ROOM, run.output)
        world.begin(self.small, self.folder)
        self.assertEqual(program.run(self.folder, "run", "all").code, 65)
        self.assertEqual(examination.faults_of(self.small, self.folder), [])

    def test_each_job_stops_wherever_the_room_ends_and_finishes_once_there_is_enough(self):
        world.begin(self.small, self.folder)
        for job in JOBS:
            codes = set()
            for free_pages in range(0, ENOUGH_PAGES, 2):
                with filled(self.folder, free_pages):
                    run = program.run(self.folder, "run", job)
                codes.add(run.code)
                if run.code not in NO_ROOM:
                    break
            self.assertIn(run.code, (0, 65), f"{job}: {run.output}")
            self.assertTrue(codes & NO_ROOM)
        self.assertEqual(examination.faults_of(self.small, self.folder), [])


if __name__ == "__main__":
    unittest.main()
