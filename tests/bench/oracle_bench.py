#!/usr/bin/env python3
"""How long reset.begin takes for the right address, a wrong one, an unknown office and beyond a limit.

All four by turns, in one process, so that whatever else the machine does falls on all of them. What
is done for each is counted by tests/crash/no_oracle_test.py; here the times lie side by side.
"""

import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

from conversation_bench import report
from intake_bench import TOP, Installation, office_numbers, write_ledger

THINK_SECONDS = 0.02  # the mail of the one before is out of the way


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, type=pathlib.Path)
    parser.add_argument("--offices", type=int, default=300, help="so many requests of each kind")
    options = parser.parse_args()
    seconds = {kind: [] for kind in ("right address", "wrong address", "unknown office", "cool-down")}
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(options.binary.resolve(), pathlib.Path(folder) / "state")
        known = 47 * -(-options.offices // 47)
        installation.drop("ledger", "ledger.csv", lambda file: write_ledger(file, known))
        installation.run("run", "import-ledger")
        offices = list(office_numbers(known))
        process = subprocess.Popen([installation.binary, "--set", f"state.dir={installation.state}",
                                    "--set", f"templates.dir={TOP / 'templates'}", "portal"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

        def ask(kind, office, mail):
            line = json.dumps({"id": 1, "do": "reset.begin", "office_number": office, "security_mail": mail})
            start = time.monotonic()
            process.stdin.write(line.encode() + b"\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            seconds[kind].append(time.monotonic() - start)
            assert json.loads(answer)["ok"], answer
            time.sleep(THINK_SECONDS)

        random.seed(20261122)
        for place in range(options.offices):
            right, unknown = offices[place], offices[place][:3] + f"{9_000_000 + place:07}"
            mail = f"jimusho{place}@example.jp"
            first = [("right address", right, mail), ("wrong address", right, f"jimushi{place}@example.jp"),
                     ("unknown office", unknown, mail)]
            random.shuffle(first)
            for asked in first:
                ask(*asked)
            ask("cool-down", *random.choice(first)[1:])
        process.communicate()
        assert process.returncode == 0
    for kind, values in seconds.items():
        report(kind, values)
    return 0


if __name__ == "__main__":
    sys.exit(main())
