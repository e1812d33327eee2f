/// Prints what the manual pages and the completion are made from, a line each: `setting KEY` for
/// every setting, `job NAME` for every job, `global JSON` for every option of the program, and
/// `command JSON` for every command with its verbs and their options. Built for the package, never
/// part of it.

#include <iostream>
#include <nlohmann/json.hpp>

#include "jobs/commands/command_list.hpp"
#include "jobs/commands/global_options.hpp"
#include "jobs/commands/usage_text.hpp"
#include "jobs/ground/job_times.hpp"
#include "jobs/settings/configuration.hpp"

namespace saihakko {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Option& option) {
  return {{"name", option.name}, {"value", option.value}, {"help", option.help}};
}

Json json_of(const std::vector<Option>& options) {
  Json list = Json::array();
  for (const Option& option : options)
    list.push_back(json_of(option));
  return list;
}

Json json_of(const Command& command) {
  Json verbs = Json::array();
  for (const Verb& verb : command.verbs) {
    verbs.push_back({{"name", verb.name},
                     {"full_name", full_name(command, verb)},
                     {"usage", usage_line(command, verb)},
                     {"help", verb.help},
                     {"example", verb.example},
                     {"options", json_of(verb.options)}});
  }
  return {{"name", command.name}, {"help", command.help}, {"verbs", verbs}};
}

void print_tables() {
  for (const std::string& key : setting_keys("NN"))
    std::cout << "setting " << key << '\n';
  for (const TimetableEntry& entry : timetable().entries())
    std::cout << "job " << entry.job << '\n';
  for (const Option& option : global_options())
    std::cout << "global " << json_of(option) << '\n';
  for (const Command& command : all_commands())
    std::cout << "command " << json_of(command) << '\n';
}

}  // namespace
}  // namespace saihakko

int main() {
  saihakko::print_tables();
  return std::cout.flush() ? 0 : 1;
}
