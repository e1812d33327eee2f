#!/usr/bin/env python3
"""Keeps the arrows of ARCHITECTURE.md: reads the #include lines of core/ and jobs/.

  include_direction.py ROOT          names every include that runs against an arrow; exit 1 if any
  include_direction.py --self-test   lays out trees with one wrong include each; each must be caught

The arrows between rooms stand here. Those between the sub-rooms of a room stand in ARCHITECTURE.md,
in the table whose rows are | `FOLDER` | what it is | the sub-rooms it may include |.
"""

import pathlib
import re
import sys
import tempfile

MIDDLE = ["store", "secrets", "files", "letter", "mail", "ping"]
# Each room, and the rooms whose headers it may include.
MAY_INCLUDE = {
    "domain": {"domain"},
    "faults": {"faults"},
    **{room: {room, "domain"} for room in MIDDLE},
    "service": {"service", "domain", *MIDDLE},
    "jobs": {"jobs", "service", "domain", *MIDDLE},
}
# Headers of a middle room that another one may include: what a file needs to be durable, and the
# seam by which tests make the world fail.
EXCEPTIONS = {
    ("letter", "core/files/durable_file.hpp"),
    ("letter", "core/files/csv_writer.hpp"),
    ("mail", "core/files/durable_file.hpp"),
    # A ping goes over the wire of the mails, which waits no longer than it is told.
    ("ping", "core/mail/wire.hpp"),
    ("ping", "core/mail/smtp_settings.hpp"),
    ("mail", "core/files/text_encoding.hpp"),
    ("secrets", "core/files/durable_file.hpp"),
    ("store", "core/faults/fault_point.hpp"),
    ("store", "core/files/lock_within.hpp"),
    ("files", "core/faults/fault_point.hpp"),
    ("secrets", "core/faults/fault_point.hpp"),
}
# What a room includes of another one, where that is not all of it: jobs hand a Database on to the
# service, whose use cases read and write the rows.
ONLY = {("jobs", "store"): {"core/store/engine/database.hpp"}}
# Jobs meet in rows: the file of one never includes the file of another. What is named so is a job's file.
JOB_FILE = re.compile(r"jobs/work/(\w+)_job\.[ch]pp")
# Folders of a room that hold no part of it: the program that prints the manual's tables.
NO_SUB_ROOMS = {"jobs/manual"}
# Each library, and the place (a path's beginning, or several) where its headers are included.
HOMES = {
    "Poco/Data": "core/store/",
    "sqlite3": ("core/store/", "core/faults/"),
    "Poco/Net": ("core/mail/", "core/ping/host_lookup"),
    "hpdf": "core/letter/",
    "zint": "core/letter/",
    "sodium": "core/secrets/",
    "openssl": ("core/domain/sha256", "core/mail/relay_tls", "core/secrets/recipient_certificate"),
    "xlsxwriter": "core/files/workbook",
    "expat.h": "core/files/xml_parser",
    "zip.h": "core/files/zip_archive",
    "boost/date_time": "core/domain/calendar",
    "boost/program_options": "jobs/",
}
ROW = re.compile(r"^\| `((?:core/\w+|jobs)/\w+)` \|[^|]*\|([^|]*)\|$", re.MULTILINE)
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)


def room_of(path):
    parts = path.split("/")
    return "jobs" if parts[0] == "jobs" else parts[1] if parts[0] == "core" and len(parts) > 2 else None


def job_of(path):
    """render_letters of jobs/work/render_letters_job.hpp; None for a file that is no job's."""
    found = JOB_FILE.fullmatch(path)
    return found[1] if found else None


def sub_room_of(path):
    """core/service/mails of core/service/mails/outbox.hpp; None for a file that lies in a room itself."""
    folder = path.rpartition("/")[0]
    return folder if folder.count("/") == (2 if path.startswith("core/") else 1) else None


def sub_rooms_of(architecture):
    """Each sub-room of the table, and the sub-rooms of the same room that it may include."""
    return {folder: {f"{folder.rpartition('/')[0]}/{name}" for name in re.findall(r"`(\w+)`", may_include)}
            for folder, may_include in ROW.findall(architecture)}


def wrong_between(sub_rooms, source, included):
    """Why the sub-room of `source` may not include that of `included`; None when it may."""
    own, other = sub_room_of(source), sub_room_of(included)
    if own == other or own in NO_SUB_ROOMS or room_of(source) != room_of(included):
        return None
    if other is None:
        return f"{own} may not include what lies above the sub-rooms"
    if own is not None and other not in sub_rooms.get(own, set()):
        return f"{own} may not include {other}"
    return None


