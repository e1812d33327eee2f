"""Reads what lies in schedules/."""

import pathlib
import re

SCHEDULES = pathlib.Path(__file__).resolve().parents[2] / "schedules"
UNITS = SCHEDULES / "systemd"
CRON_LINE = re.compile(r"(\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (.+)")


def unit_settings(path):
    """The assignments of a unit file, in order: [("OnCalendar", "…"), …]."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("=", 1)) for line in lines if "=" in line and not line.startswith("#")]


def setting(path, name):
    """The one value of `name` in a unit file."""
    found = [value for key, value in unit_settings(path) if key == name]
    if len(found) != 1:
        raise ValueError(f"{path.name}: {name}= stands there {len(found)} times")
    return found[0]


def timers():
    """{job: path of its timer}"""
    return {path.stem.removeprefix("saihakko-"): path for path in sorted(UNITS.glob("*.timer"))}


def cron_lines():
    """[(five time fields, user, command), …]"""
    lines = (SCHEDULES / "crontab").read_text(encoding="utf-8").splitlines()
    matches = [CRON_LINE.fullmatch(line) for line in lines if re.match(r"[*\d]", line)]
    return [(match.groups()[:5], match[6], match[7]) for match in matches]
