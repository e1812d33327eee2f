"""A conversation with `saihakko portal` over standard input and output, and the codes that it mails."""

import email
import email.policy
import json
import pathlib
import re
import subprocess
import tempfile
import time

from installation import PATIENCE_SECONDS

CODE = re.compile(r"^\d{4}(?:\d{2})?$", re.MULTILINE)


class Portal:
    """One process. `command` is the program with its global options."""

    def __init__(self, command):
        self.log = tempfile.TemporaryFile("a+b")  # appended to: reading moves the place that we share
        self.process = subprocess.Popen([*map(str, command), "portal"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.log)
        self.asked = 0

    def send(self, content):
        self.process.stdin.write(content)
        self.process.stdin.flush()

    def answer(self):
        """The next line that it writes, without its LF."""
        line = self.process.stdout.readline()
        assert line.endswith(b"\n"), f"no whole answer but {line!r}:\n{self.log_text()}"
        return line[:-1]

    def ask(self, do, **fields):
        self.asked += 1
        self.send(json.dumps({"id": self.asked, "do": do, **fields}).encode() + b"\n")
        answer = json.loads(self.answer())
        assert answer["id"] == self.asked, answer
        return answer

    def granted(self, do, **fields):
        answer = self.ask(do, **fields)
        assert answer["ok"], f"{do}: {answer}\n{self.log_text()}"
        return answer

    def refused(self, do, **fields):
        """The error's code."""
        answer = self.ask(do, **fields)
        assert not answer["ok"], f"{do}: {answer}"
        return answer["error"]["code"]

    def log_text(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def close(self):
        """Ends the input; the exit code."""
        if not self.process.stdin.closed:
            self.process.stdin.close()
        self.process.stdout.read()
        self.process.stdout.close()
        return self.process.wait(timeout=PATIENCE_SECONDS)


class CodeMails:
    """The codes mailed on behalf of an office, newest last: their mails' names begin with its number."""

    def __init__(self, maildir, office_number):
        self.folder = pathlib.Path(maildir) / "new"
        self.prefix = office_number
        self.seen = set(self.names())

    def names(self):
        return [path.name for path in self.folder.glob(f"{self.prefix}-*")]

    def next(self, recipient):
        """The code of a mail to this address that was not there before."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            for name in sorted(set(self.names()) - self.seen, key=lambda name: int(name.split("-")[1])):
                mail = email.message_from_bytes((self.folder / name).read_bytes(), policy=email.policy.default)
                self.seen.add(name)
                code = CODE.search(mail.get_content().replace("\r\n", "\n"))
                if mail["To"] == recipient and code:
                    return code.group()
            time.sleep(0.01)
        raise AssertionError(f"no code mail for {self.prefix} within {PATIENCE_SECONDS} s")


def wrong(code):
    """A code of the same length that is not this one."""
    return str((int(code) + 1) % 10 ** len(code)).zfill(len(code))


def reset(portal, maildir, office_number, mail, password):
    """Manual steps 6 to 12; the user ID."""
    mails = CodeMails(maildir, office_number)
    ticket = portal.granted("reset.begin", office_number=office_number, security_mail=mail)["ticket"]
    verified = portal.granted("reset.verify", ticket=ticket, one_time_password=mails.next(mail))
    portal.granted("reset.set_password", ticket=ticket, new_password=password, new_password_again=password)
    return verified["user_id"]


def apply(portal, maildir, office_number, mail):
    """Manual steps 13 to 19; the receipt number."""
    mails = CodeMails(maildir, office_number)
    ticket = portal.granted("application.begin", office_number=office_number, notification_mail=mail,
                            notification_mail_again=mail)["ticket"]
    portal.granted("application.verify", ticket=ticket, confirmation_code=mails.next(mail))
    return portal.granted("application.submit", ticket=ticket)["receipt_number"]
