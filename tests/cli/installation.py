"""An installation of the real binary in a directory of its own, and what goes in and comes out of it.

Environment: SAIHAKKO_BINARY is the program, SAIHAKKO_SOURCE the top of the source tree (its templates are used).
"""

import csv
import email
import email.policy
import fcntl
import hashlib
import io
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unicodedata
import unittest

BINARY = os.environ["SAIHAKKO_BINARY"]
SOURCE = pathlib.Path(os.environ["SAIHAKKO_SOURCE"])
TEMPLATES = SOURCE / "templates"
# How long a test waits for what has to come: so long that only what hangs reaches it, however busy the machine is.
PATIENCE_SECONDS = 900

LEDGER_COLUMNS = ["事業所番号", "事業所名", "事業所名カナ", "郵便番号", "住所", "電話番号",
                  "セキュリティ用メールアドレス", "発行都道府県", "状態"]
DECISION_COLUMNS = ["受付番号", "判定", "理由", "備考", "審査者"]
MANIFEST_COLUMNS = ["通番", "ファイル", "ページ", "通知書番号", "版", "受付番号", "事業所番号", "事業所名",
                    "郵便番号", "住所"]
ERROR_COLUMNS = ["行", "項目", "値", "理由", "番号"]
SUBMITTED_AT = "2026-11-22T09:00:00+09:00"

LETTER_READINGS = ["エー", "ビー", "シー", "ディー", "イー", "エフ", "ジー", "エイチ", "アイ", "ジェー", "ケー", "エル",
                   "エム", "エヌ", "オー", "ピー", "キュー", "アール", "エス", "ティー", "ユー", "ブイ", "ダブリュー",
                   "エックス", "ワイ", "ゼット"]
DIGIT_READINGS = ["ゼロ", "イチ", "ニ", "サン", "ヨン", "ゴ", "ロク", "ナナ", "ハチ", "キュウ"]
CELLS = {f"大文字{chr(ord('A') + i)}{kana}": chr(ord("A") + i) for i, kana in enumerate(LETTER_READINGS)}
CELLS |= {f"小文字{chr(ord('a') + i)}{kana}": chr(ord("a") + i) for i, kana in enumerate(LETTER_READINGS)}
CELLS |= {f"数字{i}{kana}": str(i) for i, kana in enumerate(DIGIT_READINGS)}
CELL = re.compile("|".join(sorted(map(re.escape, CELLS), key=len, reverse=True)))
PASSWORD_BLOCK = re.compile(f"(?:{CELL.pattern}){{8,16}}")


def office_number(prefecture, serial, kind="7"):
    """A number whose check digit fits by the official rule."""
    nine = f"{prefecture}{kind}{serial:06d}"
    alphabet = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
    total = 0
    for place, character in enumerate(reversed(nine)):
        product = alphabet.index(character) * (2 if place % 2 == 0 else 1)
        total += product // 10 + product % 10
    return nine + str(-total % 10)


def office(number, **fields):
    """A ledger row with nothing to remark on; `fields` are named as the columns."""
    row = dict(zip(LEDGER_COLUMNS, [number, "訪問介護ステーションあおぞら", "ホウモンカイゴステーションアオゾラ", "100-0001",
                                    "東京都千代田区千代田1-1", "03-0000-0001", "", "", "有効"]))
    unknown = set(fields) - set(row)
    assert not unknown, unknown
    return row | fields


def csv_text(columns, rows, line_end="\r\n"):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator=line_end)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def ledger_csv(rows, encoding="utf-8-sig", columns=LEDGER_COLUMNS, line_end="\r\n"):
    return csv_text(columns, rows, line_end).encode(encoding)


def application(number, submission_id=None, **fields):
    row = {"submission_id": submission_id or f"submission-{number}", "office_number": number,
           "prefecture": number[:2], "kind": "reissue", "notification_mail": f"tantou.{number}@applicant.example.jp",
           "submitted_at": SUBMITTED_AT} | fields
    return {key: value for key, value in row.items() if value is not None}


