#include "core/service/ledger/ledger_source.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>

#include "core/service/ledger/held_ledgers.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kMostRowsNamed = 20;

std::string rows_text(const std::vector<std::int64_t>& rows) {
  const auto shown = std::span(rows).first(std::min(rows.size(), kMostRowsNamed));
  return fmt::format("{}{}", fmt::join(shown, ","), rows.size() > shown.size() ? ",…" : "");
}

std::int64_t absent_in(const std::vector<LedgerCounts>& counts) {
  std::int64_t absent = 0;
  for (const LedgerCounts& of : counts)
    absent += of.absent;
  return absent;
}

}  // namespace

LedgerSource::LedgerSource(JobRun& run, Database& database, const Settings& settings,
                           const std::filesystem::path& file, std::int64_t file_id)
    : CsvSource(file, kLedgerNumberColumn, LedgerFormat::needed_columns()),
      run_(run),
      database_(database),
      settings_(settings),
      name_(file.filename().string()),
      import_({.id = file_id,
               .name = name_,
               .state = LedgerState::taking,
               .state_since = {},
               .partial = is_partial_ledger(name_),
               .series = file_id}),
      format_(LedgerFormat::recognise(reader(), settings.mail.domains)),
      postcodes_(database) {}

ItemErrors LedgerSource::header_errors() const {
  const auto* errors = std::get_if<ItemErrors>(&format_);
  return errors != nullptr ? *errors : ItemErrors{};
}

InboxSource::Item LedgerSource::take_row(const CsvRow& row, std::vector<InboxError>& errors) {
  const auto read = std::get<LedgerFormat>(format_).read(row);
  if (const auto* found = std::get_if<ItemErrors>(&read)) {
    add_errors(errors, row.row, *found);
    if (const auto number = std::get<LedgerFormat>(format_).number_of(row)) {
      stage_->add_row({number->text(), row.row, ""});
    }
    return Item::malformed;
  }
  const auto& entry = std::get<LedgerEntry>(read);
  stage_->add_row({entry.number.text(), row.row, packed(entry)});
  return Item::taken;
}

void LedgerSource::read_all() {
  stage_.emplace(database_);
  std::vector<InboxError> errors;
  while (true) {
    const Item item = CsvSource::take_next(errors);
    if (item == Item::end) break;
    if (item == Item::taken) ++good_rows_;
    for (const InboxError& error : errors)
      stage_->add_error(error);
    errors.clear();
  }
  stage_->sort();
}

InboxSource::Verdict LedgerSource::examine() {
  const auto known = find_ledger_import(database_, import_.id);
  if (known && known->state == LedgerState::held) {
    return held_ledger_file(settings_, *known) ? Verdict::waits : Verdict::hold;
  }
  read_all();
  const bool overtaken = known && known->state == LedgerState::accepted &&
                         ledger_import_taken_after(database_, known->state_since, known->id);
  if (overtaken) forget_acceptance();
  if (known && !overtaken) {  // a person has accepted it, or an earlier run began to take it
    import_ = *known;
    compared_ = ledger_counts_of(database_, import_.id);
  } else if (const Verdict verdict = compare(); verdict == Verdict::hold) {
    return verdict;
  }
  if (!pending_) offices_.emplace(*stage_);
  return Verdict::take;
}

/// Another ledger was taken between the decision and its carrying out: what persons saw is over.
void LedgerSource::forget_acceptance() {
  Transaction transaction(database_);
  remove_ledger_decisions(database_, import_.id, to_text(LedgerVerdict::accept));
  transaction.commit();
}

InboxSource::Verdict LedgerSource::compare() {
  // What cannot be read names nothing, and that is told as what it is.
  const bool readable = stage_->rows() > 0 || stage_->errors() == 0;
  LedgerComparison comparison =
      compare_ledger(database_, *stage_, settings_.ledger, import_.id,
                     import_.partial || !readable ? LedgerScope::partial : LedgerScope::whole,
                     [this](const MergedRows& office) { warn_of_others(office); });
  seen_all_ = comparison.offices > 0;
  import_.series = comparison.series;
  import_.state = comparison.is_to_be_held() ? LedgerState::held : LedgerState::taking;
  import_.state_since = run_.now();
  Transaction transaction(database_);
  put_ledger_import(database_, import_, comparison.counts);
  if (import_.state == LedgerState::held) {
    append_audit(
        database_, run_.actor(), import_.state_since,
        {"ledger_held", fmt::format("file:{}", import_.id), held_detail(comparison.counts)});
  }
  transaction.commit();
  compared_ = comparison.counts;
  pending_ = std::move(comparison.pending);
  offices_in_file_ = comparison.offices;
  if (import_.state != LedgerState::held) return Verdict::take;
  tell_held(comparison);
  return Verdict::hold;
}

