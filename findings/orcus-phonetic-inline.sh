#!/usr/bin/env bash
# Guess: orcus, the library beneath LibreOffice's import filters, reads the strings of an xlsx file.
# Truth: where a Japanese Excel has kept the reading of a word beside it (rPh), orcus takes the reading in place of the word,
# so 東京 becomes トウキョウ. A string kept in its cell (t="inlineStr") is lost without a message.
# orcus 0.17.2 (Debian 12) and 0.19.2 (Debian 13). LibreOffice uses a filter of its own for xlsx.
. "$(dirname "$0")/packages.bash"

debian bookworm liborcus-bin=0.17.2-2+b2
debian trixie liborcus-bin=0.19.2-6+b1

cat > book.py <<'P'
import zipfile

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def relations(*pairs):
    links = "".join(f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
                    for number, (kind, target) in enumerate(pairs, 1))
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


types = "".join(f'<Override PartName="/xl/{part}.xml" ContentType="{TYPE}{kind}+xml"/>' for part, kind in
                (("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"), ("sharedStrings", "sharedStrings")))
parts = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
                           f'"application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
    "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
                       '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml"),
                                            ("sharedStrings", "sharedStrings.xml")),
    "xl/sharedStrings.xml": f'<sst xmlns="{SHEET}" count="2" uniqueCount="2"><si><t>東京</t><rPh sb="0" eb="2">'
                            "<t>トウキョウ</t></rPh><phoneticPr fontId=\"0\"/></si><si><t>大阪</t></si></sst>",
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c>'
                                '<c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>京都</t></is></c>'
                                '<c r="D1" t="str"><f>B1</f><v>大阪</v></c><c r="E1"><v>7</v></c></row>'
                                "</sheetData></worksheet>",
}
with zipfile.ZipFile("book.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
    for name, text in parts.items():
        book.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)
P
python3 book.py
printf 'seen: written: 東京 (reading トウキョウ), 大阪, 京都 (inline), 大阪 (formula B1), 7\n'
for suite in bookworm trixie; do
  # The program of 0.17.2 ends with 1 though it has written the sheet.
  run_in $suite $suite/usr/bin/orcus-xlsx -f csv -o $suite-out book.xlsx > /dev/null || true
  expect "$suite" "トウキョウ,大阪,,大阪,7" "$(cat $suite-out/Sheet1.csv)"
done
held "orcus 0.17 and 0.19 read トウキョウ where the cell says 東京, and lose an inline string"
