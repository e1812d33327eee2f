#!/usr/bin/env python3
"""Makes the data of the demonstration. The same arguments give the same bytes (but for the clock).

  demo_data.py ledger OUT.csv                       an invented ledger in the unions' format
  demo_data.py applications LEDGER.csv OUT.jsonl    applications of some of its offices
  demo_data.py decisions LIST.json OUT.csv          a reviewer's decisions on a list in review
  demo_data.py summary APPS NOTICES LETTERS         the closing table, from three lists in JSON
  demo_data.py mail FILE...                         mails as a person reads them

A ledger is read in the unions' format or as the ministry's open data, in UTF-8 or CP932.
"""

import argparse
import collections
import csv
import datetime
import email
import email.policy
import io
import itertools
import json
import random
import re
import sys
import unicodedata

SEED = 20261122
LEDGER_HEADER = ["事業所番号", "事業所名", "事業所名カナ", "郵便番号", "住所", "電話番号",
                 "セキュリティ用メールアドレス", "発行都道府県", "状態"]
DECISION_HEADER = ["受付番号", "判定", "理由", "備考", "審査者"]
CHECK_ALPHABET = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"  # I, O and Q are not used
OFFICE_NUMBER = re.compile(r"[0-9]{2}[0-9A-HJ-NPR-Z][0-9]{7}")

# Municipality, one of its towns with that town's postcode, the code of its county in an office number.
TOWNS = {
    "01": ["北海道", ("札幌市中央区", "宮ケ丘", "064-0959", "01"), ("函館市", "本町", "040-0011", "14"),
           ("旭川市", "緑町", "070-0823", "29"), ("帯広市", "稲田町", "080-0835", "46")],
    "13": ["東京都", ("千代田区", "霞が関", "100-0013", "01"), ("新宿区", "西新宿", "160-0023", "04"),
           ("世田谷区", "世田谷", "154-0017", "12"), ("八王子市", "元本郷町", "192-0051", "29"),
           ("町田市", "森野", "194-0022", "32")],
    "14": ["神奈川県", ("横浜市中区", "本町", "231-0005", "04"), ("川崎市川崎区", "宮本町", "210-0004", "50"),
           ("藤沢市", "朝日町", "251-0054", "22"), ("小田原市", "荻窪", "250-0042", "26")],
    "27": ["大阪府", ("大阪市北区", "中之島", "530-0005", "01"), ("堺市堺区", "南瓦町", "590-0078", "60"),
           ("豊中市", "中桜塚", "561-0881", "40")],
    "32": ["島根県", ("松江市", "殿町", "690-0887", "01"), ("出雲市", "今市町", "693-0001", "03"),
           ("浜田市", "殿町", "697-0027", "02"), ("益田市", "常盤町", "698-0023", "04"),
           ("隠岐郡隠岐の島町", "城北町", "685-0016", "23")],
    "47": ["沖縄県", ("那覇市", "泉崎", "900-0021", "01"), ("石垣市", "美崎町", "907-0012", "04")],
}
OWNERS = [("", ""), ("", ""), ("医療法人社団明和会　", "イリョウホウジンシャダンメイワカイ　"),
          ("社会福祉法人共生会　", "シャカイフクシホウジンキョウセイカイ　"),
          ("株式会社ゆうあい　", "カブシキガイシャユウアイ　"),
          ("有限会社なごみ　", "ユウゲンガイシャナゴミ　"), ("ＮＰＯ法人ひまわり　", "エヌピーオーホウジンヒマワリ　")]
NAMES = [("あおぞら", "アオゾラ"), ("さくら", "サクラ"), ("ひだまり", "ヒダマリ"), ("松風", "マツカゼ"),
         ("若草", "ワカクサ"), ("こもれび", "コモレビ"), ("宍道湖", "シンジコ"), ("せせらぎ", "セセラギ"),
         ("渡邊", "ワタナベ"), ("齋藤", "サイトウ"), ("ハーモニー", "ハーモニー"), ("みどりの風", "ミドリノカゼ"),
         ("陽だまりの家", "ヒダマリノイエ"), ("藤乃", "フジノ"), ("茜", "アカネ"), ("すずらん", "スズラン")]
