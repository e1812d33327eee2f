"""A year of a union's work as rows of the database: applications that went all ways, their steps in the audit with
its chain, letters, reports of the print room, mails. Written straight into the tables, because the program's own year
would take hours of password hashing."""

import contextlib
import datetime
import hashlib
import random
import sqlite3

SEED = 20261122
JAPAN = datetime.timezone(datetime.timedelta(hours=9))
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
LIFE_DAYS = 45
TOKYO, KANAGAWA = "13", "14"


def check_digit(digits):
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return (11 - product) % 10


def serial_number(letter, serial):
    return f"{letter}{serial:08d}{check_digit(f'{serial:08d}')}"


def next_morning(at_ms):
    """08:30 in Japan of the next weekday."""
    day = datetime.datetime.fromtimestamp(at_ms / 1000, JAPAN).replace(hour=8, minute=30, second=0, microsecond=0)
    day += datetime.timedelta(days=1)
    while day.weekday() >= 5:
        day += datetime.timedelta(days=1)
    return int(day.timestamp() * 1000)


class Year:
    """`count` applications that were submitted in the `days` before `end_ms`; most of them from the 1st to the 10th."""

    def __init__(self, count, end_ms, days=365):
        self.dice = random.Random(SEED)
        self.end_ms = end_ms
        first = end_ms - days * DAY
        dates = [first + n * DAY for n in range(days)]
        weights = [3 if datetime.datetime.fromtimestamp(at / 1000, JAPAN).day <= 10 else 1 for at in dates]
        self.submitted = sorted(at + self.dice.randrange(8 * HOUR, 20 * HOUR)
                                for at in self.dice.choices(dates, weights, k=count))
        self.submitted = [at - self.midnight_offset(first) for at in self.submitted]
        self.offices = count // 3 + 1

    @staticmethod
    def midnight_offset(at_ms):
        return (at_ms + 9 * HOUR) % DAY

    def steps_of(self, submitted):
        """[(time, state)] of an application and [(time, state)] of its letter."""
        at = submitted
        steps = [(at, "submitted")]
        at += self.dice.randrange(1, 5) * MINUTE
        chance = self.dice.random()
        if chance < 0.02:
            return steps + [(at, "refused")], []
        steps.append((at, "in_review"))
        at += self.dice.randrange(2 * HOUR, 30 * HOUR)
        if chance < 0.07:
            return steps + [(at, "rejected")], []
        if chance < 0.15:
            steps.append((at, "on_hold"))
            at += self.dice.randrange(DAY, 6 * DAY)
            steps.append((at, "in_review"))
            at += HOUR
        if chance > 0.99:
            return steps + [(at, "withdrawn")], []
        steps.append((at, "approved"))
        sealed = next_morning(at)
        posted = sealed + self.dice.choice([7, 7, 7, 31]) * HOUR
        steps += [(sealed, "issued"), (sealed + 3 * HOUR, "printed"), (posted, "posted")]
        letter = [(sealed, "sealed"), (sealed + 3 * HOUR, "printed"), (posted, "posted")]
        if chance < 0.9:
            used = posted + self.dice.randrange(DAY, 9 * DAY)
            return steps + [(used, "completed")], letter + [(used, "used")]
        over = sealed + LIFE_DAYS * DAY
        return steps + [(over, "lapsed")], letter + [(over, "lapsed")]

    def past(self, steps):
        return [step for step in steps if step[0] < self.end_ms]


