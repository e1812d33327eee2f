#include "core/service/ledger/ledger_rows.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

namespace saihakko {
namespace {

using Rows = std::vector<const LedgerRow*>;

// Neither stands in a cell: controls are refused.
constexpr char kSeparator = '\x1F';
constexpr std::string_view kAbsentColumn = "\x1E";
constexpr char kListSeparator = ';';

/// Counts votes; the text with most of them wins, of equal ones the first by code point.
class Votes {
 public:
  void add(const std::optional<std::string>& text) {
    given_ = given_ || text.has_value();
    if (text && !text->empty()) ++votes_[*text];
  }

  /// nullopt where no row has the column, empty where all its cells are.
  std::optional<std::string> winner() const {
    if (!given_) return std::nullopt;
    std::string best;
    std::int64_t most = 0;
    for (const auto& [text, count] : votes_) {
      if (count > most) {
        best = text;
        most = count;
      }
    }
    return best;
  }

 private:
  bool given_ = false;
  std::map<std::string, std::int64_t> votes_;
};

template <class Field, class Takes>
std::optional<std::string> most_frequent(const Rows& rows, Field field, Takes takes) {
  Votes votes;
  for (const LedgerRow* row : rows) {
    if (takes(*row)) votes.add(field(row->entry));
  }
  return votes.winner();
}

template <class Field>
std::optional<std::string> most_frequent(const Rows& rows, Field field) {
  return most_frequent(rows, field, [](const LedgerRow&) { return true; });
}

std::optional<OfficeStatus> merged_status(const std::vector<LedgerRow>& rows) {
  std::optional<OfficeStatus> best;
  for (const LedgerRow& row : rows) {
    if (row.entry.status && (!best || *row.entry.status < *best)) best = row.entry.status;
  }
  return best;
}

Rows open_rows(const std::vector<LedgerRow>& rows) {
  Rows open;
  for (const LedgerRow& row : rows)
    if (row.entry.status != OfficeStatus::closed) open.push_back(&row);
  if (!open.empty()) return open;
  for (const LedgerRow& row : rows)
    open.push_back(&row);
  return open;
}

using Pair = std::pair<std::string, std::optional<std::string>>;

Pair pair_of(const LedgerEntry& entry) {
  return {entry.name, entry.address};
}

int texts_in(const Pair& pair) {
  return (pair.first.empty() ? 0 : 1) + (pair.second && !pair.second->empty() ? 1 : 0);
}

Pair merged_pair(const Rows& rows) {
  std::map<Pair, std::int64_t> votes;
  for (const LedgerRow* row : rows)
    ++votes[pair_of(row->entry)];
  auto best = votes.begin();
  for (auto at = votes.begin(); at != votes.end(); ++at) {
    const std::pair rank{texts_in(at->first), at->second};
    if (rank > std::pair{texts_in(best->first), best->second}) best = at;
  }
  return best->first;
}

std::optional<std::vector<std::string>> merged_issuers(const std::vector<LedgerRow>& rows) {
  std::optional<std::set<std::string>> all;
  for (const LedgerRow& row : rows) {
    if (!row.entry.issuers) continue;
    if (!all) all.emplace();
    all->insert(row.entry.issuers->begin(), row.entry.issuers->end());
  }
  if (!all) return std::nullopt;
  return std::vector<std::string>(all->begin(), all->end());
}

std::string joined(const std::vector<std::string>& codes) {
  std::string text;
  for (const std::string& code : codes)
    text += code + kListSeparator;
  return text;
}

/// The parts of a packed entry, one after the other.
class Unpacking {
 public:
  explicit Unpacking(std::string_view text) : rest_(text) {}

  std::optional<std::string> next() {
    const std::size_t end = rest_.find(kSeparator);
    if (end == std::string_view::npos) throw std::logic_error("a packed row of another shape");
    const std::string_view part = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (part == kAbsentColumn) return std::nullopt;
    return std::string(part);
  }

 private:
  std::string_view rest_;
};

std::optional<std::vector<std::string>> issuers_in(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  std::vector<std::string> codes;
  for (std::string_view rest = *text; !rest.empty();) {
    const std::size_t end = rest.find(kListSeparator);
    codes.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  return codes;
}

}  // namespace

MergedRows merge_ledger_rows(const std::vector<LedgerRow>& rows) {
  if (rows.size() == 1) return {rows.front().entry, {}};
  const Rows open = open_rows(rows);
  const Pair pair = merged_pair(open);
  const auto at_address = [&pair](const LedgerRow& row) {
    return row.entry.address == pair.second;
  };
  const auto of_name = [&pair](const LedgerRow& row) { return row.entry.name == pair.first; };
  MergedRows merged{.entry = {.number = rows.front().entry.number}, .others = {}};
  LedgerEntry& entry = merged.entry;
  entry.name = pair.first;
  entry.address = pair.second;
  entry.postcode = most_frequent(
      open, [](const LedgerEntry& of) { return of.postcode; }, at_address);
  entry.name_kana = most_frequent(
      open, [](const LedgerEntry& of) { return of.name_kana; }, of_name);
  entry.phone = most_frequent(open, [](const LedgerEntry& of) { return of.phone; });
  entry.security_mail = most_frequent(open, [](const LedgerEntry& of) { return of.security_mail; });
  entry.status = merged_status(rows);
  entry.issuers = merged_issuers(rows);
  for (const LedgerRow& row : rows) {
    if (pair_of(row.entry) != pair) merged.others.push_back(row.row);
  }
  return merged;
}

std::string packed(const LedgerEntry& entry) {
  std::string text = entry.name + kSeparator;
  const auto add = [&text](const std::optional<std::string>& part) {
    text += part ? std::string_view(*part) : kAbsentColumn;
    text += kSeparator;
  };
  for (const auto* part :
       {&entry.name_kana, &entry.postcode, &entry.address, &entry.phone, &entry.security_mail}) {
    add(*part);
  }
  add(entry.status ? std::optional(std::string(to_text(*entry.status))) : std::nullopt);
  add(entry.issuers ? std::optional(joined(*entry.issuers)) : std::nullopt);
  return text;
}

LedgerEntry unpacked(const OfficeNumber& number, std::string_view text) {
  Unpacking parts(text);
  LedgerEntry entry{.number = number};
  entry.name = parts.next().value_or("");
  for (auto* part :
       {&entry.name_kana, &entry.postcode, &entry.address, &entry.phone, &entry.security_mail}) {
    *part = parts.next();
  }
  if (const auto status = parts.next()) entry.status = parse_office_status(*status);
  entry.issuers = issuers_in(parts.next());
  return entry;
}

}  // namespace saihakko
