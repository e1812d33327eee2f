#!/usr/bin/env python3
"""How fast ledgers and applications are taken, beside SQLite alone inserting the same rows.

Prints for each size: rows a second of both, their ratio, the program's peak memory; and for each
kind how many times longer a row takes at the large size than at the small one. The program's time is
that of its whole run, from start to exit; its memory is ru_maxrss, which Linux never counts below that
of the starting process, this script with about 18 MiB. Ends with 1 when a goal is missed.
"""

import argparse
import dataclasses
import itertools
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import uuid

TOP = pathlib.Path(__file__).resolve().parents[2]
SEED = 20261122
OFFICES_OF_APPLICANTS = 30_000

LEAST_RATIO = 0.25
MOST_MEMORY_MIB = 64
MOST_EXTRA_SLOW_DOWN = 1.5


@dataclasses.dataclass
class Measured:
    rows: int
    own_seconds: float
    raw_seconds: float
    memory_mib: float

    @property
    def own_rate(self):
        return self.rows / self.own_seconds

    @property
    def raw_rate(self):
        return self.rows / self.raw_seconds


def office_numbers(count):
    """In the order of a ledger: by prefecture, then by number."""
    per_prefecture = -(-count // 47)
    numbers = (f"{prefecture:02}7{1_000_000 + 17 * i:07}" for prefecture in range(1, 48)
               for i in range(per_prefecture))
    return itertools.islice(numbers, count)


def write_ledger(file, count):
    with open(file, "w", encoding="utf-8", newline="") as out:
        out.write("事業所番号,事業所名,事業所名カナ,郵便番号,住所,電話番号,セキュリティ用メールアドレス,"
                  "発行都道府県,状態\r\n")
        for i, number in enumerate(office_numbers(count)):
            out.write(f"{number},訪問介護ステーションすみれ第{i},ホウモンカイゴステーションスミレダイ{i},"
                      f"123-{i % 10_000:04},東京都新宿区西新宿{i % 9 + 1}丁目{i % 30 + 1}番{i % 20 + 1}号,"
                      f"03-{i % 10_000:04}-{i % 9_999:04},jimusho{i}@example.jp,,有効\r\n")


def write_applications(file, count, offices):
    dice = random.Random(SEED)
    with open(file, "w", encoding="utf-8") as out:
        for i in range(count):
            number = dice.choice(offices)
            out.write(json.dumps({
                "submission_id": str(uuid.UUID(int=dice.getrandbits(128))),
                "office_number": number, "prefecture": number[:2], "kind": "reissue",
                "notification_mail": f"tanto{i}@example.jp",
                "submitted_at": "2026-11-22T09:00:00+09:00"}) + "\n")


class Installation:
    """A state directory of its own, worked on by the real program."""

    def __init__(self, binary, folder):
        self.binary = binary
        self.state = folder
        self.run("init")

    @property
    def database(self):
        return self.state / "saihakko.db"

    def run(self, *arguments):
        """Seconds and peak memory (MiB) of one run."""
        command = [self.binary, "--set", f"state.dir={self.state}",
                   "--set", f"templates.dir={TOP / 'templates'}", *arguments]
        start = time.monotonic()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        log = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}: exit code {child.returncode}\n{log.decode()}")
        return seconds, usage.ru_maxrss / 1024

    def drop(self, kind, name, write):
        folder = self.state / "inbox" / kind
        folder.mkdir(parents=True, exist_ok=True)
        write(folder / f"{name}.part")
        (folder / f"{name}.part").rename(folder / name)


def raw_seconds(raw, installation, tables):
    target = installation.state / "raw.db"
    output = subprocess.run([raw, installation.database, target, *tables], check=True,
                            stdout=subprocess.PIPE, text=True).stdout
    return float(output)


def measure_ledger(options, folder, rows):
    installation = Installation(options.binary, folder)
    installation.drop("ledger", "ledger.csv", lambda file: write_ledger(file, rows))
    seconds, memory = installation.run("run", "import-ledger")
    raw = raw_seconds(options.raw, installation, ["offices", "accounts"])
    return Measured(rows, seconds, raw, memory)


def measure_applications(options, folder, rows):
    installation = Installation(options.binary, folder)
    installation.drop("ledger", "ledger.csv", lambda file: write_ledger(file, OFFICES_OF_APPLICANTS))
    installation.run("run", "import-ledger")
    offices = list(office_numbers(OFFICES_OF_APPLICANTS))
    installation.drop("applications", "applications.jsonl",
                      lambda file: write_applications(file, rows, offices))
    seconds, memory = installation.run("run", "take-applications")
    raw = raw_seconds(options.raw, installation, ["applications", "audit", "notices"])
    return Measured(rows, seconds, raw, memory)


def report(kind, small, large):
    """Prints both sizes; the goals that were missed."""
    for size in (small, large):
        print(f"{kind:<12} {size.rows:>7} rows  {size.own_rate:>9,.0f} rows/s  "
              f"SQLite alone {size.raw_rate:>9,.0f} rows/s  ratio {size.own_rate / size.raw_rate:.2f}  "
              f"peak {size.memory_mib:.0f} MiB")
    own = small.own_rate / large.own_rate
    raw = small.raw_rate / large.raw_rate
    print(f"{kind:<12} slow-down from {small.rows} to {large.rows} rows: {own:.2f}, "
          f"SQLite alone {raw:.2f}", flush=True)
    if large.own_rate < LEAST_RATIO * large.raw_rate:
        yield f"{kind}: less than {LEAST_RATIO} of SQLite's rate"
    if large.memory_mib > MOST_MEMORY_MIB:
        yield f"{kind}: more than {MOST_MEMORY_MIB} MiB"
    if own > MOST_EXTRA_SLOW_DOWN * raw:
        yield f"{kind}: slows down more than {MOST_EXTRA_SLOW_DOWN} times as much as SQLite"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, type=pathlib.Path)
    parser.add_argument("--raw", required=True, type=pathlib.Path)
    parser.add_argument("--ledger", type=int, default=300_000, help="rows, and a tenth of it")
    parser.add_argument("--applications", type=int, default=100_000, help="rows, and a tenth of it")
    options = parser.parse_args()
    options.binary = options.binary.resolve()
    options.raw = options.raw.resolve()
    missed = []
    for kind, measure, rows in (("ledger", measure_ledger, options.ledger),
                                ("applications", measure_applications, options.applications)):
        sizes = []
        for count in (rows // 10, rows):
            with tempfile.TemporaryDirectory() as folder:
                sizes.append(measure(options, pathlib.Path(folder) / "state", count))
        missed += report(kind, *sizes)
    for goal in missed:
        print(f"missed: {goal}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
