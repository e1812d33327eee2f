#!/usr/bin/env python3
"""What the worst input of each parser costs, at its limit or at 8 MiB, whichever is less.

Prints for each parser and each kind of bad input the memory and the CPU time of the run that reads it beyond those
of the same run with nothing, or with the shipped file, to read. Ends with 1 when one takes more than 64 MiB or 3 s,
or ends with a code that the contract does not name for it.

  parser_bench.py --binary build/release/jobs/saihakko [--only WORDS]
"""

import argparse
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
MOST_MEMORY_MIB = 64
MOST_CPU_SECONDS = 3.0
MIB = 1 << 20
WORST = 8 * MIB
LINE = 2 * MIB - 2  # no line of a file in the inbox is longer
LONGEST_SECONDS = 600

HEADERS = {
    "ledger": "事業所番号,事業所名,事業所名カナ,郵便番号,住所,電話番号,セキュリティ用メールアドレス,発行都道府県,状態",
    "decisions": "受付番号,判定,理由,備考,審査者",
    "print-results": "通知書番号,結果,日時,担当者,追跡番号",
}
JOBS = {"ledger": "import-ledger", "applications": "take-applications", "decisions": "take-decisions",
        "print-results": "track-letters", "bounces": "take-bounces", "postcodes": "import-postcodes"}


