#include "jobs/settings/configuration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

#include "core/domain/office_number.hpp"
#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"
#include "core/files/durable_file.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "jobs/ground/nearest_word.hpp"
#include "jobs/settings/mail_setting_rules.hpp"
#include "jobs/settings/setting_rules.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestFile = std::size_t{1} << 20;
constexpr std::string_view kBom = "\xEF\xBB\xBF";
constexpr std::string_view kStateDirMark = "{state.dir}";
constexpr std::string_view kSqliteScheme = "sqlite:";
constexpr std::array<std::string_view, 14> kPaths{
    "state.dir",     "database.url",       "inbox.dir",     "letters.dir",
    "templates.dir", "keys.dir",           "mail.maildir",  "letters.recipient_certificate",
    "mail.ca_file",  "mail.password_file", "mail.sent_log", "backup.dir",
    "metrics.file",  "ping.ca_file"};
constexpr std::string_view kUnionPath = "recipient_certificate";

/// Texts by key while they wait to be resolved; the later assignment wins.
struct Draft {
  Settings settings;
  fs::path base;  ///< what relative paths are relative to
  std::map<std::string, SettingAssignment> paths;
  std::map<std::string, std::map<std::string, SettingAssignment>> unions;
};

/// `{state.dir}` is a path of its own, which nothing can stand before.
void check_path(const SettingAssignment& at) {
  const std::size_t mark = at.value.rfind(kStateDirMark);
  const std::size_t start = at.key == "database.url" ? kSqliteScheme.size() : 0;
  if (mark != std::string::npos && (at.key == "state.dir" || mark != start)) {
    fail_setting(at, "{state.dir} は state.dir 以外の設定の、パスの先頭にだけ書けます");
  }
}

void set_path(Draft& draft, const SettingAssignment& at) {
  check_path(at);
  draft.paths[at.key] = at;
}

std::vector<std::string> known_keys(std::string_view like) {
  const std::string_view code = like.starts_with("union.") ? like.substr(6, 2) : "";
  return setting_keys(is_prefecture_code(code) ? code : "default");
}

std::string section_of(const std::string& key) {
  return key.substr(0, key.rfind('.'));
}

/// The settings of its section; the sections where there is none of its name.
std::vector<std::string> choices_for(const std::string& key,
                                     const std::vector<std::string>& known) {
  std::vector<std::string> settings;
  std::vector<std::string> sections;
  for (const std::string& setting : known) {
    const std::string section = section_of(setting);
    if (section == section_of(key)) settings.push_back(setting);
    if (std::ranges::find(sections, section) == sections.end()) sections.push_back(section);
  }
  return settings.empty() ? sections : settings;
}

[[noreturn]] void fail_unknown(const SettingAssignment& at) {
  const auto known = known_keys(at.key);
  const auto nearest = nearest_word(at.key, known);
  throw ConfigurationError(
      fmt::format("{}: 知らない設定 {} です。{}", at.place, at.key,
                  nearest_word_text(at.key, nearest ? known : choices_for(at.key, known))));
}

/// `union.NN.name` or `union.default.name`.
void set_union(Draft& draft, const SettingAssignment& at) {
  const std::size_t dot = at.key.find('.', 6);
  if (dot == std::string::npos) fail_unknown(at);
  const std::string which = at.key.substr(6, dot - 6);
  const std::string name = at.key.substr(dot + 1);
  if (which != "default" && !is_prefecture_code(which)) {
    throw ConfigurationError(
        fmt::format("{}: 知らない設定 {} です。union. の後は都道府県コード 01〜47 か default です",
                    at.place, at.key));
  }
  if (!union_setting_rules().contains(name)) fail_unknown(at);
  if (name == kUnionPath) check_path(at);
  draft.unions[which][name] = at;
}

