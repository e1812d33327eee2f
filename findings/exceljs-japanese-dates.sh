# Guess: a library that gives the dates of an xlsx file as dates does so for each built-in date format, those of a Japanese
# Excel among them (27 to 36 and 50 to 58, for which the file holds no code).
# Truth: exceljs gives the bare number 46355.375 for these, and a date for 14. Two other libraries give dates for all. And a
# date whose style is the first of the file (s="0") is a number for exceljs whatever its format: it takes style 0 for none.
# exceljs 4.4.0; xlsx 0.18.5 and read-excel-file 9.3.17.
. "$(dirname "$0")/packages.bash"

npm_packages exceljs@4.4.0 xlsx@0.18.5 read-excel-file@9.3.17
command -v python3 > /dev/null || not_tried "there is no python3"

cat > make.py <<'P'
import sys
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
ids = [int(text) for text in sys.argv[1:]]


def relationships(*kinds):
    rows = "".join(f'<Relationship Id="r{at}" Type="{OFFICE}/{kind}" Target="{target}"/>' for at, (kind, target) in enumerate(kinds, 1))
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


formats = "".join(f'<xf numFmtId="{id}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' for id in ids)
cells = "".join(f'<c r="{chr(65 + at)}1" s="{at}"><v>46355.375</v></c>' for at in range(len(ids)))
parts = {
    "[Content_Types].xml":
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        f'relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/><Override '
        f'PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" '
        f'ContentType="{TYPE}.styles+xml"/></Types>',
    "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml":
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": relationships(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
    "xl/styles.xml":
        f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill>'
        f'<patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/>'
        f'</cellStyleXfs><cellXfs count="{len(ids)}">{formats}</cellXfs></styleSheet>',
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>'}
with zipfile.ZipFile("dates.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
    for name, text in parts.items():
        archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
P
cat > read.js <<'J'
const kind = (value) => (value instanceof Date ? "date" : typeof value);
const readers = {
  async exceljs() {
    const book = new (require("exceljs").Workbook)();
    await book.xlsx.readFile("dates.xlsx");
    return book.worksheets[0].getRow(1).values.slice(1);
  },
  async xlsx() {
    const X = require("xlsx");
    return X.utils.sheet_to_json(X.readFile("dates.xlsx", { cellDates: true }).Sheets.a, { header: 1 })[0];
  },
  async "read-excel-file"() {
    const found = await require("read-excel-file/node").default("dates.xlsx");
    return (found[0].data || found)[0];
  },
};
readers[process.argv[2]]().then((values) => console.log(values.map(kind).join(" ")));
J
seen_by() { node read.js "$1"; }
# General first, so that no date has style 0.
python3 make.py 0 14 27 30 31 36 50 57 58
for library in xlsx read-excel-file; do
  expect "$library, formats 0 14 27 30 31 36 50 57 58" "number date date date date date date date date" "$(seen_by $library)"
done
expect "exceljs, formats 0 14 27 30 31 36 50 57 58" "number date number number number number number number number" "$(seen_by exceljs)"
python3 make.py 14 14
expect "exceljs, format 14 as style 0 and as style 1" "number date" "$(seen_by exceljs)"
expect "xlsx, the same" "date date" "$(seen_by xlsx)"
held "exceljs 4.4.0 gives the dates of a Japanese Excel's built-in formats, and a date of style 0, as bare numbers"
