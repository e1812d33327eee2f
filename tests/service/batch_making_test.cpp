#include "core/service/letters/batch_making.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/calendar.hpp"
#include "core/secrets/wipe.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

constexpr char kMask = 0x5a;

std::string masked(std::string text) {
  for (char& c : text)
    c = static_cast<char>(c ^ kMask);
  return text;
}

// A sanitizer reserves terabytes for notes of its own; no text of ours lies there.
constexpr std::uint64_t kLargestMapping = std::uint64_t{1} << 30;

/// How many of the texts, which are given masked, stand in what this process has allocated.
std::size_t found_in_memory(const std::vector<std::string>& masked_texts) {
  std::ifstream maps("/proc/self/maps");
  const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  std::vector<bool> found(masked_texts.size(), false);
  for (std::string line; std::getline(maps, line);) {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    char dash = 0;
    std::string rights;
    std::string offset;
    std::string device;
    std::uint64_t inode = 0;
    std::string name;
    std::istringstream(line) >> std::hex >> begin >> dash >> end >> rights >> offset >> device >>
        std::dec >> inode >> name;
    if (rights != "rw-p" || inode != 0 || (!name.empty() && name != "[heap]")) continue;
    if (end - begin > kLargestMapping) continue;
    std::string bytes(end - begin, '\0');
    const ssize_t read = ::pread(memory, bytes.data(), bytes.size(), static_cast<off_t>(begin));
    const std::string_view seen(bytes.data(), read < 0 ? 0 : static_cast<std::size_t>(read));
    for (std::size_t i = 0; i < masked_texts.size(); ++i) {
      std::string text = masked(masked_texts[i]);
      if (seen.find(text) != std::string_view::npos) found[i] = true;
      wipe(text);
    }
    wipe(bytes);  // a sanitizer keeps for long what is given back
  }
  ::close(memory);
  return static_cast<std::size_t>(std::count(found.begin(), found.end(), true));
}

class BatchMaking : public ::testing::Test {
 protected:
  BatchMaking() { house_.add_office(); }

  House house_;
};

TEST_F(BatchMaking, APasswordIsGoneFromMemoryWithTheLettersOfItsBatch) {
  Claim claim;
  claim.applications.assign(40, house_.approved());
  const PrintShop shop = house_.shop();
  const PrintRoom print_room(shop.unions.at("13").settings, kNow);
  std::vector<std::string> passwords;
  {
    Drafts drafts;
    draft_letters(house_.database, shop, print_room, claim, drafts);
    // A text that has moved away has lost its first character and no other.
    for (const Draft& draft : drafts.all)
      passwords.push_back(masked(draft.password.substr(1)));
    ASSERT_EQ(found_in_memory(passwords), 40U) << "the search finds what is there";
  }
  EXPECT_EQ(found_in_memory(passwords), 0U);
}

}  // namespace
}  // namespace saihakko
