#include "core/files/text_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "core/files/durable_file.hpp"
#include "core/files/person_groups.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kChunkBytes = 64 * 1024;

/// Counts the lines that do not have the form of an encoding.
template <typename Scanner>
class SpoiltLines {
 public:
  void take(unsigned char byte) {
    if (byte == '\n') {
      end_line();
    } else if (!spoilt_ && !scanner_.take(byte)) {
      spoilt_ = true;
    }
  }

  void end_line() {
    if (spoilt_ || !scanner_.complete()) ++count_;
    spoilt_ = false;
    scanner_ = Scanner();
  }

  std::int64_t count() const { return count_; }

 private:
  Scanner scanner_;
  bool spoilt_ = false;
  std::int64_t count_ = 0;
};

}  // namespace

std::string_view to_japanese(LineFault fault) {
  switch (fault) {
    case LineFault::too_long: return "行が長すぎます（2 MiBまで）";
    case LineFault::nul_byte: return "NUL文字（0x00）が含まれています";
    case LineFault::undecodable: return "文字コードが正しくない部分があります";
  }
  return {};
}

TextFile::TextFile(const fs::path& path, AcceptedText accepted) : path_(path) {
  // O_NONBLOCK so that a named pipe cannot hold us up before fstat() tells what it is.
  file_.fd = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (file_.fd < 0) throw FileError("open", path, errno);
  struct stat status {};
  if (::fstat(file_.fd, &status) != 0) throw FileError("stat", path, errno);
  if (!S_ISREG(status.st_mode)) throw FileError("open", path, EINVAL);
  owner_uid_ = status.st_uid;
  others_may_write_ =
      (status.st_mode & S_IWOTH) != 0 ||
      ((status.st_mode & S_IWGRP) != 0 && !is_alone_in_group(owner_uid_, status.st_gid));
  const bool has_bom = fill() && buffer_.starts_with(kUtf8Bom);
  if (!has_bom && accepted == AcceptedText::utf8_or_cp932) encoding_ = detect();
  if (encoding_ == TextEncoding::cp932) cp932_ = std::make_unique<Cp932Decoder>();
  seek({1, has_bom ? static_cast<std::int64_t>(kUtf8Bom.size()) : 0});
}

TextFile::OpenFile::~OpenFile() {
  if (fd >= 0) ::close(fd);
}

TextEncoding TextFile::detect() {
  SpoiltLines<Utf8Scanner> utf8;
  SpoiltLines<Cp932Scanner> cp932;
  do {
    for (const char c : buffer_) {
      utf8.take(static_cast<unsigned char>(c));
      cp932.take(static_cast<unsigned char>(c));
    }
  } while (fill());
  utf8.end_line();
  cp932.end_line();
  return utf8.count() <= cp932.count() ? TextEncoding::utf8 : TextEncoding::cp932;
}

bool TextFile::fill() {
  buffer_.resize(kChunkBytes);
  used_ = 0;
  ssize_t got = 0;
  do {
    got = ::pread(file_.fd, buffer_.data(), buffer_.size(), read_offset_);
  } while (got < 0 && errno == EINTR);
  buffer_.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  if (got < 0) throw FileError("read", path_, errno);
  read_offset_ += got;
  return got > 0;
}

void TextFile::seek(Place place) {
  place_ = place;
  read_offset_ = place.offset;
  buffer_.clear();
  used_ = 0;
}

bool TextFile::raw_line(Keep keep) {
  raw_.clear();
  too_long_ = false;
  bool ended = false;
  const std::int64_t begin = place_.offset;
  while (!ended && (used_ < buffer_.size() || fill())) {
    const std::size_t line_feed = buffer_.find('\n', used_);
    ended = line_feed != std::string::npos;
    const std::size_t length = (ended ? line_feed : buffer_.size()) - used_;
    if (raw_.size() + length > kMaxLineBytes) too_long_ = true;
    if (keep == Keep::bytes && !too_long_) raw_.append(buffer_, used_, length);
    used_ += length + (ended ? 1 : 0);
    place_.offset += static_cast<std::int64_t>(length + (ended ? 1 : 0));
  }
  if (place_.offset == begin) return false;
  ++place_.line;
  return true;
}

std::optional<TextLine> TextFile::next() {
  TextLine line;
  line.number = place_.line;
  if (!raw_line(Keep::bytes)) return std::nullopt;
  if (too_long_) {
    line.fault = LineFault::too_long;
  } else if (raw_.find('\0') != std::string::npos) {
    line.fault = LineFault::nul_byte;
  } else if (std::optional<std::string> text = decode()) {
    line.text = std::move(*text);
  } else {
    line.fault = LineFault::undecodable;
  }
  return line;
}

std::optional<std::string> TextFile::decode() {
  if (cp932_) return cp932_->decode(raw_);
  if (!is_utf8(raw_)) return std::nullopt;
  return raw_;
}

void TextFile::skip_to_line(std::int64_t number) {
  while (place_.line < number && raw_line(Keep::nothing)) {
  }
}

}  // namespace saihakko
