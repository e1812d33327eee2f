#!/usr/bin/env python3
"""How fast letters are written, by us and by others, on the same pages.

Prints for each writer letters a second of one core (processor time, so that other work on the machine matters less),
bytes a letter and peak memory; how ours scales from 10,000 to 100,000 letters; our instructions a letter; and which
share of render-letters, end to end and read-back included, is not the hashing of passwords. The others draw what our
PDF says, text by text and bar by bar, where it says it; they measure each text of a letter once and encode its two Code
128, but break no lines and try no sizes. Ends with 1 when a goal is missed.
"""

import argparse
import csv
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
TEMPLATE = TOP / "templates/letter/default.toml"
BOLD = b"4"  # the face behind the four of the chain
SEED = 20261122
PER_PDF = 500
LETTERS = 2_000
ROUNDS = 3

LEAST_TIMES_LIBHARU = 14
LEAST_TIMES_REPORTLAB = 15
MOST_BYTES = 1_650
MOST_INSTRUCTIONS = 430_000
MOST_MEMORY_MIB = 64
MOST_UNEVENNESS = 0.15
MOST_SHARE = 0.25

TOWNS = "緑町 旭ヶ丘 若葉台 西新宿 東大井 南千住 北砂 中央 本郷 湯島 上野 浅草 蔵前 深川 木場 豊洲 品川 目黒 渋谷 代々木 荻窪 吉祥寺".split()
KINDS = "訪問介護ステーション デイサービスセンター 居宅介護支援事業所 介護老人保健施設 グループホーム 訪問看護 ケアプランセンター 薬局".split()
NAMES = "すみれ さくら ひまわり あおぞら 和楽 寿 明和会 渡邊 髙橋 齋藤 濵田 鶴亀 若竹 千歳 白寿 福寿草 四季の郷 こころ やすらぎ まごころ".split()
PASSWORD = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"

TEXT = re.compile(rb"BT ([-\d.]+) ([-\d.]+) Td (?:(?:[\d.]+ w )?(2 Tr ))?(?:/F(\d+) ([\d.]+) Tf )?\(((?:\\.|[^\\)])*)\)Tj "
                  rb"(?:0 Tr )?ET\n", re.DOTALL)
FRAME = re.compile(rb"(?:([\d.]+) w )?([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) re S\n")
FILL = re.compile(rb"([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) re f\n")
GRID = re.compile(rb"q ([-\d.]+) 0 0 ([-\d.]+) ([-\d.]+) ([-\d.]+) cm\n((?:\d+ \d+ \d+ \d+ re\n)*)f Q\n")


def letters(count):
    dice = random.Random(SEED)
    for i in range(count):
        number = f"137{1_000_000 + 17 * i:07}"
        address = (f"東京都{dice.choice(TOWNS)}区{dice.choice(TOWNS)}{i % 9 + 1}丁目{i % 30 + 1}番{i % 20 + 1}号　"
                   f"{dice.choice(NAMES)}ビル{i % 9 + 1}階")
        name = f"{dice.choice(KINDS)}{dice.choice(NAMES)}　{dice.choice(TOWNS)}第{i % 50}"
        yield (f"{100 + i % 100}-{i % 10_000:04}", address, name, number, f"KJ13{number}",
               "".join(dice.choices(PASSWORD, k=10)), f"N{i:09}", f"R{i:09}")


def ledger_letters(file):
    """The letters above with names and addresses of a real ledger."""
    with open(file, encoding="utf-8-sig", newline="") as rows:
        real = [(row["事業所名"], row["住所"]) for row in csv.DictReader(rows) if row["住所"]]
    for (name, address), letter in zip(real, letters(len(real))):
        yield letter[0], address, name, *letter[3:]


def write_letters(file, rows):
    file.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")


def unescaped(string):
    return re.sub(rb"\\(.)", lambda found: b"\r" if found[1] == b"r" else found[1], string, flags=re.DOTALL)


def characters_of(plain):
    """What the codes of each font stand for, in the order of the fonts in the file."""
    for part in plain.split(b"begincmap")[1:]:
        yield {code: bytes.fromhex(character.decode()).decode("utf-16-be")
               for code, character in re.findall(rb"<([0-9A-F]{4})><([0-9A-F]+)>", part.split(b"endcmap")[0])}


