// cairo's PDF surface with text set by pango.

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <filesystem>
#include <stdexcept>

#include "tests/bench/page_scene.hpp"

namespace saihakko {
namespace {

void measure(PangoLayout* layout, PangoFontDescription* font, const SceneText& text) {
  pango_font_description_set_absolute_size(font, text.size * PANGO_SCALE);
  pango_layout_set_font_description(layout, font);
  pango_layout_set_text(layout, text.words.c_str(), static_cast<int>(text.words.size()));
  int width = 0;
  int height = 0;
  pango_layout_get_size(layout, &width, &height);
}

void draw(cairo_t* cairo, PangoLayout* layout, PangoFontDescription* font, const ScenePage& scene) {
  for (const SceneBox& box : scene.boxes) {
    cairo_rectangle(cairo, box.x, kSceneHeight - box.y - box.height, box.width, box.height);
    if (box.line > 0) {
      cairo_set_line_width(cairo, box.line);
      cairo_stroke(cairo);
    } else {
      cairo_fill(cairo);
    }
  }
  for (const SceneText& text : scene.texts) {
    pango_font_description_set_absolute_size(font, text.size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, text.words.c_str(), static_cast<int>(text.words.size()));
    cairo_move_to(cairo, text.x, kSceneHeight - text.y);
    pango_cairo_show_layout_line(cairo, pango_layout_get_line_readonly(layout, 0));
  }
}

}  // namespace

std::size_t write_with_pango(const Scene& scene, std::size_t first, std::size_t last,
                             const std::string& file) {
  cairo_surface_t* surface = cairo_pdf_surface_create(file.c_str(), kSceneWidth, kSceneHeight);
  cairo_t* cairo = cairo_create(surface);
  PangoLayout* layout = pango_cairo_create_layout(cairo);
  PangoFontDescription* font = pango_font_description_from_string("BIZ UDGothic");
  for (std::size_t i = first; i < last; ++i) {
    draw(cairo, layout, font, scene.all);
    encode_codes(scene.pages[i]);
    for (const SceneText& text : scene.pages[i].texts)
      measure(layout, font, text);
    draw(cairo, layout, font, scene.pages[i]);
    cairo_show_page(cairo);
  }
  pango_font_description_free(font);
  g_object_unref(layout);
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  const cairo_status_t status = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS) throw std::runtime_error(cairo_status_to_string(status));
  return std::filesystem::file_size(file);
}

}  // namespace saihakko
