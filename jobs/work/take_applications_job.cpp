#include "jobs/work/take_applications_job.hpp"

#include <fmt/format.h>

#include "core/domain/text_folding.hpp"
#include "core/files/json_lines.hpp"
#include "core/service/applications/submit_application.hpp"
#include "core/service/intake/inbox_intake.hpp"
#include "core/service/intake/read_submission.hpp"

namespace saihakko {
namespace {

std::string office_named_in(const nlohmann::json& object) {
  const auto number = object.find("office_number");
  const bool given = number != object.end() && number->is_string();
  return given ? reported(clean_text(number->get<std::string>())) : std::string();
}

class ApplicationSource : public InboxSource {
 public:
  ApplicationSource(JobRun& run, Database& database, const Outbox& outbox, MailDomains domains,
                    const std::filesystem::path& file)
      : run_(run), database_(database), outbox_(outbox), domains_(domains), reader_(file) {}

  void skip_to_line(std::int64_t line) override { reader_.skip_to_line(line); }
  std::int64_t next_line() const override { return reader_.next_line(); }

  Item take_next(std::vector<InboxError>& errors) override {
    const auto item = reader_.next();
    if (!item) return Item::end;
    if (const auto* refusal = std::get_if<JsonRefusal>(&item->content)) {
      std::string reason(to_japanese(refusal->fault));
      if (!refusal->detail.empty()) reason += fmt::format("({})", refusal->detail);
      errors.push_back({item->line, "", "", reason, ""});
      return Item::malformed;
    }
    const auto& object = std::get<nlohmann::json>(item->content);
    auto read = read_submission(object, domains_);
    if (const auto* found = std::get_if<ItemErrors>(&read)) {
      const std::size_t first = errors.size();
      add_errors(errors, item->line, *found);
      for (std::size_t i = first; i < errors.size(); ++i)
        errors[i].number = office_named_in(object);
      return Item::malformed;
    }
    auto& submission = std::get<Submission>(read);
    submission.entered_uid = reader_.owner_uid();
    const auto outcome =
        submit_application(database_, run_.actor(), outbox_, submission, run_.now());
    if (outcome != SubmitOutcome::other_content) return Item::taken;
    errors.push_back({item->line, "submission_id", submission.submission_id,
                      "同じ submission_id の、内容の異なる申請を受け付けています",
                      office_named_in(object)});
    return Item::malformed;
  }

 private:
  JobRun& run_;
  Database& database_;
  const Outbox& outbox_;
  MailDomains domains_;
  JsonLinesReader reader_;
};

}  // namespace

void run_take_applications(JobRun& run, Database& database, const Settings& settings,
                           const Outbox& outbox) {
  take_inbox(run, database, settings.inbox_dir, "applications", SeenBefore::ever,
             [&](const std::filesystem::path& file, std::int64_t) {
               return std::make_unique<ApplicationSource>(run, database, outbox,
                                                          settings.mail.domains, file);
             });
}

}  // namespace saihakko