def items_of(content, fonts):
    """The scene lines of one page's operators (core/letter/page_content.cpp)."""
    at, face, size, line = 0, None, None, None  # a font or a line's width is named when it changes
    while at < len(content):
        if found := TEXT.match(content, at):
            x, y, stroked, named, sized, string = found.groups()
            face, size = named or face, sized or size
            assert face in (b"0", BOLD), "letters of the benchmark are in one font and its bold face"
            codes = unescaped(string).hex().upper().encode()
            words = "".join(fonts[face == BOLD][codes[i:i + 4]] for i in range(0, len(codes), 4))
            yield "\t".join(("T", x.decode(), y.decode(), size.decode(), "1" if stroked or face == BOLD else "0", words))
        elif found := FRAME.match(content, at):
            named, *box = found.groups()
            line = named or line
            yield "\t".join(("B", *(value.decode() for value in box), line.decode()))
        elif found := FILL.match(content, at):
            yield "\t".join(("B", *(value.decode() for value in found.groups()), "0"))
        elif found := GRID.match(content, at):
            wide, high, left, top = map(float, found.groups()[:4])
            for bar in found[5].decode().splitlines():
                x, y, width, height = map(int, bar.split()[:4])
                yield "\t".join(("B", *(f"{value:.2f}" for value in (
                    left + x * wide, top + (y + height) * high, width * wide, -height * high)), "0"))
        elif content[at:at + 1] in b"\n ":
            at += 1
            continue
        else:
            sys.exit(f"letters_bench.py: cannot read {content[at:at + 60]!r}")
        at = found.end()


def write_scene(pdf, rows, file):
    """Takes the pages of a PDF of ours, which holds these letters, apart."""
    plain = file.with_suffix(".qdf")
    subprocess.run(["qpdf", "--qdf", "--normalize-content=n", "--coalesce-contents", pdf, plain], check=True)
    fonts = list(characters_of(plain.read_bytes()))
    parts = re.split(rb"%% Contents for page \d+\n", plain.read_bytes())[1:]
    pages = []
    for part in parts:
        start = part.index(b"stream\n") + len(b"stream\n")
        pages.append(list(items_of(part[start:part.index(b"endstream", start)], fonts)))
    same = 0
    while all(page[same] == pages[0][same] for page in pages):
        same += 1
    lines = ["A", *pages[0][:same]]
    for page, row in zip(pages, rows):
        lines += ["P", f"C\t{row[3]}", f"C\t{row[6]}", *page[same:]]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(pages), same, len(pages[0]) - same


class Measured:
    def __init__(self, count, output):
        processor, wall, size, memory = map(float, output.split())
        self.count, self.processor, self.wall, self.memory = count, processor, wall, memory
        self.rate, self.bytes = count / processor, size / count


def measure(count, *command):
    """The fastest of some rounds."""
    runs = [Measured(count, subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE, text=True).stdout)
            for _ in range(ROUNDS)]
    return min(runs, key=lambda run: run.processor)


def report(name, run, note=""):
    print(f"{name:<22} {run.rate:>8,.0f} letters/s  {run.bytes:>8,.0f} bytes/letter  peak {run.memory:>5.0f} MiB  {note}",
          flush=True)


def compare(options, folder):
    rows, scene, pdf = folder / "letters.tsv", folder / "scene.tsv", folder / "letters.pdf"
    write_letters(rows, letters(LETTERS))
    ours_of = lambda count: measure(count, options.writers, "ours", rows, TEMPLATE, count, PER_PDF, pdf)
    ours = ours_of(LETTERS * 5)
    subprocess.run([options.writers, "ours", rows, TEMPLATE, str(PER_PDF), str(PER_PDF), pdf], check=True,
                   stdout=subprocess.DEVNULL)
    pages, same, own = write_scene(pdf, letters(PER_PDF), scene)
    print(f"{pages} letters a PDF, {same} texts and boxes on all pages, {own} on the first alone")
    report("ours", ours)
    libharu = measure(PER_PDF, options.writers, "libharu", scene, PER_PDF, PER_PDF, pdf)
    report("plain libharu", libharu, f"ours is {ours.rate / libharu.rate:.1f} times as fast")
    reportlab = measure(PER_PDF, "/usr/bin/python3", HERE / "reportlab_writer.py", scene, PER_PDF, PER_PDF, pdf)
    report("ReportLab, form", reportlab, f"{ours.rate / reportlab.rate:.1f} times")
    pango = measure(PER_PDF, options.writers, "pango", scene, PER_PDF, PER_PDF, pdf)
    report("cairo with pango", pango, f"{ours.rate / pango.rate:.1f} times")
    if options.ledger:
        write_letters(rows, ledger_letters(options.ledger))
        report("ours, a real ledger", ours_of(PER_PDF * 4))
    if ours.rate < LEAST_TIMES_LIBHARU * libharu.rate:
        yield f"less than {LEAST_TIMES_LIBHARU} times plain libharu"
    if ours.rate < LEAST_TIMES_REPORTLAB * reportlab.rate:
        yield f"less than {LEAST_TIMES_REPORTLAB} times ReportLab"
    if ours.bytes > MOST_BYTES:
        yield f"more than {MOST_BYTES} bytes a letter"
    if ours.memory > MOST_MEMORY_MIB:
        yield f"more than {MOST_MEMORY_MIB} MiB"


