#!/usr/bin/env python3
"""What names the releases of Debian agrees with the one list of them, scripts/debian/releases."""

import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINES = (ROOT / "scripts/debian/releases").read_text(encoding="utf-8").splitlines()
RELEASES = dict(line.split() for line in LINES if not line.startswith("#"))


def call(*words):
    return subprocess.run([ROOT / words[0], *words[1:]], capture_output=True, text=True, check=False)


class Releases(unittest.TestCase):
    def test_they_are_numbered_upwards(self):
        self.assertEqual(sorted(RELEASES, key=int), list(RELEASES))
        self.assertGreaterEqual(len(RELEASES), 2)

    def test_no_other_suite_is_made_a_root_of(self):
        for script in ("scripts/test", "scripts/package"):
            ran = call(script, "--in", "sid")
            self.assertEqual((ran.returncode, ran.stdout), (64, ""), ran.stderr)
            self.assertIn(f"--in knows {' and '.join(RELEASES.values())}, not 'sid'", ran.stderr)

    def test_help_names_each(self):
        for script in ("scripts/test", "scripts/package"):
            self.assertIn(" or ".join(RELEASES.values()), call(script, "--help").stdout)

    def test_the_pages_name_all_of_them_and_no_other(self):
        for page in ("README.md", "docs/ja/installation.md"):
            text = (ROOT / page).read_text(encoding="utf-8")
            self.assertRegex(text, "Debian " + "(?: or | または )".join(RELEASES))
        for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
            named = re.findall(r"Debian (\d+)|~deb(\d+)u", page.read_text(encoding="utf-8"))
            self.assertLessEqual({number for pair in named for number in pair if number}, set(RELEASES), page)


if __name__ == "__main__":
    unittest.main()
