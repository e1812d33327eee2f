#!/usr/bin/env python3
"""What the Japanese pages tell people to type does what it should, on a machine that has booted."""

import json
import pathlib
import re
import tempfile
import unittest

import debian_root
import service

FOLDER = debian_root.SOURCE / "docs/ja"
# The pages in the order in which their blocks are run: a host is installed, used, moved about, mended. Then come
# the pages whose commands change what the others look at.
FIRST = ["installation.md", "operation.md", "administration.md", "runbook/README.md", "runbook/exit-codes.md"]
LAST = ["runbook/people.md"]
# Who runs the block: root, saihakko, or root while unions are kept apart; `last` ends the life of the service.
BLOCK = re.compile(r"<!-- (root|saihakko|unions)( last)? -->\n```bash\n(.*?)```", re.DOTALL)
TYPED = re.compile(r"`((?:saihakko|systemctl|journalctl|runuser|dpkg|apt-get|systemd-\w+|usermod|install) [^`]+)`")
PACKAGE = re.compile(r"saihakko_[0-9][^ /]*_amd64\.deb")  # of either Debian
# Named in a sentence and not run as such: what not to do, what opens an editor, what belongs to another state directory,
# and groups of commands. What has a placeholder (in Japanese) that no block has is held to the program's usage by
# tests/cli/pages_test.
NOT_RUN = {"saihakko init", "saihakko init --rehearsal", "systemctl edit", "saihakko application", "saihakko letter",
           "saihakko notice", "saihakko office", "saihakko restore"}


def text_of(name):
    return (debian_root.SOURCE / name).read_text(encoding="utf-8")


def pages():
    """Every page, by its name below docs/ja."""
    found = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.md"))
    assert set(FIRST + LAST) <= set(found), found
    between = [name for name in found if name not in FIRST + LAST]
    return {name: text_of(f"docs/ja/{name}") for name in FIRST + between + LAST}


def blocks():
    """(document, user, script) in the order in which they are run."""
    found = [(name, *match.groups()) for name, text in pages().items() for match in BLOCK.finditer(text)]
    return [(name, user, script) for last in (None, " last") for name, user, end, script in found if end == last]


class Documents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        layers = debian_root.Layers()
        cls.addClassCleanup(layers.remove)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        scratch = pathlib.Path(folder.name)
        cls.root = root = layers.new()
        cls.addClassCleanup(layers.drop, root)
        service.people(root)
        service.take_in(root, scratch)
        service.decide(root, scratch)
        service.make_letters(root)
        root.write("/srv/daicho.csv", (scratch / "ledger.csv").read_text(encoding="utf-8"))
        root.file(f"/srv/{layers.package.name}").write_bytes(layers.package.read_bytes())
        root.write("/srv/syukujitsu.csv", text_of("templates/holidays.csv"))
        root.write("/srv/utf_ken_all.csv", '"13101","102  ","1020082","","","","東京都","千代田区","一番町",0,0,0,0,0,0\r\n')
        waiting = json.loads(root.saihakko("application", "list", "--state", "in_review", "--json"))
        receipt = next(row["receipt_number"] for row in waiting if not row["blocking"])
        notice, office = cls.letter_and_office(root)
        script = "#!/bin/sh\nmkdir /seen\nsleep 3\ncd /srv\n"
        for number, (_, user, text) in enumerate(blocks()):
            text = PACKAGE.sub(layers.package.name, text)
            for word, value in (("受付番号", receipt), ("通知書番号", notice), ("事業所番号", office)):
                text = text.replace(word, value)
            root.write(f"/blocks/{number}", text, mode=0o755)
            become = "runuser -u saihakko -- " if user == "saihakko" else ""
            script += f"{become}bash -e /blocks/{number} >/seen/{number} 2>&1; echo $? >/seen/{number}.code\n"
        cls.console = root.boot(script)

    @staticmethod
    def letter_and_office(root):
        """The number of a letter, and that of an office that another letter goes to."""
        letters = service.letters(root)
        return letters[0]["notice_number"], next(letter["office_number"] for letter in letters
                                                 if letter["office_number"] != letters[0]["office_number"])

    def test_every_block_runs_to_its_end(self):
        for number, (name, user, text) in enumerate(blocks()):
            with self.subTest(name, text=text):
                seen = self.root.file(f"/seen/{number}")
                self.assertTrue(seen.exists(), self.console[-2000:])
                code = self.root.file(f"/seen/{number}.code").read_text().strip()
                # A demonstration ledger has rows that are set aside; they are told of by 65.
                self.assertIn(code, ("0", "65") if "import-ledger" in text else ("0",), seen.read_text(encoding="utf-8"))

    def test_there_is_no_other_block_and_no_command_that_no_block_runs(self):
        run = "\n".join(text for _, _, text in blocks())
        for name, text in pages().items():
            self.assertEqual(len(re.findall(r"^```bash", text, re.MULTILINE)), len(BLOCK.findall(text)), name)
            for command in TYPED.findall(text):
                if command not in NOT_RUN and command.isascii():
                    self.assertIn(command, run, name)

    def test_what_the_last_block_leaves_is_nothing(self):
        for place in (service.STATE, "/srv/saihakko"):  # the one was mounted on the other
            self.assertEqual(list(self.root.file(place).iterdir()), [])
        self.assertFalse(self.root.file("/etc/saihakko").exists())


if __name__ == "__main__":
    debian_root.work_alone()
    unittest.main()
