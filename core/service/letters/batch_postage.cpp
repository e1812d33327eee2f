#include "core/service/letters/batch_postage.hpp"

#include <array>

#include "core/domain/postage.hpp"
#include "core/files/csv_writer.hpp"
#include "core/files/text_encoding.hpp"
#include "core/service/postcodes/find_place.hpp"
#include "core/store/tables/applications_table.hpp"

namespace saihakko {
namespace {

using Cells = std::array<std::string, 6>;

PostageLetter postage_letter(Database& database, const LetterPress& press, const Letter& letter) {
  const Application application = find_application(database, letter.receipt_number).value();
  const KnownPlace place =
      postcode_advice(database, application.office_number.prefecture(), application.addressee)
          .place;
  return {application.addressee.postcode,
          press.bears_barcode(application.prefecture, application.addressee, place)};
}

std::string row(const std::string& name, const Postage& postage) {
  return csv_line(Cells{name, std::to_string(postage.letters), std::to_string(postage.barcodes),
                        std::to_string(postage.without_barcode()), std::to_string(postage.grams),
                        std::to_string(postage.yen)});
}

}  // namespace

std::string postage_csv(Database& database, const LetterPress& press,
                        const std::vector<Letter>& letters) {
  std::vector<PostageLetter> posted;
  for (const Letter& letter : letters)
    posted.push_back(postage_letter(database, press, letter));
  std::string text(kUtf8Bom);
  text += csv_line(Cells{"郵便番号の上3桁", "通数", "バーコードあり", "バーコードなし", "重さ（g）",
                         "料金（円）"});
  for (const PostageArea& area : postage_areas(posted, press.postage_rates()))
    text += row(area.digits.empty() ? "番号なし" : area.digits, area.postage);
  const Postage whole = postage_of(posted, press.postage_rates());
  text += row("合計", whole);
  text += csv_line(Cells{"バーコード割引", "", "", "", "", std::to_string(-whole.discount)});
  return text;
}

}  // namespace saihakko
