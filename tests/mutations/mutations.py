#!/usr/bin/env python3
"""Hands thousands of slightly wrong files to the real program: each is a valid one with a few mutations.

  mutations.py [KIND...] [--count N] [--seed N]

For no file may the program crash, end with 70 or take longer than ten seconds. What it took is judged by a reading of its own,
here in Python: an office, a submission, a verdict or a result in the database must stand in some file that was handed
in, as a person would read it. Prints a line a kind; ends with 1 when something was wrong. SAIHAKKO_BINARY, SAIHAKKO_SOURCE: as
tests/cli has them.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import unicodedata

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from installation import (BINARY, TEMPLATES, Installation, application, bounce, csv_text, decision, decisions_csv,
                          environment, json_lines, ledger_csv, office, office_number)

SECONDS = 10
BATCH = 10  # files of one run; the ten seconds are for all of them
WRONG = {70}
WORDS = ["0", "-", "#N/A", "NULL", "不明", "１", "　", "\u200b", "\ufeff", "\u202e", '"', '""', ",", ";", "\t", "\r", "\n", "\r\n",
         "承認", "不承認", "保留", "投函済", "返戻", "=1+1", "1.23457E+11", "-1", "99999999999999999999", "é", "か\u3099", "𠮷", "%00",
         "{", "}", "[", "]", "true", "null", "@", "..", "/", "\\", "{{", "}}", "2026/13/45", "9999/12/31"]


def mutated(content, draw):
    """Up to six changes of a content: bytes, pieces, lines."""
    content = bytearray(content)
    for _ in range(draw.randint(1, 6)):
        at = draw.randrange(len(content) + 1)
        end = min(len(content), at + draw.randint(1, 12))
        kind = draw.randrange(9)
        if kind == 0 and at < len(content):
            content[at] ^= 1 << draw.randrange(8)
        elif kind == 1:
            del content[at:end]
        elif kind == 2:
            content[at:at] = draw.choice(WORDS).encode()
        elif kind == 3:
            content[at:end] = draw.choice(WORDS).encode()
        elif kind == 4:
            content[at:at] = content[draw.randrange(len(content) + 1):][:draw.randint(1, 40)]
        elif kind == 5:
            content[at:at] = bytes(draw.randrange(256) for _ in range(draw.randint(1, 4)))
        elif kind == 6:
            lines = content.split(b"\n")
            draw.shuffle(lines)
            content = bytearray(b"\n".join(lines))
        elif kind == 7 and draw.randrange(4) == 0:
            content = content[:at]
        elif kind == 8:
            lines = content.split(b"\n")
            lines[draw.randrange(len(lines)):0] = [draw.choice(lines)]
            content = bytearray(b"\n".join(lines))
    return bytes(content)


def plain(text):
    """A text as the eye sees it, without blanks."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if unicodedata.category(c) not in ("Zs", "Cf", "Cc", "Mn") or c == "\u3099").casefold()


def readings(content):
    """The texts that a content can be, each line in UTF-8 or CP932."""
    return [plain(content.decode("utf-8", "replace")), plain(content.decode("cp932", "replace"))]


class Kind:
    """Files of one kind, and what is to be said of what the program took of them."""

    configuration = ""

    def __init__(self, draw, count):
        self.draw = draw
        self.house = Installation(self.configuration).init()
        self.texts = []
        self.prepare(count)

    def prepare(self, count):
        pass

    def words(self):
        """The command that reads the files."""

    def place(self, number, content):
        self.texts += readings(content)
        self.house.drop(self.kind, f"{number:05d}{self.suffix}", content)

    def forget(self):
        shutil.rmtree(self.house.state / "inbox/done", ignore_errors=True)
        shutil.rmtree(self.house.state / "inbox/refused", ignore_errors=True)

    def judge(self):
        """What was taken and should not have been, as sentences."""
        return []

    def rows(self, query):
        with sqlite3.connect(self.house.state / "saihakko.db") as database:
            return database.execute(query).fetchall()

    def stands(self, *values):
        """Whether one text has all the values."""
        wanted = [plain(value) for value in values]
        return any(all(value in text for value in wanted) for text in self.texts)


