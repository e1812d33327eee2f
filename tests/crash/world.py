"""What a test hands in to the program, and what must have become of it in the end.

This is the memory outside of the program's database: the checks compare with it.
"""

import contextlib
import dataclasses
import json
import pathlib
import shutil
import sqlite3
import tempfile

import program
import examination
import installation

EXPIRED_CODES = 3
REASONS = {"承認": "", "不承認": "identity_not_confirmed", "保留": "waiting_for_phone_check"}


@dataclasses.dataclass(frozen=True)
class Application:
    submission_id: str
    office_number: str
    state: str  # what it must end as
    kind: str = "reissue"
    result: str = ""  # what the print room reports of its letter, which was issued before the test's work begins
    voided: bool = False  # its letter, by an operator, after it was told that one comes

    @property
    def mail(self):
        return f"{self.submission_id}@applicant.example.jp"

    @property
    def verdict(self):
        """The reviewer's 判定; blank for what is never decided."""
        if self.result:
            return "承認"
        return {"issued": "承認", "rejected": "不承認", "on_hold": "保留"}.get(self.state, "")

    @property
    def mails(self):
        """The kinds of mail that must be delivered, each once."""
        return ("receipt", "result") if self.result or self.voided or self.state in ("issued", "rejected", "refused") else ("receipt",)


@dataclasses.dataclass
class World:
    offices: list  # ledger rows
    applications: list
    batches: str  # the section [letters] of the configuration
    malformed: dict  # inbox kind → line of its malformed item
    certificate: str = ""  # of the print room
    receipts: dict = dataclasses.field(default_factory=dict)  # submission_id → 受付番号

    def earlier(self):
        return [application for application in self.applications if application.result]

    def later(self):
        return [application for application in self.applications if not application.result]

    def files_of_earlier(self):
        """What brings letters to the print room before the test's work begins: kind → (name, content)."""
        numbers = {application.office_number for application in self.earlier()}
        return {"ledger": ("ledger.csv", installation.ledger_csv(
                    office for office in self.offices if office["事業所番号"] in numbers)),
                "applications": ("applications.jsonl", installation.json_lines(lines_of(self.earlier()))),
                "decisions": ("decisions.csv", self.decisions_of(self.earlier()))}

    def decisions_of(self, applications):
        return installation.decisions_csv([
            installation.decision(self.receipts[application.submission_id], application.verdict,
                                  REASONS.get(application.verdict, ""))
            for application in applications if application.submission_id in self.receipts])

    def bounced(self):
        """The earlier application whose receipt notice comes back, if any: no further mail is due to it."""
        return next((application for application in self.earlier() if application.state == "posted"), None)

    def files(self, notices=None, message_ids=None):
        """kind → (name, content) of all that is dropped into the inbox. `notices`: receipt number → notice number;
        `message_ids`: receipt number → Message-ID of its receipt notice."""
        ledger = installation.ledger_csv(self.offices).splitlines(keepends=True)
        ledger.insert(self.malformed["ledger"] - 1, "13-no-number,形の悪い行,,,,,,,\r\n".encode())
        applications = installation.json_lines(lines_of(self.later())).splitlines(keepends=True)
        applications.insert(self.malformed["applications"] - 1, b'{"submission_id": "cut off\n')
        files = {"ledger": ("ledger.csv", b"".join(ledger)),
                 "applications": ("applications.jsonl", b"".join(applications)),
                 "decisions": ("decisions.csv", self.decisions_of(self.later()))}
        if self.earlier():
            lines = ["通知書番号,結果,日時,担当者,追跡番号"]
            lines += [f"{(notices or {}).get(self.receipts.get(application.submission_id))},{application.result},,印刷 太郎,"
                      for application in self.earlier()]
            lines.insert(self.malformed["print-results"] - 1, "N-no-number,印刷済,,,")
            files["print-results"] = ("print-results.csv", "".join(f"{line}\r\n" for line in lines).encode())
        if self.bounced():
            receipt = self.receipts.get(self.bounced().submission_id)
            files["bounces"] = ("bounce.eml", installation.bounce((message_ids or {}).get(receipt)))
        return files

    def with_letters_voided(self, submission_ids):
        """The same world after `letter void` of these applications' letters."""
        return dataclasses.replace(self, applications=[
            dataclasses.replace(application, state="in_review", voided=True)
            if application.submission_id in submission_ids else application for application in self.applications])

    def with_live_letter(self):
        return [application for application in self.applications
                if application.state in ("issued", "printed", "posted")]


