#include "core/letter/window_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/letter/draw_bars.hpp"
#include "core/letter/letter_content.hpp"

namespace saihakko {
namespace {

constexpr double kTolerance = 1e-6;  // millimetres

double right(const MmBox& box) {
  return box.x + box.width;
}
double bottom(const MmBox& box) {
  return box.y + box.height;
}

/// What shows wherever the letter lies; its measures are negative where nothing does.
MmBox always_shown(const MmBox& window) {
  return {window.x, window.y, window.width - kPlay.across, window.height - kPlay.down};
}

/// All that shows at some place.
MmBox sometimes_shown(const MmBox& window) {
  return {window.x - kPlay.across, window.y - kPlay.down, window.width + kPlay.across,
          window.height + kPlay.down};
}

bool holds(const MmBox& outer, const MmBox& inner) {
  return inner.x >= outer.x - kTolerance && inner.y >= outer.y - kTolerance &&
         right(inner) <= right(outer) + kTolerance && bottom(inner) <= bottom(outer) + kTolerance;
}

std::string box_text(const MmBox& box) {
  return fmt::format("左から {:.4g}〜{:.4g}、上から {:.4g}〜{:.4g} mm", box.x, right(box), box.y,
                     bottom(box));
}

bool names_addressee(std::string_view field) {
  return field == "postcode" || field == "address" || field == "office_name";
}

/// Whether a text is of the addressee alone: his fields, the honorific, and words between them.
bool is_addressee(const TextElement& text) {
  static const PageFields fields = letter_fields({});
  bool named = false;
  for (const TextPieces& pieces : text.paragraphs) {
    for (const TextPiece& piece : pieces) {
      if (!piece.field) continue;
      const std::string_view name = fields[*piece.field].name;
      if (!names_addressee(name) && name != "honorific") return false;
      named = named || names_addressee(name);
    }
  }
  return named;
}

bool has_address(const TextElement& text) {
  static const std::size_t address = find_field(letter_fields({}), "address").value();
  return std::any_of(text.paragraphs.begin(), text.paragraphs.end(), [](const TextPieces& pieces) {
    return std::any_of(pieces.begin(), pieces.end(),
                       [](const TextPiece& piece) { return piece.field == address; });
  });
}

class WindowJudge {
 public:
  explicit WindowJudge(const MmBox& window)
      : always_(always_shown(window)), sometimes_(sometimes_shown(window)) {}

  std::optional<std::string> addressee(std::string_view what, const MmBox& box) const {
    if (!meet(sometimes_, box) || holds(always_, box)) return std::nullopt;
    return fmt::format("{}({})が窓から外れることがあります。いつも見えるのは {} です", what,
                       box_text(box), box_text(always_));
  }

  std::optional<std::string> other(std::string_view what, const MmBox& box) const {
    if (!meet(sometimes_, box)) return std::nullopt;
    return fmt::format("{}({})が窓から見えることがあります。見えることがあるのは {} です", what,
                       box_text(box), box_text(sometimes_));
  }

  std::optional<std::string> text(const TextElement& text) const {
    return is_addressee(text) ? addressee(fmt::format("{}行目の宛名", text.line), text.box)
                              : other(fmt::format("{}行目の文", text.line), text.box);
  }

  bool shows(const MmBox& box) const { return holds(always_, box); }

 private:
  MmBox always_;
  MmBox sometimes_;
};

std::optional<std::string> other_fault(const LetterTemplate& letter, const WindowJudge& judge) {
  for (const RuleElement& rule : letter.rules()) {
    if (auto fault = judge.other("線", rule.box)) return fault;
  }
  for (const Code128Element& barcode : letter.code_128s()) {
    if (auto fault = judge.other("バーコード", barcode.box)) return fault;
  }
  for (const InserterMatrixElement& mark : letter.inserter_matrices()) {
    if (auto fault = judge.other("封入機の Data Matrix", mark.box)) return fault;
  }
  for (const InserterLinesElement& mark : letter.inserter_lines()) {
    if (auto fault = judge.other("封入機の線", mark.box)) return fault;
  }
  for (const PasswordElement& password : letter.passwords()) {
    if (auto fault = judge.other("仮パスワード", password.box)) return fault;
  }
  return std::nullopt;
}

}  // namespace

std::array<MmBox, 4> window_at_ends(const MmBox& window) {
  const auto at = [&window](double right, double down) {
    return MmBox{window.x - right, window.y - down, window.width, window.height};
  };
  return {at(0, 0), at(kPlay.across, 0), at(0, kPlay.down), at(kPlay.across, kPlay.down)};
}

std::optional<std::string> window_fault(const LetterTemplate& letter_template) {
  if (!letter_template.window()) return std::nullopt;
  const WindowJudge judge(*letter_template.window());
  bool address_shows = false;
  for (const TextElement& text : letter_template.texts()) {
    if (auto fault = judge.text(text)) return fault;
    address_shows = address_shows || (has_address(text) && judge.shows(text.box));
  }
  if (!address_shows) return "窓から住所が見えません";
  for (const CustomerBarcodeElement& barcode : letter_template.customer_barcodes()) {
    if (auto fault = judge.addressee("カスタマバーコードとそのまわりの2 mm",
                                     customer_barcode_clear_space(barcode)))
      return fault;
  }
  return other_fault(letter_template, judge);
}

}  // namespace saihakko
