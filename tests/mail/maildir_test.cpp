#include "core/mail/maildir.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/files/durable_file.hpp"
#include "core/mail/mail_error.hpp"
#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;
using Outcome = DeliveryResult::Outcome;
using Names = std::vector<std::string>;

constexpr const char* kMail = "Subject: a\r\n\r\nYQ==\r\n";
constexpr const char* kStored =
    "Return-Path: <saihakko@localhost>\nDelivered-To: a@example.jp\nSubject: a\n\nYQ==\n";

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0);
  return status.st_mode & 07777U;
}

class MaildirTest : public testing::Test {
 protected:
  DeliveryResult deliver(std::string_view unique) {
    return maildir_.deliver("saihakko@localhost", "a@example.jp", kMail, unique);
  }
  Names in(const char* part) const { return directory_names(path_ / part); }

  ScratchDirectory scratch_;
  fs::path path_ = scratch_.path() / "state" / "mail";
  Maildir maildir_{path_};
};

TEST_F(MaildirTest, ADeliveredMailLiesInNewWithLineFeeds) {
  EXPECT_EQ(deliver("n1").outcome, Outcome::sent);
  EXPECT_EQ(in("new"), Names{"n1.saihakko"});
  EXPECT_EQ(in("tmp"), Names());
  EXPECT_EQ(content_of(path_ / "new" / "n1.saihakko"), kStored);
}

TEST_F(MaildirTest, OnlyItsOwnerMayRead) {
  deliver("n1");
  for (const char* part : {"", "tmp", "new", "cur"})
    EXPECT_EQ(mode_of(path_ / part), 0700U);
  EXPECT_EQ(mode_of(path_ / "new" / "n1.saihakko"), 0600U);
}

TEST_F(MaildirTest, TheSameNoticeGoesInOnce) {
  EXPECT_EQ(deliver("n1").reply, "in the Maildir");
  const DeliveryResult again =
      maildir_.deliver("saihakko@localhost", "b@example.jp", "other", "n1");
  EXPECT_EQ(again.outcome, Outcome::sent);
  EXPECT_EQ(again.reply, "already in the Maildir");
  EXPECT_EQ(in("new"), Names{"n1.saihakko"});
  EXPECT_EQ(content_of(path_ / "new" / "n1.saihakko"), kStored);
}

TEST_F(MaildirTest, AMailThatWasReadIsNotDeliveredAgain) {
  for (const char* seen :
       {"n1.saihakko", "n1.saihakko:2,", "n1.saihakko:2,S", "n1.saihakko:2,FRSa"}) {
    deliver("n1");
    fs::rename(path_ / "new" / "n1.saihakko", path_ / "cur" / seen);
    EXPECT_EQ(deliver("n1").reply, "already in the Maildir") << seen;
    EXPECT_EQ(in("new"), Names()) << seen;
    EXPECT_EQ(in("cur"), Names{seen});
    fs::remove(path_ / "cur" / seen);
  }
}

TEST_F(MaildirTest, ANameThatOnlyBeginsTheSameIsAnotherMail) {
  deliver("n1");
  deliver("n11");
  fs::rename(path_ / "new" / "n11.saihakko", path_ / "cur" / "n11.saihakko:2,S");
  fs::remove(path_ / "new" / "n1.saihakko");
  EXPECT_EQ(deliver("n1").reply, "in the Maildir");
}

TEST_F(MaildirTest, AHalfWrittenLeftoverIsReplaced) {
  scratch_.write("state/mail/tmp/n1.saihakko", "half");
  EXPECT_EQ(deliver("n1").outcome, Outcome::sent);
  EXPECT_EQ(in("tmp"), Names());
  EXPECT_EQ(content_of(path_ / "new" / "n1.saihakko"), kStored);
}

TEST_F(MaildirTest, TwoNoticesLieBesideEachOther) {
  deliver("n1");
  deliver("n2");
  EXPECT_EQ(in("new"), (Names{"n1.saihakko", "n2.saihakko"}));
}

TEST_F(MaildirTest, ADirectoryThatIsGoneIsAFailureOfTheDisk) {
  fs::remove(path_ / "tmp");
  EXPECT_THROW(deliver("n1"), FileError);
  EXPECT_EQ(in("new"), Names());
}

TEST_F(MaildirTest, AFileInTheWayIsAFailureOfTheDisk) {
  fs::remove(path_ / "new");
  scratch_.write("state/mail/new", "");
  EXPECT_THROW(deliver("n1"), FileError);
}

TEST_F(MaildirTest, ANameThatCouldLeadElsewhereIsRefused) {
  for (const char* unique : {"", ".", "..", "../n1", "a/b", "a:2,S", "a b", "あ", ".n1", "a\n"}) {
    EXPECT_THROW(deliver(unique), MailError) << unique;
  }
  EXPECT_THROW(deliver(std::string(101, 'n')), MailError);
  EXPECT_EQ(in("new"), Names());
}

TEST_F(MaildirTest, AnEnvelopeThatIsNoAddressIsRefused) {
  EXPECT_THROW(maildir_.deliver("a@b", "x@y\nBcc: z@w", kMail, "n1"), MailError);
  EXPECT_THROW(maildir_.deliver("", "x@y", kMail, "n1"), MailError);
  EXPECT_EQ(in("new"), Names());
}

TEST_F(MaildirTest, AnExistingMaildirIsUsedAsItIs) {
  deliver("n1");
  Maildir second(path_);
  EXPECT_EQ(second.deliver("a@b", "x@y", kMail, "n1").reply, "already in the Maildir");
}

}  // namespace
}  // namespace saihakko