def ring_in(sub_rooms):
    """The sub-rooms that stand on one another in a ring, or none."""
    left = {own: set(others) for own, others in sub_rooms.items()}
    while free := [own for own, others in left.items() if not others & left.keys()]:
        for own in free:
            del left[own]
    return sorted(left)


def wrong_with(source, quote, included):
    """Why `source` may not include `included`; None when it may."""
    for library, home in HOMES.items():
        if re.match(re.escape(library) + r"[./_]", included) and not source.startswith(home):
            return f"{library} has its home in {home}"
    room = room_of(included)
    if room is None:
        return "a project header is included by its path from the top" if quote == '"' else None
    if room not in MAY_INCLUDE:
        return f"there is no room {room}"
    own = room_of(source)
    if room not in MAY_INCLUDE[own] and (own, included) not in EXCEPTIONS:
        return f"{own} may not include {room}"
    if included not in ONLY.get((own, room), {included}):
        return f"{own} may include of {room} only {', '.join(sorted(ONLY[own, room]))}"
    if job_of(source) and job_of(included) and job_of(source) != job_of(included):
        return "a job never includes another job"
    return None


def homeless(sub_rooms, source):
    """Why `source` may not lie where it lies; None when it may."""
    room, own = room_of(source), sub_room_of(source)
    if room not in MAY_INCLUDE:
        return "lies in no room"
    if own is None:
        return "lies in no sub-room" if room in {room_of(f"{row}/") for row in sub_rooms} - {"jobs"} else None
    return None if own in sub_rooms or own in NO_SUB_ROOMS else f"ARCHITECTURE.md has no row for {own}"


