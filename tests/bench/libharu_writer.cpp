// libharu as its manual shows it: a UTF-8 font, text and rectangles page by page.

#include <hpdf.h>

#include <filesystem>
#include <stdexcept>

#include "tests/bench/page_scene.hpp"

namespace saihakko {
namespace {

void fail(HPDF_STATUS code, HPDF_STATUS, void*) {
  throw std::runtime_error("libharu " + std::to_string(code));
}

float real(double value) {
  return static_cast<float>(value);
}

void draw(HPDF_Page page, HPDF_Font font, const ScenePage& scene) {
  for (const SceneBox& box : scene.boxes) {
    if (box.line > 0) HPDF_Page_SetLineWidth(page, real(box.line));
    HPDF_Page_Rectangle(page, real(box.x), real(box.y), real(box.width), real(box.height));
    if (box.line > 0) {
      HPDF_Page_Stroke(page);
    } else {
      HPDF_Page_Fill(page);
    }
  }
  for (const SceneText& text : scene.texts) {
    HPDF_Page_BeginText(page);
    HPDF_Page_SetFontAndSize(page, font, real(text.size));
    if (text.bold) {
      HPDF_Page_SetLineWidth(page, real(text.size * kBoldStroke));
      HPDF_Page_SetTextRenderingMode(page, HPDF_FILL_THEN_STROKE);
    }
    HPDF_Page_TextOut(page, real(text.x), real(text.y), text.words.c_str());
    if (text.bold) HPDF_Page_SetTextRenderingMode(page, HPDF_FILL);
    HPDF_Page_EndText(page);
  }
}

}  // namespace

std::size_t write_with_libharu(const Scene& scene, std::size_t first, std::size_t last,
                               const std::string& file) {
  HPDF_Doc document = HPDF_New(fail, nullptr);
  HPDF_SetCompressionMode(document, HPDF_COMP_ALL);
  HPDF_UseUTFEncodings(document);
  const char* name = HPDF_LoadTTFontFromFile(document, kSceneFont, HPDF_TRUE);
  HPDF_Font font = HPDF_GetFont(document, name, "UTF-8");
  for (std::size_t i = first; i < last; ++i) {
    HPDF_Page page = HPDF_AddPage(document);
    HPDF_Page_SetWidth(page, real(kSceneWidth));
    HPDF_Page_SetHeight(page, real(kSceneHeight));
    draw(page, font, scene.all);
    const ScenePage& own = scene.pages[i];
    encode_codes(own);
    HPDF_Page_SetFontAndSize(page, font, 10);
    for (const SceneText& text : own.texts)
      HPDF_Page_TextWidth(page, text.words.c_str());
    draw(page, font, own);
  }
  HPDF_SaveToFile(document, file.c_str());
  HPDF_Free(document);
  return std::filesystem::file_size(file);
}

}  // namespace saihakko