SERVICES = [("訪問介護ステーション", "ホウモンカイゴステーション", "7"), ("デイサービスセンター", "デイサービスセンター", "7"),
            ("居宅介護支援事業所", "キョタクカイゴシエンジギョウショ", "7"),
            ("訪問看護ステーション", "ホウモンカンゴステーション", "6"),
            ("特別養護老人ホーム", "トクベツヨウゴロウジンホーム", "7"),
            ("介護老人保健施設", "カイゴロウジンホケンシセツ", "5"), ("グループホーム", "グループホーム", "9"),
            ("クリニック", "クリニック", "1"), ("薬局", "ヤッキョク", "4"), ("介護医療院", "カイゴイリョウイン", "B")]


def check_digit(nine):
    """The official rule: modulus 10, weights 2 and 1 from the right, digits of the products added."""
    total = 0
    for place, character in enumerate(reversed(nine)):
        product = CHECK_ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += product // 10 + product % 10
    return str(-total % 10)


def office_number(prefecture, kind, county, serial):
    nine = f"{prefecture}{kind}{county}{serial:04d}"
    return nine + check_digit(nine)


def plain_office(random_source, serial):
    prefecture = random_source.choice(sorted(TOWNS))
    prefecture_name, *towns = TOWNS[prefecture]
    municipality, town, postcode, county = random_source.choice(towns)
    owner, name, service = (random_source.choice(words) for words in (OWNERS, NAMES, SERVICES))
    dash = random_source.choice("-－‐−―ー")
    digits = [str(random_source.randint(1, last)) for last in (9, 30, 20)]
    address = f"{prefecture_name}{municipality}{town}" + random_source.choice(
        [dash.join(digits), f"{digits[0]}丁目{digits[1]}番{digits[2]}号", f"{digits[1]}番地{digits[2]}"])
    if random_source.random() < 0.3:
        address += "　" + random_source.choice(["メゾン緑", "第２ビル", "中央プラザ", "ABCビル"]) + \
            f"{random_source.randint(1, 9)}0{random_source.randint(1, 9)}号"
    number = office_number(prefecture, service[2], county, serial)
    mail = f"kaigo{serial:04d}@office.example.jp" if random_source.random() < 0.7 else ""
    return {
        "事業所番号": number, "事業所名": owner[0] + name[0] + service[0],
        "事業所名カナ": owner[1] + name[1] + service[1],
        "郵便番号": postcode if serial % 5 else postcode.replace("-", ""), "住所": address,
        "電話番号": f"0{random_source.randint(3, 9)}{random_source.randint(1, 9)}-000-{serial:04d}",
        "セキュリティ用メールアドレス": mail, "発行都道府県": "", "状態": "有効" if serial % 3 else "",
    }