def violations(root):
    """The files read, what is wrong with them, and for each sub-room those of its room that it includes."""
    sources = sorted(path for top in ("core", "jobs") for suffix in ("hpp", "cpp", "h")
                     for path in (root / top).rglob(f"*.{suffix}"))
    sub_rooms = sub_rooms_of((root / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    found, used = [], {own: set() for own in sub_rooms}
    for path in sources:
        source = path.relative_to(root).as_posix()
        if homeless(sub_rooms, source):
            found.append(f"{source}: {homeless(sub_rooms, source)}")
            continue
        for quote, included in INCLUDE.findall(path.read_text(encoding="utf-8")):
            if room_of(source) == room_of(included):
                used.setdefault(sub_room_of(source), set()).add(sub_room_of(included))
            wrong = wrong_with(source, quote, included) or wrong_between(sub_rooms, source, included)
            if wrong:
                found.append(f"{source}: includes {included}: {wrong}")
    return sources, found + table_faults(sub_rooms, used)


def table_faults(sub_rooms, used):
    faults = [f"ARCHITECTURE.md: no file of {own} includes one of {other}"
              for own, others in sub_rooms.items() for other in sorted(others - used[own])]
    if ring := ring_in(sub_rooms):
        faults.append(f"ARCHITECTURE.md: a ring of arrows: {', '.join(ring)}")
    return faults


WRONG = [
    ("core/domain/office.hpp", '"core/store/engine/database.hpp"'),
    ("core/store/tables/offices_table.cpp", '"core/files/durable_file.hpp"'),
    ("core/letter/batch.cpp", '"core/mail/message.hpp"'),
    ("core/letter/batch.cpp", '"core/files/inbox.hpp"'),
    ("core/letter/batch.cpp", '"core/faults/fault_point.hpp"'),
    ("core/mail/maildir.cpp", '"core/files/csv_writer.hpp"'),
    ("core/mail/maildir.cpp", '"core/service/setup/submit.hpp"'),
    ("core/mail/maildir.cpp", "<core/service/setup/submit.hpp>"),
    ("core/mail/maildir.cpp", '"../store/database.hpp"'),
    ("core/service/setup/submit.cpp", '"jobs/work/runner.hpp"'),
    ("core/service/setup/submit.cpp", "<Poco/Data/Session.h>"),
    ("core/service/setup/submit.cpp", "<sqlite3.h>"),
    ("core/service/setup/submit.cpp", "<sodium.h>"),
    ("core/service/setup/submit.cpp", "<sodium/utils.h>"),
    ("core/letter/batch.cpp", "<openssl/cms.h>"),
    ("core/service/setup/submit.cpp", "<hpdf_pages.h>"),
    ("core/store/engine/database.cpp", "<Poco/Net/StreamSocket.h>"),
    ("core/domain/instant.cpp", "<boost/date_time/gregorian/gregorian.hpp>"),
    ("core/service/setup/settings.cpp", "<boost/program_options.hpp>"),
    ("core/letter/batch.cpp", '"core/printing/batch.hpp"'),
    ("core/printing/batch.cpp", "<string>"),
    ("jobs/work/take_decisions_job.cpp", '"jobs/work/render_letters_job.hpp"'),
    ("jobs/work/a_job_of_tomorrow_job.cpp", '"jobs/work/render_letters_job.hpp"'),
    ("jobs/work/render_letters_job.hpp", '"jobs/work/a_job_of_tomorrow_job.hpp"'),
    ("core/service/setup/settings.cpp", '"core/service/mails/outbox.hpp"'),
    ("core/service/setup/settings.cpp", "<core/service/mails/outbox.hpp>"),
    ("core/service/settings.cpp", "<string>"),
    ("core/service/letters/batch.cpp", "<string>"),
    ("jobs/work/runner.cpp", '"jobs/program.hpp"'),
    ("jobs/ground/output.cpp", '"jobs/work/runner.hpp"'),
    ("jobs/work/runner.cpp", '"core/store/tables/runs_table.hpp"'),
    ("jobs/program.cpp", '"core/store/engine/transaction.hpp"'),
]
RIGHT = [
    ("core/domain/office.cpp", '"core/domain/office.hpp"'),
    ("core/domain/calendar.cpp", "<boost/date_time/gregorian/gregorian.hpp>"),
    ("core/store/engine/database.cpp", "<Poco/Data/Session.h>"),
    ("core/letter/batch.cpp", '"core/files/csv_writer.hpp"'),
    ("core/letter/batch.cpp", '"core/files/durable_file.hpp"'),
    ("core/mail/maildir.cpp", '"core/files/durable_file.hpp"'),
    ("core/secrets/keys.cpp", "<sodium.h>"),
    ("core/secrets/recipient_certificate.cpp", "<openssl/cms.h>"),
    ("core/service/setup/submit.cpp", '"core/mail/message.hpp"'),
    ("core/service/setup/submit.cpp", "<Poco/Exception.h>"),
    ("core/service/mails/outbox.cpp", '"core/service/setup/settings.hpp"'),
    ("core/service/mails/outbox.cpp", '"core/service/mails/outbox.hpp"'),
    ("jobs/main.cpp", '"jobs/work/render_letters_job.hpp"'),
    ("jobs/manual/tables.cpp", '"jobs/work/job_list.hpp"'),
    ("jobs/work/take_decisions_job.cpp", '"jobs/work/take_decisions_job.hpp"'),
    ("jobs/work/a_job_of_tomorrow_job.cpp", '"jobs/work/a_job_of_tomorrow_job.hpp"'),
    ("jobs/work/job_list.cpp", '"jobs/work/a_job_of_tomorrow_job.hpp"'),
    ("jobs/work/take_decisions_job.cpp", '"core/service/run/job_run.hpp"'),
    ("jobs/work/take_decisions_job.cpp", '"jobs/ground/output.hpp"'),
    ("jobs/work/runner.cpp", '"core/store/engine/database.hpp"'),
    ("core/service/mails/outbox.cpp", '"core/store/tables/notices_table.hpp"'),
]
# The sub-rooms of the trees that are laid out, and tables that are wrong in themselves.
TABLE = """| `core/store/engine` | connection | |
| `core/store/tables` | one file a table | `engine` |
| `core/service/setup` | settings | |
| `core/service/mails` | the outbox | `setup` |
| `jobs/ground` | what all share | |
| `jobs/work` | the jobs | `ground` |
"""
RING = TABLE.replace("| settings | |", "| settings | `mails` |")
UNUSED = "| `jobs/ground` | what all share | |\n| `jobs/work` | the jobs | `ground` |\n"
WRONG_TABLES = [(RING, "a ring"), (UNUSED, "no file of jobs/work")]


def caught_in(files):
    """What is wrong with a tree of these files (path → text), arrows of its table that it does not use apart."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return [line for line in violations(pathlib.Path(folder))[1] if "no file of" not in line]


def self_test():
    failed = 0
    for source, include in WRONG + RIGHT:
        caught = caught_in({source: f"#pragma once\n\n#  include {include}\n", "ARCHITECTURE.md": TABLE})
        if bool(caught) != ((source, include) in WRONG):
            print(f"{source}: include {include} was let through" if not caught else "\n".join(caught))
            failed += 1
    for table, fault in WRONG_TABLES:
        sub_rooms = sub_rooms_of(table)
        if not any(fault in line for line in table_faults(sub_rooms, {own: set() for own in sub_rooms})):
            print(f"{fault} was let through in\n{table}")
            failed += 1
    print(f"{len(WRONG)} wrong and {len(RIGHT)} right includes and {len(WRONG_TABLES)} wrong tables tried, "
          f"{failed} judged wrongly")
    return 1 if failed else 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    sources, found = violations(pathlib.Path(sys.argv[1]))
    for line in found:
        print(line)
    if not sources:
        print("no source file read: wrong folder?")
    return 1 if found or not sources else 0


if __name__ == "__main__":
    sys.exit(main())
