"""The digests of rows and the end of the audit, computed from the key and from what the program's headers say of them
(core/store/engine/row_digests.hpp): what a test has changed in the tables by hand then stands as if the program had."""

import contextlib
import hashlib
import hmac
import re
import secrets
import sqlite3

from installation import SOURCE

LISTED = re.compile(r'\{"(\w+)",\s*"\w+",\s*\{([^}]*)\}\}')
TYPES = {int: 1, float: 2, str: 3, bytes: 4, type(None): 5}


def covered():
    """Each covered table with its columns."""
    text = (SOURCE / "core/store/engine/covered_tables.cpp").read_text(encoding="utf-8")
    found = {table: re.findall(r'"(\w+)"', columns) for table, columns in LISTED.findall(text)}
    assert len(found) > 20 and "addressee_address" in found["applications"], found
    return found


def audit_key(house):
    master = (house.state / "keys/master.key").read_bytes()
    return hashlib.blake2b(b"key for audit", key=master, digest_size=32).digest()


def mac(key, text):
    return hmac.new(key, text, hashlib.sha256).digest()


def message(table, values):
    """What a digest covers of a row."""
    text = table.encode()
    for value in values:
        content = b"" if value is None else value if isinstance(value, bytes) else str(value).encode()
        text += b"%d:%d:%s" % (TYPES[type(value)], len(content), content)
    return text


def fits(key, table, values, digest):
    nonce = digest[:16]
    return mac(key, b"row:" + nonce + b":" + message(table, values))[:16] == digest[16:]


def element(key, table, digest):
    return int.from_bytes(mac(key, b"sum:" + table.encode() + b":" + digest), "little")


def sum_text(rows, total):
    words = [(total >> 64 * n) & (1 << 64) - 1 for n in range(4)]
    return f"{rows}:" + "".join(f"{word:016x}" for word in words)


def vouch(house, file=None):
    """Makes all digests and the end of the audit anew, in the database of a house or in a copy of it."""
    key = audit_key(house)
    with contextlib.closing(sqlite3.connect(file or house.state / "saihakko.db")) as database, database:
        sums = ""
        for table, columns in covered().items():
            rows = database.execute(f"SELECT rowid, {', '.join(columns)} FROM {table}").fetchall()
            total = 0
            for rowid, *values in rows:
                nonce = secrets.token_bytes(16)
                digest = nonce + mac(key, b"row:" + nonce + b":" + message(table, values))[:16]
                database.execute(f"UPDATE {table} SET digest = ? WHERE rowid = ?", (digest, rowid))
                total += element(key, table, digest)
            sums += f"{table}={sum_text(len(rows), total)}\n"
        head = database.execute("SELECT COALESCE((SELECT hash FROM audit ORDER BY seq DESC LIMIT 1), '')").fetchone()[0]
        mark, keyed_from = database.execute("SELECT key_mark, keyed_from FROM audit_end").fetchone()
        end = mac(key, f"end:{mark}:{keyed_from}:{head}:{sums}".encode()).hex()
        database.execute("UPDATE audit_end SET sums = ?, head = ?, mac = ?", (sums, head, end))


def plain_hash(previous, row):
    """The hash of a row of the audit as the program wrote it before it kept digests."""
    return hashlib.sha256("".join(f"{len(field.encode())}:{field}" for field in [previous, *map(str, row)]).encode()).hexdigest()


def as_an_earlier_program_wrote_it(file):
    """Takes out of a database what migration 17 has put in; the audit gets the chain of before."""
    database = sqlite3.connect(file)
    for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if "digest" in [row[1] for row in database.execute(f"PRAGMA table_info({table})")]:
            database.execute(f"ALTER TABLE {table} DROP COLUMN digest")
    database.execute("ALTER TABLE audit DROP COLUMN mac")
    database.execute("ALTER TABLE audit DROP COLUMN books")
    database.execute("DROP TABLE audit_end")
    database.execute("DROP TABLE compared_pieces")
    database.execute("DELETE FROM schema_migrations WHERE number >= 17")
    chain_anew(database)
    database.commit()
    database.execute("VACUUM")
    database.close()


def chain_anew(database):
    previous = ""
    hashes = []
    for row in database.execute("SELECT seq, at_ms, real_ms, actor, event, subject, detail FROM audit ORDER BY seq"):
        previous = plain_hash(previous, row)
        hashes.append((previous, row[0]))
    database.executemany("UPDATE audit SET hash = ? WHERE seq = ?", hashes)
    return previous