void LedgerSource::tell_held(const LedgerComparison& comparison) {
  for (const LedgerCounts& of : comparison.counts) {
    if (of.reasons.empty()) continue;
    run_.log().warn("ledger_held", {{"job", run_.job()},
                                    {"file", name_},
                                    {"import", import_.id},
                                    {"prefecture", of.prefecture},
                                    {"reasons", of.reasons},
                                    {"offices", of.offices},
                                    {"added", of.added},
                                    {"changed", of.changed},
                                    {"closed", of.closed},
                                    {"lost", of.lost},
                                    {"absent", of.absent},
                                    {"shifted", of.shifted},
                                    {"cause", hold_text(of)}});
  }
}

void LedgerSource::skip_to_line(std::int64_t position) {
  if (pending_) {
    while (next_pending_ < pending_->size() &&
           (*pending_)[next_pending_].second + std::int64_t{1} < position) {
      ++next_pending_;
    }
    next_ = std::min(position, offices_in_file_ + 1);
  } else {
    while (next_ < position && offices_->next())
      ++next_;
  }
  next_error_ += position - next_;
}

std::optional<MergedRows> LedgerSource::next_office() {
  if (!pending_) {
    auto office = offices_->next();
    if (office) ++next_;
    return office;
  }
  if (next_pending_ == pending_->size()) {
    next_ = offices_in_file_ + 1;
    return std::nullopt;
  }
  const auto& [number, place] = (*pending_)[next_pending_++];
  next_ = place + std::int64_t{2};
  return merged_rows_of(*stage_, std::string(number.begin(), number.end()));
}

InboxSource::Item LedgerSource::take_next(std::vector<InboxError>& errors) {
  if (const auto office = next_office()) {
    take_office(*office);
    return Item::taken;
  }
  if (next_error_ > stage_->errors()) return Item::end;
  // A row may have several errors; it is one item.
  errors.push_back(stage_->error(next_error_++));
  while (next_error_ <= stage_->errors() && stage_->error(next_error_).line == errors.back().line)
    errors.push_back(stage_->error(next_error_++));
  return Item::malformed;
}

void LedgerSource::take_office(const MergedRows& office) {
  const LedgerOrigin origin{import_.id, import_.series, settings_.user_id_prefix};
  const ImportedOffice imported =
      import_ledger_entry(database_, run_.actor(), office.entry, origin, run_.now());
  switch (imported.change) {
    case LedgerChange::added: ++counts_.added; break;
    case LedgerChange::changed: ++counts_.changed; break;
    case LedgerChange::unchanged: break;
  }
  ++counts_.taken;
  postcodes_.add(imported.office);
  if (!seen_all_) {
    ++offices_in_file_;
    warn_of_others(office);
  }
}

void LedgerSource::warn_of_others(const MergedRows& office) {
  if (office.others.empty()) return;
  counts_.disagreeing += static_cast<std::int64_t>(office.others.size());
  run_.log().warn("ledger_rows_disagree", {{"job", run_.job()},
                                           {"office_number", office.entry.number.text()},
                                           {"line", office.others.front()},
                                           {"lines", rows_text(office.others)},
                                           {"kept", "most rows"}});
}

void LedgerSource::end_of_file() {
  const Instant now = run_.now();
  stage_->mark_named();
  if (!import_.partial) stage_->mark_absent(import_.series, import_.id, now);
  set_ledger_state(database_, import_.id, import_.state, LedgerState::taken, now);
  // Rows of offices that stay as they are have been taken as well.
  if (good_rows_ > counts_.taken) run_.done(good_rows_ - counts_.taken);
  const std::int64_t absent = absent_in(compared_);
  append_audit(database_, run_.actor(), now,
               {"ledger_taken", fmt::format("file:{}", import_.id),
                fmt::format("offices={} absent={}", count_offices(database_), absent)});
  run_.log().info("ledger_taken",
                  {{"job", run_.job()},
                   {"added", counts_.added},
                   {"changed", counts_.changed},
                   {"unchanged", offices_in_file_ - counts_.added - counts_.changed},
                   {"further_rows", good_rows_ - offices_in_file_},
                   {"disagreeing", counts_.disagreeing},
                   {"postcode_missing", postcodes_.counts().missing},
                   {"postcode_differs", postcodes_.counts().differing},
                   {"offices_not_in_file", absent}});
}

}  // namespace saihakko
