#!/usr/bin/env python3
"""What docs/portal.md tells to paste into a shell works as it stands there."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import installation

WALK = re.compile(r"<!-- walk -->\n```bash\n(.*?)```", re.DOTALL)


class Walk(unittest.TestCase):
    def test_both_flows_by_hand(self):
        page = (pathlib.Path(os.environ["SAIHAKKO_SOURCE"]) / "docs/portal.md").read_text(encoding="utf-8")
        (walk,) = WALK.findall(page)
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "templates").symlink_to(installation.TEMPLATES)
            (folder / "bin").mkdir()
            (folder / "bin/saihakko").symlink_to(installation.BINARY)
            environment = installation.environment(PATH=f"{folder / 'bin'}:{os.environ['PATH']}")
            ran = subprocess.run(["bash", "-c", walk], cwd=folder, env=environment, capture_output=True, text=True,
                                 timeout=installation.PATIENCE_SECONDS, check=False)
        answers = [line for line in ran.stdout.splitlines() if line.startswith('{"id":')]
        self.assertEqual(len(answers), 9, ran.stdout + ran.stderr)
        for number, answer in enumerate(answers, 1):
            self.assertTrue(answer.startswith(f'{{"id":{number},"ok":true,'), answer)
        self.assertIn("完了", ran.stdout.splitlines()[-1])


if __name__ == "__main__":
    unittest.main()
