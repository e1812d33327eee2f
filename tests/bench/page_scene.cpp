#include "tests/bench/page_scene.hpp"

#include <zint.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace saihakko {

Scene read_scene(const std::string& file) {
  std::ifstream in(file);
  Scene scene;
  ScenePage* page = &scene.all;
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    char kind = 0;
    fields >> kind;
    if (kind == 'A') continue;
    if (kind == 'P') {
      page = &scene.pages.emplace_back();
    } else if (kind == 'T') {
      SceneText text{};
      fields >> text.x >> text.y >> text.size >> text.bold;
      fields.get();
      std::getline(fields, text.words);
      page->texts.push_back(text);
    } else if (kind == 'C') {
      fields >> page->codes.emplace_back();
    } else if (kind == 'B') {
      SceneBox box{};
      fields >> box.x >> box.y >> box.width >> box.height >> box.line;
      page->boxes.push_back(box);
    }
    if (fields.fail()) throw std::runtime_error(file + ": " + line);
  }
  return scene;
}

int encode_codes(const ScenePage& page) {
  int bars = 0;
  for (const std::string& code : page.codes) {
    zint_symbol* symbol = ZBarcode_Create();
    symbol->symbology = BARCODE_CODE128;
    const auto* bytes = reinterpret_cast<const unsigned char*>(code.data());
    ZBarcode_Encode_and_Buffer_Vector(symbol, bytes, static_cast<int>(code.size()), 0);
    for (auto* bar = symbol->vector->rectangles; bar != nullptr; bar = bar->next)
      ++bars;
    ZBarcode_Delete(symbol);
  }
  return bars;
}

}  // namespace saihakko
