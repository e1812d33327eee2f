#!/usr/bin/env python3
"""Keeps the arrows of ARCHITECTURE.md: reads the #include lines of core/ and jobs/.

  include_direction.py ROOT          names every include that runs against an arrow; exit 1 if any
  include_direction.py --self-test   lays out trees with one wrong include each; each must be caught
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
    ("files", "core/faults/fault_point.hpp"),
}
# Jobs meet in rows: the file of one never includes the file of another.
JOBS = {"import_ledger", "take_bounces", "track_letters", "expire_codes", "take_applications",
        "screen_applications", "take_decisions", "render_letters", "send_notices", "review_worksheet",
        "purge", "backup", "report", "watch"}
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
    "boost/date_time": "core/domain/calendar",
    "boost/program_options": "jobs/",
}
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)


def room_of(path):
    parts = path.split("/")
    return "jobs" if parts[0] == "jobs" else parts[1] if parts[0] == "core" and len(parts) > 2 else None


def job_of(path):
    name = path.rpartition("/")[2].rpartition(".")[0].removesuffix("_job")
    return name if path.startswith("jobs/") and name in JOBS else None


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
    if job_of(source) and job_of(included) and job_of(source) != job_of(included):
        return "a job never includes another job"
    return None


def violations(root):
    sources = sorted(path for top in ("core", "jobs") for suffix in ("hpp", "cpp", "h")
                     for path in (root / top).rglob(f"*.{suffix}"))
    found = []
    for path in sources:
        source = path.relative_to(root).as_posix()
        if room_of(source) not in MAY_INCLUDE:
            found.append(f"{source}: lies in no room")
            continue
        for quote, included in INCLUDE.findall(path.read_text(encoding="utf-8")):
            wrong = wrong_with(source, quote, included)
            if wrong:
                found.append(f"{source}: includes {included}: {wrong}")
    return sources, found


WRONG = [
    ("core/domain/office.hpp", '"core/store/engine/database.hpp"'),
    ("core/store/tables/offices_table.cpp", '"core/files/durable_file.hpp"'),
    ("core/letter/batch.cpp", '"core/mail/message.hpp"'),
    ("core/letter/batch.cpp", '"core/files/inbox.hpp"'),
    ("core/letter/batch.cpp", '"core/faults/fault_point.hpp"'),
    ("core/mail/maildir.cpp", '"core/files/csv_writer.hpp"'),
    ("core/mail/maildir.cpp", '"core/service/submit.hpp"'),
    ("core/mail/maildir.cpp", "<core/service/submit.hpp>"),
    ("core/mail/maildir.cpp", '"../store/database.hpp"'),
    ("core/service/submit.cpp", '"jobs/work/runner.hpp"'),
    ("core/service/submit.cpp", "<Poco/Data/Session.h>"),
    ("core/service/submit.cpp", "<sqlite3.h>"),
    ("core/service/submit.cpp", "<sodium.h>"),
    ("core/service/submit.cpp", "<sodium/utils.h>"),
    ("core/letter/batch.cpp", "<openssl/cms.h>"),
    ("core/service/submit.cpp", "<hpdf_pages.h>"),
    ("core/store/engine/database.cpp", "<Poco/Net/StreamSocket.h>"),
    ("core/domain/instant.cpp", "<boost/date_time/gregorian/gregorian.hpp>"),
    ("core/service/setup/settings.cpp", "<boost/program_options.hpp>"),
    ("core/letter/batch.cpp", '"core/printing/batch.hpp"'),
    ("core/printing/batch.cpp", "<string>"),
    ("jobs/work/take_decisions_job.cpp", '"jobs/work/render_letters_job.hpp"'),
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
    ("core/service/submit.cpp", '"core/mail/message.hpp"'),
    ("core/service/submit.cpp", "<Poco/Exception.h>"),
    ("jobs/main.cpp", '"jobs/render_letters.hpp"'),
    ("jobs/take_decisions.cpp", '"jobs/take_decisions.hpp"'),
    ("jobs/take_decisions.cpp", '"core/service/run/job_run.hpp"'),
]


def self_test():
    failed = 0
    for source, include in WRONG + RIGHT:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, source)
            path.parent.mkdir(parents=True)
            path.write_text(f"#pragma once\n\n#  include {include}\n", encoding="utf-8")
            caught = bool(violations(pathlib.Path(folder))[1])
        if caught != ((source, include) in WRONG):
            print(f"{source}: include {include} was {'caught' if caught else 'let through'}")
            failed += 1
    print(f"{len(WRONG)} wrong and {len(RIGHT)} right includes tried, {failed} judged wrongly")
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
