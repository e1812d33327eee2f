"""What the tests of this folder share: a small world ready to be worked on, and many copies of it at once."""

import concurrent.futures
import os
import pathlib
import shutil
import tempfile
import traceback
import unittest

import world


def scratch_folder():
    """In memory where that is possible: a kill or a failure never asks the disk, and its syncs cost the most time."""
    memory = pathlib.Path("/dev/shm")
    return tempfile.TemporaryDirectory(prefix="saihakko-crash-", dir=memory if os.access(memory, os.W_OK) else None)


def in_a_copy(try_out, trial, small, ready, folder):
    """One trial in a copy of its own; a process of the pool runs this. Returns what is wrong."""
    try:
        return try_out(trial, small, world.copy(ready, folder))
    except Exception:  # pylint: disable=broad-except  # reported as this trial's fault
        return [traceback.format_exc()]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class WorldsTest(unittest.TestCase):
    """`ready`: a state directory with all input of the world `small` and no work done; `scratch`: a folder of the
    test's own."""

    make_world = staticmethod(world.small_world)

    @classmethod
    def setUpClass(cls):
        folder = scratch_folder()
        cls.addClassCleanup(folder.cleanup)
        cls.class_folder = pathlib.Path(folder.name)
        cls.small = cls.make_world()
        cls.ready = cls.class_folder / "ready"
        world.begin(cls.small, cls.ready)

    def setUp(self):
        self.scratch = pathlib.Path(tempfile.mkdtemp(dir=self.class_folder))
        self.addCleanup(shutil.rmtree, self.scratch, ignore_errors=True)

    def in_a_copy_each(self, ready, try_out, trials, name):
        """For each trial: try_out(trial, world, copy of the folder `ready`) must find nothing wrong."""
        with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
            pending = {trial: pool.submit(in_a_copy, try_out, trial, self.small, ready, self.scratch / f"trial-{at}")
                       for at, trial in enumerate(trials)}
            for trial, faults in pending.items():
                with self.subTest(trial=trial, at=name(trial)):
                    self.assertEqual(faults.result(), [])