# What a real ledger holds beside the plain offices; each is laid over one plain office.
PECULIAR = [
    {"事業所名": "㈱髙﨑ケアサービス　デイサービスⅡ号館", "事業所名カナ": "カブシキガイシャタカサキケアサービス　デイサービスニゴウカン"},
    {"事業所名": "社会福祉法人島根東部広域連合福祉会　特別養護老人ホーム宍道湖ひだまりの里　短期入所生活介護事業所（ユニット型個室）第二館",
     "事業所名カナ": "シャカイフクシホウジンシマネトウブコウイキレンゴウフクシカイ　トクベツヨウゴロウジンホームシンジコヒダマリノサト"},
    {"事業所番号": office_number("32", "7", "23", 9001), "郵便番号": "685-0000",
     "住所": "島根県隠岐郡隠岐の島町大字北方字宮ノ前二千三百四十五番地の六、二千三百四十五番地の七及び二千三百四十六番地の一（旧西郷町北方小学校跡地）　隠岐圏域複合福祉施設しおさいの里　Ｂ棟１階南側　相談支援センター内　北口"},
    {"郵便番号": ""},
    {"住所": ""},
    {"状態": "休止"},
    {"状態": "廃止"},
    {"状態": "廃止", "発行都道府県": "なし"},
    {"発行都道府県": "13;14"},
    {"発行都道府県": "32;13;27"},
    {"発行都道府県": "14"},
    {"事業所名": "𠮷田内科クリニック", "事業所名カナ": "ヨシダナイカクリニック"},
    {"事業所名": "葛\U000e0100城訪問介護ステーション", "事業所名カナ": "カツラギホウモンカイゴステーション"},
    {"事業所名": "特別養護老人ホーム\ue001木苑", "事業所名カナ": "トクベツヨウゴロウジンホームサカキエン"},
    {"事業所名": "デイサービス \"和\", 本館", "事業所名カナ": "デイサービスナゴミホンカン"},
    {"郵便番号": "", "事業所名": "グループホームこまど", "事業所名カナ": ""},
]
PECULIAR += [{"発行都道府県": "なし"}] * 24  # they claim on paper or by disc so far


