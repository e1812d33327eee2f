#include "core/service/letters/batch_making.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "core/domain/calendar.hpp"
#include "core/domain/kana_reading.hpp"
#include "core/domain/postage.hpp"
#include "core/domain/serial_number.hpp"
#include "core/letter/cover_content.hpp"
#include "core/letter/inserter_mark.hpp"
#include "core/letter/letter_error.hpp"
#include "core/letter/read_back.hpp"
#include "core/secrets/password_hash.hpp"
#include "core/secrets/temporary_password.hpp"
#include "core/secrets/wipe.hpp"
#include "core/service/letters/overdue_letters.hpp"
#include "core/service/postcodes/find_place.hpp"
#include "core/service/setup/hashing_queue.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/accounts_table.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/lost_letters_table.hpp"
#include "core/store/tables/offices_table.hpp"
#include "core/store/tables/serials_table.hpp"

namespace saihakko {
namespace {

std::string user_id_for(Database& database, const PrintShop& shop, const Application& application) {
  for (const Account& account : accounts_of(database, application.office_number)) {
    if (account.prefecture == application.prefecture) return account.user_id;
  }
  return user_id(shop.settings.user_id_prefix, application.prefecture, application.office_number);
}

KnownPlace place_of(Database& database, const Application& application) {
  return postcode_advice(database, application.office_number.prefecture(), application.addressee)
      .place;
}

LetterContent content_of(const PrintShop& shop, const Draft& draft, Instant now,
                         Instant valid_until) {
  return shop.press.content(draft.application.prefecture,
                            {.addressee = draft.application.addressee,
                             .place = draft.place,
                             .office_number = draft.application.office_number.text(),
                             .user_id = draft.user_id,
                             .temporary_password = draft.password,
                             .notice_number = draft.notice_number,
                             .receipt_number = draft.application.receipt_number,
                             .edition = static_cast<int>(draft.edition),
                             .sequence = draft.position,
                             .issued_at = now,
                             .valid_until = valid_until});
}

/// The password as a page gives it back: each character between its class and its reading.
std::string printed_password(std::string_view password) {
  std::string text;
  for (const char c : password) {
    const KanaReading reading = kana_reading(c).value();
    text += class_label(reading.character_class);
    text += c;
    text += reading.kana;
  }
  return text;
}

/// Whether a page says what the record says.
bool says(const std::string& page, const Draft& draft) {
  const Application& application = draft.application;
  std::string password = printed_password(draft.password);
  const Wiped wiped(password);
  const std::string_view texts[] = {application.addressee.name,
                                    application.addressee.address,
                                    application.office_number.text(),
                                    draft.user_id,
                                    draft.notice_number,
                                    password};
  return std::all_of(std::begin(texts), std::end(texts), [&page](std::string_view text) {
    return page.find(without_space(text)) != std::string::npos;
  });
}

/// What the pages of one PDF show; their passwords are wiped with it.
struct PrintedContents {
  std::vector<LetterContent> all;
  ~PrintedContents() {
    for (LetterContent& content : all)
      wipe(content.temporary_password);
  }
};

std::string print_letters(const PrintShop& shop, std::span<const Draft> drafts, Instant now,
                          Instant valid_until) {
  PrintedContents contents;
  contents.all.reserve(drafts.size());  // a text that moves leaves itself behind
  for (const Draft& draft : drafts)
    contents.all.push_back(content_of(shop, draft, now, valid_until));
  return shop.press.print(drafts.front().application.prefecture, contents.all, now);
}

/// A letter with a wrong name must not leave.
void read_back(const std::string& pdf, std::span<const Draft> drafts) {
  std::vector<std::string> pages = read_back_pages(pdf);
  const WipedAll wiped(pages);
  if (pages.size() != drafts.size()) {
    throw LetterError("読み戻したページ数が通知書の数と一致しません");
  }
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if (!says(pages[i], drafts[i])) {
      throw LetterError(
          fmt::format("通知書 {} の読み戻しが記録と一致しません", drafts[i].notice_number));
    }
  }
}

/// One PDF, read back page by page.
std::string print_and_read_back(const PrintShop& shop, std::span<const Draft> drafts, Instant now,
                                Instant valid_until) {
  std::string pdf = print_letters(shop, drafts, now, valid_until);
  try {
    read_back(pdf, drafts);
  } catch (...) {
    wipe(pdf);
    throw;
  }
  return pdf;
}

std::vector<ManifestRow> manifest_of(const Drafts& drafts) {
  std::vector<ManifestRow> rows;
  for (const Draft& draft : drafts.all) {
    const Application& application = draft.application;
    rows.push_back({.position = draft.position,
                    .file = draft.file,
                    .page = draft.page,
                    .notice_number = draft.notice_number,
                    .edition = draft.edition,
                    .receipt_number = application.receipt_number,
                    .office_number = application.office_number.text(),
                    .office_name = application.addressee.name,
                    .postcode = postcode_text(application.addressee.postcode),
                    .address = application.addressee.address});
  }
  return rows;
}

std::vector<PullRow> pulls_of(Database& database, const Claim& claim, Instant now) {
  std::vector<PullRow> rows;
  const std::string& prefecture = claim.applications.front().prefecture;
  for (const Letter& letter : letters_to_pull(database, prefecture, now)) {
    rows.push_back({letter.notice_number, letter.batch, letter.file, letter.page,
                    std::string(japanese(letter.void_reason.value()))});
  }
  for (const LostLetter& letter : lost_letters_to_pull(database, prefecture)) {
    rows.push_back(
        {letter.notice_number, letter.batch, letter.file, letter.page, "復元により無効"});
  }
  return rows;
}

std::vector<UrgentLetter> urgent_of(const Drafts& drafts) {
  std::vector<UrgentLetter> letters;
  for (const Draft& draft : drafts.all) {
    if (draft.application.urgent) letters.push_back({draft.notice_number, draft.file, draft.page});
  }
  return letters;
}

std::string mark_of(const Union& of_union, const Draft& draft) {
  return inserter_text({of_union.settings.inserter_marks, draft.position}, draft.notice_number);
}

CoverContent cover_of(Database& database, const PrintShop& shop, const Claim& claim,
                      const Drafts& drafts, std::size_t files, Instant now) {
  std::vector<std::string> postcodes;
  std::vector<PostageLetter> posted;
  for (const Draft& draft : drafts.all) {
    const Application& application = draft.application;
    postcodes.push_back(application.addressee.postcode);
    posted.push_back(
        {application.addressee.postcode,
         shop.press.bears_barcode(application.prefecture, application.addressee, draft.place)});
  }
  const PostageRates& rates = shop.press.postage_rates();
  const Union& of_union = shop.unions.at(drafts.all.front().application.prefecture);
  return {.union_name = of_union.name,
          .batch_name = claim.batch_name,
          .made_at = now,
          .post_by = japan_day_text(
              start_of_japan_day(post_by(shop.settings.letters, shop.working_days, now))),
          .contact = letter_contact(of_union),
          .letters = drafts.all.size(),
          .files = files,
          .first_notice_number = drafts.all.front().notice_number,
          .last_notice_number = drafts.all.back().notice_number,
          .first_mark = mark_of(of_union, drafts.all.front()),
          .last_mark = mark_of(of_union, drafts.all.back()),
          .areas = postcode_areas(postcodes),
          .postage = postage_text(postage_of(posted, rates), rates),
          .urgent = urgent_of(drafts),
          .pulls = pulls_of(database, claim, now),
          .audit_head = audit_head(database)};
}

/// As of all that opens the account; a first one where it has none.
std::string hash_setting_for(Database& database, const std::string& user_id) {
  const auto credentials = find_credentials(database, user_id);
  if (!credentials || credentials->hash_setting.empty()) return draw_hash_setting();
  return credentials->hash_setting;
}

void hash_drafts(const Settings& settings, Drafts& drafts) {
  std::vector<Unhashed> passwords;
  for (const Draft& draft : drafts.all)
    passwords.push_back({draft.password, draft.hash_setting});
  const auto hashes = hash_passwords(HashingQueue(settings), passwords);
  for (std::size_t i = 0; i < hashes.size(); ++i)
    drafts.all[i].hash = hashes[i];
}

}  // namespace

