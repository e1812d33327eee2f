#pragma once

#include <string>
#include <vector>

namespace saihakko {

/// What stands on pages, as letters_bench.py takes it out of a PDF of ours: the other writers draw
/// the same things in the same places. Points from the lower left corner.
struct SceneText {
  double x, y, size;
  bool bold;
  std::string words;  // UTF-8, all of them in the first font
};

struct SceneBox {
  double x, y, width, height;
  double line;  // of a frame; 0: filled
};

struct ScenePage {
  std::vector<SceneText> texts;
  std::vector<std::string> codes;  // in Code 128, to be encoded; their bars are among the boxes
  std::vector<SceneBox> boxes;
};

struct Scene {
  ScenePage all;  // what is the same on every page
  std::vector<ScenePage> pages;
};

/// Lines of fields parted by tabs: `A` (what follows is on all pages), `P` (on a new page),
/// `T x y size bold words`, `B x y width height line`, `C text`.
Scene read_scene(const std::string& file);

inline constexpr double kSceneWidth = 595.28;
inline constexpr double kSceneHeight = 841.89;
inline constexpr double kBoldStroke = 0.028;  // of the font size
inline constexpr const char* kSceneFont =
    "/usr/share/fonts/truetype/bizud-gothic/BIZUDGothic-Regular.ttf";

/// Encodes the page's texts by libzint, as whoever draws bars must; gives the number of bars.
int encode_codes(const ScenePage& page);

/// Each writes pages [first, last) of the scene as one PDF, and gives the size of the file.
/// The texts of a page of its own are measured once each, as whoever centres or fits them must.
std::size_t write_with_libharu(const Scene& scene, std::size_t first, std::size_t last,
                               const std::string& file);
std::size_t write_with_pango(const Scene& scene, std::size_t first, std::size_t last,
                             const std::string& file);

}  // namespace saihakko
