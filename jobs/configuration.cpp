#include "jobs/configuration.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <functional>
#include <map>

#include "core/domain/mail_address.hpp"
#include "core/domain/office_number.hpp"
#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"
#include "core/files/durable_file.hpp"
#include "core/secrets/temporary_password.hpp"
#include "core/service/configuration_error.hpp"
#include "jobs/nearest_word.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestFile = std::size_t{1} << 20;
constexpr std::string_view kBom = "\xEF\xBB\xBF";
constexpr std::string_view kStateDirMark = "{state.dir}";
constexpr std::string_view kSqliteScheme = "sqlite:";

/// One assignment and where it stands, for messages.
struct Assignment {
  std::string key;
  std::string value;
  std::string place;
};

[[noreturn]] void fail(const Assignment& at, std::string_view reason) {
  throw ConfigurationError(fmt::format("{}: {} = {}: {}", at.place, at.key, at.value, reason));
}

/// Texts by key while they wait to be resolved; the later assignment wins.
struct Draft {
  Settings settings;
  fs::path base;  ///< what relative paths are relative to
  std::map<std::string, Assignment> paths;
  std::map<std::string, std::map<std::string, Assignment>> unions;
};

std::int64_t parse_number(const Assignment& at, std::int64_t least, std::int64_t most) {
  std::int64_t number = 0;
  const auto [end, error] =
      std::from_chars(at.value.data(), at.value.data() + at.value.size(), number);
  if (error != std::errc() || end != at.value.data() + at.value.size() || number < least ||
      number > most) {
    fail(at, fmt::format("{}から{}までの整数ではありません", least, most));
  }
  return number;
}

using Setter = std::function<void(Draft&, const Assignment&)>;

Setter number(std::int64_t least, std::int64_t most,
              const std::function<void(Settings&, std::int64_t)>& set) {
  return [=](Draft& draft, const Assignment& at) {
    set(draft.settings, parse_number(at, least, most));
  };
}

/// `{state.dir}` is a path of its own, which nothing can stand before.
void set_path(Draft& draft, const Assignment& at) {
  const std::size_t mark = at.value.rfind(kStateDirMark);
  const std::size_t start = at.key == "database.url" ? kSqliteScheme.size() : 0;
  if (mark != std::string::npos && (at.key == "state.dir" || mark != start)) {
    fail(at, "{state.dir} は state.dir 以外の設定の、パスの先頭にだけ書けます");
  }
  draft.paths[at.key] = at;
}

void set_transport(Draft&, const Assignment& at) {
  if (at.value != "maildir") fail(at, "maildir ではありません");
}

void set_from(Draft& draft, const Assignment& at) {
  const bool local = at.value.ends_with("@localhost");
  if (!local && !std::holds_alternative<MailAddress>(MailAddress::parse(at.value))) {
    fail(at, "メールアドレスの形ではありません");
  }
  draft.settings.mail.from = at.value;
}

void set_prefix(Draft& draft, const Assignment& at) {
  for (const char c : at.value) {
    if (c < 'A' || c > 'Z') fail(at, "英大文字だけで書いてください");
  }
  draft.settings.user_id_prefix = at.value;
}

/// Any of the ASCII characters that are neither letter nor digit nor space.
void set_symbols(Draft& draft, const Assignment& at) {
  for (const char c : at.value) {
    const bool symbol = c > ' ' && c < 0x7F && (c < '0' || c > '9') && (c < 'A' || c > 'Z') &&
                        (c < 'a' || c > 'z');
    if (!symbol) fail(at, "半角の記号だけを、空白を入れずに書いてください");
  }
  draft.settings.passwords.symbols = at.value;
}

void set_first_year(Draft& draft, const Assignment& at) {
  if (at.value != "01" && at.value != "元") fail(at, "01 か 元 ではありません");
  draft.settings.letters.era_first_year =
      at.value == "元" ? FirstYear::gannen : FirstYear::number;
}

