"""A portal that talks to the program, and the person before it who reads mails and letters."""

import json
import re
import subprocess
import time

import installation

CODE_LINE = re.compile(r"^(\d{4}|\d{6})$", re.MULTILINE)


class Portal:
    """One process of `saihakko portal`."""

    def __init__(self, house, *words):
        self.house = house
        self.log = open(house.root / "portal.log", "ab")
        self.process = subprocess.Popen(
            [installation.BINARY, "--config", str(house.configuration), *words, "portal"], cwd=house.root,
            env=installation.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log)
        self.asked = 0

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.end()

    def end(self):
        """Hangs up; the exit code."""
        if not self.process.stdin.closed:
            self.process.stdin.close()
        code = self.process.wait(timeout=installation.PATIENCE_SECONDS)
        self.process.stdout.close()
        self.log.close()
        return code

    def say(self, line):
        self.process.stdin.write(line if isinstance(line, bytes) else line.encode())
        self.process.stdin.flush()

    def hear(self):
        return json.loads(self.process.stdout.readline())

    def ask(self, do, **fields):
        self.asked += 1
        self.say(json.dumps({"id": self.asked, "do": do, **fields}, ensure_ascii=False) + "\n")
        answer = self.hear()
        assert answer["id"] == self.asked, answer
        return answer

    def must(self, do, **fields):
        answer = self.ask(do, **fields)
        assert answer["ok"], answer
        return answer

    def refused(self, do, **fields):
        """The code of the refusal."""
        answer = self.ask(do, **fields)
        assert not answer["ok"], answer
        return answer["error"]["code"]


class Mailbox:
    """The mails to one address, as they come."""

    def __init__(self, house, address):
        self.folder = house.state / "mail" / "new"
        self.address = address
        self.read = set()

    def waiting(self):
        if not self.folder.is_dir():
            return []
        paths = [path for path in sorted(self.folder.iterdir()) if path not in self.read]
        return [(path, mail) for path in paths if (mail := installation.read_mail(path))["To"] == self.address]

    def next(self, subject):
        """The next mail with that subject."""
        end = time.monotonic() + installation.PATIENCE_SECONDS
        while time.monotonic() < end:
            for path, mail in self.waiting():
                if mail["Subject"] == subject:
                    self.read.add(path)
                    return mail
            time.sleep(0.02)
        raise AssertionError(f"no mail {subject} to {self.address}")

    def code(self, subject):
        (code,) = CODE_LINE.findall(installation.body(self.next(subject)))
        return code
