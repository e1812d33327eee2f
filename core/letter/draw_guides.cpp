#include "core/letter/draw_guides.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "core/letter/letter_error.hpp"
#include "core/letter/printed_text.hpp"
#include "core/letter/window_fit.hpp"

namespace saihakko {
namespace {

constexpr double kLine = 0.15;  // millimetres
constexpr double kTick = 2;
constexpr double kLongTick = 3.5;
constexpr int kEvery = 5;
constexpr int kLongEvery = 10;
constexpr double kFigureSize = 5;  // points
constexpr double kWordSize = 7;
constexpr double kWordGap = 1;  // millimetres between words and their line
constexpr double kWordLeft = 120;
constexpr double kFootTop = 288;
constexpr double kFootLeft = 20;
constexpr double kFootLine = 3.5;
constexpr double kSpecimenLeft = 118;  // beside the window
constexpr double kSpecimenTop = 7;
constexpr double kSpecimenSize = 30;

class GuideDrawer {
 public:
  GuideDrawer(const FontChain& fonts, PageContent& page) : fonts_(fonts), page_(page) {}

  void rulers() {
    for (int mm = kEvery; mm < LetterTemplate::kPageWidth; mm += kEvery) {
      const double length = mm % kLongEvery == 0 ? kLongTick : kTick;
      page_.fill(points(mm - kLine / 2), 0, points(kLine), points(length));
      if (mm % kLongEvery == 0) words(fmt::format("{}", mm), mm + kLine, kTick, kFigureSize);
    }
    for (int mm = kEvery; mm < LetterTemplate::kPageHeight; mm += kEvery) {
      const double length = mm % kLongEvery == 0 ? kLongTick : kTick;
      page_.fill(0, points(mm - kLine / 2), points(length), points(kLine));
      if (mm % kLongEvery == 0) words(fmt::format("{}", mm), kTick, mm + kLine, kFigureSize);
    }
  }

  void fold(double y) {
    page_.fill(0, points(y - kLine / 2), points(LetterTemplate::kPageWidth), points(kLine));
    words(fmt::format("折り目　上から {} mm", y), kWordLeft, y + kWordGap, kWordSize);
  }

  /// At the four ends of the letter's play, where it is named at the first.
  void window(const MmBox& box) {
    for (const MmBox& end : window_at_ends(box)) {
      page_.frame(points(end.x), points(end.y), points(end.width), points(end.height),
                  points(kLine));
    }
    words(fmt::format("窓　左から {}、上から {}、幅 {}、高さ {} mm", box.x, box.y, box.width,
                      box.height),
          box.x, box.y - kWordGap - kWordSize * 25.4 / 72, kWordSize);
  }

  void specimen() { words("見本", kSpecimenLeft, kSpecimenTop, kSpecimenSize); }

  void foot() {
    words("倍率100%で印刷して定規で確かめること", kFootLeft, kFootTop - kFootLine, kWordSize);
    words(
        fmt::format("A4（210 × 297 mm）三つ折り 210 × 99 mm　封筒 長3 235 × 120 mm　遊び 横 {} mm、"
                    "縦 {} mm（四つの窓は、遊びの端での窓）",
                    kPlay.across, kPlay.down),
        kFootLeft, kFootTop, kWordSize);
  }

 private:
  void words(std::string_view text, double x, double top, double size) {
    if (!fonts_.unprintable(text).empty()) {
      throw LetterError("見本の目盛りを印字できるフォントがありません");
    }
    page_.text(printed_text(text).value(), points(x), baseline(points(top), size), size,
               Weight::regular);
  }

  const FontChain& fonts_;
  PageContent& page_;
};

}  // namespace

void draw_guides(const LetterTemplate& letter_template, const FontChain& fonts, PageContent& page) {
  page.begin_guides();
  GuideDrawer drawer(fonts, page);
  drawer.rulers();
  for (const double fold : letter_template.folds())
    drawer.fold(fold);
  if (letter_template.window()) drawer.window(*letter_template.window());
  drawer.foot();
  page.end_guides();
}

void draw_specimen_mark(const FontChain& fonts, PageContent& page) {
  page.begin_guides();
  GuideDrawer(fonts, page).specimen();
  page.end_guides();
}

}  // namespace saihakko
