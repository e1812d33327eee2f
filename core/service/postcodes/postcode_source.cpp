#include "core/service/postcodes/postcode_source.hpp"

#include <fmt/format.h>

#include <utility>

namespace saihakko {
namespace {

constexpr std::int64_t kMostBad = 10;
constexpr std::int64_t kGoodForOneBad = 100;

std::int64_t line_of(const std::variant<CsvRow, CsvError>& item) {
  return std::visit([](const auto& of) { return of.line; }, item);
}

std::string reason_of(const CsvError& error) {
  if (error.fault == CsvFault::field_count) {
    return fmt::format("項目の数が日本郵便の形式と異なります({})", error.detail);
  }
  return std::string(to_japanese(error.fault));
}

std::size_t fields_of(const std::optional<PostcodeFile>& file) {
  return file ? field_count(file->kind) : 1;
}

}  // namespace

PostcodeSource::PostcodeSource(JobRun& run, Database& database, const std::filesystem::path& file,
                               std::int64_t file_id)
    : run_(run),
      database_(database),
      name_(file.filename().string()),
      file_(postcode_file(name_)),
      list_id_(file_id),
      reader_(file, fields_of(file_)) {}

void PostcodeSource::skip_to_line(std::int64_t line) {
  // The list that was begun is gone when another one was put in force since: then it begins anew.
  const bool whole = file_ && file_->change == PostcodeChange::replace;
  if (whole && !postcode_list_begun(database_, list_id_)) return;
  reader_.skip_to_line(line);
}

std::int64_t PostcodeSource::next_line() const {
  return ahead_ ? line_of(*ahead_) : reader_.next_line();
}

std::string PostcodeSource::obstacle() {
  if (!file_) {
    return "日本郵便のファイルの名前(utf_ken_all.csv、KEN_ALL.CSV、JIGYOSYO.CSV、"
           "utf_add_YYMM.csv、utf_del_YYMM.csv、JADDYYMM.CSV、JDELYYMM.CSV)ではありません";
  }
  if (file_->change == PostcodeChange::replace) {
    begin_postcode_list(database_, list_id_, file_->kind, run_.now());
    return {};
  }
  const auto list = postcode_list_in_force(database_, file_->kind);
  if (!list) return "差分です。先に全件のファイルを取り込んでください";
  list_id_ = list->id;
  return {};
}

InboxSource::Item PostcodeSource::refuse(std::vector<InboxError>& errors, std::int64_t line,
                                         std::string reason) {
  refused_ = true;
  errors.push_back({line, "", "", std::move(reason), ""});
  return Item::malformed;
}

std::optional<std::variant<CsvRow, CsvError>> PostcodeSource::next_row() {
  return ahead_ ? std::exchange(ahead_, std::nullopt) : reader_.next();
}

InboxSource::Item PostcodeSource::take_next(std::vector<InboxError>& errors) {
  if (!std::exchange(looked_, true)) {
    if (std::string reason = obstacle(); !reason.empty()) {
      return refuse(errors, 1, std::move(reason));
    }
  }
  if (refused_) return Item::end;
  const auto item = next_row();
  if (!item) return take_end(errors);
  if (const auto* error = std::get_if<CsvError>(&*item)) {
    errors.push_back({error->row, "", "", reason_of(*error), ""});
    return count(Item::malformed);
  }
  return count(take_row(std::get<CsvRow>(*item), errors));
}

InboxSource::Item PostcodeSource::count(Item item) {
  ++records_;
  last_is_bad_ = item == Item::malformed;
  if (last_is_bad_) ++bad_records_;
  return item;
}

InboxSource::Item PostcodeSource::take_row(const CsvRow& row, std::vector<InboxError>& errors) {
  auto read = read_postcode_record(row, file_->kind);
  if (const auto* found = std::get_if<ItemErrors>(&read)) {
    add_errors(errors, row.row, *found);
    return Item::malformed;
  }
  auto& record = std::get<PostcodeRecord>(read);
  if (file_->kind == PostcodeListKind::towns && !join(record)) {
    add_errors(errors, row.row, {{"町域名", record.town, "括弧が閉じられていません"}});
    return Item::malformed;
  }
  take_places(record);
  return Item::taken;
}

bool PostcodeSource::join(PostcodeRecord& record) {
  constexpr int kMostLines = 100;  // the longest entry has a handful
  for (int lines = 1; goes_on(record.town); ++lines) {
    ahead_ = next_row();
    const auto* row = ahead_ ? std::get_if<CsvRow>(&*ahead_) : nullptr;
    if (row == nullptr || lines == kMostLines) return false;
    const auto next = read_postcode_record(*row, file_->kind);
    const auto* going_on = std::get_if<PostcodeRecord>(&next);
    if (going_on == nullptr || going_on->postcode != record.postcode ||
        going_on->municipality_code != record.municipality_code)
      return false;
    record.town += going_on->town;
    ahead_.reset();
  }
  return true;
}

void PostcodeSource::take_places(const PostcodeRecord& record) {
  const std::int64_t area_id = postcode_area(database_, record.area);
  for (PostcodePlace& place : places_of(record, file_->kind)) {
    place.area_id = area_id;
    switch (file_->change) {
      case PostcodeChange::replace:
      case PostcodeChange::add: add_postcode_place(database_, list_id_, place, file_->month); break;
      case PostcodeChange::remove:
        remove_postcode_place(database_, list_id_, place, file_->month);
        break;
    }
  }
}

InboxSource::Item PostcodeSource::take_end(std::vector<InboxError>& errors) {
  if (file_->change != PostcodeChange::replace || std::exchange(checked_, true)) return Item::end;
  const std::int64_t places = count_postcode_places(database_, list_id_);
  if (places == 0) return refuse(errors, 1, "1件も取り込めませんでした");
  if (last_is_bad_) {
    return refuse(errors, 1,
                  "最後の行が途中で切れています。日本郵便からもう一度受け取ってください");
  }
  if (bad_records_ > kMostBad && bad_records_ * kGoodForOneBad > records_) {
    return refuse(
        errors, 1,
        fmt::format("{}行のうち {}行を読めません。表計算ソフトで保存し直したもの(郵便番号の"
                    "先頭の0が消えます)ではなく、日本郵便が公開したままのファイルを置いて"
                    "ください",
                    records_, bad_records_));
  }
  const auto before = postcode_list_in_force(database_, file_->kind);
  const std::int64_t had = before ? count_postcode_places(database_, before->id) : 0;
  if (places * 10 < had * 9) {
    return refuse(errors, 1,
                  fmt::format("全件のファイルなのに {}件しかありません(今の一覧は {}件)。"
                              "途中で切れていないか確かめてください",
                              places, had));
  }
  return Item::end;
}

void PostcodeSource::end_of_file() {
  if (!file_) return;
  const Instant now = run_.now();
  const bool whole = file_->change == PostcodeChange::replace;
  if (refused_) {
    if (whole) remove_postcode_list(database_, list_id_);
    return;
  }
  if (whole) {
    put_postcode_list_in_force(database_, list_id_, file_->kind, now);
  } else {
    renew_postcode_list(database_, list_id_, now);
  }
  const std::int64_t places = count_postcode_places(database_, list_id_);
  append_audit(
      database_, run_.actor(), now,
      {"postcodes_taken", std::string(to_text(file_->kind)), fmt::format("places={}", places)});
  run_.log().info(
      "postcodes_taken",
      {{"job", run_.job()}, {"file", name_}, {"list", to_text(file_->kind)}, {"places", places}});
}

}  // namespace saihakko