const std::map<std::string, Setter, std::less<>>& setters() {
  static const std::map<std::string, Setter, std::less<>> all{
      {"state.dir", set_path},
      {"database.url", set_path},
      {"inbox.dir", set_path},
      {"letters.dir", set_path},
      {"templates.dir", set_path},
      {"keys.dir", set_path},
      {"mail.maildir", set_path},
      {"mail.transport", set_transport},
      {"mail.from", set_from},
      {"accounts.user_id_prefix", set_prefix},
      {"codes.lifetime_minutes",
       number(5, 1440, [](Settings& s, std::int64_t n) { s.codes.lifetime_minutes = n; })},
      {"codes.tries", number(1, 10, [](Settings& s, std::int64_t n) { s.codes.tries = n; })},
      {"codes.per_day", number(1, 1000, [](Settings& s, std::int64_t n) { s.codes.per_day = n; })},
      {"codes.cooldown_seconds",
       number(0, 3600, [](Settings& s, std::int64_t n) { s.codes.cooldown_seconds = n; })},
      {"codes.per_hour_of_service",
       number(1, 1'000'000, [](Settings& s, std::int64_t n) { s.codes.service_per_hour = n; })},
      {"codes.alert_per_day_of_office",
       number(1, 1'000'000, [](Settings& s, std::int64_t n) { s.codes.alert_office_per_day = n; })},
      {"codes.alert_per_hour_of_service",
       number(1, 1'000'000,
              [](Settings& s, std::int64_t n) { s.codes.alert_service_per_hour = n; })},
      {"login.failures", number(1, 100, [](Settings& s, std::int64_t n) { s.login.failures = n; })},
      {"login.lock_minutes",
       number(1, 1440, [](Settings& s, std::int64_t n) { s.login.lock_minutes = n; })},
      {"passwords.shortest",
       number(8, 64, [](Settings& s, std::int64_t n) { s.passwords.shortest = n; })},
      {"passwords.longest",
       number(8, 64, [](Settings& s, std::int64_t n) { s.passwords.longest = n; })},
      {"passwords.symbols", set_symbols},
      {"letters.batch_size",
       number(1, 2000, [](Settings& s, std::int64_t n) { s.letters.batch_size = n; })},
      {"letters.batch_limit",
       number(1, 2000, [](Settings& s, std::int64_t n) { s.letters.batch_limit = n; })},
      {"letters.valid_days",
       number(1, 365, [](Settings& s, std::int64_t n) { s.letters.valid_days = n; })},
      {"letters.password_length",
       number(kShortestTemporaryPassword, kLongestTemporaryPassword,
              [](Settings& s, std::int64_t n) { s.letters.password_length = n; })},
      {"letters.era_first_year", set_first_year},
  };
  return all;
}

std::vector<std::string> contact_lines(std::string_view value) {
  std::vector<std::string> lines;
  while (true) {
    const std::size_t bar = value.find('|');
    lines.emplace_back(trim(value.substr(0, bar)));
    if (bar == std::string_view::npos) return lines;
    value.remove_prefix(bar + 1);
  }
}

using UnionSetter = void (*)(UnionSettings&, const Assignment&);

const std::map<std::string, UnionSetter, std::less<>>& union_setters() {
  static const std::map<std::string, UnionSetter, std::less<>> all{
      {"letter_title", [](UnionSettings& u, const Assignment& at) { u.letter_title = at.value; }},
      {"letter_contact",
       [](UnionSettings& u, const Assignment& at) { u.letter_contact = contact_lines(at.value); }},
      {"letter_template",
       [](UnionSettings& u, const Assignment& at) {
         if (at.value.find('/') != std::string::npos) fail(at, "ファイル名だけを書いてください");
         u.letter_template = at.value;
       }},
      {"honorific",
       [](UnionSettings& u, const Assignment& at) {
         if (at.value != "殿" && at.value != "御中") fail(at, "殿 か 御中 ではありません");
         u.honorific = at.value;
       }},
      {"return_envelope",
       [](UnionSettings& u, const Assignment& at) { u.return_envelope = at.value; }},
  };
  return all;
}

std::vector<std::string> known_keys(std::string_view like) {
  std::vector<std::string> keys;
  for (const auto& [key, setter] : setters()) keys.push_back(key);
  const std::string_view code = like.starts_with("union.") ? like.substr(6, 2) : "";
  const std::string which = is_prefecture_code(code) ? std::string(code) : "default";
  for (const auto& [key, setter] : union_setters()) {
    keys.push_back(fmt::format("union.{}.{}", which, key));
  }
  return keys;
}

[[noreturn]] void fail_unknown(const Assignment& at) {
  throw ConfigurationError(fmt::format("{}: 知らない設定 {} です。{} ではありませんか", at.place,
                                       at.key, nearest_word(at.key, known_keys(at.key))));
}

/// `union.NN.name` or `union.default.name`.
void set_union(Draft& draft, const Assignment& at) {
  const std::size_t dot = at.key.find('.', 6);
  if (dot == std::string::npos) fail_unknown(at);
  const std::string which = at.key.substr(6, dot - 6);
  const std::string name = at.key.substr(dot + 1);
  if ((which != "default" && !is_prefecture_code(which)) || !union_setters().contains(name)) {
    fail_unknown(at);
  }
  draft.unions[which][name] = at;
}

void assign(Draft& draft, const Assignment& at) {
  // Such a text is not shown: it would go to the terminal or the log as it is.
  if (has_control_character(at.key)) {
    throw ConfigurationError(fmt::format("{}: 制御文字かUTF-8でない文字があります", at.place));
  }
  if (has_control_character(at.value)) {
    throw ConfigurationError(
        fmt::format("{}: {}: 制御文字かUTF-8でない文字があります", at.place, at.key));
  }
  if (at.key.starts_with("union.")) return set_union(draft, at);
  const auto setter = setters().find(at.key);
  if (setter == setters().end()) fail_unknown(at);
  setter->second(draft, at);
}

