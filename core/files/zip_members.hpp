#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// A file in an archive, whole.
struct ZipMember {
  std::string name;
  std::string content;
};

/// The members of a zip archive (PKWARE APPNOTE 4.3: stored or deflated, no zip64), in the order of
/// its directory. Throws std::runtime_error where it is cut off, a member does not unpack, or its
/// CRC-32 is not the one stated.
std::vector<ZipMember> zip_members(std::string_view archive);

}  // namespace saihakko
