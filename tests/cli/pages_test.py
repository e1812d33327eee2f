#!/usr/bin/env python3
"""Each command that a page or README names is one that the program takes, with its verb and options."""

import os
import pathlib
import re
import subprocess
import unittest

import installation

SOURCE = pathlib.Path(os.environ["SAIHAKKO_SOURCE"])
PAGES = [SOURCE / "README.md", *sorted((SOURCE / "docs").rglob("*.md"))]
# In a sentence's code, in a row of a table, in a block, after a prompt or runuser's dashes.
NAMED = re.compile(r"(?:^|-- |`|\$ )saihakko (?!--)([a-z]+)((?: [^`\n;|>&]+)?)", re.MULTILINE)


def usages():
    """How each command is used, as the program tells it."""
    def say(*words):
        return subprocess.run([installation.BINARY, *words, "--help"], capture_output=True, text=True,
                              env=installation.environment(), check=True).stdout

    names = re.findall(r"^  ([a-z]+) ", say().split("\n全体のオプション:")[0], re.MULTILINE)
    return {name: say(name) for name in names}


class Pages(unittest.TestCase):
    def test_commands_verbs_and_options_are_those_of_the_program(self):
        known = usages()
        self.assertIn("application", known)
        self.assertTrue(len(PAGES) > 10, PAGES)
        for page in PAGES:
            for command, rest in NAMED.findall(page.read_text(encoding="utf-8")):
                with self.subTest(page.name, command=command + rest):
                    self.assertIn(command, [*known, "help"])
                    for option in re.findall(r"--[a-z-]+", rest):
                        self.assertIn(option, known[command])
                    verb = re.match(r" ([a-z]+)(?![a-z-])", rest)
                    if verb and re.search(rf"saihakko {command} \(?[a-z]+[ |)]", known[command]):
                        self.assertRegex(known[command], rf"[ (|]{verb[1]}[ |)\n]")


if __name__ == "__main__":
    unittest.main()
