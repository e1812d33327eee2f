#include "core/domain/domain_limits.hpp"

#include <algorithm>

namespace saihakko {
namespace {

constexpr std::size_t kMostIdleDomains = 4096;
constexpr int kStrokesPerMinute = 6;

}  // namespace

std::string domain_of_address(std::string_view address) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos) return {};
  std::string domain(address.substr(at + 1));
  std::ranges::transform(domain, domain.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return domain;
}

std::int64_t DomainLimits::burst_ms() const {
  return (std::max(per_minute_ / kStrokesPerMinute, 1) - 1) * interval_ms();
}

Instant DomainLimits::next_begin(std::string_view domain) const {
  const auto known = domains_.find(domain);
  if (known == domains_.end()) return {};
  return known->second.next.plus_ms(-burst_ms());
}

bool DomainLimits::may_begin(std::string_view domain, Instant now) const {
  const auto known = domains_.find(domain);
  if (known == domains_.end()) return true;
  if (sessions_ != 0 && known->second.open >= sessions_) return false;
  return per_minute_ == 0 || next_begin(domain) <= now;
}

void DomainLimits::begin(std::string_view domain, Instant now) {
  if (domains_.size() > kMostIdleDomains) forget_idle(now);
  Domain& known = domains_[std::string(domain)];
  ++known.open;
  known.next = std::max(known.next, now).plus_ms(interval_ms());
}

void DomainLimits::end(std::string_view domain) {
  const auto known = domains_.find(domain);
  if (known == domains_.end()) return;
  --known->second.open;
  if (known->second.open == 0 && per_minute_ == 0) domains_.erase(known);
}

void DomainLimits::forget_idle(Instant now) {
  std::erase_if(domains_, [now](const auto& entry) {
    return entry.second.open == 0 && entry.second.next <= now;
  });
}

}  // namespace saihakko
