#!/usr/bin/env python3
"""What the union's ledger files do to the offices."""

import os
import unittest

from installation import InstallationTest, LEDGER_COLUMNS, csv_text, ledger_csv, office, office_number

TOKYO = office_number("13", 1)
SECOND = office_number("13", 2)
SHIMANE = office_number("32", 1)
OPEN_DATA_COLUMNS = [
    "都道府県コード又は市町村コード", "No", "都道府県名", "市区町村名", "事業所名", "事業所名カナ", "サービスの種類", "住所", "方書（ビル名等）", "緯度",
    "経度", "電話番号", "FAX番号", "法人番号", "法人の名称", "事業所番号", "利用可能曜日", "利用可能曜日特記事項", "定員", "URL",
    "高齢者の方と障害者の方が同時一体的に利用できるサービス", "介護保険の通常の指定基準を満たしている", "障害福祉の通常の指定基準を満たしている", "備考"]
BLANK_OPEN_DATA = dict.fromkeys(OPEN_DATA_COLUMNS, "")


class Ledger(InstallationTest):
    def office(self, number):
        shown = self.house.json("office", "show", number)
        del shown["applications"]
        return shown

    def take(self, content, name="ledger.csv", code=0):
        self.house.drop("ledger", name, content)
        return self.house.run("import-ledger", code=code)

    def check_peculiar_office(self):
        self.assertEqual(self.office(TOKYO), {
            "office_number": TOKYO, "name": "㈱髙﨑ケアサービス　①号館～", "name_kana": "タカサキ", "postcode": "1000001",
            "address": "東京都千代田区千代田１－１　Ｂ棟", "phone": "03-0000-0001", "security_mail": "kaigo@office.example.jp",
            "status": "active", "locked_at": None, "check_digit_fits": True, "accounts": [{"prefecture": "13", "user_id": f"KJ13{TOKYO}"}]})

    def peculiar(self):
        return [office(TOKYO, 事業所名="㈱髙﨑ケアサービス　①号館～", 事業所名カナ="タカサキ", 郵便番号="〒１００－０００１",
                       住所="東京都千代田区千代田１－１　Ｂ棟", セキュリティ用メールアドレス="kaigo@office.example.jp")]

    def test_utf8_with_bom_and_crlf_is_taken(self):
        self.take(ledger_csv(self.peculiar(), encoding="utf-8-sig", line_end="\r\n"))
        self.check_peculiar_office()

    def test_utf8_without_bom_and_lf_is_taken(self):
        self.take(ledger_csv(self.peculiar(), encoding="utf-8", line_end="\n"))
        self.check_peculiar_office()

    def test_cp932_and_crlf_is_taken(self):
        self.take(ledger_csv(self.peculiar(), encoding="cp932", line_end="\r\n"))
        self.check_peculiar_office()

    def test_full_width_and_lower_case_numbers_are_folded(self):
        number = office_number("13", 3, kind="B")
        full_width = "".join(chr(ord(character) + 0xFEE0) for character in number.lower())
        self.take(ledger_csv([office(full_width)]))
        self.assertEqual(self.office(number)["office_number"], number)

    def test_columns_are_found_by_name_in_any_order_with_others_between(self):
        self.take(csv_text(["備考", *reversed(LEDGER_COLUMNS), ""], [office(TOKYO) | {"備考": "x"}]).encode())
        self.assertEqual(self.office(TOKYO)["phone"], "03-0000-0001")

    def test_open_data_is_recognised_by_its_header(self):
        self.take(csv_text(OPEN_DATA_COLUMNS, [BLANK_OPEN_DATA | {
            "事業所名": "イムス札幌", "事業所名カナ": "イムスサッポロ", "住所": "北海道札幌市手稲区手稲金山124番地 緑ビル", "方書（ビル名等）": "緑ビル",
            "電話番号": "011-000-0000", "事業所番号": "0110412467"}]).encode("utf-8-sig"))
        self.assertEqual(self.office("0110412467"), {
            "office_number": "0110412467", "name": "イムス札幌", "name_kana": "イムスサッポロ", "postcode": "",
            "address": "北海道札幌市手稲区手稲金山124番地 緑ビル", "phone": "011-000-0000", "security_mail": "", "status": "active",
            "locked_at": None, "check_digit_fits": True, "accounts": [{"prefecture": "01", "user_id": "KJ010110412467"}]})

    def test_open_data_after_the_unions_ledger_leaves_what_it_does_not_speak_of(self):
        self.take(ledger_csv([office(TOKYO, 発行都道府県="なし", セキュリティ用メールアドレス="kaigo@office.example.jp", 状態="休止")]), "a.csv")
        self.take(csv_text(OPEN_DATA_COLUMNS, [BLANK_OPEN_DATA | {"事業所番号": TOKYO, "事業所名": "新しい名前", "住所": "東京都港区1"}])
                  .encode("utf-8-sig"), "b.csv")
        shown = self.office(TOKYO)
        self.assertEqual([shown[key] for key in ("name", "address", "postcode", "security_mail", "status", "accounts")],
                         ["新しい名前", "東京都港区1", "1000001", "kaigo@office.example.jp", "suspended", []])

    def test_issuing_prefectures_become_accounts(self):
        third = office_number("13", 3)
        self.take(ledger_csv([office(TOKYO, 発行都道府県="13;14"), office(SECOND, 発行都道府県="なし"),
                              office(third, 発行都道府県="")]))
        accounts = {number: [account["user_id"] for account in self.office(number)["accounts"]]
                    for number in (TOKYO, SECOND, third)}
        self.assertEqual(accounts, {TOKYO: [f"KJ13{TOKYO}", f"KJ14{TOKYO}"], SECOND: [], third: [f"KJ13{third}"]})

    def test_a_file_name_cannot_move_the_cursor_of_who_reads_the_log(self):
        ran = self.take(b"x\n", "a\x1b[2J\u202eb.csv", code=65)
        self.assertIn("a<U+001B>[2J<U+202E>b.csv", ran.err)
        self.assertNotIn("\x1b", ran.err)
        self.assertNotIn("\u202e", ran.err)

    def test_of_very_many_errors_the_first_ones_are_told(self):
        rows = [office("x") for _ in range(10_050)] + [office(TOKYO)]
        self.take(ledger_csv(rows), "bad.csv", code=65)
        self.assertEqual(self.office(TOKYO)["status"], "active")
        errors = self.house.refused("ledger", "bad.csv")
        self.assertEqual([len(errors), errors[9_999]["行"]], [10_001, "10001"])
        self.assertIn("10000件まで", errors[-1]["理由"])

    def test_a_status_or_an_issuer_that_a_spreadsheet_could_not_find_stays_as_it_was(self):
        self.take(ledger_csv([office(TOKYO, 発行都道府県="13;27", 状態="休止")]), "a.csv")
        before = self.office(TOKYO)
        self.take(ledger_csv([office(TOKYO, 発行都道府県="#N/A", 状態="#REF!", 電話番号="03-1111-2222")]), "b.csv")
        self.assertEqual(self.office(TOKYO), before | {"phone": "03-1111-2222"})

    def test_status_words_and_an_empty_status_are_taken(self):
        numbers = [office_number("13", serial) for serial in range(1, 5)]
        words = ["有効", "", "休止", "廃止"]
        self.take(ledger_csv([office(number, 状態=word) for number, word in zip(numbers, words)]))
        self.assertEqual([self.office(number)["status"] for number in numbers],
                         ["active", "active", "suspended", "closed"])

    def test_column_that_is_absent_leaves_its_field_as_it_is(self):
        self.take(ledger_csv([office(TOKYO)]), "a.csv")
        self.take(ledger_csv([{"事業所番号": TOKYO, "事業所名": "新しい名前"}], columns=["事業所番号", "事業所名"]), "b.csv")
        shown = self.office(TOKYO)
        self.assertEqual([shown["name"], shown["address"], shown["postcode"], shown["phone"]],
                         ["新しい名前", "東京都千代田区千代田1-1", "1000001", "03-0000-0001"])

    def test_empty_field_of_a_column_that_is_there_empties_the_field(self):
        self.take(ledger_csv([office(TOKYO)]), "a.csv")
        self.take(ledger_csv([office(TOKYO, 電話番号="")]), "b.csv")
        self.assertEqual(self.office(TOKYO)["phone"], "")

    def test_office_that_is_absent_is_reported_and_not_closed(self):
        self.take(ledger_csv([office(TOKYO), office(SECOND)]), "a.csv")
        taken = self.take(ledger_csv([office(TOKYO)]), "b.csv").event("ledger_taken")
        self.assertEqual([taken["offices_not_in_file"], taken["unchanged"]], [1, 1])
        self.assertEqual(self.office(SECOND)["status"], "active")

    def test_rows_of_one_number_that_agree_fill_each_others_gaps(self):
        taken = self.take(ledger_csv([office(TOKYO, 電話番号=""), office(TOKYO)])).event("ledger_taken")
        self.assertEqual([taken["added"], taken["further_rows"], taken["disagreeing"]], [1, 1, 0])
        self.assertEqual(self.office(TOKYO)["phone"], "03-0000-0001")

    def test_rows_of_one_number_that_disagree_keep_what_most_say_and_are_warned_of(self):
        ran = self.take(ledger_csv([office(TOKYO), office(SECOND),
                                    office(TOKYO, 事業所名="別の名前", 住所="東京都港区9", 郵便番号="105-0000"), office(TOKYO)]))
        shown = self.office(TOKYO)
        self.assertEqual([shown["name"], shown["address"], shown["postcode"]],
                         ["訪問介護ステーションあおぞら", "東京都千代田区千代田1-1", "1000001"])
        warning = ran.event("ledger_rows_disagree")
        self.assertEqual([warning["level"], warning["office_number"], warning["lines"]], ["warn", TOKYO, "4"])
        self.assertNotIn("別の名前", ran.err)

    def test_disagreeing_rows_taken_again_change_nothing(self):
        rows = [office(TOKYO), office(TOKYO, 事業所名="別の名前", 住所="東京都港区9")]
        self.take(ledger_csv(rows), "a.csv")
        before = self.office(TOKYO)
        taken = self.take(ledger_csv(rows + [office(SECOND)]), "b.csv").event("ledger_taken")
        self.assertEqual([taken["changed"], taken["added"]], [0, 1])
        self.assertEqual(self.office(TOKYO), before)

    def test_same_file_dropped_twice_changes_nothing(self):
        content = ledger_csv([office(TOKYO), office(SHIMANE)])
        self.take(content, "a.csv")
        before = self.house.json("status")["offices"], self.office(TOKYO)
        ran = self.take(content, "a.csv")
        self.assertEqual([line["event"] for line in ran.events()], ["file_taken", "job_ended"])
        self.assertEqual(ran.event("job_ended")["done"], 0)
        self.assertEqual((self.house.json("status")["offices"], self.office(TOKYO)), before)
        self.assertEqual(self.house.inbox("done"), ["ledger/a.csv", "ledger/a.csv.2"])

    def test_earlier_ledger_dropped_after_a_later_one_holds_again(self):
        first, second = ledger_csv([office(TOKYO)]), ledger_csv([office(TOKYO, 事業所名="新しい名前")])
        self.take(first, "a.csv")
        self.take(second, "b.csv")
        self.assertEqual(self.office(TOKYO)["name"], "新しい名前")
        self.take(first, "c.csv")
        self.assertEqual(self.office(TOKYO)["name"], "訪問介護ステーションあおぞら")

    def test_files_are_taken_in_the_order_of_their_names(self):
        self.house.drop("ledger", "b.csv", ledger_csv([office(TOKYO, 事業所名="後")]))
        self.house.drop("ledger", "a.csv", ledger_csv([office(TOKYO, 事業所名="前")]))
        self.house.run("import-ledger")
        self.assertEqual(self.office(TOKYO)["name"], "後")

    def test_malformed_rows_are_reported_all_at_once_and_the_good_ones_taken(self):
        good = office_number("13", 9)
        ran = self.take(ledger_csv([
            office("1311"),
            office(TOKYO, 郵便番号="12", 状態="営業中", 発行都道府県="48", セキュリティ用メールアドレス="日本@example.jp"),
            office(SECOND, 事業所名="二行に\nわたる\x07名前"),
            office(good)]), code=65)
        self.assertEqual(ran.event("job_ended")["exit_code"], 65)
        self.assertEqual([list(row.values())[:4] for row in self.house.refused("ledger", "ledger.csv")], [
            ["2", "事業所番号", "1311", "事業所番号の形ではありません(都道府県2桁、種別1桁、数字7桁)"],
            ["3", "郵便番号", "12", "郵便番号の形ではありません(数字7桁)"],
            ["3", "セキュリティ用メールアドレス", "日本@example.jp",
             "メールアドレスに使えない文字があります(半角の英数字と記号で入力してください)。1文字目に U+65E5 があります"],
            ["3", "状態", "営業中", "有効・休止・廃止のどれでもありません"],
            ["3", "発行都道府県", "48", "都道府県コード(01〜47)を「;」でつないだもの、または「なし」ではありません"],
            ["4", "事業所名", "", "8文字目に制御文字 U+0007 があります。取り除いてください"]])
        self.assertEqual([row["番号"] for row in self.house.refused("ledger", "ledger.csv")],
                         ["1311", TOKYO, TOKYO, TOKYO, TOKYO, SECOND])
        self.assertEqual(self.house.inbox("refused"), ["ledger/ledger.csv", "ledger/ledger.csv.errors.csv"])
        self.assertEqual(self.house.json("status")["offices"], 1)
        self.assertEqual(self.office(good)["name"], "訪問介護ステーションあおぞら")

    def test_row_with_too_few_fields_is_reported_with_its_line(self):
        content = ledger_csv([office(TOKYO)]) + f"{SECOND},名前だけ\r\n".encode() + ledger_csv([office(SHIMANE)]).split(
            b"\r\n", 1)[1]
        self.take(content, code=65)
        (error,) = self.house.refused("ledger", "ledger.csv")
        self.assertEqual([error["行"], error["理由"]], ["3", "項目の数が見出しと異なります(見出しは9項目、この行は2項目)"])
        self.assertEqual(self.house.json("status")["offices"], 2)

    def test_bytes_of_no_encoding_are_reported_with_their_line(self):
        content = ledger_csv([office(TOKYO), office(SECOND), office(SHIMANE)]).split(b"\r\n")
        content[2] = content[2].replace("あおぞら".encode(), b"\xff\xfe")
        self.take(b"\r\n".join(content), code=65)
        (error,) = self.house.refused("ledger", "ledger.csv")
        self.assertEqual([error["行"], error["理由"]], ["3", "文字コードが正しくない部分があります"])
        self.assertEqual(self.house.json("status")["offices"], 2)

    def test_file_without_the_needed_columns_is_refused_whole(self):
        self.take("番号,名前\r\n1,2\r\n".encode(), code=65)
        self.assertEqual([list(row.values())[:4] for row in self.house.refused("ledger", "ledger.csv")],
                         [["1", "事業所番号", "", "列「事業所番号」がありません"], ["1", "事業所名", "", "列「事業所名」がありません"]])

    def test_empty_file_is_refused(self):
        self.take(b"", code=65)
        (error,) = self.house.refused("ledger", "ledger.csv")
        self.assertEqual(error["理由"], "見出しの行がありません")

    def test_a_file_in_another_form_is_told_with_the_remedy(self):
        rows = ledger_csv([office(TOKYO)], encoding="utf-8")
        for content, reason in ((b"sep=,\r\n" + rows, "「sep=」の行"), (b"sep=;\r\n" + rows.replace(b",", b";"), "「sep=」の行"),
                                (rows.replace(b"\r\n", b"\r"), "改行が CR だけ"),
                                (b'"x"' + rows.replace(b"\r\n", b"\r"), "改行が CR だけ"),
                                (rows.replace(b",", b"\t"), "タブ")):
            with self.subTest(reason):
                self.take(content, "form.csv", code=65)
                newest = sorted((self.house.state / "inbox/refused").glob("*/ledger/form.csv*.errors.csv"),
                                key=lambda path: path.stat().st_mtime_ns)[-1]
                self.assertIn(reason, newest.read_text(encoding="utf-8-sig"))
        self.assertEqual(self.house.json("status")["offices"], 0)

    def test_malformed_file_dropped_again_is_refused_again(self):
        content = ledger_csv([office("1311"), office(TOKYO)])
        self.take(content, "a.csv", code=65)
        self.take(content, "b.csv", code=65)
        self.assertEqual(len(self.house.refused("ledger", "b.csv")), 1)

    def test_part_files_hidden_files_and_links_are_left_untouched(self):
        folder = self.house.state / "inbox" / "ledger"
        content = ledger_csv([office(TOKYO)])
        elsewhere = self.house.root / "elsewhere.csv"
        elsewhere.write_bytes(content)
        (folder / "a.csv.part").write_bytes(content)
        (folder / ".hidden.csv").write_bytes(content)
        (folder / "link.csv").symlink_to(elsewhere)
        (folder / "folder.csv").mkdir()
        os.mkfifo(folder / "pipe.csv")
        self.house.run("import-ledger")
        self.assertEqual(self.house.json("status")["offices"], 0)
        self.assertEqual(sorted(path.name for path in folder.iterdir()),
                         [".hidden.csv", "a.csv.part", "folder.csv", "link.csv", "pipe.csv"])
        self.assertEqual(elsewhere.read_bytes(), content)
        self.assertEqual(self.house.inbox("done") + self.house.inbox("refused"), [])


if __name__ == "__main__":
    unittest.main()
