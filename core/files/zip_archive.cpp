#include "core/files/zip_archive.hpp"

#include <unistd.h>
#include <zip.h>

#include <algorithm>

namespace saihakko {
namespace {

constexpr zip_int64_t kMostMembers = 10'000;  // a workbook of libxlsxwriter has ten
constexpr std::uint64_t kRatioFrom = std::uint64_t{1} << 20;
constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

[[noreturn]] void fail() {
  throw ZipError("ファイルが途中で切れたか、壊れています");
}

void check_members(zip* archive) {
  if (zip_get_num_entries(archive, 0) > kMostMembers) {
    throw ZipError("中のファイルが多すぎます");
  }
}

}  // namespace

void ZipArchive::Discard::operator()(zip* archive) const {
  zip_discard(archive);
}

void ZipArchive::Member::Close::operator()(zip_file* file) const {
  zip_fclose(file);
}

ZipArchive::ZipArchive(std::string_view bytes) {
  if (bytes.empty()) fail();  // libzip takes it for an archive of nothing
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
  if (source == nullptr) fail();
  archive_.reset(zip_open_from_source(source, ZIP_RDONLY, nullptr));
  if (!archive_) {
    zip_source_free(source);
    fail();
  }
  check_members(archive_.get());
}

ZipArchive::ZipArchive(int descriptor) {
  const int own = ::dup(descriptor);
  if (own < 0) fail();
  archive_.reset(zip_fdopen(own, 0, nullptr));
  if (!archive_) {
    ::close(own);
    fail();
  }
  check_members(archive_.get());
}

std::vector<std::string> ZipArchive::names() const {
  std::vector<std::string> names;
  const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* name = zip_get_name(archive_.get(), static_cast<zip_uint64_t>(i), 0);
    if (name == nullptr) fail();
    names.emplace_back(name);
  }
  return names;
}

bool ZipArchive::has(const std::string& name) const {
  return zip_name_locate(archive_.get(), name.c_str(), 0) >= 0;
}

ZipArchive::Member::Member(zip_file* file, std::uint64_t most_bytes)
    : file_(file), most_bytes_(most_bytes), piece_(kPieceBytes) {}

std::string_view ZipArchive::Member::next() {
  const zip_int64_t read = zip_fread(file_.get(), piece_.data(), piece_.size());
  if (read < 0) fail();
  bytes_ += static_cast<std::uint64_t>(read);
  if (bytes_ > most_bytes_)
    throw ZipError("開くと大きくなりすぎます。CSV UTF-8 で保存したものを置いてください");
  return {piece_.data(), static_cast<std::size_t>(read)};
}

ZipArchive::Member ZipArchive::open(const std::string& name, UnpackLimits limits) const {
  zip_stat_t stat;
  if (zip_stat(archive_.get(), name.c_str(), 0, &stat) != 0) fail();
  if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE) {
    throw ZipError("パスワードが付いています");
  }
  zip_file_t* file = zip_fopen_index(archive_.get(), stat.index, 0);
  if (file == nullptr) fail();
  const std::uint64_t packed = (stat.valid & ZIP_STAT_COMP_SIZE) != 0 ? stat.comp_size : 0;
  const std::uint64_t most_of_it = packed > limits.bytes ? limits.bytes : packed * limits.ratio;
  return {file, std::min(limits.bytes, std::max(kRatioFrom, most_of_it))};
}

std::string ZipArchive::content(const std::string& name, UnpackLimits limits) const {
  Member member = open(name, limits);
  std::string content;
  for (std::string_view piece = member.next(); !piece.empty(); piece = member.next())
    content += piece;
  return content;
}

}  // namespace saihakko