def json_lines(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8")


def decision(receipt, verdict, reason="", note="", reviewer="審査 花子", **more):
    return dict(zip(DECISION_COLUMNS, [receipt, verdict, reason, note, reviewer])) | more


def decisions_csv(rows, encoding="utf-8-sig", columns=DECISION_COLUMNS, line_end="\r\n"):
    return csv_text(columns, rows, line_end).encode(encoding)


def bounce(message_id, status="5.1.1", action="failed", words="550 5.1.1 User unknown", recipient="nobody@example.ne.jp"):
    """A report of RFC 3464 about one mail, as Postfix writes it."""
    return "\r\n".join([
        "Return-Path: <>", "From: MAILER-DAEMON@relay.example.jp (Mail Delivery System)", "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b/1"', "", "--b/1", "",
        "This is the mail system at host relay.example.jp.", "", "--b/1", "Content-Type: message/delivery-status", "",
        "Reporting-MTA: dns; relay.example.jp", "", f"Final-Recipient: rfc822; {recipient}",
        f"Action: {action}", f"Status: {status}", f"Diagnostic-Code: smtp; {words}", "", "--b/1",
        "Content-Type: message/rfc822", "", "From: saihakko@localhost", f"Message-ID: {message_id}", "", "44GC", "",
        "--b/1--", ""]).encode()


def read_csv(path):
    """The rows of a file that the program wrote: UTF-8 with a BOM, CRLF."""
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf"), f"{path} has no BOM"
    assert content.count(b"\n") == content.count(b"\r\n"), f"{path} has a bare LF"
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def without_space(text):
    return "".join(text.split())


def pages(pdf):
    """The text of each page of a file, or of the bytes of a PDF, with all white space taken out."""
    content = pdf if isinstance(pdf, bytes) else pathlib.Path(pdf).read_bytes()
    text = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, check=True, capture_output=True)
    assert not text.stderr, text.stderr
    return [without_space(page) for page in text.stdout.decode("utf-8").split("\f")[:-1]]


def password_on(page):
    """The temporary password of a page, each character read with its class and its reading."""
    blocks = PASSWORD_BLOCK.findall(page)
    assert len(blocks) == 1, f"{len(blocks)} password blocks on a page"
    return "".join(CELLS[cell] for cell in CELL.findall(blocks[0]))


def read_mail(path):
    with open(path, "rb") as file:
        return email.message_from_binary_file(file, policy=email.policy.default)


def body(mail):
    """The text of a mail. Inside base64 a text's lines end in CRLF (RFC 2045, section 6.8)."""
    text = mail.get_content()
    assert text.count("\n") == text.count("\r\n"), "a bare LF in a mail"
    return text.replace("\r\n", "\n")


def readable(mail):
    """All that a person can read of a mail: its headers decoded, and its text."""
    return "\n".join(f"{name}: {value}" for name, value in mail.items()) + "\n\n" + body(mail)


