#!/usr/bin/env python3
"""Takes a folder of real reports through the built program and prints a table by mail system.

    SAIHAKKO=PROGRAM tests/bounces/corpus.py [FOLDER]

FOLDER (../shared/data/bounces unless given) holds reports (*.eml) in which @ID@ stands for the Message-ID of the mail
that is returned, and expected.tsv: file, outcome, whether the address itself is bad by Sisimai's judgement, status, its
reason. For each report a receipt notice is really sent and its Message-ID put in; all reports are taken by one run of
take-bounces. Ends with 0 where at least 97 % are right, no delayed mail counts as 不達 and nothing is filed as done that
was not understood; with 77 where there is no such folder.
"""

import collections
import csv
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
LEAST = 0.97
SKIPPED = 77
# Where the words say the opposite of the outcome that is expected: two mails that are still being tried, one given up.
DOUBTFUL = {"lhost-gmail-06.eml", "lhost-opensmtpd-04.eml", "lhost-opensmtpd-05.eml"}
OF_THE_ADDRESS = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"}


class House:
    """An installation with an office and a sent receipt notice for each report."""

    def __init__(self, root, reports):
        self.root = pathlib.Path(root)
        self.run("init")
        offices = [f"13{number:08d}" for number in range(1, reports + 1)]
        rows = [f"{number},ケアセンター,100-0001,東京都千代田区千代田1-1" for number in offices]
        self.drop("ledger", "ledger.csv", "\r\n".join(["事業所番号,事業所名,郵便番号,住所", *rows, ""]).encode())
        lines = [json.dumps({"submission_id": f"s-{number}", "office_number": number, "prefecture": "13",
                             "kind": "reissue", "notification_mail": f"t{number}@applicant.example.jp",
                             "submitted_at": "2026-11-22T09:00:00+09:00"}) for number in offices]
        self.drop("applications", "applications.jsonl", ("\n".join(lines) + "\n").encode())
        self.run("run", "import-ledger", "take-applications", "screen-applications", "send-notices")
        self.notices = {row["notice_id"]: row for row in self.rows("SELECT notice_id, message_id FROM notices "
                                                                  "WHERE kind = 'receipt' ORDER BY notice_id")}
        assert len(self.notices) == reports, (len(self.notices), reports)

    def run(self, *arguments):
        command = [os.environ["SAIHAKKO"], "--set", f"templates.dir={SOURCE}/templates", *arguments]
        ran = subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False)
        if ran.returncode not in (0, 65):
            sys.exit(f"{' '.join(arguments)}: {ran.returncode}\n{ran.stderr[-2000:]}")

    def drop(self, kind, name, content):
        (self.root / "output/inbox" / kind / name).write_bytes(content)

    def rows(self, sql):
        database = sqlite3.connect(self.root / "output/saihakko.db")
        database.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in database.execute(sql)]
        finally:
            database.close()

    def outcomes(self):
        """By notice: state, cause, status, whether no further notices go there."""
        suppressed = {row["notice_id"] for row in self.rows("SELECT notice_id FROM suppressions")}
        bounces = {row["notice_id"]: row for row in self.rows("SELECT notice_id, kind, cause, status FROM bounces")}
        states = {row["notice_id"]: row["state"] for row in self.rows("SELECT notice_id, state FROM notices")}
        return {number: {"state": states[number], "suppressed": number in suppressed, **bounces.get(number, {})}
                for number in self.notices}

    def set_aside(self):
        return {path.name for path in (self.root / "output/inbox/refused").rglob("*.eml")}


def is_right(expected, found, set_aside):
    """`none` may be recorded as late or set aside; a failure has to be 不達; what is neither leaves the mail sent."""
    if expected == "failed":
        return found["state"] == "bounced"
    if expected == "delayed":
        return found["state"] == "sent" and found.get("kind") == "soft"
    if expected in ("auto", "complaint", "delivered"):
        return found["state"] == "sent" and not set_aside
    return found["state"] == "sent"


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE.parent / "shared/data/bounces"
    if not (folder / "expected.tsv").exists():
        print(f"no reports in {folder}: nothing to do")
        return SKIPPED
    with (folder / "expected.tsv").open(encoding="utf-8") as file:
        expected = list(csv.DictReader(file, delimiter="\t"))
    with tempfile.TemporaryDirectory() as root:
        house = House(root, len(expected))
        for row, (number, notice) in zip(expected, house.notices.items()):
            row["notice"] = number
            content = (folder / row["file"]).read_bytes().replace(b"@ID@", notice["message_id"].encode())
            house.drop("bounces", row["file"], content)
        house.run("run", "take-bounces")
        return judge(expected, house.outcomes(), house.set_aside())


def judge(expected, outcomes, set_aside):
    systems = collections.defaultdict(collections.Counter)
    right = 0
    grave = []
    for row in expected:
        found = outcomes[row["notice"]]
        good = is_right(row["outcome"], found, row["file"] in set_aside)
        right += good
        counts = systems[re.sub(r"-\d+\.eml$", "", row["file"])]
        counts["reports"] += 1
        counts["right"] += good
        counts["suppressed"] += found["suppressed"]
        counts["hard"] += row["sisimai_hard_bounce"] == "yes"
        counts["both"] += found["suppressed"] and row["sisimai_hard_bounce"] == "yes"
        if not good:
            word = "doubtful" if row["file"] in DOUBTFUL else "wrong"
            print(f"{word}: {row['file']} {row['outcome']} ({row['sisimai_reason']}): {found}")
        if row["outcome"] == "delayed" and found["state"] == "bounced" and row["file"] not in DOUBTFUL:
            grave.append(f"{row['file']}: a delayed mail is 不達")
        if row["outcome"] == "failed" and found["state"] != "bounced" and "kind" not in found \
                and row["file"] not in set_aside:
            grave.append(f"{row['file']}: silently done")
        if found["suppressed"] and row["sisimai_hard_bounce"] == "no":
            by = "status" if found["status"] in OF_THE_ADDRESS else "words"
            print(f"bad address by its {by}, not so to Sisimai: {row['file']} {found['status']} ({row['sisimai_reason']})")
    print(f"\n{'mail system':<24}{'reports':>8}{'right':>7}{'bad':>6}{'Sisimai hard':>14}{'both':>6}")
    for system, counts in sorted(systems.items()):
        print(f"{system:<24}{counts['reports']:>8}{counts['right']:>7}{counts['suppressed']:>6}{counts['hard']:>14}"
              f"{counts['both']:>6}")
    share = right / len(expected)
    print(f"\n{right} of {len(expected)} right ({share:.1%})")
    print("\n".join(grave))
    return 0 if share >= LEAST and not grave else 1


if __name__ == "__main__":
    sys.exit(main())