def make_ledger(arguments):
    random_source = random.Random(SEED)
    offices = [plain_office(random_source, serial) for serial in range(1, arguments.count + 1)]
    for office, peculiar in zip(offices[3::5], PECULIAR):
        office.update(peculiar)
    for office in offices[4:60:25]:  # a check digit that is wrong by both rules: warned of, not refused
        number = office["事業所番号"]
        wrong = {str(digit) for digit in range(10)} - {check_digit(number[:9]), check_digit(number[3:9])}
        office["事業所番号"] = number[:9] + min(wrong)
    with open(arguments.out, "w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, LEDGER_HEADER)
        writer.writeheader()
        writer.writerows(offices)


def read_offices(path):
    """The offices of a ledger file by number, the first row of each."""
    with open(path, "rb") as file:
        content = file.read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp932", errors="replace")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if "事業所番号" not in (reader.fieldnames or []):
        sys.exit(f"{path}: no column 事業所番号: not a ledger")
    offices = {}
    for row in reader:
        number = unicodedata.normalize("NFKC", row["事業所番号"] or "").strip().upper()
        if OFFICE_NUMBER.fullmatch(number):
            offices.setdefault(number, row)
    if not offices:
        sys.exit(f"{path}: no office in it")
    return offices


def pick(offices, count):
    """The offices with something peculiar and the longest texts first, then others by lot."""
    def field(number, name):
        return offices[number].get(name) or ""

    first = []
    for name in ("事業所名", "住所"):
        first += sorted(offices, key=lambda number: -len(field(number, name)))[:5]
    if "発行都道府県" in next(iter(offices.values())):
        first += [number for number in offices
                  if field(number, "発行都道府県") or field(number, "状態") in ("休止", "廃止")
                  or not field(number, "住所") or not field(number, "郵便番号")]
    first += [number for number in offices
              if any(unicodedata.category(character) == "Co" or ord(character) > 0xFFFF
                     for character in field(number, "事業所名") + field(number, "住所"))]
    chosen = list(dict.fromkeys(first))[:count]
    rest = [number for number in offices if number not in set(chosen)]
    chosen += random.Random(SEED).sample(rest, min(len(rest), count - len(chosen)))
    return sorted(chosen)


def unknown_numbers(offices, count):
    prefecture = min(offices)[:2]
    numbers = (office_number(prefecture, "7", "99", serial) for serial in range(9999, 0, -1))
    return list(itertools.islice((number for number in numbers if number not in offices), count))


def full_width(number):
    return "".join(chr(ord(character) + 0xFEE0) for character in number)


def make_applications(arguments):
    offices = read_offices(arguments.ledger)
    # Three of the applications are not one of a chosen office: two unknown, one that applies again.
    numbers = pick(offices, len(offices) if arguments.all else max(1, arguments.count - 3))
    applicants = numbers + unknown_numbers(offices, 2) + [numbers[len(numbers) // 2]]
    without_id = [number for number in numbers if (offices[number].get("発行都道府県") or "").strip() == "なし"]
    start = datetime.datetime.fromisoformat(arguments.at) - datetime.timedelta(seconds=20 * len(applicants))
    with open(arguments.out, "w", encoding="utf-8", newline="\n") as out:
        for index, number in enumerate(applicants):
            issued = (offices.get(number, {}).get("発行都道府県") or number[:2]).strip()
            # The last office without an ID asks for a reissue all the same: its reviewer sees that.
            first_id = number in without_id[:-1]
            mailbox = "a..b." if index == 1 else f"tantou{index:05d}"
            application = {
                "submission_id": f"demo-{index:06d}",
                "office_number": full_width(number) if index == 2 else number,
                "prefecture": number[:2] if issued == "なし" else issued.split(";")[-1].strip(),
                "kind": "new" if first_id else "reissue",
                "notification_mail": f"{mailbox}@applicant.example.jp",
                "submitted_at": (start + datetime.timedelta(seconds=20 * index)).isoformat(timespec="seconds"),
            }
            if index % 7 == 0 and application["kind"] == "reissue":
                del application["kind"]  # it may be absent
            out.write(json.dumps(application, ensure_ascii=False) + "\n")


def decide(place, row):
    """判定, 理由 and 備考 for one row: most are approved."""
    if row.get("blocking"):
        return "保留", "waiting_for_ledger_update", "台帳の更新を依頼した"
    if place % 40 == 7:
        return "不承認", ["identity_not_confirmed", "ledger_mismatch_address", "withdrawn_by_office",
                       "office_unreachable"][place // 40 % 4], ""
    if place == 11:
        return "保留", "waiting_for_phone_check", "担当者が外出中"
    if place == 23:
        return "保留", "waiting_for_return_envelope", ""
    if place == 13:
        return "", "", "午後に電話する"
    return "承認", "", ""


def make_decisions(arguments):
    with open(arguments.list, encoding="utf-8") as file:
        rows = json.load(file)
    rows.sort(key=lambda row: (row["office_number"], row["receipt_number"]))
    approved = set()
    with open(arguments.out, "w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(DECISION_HEADER)
        for place, row in enumerate(rows):
            if row["office_number"] in approved:
                continue  # that approval withdraws this application
            decision = decide(place, row)
            if decision[0] == "承認":
                approved.add(row["office_number"])
            writer.writerow([row["receipt_number"], *decision, "審査 花子"])


def print_summary(arguments):
    for title, path in (("applications", arguments.applications), ("mails", arguments.notices),
                        ("letters", arguments.letters)):
        with open(path, encoding="utf-8") as file:
            states = collections.Counter(row["state"] for row in json.load(file))
        print(f"{title:<14}{sum(states.values()):>6}")
        for state, number in states.most_common():
            print(f"  {state:<12}{number:>6}")


def print_mails(arguments):
    for path in arguments.files:
        with open(path, "rb") as file:
            message = email.message_from_binary_file(file, policy=email.policy.default)
        for name in ("From", "To", "Subject", "Date"):
            print(f"{name}: {message[name]}")
        print(f"\n{message.get_content()}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name, run, *paths):
        subparser = commands.add_parser(name)
        subparser.set_defaults(run=run)
        for path in paths:
            subparser.add_argument(path)
        return subparser

    command("ledger", make_ledger, "out").add_argument("--count", type=int, default=300)
    applications = command("applications", make_applications, "ledger", "out")
    applications.add_argument("--count", type=int, default=200)
    applications.add_argument("--all", action="store_true", help="one for every office")
    applications.add_argument("--at", help="when the last was sent, RFC 3339 (default: now)",
                              default=datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9))).isoformat())
    command("decisions", make_decisions, "list", "out")
    command("summary", print_summary, "applications", "notices", "letters")
    command("mail", print_mails).add_argument("files", nargs="+")
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
