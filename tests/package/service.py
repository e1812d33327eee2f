"""A day of the service inside a root: what operators, reviewers and the print room do with it."""

import hashlib
import json
import subprocess
import sys

import debian_root

STATE = "/var/lib/saihakko"
APPLICATIONS = 20


def demo_data(*words):
    call = [sys.executable, debian_root.SOURCE / "scripts/demo_data.py", *words]
    subprocess.run([*map(str, call)], check=True)


def drop(root, user, kind, name, source):
    """Hands a file in as `user`, as the contract asks: NAME.part, then renamed."""
    folder = f"{STATE}/inbox/{kind}"
    root.write(f"/tmp/{name}", source.read_text(encoding="utf-8"))
    root.shell(f"cp /tmp/{name} {folder}/{name}.part && mv {folder}/{name}.part {folder}/{name}", user=user)


def people(root):
    """Two reviewers, a person of the print room, and one who has nothing to do with the service."""
    for name, groups in (("hanako", "saihakko-review"), ("jiro", "saihakko-review"), ("insatsu", "saihakko-print"),
                         ("tanin", "")):
        root.run("useradd", "--create-home", *(["--groups", groups] if groups else []), name)


def take_in(root, scratch):
    """A ledger and applications, up to the worksheet."""
    demo_data("ledger", scratch / "ledger.csv", "--count", "60")
    demo_data("applications", scratch / "ledger.csv", scratch / "applications.jsonl", "--count", APPLICATIONS)
    drop(root, "saihakko", "ledger", "ledger.csv", scratch / "ledger.csv")
    drop(root, "saihakko", "applications", "applications.jsonl", scratch / "applications.jsonl")
    root.saihakko("run", "import-ledger", "take-applications", "screen-applications", "review-worksheet")


def decide(root, scratch, reviewer="hanako", code=0):
    """The reviewer's decisions on all that waits."""
    listed = scratch / "in-review.json"
    listed.write_text(root.saihakko("application", "list", "--state", "in_review", "--json"), encoding="utf-8")
    demo_data("decisions", listed, scratch / "decisions.csv")
    drop(root, reviewer, "decisions", f"{reviewer}.csv", scratch / "decisions.csv")
    root.saihakko("run", "take-decisions", code=code)


def make_letters(root):
    root.saihakko("run", "render-letters", "send-notices")


def letters(root):
    return json.loads(root.saihakko("letter", "list", "--json"))


def batches(root):
    """Paths inside of the sealed batches."""
    return [f"{STATE}/letters/{path.parent.name}/{path.name}"
            for path in sorted(root.file(f"{STATE}/letters").glob("*/B*")) if path.is_dir()]


def files(root):
    """What was taken in, made, sent and set, and whose it is."""
    found = {}
    for top in (f"{STATE}/letters", f"{STATE}/mail", f"{STATE}/review", f"{STATE}/inbox", "/etc/saihakko"):
        for path in sorted(root.file(top).rglob("*")):
            status = path.lstat()
            content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            found[str(path)] = (status.st_mode, status.st_uid, status.st_gid, content)
    return found


def lists(root):
    return [json.loads(root.saihakko(*words, "--json"))
            for words in (("application", "list"), ("letter", "list"), ("notice", "list"))]


def everything(root):
    """What an upgrade has to leave as it is."""
    return files(root), lists(root)
