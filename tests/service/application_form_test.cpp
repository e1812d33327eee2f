#include "core/service/portal/application_form.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/service/applications/expire.hpp"
#include "core/service/applications/lock_office.hpp"
#include "core/store/queries/invariants.hpp"
#include "core/store/tables/notices_table.hpp"
#include "tests/service/portal_fixture.hpp"

namespace saihakko {
namespace {

using enum ApplicationState;
constexpr std::int64_t kSecondMs = 1000;

class ApplicationForm : public ::testing::Test {
 protected:
  ApplicationForm() { house_.add_office(); }

  auto verify(const std::string& ticket, std::string_view code, Instant now = kNow) {
    return verify_form(house_.database, house_.portal(), ticket, code, now);
  }
  auto submit(const std::string& ticket, Instant now = kNow) {
    return submit_form(house_.database, house_.portal(), ticket, now);
  }
  Begun begin(std::string_view mail = "a@example.jp", Instant now = kNow) {
    return std::get<Begun>(house_.begin_application(mail, now));
  }
  std::string code_of(const Begun& begun) { return house_.mailed_code(begun.after).value(); }
  ApplicationState only_state() { return all_applications(house_.database, 0, 2).at(0).state; }
  void expect_invariants() {
    for (const Invariant& invariant : invariants()) {
      EXPECT_TRUE(breaches_of(house_.database, invariant).empty()) << invariant.name;
    }
  }

