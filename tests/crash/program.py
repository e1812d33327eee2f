"""Runs the faults binary: the program in which every step on the disk can be made to fail (core/faults).

Environment: SAIHAKKO_FAULTS_BINARY is that binary, else the one of the preset `faults` is taken.
"""

import dataclasses
import os
import pathlib
import signal
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
KILLED = -signal.SIGKILL
SECONDS = 900  # no run of a test's world takes nearly as long

BINARY = pathlib.Path(os.environ.get("SAIHAKKO_FAULTS_BINARY") or ROOT / "build/faults/jobs/saihakko")
if not os.access(BINARY, os.X_OK):
    sys.exit(f"no faults binary at {BINARY}: cmake --preset faults && cmake --build --preset faults --target saihakko")

# What goes in and comes out is built and read by the module of the command line's tests.
os.environ["SAIHAKKO_BINARY"] = str(BINARY)
os.environ["SAIHAKKO_SOURCE"] = str(ROOT)
sys.path.append(str(ROOT / "tests/cli"))


@dataclasses.dataclass
class Run:
    """How one run of the program ended."""
    code: int
    output: str  # results and log lines

    @property
    def killed(self):
        return self.code == KILLED


def environment(faults):
    kept = {key: value for key, value in os.environ.items()
            if key != "CREDENTIALS_DIRECTORY" and not key.startswith("SAIHAKKO_")}
    return kept | {f"SAIHAKKO_{key}": str(value) for key, value in faults.items()}


def command(folder, *words):
    return [BINARY, "--config", folder / "saihakko.conf", *words]


def run(folder, *words, said="", **faults):
    """run(folder, "run", "all", KILL_AT=7): the variables of core/faults/fault_point.hpp by name."""
    done = subprocess.run(command(folder, *words), env=environment(faults), input=said.encode(),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS, check=False)
    return Run(done.returncode, done.stdout.decode(errors="replace"))


def passed(folder, kind, *words):
    """The names of what a run passes in order, the points ("point") or the operations ("operation")."""
    log = folder / "faults.log"
    run(folder, *words, FAULT_LOG=log)
    lines = [line.split(" ", 2) for line in log.read_text().splitlines()]
    log.unlink()
    return [name for what, _, name in lines if what == kind]
