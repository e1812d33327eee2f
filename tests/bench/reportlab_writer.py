#!/usr/bin/python3
"""ReportLab, with what is the same on every page in a form XObject.

reportlab_writer.py SCENE COUNT PER_PDF FILE: as letter_writers, for letters_bench.py. Run by Debian's Python, where its
package python3-reportlab is.
"""

import os
import sys
import time

from reportlab.graphics.barcode.code128 import Code128
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT_FILE = "/usr/share/fonts/truetype/bizud-gothic/BIZUDGothic-Regular.ttf"
FONT = "BIZ UDGothic"
PAGE = (595.28, 841.89)
BOLD_STROKE = 0.028


def read_scene(file):
    common, pages = [], []
    items = common
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            kind, *fields = line.rstrip("\n").split("\t")
            if kind == "P":
                items = []
                pages.append(items)
            elif kind == "T":
                items.append((kind, *map(float, fields[:3]), fields[3] == "1", fields[4]))
            elif kind == "B":
                items.append((kind, *map(float, fields)))
            elif kind == "C":
                items.append((kind, *fields))
    return common, pages


def draw(canvas, items):
    for kind, *item in items:
        if kind == "C":
            code = Code128(item[0])  # its bars are among the boxes
            code.validate()
            code.encode()
            code.decompose()
            continue
        if kind == "B":
            x, y, width, height, line = item
            if line:
                canvas.setLineWidth(line)
            canvas.rect(x, y, width, height, stroke=bool(line), fill=not line)
            continue
        x, y, size, bold, words = item
        canvas.setFont(FONT, size)
        if bold:
            canvas.setLineWidth(size * BOLD_STROKE)
        canvas.drawString(x, y, words, mode=2 if bold else None)


def write(common, pages, file):
    canvas = Canvas(file, pagesize=PAGE, pageCompression=1)
    canvas.beginForm("all")
    draw(canvas, common)
    canvas.endForm()
    for page in pages:
        canvas.doForm("all")
        for kind, *item in page:
            if kind == "T":
                pdfmetrics.stringWidth(item[4], FONT, item[2])
        draw(canvas, page)
        canvas.showPage()
    canvas.save()
    return os.path.getsize(file)


def peak_mib():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))


def main():
    scene, count, per_pdf, file = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    common, pages = read_scene(scene)
    processor, wall = time.process_time(), time.monotonic()
    pdfmetrics.registerFont(TTFont(FONT, FONT_FILE))
    size = 0
    for done in range(0, count, per_pdf):
        first = done % len(pages)
        size += write(common, pages[first:first + per_pdf], file)
    print(time.process_time() - processor, time.monotonic() - wall, size, peak_mib())


if __name__ == "__main__":
    main()