void assign(Draft& draft, const SettingAssignment& at) {
  // Such a text is not shown: it would go to the terminal or the log as it is.
  if (has_control_character(at.key)) {
    throw ConfigurationError(fmt::format("{}: 制御文字かUTF-8でない文字があります", at.place));
  }
  if (has_control_character(at.value)) {
    throw ConfigurationError(
        fmt::format("{}: {}: 制御文字かUTF-8でない文字があります", at.place, at.key));
  }
  if (at.key.starts_with("union.")) return set_union(draft, at);
  if (std::ranges::find(kPaths, at.key) != kPaths.end()) return set_path(draft, at);
  const auto rule = setting_rules().find(at.key);
  if (rule == setting_rules().end()) fail_unknown(at);
  rule->second(draft.settings, at);
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
    throw ConfigurationError(fmt::format("{}: 「[節]」の下の「キー = 値」として読めません", place));
  }
  const std::string key(trim(line.substr(0, equals)));
  assign(draft,
         {fmt::format("{}.{}", section, key), std::string(trim(line.substr(equals + 1))), place});
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

  /// The same for a path that may be left out: an empty one stays empty.
  fs::path optional_path(const std::string& value) const {
    return value.empty() ? fs::path() : resolve(value);
  }

  std::string text(const std::string& key, const std::string& fallback) const {
    const auto set = draft_.paths.find(key);
    return set == draft_.paths.end() ? fallback : set->second.value;
  }

  fs::path database() const {
    const std::string url = text("database.url", "sqlite:{state.dir}/saihakko.db");
    if (!url.starts_with(kSqliteScheme)) {
      fail_setting(draft_.paths.at("database.url"), "sqlite: で始まっていません");
    }
    return resolve(url.substr(kSqliteScheme.size()));
  }

 private:
  fs::path resolve(std::string value) const {
    if (value.starts_with(kStateDirMark)) {
      return value.replace(0, kStateDirMark.size(), state_dir_.string());
    }
    return draft_.base / value;  // an absolute value stands alone
  }

  const Draft& draft_;
  fs::path state_dir_;
};

void assign_to_union(UnionSettings& of_union, const PathResolver& resolver, const std::string& name,
                     SettingAssignment at) {
  if (name == kUnionPath) at.value = resolver.optional_path(at.value).string();
  union_setting_rules().at(name)(of_union, at);
}

void resolve_unions(Draft& draft, const PathResolver& resolver) {
  Settings& settings = draft.settings;
  settings.default_union.recipient_certificate =
      resolver.optional_path(resolver.text("letters.recipient_certificate", ""));
  for (const auto& [name, at] : draft.unions["default"]) {
    assign_to_union(settings.default_union, resolver, name, at);
  }
  for (const auto& [which, assignments] : draft.unions) {
    if (which == "default") continue;
    UnionSettings& own = settings.unions.emplace(which, settings.default_union).first->second;
    for (const auto& [name, at] : assignments)
      assign_to_union(own, resolver, name, at);
  }
}

/// Refuses a reminder that would come after the end of the wait.
void check_envelope_days(const Settings& settings) {
  const auto check = [](std::string_view which, const UnionSettings& of_union) {
    if (of_union.envelope_lapse_days == 0 ||
        of_union.envelope_reminder_days < of_union.envelope_lapse_days) {
      return;
    }
    throw ConfigurationError(
        fmt::format("union.{}.envelope_reminder_days({})は envelope_lapse_days({})より"
                    "小さくしてください",
                    which, of_union.envelope_reminder_days, of_union.envelope_lapse_days));
  };
  check("default", settings.default_union);
  for (const auto& [which, own] : settings.unions)
    check(which, own);
}

}  // namespace

std::vector<std::string> setting_keys(std::string_view of_union) {
  std::vector<std::string> keys(kPaths.begin(), kPaths.end());
  for (const auto& [key, rule] : setting_rules())
    keys.push_back(key);
  for (const auto& [key, rule] : union_setting_rules())
    keys.push_back(fmt::format("union.{}.{}", of_union, key));
  return keys;
}

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
  if (draft.paths.contains("mail.ca_file")) {
    settings.mail.smtp.ca_file = resolver.path("mail.ca_file", "");
  }
  settings.sent_mails_dir = resolver.path("mail.sent_log", "{state.dir}/sent-mails");
  settings.metrics_file =
      resolver.optional_path(resolver.text("metrics.file", "{state.dir}/metrics/saihakko.prom"));
  settings.ping.ca_file = resolver.optional_path(resolver.text("ping.ca_file", ""));
  settings.backup.dir = resolver.path("backup.dir", "{state.dir}/backup");
  const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");  // NOLINT(concurrency-mt-unsafe)
  settings.keys_dir =
      resolver.path("keys.dir", credentials != nullptr ? credentials : "{state.dir}/keys");
  const fs::path passwords = credentials != nullptr ? fs::path(credentials) : settings.keys_dir;
  settings.mail.password_file =
      resolver.path("mail.password_file", (passwords / "mail-password").string());
  if (draft.paths.contains("templates.dir")) {
    settings.templates_dirs = {resolver.path("templates.dir", "")};
  } else {
    settings.templates_dirs = {"/etc/saihakko/templates", "templates",
                               "/usr/share/saihakko/templates"};
  }
  resolve_unions(draft, resolver);
  check_envelope_days(settings);
  check_mail_settings(settings.mail);
  if (settings.passwords.shortest > settings.passwords.longest) {
    throw ConfigurationError("passwords.shortest が passwords.longest より大きい値です");
  }
  return settings;
}

}  // namespace saihakko
