#!/usr/bin/env python3
"""What comparing a ledger before it is taken costs: the program beside an earlier one that did not compare.

Both take the same ledgers one after the other, by turns: all offices new, then 3 % of them changed and the others as
they were. Prints seconds of processor time and of the clock, peak memory, and the ratio of both programs. Ends with 1 when a
goal is missed.

  ledger_bench.py --old PROGRAM --binary PROGRAM [--offices 300000]
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from intake_bench import TOP, write_ledger

MOST_RATIO = 1.3
MOST_MORE_MEMORY_MIB = 16


def write_changed(source, target):
    with open(source, encoding="utf-8", newline="") as old, open(target, "w", encoding="utf-8", newline="") as new:
        for at, line in enumerate(old):
            new.write(line.replace("西新宿", "北新宿") if at % 33 == 1 else line)


def run(program, state, *words):
    """Seconds of the processor and of the clock, and the peak memory in MiB."""
    begin = time.monotonic()
    child = subprocess.Popen([program, "--set", f"state.dir={state}", "--set", f"templates.dir={TOP / 'templates'}", *words],
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{program} {words} ended with {child.returncode}: {said[-2000:]}")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - begin, usage.ru_maxrss / 1024


def take(program, state, ledger):
    target = state / "inbox/ledger" / ledger.name
    target.with_suffix(".part").write_bytes(ledger.read_bytes())
    target.with_suffix(".part").rename(target)
    return run(program, state, "run", "import-ledger")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--old", required=True, type=pathlib.Path)
    parser.add_argument("--binary", required=True, type=pathlib.Path)
    parser.add_argument("--offices", type=int, default=300_000)
    options = parser.parse_args()
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        ledgers = [folder / "1-new.csv", folder / "2-changed.csv"]
        write_ledger(ledgers[0], options.offices)
        write_changed(*ledgers)
        for program, state in ((options.old, folder / "old"), (options.binary, folder / "new")):
            run(program, state, "init")
        for ledger in ledgers:
            old, new = (take(program, folder / name, ledger)
                        for program, name in ((options.old, "old"), (options.binary, "new")))
            ratio = new[0] / old[0]
            print(f"{ledger.name}: processor {old[0]:.1f} s before, {new[0]:.1f} s now, ratio {ratio:.2f}; "
                  f"clock {old[1]:.1f} s, {new[1]:.1f} s; memory {old[2]:.0f} MiB, {new[2]:.0f} MiB", flush=True)
            missed = missed or ratio > MOST_RATIO or new[2] > old[2] + MOST_MORE_MEMORY_MIB
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
