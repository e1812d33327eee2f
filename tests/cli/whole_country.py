"""All postcodes of the country, from Debian's skkdic-extra, in the form that Japan Post publishes them in."""

import csv
import io
import pathlib
import re

TOWNS = pathlib.Path("/usr/share/skk/SKK-JISYO.zipcode")
BUSINESSES = pathlib.Path("/usr/share/skk/SKK-JISYO.office.zipcode")
PREFECTURES = """北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県
石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県
徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県""".split()
MUNICIPALITY = re.compile(r".+?郡.+?[町村]|.+?市.+?区|.+?[市区町村]")
TOWER = "高層棟"
FLOOR = re.compile(r"([0-9０-９]+階|地階・階層不明)$")


def entries(path):
    """(postcode, place) of a dictionary."""
    for line in path.read_bytes().decode("euc_jis_2004").splitlines():
        if re.match(r"\d{7} /", line):
            postcode, places = line.split(" ", 1)
            for place in places.strip("/").split("/"):
                yield postcode, place


def prefecture_of(place):
    return next(name for name in PREFECTURES if place.startswith(name))


class Municipalities:
    """Where the name of a municipality ends in a place: the postcodes that end in 00 name them all."""

    def __init__(self, places):
        self.names = {place for postcode, place in places if postcode.endswith("00")}

    def split(self, place):
        """(prefecture, municipality, what follows)."""
        prefecture = prefecture_of(place)
        known = next((place[:end] for end in range(len(place), len(prefecture), -1) if place[:end] in self.names), None)
        if known is None:
            known = prefecture + MUNICIPALITY.match(place[len(prefecture):])[0]
        return prefecture, known[len(prefecture):], place[len(known):]


def published_town(postcode, municipality, town):
    """As in KEN_ALL.CSV."""
    if not town:
        return "以下に掲載がない場合" if postcode.endswith("00") else f"{municipality}一円"
    if "）（" in town:  # the dictionary has lost the first bracket
        name, floor = town.split(f"{TOWER}）（")
        return f"{name}（{TOWER}）（{floor}）"
    return FLOOR.sub(r"（\1）", town)


def rows_text(rows):
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def town_row(postcode, prefecture, municipality, town, code="13101"):
    return [code, postcode[:5], postcode, "", "", "", prefecture, municipality, town, 0, 0, 0, 0, 0, 0]


def business_row(postcode, prefecture, municipality, town, rest, name, code="13101"):
    return [code, "", name, prefecture, municipality, town, rest, postcode, postcode[:5], "", 0, 0, 0]


def lists():
    """utf_ken_all.csv and JIGYOSYO.CSV (CP932)."""
    places = list(entries(TOWNS))
    municipalities = Municipalities(places)
    codes = {name: f"{number:02}" for number, name in enumerate(PREFECTURES, 1)}
    towns, known = [], {}
    for postcode, place in places:
        prefecture, municipality, town = municipalities.split(place)
        known.setdefault((prefecture, municipality), set()).add(town)
        towns.append(town_row(postcode, prefecture, municipality, published_town(postcode, municipality, town),
                              f"{codes[prefecture]}101"))
    businesses = []
    for postcode, entry in entries(BUSINESSES):
        name, _, place = entry.partition(" @ ")
        prefecture, municipality, rest = municipalities.split(place)
        of_area = known.get((prefecture, municipality), set())
        town = next((rest[:end] for end in range(len(rest), 0, -1) if rest[:end] in of_area), "")
        businesses.append(business_row(postcode, prefecture, municipality, town, rest[len(town):], name,
                                       f"{codes[prefecture]}101"))
    return rows_text(towns).encode(), rows_text(businesses).encode("cp932", errors="replace")