def lines_of(applications):
    return [installation.application(application.office_number, application.submission_id, kind=application.kind,
                                     notification_mail=application.mail) for application in applications]


# What the print room reports, and what the application ends as: a spoiled letter is made anew by the same run.
REPORTED = {"受取": "issued", "印刷済": "printed", "投函済": "posted", "書損": "issued", "返戻": "in_review"}


def reported(first, words):
    """Applications of offices 13…, one for each word, whose letters the print room has."""
    return [Application(f"e{n:02}", installation.office_number("13", first + n), REPORTED[word], result=word)
            for n, word in enumerate(words)]


def small_world():
    """Two unions, all that can become of an application, and eight letters in three batches."""
    tokyo = [installation.office_number("13", n) for n in range(8)]
    osaka = [installation.office_number("27", n) for n in range(6)]
    offices = [installation.office(number, 事業所名=f"訪問介護{number[2:]}") for number in tokyo[1:] + osaka[1:]]
    offices[5]["発行都道府県"] = "なし"
    offices[6]["状態"] = "廃止"
    fates = [(tokyo[1], "issued"), (tokyo[1], "withdrawn"), (tokyo[2], "issued"), (osaka[1], "issued"),
             (tokyo[3], "issued"), (tokyo[4], "issued"), (tokyo[5], "rejected"), (tokyo[7], "refused"),
             (osaka[2], "issued"), (tokyo[0], "refused"), (osaka[3], "issued"), (osaka[4], "on_hold"),
             (osaka[5], "in_review"), (tokyo[6], "issued", "new")]
    printed = reported(100, REPORTED)
    offices += [installation.office(application.office_number) for application in printed]
    return World(offices, printed + [Application(f"s{n:02}", *fate) for n, fate in enumerate(fates, 1)],
                 batches="batch_size = 3\nbatch_limit = 4",
                 malformed={"ledger": 5, "applications": 9, "print-results": 4})


def smallest_world():
    """What is handed over by each job, each once or twice: three letters in two batches."""
    tokyo = [installation.office_number("13", n) for n in range(5)]
    osaka = installation.office_number("27", 1)
    offices = [installation.office(number) for number in [*tokyo[1:], osaka]]
    fates = [(tokyo[1], "issued"), (tokyo[1], "withdrawn"), (tokyo[2], "issued"), (tokyo[3], "rejected"),
             (tokyo[0], "refused"), (tokyo[4], "on_hold"), (osaka, "issued")]
    printed = reported(100, ["投函済", "書損", "返戻"])
    offices += [installation.office(application.office_number) for application in printed]
    return World(offices, printed + [Application(f"s{n}", *fate) for n, fate in enumerate(fates, 1)],
                 batches="batch_size = 1", malformed={"ledger": 3, "applications": 4, "print-results": 3})


def encrypted(world, print_room):
    """The same, with letters that only the print room can open; `examination` opens them with its key."""
    examination.PRINT_ROOM = print_room
    return dataclasses.replace(world, certificate=str(print_room.certificate))


def large_world(size, approved):
    """So many applications, each of an office of its own, in three unions; so many of them are approved."""
    others = ["rejected", "on_hold", "in_review", "refused"]
    applications = []
    for n in range(size):
        issued = (n + 1) * approved // size > n * approved // size
        number = installation.office_number(("13", "27", "47")[n % 3], n)
        applications.append(Application(f"s{n:04}", number, "issued" if issued else others[n % len(others)]))
    offices = [installation.office(application.office_number, 事業所名=f"訪問介護{application.submission_id}")
               for application in applications if application.state != "refused"]
    return World(offices, applications, batches="batch_size = 1\nbatch_limit = 2",
                 malformed={"ledger": 5, "applications": 9})


