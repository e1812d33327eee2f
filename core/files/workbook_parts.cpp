#include "core/files/workbook_parts.hpp"

#include <charconv>
#include <map>
#include <utility>

#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kMostTextBytes = std::size_t{32} << 20;
constexpr std::size_t kMostTexts = std::size_t{2} << 20;
constexpr std::size_t kMostFormats = 70'000;  // Excel's limit of styles is 65,490

struct Relationship {
  std::string type;  ///< behind the last slash: transitional and strict files differ before it
  std::string target;
};

[[noreturn]] void throw_too_much_text() {
  throw XmlError("文字の量が多すぎます。CSV UTF-8 で保存したものを置いてください");
}

/// A target as a member's name: relative to the folder of the part, or absolute.
std::string member_name(std::string_view folder, std::string_view target) {
  std::string path = target.starts_with('/') ? "" : std::string(folder);
  while (!target.empty()) {
    const std::size_t end = std::min(target.find('/'), target.size());
    const std::string_view step = target.substr(0, end);
    if (step == "..") {
      path.erase(path.empty() ? 0 : path.rfind('/', path.size() - 2) + 1);
    } else if (!step.empty() && step != ".") {
      path += step;
      if (end < target.size()) path += '/';
    }
    target.remove_prefix(std::min(end + 1, target.size()));
  }
  return path;
}

std::string folder_of(std::string_view part) {
  return std::string(part.substr(0, part.rfind('/') + 1));
}

/// The relationships of a part, by ID.
std::map<std::string, Relationship> relationships_of(const ZipArchive& archive,
                                                     const std::string& part) {
  const std::string folder = folder_of(part);
  const std::string file = folder + "_rels/" + part.substr(folder.size()) + ".rels";
  std::map<std::string, Relationship> relationships;
  if (!archive.has(file)) return relationships;
  XmlParser parser({.start =
                        [&](std::string_view name, const XmlAttributes& of) {
                          if (name != "Relationship" || of["TargetMode"] == "External") return;
                          if (relationships.size() >= kMostFormats)
                            throw XmlError("部品が多すぎます");
                          const std::string_view type = of["Type"];
                          relationships[std::string(of["Id"])] = {
                              std::string(type.substr(type.rfind('/') + 1)),
                              member_name(folder, of["Target"])};
                        },
                    .end = {},
                    .text = {}});
  read_part(archive, file, parser);
  return relationships;
}

std::string target_of_type(const std::map<std::string, Relationship>& relationships,
                           std::string_view type) {
  for (const auto& [id, relationship] : relationships) {
    if (relationship.type == type) return relationship.target;
  }
  return "";
}

bool is_true(std::string_view text) {
  return text == "1" || text == "true" || text == "on";
}

int number_or(std::string_view text, int otherwise) {
  int number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// The code unit of `_xHHHH_` at the beginning of a text.
std::optional<char32_t> escape_at(std::string_view text) {
  constexpr std::size_t kBytes = 7;
  if (text.size() < kBytes || !text.starts_with("_x") || text[kBytes - 1] != '_') {
    return std::nullopt;
  }
  unsigned unit = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + 6, unit, 16);
  if (error != std::errc() || end != text.data() + 6) return std::nullopt;
  const bool is_half = unit >= 0xD800 && unit < 0xE000;
  if (unit == 0 || is_half) return std::nullopt;
  return unit;
}

}  // namespace

void read_part(const ZipArchive& archive, const std::string& name, XmlParser& parser) {
  ZipArchive::Member member = archive.open(name, kSheetLimits);
  for (std::string_view piece = member.next(); !piece.empty(); piece = member.next())
    parser.feed(piece);
  parser.finish();
}

WorkbookParts workbook_parts(const ZipArchive& archive) {
  const std::string book = target_of_type(relationships_of(archive, ""), "officeDocument");
  if (book.empty()) throw XmlError("xlsx のブックではありません");
  WorkbookParts parts;
  std::string first_sheet;
  XmlParser parser({.start =
                        [&](std::string_view name, const XmlAttributes& of) {
                          if (name == "workbookPr") parts.from_1904 = is_true(of["date1904"]);
                          if (name == "sheet" && first_sheet.empty()) first_sheet = of["id"];
                        },
                    .end = {},
                    .text = {}});
  read_part(archive, book, parser);
  const auto relationships = relationships_of(archive, book);
  const auto sheet = relationships.find(first_sheet);
  if (sheet == relationships.end() || sheet->second.type != "worksheet") {
    throw XmlError("最初のシートが表ではありません");
  }
  parts.sheet = sheet->second.target;
  parts.texts = target_of_type(relationships, "sharedStrings");
  parts.styles = target_of_type(relationships, "styles");
  return parts;
}

std::vector<CellFormat> cell_formats(const ZipArchive& archive, const std::string& styles) {
  std::map<int, std::string> codes;
  std::vector<CellFormat> formats;
  bool in_cells = false;
  XmlParser parser({.start =
                        [&](std::string_view name, const XmlAttributes& of) {
                          if (codes.size() + formats.size() > kMostFormats)
                            throw XmlError("書式が多すぎます");
                          if (name == "numFmt")
                            codes[number_or(of["numFmtId"], -1)] = of["formatCode"];
                          if (name == "cellXfs") in_cells = true;
                          if (name != "xf" || !in_cells) return;
                          const int id = number_or(of["numFmtId"], 0);
                          const auto code = codes.find(id);
                          formats.push_back(code == codes.end() ? CellFormat::built_in(id)
                                                                : CellFormat::coded(code->second));
                        },
                    .end = [&](std::string_view name) { in_cells = in_cells && name != "cellXfs"; },
                    .text = {}});
  read_part(archive, styles, parser);
  return formats;
}

std::string unescaped_text(std::string_view text) {
  std::string unescaped;
  while (!text.empty()) {
    const auto unit = text.front() == '_' ? escape_at(text) : std::nullopt;
    if (unit) {
      append_utf8(unescaped, *unit);
      text.remove_prefix(7);
    } else {
      unescaped += text.front();
      text.remove_prefix(1);
    }
  }
  return unescaped;
}

SharedTexts::SharedTexts(const ZipArchive& archive, const std::string& part) {
  std::string text;
  bool in_reading = false;
  bool collecting = false;
  XmlParser parser({.start =
                        [&](std::string_view name, const XmlAttributes&) {
                          if (name == "si") text.clear();
                          if (name == "rPh") in_reading = true;
                          collecting = name == "t" && !in_reading;
                        },
                    .end =
                        [&](std::string_view name) {
                          collecting = false;
                          if (name == "rPh") in_reading = false;
                          if (name != "si") return;
                          texts_ += unescaped_text(text);
                          ends_.push_back(static_cast<std::uint32_t>(texts_.size()));
                          if (texts_.size() > kMostTextBytes || ends_.size() > kMostTexts) {
                            throw_too_much_text();
                          }
                        },
                    .text =
                        [&](std::string_view piece) {
                          if (!collecting) return;
                          text += piece;
                          if (text.size() > kMostTextBytes) throw_too_much_text();
                        }});
  read_part(archive, part, parser);
}

std::string SharedTexts::at(std::optional<std::size_t> number) const {
  if (!number || *number >= ends_.size()) throw XmlError("セルの文字がブックの中にありません");
  const std::size_t begin = *number == 0 ? 0 : ends_[*number - 1];
  return texts_.substr(begin, ends_[*number] - begin);
}

}  // namespace saihakko
