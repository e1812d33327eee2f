#!/usr/bin/env python3
"""What README.ja.md and RUNBOOK.ja.md tell people to type does what it should, on a machine that has booted."""

import json
import pathlib
import re
import tempfile
import unittest

import debian_root
import service

DOCUMENTS = ["README.ja.md", "RUNBOOK.ja.md"]
# Who runs the block: root, saihakko, or root while unions are kept apart; `last` ends the life of the service.
BLOCK = re.compile(r"<!-- (root|saihakko|unions)( last)? -->\n```bash\n(.*?)```", re.DOTALL)
TYPED = re.compile(r"`((?:saihakko|systemctl|journalctl|runuser|dpkg|apt-get|systemd-\w+|usermod|install) [^`]+)`")
# Named in a sentence and not run as such: what not to do, and what an editor is opened by.
NOT_RUN = {"saihakko init", "systemctl edit"}


def text_of(name):
    return (debian_root.SOURCE / name).read_text(encoding="utf-8")


def blocks():
    """(document, user, script) in the order in which they are run."""
    found = [(name, *match.groups()) for name in DOCUMENTS for match in BLOCK.finditer(text_of(name))]
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
        root.write("/srv/saihakko_0.1.0-1_amd64.deb", "")
        root.file("/srv/saihakko_0.1.0-1_amd64.deb").write_bytes(layers.package.read_bytes())
        root.write("/srv/syukujitsu.csv", text_of("templates/holidays.csv"))
        waiting = json.loads(root.saihakko("application", "list", "--state", "in_review", "--json"))
        receipt = next(row["receipt_number"] for row in waiting if not row["blocking"])
        script = "#!/bin/sh\nmkdir /seen\nsleep 3\ncd /srv\n"
        for number, (_, user, text) in enumerate(blocks()):
            root.write(f"/blocks/{number}", text.replace("受付番号", receipt), mode=0o755)
            become = "runuser -u saihakko -- " if user == "saihakko" else ""
            script += f"{become}bash -e /blocks/{number} >/seen/{number} 2>&1; echo $? >/seen/{number}.code\n"
        cls.console = root.boot(script)

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
        for name in DOCUMENTS:
            text = text_of(name)
            self.assertEqual(len(re.findall(r"^```bash", text, re.MULTILINE)), len(BLOCK.findall(text)), name)
            for command in TYPED.findall(text):
                if command not in NOT_RUN:
                    self.assertIn(command, run, name)

    def test_what_the_last_block_leaves_is_nothing(self):
        for place in (service.STATE, "/srv/saihakko"):  # the one was mounted on the other
            self.assertEqual(list(self.root.file(place).iterdir()), [])
        self.assertFalse(self.root.file("/etc/saihakko").exists())


if __name__ == "__main__":
    debian_root.work_alone()
    unittest.main()