def configure(world, folder):
    """The configuration; the state directory is named relative to it, so that the folder can be copied."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "saihakko.conf").write_text(
        f"[state]\ndir = state\n[templates]\ndir = {installation.TEMPLATES}\n{installation.Installation.clock}[letters]\n{world.batches}\n"
        f"recipient_certificate = {world.certificate}\n"
        "[mail]\nsessions = 1\n",  # so that each run passes the same points
        encoding="utf-8")


def drop(folder, files):
    for kind, (name, content) in files.items():
        target = folder / "state/inbox" / kind / name
        target.with_name(name + ".part").write_bytes(content)
        target.with_name(name + ".part").rename(target)


def must_run(folder, *words):
    run = program.run(folder, *words)
    assert run.code in (0, 65), f"{words} ended with {run.code}:\n{run.output}"


def learn_receipts(world):
    """Receipt numbers are drawn in the order of the file: a rehearsal tells them."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        configure(world, folder)
        must_run(folder, "init")
        for applications in (world.earlier(), world.later()):
            drop(folder, {"applications": ("applications.jsonl", installation.json_lines(lines_of(applications)))})
            must_run(folder, "run", "take-applications")
        with contextlib.closing(sqlite3.connect(folder / "state/saihakko.db")) as database:
            world.receipts = dict(database.execute("SELECT submission_id, receipt_number FROM applications"))


def begin(world, folder):
    """A state directory in which all input lies ready and no job has run."""
    if not world.receipts:
        learn_receipts(world)
    configure(world, folder)
    must_run(folder, "init")
    if world.earlier():
        issue_earlier(world, folder)
    drop(folder, world.files(notices_of(folder), message_ids_of(folder)))
    leave_expired_codes(folder)


def leave_expired_codes(folder):
    """Codes and tickets of the portal whose time was over an hour ago; their mails went to nobody."""
    said = "".join(json.dumps({"id": number, "do": "reset.begin", "office_number": f"139999999{number}",
                               "security_mail": "nobody@example.jp"}) + "\n" for number in range(EXPIRED_CODES))
    done = program.run(folder, "portal", said=said)
    assert done.code == 0 and done.output.count('"ok":true') == EXPIRED_CODES, done.output
    with contextlib.closing(sqlite3.connect(folder / "state/saihakko.db")) as database, database:
        for table in ("codes", "tickets"):
            database.execute(f"UPDATE {table} SET expires_ms = expires_ms - 2 * 3600 * 1000")


def issue_earlier(world, folder):
    """The letters that the print room reports on; of how they came to be only they and their mails are left."""
    files = world.files_of_earlier()
    drop(folder, {kind: files[kind] for kind in ("ledger", "applications")})
    must_run(folder, "run", "import-ledger", "take-applications", "screen-applications")
    drop(folder, {"decisions": files["decisions"]})
    must_run(folder, "run", "all")
    shutil.rmtree(folder / "state/inbox/done")


def notices_of(folder):
    """receipt number → notice number of its letter."""
    with contextlib.closing(sqlite3.connect(folder / "state/saihakko.db")) as database:
        return dict(database.execute("SELECT receipt_number, notice_number FROM letters "
                                     "JOIN applications USING (application_id)"))


def message_ids_of(folder):
    """receipt number → Message-ID of its receipt notice."""
    with contextlib.closing(sqlite3.connect(folder / "state/saihakko.db")) as database:
        return dict(database.execute("SELECT receipt_number, message_id FROM notices "
                                     "JOIN applications USING (application_id) WHERE notices.kind = 'receipt'"))


def copy(folder, target):
    return shutil.copytree(folder, target, symlinks=True)
