#include "core/secrets/recipient_certificate.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "core/domain/calendar.hpp"
#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

/// A print room with a key of its own, made by the openssl command.
class PrintRoomKey {
 public:
  explicit PrintRoomKey(const std::string& kind) {
    run("req -x509 -newkey " + kind + " -nodes -days 10 -subj /CN=room -keyout " + key().string() +
        " -out " + certificate().string());
  }

  fs::path certificate() const { return directory_.path() / "room.pem"; }

  /// What the openssl command makes of a file with this content; empty when it refuses.
  std::string opened(const std::string& encrypted) const {
    directory_.write("letters.p7m", encrypted);
    const fs::path out = directory_.path() / "out";
    const bool good =
        run("cms -decrypt -inform DER -in " + (directory_.path() / "letters.p7m").string() +
            " -inkey " + key().string() + " -out " + out.string()) == 0;
    return good ? content_of(out) : "";
  }

 private:
  fs::path key() const { return directory_.path() / "room.key"; }
  static int run(const std::string& words) {
    return std::system(("openssl " + words + " >/dev/null 2>&1").c_str());  // NOLINT
  }

  ScratchDirectory directory_;
};

const PrintRoomKey& room(const std::string& kind) {
  static const PrintRoomKey rsa("rsa:2048");
  static const PrintRoomKey ec("ec -pkeyopt ec_paramgen_curve:P-384");
  return kind == "RSA" ? rsa : ec;
}

class RecipientCertificateOf : public ::testing::TestWithParam<const char*> {
 protected:
  RecipientCertificate load() const {
    return RecipientCertificate::load(room(GetParam()).certificate());
  }
};

TEST_P(RecipientCertificateOf, OnlyTheHolderOfTheKeyGetsTheSameBytesBack) {
  std::string pdf = "%PDF-1.7\r\n";
  for (int i = 0; i < 300'000; ++i)
    pdf += static_cast<char>(i * 7);
  const std::string encrypted = load().encrypt(pdf);
  EXPECT_EQ(encrypted.find("%PDF"), std::string::npos);
  EXPECT_EQ(room(GetParam()).opened(encrypted), pdf);
  const char* other = std::string(GetParam()) == "RSA" ? "EC" : "RSA";
  EXPECT_EQ(room(other).opened(encrypted), "");
}

TEST_P(RecipientCertificateOf, AChangedByteIsNoticed) {
  std::string encrypted = load().encrypt(std::string(100'000, 'x'));
  encrypted[encrypted.size() / 2] ^= 1;
  EXPECT_EQ(room(GetParam()).opened(encrypted), "");
}

TEST_P(RecipientCertificateOf, TheSameContentIsNeverEncryptedTheSame) {
  const RecipientCertificate certificate = load();
  EXPECT_NE(certificate.encrypt("same"), certificate.encrypt("same"));
}

TEST_P(RecipientCertificateOf, IsValidUpToAndWithItsLastSecond) {
  const RecipientCertificate certificate = load();
  const Instant end = certificate.valid_until();
  EXPECT_NO_THROW(certificate.require_valid(end));
  EXPECT_THROW(certificate.require_valid(end.plus_ms(1)), CertificateError);
  const Instant begin = end.plus_ms(-10 * kDayMs);
  EXPECT_NO_THROW(certificate.require_valid(begin));
  EXPECT_THROW(certificate.require_valid(begin.plus_ms(-1)), CertificateError);
}

INSTANTIATE_TEST_SUITE_P(Keys, RecipientCertificateOf, ::testing::Values("RSA", "EC"),
                         [](const auto& of_test) { return std::string(of_test.param); });

TEST(RecipientCertificate, ACertificateWithoutUsagesIsTakenWithItsKeyTold) {
  EXPECT_EQ(RecipientCertificate::load(room("RSA").certificate()).key_text(), "RSA 2048ビット");
  EXPECT_EQ(RecipientCertificate::load(room("EC").certificate()).key_text(), "EC 384ビット");
}

}  // namespace
}  // namespace saihakko
