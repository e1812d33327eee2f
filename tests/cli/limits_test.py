#!/usr/bin/env python3
"""Bad input costs no more than its size allows, and a file in whose taking the program dies stops nothing behind it."""

import json
import os
import pathlib
import resource
import signal
import subprocess
import unittest

from installation import (BINARY, PATIENCE_SECONDS, InstallationTest, application, csv_text, decision, environment, office, office_number,
                          read_csv)

TOKYO = office_number("13", 1)
MIB = 1 << 20
# The idle program has 20 MiB of data; a sanitizer takes what it likes.
MOST_DATA_BYTES = (20 + 64) * MIB
SANITIZED = b"__asan_init" in open(BINARY, "rb").read()


class Limits(InstallationTest):
    def limited(self, limit, most, *words, signals=()):
        """Runs the program under a limit of resource(7); its exit status."""
        def before():
            resource.setrlimit(limit, (most, most))
            for number in signals:
                signal.signal(number, signal.SIG_DFL)
        process = subprocess.run([BINARY, "--config", self.house.configuration, *words], capture_output=True, cwd=self.house.root,
                                 preexec_fn=before, env=environment(), timeout=PATIENCE_SECONDS, check=False)
        return process.returncode, (process.stdout + process.stderr).decode("utf-8", "replace")


@unittest.skipIf(SANITIZED, "memory of a sanitizer")
class Memory(Limits):
    def take(self, kind, name, content, job):
        self.house.drop(kind, name, content)
        code, said = self.limited(resource.RLIMIT_DATA, MOST_DATA_BYTES, "run", job)
        self.assertEqual(code, 65, said)

    def test_bad_lines_of_every_kind(self):
        lines = b"x\n" * MIB
        for kind, name, job in (("ledger", "l.csv", "import-ledger"), ("applications", "a.jsonl", "take-applications"),
                                ("decisions", "d.csv", "take-decisions"), ("print-results", "p.csv", "track-letters"),
                                ("postcodes", "utf_ken_all.csv", "import-postcodes")):
            with self.subTest(kind):
                header = csv_text(["受付番号", "判定", "理由", "備考", "審査者"], []).encode() if kind == "decisions" else b""
                self.take(kind, name, header + lines, job)
                (errors,) = (self.house.state / "inbox/refused").rglob(f"{name}.errors.csv")
                self.assertLess(errors.stat().st_size, 4 * MIB)

    def test_lines_of_json_at_their_worst(self):
        for piece in (b"[],", b"{},", b"0,"):
            with self.subTest(piece):
                line = b'{"a":[' + piece * ((2 * MIB - 100) // len(piece)) + b"0]}\n"
                self.take("applications", f"{piece[0]}.jsonl", line, "take-applications")
        line = json.dumps({f"{n:x}": 0 for n in range(160_000)}, separators=(",", ":")).encode() + b"\n"
        self.take("applications", "keys.jsonl", line, "take-applications")

    def test_header_of_very_many_columns(self):
        self.take("ledger", "commas.csv", b"," * (2 * MIB - 10) + b"\n", "import-ledger")


class FatalFile(Limits):
    """The kernel kills the program (SIGXFSZ) where it writes the first chunk of a file."""

    def setUp(self):
        super().setUp()
        self.house.configure("[watch]\ncalm_minutes = 0\n")
        self.house.take_ledger([office(TOKYO)])
        self.house.take_applications([application(TOKYO)])
        self.receipt = self.house.receipt_of(TOKYO)
        self.fatal = csv_text(["受付番号", "判定", "理由", "備考", "審査者"],
                              [decision(f"R{n}" + "x" * 390, "y" * 390) for n in range(500)]).encode()
        self.house.drop("decisions", "a.csv", self.fatal)
        self.house.drop("decisions", "b.csv", csv_text(["受付番号", "判定", "理由", "備考", "審査者"],
                                                       [decision(self.receipt, "承認")]).encode())

    def die(self):
        code, said = self.limited(resource.RLIMIT_FSIZE, 300 * 1024, "run", "take-decisions", signals=[signal.SIGXFSZ])
        self.assertEqual(code, -signal.SIGXFSZ, said)

    def incidents(self):
        self.house.run("watch")
        return [row["incident"] for row in self.house.json("status")["incidents"] if row["incident"].startswith("file.")]

    def test_file_that_killed_two_runs_is_set_aside_by_the_third(self):
        self.die()
        self.assertEqual(self.incidents(), [])
        self.die()
        self.assertEqual(self.house.state_of(self.receipt), "in_review")
        ran = self.house.run("take-decisions", code=65)
        self.assertEqual(self.house.state_of(self.receipt), "approved")
        moved = ran.event("file_set_aside")["file"]
        self.assertTrue(moved.endswith("/decisions/a.csv"), moved)
        self.assertEqual([(row["行"], row["理由"]) for row in read_csv(pathlib.Path(f"{moved}.errors.csv"))],
                         [("1", "この行かその後を取り込む途中で、プログラムが2回止まりました。ファイルを確かめ、"
                                "直すか分けてから置き直してください")])
        self.assertEqual(self.incidents(), ["file.set_aside.decisions"])

        os.rename(moved, self.house.state / "inbox/decisions/a.csv")
        ran = self.house.run("take-decisions", code=65)
        self.assertEqual(ran.event("file_with_errors")["errors"], 500 * 2)
        self.assertEqual(self.incidents(), [])

    def test_death_and_then_a_whole_taking_count_for_nothing(self):
        self.die()
        self.house.run("take-decisions", code=65)
        self.assertEqual(self.house.state_of(self.receipt), "approved")
        for _ in range(3):
            self.house.drop("decisions", "c.csv", self.fatal)
            self.assertEqual(self.house.run("take-decisions", code=65).event("file_with_errors")["errors"], 1000)


if __name__ == "__main__":
    unittest.main()