def filled(piece, size, before=b"", after=b""):
    """`piece` again and again between the two, `size` bytes at most."""
    return before + piece * ((size - len(before) - len(after)) // len(piece)) + after


def keys(size):
    """An object with as many keys as there is room for."""
    parts, length, n = [], 2, 0
    while length < size - 12:
        parts.append(f'"{n:x}":0')
        length += len(parts[-1]) + 1
        n += 1
    return ("{" + ",".join(parts) + "}").encode()


def lines_of_json():
    """By name, what a line of JSON can be at its worst."""
    return {"list of lists": filled(b"[],", LINE, b'{"a":[', b"0]}"), "list of objects": filled(b"{},", LINE, b'{"a":[', b"0]}"),
            "numbers": filled(b"0,", LINE, b'{"a":[', b"0]}"), "deep": filled(b"[", LINE, b'{"a":'), "keys": keys(LINE),
            "deep objects": filled(b'{"a":', LINE), "escapes": filled(b"\\u0041", LINE, b'{"a":"', b'"}')}


def csv_inputs(kind):
    header = HEADERS[kind].encode() + b"\r\n"
    columns = header.count(b",") + 1
    return {"short lines": filled(b"x\n", WORST, header), "empty fields": filled(b"," * (columns - 1) + b"\n", WORST, header),
            "wrong fields": filled(b",".join([b"\xe2\x98\x83"] * columns) + b"\n", WORST, header),
            "quotes": filled(b'"', WORST, header + b'"'), "quoted lines": filled(b'"\n', WORST, header),
            "commas": filled(b",", WORST, header), "NUL": filled(b"\0", WORST, header), "no UTF-8": filled(b"\x81\xff\n", WORST, header),
            "header of columns": filled(b",", LINE) + b"\n", "header of names": ",".join(f"{n:x}" for n in range(300_000)).encode() + b"\n",
            "formulas": filled(b"=" * 300 + b"\n", WORST, header)}


def application_inputs():
    inputs = {name: (line + b"\n") * (WORST // len(line)) for name, line in lines_of_json().items()}
    inputs |= {"short lines": filled(b"x\n", WORST), "empty objects": filled(b"{}\n", WORST), "NUL": filled(b"\0", WORST),
               "wrong types": filled(b'{"submission_id":1,"office_number":2,"prefecture":3,"kind":4}\n', WORST)}
    return inputs


def mail(headers, body):
    return b"From: MAILER-DAEMON@example.jp\r\nTo: a@example.jp\r\nSubject: failed\r\n" + headers + b"\r\n" + body


def bounce_inputs():
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(60_000))
    report = b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n"
    status = b"--x\r\nContent-Type: message/delivery-status\r\n\r\n"
    return {"headers": mail(filled(b"A: b\r\n", WORST), b"x"), "one header": mail(b"A: " + filled(b"b", WORST) + b"\r\n", b"x"),
            "folded header": mail(b"A: b\r\n" + filled(b" c\r\n", WORST), b"x"),
            "encoded words": mail(b"Subject: " + filled(b"=?utf-8?B?44GC?= ", WORST) + b"\r\n", b"x"),
            "parts": mail(b"Content-Type: multipart/mixed; boundary=x\r\n", filled(b"--x\r\n\r\n", WORST)),
            "deep parts": mail(b"MIME-Version: 1.0\r\n" + deep, b"x")[:WORST],
            "recipients": mail(report, filled(b"Final-Recipient: rfc822; a@b.jp\r\nStatus: 5.1.1\r\n\r\n", WORST, status)),
            "words": mail(b"", filled(b"550 user unknown <a@b.jp> Message-ID: <x@y>\r\n", WORST)),
            "base64": mail(b"Content-Transfer-Encoding: base64\r\n", filled(b"QUFB\r\n", WORST)),
            "quoted-printable": mail(b"Content-Transfer-Encoding: quoted-printable\r\n", filled(b"=41=\r\n", WORST)),
            "mbox": filled(b"From a@b.jp Sun Nov 22 09:00:00 2026\nSubject: x\n\nx\n\n", WORST), "no line end": mail(b"", filled(b"x", WORST))}


def postcode_inputs():
    row = '13101,"102  ","1020072","ﾄｳｷﾖｳﾄ","ﾁﾖﾀﾞｸ","ｲｲﾀﾞﾊﾞｼ","東京都","千代田区","飯田橋",0,0,1,0,0,0\r\n'.encode()
    return {"short lines": filled(b"x\n", WORST), "commas": filled(b",", WORST), "quotes": filled(b'"', WORST), "one row": filled(row, WORST)}


def configuration_inputs():
    return {"unknown keys": b"[mail]\n" + b"".join(b"k%d = 1\n" % n for n in range(600_000)), "sections": b"".join(b"[s%d]\n" % n for n in range(700_000)),
            "one line": filled(b"x", WORST), "same key": filled(b"a=1\n", WORST, b"[mail]\n"), "comments": filled(b"#\n", WORST),
            "continued": filled(b"mail.from = x \\\n", WORST)}


def toml_inputs():
    limit = 256 << 10
    return {"deep arrays": filled(b"[", limit, b"a = "), "dotted keys": filled(b"a" + b".a" * 300 + b" = 1\n", limit),
            "tables": b"".join(b"[t%d]\n" % n for n in range(27_000)), "numbers": filled(b"1,", limit, b"a = [", b"1]\n"),
            "inline tables": filled(b"{a=", limit, b"a = "), "comments": filled(b"#\n", limit), "text": filled(b"x", limit, b'a = """', b'"""\n'),
            "beyond": filled(b"#\n", WORST)}


def pem_inputs():
    limit = 64 << 10
    return {"base64": filled(b"QUFB\n", limit, b"-----BEGIN CERTIFICATE-----\n", b"-----END CERTIFICATE-----\n"), "begins": filled(b"-----BEGIN CERTIFICATE-----\n", limit),
            "zeros": filled(b"\0", limit), "beyond": filled(b"-----BEGIN CERTIFICATE-----\n", WORST)}


def list_inputs(name):
    header = (TOP / "templates" / name).read_bytes().splitlines()[0] + b"\n"
    return {"short lines": filled(b"x\n", WORST, header), "commas": filled(b",", WORST, header), "quotes": filled(b'"', WORST, header),
            "header of columns": filled(b",", WORST), "NUL": filled(b"\0", WORST), "dates": filled(b"2026/1/1,x\n", WORST, header)}


@dataclasses.dataclass
class Cost:
    code: int
    memory_mib: float
    cpu_seconds: float
    said: str


class Installation:
    def __init__(self, binary):
        self.binary = binary
        self.folder = tempfile.TemporaryDirectory(prefix="saihakko-bench-")
        self.root = pathlib.Path(self.folder.name)
        self.configuration = self.root / "saihakko.conf"
        self.configuration.write_text(f"[state]\ndir = state\n[templates]\ndir = {TOP / 'templates'}\n", encoding="utf-8")
        self.run("init")

    def run(self, *words, configuration=None, stdin=b""):
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
            given.write(stdin)
            given.seek(0)
            process = subprocess.Popen([self.binary, "--config", configuration or self.configuration, *map(str, words)], cwd=self.root,
                                       stdin=given, stdout=said, stderr=subprocess.STDOUT)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0)
            text = said.read(4000).decode("utf-8", "replace")
        return Cost(process.returncode, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime, text)

    def remove(self):
        self.folder.cleanup()


class Bench:
    def __init__(self, binary, only):
        self.binary = binary
        self.only = only
        self.missed = 0

    def row(self, parser, name, size, cost, idle, codes):
        memory, cpu = cost.memory_mib - idle.memory_mib, cost.cpu_seconds - idle.cpu_seconds
        missed = [word for word, is_missed in (("MEMORY", memory > MOST_MEMORY_MIB), ("CPU", cpu > MOST_CPU_SECONDS),
                                               ("CODE", cost.code not in codes)) if is_missed]
        self.missed += bool(missed)
        print(f"{parser:15} {name:18} {size / MIB:7.2f} {memory:9.1f} {cpu:8.2f} {cost.code:5}  {' '.join(missed)}", flush=True)
        if "CODE" in missed:
            print("  " + cost.said[-600:].replace("\n", "\n  "))

    def measure(self, parser, inputs, codes, give, words, idle_code=0):
        """Each input in an installation of its own; `give` puts it where the program reads it."""
        if self.only and not any(word in parser for word in self.only):
            return
        for name, content in {"": None, **inputs}.items():
            house = Installation(self.binary)
            given = give(house, content) or {}
            cost = house.run(*words, **given)
            house.remove()
            if content is None:
                idle = cost
                assert cost.code == idle_code, cost
            else:
                self.row(parser, name, len(content), cost, idle, codes)

    def inbox(self, kind, inputs, suffix="csv"):
        def give(house, content):
            if content is not None:
                (house.root / "state/inbox" / kind / f"worst.{suffix}").write_bytes(content)
        self.measure(kind, inputs, {0, 65}, give, ["run", JOBS[kind]])

    def template(self, name, inputs):
        def give(house, content):
            shutil.copytree(TOP / "templates", house.root / "templates")
            if content is not None:
                (house.root / "templates" / name).write_bytes(content)
        self.measure(name, inputs, {0, 78}, give, ["--set", "templates.dir=templates", "check"])

    def all(self):
        print(f"{'parser':15} {'input':18} {'MiB':>7} {'MiB more':>9} {'s more':>8} {'code':>5}")
        for kind in HEADERS:
            self.inbox(kind, csv_inputs(kind))
        self.inbox("postcodes", postcode_inputs())
        self.inbox("applications", application_inputs(), "jsonl")
        self.inbox("bounces", bounce_inputs(), "eml")
        portal = {name: (line[:64 << 10] + b"\n") * (WORST // (64 << 10)) for name, line in lines_of_json().items()}
        portal |= {"whole lines": filled(b"x", WORST), "short lines": filled(b"x\n", 64 << 10)}
        self.measure("portal line", portal, {0}, lambda house, content: {"stdin": content or b""}, ["portal"])

        def configure(house, content):
            if content is not None:
                house.configuration.write_bytes(house.configuration.read_bytes() + content)
        self.measure("configuration", configuration_inputs(), {0, 78}, configure, ["status"])
        for name in ("default.toml", "cover.toml"):
            self.template(f"letter/{name}", toml_inputs())
        for name in ("holidays.csv", "reasons.csv", "unions.csv", "eras.csv"):
            self.template(name, list_inputs(name))

        def certify(house, content):
            if content is not None:
                (house.root / "room.pem").write_bytes(content)
                house.configuration.write_text(house.configuration.read_text() + "[letters]\nrecipient_certificate = room.pem\n")
        self.measure("certificate", pem_inputs(), {78}, certify, ["check"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--only", nargs="*", metavar="WORD", help="parsers whose name holds one of these words")
    arguments = parser.parse_args()
    bench = Bench(arguments.binary, arguments.only)
    bench.all()
    print(json.dumps({"missed": bench.missed}))
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