class Ledger(Kind):
    kind, suffix, job = "ledger", ".csv", "import-ledger"
    configuration = "[ledger]\nhold_changed_least = 100000\nhold_missing_least = 100000\n"

    def content(self, number):
        rows = [office(office_number("13", number * 3 + at), 事業所名=f"訪問介護{number}の{at}", 住所=f"東京都千代田区千代田{at}-{number}",
                       セキュリティ用メールアドレス=f"a{number}@example.jp") for at in range(3)]
        return ledger_csv(rows, encoding=self.draw.choice(["utf-8-sig", "utf-8", "cp932"]))

    def judge(self):
        for number, name, address, postcode, mail in self.rows(
                "SELECT office_number, name, address, postcode, security_mail FROM offices"):
            if not self.stands(number, name, address):
                yield f"office {number} 「{name}」「{address}」 stands in no file"
            if not re.fullmatch(r"(\d{7})?", postcode) or (mail and mail.count("@") != 1):
                yield f"office {number}: postcode {postcode}, mail {mail}"


class Workbooks(Ledger):
    """Ledgers whose workbook is packed right around a part that is mutated, or is mutated as it is packed."""
    suffix = ".xlsx"

    def content(self, number):
        import zipfile, io
        rows = [["事業所番号", "事業所名", "住所"]] + [
            [office_number("13", number * 3 + at), f"訪問介護{number}の{at}", f"東京都千代田区千代田{at}-{number}"] for at in range(3)]
        xml = "".join(f'<row r="{at}">' + "".join(
            f'<c r="{"ABC"[c]}{at}" t="inlineStr"><is><t>{cell}</t></is></c>' for c, cell in enumerate(row)) + "</row>"
            for at, row in enumerate(rows, 1))
        relation = '<Relationship Id="{}" Type="x/{}" Target="{}"/>'
        parts = {"_rels/.rels": "<R>" + relation.format("a", "officeDocument", "xl/b.xml") + "</R>",
                 "xl/b.xml": '<workbook><sheets><sheet id="s"/></sheets></workbook>',
                 "xl/_rels/b.xml.rels": "<R>" + relation.format("s", "worksheet", "s.xml") + "</R>",
                 "xl/s.xml": f"<worksheet><sheetData>{xml}</sheetData></worksheet>"}
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in parts.items():
                content = text.encode()
                if self.draw.randrange(4) and name == "xl/s.xml":
                    content = mutated(content, self.draw)
                    self.texts += readings(content)
                archive.writestr(name, content)
        self.texts += readings(parts["xl/s.xml"].encode())
        return packed.getvalue()

    def mutate(self, content):
        return content if self.draw.randrange(3) else mutated(content, self.draw)

    def place(self, number, content):
        self.house.drop(self.kind, f"{number:05d}{self.suffix}", content)


class Applications(Kind):
    kind, suffix, job = "applications", ".jsonl", "take-applications"

    def prepare(self, count):
        self.numbers = [office_number("13", serial) for serial in range(1, 400)]
        self.house.take_ledger([office(number) for number in self.numbers])
        self.lines = []

    def content(self, number):
        return json_lines([application(self.draw.choice(self.numbers), submission_id=f"s-{number}-{at}") for at in range(2)])

    def place(self, number, content):
        super().place(number, content)
        for line in content.split(b"\n"):
            try:
                self.lines.append(json.loads(line.decode("utf-8-sig")))
            except (ValueError, RecursionError):
                continue

    def judge(self):
        said = collections.defaultdict(list)
        for line in self.lines:
            if isinstance(line, dict) and isinstance(line.get("submission_id"), str):
                said[plain(line["submission_id"])].append(line)
        for submission, number, mail in self.rows("SELECT submission_id, office_number, notification_mail FROM applications"):
            if not any(plain(str(line.get("office_number"))) == plain(number) and
                       plain(str(line.get("notification_mail"))) == plain(mail) for line in said[plain(submission or "")]):
                yield f"submission {submission} for {number}, {mail} stands in no file"