def scale(options, folder):
    rows, pdf = folder / "letters.tsv", folder / "letters.pdf"
    write_letters(rows, letters(LETTERS))
    small, large = (measure(count, options.writers, "ours", rows, TEMPLATE, count, PER_PDF, pdf)
                    for count in (10_000, 100_000))
    times = large.processor / small.processor
    print(f"100,000 letters take {times:.2f} times as long as 10,000; peak {small.memory:.1f} and {large.memory:.1f} MiB",
          flush=True)
    if abs(times / 10 - 1) > MOST_UNEVENNESS:
        yield "100,000 letters do not take 10 times as long as 10,000"
    if large.memory > small.memory * 1.05:
        yield "memory grows with the number of letters"


def instructions(options, folder):
    """Instructions a letter, which do not depend on what else the machine does (package valgrind)."""
    if not shutil.which("valgrind"):
        print("instructions are not counted: no valgrind")
        return
    rows = folder / "letters.tsv"
    write_letters(rows, letters(LETTERS))
    ran = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/counted", options.writers, "ours",
                          rows, TEMPLATE, str(LETTERS), str(PER_PDF), folder / "letters.pdf"],
                         check=True, capture_output=True, text=True)
    counted = int(re.search(r"Collected : (\d+)", ran.stderr)[1]) // LETTERS
    print(f"{counted:,} instructions a letter for {LETTERS:,} letters, the fonts and templates loaded once", flush=True)
    if counted > MOST_INSTRUCTIONS:
        yield f"more than {MOST_INSTRUCTIONS:,} instructions a letter"


class Installation:
    def __init__(self, binary, state):
        self.binary, self.state = binary, state

    def run(self, *words, preload=None):
        command = [self.binary, "--set", f"state.dir={self.state}", "--set", f"templates.dir={TOP / 'templates'}", *words]
        start = time.monotonic()
        environment = os.environ | ({"LD_PRELOAD": str(preload)} if preload else {})
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
        return time.monotonic() - start

    def list(self):
        command = [self.binary, "--set", f"state.dir={self.state}", "--set", f"templates.dir={TOP / 'templates'}",
                   "application", "list", "--json"]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)

    def drop(self, kind, name, text):
        part = self.state / "inbox" / kind / f"{name}.part"
        part.write_text(text, encoding="utf-8")
        part.rename(part.with_name(name))


def whole_job(options, folder):
    """render-letters from approved applications to sealed batches."""
    house = Installation(options.binary, folder / "state")
    house.run("init")
    rows = list(letters(LETTERS))
    house.drop("ledger", "ledger.csv", "事業所番号,事業所名,郵便番号,住所\n" + "".join(
        f"{number},{name},{postcode},{address}\n" for postcode, address, name, number, *_ in rows))
    house.drop("applications", "a.jsonl", "".join(json.dumps({
        "submission_id": f"s{i}", "office_number": row[3], "prefecture": "13", "kind": "reissue",
        "notification_mail": "tanto@example.jp", "submitted_at": "2026-11-22T09:00:00+09:00"}) + "\n"
        for i, row in enumerate(rows)))
    house.run("run", "import-ledger", "take-applications", "screen-applications")
    house.drop("decisions", "d.csv", "受付番号,判定,理由,備考,審査者\n" + "".join(
        f"{row['receipt_number']},承認,,,審査\n" for row in house.list()))
    house.run("run", "take-decisions")
    other = Installation(options.binary, folder / "other")
    shutil.copytree(house.state, other.state)
    stub = other.run("run", "render-letters", preload=options.writers.with_name("libno_hashing.so"))
    whole = house.run("run", "render-letters")
    share = stub / whole
    print(f"render-letters, {LETTERS} letters, {os.cpu_count()} cores: {whole:.1f} s, without hashing {stub:.1f} s: "
          f"{share:.0%} is not hashing", flush=True)
    if share > MOST_SHARE:
        yield f"more than {MOST_SHARE:.0%} of render-letters is not hashing"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, type=pathlib.Path)
    parser.add_argument("--writers", required=True, type=pathlib.Path)
    parser.add_argument("--ledger", type=pathlib.Path, help="a real ledger with the columns 事業所名 and 住所")
    parser.add_argument("--only", choices=["compare", "scale", "instructions", "job"], action="append")
    options = parser.parse_args()
    options.binary, options.writers = options.binary.resolve(), options.writers.resolve()
    missed = []
    for name, part in (("compare", compare), ("scale", scale), ("instructions", instructions), ("job", whole_job)):
        if options.only and name not in options.only:
            continue
        with tempfile.TemporaryDirectory() as folder:
            missed += part(options, pathlib.Path(folder))
    if (load := os.getloadavg()[0]) > os.cpu_count():
        print(f"the machine is loaded ({load:.1f}): measure again when it is quiet")
    for goal in missed:
        print(f"missed: {goal}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
