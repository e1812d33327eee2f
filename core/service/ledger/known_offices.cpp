#include "core/service/ledger/known_offices.hpp"

namespace saihakko {
namespace {

// More would be read in vain for a ledger that names few of the offices.
constexpr std::int64_t kAtOnce = 50;

}  // namespace

void KnownOffices::read_from(const OfficeNumber& number) {
  read_ = ledger_offices_from(database_, number, kAtOnce);
  at_ = 0;
  accounts_.clear();
  accounts_read_ = false;
}

const LedgerOffice* KnownOffices::find(const OfficeNumber& number) {
  while (at_ < read_.size() && read_[at_].office.number < number)
    ++at_;
  if (at_ == read_.size()) read_from(number);
  const bool found = !read_.empty() && read_[at_].office.number == number;
  return found ? &read_[at_] : nullptr;
}

const std::vector<Account>& KnownOffices::accounts() {
  if (!accounts_read_) {
    accounts_ =
        accounts_between(database_, read_.front().office.number, read_.back().office.number);
    accounts_read_ = true;
  }
  return accounts_[read_[at_].office.number.text()];
}

}  // namespace saihakko
