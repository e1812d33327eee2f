#!/usr/bin/env python3
"""`watch` is killed at every point between two effects on the disk: each incident is told once when it begins and once
when it ends, and the metrics file is whole at every instant."""

import contextlib
import sqlite3
import unittest

import program
import world
from trials import WorldsTest

ALERTS = ["--set", "alerts.mail=ops@example.jp", "--set", "watch.calm_minutes=0"]
TROUBLE = ["--set", "letters.recipient_certificate=missing.pem", "--set", "union.13.recipient_certificate=other.pem"]
KEYS = ["certificate.print_room.13", "certificate.print_room.default"]


def rows(folder, query):
    with contextlib.closing(sqlite3.connect(folder / "state/saihakko.db")) as database:
        return database.execute(query).fetchall()


def faults_of(folder, ends):
    """`ends`: what must have been told of each trouble."""
    incidents = rows(folder, "SELECT incident_key, ended_ms IS NOT NULL FROM incidents ORDER BY incident_key")
    if incidents != [(key, int("ended" in ends)) for key in KEYS]:
        yield f"incidents {incidents}"
    mails = sorted((cause.split()[0], cause.split()[2])
                   for cause, in rows(folder, "SELECT cause FROM notices WHERE kind = 'alert'"))
    if mails != sorted((key, end) for key in KEYS for end in ends):
        yield f"mails {mails}"
    audited = rows(folder, "SELECT COUNT(*) FROM audit WHERE event LIKE 'incident!_%' ESCAPE '!'")
    if audited != [(len(KEYS) * len(ends),)]:
        yield f"{audited} rows of the audit"
    left = sorted(path.name for path in (folder / "state/metrics").iterdir())
    if left != ["saihakko.prom"]:
        yield f"left behind: {left}"


def metrics_whole(folder):
    """A reader at any instant sees all of a file or none."""
    path = folder / "state/metrics/saihakko.prom"
    if path.exists() and "\nsaihakko_incidents_total " not in path.read_text(encoding="utf-8"):
        yield "the metrics are cut off"


def kill_and_finish(words, ends, point, folder):
    if not program.run(folder, *words, KILL_AT=point).killed:
        return ["was not killed"]
    faults = list(metrics_whole(folder))
    run = program.run(folder, *words)
    if run.code != 0:
        faults.append(f"the next run ended with {run.code}: {run.output}")
    return faults + list(faults_of(folder, ends))


def kill_beginning(point, small, folder):
    del small
    return kill_and_finish([*ALERTS, *TROUBLE, "run", "watch"], ["begun"], point, folder)


def kill_ending(point, small, folder):
    del small
    return kill_and_finish([*ALERTS, "run", "watch"], ["begun", "ended"], point, folder)


class WatchKills(WorldsTest):
    make_world = staticmethod(world.smallest_world)

    def kill_at_each(self, ready, words, try_out):
        points = program.passed(world.copy(ready, self.scratch / f"counted-{ready.name}"), "point", *words)
        self.assertGreater(len(points), 6, points)
        self.in_a_copy_each(ready, try_out, range(1, len(points) + 1), lambda number: points[number - 1])

    def test_incidents_begin_once_and_end_once(self):
        self.kill_at_each(self.ready, [*ALERTS, *TROUBLE, "run", "watch"], kill_beginning)
        troubled = world.copy(self.ready, self.scratch / "troubled")
        world.must_run(troubled, *ALERTS, *TROUBLE, "run", "watch")
        self.kill_at_each(troubled, [*ALERTS, "run", "watch"], kill_ending)


if __name__ == "__main__":
    unittest.main()
