#!/usr/bin/env python3
"""How fast expired codes are swept by `run expire-codes`, beside one raw UPDATE of SQLite on a copy.

Meanwhile another process writes small transactions to the swept database, with some think time
between them. Prints codes a second of both, their ratio, and how long the other writer waited;
beside it the waits of a writer who has the database to himself. The program's time is that of its
whole run, from start to exit. Ends with 1 when a goal is missed.
"""

import argparse
import contextlib
import multiprocessing
import pathlib
import shutil
import sqlite3
import sys
import tempfile
import time

from intake_bench import Installation

LEAST_RATIO = 0.5
MOST_WAIT_SECONDS = 0.15

THINK_SECONDS = 0.002
ALONE_SECONDS = 3
BUSY_SECONDS = 30
DAY_MS = 86_400_000

# The newest are live and over; what was issued before them was used. Marks follow one another: as
# random ones they would make the filling, not the sweeping, slow.
FILL = """
INSERT INTO codes (code_id, ticket_id, purpose, state, tries, counted, sent, mac, office_number, pair_mark,
  address_mark, client_mark, issued_ms, expires_ms, state_ms)
WITH RECURSIVE place(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < :rows)
SELECT n, n, 'reset', CASE WHEN n > :used THEN 'live' ELSE 'used' END, 0, 1, 1,
  printf('%064x', n), printf('13%08d', n / 10), printf('%032x', n / 2), printf('%032x', n / 2), '',
  :from_ms + n * 10, :from_ms + n * 10 + 1800000, :from_ms + n * 10
FROM place"""
SWEEP = "UPDATE codes SET state = 'expired', state_ms = ? WHERE state = 'live' AND expires_ms <= ?"
LEFT = "SELECT COUNT(*) FROM codes WHERE state = 'live'"
WRITE = """
INSERT INTO login_failures (user_mark, client_mark, failures, locked_until_ms, last_ms)
VALUES ('other', 'writer', 1, 0, ?)
ON CONFLICT (user_mark, client_mark) DO UPDATE SET last_ms = excluded.last_ms"""


def now_ms():
    return time.time_ns() // 1_000_000


def connect(file):
    connection = sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return contextlib.closing(connection)


def fill(file, rows, live):
    """Indexes are made anew at the end: that is many times faster than to keep them."""
    with connect(file) as database:
        indexes = database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'codes' "
                                   "AND sql IS NOT NULL").fetchall()
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        for name, _ in indexes:
            database.execute(f"DROP INDEX {name}")
        database.execute(FILL, {"rows": rows, "used": rows - live, "from_ms": now_ms() - 30 * DAY_MS - rows * 10})
        for _, sql in indexes:
            database.execute(sql)
        database.execute("PRAGMA journal_mode = WAL")


def raw_seconds(file):
    with connect(file) as database:
        start = time.monotonic()
        database.execute(SWEEP, (now_ms(), now_ms()))
        seconds = time.monotonic() - start
        assert database.execute(LEFT).fetchone() == (0,)
    return seconds


def write_on(file, enough, waits):
    """Small transactions until `enough`; puts how long each took, in seconds."""
    taken = []
    with connect(file) as database:
        while not enough.is_set():
            start = time.monotonic()
            database.execute("BEGIN IMMEDIATE")
            database.execute(WRITE, (now_ms(),))
            database.execute("COMMIT")
            taken.append(time.monotonic() - start)
            time.sleep(THINK_SECONDS)
    waits.put(taken)


def beside_a_writer(file, work):
    """What `work` returns, and the sorted waits of the writer."""
    enough, waits = multiprocessing.Event(), multiprocessing.Queue()
    writer = multiprocessing.Process(target=write_on, args=(file, enough, waits))
    writer.start()
    result = work()
    enough.set()
    taken = sorted(waits.get())
    writer.join()
    return result, taken


def percentile(ordered, share):
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def waits_text(taken):
    return (f"{len(taken)} transactions, median {percentile(taken, 0.5) * 1000:.1f} ms, "
            f"99th percentile {percentile(taken, 0.99) * 1000:.1f} ms, longest {taken[-1] * 1000:.1f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--expired", type=int, help="a tenth of the rows unless given")
    options = parser.parse_args()
    expired = options.expired or options.rows // 10
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(options.binary.resolve(), pathlib.Path(folder) / "state")
        fill(installation.database, options.rows, expired)
        copy = installation.state / "raw.db"
        shutil.copyfile(installation.database, copy)
        _, alone = beside_a_writer(installation.database, lambda: time.sleep(ALONE_SECONDS))
        raw = raw_seconds(copy)
        copy.unlink()
        (own, _), taken = beside_a_writer(installation.database, lambda: installation.run("run", "expire-codes"))
        with connect(installation.database) as database:
            assert database.execute(LEFT).fetchone() == (0,)
    print(f"sweep        {expired} of {options.rows} codes  {expired / own:>9,.0f} codes/s  "
          f"one UPDATE {expired / raw:>9,.0f} codes/s  ratio {raw / own:.2f}")
    print(f"other writer, alone:        {waits_text(alone)}")
    print(f"other writer, in the sweep: {waits_text(taken)}", flush=True)
    missed = []
    if raw < LEAST_RATIO * own:
        missed.append(f"sweep: less than {LEAST_RATIO} of one UPDATE's rate")
    if percentile(taken, 0.99) > MOST_WAIT_SECONDS:
        missed.append(f"sweep: another writer waits more than {MOST_WAIT_SECONDS} s")
    for goal in missed:
        print(f"missed: {goal}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
