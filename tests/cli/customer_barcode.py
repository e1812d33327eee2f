"""Reads the customer barcode of a letter back from its picture, and tells which number an address should have.

The rules are written anew from Japan Post's manual, so that the program's own are not asked about themselves.
"""

import re
import subprocess
import unicodedata

# Where the shipped template has it, with the clear space; millimetres.
LEFT, TOP, WIDTH, HEIGHT = 18.5, 42.0, 68.0, 6.9
DPI = 300
CODES = {code: sign for sign, code in zip("1234567890-abcdefgh", """114 132 312 123 141 321 213 231 411 144 414 324 342 234 432
243 423 441 111""".split())}
VALUES = "0123456789-abcdefgh"
BARS = 67


def picture(pdf, page):
    """The rows of the barcode's place, True where it is dark."""
    dots = [round(length * DPI / 25.4) for length in (LEFT, TOP, WIDTH, HEIGHT)]
    made = subprocess.run(["pdftoppm", "-gray", "-r", str(DPI), "-f", str(page), "-l", str(page), "-x", str(dots[0]), "-y",
                           str(dots[1]), "-W", str(dots[2]), "-H", str(dots[3]), pdf], check=True, capture_output=True)
    kind, size, most, content = re.fullmatch(rb"(P5)\n(\d+ \d+)\n(\d+)\n(.*)", made.stdout, re.DOTALL).groups()
    assert (kind, most) == (b"P5", b"255")
    width, height = map(int, size.split())
    return [[dot < 128 for dot in content[row * width:(row + 1) * width]] for row in range(height)]


def bars(rows):
    """1 long, 2 to the top, 3 to the foot, 4 timing alone; from the left."""
    found, run = [], []
    for x in range(len(rows[0]) + 1):
        dark = [y for y in range(len(rows)) if x < len(rows[0]) and rows[y][x]]
        if dark:
            run.append((dark[0], dark[-1]))
        elif run:
            found.append((min(top for top, _ in run), max(foot for _, foot in run)))
            run = []
    if not found:
        return ""
    highest, lowest = min(top for top, _ in found), max(foot for _, foot in found)
    third = (lowest - highest) / 6
    state = {(True, True): "1", (True, False): "2", (False, True): "3", (False, False): "4"}
    return "".join(state[top < highest + third, foot > lowest - third] for top, foot in found)


def read(pdf, page):
    """(postcode, address number) of the page's barcode, None where it has none. Asserts that it is one by all rules."""
    states = bars(picture(pdf, page))
    if not states:
        return None
    assert len(states) == BARS, states
    assert states.startswith("13") and states.endswith("31"), states
    signs = "".join(CODES[states[at:at + 3]] for at in range(2, BARS - 2, 3))
    assert sum(VALUES.index(sign) for sign in signs) % 19 == 0, signs
    number, letters = "", {"a": 0, "b": 10, "c": 20}
    rest = iter(signs[7:-1].rstrip("d"))
    for sign in rest:
        second = next(rest, None) if sign in letters else None
        number += sign if sign not in letters else chr(ord("A") + letters[sign] + int(second)) if second else ""
    return signs[:7], number


DASHES = "[-‐‑‒–—―−－ー─━₋⁻ｰ]"
KANJI = "〇一二三四五六七八九"


def arabic(numeral):
    value, pending = 0, 0
    for c in numeral:
        if c in "十百":
            value, pending = value + max(pending, 1) * (10 if c == "十" else 100), 0
        else:
            pending = pending * 10 + KANJI.index(c)
    return str(value + pending)


def width_folded(text):
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def address_number(behind):
    """Of what follows the town (manual, p. 19), as long as the barcode holds it: at most 13 codes, a letter takes two."""
    text = re.sub(DASHES, "-", behind)
    text = unicodedata.normalize("NFKC", text).upper()
    text = re.sub(DASHES, "-", text)
    text = re.sub("[&/・.]", "", text)
    text = re.sub(f"[{KANJI}十百]+(?=丁|番|号|地割|線|の|ノ)", lambda found: arabic(found[0]), text)
    text = re.sub("[A-Z]{2,}", "-", text)
    text = re.sub("(?<=[0-9])F(?![A-Z])", "-", text)
    text = re.sub("[^0-9A-Z-]", "-", text)
    text = re.sub("-+", "-", text)
    return re.sub("-?([A-Z])-?", r"\1", text).strip("-")


def held(number):
    """As much of a number as the thirteen codes hold."""
    kept, codes = "", 0
    for sign in number:
        codes += 2 if sign.isalpha() else 1
        if codes > 13:
            break
        kept += sign
    return kept
