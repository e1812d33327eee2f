#!/usr/bin/env python3
"""How fast the outbox goes out, every result durable before its session's next mail, beside smtp-source.

Both send to Postfix's smtp-sink, which takes and forgets, in the same run; mails are as long as ours. At
1 and 4 sessions prints mails a second of both and their ratio; then a small and a large outbox: time a
mail and peak memory. Our time is that of the whole run of send-notices, from start to exit; its memory
is ru_maxrss, which Linux never counts below that of this script (about 18 MiB). Ends with 1 when a goal
is missed.
"""

import argparse
import contextlib
import multiprocessing
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import intake_bench

LEAST_RATIO = {1: 0.6, 4: 0.3}
MOST_MEMORY_MIB = 64
MOST_SLOW_DOWN = 1.25
SBIN = "/usr/sbin:/usr/lib/postfix/sbin:/usr/bin"


def tool(name):
    found = shutil.which(name, path=SBIN)
    if not found:
        sys.exit(f"{name} is missing: it comes with Debian's package postfix (scripts/deps)")
    return found


@contextlib.contextmanager
def sink():
    """Postfix's smtp-sink on a free port of loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    user = ["-u", "nobody"] if pathlib.Path("/").owner() == "root" else []
    process = subprocess.Popen([tool("smtp-sink"), *user, f"127.0.0.1:{port}", "1000"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def source_rate(port, sessions, mails, size):
    """Mails a second of smtp-source, which keeps its connections (-d)."""
    command = [tool("smtp-source"), "-d", "-s", str(sessions), "-m", str(mails), "-l", str(size),
               "-f", "saihakko@example.jp", "-t", "jimusho@example.jp", f"127.0.0.1:{port}"]
    start = time.monotonic()
    subprocess.run(command, check=True)
    return mails / (time.monotonic() - start)


def with_outbox(binary, folder, mails):
    """An installation with so many receipts queued, to addresses in fifty domains. A process of its own makes it:
    what this script held once would count as the sender's peak memory."""
    maker = multiprocessing.Process(target=fill_outbox, args=(binary, folder, mails))
    maker.start()
    maker.join()
    if maker.exitcode != 0:
        sys.exit(f"no outbox of {mails} mails")
    return intake_bench.Installation(binary, folder)


def fill_outbox(binary, folder, mails):
    house = intake_bench.Installation(binary, folder)
    offices = list(intake_bench.office_numbers(min(mails, 10_000)))

    def write(file):
        intake_bench.write_applications(file, mails, offices)
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"tanto(\d+)@example", lambda at: f"tanto{at[1]}@d{int(at[1]) % 50}.example", text),
                        encoding="utf-8")

    house.drop("applications", "applications.jsonl", write)
    house.run("run", "take-applications")


def send(house, port, sessions):
    """Seconds and peak memory of sending all that is queued."""
    settings = {"mail.transport": "smtp", "mail.relay": f"127.0.0.1:{port}", "mail.from": "saihakko@example.jp",
                "mail.sessions": sessions, "mail.sessions_per_domain": 0, "mail.per_minute_of_domain": 0}
    return house.run(*(word for key, value in settings.items() for word in ("--set", f"{key}={value}")),
                     "run", "send-notices")


def measure_sessions(options, port, sessions, mails):
    """The best ratio of some rounds side by side: what else the machine does disturbs either."""
    ratios = []
    for _ in range(options.rounds):
        source = source_rate(port, sessions, mails, options.size)
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            seconds, _ = send(with_outbox(options.binary, pathlib.Path(folder) / "state", mails), port, sessions)
        ratios.append(mails / seconds / source)
        print(f"outbox  {sessions} session{'s' * (sessions > 1)}  {mails:>7} mails  {mails / seconds:>8,.0f} mails/s  "
              f"smtp-source {source:>8,.0f} mails/s  ratio {ratios[-1]:.2f}", flush=True)
    ratio = statistics.median(ratios)
    if ratio < LEAST_RATIO[sessions]:
        yield f"{sessions} sessions: {ratio:.2f} of smtp-source, less than {LEAST_RATIO[sessions]}"


def measure_growth(options, port):
    each = []
    for mails in (options.mails // 10, options.mails):
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            seconds, memory = send(with_outbox(options.binary, pathlib.Path(folder) / "state", mails), port, 4)
        each.append(seconds / mails)
        print(f"outbox  {mails:>7} mails queued  {mails / seconds:>8,.0f} mails/s  peak {memory:.0f} MiB", flush=True)
        if memory > MOST_MEMORY_MIB:
            yield f"{mails} mails: {memory:.0f} MiB"
    print(f"outbox  slow-down from {options.mails // 10} to {options.mails} mails: {each[1] / each[0]:.2f}")
    if each[1] > MOST_SLOW_DOWN * each[0]:
        yield f"a mail takes {each[1] / each[0]:.2f} times as long among {options.mails}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, type=pathlib.Path)
    parser.add_argument("--mails", type=int, default=100_000, help="in the large outbox; the small one has a tenth")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size", type=int, default=1500, help="bytes of smtp-source's mails; ours have about that")
    parser.add_argument("--folder", type=pathlib.Path, help="where the state directories are made")
    options = parser.parse_args()
    options.binary = options.binary.resolve()
    with sink() as port:
        missed = [*measure_sessions(options, port, 1, 10_000), *measure_sessions(options, port, 4, 20_000),
                  *measure_growth(options, port)]
    for goal in missed:
        print(f"missed: {goal}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
