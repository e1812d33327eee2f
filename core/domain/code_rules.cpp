#include "core/domain/code_rules.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace saihakko {
namespace {

constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kLongestCooldownMs = kHourMs;
constexpr std::array kStates{CodeState::live,      CodeState::used,    CodeState::superseded,
                             CodeState::exhausted, CodeState::expired, CodeState::ended};

std::int64_t cooldown_ms(const CodeLimits& limits, const std::vector<IssuedCode>& pair) {
  std::int64_t cooldown = limits.cooldown_seconds * std::int64_t{1000};
  for (const IssuedCode& code : pair) {
    if (code.state == CodeState::used) break;
    if (code.tries > 0) cooldown *= 2;
  }
  return std::min(cooldown,
                  std::max(kLongestCooldownMs, limits.cooldown_seconds * std::int64_t{1000}));
}

/// Over when the oldest of the last `per_day` is a day old.
LimitVerdict day_verdict(CodeLimit limit, int per_day, std::size_t issued, Instant oldest) {
  if (issued < static_cast<std::size_t>(per_day)) return {};
  return {limit, oldest.plus_ms(kDayMs)};
}

}  // namespace

std::string_view to_text(CodePurpose purpose) {
  switch (purpose) {
    case CodePurpose::reset: return "reset";
    case CodePurpose::application: return "application";
  }
  return {};
}

std::string_view japanese(CodePurpose purpose) {
  switch (purpose) {
    case CodePurpose::reset: return "ワンタイムパスワード";
    case CodePurpose::application: return "確認コード";
  }
  return {};
}

int digits_of(CodePurpose purpose) {
  switch (purpose) {
    case CodePurpose::reset: return 6;
    case CodePurpose::application: return 4;
  }
  return 0;
}

std::string_view to_text(CodeState state) {
  switch (state) {
    case CodeState::live: return "live";
    case CodeState::used: return "used";
    case CodeState::superseded: return "superseded";
    case CodeState::exhausted: return "exhausted";
    case CodeState::expired: return "expired";
    case CodeState::ended: return "ended";
  }
  return {};
}

CodeState parse_code_state(std::string_view text) {
  for (const CodeState state : kStates) {
    if (text == to_text(state)) return state;
  }
  throw std::invalid_argument("no state of a code");
}

std::string_view to_text(CodeLimit limit) {
  switch (limit) {
    case CodeLimit::none: return "none";
    case CodeLimit::cool_down: return "cool_down";
    case CodeLimit::pair_per_day: return "pair_per_day";
    case CodeLimit::address_per_day: return "address_per_day";
    case CodeLimit::client_per_day: return "client_per_day";
    case CodeLimit::office_per_day: return "office_per_day";
    case CodeLimit::domain_per_hour: return "domain_per_hour";
    case CodeLimit::service: return "service_per_hour";
  }
  return {};
}

bool counts_requests(CodeLimit limit) {
  switch (limit) {
    case CodeLimit::cool_down:
    case CodeLimit::pair_per_day:
    case CodeLimit::client_per_day: return true;
    case CodeLimit::none:
    case CodeLimit::address_per_day:
    case CodeLimit::office_per_day:
    case CodeLimit::domain_per_hour:
    case CodeLimit::service: return false;
  }
  return false;
}

LimitVerdict judge_limits(const CodeLimits& limits, const CodeHistory& history, Instant now) {
  LimitVerdict verdict;
  const auto take_later = [&verdict](const LimitVerdict& other) {
    if (other.limit != CodeLimit::none && other.retry_at > verdict.retry_at) verdict = other;
  };
  if (!history.pair.empty()) {
    const Instant over = history.pair.front().issued_at.plus_ms(cooldown_ms(limits, history.pair));
    if (now < over) take_later({CodeLimit::cool_down, over});
    take_later(day_verdict(CodeLimit::pair_per_day, limits.per_day, history.pair.size(),
                           history.pair.back().issued_at));
  }
  if (!history.address.empty()) {
    take_later(day_verdict(CodeLimit::address_per_day, limits.per_day, history.address.size(),
                           history.address.back()));
  }
  if (!history.client.empty()) {
    take_later(day_verdict(CodeLimit::client_per_day, limits.per_day, history.client.size(),
                           history.client.back()));
  }
  if (!history.office.empty()) {
    take_later(day_verdict(CodeLimit::office_per_day, limits.per_day_of_office,
                           history.office.size(), history.office.back()));
  }
  if (history.domain_last_hour >= limits.per_hour_of_domain) {
    take_later({CodeLimit::domain_per_hour, now.plus_ms(kHourMs)});
  }
  if (!history.of_known_client && history.service_last_hour >= limits.service_per_hour) {
    take_later({CodeLimit::service, now.plus_ms(kHourMs)});
  }
  return verdict;
}

}  // namespace saihakko
