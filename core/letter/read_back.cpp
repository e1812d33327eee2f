#include "core/letter/read_back.hpp"

#include <Poco/Exception.h>
#include <Poco/Pipe.h>
#include <Poco/PipeStream.h>
#include <Poco/Process.h>
#include <Poco/StreamCopier.h>

#include <future>

#include "core/letter/letter_error.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kIdeographicSpace = "\xE3\x80\x80";

std::string drain(Poco::Pipe& pipe) {
  Poco::PipeInputStream stream(pipe);
  std::string text;
  Poco::StreamCopier::copyToString(stream, text);
  return text;
}

void feed(Poco::Pipe& pipe, std::string_view bytes) {
  try {
    while (!bytes.empty()) {
      const int written = pipe.writeBytes(
          bytes.data(), static_cast<int>(std::min<std::size_t>(bytes.size(), 65536)));
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  } catch (const Poco::Exception&) {
    // The reader went away: its exit code tells.
  }
  pipe.close(Poco::Pipe::CLOSE_WRITE);
}

std::vector<std::string> split_pages(std::string_view text) {
  std::vector<std::string> pages;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\f'), text.size());
    pages.push_back(without_space(text.substr(0, end)));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return pages;
}

}  // namespace

std::vector<std::string> read_back_pages(std::string_view pdf) {
  Poco::Pipe in;
  Poco::Pipe out;
  Poco::Pipe err;
  // -raw keeps the order in which a text was drawn, so that a wrapped address stays in one piece.
  const Poco::Process::Args arguments{"-raw", "-enc", "UTF-8", "-", "-"};
  Poco::ProcessHandle reader = Poco::Process::launch("pdftotext", arguments, &in, &out, &err);
  auto feeding = std::async(std::launch::async, [&] { feed(in, pdf); });
  auto warnings = std::async(std::launch::async, [&] { return drain(err); });
  const std::string text = drain(out);
  feeding.get();
  const std::string complaint = warnings.get();
  const int exit_code = reader.wait();
  if (exit_code != 0 || !complaint.empty()) {
    throw LetterError("通知書のPDFを読み戻せません(pdftotext、パッケージ poppler-utils)");
  }
  return split_pages(text);
}

std::string without_space(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  while (!text.empty()) {
    if (text.starts_with(kIdeographicSpace)) {
      text.remove_prefix(kIdeographicSpace.size());
      continue;
    }
    const char c = text.front();
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') kept.push_back(c);
    text.remove_prefix(1);
  }
  return kept;
}

}  // namespace saihakko
