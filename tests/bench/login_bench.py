#!/usr/bin/env python3
"""What a login costs, and what becomes of one among many wrong ones; beside another build of the program.

Give the other build with --other (its state is made by it, with the same offices). CPU time is that of the portal's
process; logins a second are those of so many portals that log in without a pause, each with its own office and client.
Memory is the sum of PSS of all portals, sampled while each asks with a wrong password.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from intake_bench import TOP, Installation, office_numbers, write_ledger

sys.path.insert(0, str(TOP / "tests/cli"))
os.environ |= {"SAIHAKKO_BINARY": "", "SAIHAKKO_SOURCE": str(TOP)}  # the tests' modules ask; each house names its own
import portal_process  # noqa: E402  # where it is was said just now

PASSWORD = "Hareta9sora"
OFFICES = 94  # two of each union
LEAST_CPU_RATIO, LEAST_RATE_RATIO = 4.0, 3.5
MOST_MEMORY_MIB, MOST_TIMES_ALONE = 400, 3.0
TICK = os.sysconf("SC_CLK_TCK")


class House:
    """An installation with its offices' passwords set."""

    def __init__(self, binary, folder, passwords, templates):
        self.installation = Installation(binary, folder / "state")
        self.command = [str(binary), "--set", f"state.dir={self.installation.state}",
                        "--set", f"templates.dir={templates}"]
        self.installation.drop("ledger", "ledger.csv", lambda file: write_ledger(file, OFFICES))
        self.installation.run("run", "import-ledger")
        self.users = []
        portal = portal_process.Portal(self.command)
        for place, number in enumerate(list(office_numbers(OFFICES))[:passwords]):
            self.users.append(portal_process.reset(portal, self.installation.state / "mail", number,
                                                   f"jimusho{place}@example.jp", PASSWORD))
        assert portal.close() == 0

    def portals(self, count):
        return [portal_process.Portal(self.command) for _ in range(count)]

    def log_in(self, portal, place, password=PASSWORD, client=None):
        start = time.monotonic()
        answer = portal.ask("login.begin", user_id=self.users[place % len(self.users)], password=password,
                            client=client or f"browser-{place}")
        return time.monotonic() - start, "ok" if answer["ok"] else answer["error"]["code"]


def cpu_seconds(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def pss_mib(portals):
    total = 0
    for portal in portals:
        try:
            text = pathlib.Path(f"/proc/{portal.process.pid}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += int(text.split("\nPss:")[1].split()[0])
    return total / 1024


def cpu_a_login(house, logins):
    (portal,) = house.portals(1)
    house.log_in(portal, 0)
    before = cpu_seconds(portal.process)
    for place in range(logins):
        assert house.log_in(portal, place)[1] == "ok"
    spent = cpu_seconds(portal.process) - before
    portal.close()
    return spent / logins


def rate(house, count, seconds):
    """Logins a second, and what was answered otherwise."""
    portals, done, other = house.portals(count), [0] * count, []
    for portal in portals:
        portal.ask("are you there")
    until = time.monotonic() + seconds

    def work(place):
        while time.monotonic() < until:
            outcome = house.log_in(portals[place], place)[1]
            if outcome == "ok":
                done[place] += 1
            else:
                other.append(outcome)

    threads = [threading.Thread(target=work, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for portal in portals:
        portal.close()
    return sum(done) / seconds, dict(collections.Counter(other))


def among_wrong_ones(house, count, seconds):
    """A known right login, alone and among `count` portals that guess: both medians, the longest, the memory, the
    answers to either."""
    (right,) = house.portals(1)
    house.log_in(right, 0)
    alone = statistics.median(house.log_in(right, 0)[0] for _ in range(10))
    portals, codes, over = house.portals(count), [], threading.Event()

    def guess(place):
        while not over.is_set():
            outcome = house.log_in(portals[place], 1 + place, "Wrong123", f"fresh-{random.random()}")[1]
            codes.append(outcome)
            if outcome == "busy":
                time.sleep(0.2)

    threads = [threading.Thread(target=guess, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    until, times, memory, refused = time.monotonic() + seconds, [], 0, collections.Counter()
    while time.monotonic() < until:
        taken, outcome = house.log_in(right, 0)
        if outcome != "ok":
            refused[outcome] += 1
        times.append(taken)
        memory = max(memory, pss_mib([right, *portals]))
        time.sleep(0.1)
    over.set()
    for thread in threads:
        thread.join()
    for portal in [right, *portals]:
        portal.close()
    return alone, statistics.median(times), max(times), memory, refused, collections.Counter(codes)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, type=pathlib.Path)
    parser.add_argument("--other", type=pathlib.Path, help="another build, as the measure")
    parser.add_argument("--other-templates", type=pathlib.Path, default=TOP / "templates", help="of its source")
    parser.add_argument("--portals", type=int, nargs="+", default=[1, 8, 64])
    parser.add_argument("--logins", type=int, default=40, help="for the CPU of one")
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        houses = {"this": House(options.binary.resolve(), folder / "this", 66, TOP / "templates")}
        if options.other:
            houses["other"] = House(options.other.resolve(), folder / "other", 66, options.other_templates)
        cpu = {name: cpu_a_login(house, options.logins) for name, house in houses.items()}
        shown = ", ".join(f"{name} {seconds * 1000:.1f} ms" for name, seconds in cpu.items())
        print(f"CPU a login: {shown}", flush=True)
        rates = {}
        for count in options.portals:
            for name, house in houses.items():
                rates[count, name], refused = rate(house, count, options.seconds)
                print(f"{count:>3} portals, {name}: {rates[count, name]:.1f} logins/s {refused or ''}", flush=True)
        for name, house in houses.items():
            alone, median, longest, memory, refused, codes = among_wrong_ones(house, 64, options.seconds)
            print(f"among 64 wrong ones, {name}: alone {alone * 1000:.0f} ms, median {median * 1000:.0f} ms "
                  f"({median / alone:.1f} times), longest {longest * 1000:.0f} ms, {memory:.0f} MiB, "
                  f"the right one refused: {dict(refused) or 'never'}, the wrong ones: {dict(codes)}", flush=True)
            if name == "this" and median > MOST_TIMES_ALONE * alone:
                missed.append(f"a right login among 64 wrong ones takes more than {MOST_TIMES_ALONE} times its time")
            if name == "this" and refused:
                missed.append("a right login among 64 wrong ones is refused")
            if name == "this" and memory > MOST_MEMORY_MIB:
                missed.append(f"64 wrong logins take more than {MOST_MEMORY_MIB} MiB")
    if options.other:
        print(f"CPU ratio {cpu['other'] / cpu['this']:.2f}; logins/s ratios " +
              ", ".join(f"{count}: {rates[count, 'this'] / rates[count, 'other']:.2f}" for count in options.portals))
        if cpu["other"] < LEAST_CPU_RATIO * cpu["this"]:
            missed.append(f"the CPU of a login is not {LEAST_CPU_RATIO} times less")
        if 8 in options.portals and rates[8, "this"] < LEAST_RATE_RATIO * rates[8, "other"]:
            missed.append(f"8 portals do not log in {LEAST_RATE_RATIO} times as often")
    for goal in missed:
        print(f"missed: {goal}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