void read_line(Draft& draft, std::string_view line, std::string& section,
               const std::string& place) {
  line = trim(line);
  if (line.empty() || line.starts_with('#')) return;
  if (line.starts_with('[') && line.ends_with(']')) {
    section = std::string(trim(line.substr(1, line.size() - 2)));
    return;
  }
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos || section.empty()) {
    throw ConfigurationError(
        fmt::format("{}: 「[節]」の下の「キー = 値」として読めません", place));
  }
  const std::string key(trim(line.substr(0, equals)));
  assign(draft, {fmt::format("{}.{}", section, key), std::string(trim(line.substr(equals + 1))),
                 place});
}

std::string read_configuration(const fs::path& file) {
  try {
    return read_file(file, kLargestFile);
  } catch (const FileError& e) {
    throw ConfigurationError(fmt::format("設定ファイルを読めません: {}", e.what()));
  }
}

void read_configuration_file(Draft& draft, const fs::path& file) {
  const std::string content = read_configuration(file);
  std::string_view rest = content;
  if (rest.starts_with(kBom)) rest.remove_prefix(kBom.size());
  std::string section;
  for (int number = 1; !rest.empty(); ++number) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    read_line(draft, line, section, fmt::format("{}:{}", file.string(), number));
  }
}

void read_assignments(Draft& draft, const std::vector<std::string>& assignments) {
  for (const std::string& text : assignments) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) {
      throw ConfigurationError(fmt::format("--set {}: 「キー=値」ではありません", text));
    }
    assign(draft, {std::string(trim(std::string_view(text).substr(0, equals))),
                   std::string(trim(std::string_view(text).substr(equals + 1))), "--set"});
  }
}

/// Path settings or their defaults: `{state.dir}` filled in, a relative path made to start at the
/// configuration file.
class PathResolver {
 public:
  explicit PathResolver(const Draft& draft) : draft_(draft) {
    state_dir_ = resolve(text("state.dir", "output"));
  }

  fs::path state_dir() const { return state_dir_; }

  fs::path path(const std::string& key, const std::string& fallback) const {
    return resolve(text(key, fallback));
  }

  fs::path database() const {
    const std::string url = text("database.url", "sqlite:{state.dir}/saihakko.db");
    if (!url.starts_with(kSqliteScheme)) {
      fail(draft_.paths.at("database.url"), "sqlite: で始まっていません");
    }
    return resolve(url.substr(kSqliteScheme.size()));
  }

 private:
  std::string text(const std::string& key, const std::string& fallback) const {
    const auto set = draft_.paths.find(key);
    return set == draft_.paths.end() ? fallback : set->second.value;
  }

  fs::path resolve(std::string value) const {
    if (value.starts_with(kStateDirMark)) {
      return value.replace(0, kStateDirMark.size(), state_dir_.string());
    }
    return draft_.base / value;  // an absolute value stands alone
  }

  const Draft& draft_;
  fs::path state_dir_;
};

void resolve_unions(Draft& draft) {
  Settings& settings = draft.settings;
  for (const auto& [name, at] : draft.unions["default"]) {
    union_setters().at(name)(settings.default_union, at);
  }
  for (const auto& [which, assignments] : draft.unions) {
    if (which == "default") continue;
    UnionSettings& own = settings.unions.emplace(which, settings.default_union).first->second;
    for (const auto& [name, at] : assignments) union_setters().at(name)(own, at);
  }
}

}  // namespace

Settings load_settings(const ConfigurationSource& source) {
  Draft draft;
  if (source.file) {
    draft.base = source.file->parent_path();
    read_configuration_file(draft, *source.file);
  }
  read_assignments(draft, source.assignments);
  const PathResolver resolver(draft);
  Settings& settings = draft.settings;
  settings.state_dir = resolver.state_dir();
  settings.database_file = resolver.database();
  settings.inbox_dir = resolver.path("inbox.dir", "{state.dir}/inbox");
  settings.letters_dir = resolver.path("letters.dir", "{state.dir}/letters");
  settings.mail.maildir = resolver.path("mail.maildir", "{state.dir}/mail");
  const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");  // NOLINT(concurrency-mt-unsafe)
  settings.keys_dir =
      resolver.path("keys.dir", credentials != nullptr ? credentials : "{state.dir}/keys");
  if (draft.paths.contains("templates.dir")) {
    settings.templates_dirs = {resolver.path("templates.dir", "")};
  } else {
    settings.templates_dirs = {"/etc/saihakko/templates", "templates",
                               "/usr/share/saihakko/templates"};
  }
  resolve_unions(draft);
  if (settings.passwords.shortest > settings.passwords.longest) {
    throw ConfigurationError("passwords.shortest が passwords.longest より大きい値です");
  }
  return settings;
}

}  // namespace saihakko
