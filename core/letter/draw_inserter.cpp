#include "core/letter/draw_inserter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/letter/draw_bars.hpp"

namespace saihakko {
namespace {

constexpr double kPrinterDot = 72.0 / 600;  // modules in whole dots of a 600 dpi printer, in points
constexpr int kQuietModules = 1;            // ISO/IEC 16022
constexpr double kNarrowestModule = 0.35;   // millimetres: what is read at 150 dpi

std::optional<LetterObstacle> draw_matrix(const InserterMatrixElement& element,
                                          const MatrixBarcode& barcode, PageContent& page) {
  const double room = points(std::min(element.box.width, element.box.height));
  const double wanted =
      std::min(room / (barcode.size + 2 * kQuietModules), points(element.max_module));
  const double module = std::floor(wanted / kPrinterDot + 1e-6) * kPrinterDot;
  if (module < points(kNarrowestModule))
    return LetterObstacle{"inserter_matrix", "枠に入る大きさでは読み取れません"};
  const double side = barcode.size * module;
  page.fill_squares(points(element.box.x) + (points(element.box.width) - side) / 2,
                    points(element.box.y) + (points(element.box.height) - side) / 2, side,
                    barcode.size, barcode.modules);
  return std::nullopt;
}

void draw_lines(const InserterLinesElement& element, std::int64_t sequence, PageContent& page) {
  const std::vector<bool> lines = inserter_lines(sequence);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i]) continue;
    page.fill(points(element.box.x), points(element.box.y + static_cast<double>(i) * element.pitch),
              points(element.box.width), points(element.thickness));
  }
}

/// What the template prints besides, and where.
struct Printed {
  std::string what;
  MmBox box;
};

std::vector<Printed> printed_by(const LetterTemplate& letter_template) {
  std::vector<Printed> all;
  for (const TextElement& text : letter_template.texts())
    all.push_back({fmt::format("{}行目の文", text.line), text.box});
  for (const RuleElement& rule : letter_template.rules())
    all.push_back({"線", rule.box});
  for (const Code128Element& barcode : letter_template.code_128s())
    all.push_back({"バーコード", barcode.box});
  for (const CustomerBarcodeElement& barcode : letter_template.customer_barcodes())
    all.push_back({"カスタマバーコードとそのまわりの2 mm", customer_barcode_clear_space(barcode)});
  for (const PasswordElement& password : letter_template.passwords())
    all.push_back({"仮パスワード", password.box});
  return all;
}

std::optional<std::string> meeting(const LetterTemplate& letter_template, std::string_view mark,
                                   const MmBox& box) {
  for (const Printed& printed : printed_by(letter_template)) {
    if (meet(printed.box, box)) return fmt::format("{}が{}と重なります", mark, printed.what);
  }
  return std::nullopt;
}

}  // namespace

std::optional<LetterObstacle> draw_inserter_marks(const LetterTemplate& letter_template,
                                                  const LetterContent& letter,
                                                  BarcodeEncoder& encoder, PageContent& page) {
  if (letter.inserter.marks == InserterMarks::omr) {
    for (const InserterLinesElement& element : letter_template.inserter_lines())
      draw_lines(element, letter.inserter.sequence, page);
  }
  if (letter.inserter.marks != InserterMarks::data_matrix || letter.notice_number.empty())
    return std::nullopt;
  const auto code = inserter_code(letter.inserter.sequence, letter.notice_number);
  const auto barcode = code ? encoder.data_matrix(*code) : std::nullopt;
  if (!barcode) return LetterObstacle{"inserter_matrix", "Data Matrix にできません"};
  for (const InserterMatrixElement& element : letter_template.inserter_matrices()) {
    if (auto obstacle = draw_matrix(element, *barcode, page)) return obstacle;
  }
  return std::nullopt;
}

bool has_place_for(const LetterTemplate& letter_template, InserterMarks marks) {
  switch (marks) {
    case InserterMarks::none: return true;
    case InserterMarks::data_matrix: return !letter_template.inserter_matrices().empty();
    case InserterMarks::omr: return !letter_template.inserter_lines().empty();
  }
  return false;
}

std::optional<std::string> inserter_fault(const LetterTemplate& letter_template) {
  for (const InserterMatrixElement& element : letter_template.inserter_matrices()) {
    if (auto fault = meeting(letter_template, "inserter_matrix ", element.box)) return fault;
  }
  for (const InserterLinesElement& element : letter_template.inserter_lines()) {
    if (auto fault = meeting(letter_template, "inserter_lines ", element.box)) return fault;
  }
  return std::nullopt;
}

}  // namespace saihakko
