#include "core/mail/smtp_reply.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kLongestLine = 2048;
constexpr std::size_t kLongestReply = std::size_t{16} * 1024;
constexpr std::size_t kMostWaiting = 64;  // we never have more than four commands under way
constexpr std::size_t kLongestText = 500;
constexpr std::size_t kCodeDigits = 3;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int code_of(std::string_view line) {
  if (line.size() < kCodeDigits || line[0] < '2' || line[0] > '5' || !is_digit(line[1]) ||
      !is_digit(line[2])) {
    throw SmtpReplyError("応答が3桁の番号で始まっていません");
  }
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

}  // namespace

std::string SmtpReply::text() const {
  const std::string all =
      without_control_characters(fmt::format("{} {}", code, fmt::join(lines, " ")));
  return std::string(split_utf8(all, kLongestText).front());
}

void SmtpReplyParser::add(std::string_view bytes) {
  if (fault_) return;
  try {
    add_lines(bytes);
  } catch (const SmtpReplyError& fault) {
    fault_ = fault;  // what came before it counts
  }
}

void SmtpReplyParser::add_lines(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::size_t size = std::min(end, bytes.size());
    if (rest_.size() + size > kLongestLine) throw SmtpReplyError("応答の行が長すぎます");
    rest_ += bytes.substr(0, size);
    if (end == std::string_view::npos) return;
    bytes.remove_prefix(end + 1);
    if (rest_.ends_with('\r')) rest_.pop_back();
    add_line(rest_);
    rest_.clear();
  }
}

void SmtpReplyParser::add_line(std::string_view line) {
  const int code = code_of(line);
  const char mark = line.size() == kCodeDigits ? ' ' : line[kCodeDigits];
  if (mark != ' ' && mark != '-') throw SmtpReplyError("応答の番号の次が空白ではありません");
  if (!begun_) {
    begun_ = SmtpReply{code, {}};
    begun_bytes_ = 0;
  }
  if (begun_->code != code) throw SmtpReplyError("1つの応答に番号が2つあります");
  begun_bytes_ += line.size() + 2;
  if (begun_bytes_ > kLongestReply) throw SmtpReplyError("応答が長すぎます");
  begun_->lines.emplace_back(line.substr(std::min(line.size(), kCodeDigits + 1)));
  if (mark == '-') return;
  if (whole_.size() == kMostWaiting) throw SmtpReplyError("尋ねていない応答が続いています");
  whole_.push_back(std::move(*begun_));
  begun_.reset();
}

std::optional<SmtpReply> SmtpReplyParser::take() {
  if (whole_.empty() && fault_) throw SmtpReplyError(*fault_);
  if (whole_.empty()) return std::nullopt;
  SmtpReply reply = std::move(whole_.front());
  whole_.erase(whole_.begin());
  return reply;
}

bool SmtpReplyParser::empty() const {
  return whole_.empty() && !begun_ && rest_.empty() && !fault_;
}

}  // namespace saihakko
