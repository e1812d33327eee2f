"""Looks at a state directory from outside and says what is wrong with it.

Every function returns sentences, one a fault; none when all is well. What must be there is told by
the test's own World, never by the program's database.
"""

import collections
import contextlib
import ctypes
import ctypes.util
import functools
import hashlib
import re
import sqlite3
import subprocess

import program  # noqa: F401  # says where the next one is
import installation

MESSAGE_ID = re.compile(r"<(receipt|result)\.(\w+)\.[0-9a-f]+@localhost>")
NOTICE_NUMBER = re.compile(r"N\d{9}")
LETTER = "letters-*.pdf"

# Set where the letters are made for the eyes of a print room only.
PRINT_ROOM = None


def letter_files(folder):
    """The files with letters below a folder, a hidden batch's too."""
    return sorted(folder.rglob(f"{LETTER}.p7m" if PRINT_ROOM else LETTER))


class Books:
    """The rows of the database."""

    def __init__(self, state):
        with contextlib.closing(sqlite3.connect(state / "saihakko.db")) as database:
            database.row_factory = sqlite3.Row
            self.integrity = [row[0] for row in database.execute("PRAGMA integrity_check")]
            self.broken_references = database.execute("PRAGMA foreign_key_check").fetchall()
            for table in ("offices", "applications", "accounts", "batches", "letters", "notices", "runs",
                          "inbox_files", "inbox_errors", "print_results", "codes", "tickets", "bounces",
                          "worksheets"):
                setattr(self, table, database.execute(f"SELECT * FROM {table}").fetchall())
            self.audit = database.execute("SELECT * FROM audit ORDER BY seq").fetchall()


def faults_of(world, folder, tried_passwords=slice(None)):
    """All that is wrong once the work is finished. A password costs Argon2id's 19 ms: `tried_passwords` says which
    of the live letters' are tried."""
    state = folder / "state"
    books = Books(state)
    return [f"{examine.__name__}: {fault}"
            for examine in (database_whole, codes_swept, applications_kept, letters_once, results_once, mails_once, inbox_settled, audit_whole,
                            runs_closed, worksheets_right, nothing_left_behind)
            for fault in examine(world, state, books)] + \
        passwords_right(state, books, tried_passwords) + passwords_at_rest(state)


def database_whole(world, state, books):
    del world, state
    if books.integrity != ["ok"] or books.broken_references:
        yield f"{books.integrity}, {len(books.broken_references)} broken references"


def codes_swept(world, state, books):
    del world, state
    for what, row, end in [("code", row, row["state"] == "expired") for row in books.codes] + \
            [("ticket", row, row["step"] == "ended" and not row["mail"]) for row in books.tickets]:
        if not end:
            yield f"{what} {row[0]} is not swept"


def applications_kept(world, state, books):
    del state
    expected = {(application.submission_id, world.receipts[application.submission_id], application.state)
                for application in world.applications}
    found = [(row["submission_id"], row["receipt_number"], row["state"]) for row in books.applications]
    yield from differences("application", expected, found)
    offices = {row["事業所番号"] for row in world.offices}
    yield from differences("office", offices, [row["office_number"] for row in books.offices])


def differences(what, expected, found):
    counts = collections.Counter(found)
    for item in sorted(expected - set(counts)):
        yield f"{what} missing: {item}"
    for item, count in sorted(counts.items()):
        if item not in expected:
            yield f"{what} unexpected: {item}"
        elif count > 1:
            yield f"{what} {count} times: {item}"


def batches_in(state):
    return sorted(state.glob("letters/*/[!.]*/"))


def letters_once(world, state, books):
    """One live letter an approved application, and each letter on one page of one batch."""
    approved = {world.receipts[application.submission_id] for application in world.with_live_letter()}
    receipt_of = {row["application_id"]: row["receipt_number"] for row in books.applications}
    live = [row for row in books.letters if row["temporary_password_hash"]]
    yield from differences("live letter of", approved, [receipt_of[row["application_id"]] for row in live])
    for account, count in collections.Counter(row["account_id"] for row in live).items():
        if count > 1:
            yield f"account {account} has {count} live passwords"
    batch_name = {row["batch_id"]: row["name"] for row in books.batches if row["state"] == "handed_over"}
    rows = {(batch_name[row["batch_id"]], row["file"], row["page"], row["notice_number"],
             receipt_of[row["application_id"]]) for row in books.letters if row["batch_id"] in batch_name}
    printed = []
    for batch in batches_in(state):
        yield from batch_whole(batch)
        printed += pages_of(batch)
    yield from differences("page", rows, printed)
    handed_over = {row["name"] for row in books.batches if row["state"] == "handed_over"}
    yield from differences("batch", handed_over, [batch.name for batch in batches_in(state)])
    for row in books.batches:
        if row["state"] in ("claimed", "sealed"):
            yield f"batch {row['name']} is still {row['state']}"
    states = {"受取": "collected", "印刷済": "printed", "投函済": "posted"}
    state_of = {world.receipts[application.submission_id]: states.get(application.result, "sealed")
                for application in world.applications}
    for row in live:
        if row["state"] != state_of[receipt_of[row["application_id"]]]:
            yield f"live letter {row['notice_number']} is {row['state']}"


