#include "core/service/press/letter_press.hpp"

#include <fmt/format.h>

#include <variant>

#include "core/domain/calendar.hpp"
#include "core/domain/customer_barcode.hpp"
#include "core/domain/no_value.hpp"
#include "core/domain/office.hpp"
#include "core/domain/serial_number.hpp"
#include "core/domain/text_folding.hpp"
#include "core/domain/void_reason.hpp"
#include "core/letter/draw_inserter.hpp"
#include "core/letter/letter_error.hpp"
#include "core/letter/letter_obstacle.hpp"
#include "core/letter/page_layout.hpp"
#include "core/letter/printed_text.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "core/service/setup/era_list.hpp"
#include "core/service/setup/postage_list.hpp"

namespace saihakko {
namespace {

/// False for spaces, controls, marks that join others, direction marks and tags: in a
/// message they would show nothing or change what stands around them.
bool shows_as_itself(char32_t printed) {
  const char32_t c = printed_parts(printed).base;
  const bool unseen = c <= 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xAD ||
                      (c >= 0x300 && c <= 0x36F) || (c >= 0x2000 && c <= 0x200F) ||
                      (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) ||
                      (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || c >= 0xE0000;
  return !unseen;
}

/// `「𠮷」U+20BB7, …`: the reviewer sees the character and the code that a font is searched for.
std::string name_characters(const std::u32string& characters) {
  std::string text;
  for (const char32_t c : characters) {
    if (!text.empty()) text += ", ";
    const std::string name = printed_name(c);
    text += shows_as_itself(c) ? fmt::format("「{}」{}", printed_utf8(c), name) : name;
  }
  return text;
}

void add_unprintable(const FontChain& fonts, const std::string& text, FindingCode code,
                     std::vector<Finding>& findings) {
  const std::u32string characters = fonts.unprintable(clean_text(text));
  if (!characters.empty()) findings.push_back({code, name_characters(characters)});
}

/// What `load` gives; what it cannot use is a matter of configuration.
template <class Load>
auto loaded(Load load) {
  try {
    return load();
  } catch (const LetterError& e) {
    throw ConfigurationError(e.what());
  }
}

LetterContent addressed_to(const Union& of_union, const Addressee& addressee,
                           const KnownPlace& place) {
  LetterContent content;
  content.title = of_union.settings.letter_title;
  content.postcode = postcode_text(addressee.postcode);
  content.address = clean_text(addressee.address);
  content.office_name = clean_text(addressee.name);
  const auto barcode = customer_barcode(addressee.postcode, content.address, place);
  if (of_union.settings.customer_barcode && std::holds_alternative<CustomerBarcode>(barcode)) {
    content.customer_barcode = std::get<CustomerBarcode>(barcode);
  }
  content.honorific = of_union.settings.honorific;
  content.inserter.marks = of_union.settings.inserter_marks;
  content.contact = letter_contact(of_union);
  return content;
}

/// As long as real ones, of capitals, small letters and digits that no other is taken for.
std::string sample_password(int length) {
  constexpr std::string_view kLongest = "Abcdef2345Ghjkmn";
  return std::string(kLongest.substr(0, static_cast<std::size_t>(length)));
}

/// A letter of a batch as large as one can be.
constexpr std::int64_t kMostLetters = 2'000;
constexpr const char* kLastFile = "letters-2000.pdf.p7m";

}  // namespace

std::vector<std::string> letter_contact(const Union& of_union) {
  std::vector<std::string> lines{of_union.name};
  const auto& own = of_union.settings.letter_contact;
  lines.insert(lines.end(), own.begin(), own.end());
  return lines;
}

LetterPress::LetterPress(const Settings& settings, const UnionList& unions)
    : user_id_prefix_(settings.user_id_prefix),
      valid_days_(settings.letters.valid_days),
      password_length_(settings.letters.password_length),
      first_year_(settings.letters.era_first_year),
      eras_(load_eras(settings)),
      postage_rates_(load_postage(settings)),
      unions_(unions),
      fonts_(
          loaded([] { return FontChain::load(default_font_files(), default_bold_font_file()); })),
      cover_templates_(loaded([&settings] {
        return CoverTemplates{
            LetterTemplate::load_cover(find_template(settings, "letter/cover.toml")),
            LetterTemplate::load_pull_sheet(find_template(settings, "letter/pull_sheet.toml"))};
      })) {
  loaded([&] {
    require_printable(cover_templates_.cover, fonts_);
    return require_printable(cover_templates_.pull_sheet, fonts_);
  });
  const auto load = [&](const std::string& name) {
    if (templates_.contains(name)) return;
    templates_.emplace(name, loaded([&] {
                         auto read = LetterTemplate::load(
                             find_template(settings, std::filesystem::path("letter") / name));
                         require_printable(read, fonts_);
                         return read;
                       }));
  };
  load(settings.default_union.letter_template);
  for (const auto& [prefecture, own] : settings.unions)
    load(own.letter_template);
  for (const auto& [prefecture, of_union] : unions.all())
    check_wording(of_union);
  check_eras();
}

void LetterPress::check_eras() const {
  for (const Era& era : eras_) {
    if (fonts_.unprintable(era.name).empty()) continue;
    throw ConfigurationError(
        fmt::format("eras.csv: 元号 {} を印刷できる書体がありません", era.name));
  }
}

/// A union's own words must fit its template, or every letter of it would fail.
void LetterPress::check_wording(const Union& of_union) const {
  const LetterTemplate& letter_template = template_of(of_union.prefecture);
  if (!has_place_for(letter_template, of_union.settings.inserter_marks)) {
    throw ConfigurationError(
        fmt::format("union.{}.inserter_marks: 様式 {} に封入機の印の場所がありません",
                    of_union.prefecture, letter_template.file().filename().string()));
  }
  const auto obstacle = loaded(
      [&] { return letter_obstacle(letter_template, fonts_, addressed_to(of_union, {}, {})); });
  if (!obstacle) return;
  throw ConfigurationError(fmt::format("union.{}: 通知書の {} を印刷できません: {}",
                                       of_union.prefecture, obstacle->field, obstacle->reason));
}

const LetterTemplate& LetterPress::template_of(std::string_view prefecture) const {
  return templates_.at(unions_.at(prefecture).settings.letter_template);
}

std::vector<Finding> LetterPress::findings(std::string_view prefecture,
                                           const Addressee& addressee) const {
  std::vector<Finding> findings;
  add_unprintable(fonts_, addressee.name, FindingCode::name_unprintable, findings);
  add_unprintable(fonts_, addressee.address, FindingCode::address_unprintable, findings);
  if (!findings.empty()) return findings;
  const auto obstacle = letter_obstacle(template_of(prefecture), fonts_,
                                        addressed_to(unions_.at(prefecture), addressee, {}));
  if (!obstacle) return findings;
  const bool in_address = obstacle->field == "address" || obstacle->field == "postcode";
  findings.push_back({in_address ? FindingCode::address_too_long : FindingCode::name_too_long, {}});
  return findings;
}

std::optional<Finding> LetterPress::barcode_finding(std::string_view prefecture,
                                                    const Addressee& addressee,
                                                    const KnownPlace& place) const {
  if (!unions_.at(prefecture).settings.customer_barcode) return std::nullopt;
  if (is_no_value(addressee.postcode) || is_no_value(addressee.address)) return std::nullopt;
  const auto barcode = customer_barcode(addressee.postcode, clean_text(addressee.address), place);
  const BarcodeGap* gap = std::get_if<BarcodeGap>(&barcode);
  if (gap == nullptr || *gap == BarcodeGap::postcode_differs) return std::nullopt;
  return Finding{FindingCode::barcode_left_out, std::string(to_text(*gap))};
}

bool LetterPress::bears_barcode(std::string_view prefecture, const Addressee& addressee,
                                const KnownPlace& place) const {
  return addressed_to(unions_.at(prefecture), addressee, place).customer_barcode.has_value();
}

LetterContent LetterPress::content(std::string_view prefecture, const LetterParts& parts) const {
  LetterContent content = addressed_to(unions_.at(prefecture), parts.addressee, parts.place);
  content.issue_date = era_date(japan_date(parts.issued_at), eras_, first_year_);
  content.valid_until = era_date(japan_date(parts.valid_until), eras_, first_year_);
  content.office_number = parts.office_number;
  content.user_id = parts.user_id;
  content.temporary_password = parts.temporary_password;
  content.notice_number = parts.notice_number;
  content.receipt_number = parts.receipt_number;
  content.edition = parts.edition;
  content.inserter.sequence = parts.sequence;
  return content;
}

LetterContent LetterPress::sample(std::string_view prefecture, Instant now) const {
  return sample(prefecture, "N000000011", now);
}

LetterContent LetterPress::sample(std::string_view prefecture, const std::string& notice_number,
                                  Instant now) const {
  const std::string number = fmt::format("{}11111111", prefecture);
  return content(
      prefecture,
      {.addressee = {"請求事業所A", "6900001", "島根県松江市緑町3丁目30番8号　郵便ビル403号"},
       .office_number = number,
       .user_id = user_id(user_id_prefix_, prefecture, OfficeNumber::parse(number).value()),
       .temporary_password = sample_password(password_length_),
       .notice_number = notice_number,
       .receipt_number = "R000000011",
       .issued_at = now,
       .valid_until = end_of_japan_day(now, valid_days_)});
}

std::string LetterPress::print_sample(std::string_view prefecture, Instant now,
                                      Guides guides) const {
  const LetterContent letter = sample(prefecture, now);
  return loaded([&] {
    return render_preview(template_of(prefecture), fonts_, std::span(&letter, 1), guides, now);
  });
}

std::string LetterPress::print_test_batch(std::string_view prefecture, std::size_t letters,
                                          Instant now) const {
  std::vector<LetterContent> samples;
  for (std::size_t i = letters; i > 0; --i) {
    const std::int64_t serial = kLastSerial + 1 - static_cast<std::int64_t>(i);
    samples.push_back(sample(prefecture, serial_number(kNoticeLetter, serial), now));
    samples.back().inserter.sequence = static_cast<std::int64_t>(samples.size());
  }
  return loaded(
      [&] { return render_preview(template_of(prefecture), fonts_, samples, Guides::none, now); });
}

std::optional<std::string> LetterPress::overflowing_field(std::string_view prefecture,
                                                          const Addressee& addressee) const {
  if (!fonts_.unprintable(clean_text(addressee.name)).empty()) return std::nullopt;
  if (!fonts_.unprintable(clean_text(addressee.address)).empty()) return std::nullopt;
  LetterContent letter = sample(prefecture, Instant());
  letter.postcode = postcode_text(addressee.postcode);
  letter.address = clean_text(addressee.address);
  letter.office_name = clean_text(addressee.name);
  const auto obstacle = letter_obstacle(template_of(prefecture), fonts_, letter);
  if (!obstacle) return std::nullopt;
  return obstacle->field;
}

std::string LetterPress::print(std::string_view prefecture, std::span<const LetterContent> letters,
                               Instant made_at) const {
  return render_letters(template_of(prefecture), fonts_, letters, made_at);
}

std::string LetterPress::print_sample_cover(std::string_view prefecture, Instant now) const {
  const Union& of_union = unions_.at(prefecture);
  CoverContent cover{
      .union_name = of_union.name,
      .batch_name = fmt::format("B{}-20261122-100", prefecture),
      .made_at = now,
      .post_by = japan_day_text(now),
      .contact = letter_contact(of_union),
      .letters = kMostLetters,
      .files = kMostLetters,
      .first_notice_number = "N000000011",
      .last_notice_number = "N000000020",
      .first_mark = inserter_text({of_union.settings.inserter_marks, 1}, "N000000011"),
      .last_mark = inserter_text({of_union.settings.inserter_marks, kMostLetters}, "N000000020"),
      .areas = {{"", kMostLetters}},
      .postage = postage_text(postage_of({kMostLetters, PostageLetter{"", true}}, postage_rates_),
                              postage_rates_),
      .urgent = {kMostLetters, {"N000000011", kLastFile, kMostLetters}},
      .audit_head = std::string(64, '0')};
  for (const VoidReason reason : all_void_reasons()) {
    cover.pulls.push_back({cover.last_notice_number, cover.batch_name, kLastFile, kMostLetters,
                           std::string(japanese(reason))});
  }
  return print_cover(cover);
}

std::string LetterPress::print_cover(const CoverContent& cover) const {
  return render_cover(cover_templates_, fonts_, cover);
}

}  // namespace saihakko
