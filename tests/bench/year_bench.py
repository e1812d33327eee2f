#!/usr/bin/env python3
"""How long `status`, `why` and `run report` take after a year of work, beside a mere scan of the applications.

Each is the time of a whole run of the program, from start to exit; the best of several. `report` counts the newest
day and writes its page; the first report of all, which makes up the whole year, is told besides. The rival is
`SELECT count(*)` over the same applications by their rows, in a process of its own. Ends with 1 when a goal is missed.
"""

import argparse
import contextlib
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import time

from intake_bench import Installation
from year_rows import Writer, Year, serial_number

MOST_SECONDS = 1.0
RUNS = 5
SCAN = "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute(" \
       "\"SELECT count(*) FROM applications WHERE addressee_name = '' AND state <> ''\").fetchone())"


def best(seconds):
    return min(seconds() for _ in range(RUNS))


def scan_seconds(file):
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", SCAN, file], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - start


def forget_newest_day(file):
    with contextlib.closing(sqlite3.connect(file)) as database, database:
        (day,) = database.execute("SELECT MAX(day) FROM report_days").fetchone()
        for table in ("daily_counts", "daily_waits", "report_days"):
            database.execute(f"DELETE FROM {table} WHERE day = ?", (day,))


def report_seconds(installation):
    forget_newest_day(installation.database)
    return installation.run("run", "report")[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, type=pathlib.Path)
    parser.add_argument("--applications", type=int, default=60_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="saihakko-year-") as folder:
        installation = Installation(options.binary.resolve(), pathlib.Path(folder) / "state")
        Writer(installation.database, Year(options.applications, time.time_ns() // 1_000_000))
        first = installation.run("run", "report")[0]
        scan = best(lambda: scan_seconds(installation.database))
        print(f"{options.applications} applications of a year; the rival's scan {scan:.3f} s; the first report, "
              f"with {len(list((installation.state / 'reports').glob('*.html')))} days made up, {first:.1f} s")
        receipt = serial_number("R", options.applications // 2)
        missed = 0
        for name, seconds in {
            "status": lambda: installation.run("status")[0],
            "why": lambda: installation.run("why", receipt)[0],
            "report": lambda: report_seconds(installation),
        }.items():
            took = best(seconds)
            missed += took > MOST_SECONDS
            print(f"{name:7} {took:.3f} s  {took / scan:.1f} times the scan{'  MISSED' if took > MOST_SECONDS else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
