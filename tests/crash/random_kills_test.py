#!/usr/bin/env python3
"""`run all` over 500 applications is killed from outside 300 times, at random moments, and started again at once."""

import pathlib
import random
import subprocess
import unittest

import examination
import program
import trials
import world

APPLICATIONS = 500
APPROVED = 60  # a letter costs more than all else: with more of them no kill would fall on the mails
KILLS = 300
SEED = 20261122
ALIVE_MS = (5, 150)


class RandomKills(unittest.TestCase):
    def setUp(self):
        folder = trials.scratch_folder()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.world = world.large_world(APPLICATIONS, APPROVED)
        world.begin(self.world, self.folder)
        self.log = self.folder / "jobs.log"

    def kill_after(self, alive_ms):
        """True when `run all` was still at work then."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(program.command(self.folder, "run", "all"), env=program.environment({}),
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            process.wait(alive_ms / 1000)
        except subprocess.TimeoutExpired:
            process.kill()
        return process.wait() == program.KILLED

    def test_no_application_letter_or_notice_is_lost_or_doubled(self):
        source = random.Random(SEED)
        kills = 0
        while kills < KILLS:
            kills += self.kill_after(source.uniform(*ALIVE_MS))
        last = program.run(self.folder, "run", "all")
        self.assertIn(last.code, (0, 65), last.output)
        self.assertEqual(examination.faults_of(self.world, self.folder), [])
        said = self.log.read_text(encoding="utf-8") + last.output
        self.assertEqual(examination.passwords_at_rest(self.folder / "state", output=said), [])


if __name__ == "__main__":
    unittest.main()
