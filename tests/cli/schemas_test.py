#!/usr/bin/env python3
"""Every --json output is what its JSON Schema in jobs/schemas says: nothing more, nothing less."""

import copy
import datetime
import json
import re
import sqlite3
import unittest

import jsonschema

import installation
from installation import application, bounce, csv_text, decision, office, office_number

SCHEMAS = installation.SOURCE / "jobs/schemas"
WORDS = "words.json"
RESULT_COLUMNS = ["通知書番号", "結果", "日時", "担当者", "追跡番号"]
LEAK, HELD, REJECTED, UNKNOWN, BARE, SPOILED, RETURNED, VOIDED, REPRINTED, POSTED, LATE, OTHER_UNION = (
    office_number("32" if serial == 12 else "13", serial) for serial in range(1, 13))


def schema_named(name):
    return json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


def validator(name):
    base = (SCHEMAS / f"{name}.json").as_uri()
    resolver = jsonschema.RefResolver(base, schema_named(name))
    return jsonschema.Draft202012Validator(schema_named(name), resolver=resolver)


def forms_with_json(usage):
    """The names of the forms of a command that take --json: `letter-reprint`, `restore-reconcile`."""
    for form in re.findall(r"saihakko (.+)", usage):
        if "[--json]" not in form:
            continue
        command, *rest = form.split()
        verb = rest[0] if rest and re.fullmatch(r"(--)?[a-z]+", rest[0]) else ""
        yield f"{command}-{verb.removeprefix('--')}" if verb else command


def places(schema, at=()):
    """Every property of a schema, as its path."""
    if isinstance(schema, dict):
        for name, inner in schema.get("properties", {}).items():
            yield (*at, name)
            yield from places(inner, (*at, name))
        for key in ("items", "additionalProperties"):
            yield from places(schema.get(key), at)
        for key in ("anyOf", "oneOf"):
            for inner in schema.get(key, []):
                yield from places(inner, at)


def objects(schema):
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for inner in schema.values():
            yield from objects(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from objects(inner)


class House(installation.Installation):
    """An installation in which something of everything has happened."""

    def populate(self):
        self.init()
        numbers = [HELD, REJECTED, BARE, SPOILED, RETURNED, VOIDED, REPRINTED, POSTED, LATE, OTHER_UNION]
        rows = [office(number) for number in numbers]
        rows[2]["住所"] = ""
        rows.append(office(LEAK, セキュリティ用メールアドレス="office@example.jp"))
        self.take_ledger(rows)
        self.command("office", "lock", LEAK)
        self.take_applications([application(number) for number in [*numbers, LEAK, UNKNOWN]])
        self.command("office", "unlock", LEAK)
        self.made = [("review", self.json("review"))]
        self.call_office(HELD)
        receipts = {row["office_number"]: row["receipt_number"] for row in self.json("application", "list")}
        verdicts = {HELD: ("保留", "waiting_for_phone_check"), REJECTED: ("不承認", "identity_not_confirmed")}
        self.take_decisions([decision(receipts[number], *verdicts.get(number, ("承認", "")), note="備考")
                             for number in [HELD, REJECTED, SPOILED, RETURNED, VOIDED, REPRINTED, POSTED, LATE, OTHER_UNION]])
        self.run("render-letters", "send-notices")
        self.letters = {row["office_number"]: row for row in self.json("letter", "list")}
        self.hold_ledger(rows)
        self.report_results()
        self.bounce(receipts[POSTED])
        for verb, number, reason in (("void", VOIDED, "not_needed"), ("reprint", REPRINTED, "damaged")):
            ran = self.command("letter", verb, self.letters[number]["notice_number"], self.letters[SPOILED]["notice_number"],
                               "--reason", reason, "--note", "備考", "--json", code=65)
            self.made.append((f"letter-{verb}", json.loads(ran.out)))
        self.take_decisions([decision("13", "承認"), decision(receipts[HELD], "保留", "waiting_for_phone_check")], name="refused.csv", code=65)
        self.run("render-letters", "send-notices")

    def call_office(self, number):
        self.command("application", "call", number, "--number", "03-0000-0001", "--person", "担当", "--result", "confirmed")

    def hold_ledger(self, rows):
        """Gives three offices other names by a ledger, then hands one in whose names are out of line."""
        def named(*names):
            return [row | {"事業所名": name} for row, name in zip(rows, names)] + rows[len(names):]

        self.take_ledger(named("甲ホーム", "乙ホーム", "丙ホーム"), name="names.csv")
        self.run("screen-applications")
        self.take_ledger(named("丙ホーム", "甲ホーム", "乙ホーム"), name="held.csv", code=65)

    def report_results(self):
        lines = [(SPOILED, "書損"), (RETURNED, "投函済"), (RETURNED, "返戻"), (POSTED, "印刷済"), (POSTED, "投函済")]
        rows = [dict(zip(RESULT_COLUMNS, [self.letters[number]["notice_number"], result, "", "印刷 太郎", "T1"]))
                for number, result in lines]
        self.drop("print-results", "results.csv", csv_text(RESULT_COLUMNS, rows).encode("utf-8-sig"))
        self.run("track-letters")

    def bounce(self, receipt):
        sent = [row for row in self.json("notice", "list") if row["receipt_number"] == receipt]
        self.drop("bounces", "bounce.eml", bounce(sent[0]["message_id"]))
        self.drop("bounces", "address.eml", bounce("<lost@relay.example.jp>", recipient=self.json("notice", "show", sent[0]["notice_id"])["recipient"]))
        self.run("take-bounces")

    def outputs(self):
        """(name of the schema, output), of every form that takes --json, of everything there is."""
        yield from self.made
        for name in ("application list", "letter list", "letter batches", "notice list", "notice unmatched", "jobs", "status", "audit verify", "audit list",
                     "review", "review result", "ledger list", "inbox", "inbox show refused.csv"):
            yield name.removesuffix(" refused.csv").replace(" ", "-"), self.json(*name.split())
        later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=20)
        yield "status", json.loads(self.command("--as-of", later.isoformat(timespec="seconds"), "status", "--json").out)
        for row in self.json("application", "list"):
            yield "application-show", self.json("application", "show", row["receipt_number"])
            yield "why", self.json("why", row["receipt_number"])
            yield "why", json.loads(self.command("--as-of", later.isoformat(timespec="seconds"), "why", row["receipt_number"],
                                                 "--json").out)
        for row in self.json("letter", "list"):
            yield "letter-show", self.json("letter", "show", row["notice_number"])
        for row in self.json("letter", "batches"):
            yield "letter-show", self.json("letter", "show", row["batch"])
        marked = self.command("letter", "mark", self.letters[POSTED]["notice_number"], "N1", "--result", "posted", "--json", code=65)
        yield "letter-mark", json.loads(marked.out)
        for row in self.json("notice", "list"):
            yield "notice-show", self.json("notice", "show", row["notice_id"])
        yield "ledger-diff", self.json("ledger", "diff", "held.csv")
        for number in (LEAK, OTHER_UNION):
            yield "office-show", self.json("office", "show", number)
        yield "office-show", self.json("office", "show", HELD, "--history")
        self.command("office", "lock", LEAK)
        yield "office-show", self.json("office", "show", LEAK)
        yield from self.what_a_restore_finds()
        yield from self.what_an_audit_finds()

    def what_a_restore_finds(self):
        self.command("backup")
        (copy_of_database,) = (self.state / "backup").glob("*.db")
        self.drop("ledger", "again.csv", installation.ledger_csv([office(HELD, 電話番号="03-1111-1111")]))
        self.run("import-ledger")
        self.command("restore", copy_of_database, "--replace")
        yield "restore-reconcile", self.json("restore", "--reconcile")

    def what_an_audit_finds(self):
        with sqlite3.connect(self.state / "saihakko.db") as database:
            database.execute("UPDATE letters SET void_reason = '' WHERE state = 'voided'")
        yield "audit-verify", json.loads(self.command("audit", "verify", "--json", code=70).out)


