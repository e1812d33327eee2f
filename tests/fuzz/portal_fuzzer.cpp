// The portal's requests on any lines, before a real desk and a real database: two offices, and
// chance that is the same each time, so that a corpus can hold whole conversations. Tickets are
// 00010002000300040005000600070008, 0009000a… in the order of their making; every code is zeros.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/domain/utf8.hpp"
#include "core/files/json_lines.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/queries/invariants.hpp"
#include "core/store/tables/offices_table.hpp"
#include "jobs/portal/portal_requests.hpp"
#include "tests/fuzz/check.hpp"

namespace saihakko {

// What the portal logs goes nowhere here, except that a request must never fail.
Log::Log(LogFormat format) : format_(format), terminal_(false) {}
void Log::write(LogLevel, std::string_view event, std::initializer_list<LogField>) {
  fuzz::check(event != "portal_failed", "no request fails inside");
}

namespace fuzz {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr Instant kBegin{1'795'305'600'000};
constexpr std::int64_t kBetweenLines_ms = 61'000;  // the cool-down is over
constexpr std::size_t kMostLines = 40;

class CountingRandom : public RandomSource {
 public:
  std::uint32_t below(std::uint32_t bound) override {
    return bound == 0x10000 ? ++drawn_ % bound : 0;
  }

 private:
  std::uint32_t drawn_ = 0;
};

OfficeNumber number_of(std::string_view text) {
  return OfficeNumber::parse(text).value();
}

void add_office(Database& database, std::string_view number,
                std::initializer_list<std::string_view> prefectures) {
  put_office(database,
             {.number = number_of(number),
              .name = "訪問介護ステーションあおぞら",
              .security_mail = "jimusho@example.jp"},
             1, kBegin);
  for (const std::string_view prefecture : prefectures) {
    add_account(database, number_of(number), prefecture,
                "KJ" + std::string(prefecture) + std::string(number), kBegin);
  }
}

/// A portal on a database that is made anew from a prepared one whenever it was written to.
class Portal {
 public:
  Portal()
      : folder_(fs::temp_directory_path() / ("portal-fuzzer." + std::to_string(::getpid()))),
        settings_(settings_in(folder_)),
        unions_(UnionList::load(settings_)),
        key_((MasterKey::create_if_missing(settings_.keys_dir),
              MasterKey::load(settings_.keys_dir))),
        outbox_(settings_, unions_, key_) {
    Database prepared(folder_ / "prepared.db", Database::Open::create);
    prepared.migrate(kBegin);
    Transaction transaction(prepared);
    add_office(prepared, "1370000018", {"13"});
    add_office(prepared, "1370000026", {"13", "14"});
    transaction.commit();
  }
  ~Portal() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  void examine(std::string_view lines) {
    renew();
    CountingRandom random;
    const PortalDesk desk{settings_, unions_, key_, outbox_, random};
    PortalRequests requests(*database_, desk, log_);
    Instant now = kBegin;
    for (std::size_t i = 0; i < kMostLines && !lines.empty(); ++i) {
      const std::string_view line = lines.substr(0, lines.find('\n'));
      lines.remove_prefix(std::min(lines.size(), line.size() + 1));
      now = now.plus_ms(kBetweenLines_ms);
      check_answer(line, requests.answer(line, now).line);
    }
    if (untouched_) return;
    for (const Invariant& invariant : invariants()) {
      check(breaches_of(*database_, invariant).empty(), "nothing is half written");
    }
  }

 private:
  static Settings settings_in(const fs::path& folder) {
    fs::create_directories(folder);
    Settings settings;
    settings.state_dir = folder;
    settings.keys_dir = folder / "keys";
    settings.templates_dirs = {fs::path(SAIHAKKO_SOURCE_DIR) / "templates"};
    return settings;
  }

  void renew() {
    if (untouched_ && database_) return;
    database_.reset();
    fs::copy_file(folder_ / "prepared.db", folder_ / "saihakko.db",
                  fs::copy_options::overwrite_existing);
    database_ = std::make_unique<Database>(folder_ / "saihakko.db", Database::Open::existing);
    untouched_ = true;
  }

  void check_answer(std::string_view line, const std::string& text) {
    check(is_utf8(text) && text.find('\n') == std::string::npos, "an answer is a line of UTF-8");
    const json answer = json::parse(text, nullptr, false);
    check(answer.is_object() && answer.contains("id") && answer.contains("ok") &&
              answer["ok"].is_boolean(),
          "an answer is an object that says whether it is granted");
    check_id(line, answer["id"]);
    if (answer["ok"]) {
      untouched_ = false;
      check(answer.at("next").is_string(), "what is granted says what comes next");
      return;
    }
    const json& error = answer.at("error");
    check(error.at("code").is_string() && !error.at("message").get<std::string>().empty(),
          "a refusal has a code and a sentence");
    if (error["code"] != "bad_request") untouched_ = false;
  }

  static void check_id(std::string_view line, const json& id) {
    const auto request = parse_json_object(line);
    const auto* object = std::get_if<json>(&request);
    if (object == nullptr || !object->contains("id"))
      return check(id.is_null(), "no id is made up");
    check(id.is_null() || id == object->at("id"), "the id is echoed");
  }

  fs::path folder_;
  Settings settings_;
  UnionList unions_;
  MasterKey key_;
  Outbox outbox_;
  Log log_{LogFormat::text};
  std::unique_ptr<Database> database_;
  bool untouched_ = true;
};

}  // namespace
}  // namespace fuzz
}  // namespace saihakko

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static saihakko::fuzz::Portal portal;
  portal.examine({reinterpret_cast<const char*>(data), size});
  return 0;
}
