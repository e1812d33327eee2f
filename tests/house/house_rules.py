#!/usr/bin/env python3
"""Keeps the house rules that a machine can see.

  house_rules.py ROOT          names every breach; exit 1 if there is any
  house_rules.py --self-test   lays out files with one breach each; each must be caught
"""

import pathlib
import re
import sys
import tempfile

# What stands at the top, but for .git* and .clang-*; of output/ only the page that git keeps.
TOPS = ["CMakeLists.txt", "CMakePresets.json", "LICENSE", "ARCHITECTURE.md", "CHANGELOG.md", "README.md", ".ci", "core",
        "docs", "findings", "jobs", "output/README.md", "schedules", "scripts", "templates", "tests"]
# A document, and how long it may be: (unit, number).
LENGTHS = {"README.md": ("lines", 180), "ARCHITECTURE.md": ("bytes", 10_000)}
ROOM_PAGE_LINES = 40
CODE = {".cpp", ".hpp", ".h", ".py", ".bash", ".sql", ".cmake"}
NAMES_NOTHING = re.compile(r"util|helper|manager|misc|common", re.IGNORECASE)
# Written in pieces, so that this file keeps its own rules.
FOR_LATER = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
MACHINE_PATH = re.compile(r"(?<![\w.}])/(ho" r"me|ro" r"ot|wo" r"rk|fa" r"rm)/")
# No-break space, zero-width space, byte order mark: nobody sees them, and the compiler reads them.
INVISIBLE = re.compile("[\u00a0\u200b\ufeff]")


def breaches_of(path, text):
    """What is wrong with one file, given its path from the top and its text."""
    if NAMES_NOTHING.search(path.name):
        yield 0, "a name that says nothing"
    for number, line in enumerate(text.split("\n"), 1):
        if FOR_LATER.search(line):
            yield number, "left for later: do it, or put it in an issue"
        if MACHINE_PATH.search(line):
            yield number, "a path of somebody's machine"
        if path.suffix in CODE and "\t" in line:
            yield number, "a tab"
        if path.suffix in CODE and INVISIBLE.search(line):
            yield number, "an invisible character: write its escape"
        if line.endswith("\r") and path.suffix in CODE:
            yield number, "a carriage return"


def types_of(text):
    """(line, name) of the types that a file of code puts into the namespace, not of unnamed or nested ones."""
    unnamed = False
    for number, line in enumerate(text.split("\n"), 1):
        unnamed = (unnamed or line == "namespace {") and line != "}  // namespace"
        defined = re.match(r"(?:struct|class|enum class|enum) (\w+)(?: final)?(?: : [^;]*)? \{", line)
        if defined and not unnamed:
            yield number, defined[1]


def defined_twice(files, root):
    """Two types of one name are one to the linker: it keeps the functions of either for both."""
    places = {}
    for path in sorted(files):
        if path.suffix in (".cpp", ".hpp") and path.relative_to(root).parts[0] in ("core", "jobs"):
            for number, name in types_of(path.read_text(encoding="utf-8")):
                places.setdefault(name, []).append(f"{path.relative_to(root)}:{number}")
    for name, found in places.items():
        if len(found) > 1:
            yield f"{found[1]}: {name} is a type already, in {found[0]}"


def unlisted(root):
    """The .cpp files of core/, jobs/ and tests/ that their folder's CMakeLists.txt does not name."""
    for top in ("core", "jobs", "tests"):
        for path in sorted((root / top).rglob("*.cpp")):
            folder = path.parent
            while folder != root and not (folder / "CMakeLists.txt").is_file():
                folder = folder.parent
            lists = folder / "CMakeLists.txt"
            listed = re.findall(r"[\w./-]+\.cpp", lists.read_text(encoding="utf-8")) if lists.is_file() else []
            if path.relative_to(folder).as_posix() not in listed:
                yield path.relative_to(root)


def rooms(root):
    """The folders of core/ and the folders of jobs/ with code in them or below: rooms and sub-rooms."""
    for folder in [root / "jobs", *(root / "core").rglob("*"), *(root / "jobs").rglob("*")]:
        if folder.is_dir() and any(path.suffix in (".cpp", ".hpp") for path in folder.rglob("*")):
            yield folder