class Schemas(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = House()
        cls.addClassCleanup(cls.house.remove)
        cls.house.populate()
        cls.outputs = list(cls.house.outputs())

    def test_every_form_with_json_has_a_schema_and_every_schema_a_form(self):
        commands = re.findall(r"^  ([a-z]+) ", self.house.call("--help").out.split("全体のオプション:")[0], re.MULTILINE)
        self.assertIn("status", commands)
        forms = {form for command in commands for form in forms_with_json(self.house.call(command, "--no-such-option").err)}
        self.assertEqual(forms, {path.stem for path in SCHEMAS.glob("*.json")} - {"words"})

    def test_every_schema_is_one_and_lets_nothing_unknown_through(self):
        for path in SCHEMAS.rglob("*.json"):
            schema = json.loads(path.read_text(encoding="utf-8"))
            self.assertEqual(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", path.name)
            jsonschema.Draft202012Validator.check_schema(schema)
            for inner in objects(schema):
                self.assertIn("additionalProperties", inner, path.name)
                self.assertIsNot(inner["additionalProperties"], True, path.name)

    def test_real_outputs_are_as_their_schemas_say(self):
        for name, output in self.outputs:
            errors = [f"{list(error.absolute_path)}: {error.message}" for error in validator(name).iter_errors(output)]
            self.assertEqual(errors, [], name)

    def test_each_form_was_seen_with_something_in_it(self):
        seen = {name for name, output in self.outputs if output}
        self.assertEqual(seen, {path.stem for path in SCHEMAS.glob("*.json")} - {"words"})
        states = {row["state"] for name, output in self.outputs if name == "application-list" for row in output}
        self.assertLessEqual({"in_review", "on_hold", "rejected", "refused", "issued", "posted"}, states)

    def test_every_property_was_seen_in_a_real_output(self):
        seen = {}
        for name, output in self.outputs:
            seen.setdefault(name, set()).update(self.paths(output))
        for name, found in seen.items():
            missing = set(places(schema_named(name))) - found
            self.assertEqual(missing, set(), name)

    def paths(self, value, at=()):
        if isinstance(value, dict):
            for name, inner in value.items():
                yield (*at, name)
                yield from self.paths(inner, (*at, name))
        elif isinstance(value, list):
            for inner in value:
                yield from self.paths(inner, at)

    def test_a_property_more_or_less_would_be_seen(self):
        for name, output in self.outputs:
            row = output[0] if isinstance(output, list) and output else output
            if not isinstance(row, dict):
                continue
            more, less = copy.deepcopy(output), copy.deepcopy(output)
            (more[0] if isinstance(more, list) else more)["surprise"] = 1
            lesser = less[0] if isinstance(less, list) else less
            lesser.pop(next(key for key in lesser if key not in ("approvals",)))
            self.assertFalse(validator(name).is_valid(more), name)
            self.assertFalse(validator(name).is_valid(less), name)


if __name__ == "__main__":
    unittest.main()
