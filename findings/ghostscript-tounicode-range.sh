#!/usr/bin/env bash
# Guess: a ToUnicode map says the same with beginbfchar and with beginbfrange, so re-distilling a PDF keeps the text of both.
# Truth: Ghostscript 10.00's pdfwrite joins the two bytes of a range's target by OR: U+5409 (54 09) becomes U+005D. The page
# looks right; searching, copying and a screen reader get other characters. Single entries survive.
# Ghostscript 10.00.0 (Debian 12) does it, 10.05.1 (Debian 13) does not. Font: IPAex Mincho; read back with poppler 22.12.
. "$(dirname "$0")/packages.bash"

debian bookworm ghostscript=10.0.0~dfsg-11+deb12u8 poppler-utils=22.12.0-2+deb12u2 fonts-ipaexfont-mincho=00401-5
debian trixie ghostscript=10.05.1~dfsg-1+deb13u3

cat > page.py <<'P'
import sys
import zlib

CMAP = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
%s
endcmap CMapName currentdict /CMap defineresource pop end end"""


def stream(content, rest=b""):
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), rest, content)


def page(font, mapping):
    """A page with three glyphs of an embedded TrueType font, and what their codes mean."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        stream(b"BT /F1 20 Tf 50 700 Td <010101020103> Tj ET"),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Mincho /Encoding /Identity-H"
        b" /DescendantFonts [6 0 R] /ToUnicode 9 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Mincho /DW 1000 /CIDToGIDMap /Identity"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 7 0 R >>",
        b"<< /Type /FontDescriptor /FontName /AAAAAA+Mincho /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 /FontFile2 8 0 R >>",
        stream(zlib.compress(font, 1), b"/Length1 %d /Filter /FlateDecode" % len(font)),
        stream(CMAP % mapping),
    ]
    out, table = b"%PDF-1.7\n", b"0000000000 65535 f \n"
    for number, body in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return out + b"xref\n0 10\n%strailer << /Size 10 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (table, len(out))


font = open(sys.argv[1], "rb").read()
with open("single.pdf", "wb") as file:
    file.write(page(font, b"3 beginbfchar <0101> <5409> <0102> <540A> <0103> <540B> endbfchar"))
with open("range.pdf", "wb") as file:
    file.write(page(font, b"1 beginbfrange <0101> <0103> <5409> endbfrange"))
P
python3 page.py "$(find bookworm -name ipaexm.ttf)"

distil() {
  GS_LIB=$(find "$PWD/$1/usr/share/ghostscript" -name Init -o -name lib -type d | paste -sd:) \
    run_in "$1" "$1/usr/bin/gs" -q -dBATCH -dNOPAUSE -dNOSAFER -sDEVICE=pdfwrite "-sOutputFile=$3" "$2"
}
text() { run_in bookworm bookworm/usr/bin/pdftotext -raw "$1" - 2> /dev/null | head -n 1; }
for map in single range; do
  expect "$map, as written" "吉吊吋" "$(text $map.pdf)"
  for suite in bookworm trixie; do
    distil $suite $map.pdf $suite-$map.pdf
    wanted="吉吊吋"
    [ $suite-$map != bookworm-range ] || wanted="]^_"
    expect "$map, after pdfwrite of $suite" "$wanted" "$(text $suite-$map.pdf | tr -d ' ')"
  done
done
held "Ghostscript 10.00 turns 吉吊吋 of a ToUnicode range into ]^_, 10.05 does not"
