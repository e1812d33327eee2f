#!/usr/bin/env python3
"""Reads mails with Python's own parser and prints what it found as JSON.

  parse_mail.py FILE    an array, one object for each of the mails that lie in FILE divided by NUL bytes
"""

import base64
import email
import email.header
import email.policy
import email.utils
import json
import pathlib
import re
import sys

WORD = re.compile(r"=\?([^?]*)\?([^?]*)\?([^?]*)\?=")


def breaches(raw):
    """What RFC 5322 and 2047 forbid and Python's parser lets pass."""
    if re.search(rb"(?<!\r)\n|\r(?!\n)", raw):
        yield "a line end that is not CRLF"
    if not raw.isascii():
        yield "a byte that is not ASCII"
    head, _, body = raw.decode("ascii", "replace").partition("\r\n\r\n")
    for line in head.split("\r\n"):
        words = WORD.findall(line)
        if len(line) > (76 if words else 78):
            yield f"a header line of {len(line)} characters"
        if not line.strip() or line != line.rstrip():
            yield "a header line that ends in space"
        for match in WORD.finditer(line):
            if len(match[0]) > 75 or (match[1], match[2]) != ("UTF-8", "B"):
                yield f"an encoded word not of our form: {match[0]}"
            base64.b64decode(match[3], validate=True).decode("utf-8", "strict")
    if any(len(line) > 76 for line in body.split("\r\n")):
        yield "a body line above 76"


def unfolded(value):
    return re.sub(r"\r\n(?=[ \t])", "", value)


def decoded(value):
    return str(email.header.make_header(email.header.decode_header(value)))


def parsed(raw):
    old = email.message_from_bytes(raw)  # as most programs in the field still read
    # The new parser leaves a space between two encoded words of a name, against RFC 2047 section 6.2.
    name, sender = email.utils.parseaddr(unfolded(old["From"]))
    new = {key: email.policy.default.header_fetch_parse(key, value) for key, value in old.items() if key != "From"}
    defects = list(old.defects) + [defect for value in new.values() for defect in value.defects]
    return {
        "breaches": list(breaches(raw)) + [repr(defect) for defect in defects],
        "headers": sorted(old.keys()),
        "subject": new["Subject"],
        "subject_by_old_parser": decoded(unfolded(old["Subject"])),
        "from_name": decoded(name),
        "from": sender,
        "to": [address.addr_spec for address in new["To"].addresses],
        "reply_to": [address.addr_spec for address in new["Reply-To"].addresses] if "Reply-To" in new else [],
        "date": new["Date"].datetime.isoformat(),
        "message_id": new["Message-ID"],
        "auto_submitted": new["Auto-Submitted"],
        "mime_version": new["MIME-Version"],
        "content_type": new["Content-Type"],
        "body": old.get_payload(decode=True).decode("utf-8", "strict"),
    }


def main():
    mails = pathlib.Path(sys.argv[1]).read_bytes().split(b"\0")
    sys.stdout.write(json.dumps([parsed(mail) for mail in mails]))


if __name__ == "__main__":
    main()
