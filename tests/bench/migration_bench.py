#!/usr/bin/env python3
"""How long `init` takes to bring a year's database of an earlier program to digests, and that all of it verifies then:
`backup`, and `audit verify --head` with the head of before. The year has no letters' files, so `audit verify` misses its
batch directories and nothing else. Ends with 1 when something else does not hold.
"""

import argparse
import json
import os
import pathlib
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]


def cpu_seconds():
    """Of the programs that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, type=pathlib.Path)
    parser.add_argument("--applications", type=int, default=60_000)
    options = parser.parse_args()
    os.environ |= {"SAIHAKKO_BINARY": str(options.binary.resolve()), "SAIHAKKO_SOURCE": str(SOURCE)}
    sys.path.insert(0, str(SOURCE / "tests/cli"))
    from digests import as_an_earlier_program_wrote_it  # pylint: disable=import-outside-toplevel
    from intake_bench import Installation  # pylint: disable=import-outside-toplevel
    from year_rows import Writer, Year  # pylint: disable=import-outside-toplevel
    with tempfile.TemporaryDirectory(prefix="saihakko-migration-") as folder:
        installation = Installation(options.binary.resolve(), pathlib.Path(folder) / "state")
        Writer(installation.database, Year(options.applications, time.time_ns() // 1_000_000))
        as_an_earlier_program_wrote_it(installation.database)
        with sqlite3.connect(installation.database) as database:
            ((head,),) = database.execute("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1")
            ((rows,),) = database.execute("SELECT COUNT(*) FROM audit")
        database.close()
        print(f"{options.applications} applications, {rows} rows of audit, {installation.database.stat().st_size >> 20} MiB")
        for words in (["init"], ["backup"]):
            before = cpu_seconds()
            print(f"{words[0]:13} {installation.run(*words)[0]:.1f} s, {cpu_seconds() - before:.1f} s of CPU", flush=True)
        start, before = time.monotonic(), cpu_seconds()
        verified = subprocess.run([installation.binary, "--set", f"state.dir={installation.state}",
                                   "audit", "verify", "--json", "--head", head], stdout=subprocess.PIPE, check=False)
        told = json.loads(verified.stdout)
        print(f"audit verify  {time.monotonic() - start:.1f} s, {cpu_seconds() - before:.1f} s of CPU, {told['rows']} rows of audit")
        wrong = {breach["rule"] for breach in told["breaches"]} - {"batch_directory"}
        print(f"what does not hold: {sorted(wrong) or 'nothing'}")
        return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
