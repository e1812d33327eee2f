#include "jobs/portal/portal_requests.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/domain/calendar.hpp"
#include "core/domain/system_error_text.hpp"
#include "core/files/json_lines.hpp"
#include "core/secrets/wipe.hpp"
#include "core/service/portal/portal_sentences.hpp"
#include "jobs/portal/portal_handlers.hpp"

namespace saihakko {
namespace {

PortalRefusal bad_request(std::string_view why) {
  return {"bad_request", fmt::format("要求を読めません: {}", why)};
}

PortalRefusal try_again(Instant now) {
  constexpr std::int64_t kRetryIn_ms = 30'000;
  return {"try_again", portal_sentences::try_again(), now.plus_ms(kRetryIn_ms)};
}

/// Names one answer and its line in the log.
std::string draw_trace(RandomSource& random) {
  constexpr std::uint32_t kPartBound = 0x1000000;
  const std::uint32_t first = random.below(kPartBound);
  return fmt::format("{:06x}{:06x}", first, random.below(kPartBound));
}

bool is_request_id(const nlohmann::json& id) {
  if (id.is_number_integer()) return true;  // the parser refuses what exceeds 53 bits
  return id.is_string() && id.get_ref<const std::string&>().size() <= PortalRequests::kLongestId;
}

std::string_view text_of(const nlohmann::json& object, const char* key) {
  const auto value = object.find(key);
  if (value == object.end() || !value->is_string()) return {};
  return value->get_ref<const std::string&>();
}

std::string answer_line(const nlohmann::json& id, Json&& fields) {
  Json answer{{"id", id}};
  answer.update(fields);
  return answer.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Whose answer it is, and how the log names it.
struct Asked {
  nlohmann::json id;
  std::string name;  ///< of the request; empty for what is none
  std::string trace;
};

PortalAnswer refused(const Asked& asked, const PortalRefusal& refusal) {
  Json error{{"code", refusal.code}, {"message", refusal.message}};
  if (refusal.retry_at) error["retry_at"] = rfc3339(*refusal.retry_at);
  if (!refusal.breaches.empty()) error["breaches"] = refusal.breaches;
  return {answer_line(asked.id, {{"ok", false}, {"error", error}, {"trace", asked.trace}}), {}};
}

PortalAnswer accepted(const Asked& asked, Granted&& granted) {
  Json fields{{"ok", true}};
  fields.update(granted.fields);
  fields["trace"] = asked.trace;
  return {answer_line(asked.id, std::move(fields)), std::move(granted.after)};
}

PortalAnswer log_and_answer(Log& log, const Asked& asked, Outcome&& outcome) {
  const auto* refusal = std::get_if<PortalRefusal>(&outcome);
  log.info("portal_answered", {{"do", asked.name},
                               {"outcome", refusal == nullptr ? "ok" : refusal->code},
                               {"trace", asked.trace}});
  if (refusal != nullptr) return refused(asked, *refusal);
  return accepted(asked, std::get<Granted>(std::move(outcome)));
}

/// Passwords and codes stand in its texts.
void wipe_texts(nlohmann::json& object) {
  for (nlohmann::json& value : object) {
    if (value.is_string()) wipe(value.get_ref<std::string&>());
  }
}

}  // namespace

PortalAnswer PortalRequests::too_long() {
  return log_and_answer(log_, {nullptr, "", draw_trace(desk_.random)},
                        bad_request("行が長すぎます(64キロバイトまで)"));
}

PortalAnswer PortalRequests::answer(std::string_view line, Instant now) {
  Asked asked{nullptr, "", draw_trace(desk_.random)};
  auto parsed = parse_json_object(line);
  if (const auto* fault = std::get_if<JsonRefusal>(&parsed)) {
    return log_and_answer(log_, asked, bad_request(to_japanese(fault->fault)));
  }
  auto& object = std::get<nlohmann::json>(parsed);
  const auto id_at = object.find("id");
  if (id_at == object.end() || !is_request_id(*id_at)) {
    return log_and_answer(log_, asked, bad_request("項目「id」は64バイトまでの文字列か整数です"));
  }
  asked.id = *id_at;
  const std::string_view name = text_of(object, "do");
  const auto handler = portal_handlers().find(name);
  if (name.empty()) return log_and_answer(log_, asked, bad_request("項目「do」がありません"));
  if (handler == portal_handlers().end()) {
    return log_and_answer(log_, asked, bad_request("知らない「do」です"));
  }
  asked.name = handler->first;
  Request request{database_, desk_, PortalFields(object), {}, now};
  request.client = request.fields.optional_text("client");
  try {
    Outcome outcome = handler->second(request);
    wipe_texts(object);
    return log_and_answer(log_, asked, std::move(outcome));
  } catch (const std::exception& failure) {
    wipe_texts(object);
    log_.error("portal_failed",
               {{"do", asked.name}, {"trace", asked.trace}, {"cause", failure_text(failure)}});
    return refused(asked, try_again(now));
  }
}

}  // namespace saihakko
