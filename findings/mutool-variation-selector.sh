#!/usr/bin/env bash
# Guess: a PDF whose ToUnicode map gives an ideographic variation sequence (葛 and U+E0100, as names need it) reads as that
# sequence, or as the character alone, in each extractor.
# Truth: mutool 1.21 keeps the halves of the surrogate pair as two characters, and writes bytes that are no UTF-8: a strict
# reader of its output stops. mutool 1.25 and poppler give the sequence.
# mupdf-tools 1.21.1 (Debian 12) and 1.25.1 (Debian 13), poppler 22.12.
. "$(dirname "$0")/packages.bash"

debian bookworm mupdf-tools=1.21.1+ds2-1+deb12u1 poppler-utils=22.12.0-2+deb12u2
debian trixie mupdf-tools=1.25.1+ds1-6+deb13u1

cat > page.py <<'P'
CMAP = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Name def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange
2 beginbfchar <41> <845BDB40DD00> <42> <57CE> endbfchar
endcmap CMapName currentdict /CMap defineresource pop end end"""


def stream(content):
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


objects = [
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    stream(b"BT /F1 20 Tf 50 700 Td (AB) Tj ET"),
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 6 0 R >>",
    stream(CMAP),
]
out, table = b"%PDF-1.7\n", b"0000000000 65535 f \n"
for number, body in enumerate(objects, 1):
    table += b"%010d 00000 n \n" % len(out)
    out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
with open("page.pdf", "wb") as file:
    file.write(out + b"xref\n0 7\n%strailer << /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (table, len(out)))
P
python3 page.py
hex() { head -n 1 | tr -d '\n' | od -An -tx1 | tr -d ' \n'; }
good=e8919bf3a08480e59f8e
expect "poppler 22.12" $good "$(run_in bookworm bookworm/usr/bin/pdftotext -raw page.pdf - | hex)"
expect "mutool 1.25" $good "$(run_in trixie trixie/usr/bin/mutool draw -q -F txt page.pdf | hex)"
run_in bookworm bookworm/usr/bin/mutool draw -q -F txt page.pdf > old.txt
expect "mutool 1.21" e8919bedad80edb480e59f8e "$(hex < old.txt)"
expect "its output read as UTF-8" refused "$(iconv -f UTF-8 -t UTF-16 old.txt > /dev/null 2>&1 && echo read || echo refused)"
held "mutool 1.21 writes a variation selector as two surrogates, which is no UTF-8; 1.25 and poppler write it right"
