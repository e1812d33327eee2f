#!/usr/bin/env python3
"""The import of a ledger, its being held, accepted, refused and taken back are killed at every point: nothing of what
is held changes a row, the next run or the same command again does the rest, and a third time there is nothing to do."""

import contextlib
import sqlite3
import unittest

import program
import world
from trials import WorldsTest

from installation import LEDGER_COLUMNS, csv_text, office, office_number  # isort: skip  # found by program

NUMBERS = [office_number("14", serial) for serial in range(1, 13)]
FIRST = [office(number, 事業所名=f"第{at}センター", 住所=f"東京都港区{at}") for at, number in enumerate(NUMBERS)]
WRONG = [row | {"住所": FIRST[at - 1]["住所"]} for at, row in enumerate(FIRST)] + [office(office_number("14", 99))]
ADDRESSES = {rows: {row["事業所番号"]: row["住所"] for row in of} for rows, of in (("first", FIRST), ("wrong", WRONG))}


def drop(folder, name, rows):
    part = folder / "state/inbox/ledger" / f"{name}.part"
    part.write_text(csv_text(LEDGER_COLUMNS, rows), encoding="utf-8-sig")
    part.rename(part.with_suffix(""))


def query(folder, statement):
    with contextlib.closing(sqlite3.connect(folder / "state/saihakko.db")) as database:
        return database.execute(statement).fetchall()


def addresses(folder):
    return dict(query(folder, "SELECT office_number, address FROM offices WHERE office_number LIKE '14%'"))


def files(folder, place):
    return [path.name for path in (folder / "state/inbox" / place).rglob("*") if path.is_file()]


def wrong_about(folder, rows, state, **places):
    """What is not as it must be: the offices, the state of the wrong ledger, where its file lies."""
    if addresses(folder) != ADDRESSES[rows]:
        yield f"addresses {addresses(folder)}"
    states = query(folder, "SELECT state FROM ledger_imports WHERE name = 'wrong.csv'")
    if states != [(state,)]:
        yield f"states {states}"
    for place, wanted in places.items():
        if ("wrong.csv" in files(folder, place)) != wanted:
            yield f"{place}: {files(folder, place)}"
    if "wrong.csv" in files(folder, "ledger"):
        yield "left in the inbox"
    verified = program.run(folder, "audit", "verify")
    if verified.code != 0:
        yield f"audit verify: {verified.output}"


def kill_and_repeat(words, point, folder, again, wanted):
    if not program.run(folder, *words, KILL_AT=point).killed:
        return ["was not killed"]
    faults = []
    for command in (*again, words):  # the last one finds everything done
        run = program.run(folder, *command)
        if run.code not in (0, 65):
            faults.append(f"{command} ended with {run.code}: {run.output}")
    return faults + list(wanted(folder))


def held(folder):
    return wrong_about(folder, "first", "held", held=True, done=False, refused=False)


def taken(folder):
    yield from wrong_about(folder, "wrong", "taken", held=False, done=True, refused=False)
    if (accepted := query(folder, "SELECT COUNT(*) FROM audit WHERE event = 'ledger_accepted'")) != [(1,)]:
        yield f"accepted {accepted}"


def refused(folder):
    return wrong_about(folder, "first", "refused", held=False, done=False, refused=True)


def taken_back(folder):
    return wrong_about(folder, "first", "restored", held=False, done=True, refused=False)


IMPORT = ["run", "import-ledger"]


def kill_holding(point, small, folder):
    del small
    return kill_and_repeat(IMPORT, point, folder, [IMPORT], held)


def kill_accepting(point, small, folder):
    del small
    return kill_and_repeat(["ledger", "accept", "wrong.csv"], point, folder, [["ledger", "accept", "wrong.csv"]], taken)


def kill_refusing(point, small, folder):
    del small
    return kill_and_repeat(["ledger", "refuse", "wrong.csv"], point, folder, [["ledger", "refuse", "wrong.csv"]], refused)


def kill_taking_back(point, small, folder):
    del small
    return kill_and_repeat(["ledger", "restore", "wrong.csv"], point, folder, [["ledger", "restore", "wrong.csv"]],
                           taken_back)


def kill_accepting_and_leave_it_to_the_job(point, small, folder):
    """Either nothing was decided yet, or the job does it."""
    del small
    if not program.run(folder, "ledger", "accept", "wrong.csv", KILL_AT=point).killed:
        return ["was not killed"]
    program.run(folder, *IMPORT)
    decided = query(folder, "SELECT COUNT(*) FROM audit WHERE event = 'ledger_accepted'") == [(1,)]
    return list(taken(folder) if decided else held(folder))


class LedgerKills(WorldsTest):
    make_world = staticmethod(world.smallest_world)

    def setUp(self):
        super().setUp()
        self.house = world.copy(self.ready, self.scratch / "house")
        for path in (self.house / "state/inbox/ledger").iterdir():
            path.unlink()
        drop(self.house, "first.csv", FIRST)
        world.must_run(self.house, *IMPORT)
        drop(self.house, "wrong.csv", WRONG)

    def kill_at_each(self, words, *try_outs):
        points = program.passed(world.copy(self.house, self.scratch / "counted"), "point", *words)
        self.assertGreater(len(points), 4, points)
        for try_out in try_outs:
            self.in_a_copy_each(self.house, try_out, range(1, len(points) + 1), lambda number: points[number - 1])

    def hold(self):
        self.assertEqual(program.run(self.house, *IMPORT).code, 65)
        self.assertEqual(list(held(self.house)), [])

    def test_holding(self):
        self.kill_at_each(IMPORT, kill_holding)

    def test_accepting(self):
        self.hold()
        self.kill_at_each(["ledger", "accept", "wrong.csv"], kill_accepting, kill_accepting_and_leave_it_to_the_job)

    def test_refusing(self):
        self.hold()
        self.kill_at_each(["ledger", "refuse", "wrong.csv"], kill_refusing)

    def test_taking_back(self):
        self.hold()
        world.must_run(self.house, "ledger", "accept", "wrong.csv")
        self.kill_at_each(["ledger", "restore", "wrong.csv"], kill_taking_back)


if __name__ == "__main__":
    unittest.main()