Drafts::~Drafts() {
  for (Draft& draft : all)
    wipe(draft.password);
}

std::filesystem::path union_directory(const Settings& settings, std::string_view prefecture) {
  return settings.letters_dir / prefecture;
}

void draft_letters(Database& database, const PrintShop& shop, const PrintRoom& print_room,
                   const Claim& claim, Drafts& drafts) {
  std::int64_t serial = 0;
  {
    Transaction transaction(database);
    serial = draw_serials(database, "notice_number",
                          static_cast<std::int64_t>(claim.applications.size()));
    transaction.commit();
  }
  const std::size_t batch_size = shop.settings.letters.batch_size;
  drafts.all.reserve(claim.applications.size());  // a text that moves leaves itself behind
  for (const Application& application : claim.applications) {
    const std::size_t index = drafts.all.size();
    Draft& draft =
        drafts.all.emplace_back(Draft{.application = application,
                                      .place = place_of(database, application),
                                      .user_id = user_id_for(database, shop, application),
                                      .notice_number = serial_number(kNoticeLetter, serial++),
                                      .edition = next_edition(database, application.id)});
    draft.password = draw_temporary_password(shop.random, shop.settings.letters.password_length);
    draft.file = print_room.file_name(index / batch_size + 1);
    draft.position = static_cast<std::int64_t>(index + 1);
    draft.page = static_cast<std::int64_t>(index % batch_size + 1);
    draft.hash_setting = hash_setting_for(database, draft.user_id);
  }
  hash_drafts(shop.settings, drafts);
}

std::string write_batch(Database& database, const PrintShop& shop, const PrintRoom& print_room,
                        const Claim& claim, PrintBatch& directory, const Drafts& drafts,
                        Instant now, Instant valid_until) {
  directory.begin();
  const std::span<const Draft> all(drafts.all);
  std::size_t files = 0;
  for (std::size_t first = 0; first < all.size(); first += shop.settings.letters.batch_size) {
    const auto part =
        all.subspan(first, std::min(shop.settings.letters.batch_size, all.size() - first));
    std::string content = print_room.content(print_and_read_back(shop, part, now, valid_until));
    directory.add_file(part.front().file, content);
    wipe(content);
    ++files;
  }
  directory.add_file("cover.pdf",
                     shop.press.print_cover(cover_of(database, shop, claim, drafts, files, now)));
  std::string sums = directory.close(manifest_of(drafts));
  if (!directory.is_whole(PrintBatch::Place::hidden, sums)) {
    throw LetterError("書き込んだファイルを読み戻すと内容が異なります");
  }
  return sums;
}

}  // namespace saihakko