class Writer:
    """Fills the tables of an installation that was just made."""

    def __init__(self, file, year):
        self.year = year
        self.audit = []
        self.rows = {table: [] for table in ("offices", "accounts", "applications", "batches", "letters",
                                             "print_results", "notices", "notice_attempts", "decisions")}
        self.batches = {}
        for serial, submitted in enumerate(year.submitted, 1):
            self.add_application(serial, submitted)
        for serial in range(1, year.offices + 1):
            self.add_office(serial)
        with contextlib.closing(sqlite3.connect(file)) as database, database:
            self.write(database)

    def office_number(self, serial):
        return f"{TOKYO if serial % 3 else KANAGAWA}7{serial:07d}"

    def add_office(self, serial):
        number = self.office_number(serial)
        self.rows["offices"].append((number, f"訪問介護ステーションすみれ第{serial}", "スミレ", "1000001", "東京都千代田区1-1", "", "",
                                     "active", 1, 1, 1))
        self.rows["accounts"].append((serial, number, number[:2], f"KJ{number[:2]}{number}", 1))

    def add_application(self, serial, submitted):
        office = serial % self.year.offices + 1
        number = self.office_number(office)
        receipt = serial_number("R", serial)
        steps, letter_steps = map(self.year.past, self.year.steps_of(submitted))
        if not steps:
            return
        self.audit += [(at, f"application_{state}", receipt) for at, state in steps]
        at, state = steps[-1]
        self.rows["applications"].append((serial, receipt, f"s{serial}", number, number[:2], "reissue",
                                          "tantou@example.jp", submitted, state, at, len(steps), "", 1, "", "", ""))
        self.add_mail(serial, number[:2], "receipt", submitted)
        if any(state in ("rejected", "refused", "issued") for _, state in steps):
            self.add_mail(serial, number[:2], "result", at)
        if any(state == "approved" for _, state in steps):
            self.rows["decisions"].append((serial, "approve", "", "", 1000, "", at))
        if letter_steps:
            self.add_letter(serial, office, number[:2], letter_steps)

    def add_letter(self, serial, account, prefecture, steps):
        notice = serial_number("N", serial)
        self.audit += [(at, f"letter_{state}", notice) for at, state in steps]
        sealed = steps[0][0]
        batch = self.batches.setdefault((prefecture, sealed), [len(self.batches) + 1, 0])
        batch[1] += 1
        at, state = steps[-1]
        # No temporary password: an office that applied again would have two.
        self.rows["letters"].append((serial, notice, serial, account, batch[0], 1, batch[1], "letters-0001.pdf",
                                     batch[1], state, at, sealed, sealed + LIFE_DAYS * DAY, None))
        for at, state in steps[1:]:
            if state in ("printed", "posted"):
                self.rows["print_results"].append((serial, state, at, "", "", 1000, 1, 1, at))

    def add_mail(self, serial, prefecture, kind, at):
        notice = len(self.rows["notices"]) + 1
        state = "bounced" if notice % 200 == 0 else "failed" if notice % 317 == 0 else "sent"
        outcome = "sent" if state == "bounced" else state
        self.rows["notices"].append((notice, serial, "", prefecture, kind, "", "tantou@example.jp", "{}",
                                     f"<{notice}@example.jp>", state, at + MINUTE, at, at, 1, "", 1, "250 ok", at))
        self.rows["notice_attempts"].append((notice, at + MINUTE, outcome, "250 ok", "maildir", "v"))

    def chained(self):
        previous = ""
        for seq, (at, event, subject) in enumerate(sorted(self.audit, key=lambda row: row[0]), 1):
            fields = [previous, str(seq), str(at), str(at), "job:year", event, subject, ""]
            text = b"".join(b"%d:%s" % (len(field.encode()), field.encode()) for field in fields)
            previous = hashlib.sha256(text).hexdigest()
            yield seq, at, at, "job:year", event, subject, "", previous

    def write(self, database):
        database.execute("INSERT INTO inbox_files VALUES (1, 'print-results', '', '', 0, 0, 0, 0)")
        for (prefecture, sealed), (batch, letters) in self.batches.items():
            self.rows["batches"].append((batch, f"B{prefecture}-{batch}", prefecture, "handed_over", letters, "", sealed,
                                         sealed))
        columns = {
            "offices": "office_number, name, name_kana, postcode, address, phone, security_mail, status, version, "
                       "ledger_id, changed_ms",
            "accounts": "account_id, office_number, prefecture, user_id, created_ms",
            "applications": "application_id, receipt_number, submission_id, office_number, prefecture, kind, "
                            "notification_mail, submitted_ms, state, state_ms, version, reason_code, screened_version, "
                            "addressee_name, addressee_postcode, addressee_address",
            "batches": "batch_id, name, prefecture, state, letters, sums_sha256, claimed_ms, sealed_ms",
            "letters": "letter_id, notice_number, application_id, account_id, batch_id, edition, position, file, page, "
                       "state, state_ms, issued_ms, valid_until_ms, temporary_password_hash",
            "print_results": "letter_id, result, reported_ms, person, tracking_number, acting_uid, file_id, line, "
                             "taken_ms",
            "notices": "notice_id, application_id, office_number, prefecture, kind, cause, recipient, fields, "
                       "message_id, state, state_ms, queued_ms, due_ms, attempts, owner, claim, reply, tries_from_ms",
            "notice_attempts": "notice_id, at_ms, outcome, reply, relay, template_version",
            "decisions": "application_id, verdict, reason_code, note, acting_uid, reviewer, decided_ms",
        }
        for table, rows in self.rows.items():
            marks = ", ".join("?" * len(columns[table].split(",")))
            database.executemany(f"INSERT INTO {table} ({columns[table]}) VALUES ({marks})", rows)
        database.executemany("INSERT INTO audit (seq, at_ms, real_ms, actor, event, subject, detail, hash) "
                             "VALUES (?, ?, ?, ?, ?, ?, ?, ?)", self.chained())
        for name in ("receipt_number", "notice_number"):
            database.execute("INSERT INTO serials (name, last) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = excluded.last",
                             (name, len(self.year.submitted)))