def results_once(world, state, books):
    """What the print room reported stands there once, and what must not be posted is on the stop list."""
    results = {"受取": "collected", "印刷済": "printed", "投函済": "posted", "書損": "spoiled", "返戻": "returned"}
    receipt_of = {row["application_id"]: row["receipt_number"] for row in books.applications}
    letters = {row["letter_id"]: row for row in books.letters}
    found = [(receipt_of[letters[row["letter_id"]]["application_id"]], row["result"]) for row in books.print_results]
    expected = {(world.receipts[application.submission_id], results[application.result])
                for application in world.earlier()}
    yield from differences("result", expected, found)
    yield from stop_lists_true(state, books)


def stop_lists_true(state, books):
    handed_over = {row["batch_id"] for row in books.batches if row["state"] == "handed_over"}
    posted = {row["letter_id"] for row in books.print_results if row["result"] == "posted"}
    stopped = {row["notice_number"] for row in books.letters if row["batch_id"] in handed_over and
               (row["state"] in ("spoiled", "returned") or row["state"] == "voided" and row["letter_id"] not in posted)}
    rows = [row for path in state.glob("letters/*/stop.csv") for row in installation.read_csv(path)]
    yield from differences("stopped letter", stopped, [row["通知書番号"] for row in rows])


def batch_whole(batch):
    check = subprocess.run(["sha256sum", "--quiet", "--strict", "-c", "SHA256SUMS"], cwd=batch, check=False,
                           capture_output=True, text=True)
    if check.returncode != 0:
        yield f"{batch.name}: {check.stdout}{check.stderr}"
    summed = {line.split("  ", 1)[1] for line in (batch / "SHA256SUMS").read_text().splitlines()}
    yield from differences(f"{batch.name} file", summed | {"SHA256SUMS"}, [path.name for path in batch.iterdir()])
    needed = {"cover.pdf", "manifest.csv"}
    if not needed < summed:
        yield f"{batch.name}: no sum of {needed - summed}"


def pages_of(batch):
    """(batch, file, page, notice number, receipt number) of each printed page, where manifest and PDF agree."""
    rows = installation.read_csv(batch / "manifest.csv")
    texts = {path.name: page_texts(path) for path in letter_files(batch)}
    pages = []
    for name, page_list in texts.items():
        for page, text in enumerate(page_list, 1):
            row = next((row for row in rows if row["ファイル"] == name and row["ページ"] == str(page)), None)
            if row is None:
                pages.append((batch.name, name, page, "not in the manifest", ""))
                continue
            printed = set(NOTICE_NUMBER.findall(text)) == {row["通知書番号"]} and \
                row["受付番号"] in text and row["事業所番号"] in text
            notice = row["通知書番号"] if printed else f"{row['通知書番号']} not on its page"
            pages.append((batch.name, name, page, notice, row["受付番号"]))
    if len(rows) != len(pages):
        pages.append((batch.name, "manifest.csv", len(rows), "rows without page", ""))
    return pages


def page_texts(pdf):
    """The pages without their white space; none of a PDF that was cut off."""
    status = pdf.stat()
    return read_once(pdf, status.st_ino, status.st_mtime_ns)


@functools.lru_cache(maxsize=64)
def read_once(pdf, *_):
    try:
        return installation.pages(PRINT_ROOM.opened(pdf) if pdf.suffix == ".p7m" else pdf)
    except (AssertionError, subprocess.CalledProcessError):
        return []


def mails_once(world, state, books):
    expected = {(kind, world.receipts[application.submission_id], application.mail)
                for application in world.applications for kind in application.mails}
    found, message_ids = [], []
    for path in sorted(state.glob("mail/new/*")) + sorted(state.glob("mail/cur/*")):
        message = installation.read_mail(path)
        match = MESSAGE_ID.fullmatch(str(message["Message-ID"]))
        message_ids.append(str(message["Message-ID"]))
        kind, receipt = match.groups() if match else ("mail", path.name)
        found.append((kind, receipt, str(message["To"])))
        if receipt not in message.get_content():
            yield f"{path.name} does not name its application"
    yield from differences("mail", expected, found)
    yield from differences("Message-ID", {row["message_id"] for row in books.notices if row["recipient"]},
                           message_ids)
    ended = collections.Counter(row["state"] for row in books.notices if row["recipient"])
    for state_of, count in (ended - collections.Counter(bounced=1 if world.bounced() else 0)).items():
        if state_of != "sent":
            yield f"{count} notices are {state_of}"
    if world.bounced() and (ended["bounced"], len(books.bounces)) != (1, 1):
        yield f"{ended['bounced']} notices have bounced by {len(books.bounces)} reports"