  PortalHouse house_;
};

TEST_F(ApplicationForm, GoesFromTheCodeToTheReceiptNumber) {
  const Begun begun = begin();
  EXPECT_EQ(begun.next, TicketStep::verify);
  EXPECT_EQ(only_state(), ApplicationState::begun);
  const std::string code = code_of(begun);
  EXPECT_EQ(code.size(), 4U);
  const auto shown = std::get<FormVerified>(verify(begun.ticket, code));
  EXPECT_EQ(shown.office_number, "1311111111");
  EXPECT_EQ(shown.office_name, "請求事業所A");
  EXPECT_EQ(shown.notification_mail, "a@example.jp");
  EXPECT_EQ(shown.prefecture, "13");
  EXPECT_EQ(shown.prefecture_name, "東京都");
  EXPECT_EQ(only_state(), verified);
  const auto submitted_form = std::get<FormSubmitted>(submit(begun.ticket, kNow.plus_ms(5)));
  const auto stored = find_application(house_.database, submitted_form.receipt_number).value();
  EXPECT_EQ(stored.state, submitted);
  EXPECT_EQ(stored.kind, ApplicationKind::reissue);
  EXPECT_EQ(stored.submitted_at, kNow.plus_ms(5));
  EXPECT_EQ(submitted_form.after.notices.size(), 2U);  // the receipt, and the warning
  expect_invariants();
}

TEST_F(ApplicationForm, SubmittedAgainItGivesTheSameNumberAndDoesNothing) {
  const Begun begun = begin();
  verify(begun.ticket, code_of(begun));
  const auto first = std::get<FormSubmitted>(submit(begun.ticket));
  const std::string rows = house_.row_counts();
  const auto second = std::get<FormSubmitted>(submit(begun.ticket));
  EXPECT_EQ(second.receipt_number, first.receipt_number);
  EXPECT_TRUE(second.after.notices.empty());
  EXPECT_EQ(house_.row_counts(), rows);
}

TEST_F(ApplicationForm, BeforeTheCodeIsRightNothingCanBeSubmitted) {
  const Begun begun = begin();
  EXPECT_EQ(refusal_of(submit(begun.ticket)), "step_out_of_order");
  EXPECT_EQ(refusal_of(verify(begun.ticket, "123456")), "code_malformed");
}

TEST_F(ApplicationForm, AnUnknownOfficeIsToldAtOnce) {
  EXPECT_EQ(refusal_of(house_.begin_application("a@example.jp", kNow, "1322222222")),
            "office_unknown");
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM tickets"), 0);
}

TEST_F(ApplicationForm, WithinTheCoolDownItIsRefusedWithTheTimeToTryAgain) {
  begin();
  const auto refused = house_.begin_application("a@example.jp", kNow.plus_ms(kSecondMs));
  EXPECT_EQ(refusal_of(refused), "cool_down");
  EXPECT_EQ(std::get<PortalRefusal>(refused).retry_at, kNow.plus_ms(60 * kSecondMs));
  EXPECT_EQ(house_.counted("code_refused.cool_down", "1311111111"), 1);
}

TEST_F(ApplicationForm, TheEleventhCodeOfADayIsRefusedToAClientAndToAnAddress) {
  for (int i = 0; i < 10; ++i) {
    const std::string number = fmt::format("13111111{:02}", i + 20);
    house_.add_office(number);
    EXPECT_EQ(refusal_of(house_.begin_application("same@example.jp", kNow, number, "browser")), "");
  }
  EXPECT_EQ(refusal_of(house_.begin_application("same@example.jp")), "limit_reached");
  EXPECT_EQ(refusal_of(house_.begin_application("other@example.jp", kNow, PortalHouse::kOffice,
                                                "browser")),
            "limit_reached");
  EXPECT_EQ(refusal_of(house_.begin_application("other@example.jp")), "");
}

TEST_F(ApplicationForm, TheServicesCapRefuses) {
  house_.settings.codes.service_per_hour = 1;
  begin();
  EXPECT_EQ(refusal_of(house_.begin_application("b@example.jp")), "limit_reached");
}

TEST_F(ApplicationForm, AnOfficeOfTwoUnionsChoosesAndOneUnionIsAsked) {
  add_account(house_.database, office_number("1311111111"), "27", "KJ271311111111", kNow);
  const Begun begun = begin();
  EXPECT_EQ(begun.next, TicketStep::choose_prefecture);
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM applications"), 0);
  const auto chosen = std::get<Begun>(
      choose_form_prefecture(house_.database, house_.portal(), begun.ticket, "27", kNow));
  const auto shown = std::get<FormVerified>(verify(begun.ticket, code_of(chosen)));
  EXPECT_EQ(shown.prefecture_name, "大阪府");
  const auto receipt = std::get<FormSubmitted>(submit(begun.ticket)).receipt_number;
  EXPECT_EQ(find_application(house_.database, receipt)->prefecture, "27");
}

TEST_F(ApplicationForm, WhoHasNoIdWithTheUnionAsksForAFirstOne) {
  put_office(house_.database, sample_office("1344444444"), 1, kNow);
  const auto begun = std::get<Begun>(house_.begin_application("a@example.jp", kNow, "1344444444"));
  verify(begun.ticket, code_of(begun));
  const auto receipt = std::get<FormSubmitted>(submit(begun.ticket)).receipt_number;
  EXPECT_EQ(find_application(house_.database, receipt)->kind, ApplicationKind::first_id);
}

TEST_F(ApplicationForm, AFormLeftHalfDoneIsAbandoned) {
  const Begun begun = begin();
  verify(begun.ticket, code_of(begun));
  const Instant over = kNow.plus_ms(60 * kMinuteMs);
  EXPECT_EQ(
      end_ticket_chunk(house_.database, house_.actor, house_.settings.codes, over.plus_ms(-1), 10),
      0);
  EXPECT_EQ(refusal_of(submit(begun.ticket, over)), "ticket_over");
  EXPECT_EQ(end_ticket_chunk(house_.database, house_.actor, house_.settings.codes, over, 10), 1);
  EXPECT_EQ(only_state(), abandoned);
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM tickets WHERE mail <> ''"), 0);
  expect_invariants();
}

TEST_F(ApplicationForm, AnOfficeThatIsLockedHasItsFormsAbandoned) {
  const Begun begun = begin();
  const Begun other = begin("b@example.jp");
  verify(other.ticket, code_of(other));
  {
    Transaction transaction(house_.database);
    lock_office(house_.database, 1000, office_number("1311111111"), kNow);
    transaction.commit();
  }
  for (const Application& application : all_applications(house_.database, 0, 9)) {
    EXPECT_EQ(application.state, abandoned);
  }
  EXPECT_EQ(refusal_of(submit(other.ticket)), "ticket_over");
  expect_invariants();
}

TEST_F(ApplicationForm, ASubmittedOneIsNotAbandonedWithItsTicket) {
  const Begun begun = begin();
  verify(begun.ticket, code_of(begun));
  submit(begun.ticket);
  EXPECT_EQ(end_ticket_chunk(house_.database, house_.actor, house_.settings.codes,
                             kNow.plus_ms(kDayMs), 10),
            1);
  EXPECT_EQ(only_state(), submitted);
}

TEST_F(ApplicationForm, ExpiredCodesAreSweptWithOneAuditRowAChunk) {
  for (int i = 0; i < 5; ++i)
    begin(fmt::format("a{}@example.jp", i));
  const Instant over = kNow.plus_ms(30 * kMinuteMs);
  EXPECT_EQ(
      expire_code_chunk(house_.database, house_.actor, house_.settings.codes, over.plus_ms(-1), 3),
      0);
  EXPECT_EQ(expire_code_chunk(house_.database, house_.actor, house_.settings.codes, over, 3), 3);
  EXPECT_EQ(expire_code_chunk(house_.database, house_.actor, house_.settings.codes, over, 3), 2);
  EXPECT_EQ(expire_code_chunk(house_.database, house_.actor, house_.settings.codes, over, 3), 0);
  EXPECT_EQ(house_.events_of("codes"),
            (std::vector<std::string>{"codes_expired", "codes_expired"}));
  EXPECT_EQ(house_.detail_of("codes", "codes_expired"), "2");
}

}  // namespace
}  // namespace saihakko