class Decisions(Kind):
    kind, suffix, job = "decisions", ".csv", "take-decisions"

    def prepare(self, count):
        self.numbers = [office_number("13", serial) for serial in range(1, 2 * count + 1)]
        self.house.take_ledger([office(number, 住所=f"東京都千代田区千代田{at}") for at, number in enumerate(self.numbers)])
        self.house.take_applications([application(number) for number in self.numbers])
        self.receipts = [receipt for receipt, in self.rows("SELECT receipt_number FROM applications ORDER BY application_id")]
        self.lines = collections.defaultdict(set)
        self.contents = {}

    def content(self, number):
        verdicts = [("承認", ""), ("不承認", "withdrawn_by_office"), ("保留", "waiting_for_phone_check")]
        return decisions_csv([decision(receipt, *self.draw.choice(verdicts), note="電話で確認") for receipt in
                              self.receipts[2 * number:2 * number + 2]], encoding=self.draw.choice(["utf-8-sig", "cp932"]))

    def place(self, number, content):
        self.house.drop(self.kind, f"{number:05d}{self.suffix}", content)
        self.contents.update(dict.fromkeys(self.receipts[2 * number:2 * number + 2], content))
        for encoding in ("utf-8", "cp932"):
            text = content.decode(encoding, "replace")
            pieces = re.split("\r|\n", text)
            for at in range(len(pieces)):
                window = plain("".join(pieces[at:at + 4])).replace("-", "")  # a quoted field may have line breaks
                for receipt in self.receipts[2 * number:2 * number + 2]:
                    if plain(receipt) in window:
                        self.lines[receipt].add(window)

    def judge(self):
        words = {"approved": "承認", "rejected": "不承認", "on_hold": "保留"}
        for receipt, state in self.rows("SELECT receipt_number, state FROM applications"):
            if state in words and not any(words[state] in line for line in self.lines[receipt]):
                yield f"{receipt} is {state} and no line says so: {self.contents.get(receipt)!r:.1500}"


class PrintResults(Decisions):
    kind, suffix, job = "print-results", ".csv", "track-letters"

    def prepare(self, count):
        letters = min(count, 600)
        super().prepare((letters + 1) // 2)
        self.house.approve_all()
        self.house.run("render-letters")
        self.receipts = [number for number, in self.rows("SELECT notice_number FROM letters")]

    def content(self, number):
        results = ["受取", "印刷済", "投函済", "書損", "返戻"]
        rows = [dict(zip(["通知書番号", "結果", "日時", "担当者", "追跡番号"],
                         [self.draw.choice(self.receipts), self.draw.choice(results), "2026/11/22 9:00", "印刷 太郎", "1234-5678"]))
                for _ in range(2)]
        return csv_text(list(rows[0]), rows).encode(self.draw.choice(["utf-8-sig", "cp932"]))

    def place(self, number, content):
        self.texts += readings(content)
        self.house.drop(self.kind, f"{number:05d}{self.suffix}", content)

    def judge(self):
        words = {"printed": "印刷済", "posted": "投函済", "spoiled": "書損", "returned": "返戻"}
        for number, state in self.rows("SELECT notice_number, state FROM letters"):
            if state in words and not self.stands(number, words[state]):
                yield f"letter {number} is {state} and no file says so"


class Bounces(Kind):
    kind, suffix, job = "bounces", ".eml", "take-bounces"

    def prepare(self, count):
        numbers = [office_number("13", serial) for serial in range(1, 60)]
        self.house.take_ledger([office(number) for number in numbers])
        self.house.take_applications([application(number) for number in numbers])
        self.house.run("send-notices", code=0)
        self.ids = [mail["Message-ID"] for mail in self.house.mails()]

    def content(self, number):
        return bounce(self.draw.choice(self.ids))


class InFile(Kind):
    """One file that the command reads anew each time."""
    command = ("jobs",)

    def prepare(self, count):
        self.templates = self.house.root / "templates"
        shutil.copytree(TEMPLATES, self.templates)

    def run_one(self, content):
        self.target().write_bytes(content)
        return run(self.house, *self.command, options=("--set", f"templates.dir={self.templates}"))


class Configurations(InFile):
    def content(self, number):
        return ("[state]\ndir = state\n[templates]\ndir = templates\n[mail]\nfrom = a@example.jp\nrelay = relay.example.jp:25\ntls = none\n"
                "[letters]\nbatch_size = 500\n[watch]\ncertificate_days = 30\n[union.13]\n"
                "letter_contact = 東京都国民健康保険団体連合会 | 電話 03-0000-0001\n[alerts]\nmail = b@example.jp\n").encode()

    def target(self):
        return self.house.root / "other.conf"

    def run_one(self, content):
        self.target().write_bytes(content)
        return run(self.house, "jobs", configuration=self.target())


class LetterTemplates(InFile):
    command = ("letter", "test-batch", "--union", "13", "out.pdf")

    def content(self, number):
        return (TEMPLATES / "letter/default.toml").read_bytes()

    def target(self):
        return self.templates / "letter/default.toml"

    def run_one(self, content):
        (self.house.root / "out.pdf").unlink(missing_ok=True)
        return super().run_one(content)


class Holidays(InFile):
    command = ("review",)

    def content(self, number):
        return (TEMPLATES / "holidays.csv").read_bytes()

    def target(self):
        return self.templates / "holidays.csv"


class Certificates(InFile):
    command = ("status",)

    def prepare(self, count):
        super().prepare(count)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.house.root / "key.pem", "-out",
                        self.house.root / "seed.pem", "-days", "365", "-subj", "/CN=print room"], check=True, capture_output=True)

    def content(self, number):
        return (self.house.root / "seed.pem").read_bytes()

    def target(self):
        return self.house.root / "room.pem"

    def run_one(self, content):
        self.target().write_bytes(content)
        for words in (self.command, ("check",)):
            ended = run(self.house, *words, options=("--set", f"letters.recipient_certificate={self.target()}"))
            if ended:
                return ended
        return None