def inbox_settled(world, state, books):
    expected = set()
    for kind, (name, _) in world.files().items():
        outcome = "refused" if kind in world.malformed else "done"
        expected.add(f"{outcome}/{kind}/{name}")
        if outcome == "refused":
            expected.add(f"{outcome}/{kind}/{name}.errors.csv")
    files = {path: path.relative_to(state / "inbox").parts for path in (state / "inbox").rglob("*") if path.is_file()}
    # refused/20261122/ledger/ledger.csv without its day
    yield from differences("inbox file", expected, ["/".join(part for part in parts if not part.isdigit())
                                                    for parts in files.values()])
    for path, parts in files.items():
        if path.name.endswith(".errors.csv"):
            lines = [row["行"] for row in installation.read_csv(path)]
            if lines != [str(world.malformed[parts[2]])]:
                yield f"{path.name} speaks of lines {lines}"
    if books.inbox_errors:
        yield f"{len(books.inbox_errors)} errors are kept though their file has moved"
    for row in books.inbox_files:
        if row["next_line"] != 0:
            yield f"{row['name']} is not wholly taken"


def audit_whole(world, state, books):
    del world, state
    previous = ""
    for number, row in enumerate(books.audit, 1):
        fields = [previous] + [str(row[name]) for name in
                               ("seq", "at_ms", "real_ms", "actor", "event", "subject", "detail")]
        total = hashlib.sha256()
        for field in map(str.encode, fields):
            total.update(b"%d:%s" % (len(field), field))
        if row["seq"] != number or row["hash"] != total.hexdigest():
            yield f"the chain breaks at row {row['seq']} (the {number}th)"
            return
        previous = row["hash"]
    submitted = [row["subject"] for row in books.audit if row["event"] == "application_submitted"]
    yield from differences("account of submission", {row["receipt_number"] for row in books.applications}, submitted)


def runs_closed(world, state, books):
    del world, state
    for row in books.runs:
        if row["ended_ms"] is None or row["outcome"] == "running":
            yield f"run {row['run_id']} of {row['job']} is {row['outcome']}"


def worksheets_right(world, state, books):
    """The newest worksheet of a union shows all that is in review, and none shows what another does."""
    del world
    names = [row["name"] for row in books.worksheets if row["state"] == "made"]
    yield from differences("worksheet", {f"{name}.{suffix}" for name in names for suffix in ("csv", "xlsx")},
                           [path.name for path in (state / "review").glob("[!.]*")])
    rows_of = {name: {(row["受付番号"], row["更新番号"])
                      for row in installation.read_csv(state / "review" / f"{name}.csv")} for name in names}
    newest = {row["prefecture"]: row["name"] for row in books.worksheets}
    reviewed = {(row["receipt_number"], str(row["version"])) for row in books.applications
                if row["state"] in ("in_review", "on_hold")}
    shown = {row for name in newest.values() for row in rows_of.get(name, ())}
    yield from differences("row of the newest worksheets", reviewed, sorted(shown))
    for rows, count in collections.Counter(map(frozenset, rows_of.values())).items():
        if count > 1:
            yield f"{count} worksheets show {sorted(rows)}"


def nothing_left_behind(world, state, books):
    del world, books
    for path in sorted(state.rglob("*")):
        hidden = path.name.startswith(".") or path.name.endswith((".new", ".partial", ".part", "-wal", "-shm"))
        if path == state / "letters/.saihakko-letters":
            continue  # the mark of the directory
        if hidden or path.parent.name in ("owners", "tmp"):
            yield f"left behind: {path.relative_to(state)}"


def passwords_of(folder):
    """notice number → temporary password, of every letter's PDF below a folder, a hidden batch's too."""
    found = {}
    for pdf in letter_files(folder):
        for text in page_texts(pdf):
            found[NOTICE_NUMBER.search(text).group()] = installation.password_on(text)
    return found


@functools.cache
def sodium():
    library = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
    library.sodium_init()
    return library


def opens(password_hash, password):
    text = password.encode()
    return sodium().crypto_pwhash_str_verify(password_hash.encode(), text, ctypes.c_ulonglong(len(text))) == 0


def passwords_right(state, books, tried):
    printed = passwords_of(state / "letters")
    live = [row for row in books.letters if row["temporary_password_hash"]]
    return [f"passwords_right: {row['notice_number']} prints a password that its row does not know" for row in live[tried]
            if not opens(row["temporary_password_hash"], printed.get(row["notice_number"], ""))]


def passwords_at_rest(state, passwords=(), output=""):
    """Where a password lies in clear outside of the letters: in the files of a state directory, of whatever
    instant, with the text of the covers, or in what the program said. `passwords` are further ones to look for."""
    wanted = {*passwords, *passwords_of(state / "letters").values()}
    texts = {"output": output.encode()}
    for path in state.rglob("*"):
        if not path.is_file() or (path.match(LETTER) and not PRINT_ROOM):
            continue
        printed = page_texts(path) if path.suffix == ".pdf" else []
        texts[str(path.relative_to(state))] = path.read_bytes() + "".join(printed).encode()
    faults = [f"passwords_at_rest: {name} holds a temporary password"
              for name, content in texts.items() if any(password.encode() in content for password in wanted)]
    if PRINT_ROOM:
        faults += [f"passwords_at_rest: {path.name} was written in clear" for path in state.rglob(LETTER)]
    return faults