def display_width(text):
    return sum(0 if unicodedata.combining(character) else
               2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def table_cells(text):
    """The cells of a printed table. Columns are where every line has two or more blank cells of display side by
    side, so a table that is out of line comes out wrong."""
    lines = [line for line in text.split("\n") if line]
    width = max(map(display_width, lines))
    grids = []
    for line in lines:
        grid = []
        for character in line:
            grid += [character] + [""] * (display_width(character) - 1)
        grids.append(grid + [" "] * (width - len(grid)))
    blank = "".join("_" if all(grid[at] == " " for grid in grids) else "x" for at in range(width))
    columns = [match.span() for match in re.finditer("x(?:x|_(?!_))*", blank)]
    return [["".join(grid[start:end]).strip() for start, end in columns] for grid in grids]


def fingerprint(*directories):
    """Name, size, time and content of every file below."""
    found = {}
    for directory in directories:
        for path in sorted(pathlib.Path(directory).rglob("*")):
            if path.is_file():
                status = path.lstat()
                found[str(path)] = (status.st_size, status.st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
    return found


class Ran:
    """What a command printed and how it ended."""

    def __init__(self, process):
        self.code = process.returncode
        self.out = process.stdout.decode("utf-8")
        self.err = process.stderr.decode("utf-8")

    def events(self):
        """The log lines of --log-format json."""
        return [json.loads(line) for line in self.err.splitlines()]

    def event(self, name):
        found = [line for line in self.events() if line["event"] == name]
        assert len(found) == 1, f"{len(found)} lines {name} in {self.err}"
        return found[0]


def environment(**more):
    kept = {name: value for name, value in os.environ.items()
            if name not in ("SAIHAKKO_CONFIG", "CREDENTIALS_DIRECTORY")}
    return kept | more


class Installation:
    """A configuration file and its state directory, named relative to it, below a directory that goes away."""

    def __init__(self, configuration=""):
        self._directory = tempfile.TemporaryDirectory(prefix="saihakko-cli-")
        self.root = pathlib.Path(self._directory.name)
        self.state = self.root / "state"
        self.configuration = self.root / "saihakko.conf"
        self.configure(configuration)
        self.said = []  # everything that any command printed

    # Tests move the clock as they need; clock_test.py alone has the product's own setting.
    clock = "[clock]\nlongest_step_hours = 87600\n"

    def configure(self, more=""):
        self.configuration.write_text(f"[state]\ndir = state\n[templates]\ndir = {TEMPLATES}\n{more}\n{self.clock}",
                                      encoding="utf-8")

    def remove(self):
        self._directory.cleanup()

    def call(self, *words, umask=0o027, cwd=None, env=None):
        """The program with these words and nothing else, whatever its exit code."""
        process = subprocess.run([BINARY, *map(str, words)], capture_output=True, stdin=subprocess.DEVNULL, umask=umask,
                                 cwd=cwd or self.root, env=env or environment(), timeout=PATIENCE_SECONDS,
                                 check=False)
        ran = Ran(process)
        self.said += [ran.out, ran.err]
        return ran

    def command(self, *words, code=0, **options):
        """A command under this configuration that must end with `code`."""
        ran = self.call("--config", self.configuration, *words, **options)
        assert ran.code == code, f"{words} ended with {ran.code}, not {code}:\n{ran.out}{ran.err}"
        return ran

    def init(self):
        self.command("init")
        return self

    def run(self, *jobs, code=0, **options):
        """Runs jobs, with log lines in JSON. Results go to standard output, and a job has none."""
        ran = self.command("--log-format", "json", "run", *jobs, code=code, **options)
        assert ran.out == "", ran.out
        return ran

    def json(self, *words):
        return json.loads(self.command(*words, "--json").out)

    def drop(self, kind, name, content, owner=None, mode=0o644):
        """Hands a file in as the contract asks: NAME.part, then renamed; as another user where `owner` is a uid."""
        folder = self.state / "inbox" / kind
        part = folder / f"{name}.part"
        part.write_bytes(content)
        part.chmod(mode)
        if owner is not None:
            os.chown(part, owner, -1)
        part.rename(folder / name)

    def take_ledger(self, rows, name="ledger.csv", code=0, **form):
        self.drop("ledger", name, ledger_csv(rows, **form))
        return self.run("import-ledger", code=code)

    def take_applications(self, rows, name="applications.jsonl", code=0):
        self.drop("applications", name, json_lines(rows))
        return self.run("take-applications", "screen-applications", code=code)

    def take_decisions(self, rows, name="decisions.csv", code=0, **form):
        self.drop("decisions", name, decisions_csv(rows, **form))
        return self.run("take-decisions", code=code)

    def inbox(self, *parts):
        """Names of the files below a folder of the inbox, without the day."""
        top = self.state.joinpath("inbox", *parts)
        return sorted(re.sub(r"^\d{8}/", "", str(path.relative_to(top))) for path in top.rglob("*") if not path.is_dir())

    def refused(self, kind, name):
        """The errors of a refused file, as rows."""
        found = list((self.state / "inbox" / "refused").glob(f"*/{kind}/{name}.errors.csv"))
        assert len(found) == 1, f"{found} for {kind}/{name}"
        assert found[0].with_name(name).is_file()
        return read_csv(found[0])

    def receipt_of(self, number):
        """The receipt number of the office's only application."""
        receipts = [row["receipt_number"] for row in self.json("application", "list") if row["office_number"] == number]
        assert len(receipts) == 1, f"{receipts} for {number}"
        return receipts[0]

    def state_of(self, receipt):
        return self.json("application", "show", receipt)["state"]

    def approve_all(self):
        """Approves all that is in review by one decisions file."""
        rows = self.json("application", "list", "--state", "in_review")
        return self.take_decisions([decision(row["receipt_number"], "承認") for row in rows])

    def batches(self):
        """The batch directories, by union and name."""
        return sorted(path for path in (self.state / "letters").glob("*/*") if path.is_dir())

    def letter_pdfs(self):
        return [pdf for batch in self.batches() for pdf in sorted(batch.glob("letters-*.pdf"))]

    def page_of_letter(self, letter):
        """The page that a row of `letter list` names."""
        pdf = self.state / "letters" / letter["prefecture"] / letter["batch"] / letter["file"]
        return pages(pdf)[letter["page"] - 1]

    def mails(self):
        return [read_mail(path) for path in sorted((self.state / "mail" / "new").iterdir())]

    def hold_lock(self, job):
        """Takes the lock of a job as another process would; closing the file gives it back."""
        file = open(self.state / "locks" / f"{job}.lock", "a", encoding="utf-8")
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return file


class InstallationTest(unittest.TestCase):
    """A test with an installation of its own."""

    configuration = ""

    def setUp(self):
        self.house = Installation(self.configuration)
        self.addCleanup(self.house.remove)
        self.house.init()