KINDS = {"ledger": Ledger, "workbooks": Workbooks, "applications": Applications, "decisions": Decisions, "print-results": PrintResults,
         "bounces": Bounces, "configurations": Configurations, "letter-templates": LetterTemplates, "holidays": Holidays,
         "certificates": Certificates}


def run(house, *words, options=(), configuration=None):
    """None, or how the program ended as it must not."""
    try:
        ended = subprocess.run([BINARY, "--config", configuration or house.configuration, *options, *words], cwd=house.root,
                               capture_output=True, stdin=subprocess.DEVNULL, env=environment(), timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"took longer than {SECONDS} s"
    if ended.returncode < 0 or ended.returncode in WRONG:
        return f"ended with {ended.returncode}: {ended.stderr.decode(errors='replace')[-600:]}"
    run.codes[ended.returncode] += 1
    return None


def play(name, count, seed):
    draw = random.Random(f"{seed} {name}")
    run.codes = collections.Counter()
    began = time.monotonic()
    kind = KINDS[name](draw, count)
    wrong = []
    mutate = getattr(kind, "mutate", lambda content: mutated(content, draw))
    if isinstance(kind, InFile):
        for number in range(count):
            content = mutate(kind.content(number))
            if ended := kind.run_one(content):
                wrong.append(f"file {number}: {ended}\n{content!r:.2000}")
    else:
        for first in range(0, count, BATCH):
            contents = [mutate(kind.content(number)) for number in range(first, min(first + BATCH, count))]
            for number, content in enumerate(contents, first):
                kind.place(number, content)
            if ended := run(kind.house, "run", kind.job):
                wrong.append(f"files from {first}: {ended}")
                for left in (kind.house.state / "inbox" / kind.kind).iterdir():
                    wrong.append(f"{left.name}: {left.read_bytes()!r:.1500}")
                    left.unlink()
            kind.forget()
    wrong += kind.judge()
    kind.house.remove()
    codes = ", ".join(f"{code}: {times}" for code, times in sorted(run.codes.items()))
    print(f"{name}: {count} files, {len(wrong)} wrong, codes {codes}, {time.monotonic() - began:.0f} s", flush=True)
    for sentence in wrong[:20]:
        print("  " + sentence, flush=True)
    return bool(wrong)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", default=os.environ.get("SAIHAKKO_SEED", "1"))
    options = parser.parse_args()
    wrong = [play(name, options.count, options.seed) for name in options.kinds or KINDS]
    return int(any(wrong))


if __name__ == "__main__":
    sys.exit(main())