def page_breaches(root):
    """Documents that are too long, rooms without their page."""
    for name, (unit, most) in LENGTHS.items():
        if (root / name).is_file():
            text = (root / name).read_bytes()
            size = len(text.splitlines()) if unit == "lines" else len(text)
            if size > most:
                yield f"{name}: {size} {unit}, {most} at most"
    for room in rooms(root):
        page = room / "README.md"
        name = page.relative_to(root)
        if not page.is_file():
            yield f"{name}: the room has no page"
        elif len(page.read_text(encoding="utf-8").splitlines()) > ROOM_PAGE_LINES:
            yield f"{name}: longer than {ROOM_PAGE_LINES} lines"


def breaches(root):
    files = [path for top in TOPS for path in ([root / top] if (root / top).is_file() else (root / top).rglob("*"))
             if path.is_file() and "__pycache__" not in path.parts]
    found = []
    for path in sorted(files):
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue  # a picture, a font or a file that is meant to be in another encoding
        relative = path.relative_to(root)
        found += [f"{relative}:{number}: {wrong}" for number, wrong in breaches_of(relative, text)]
    found += [f"{path}: its CMakeLists.txt does not list it" for path in unlisted(root)]
    found += defined_twice(files, root)
    found += page_breaches(root)
    return files, found


LISTED = "saihakko_room(domain SOURCES office.cpp)\n"
BREACHES = [
    ("core/domain/string_util.hpp", ""),
    ("tests/domain/TestHelper.hpp", ""),
    ("core/domain/office.cpp", "// TO" "DO: later\n"),
    ("scripts/build", "# FIX" "ME\n"),
    ("scripts/build", "cd /ho" "me/somebody/saihakko\n"),
    ("tests/files.cmake", 'set(ledger "/wo' 'rk/ledger.csv")\n'),
    ("core/domain/office.cpp", "\tint x;\n"),
    ("core/domain/office.cpp", "int\u00a0x;\n"),
    ("core/domain/office.cpp", "int x;\r\n"),
    ("core/domain/account.cpp", "int x;\n"),
    ("core/domain/bars.hpp", "struct Bar {\n};\n"),
    ("core/domain/dates/era.hpp", ""),
    ("core/domain/README.md", "a line\n" * 41),
    ("README.md", "a line\n" * 181),
    ("ARCHITECTURE.md", "x" * 10_001),
    ("docs/settings.md", "# FIX" "ME\n"),
]
KEPT = [
    ("core/domain/bars.hpp", "namespace {\nstruct Bar {\n};\n}  // namespace\nstruct Bars {\n  struct Bar {\n  };\n};\n"),
    ("core/domain/office.cpp", "int x;  // 住所　と　名称\n"),
    ("templates/letter/default.toml", "title = \"電子請求ログイン情報再発行通知書\"\n"),
    ("scripts/build", "cd \"$HOME/saihakko\"; ls \"${here}/wo" "rk/\"\n"),
    ("tests/golden/ledger.csv", "a\tb\r\n"),
    ("core/domain/README.md", "a line\n" * 40),
    ("core/domain/dates/README.md", ""),
    ("README.md", "a line\n" * 180),
    ("ARCHITECTURE.md", "x" * 10_000),
    ("output/demo/saihakko.conf", "# FIX" "ME\n"),
]


def self_test():
    failed = 0
    for name, text in BREACHES + KEPT:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for path, content in (("core/domain/CMakeLists.txt", LISTED), ("core/domain/bar.hpp", "struct Bar {\n};\n"),
                                  ("core/domain/README.md", ""), (name, text)):
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(content.encode("utf-8"))
            caught = bool(breaches(root)[1])
        if caught != ((name, text) in BREACHES):
            print(f"{name} with {text!r} was {'caught' if caught else 'let through'}")
            failed += 1
    print(f"{len(BREACHES)} breaches and {len(KEPT)} good files tried, {failed} judged wrongly")
    return 1 if failed else 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    files, found = breaches(pathlib.Path(sys.argv[1]))
    for line in found:
        print(line)
    if not files:
        print("no file read: wrong folder?")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
