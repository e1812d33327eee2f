"""Reads what lies in schedules/."""

import json
import pathlib
import re

SCHEDULES = pathlib.Path(__file__).resolve().parents[2] / "schedules"
UNITS = SCHEDULES / "systemd"
# What `systemd-analyze security` may find open, by its names: its figures differ from version to version.
LEFT_OPEN = {
    "RestrictAddressFamilies_AF_INET_INET6", "PrivateNetwork", "IPAddressDeny",  # the relay, pings
    "RestrictAddressFamilies_AF_UNIX", "DeviceAllow",  # the journal; /dev/null and its like
    "PrivateUsers", "RestrictSUIDSGID", "UMask",  # owners, setgid and group bits of what is handed over
    "ProcSubset",  # /proc/sys/kernel/random/boot_id
    "SystemCallFilter_resources", "SystemCallFilter_privileged",  # of @system-service
    "RootDirectoryOrRootImage",
    "PrivateMounts",  # 252 does not see that the other settings imply it
}
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


def open_settings(analysis):
    """The names of what `systemd-analyze security --json=short` found open and LEFT_OPEN does not have."""
    found = {row["json_field"] for row in json.loads(analysis) if row["set"] is not True and row["exposure"]}
    return found - LEFT_OPEN


def timers():
    """{job: path of its timer}"""
    return {path.stem.removeprefix("saihakko-"): path for path in sorted(UNITS.glob("*.timer"))}


def cron_lines():
    """[(five time fields, user, command), …]"""
    lines = (SCHEDULES / "crontab").read_text(encoding="utf-8").splitlines()
    matches = [CRON_LINE.fullmatch(line) for line in lines if re.match(r"[*\d]", line)]
    return [(match.groups()[:5], match[6], match[7]) for match in matches]
