#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/letter/deflate.hpp"
#include "core/letter/font_chain.hpp"
#include "core/letter/page_content.hpp"
#include "core/letter/pdf_navigation.hpp"
#include "core/letter/pdf_stream.hpp"

namespace saihakko {

/// What a document says of itself.
struct PdfProperties {
  std::string title;  // UTF-8
  Instant made_at;
};

/// A PDF whose pages share one size, one set of fonts and one stream of common content, written
/// through libharu's object layer. Every call throws LetterError when libharu reports an error.
///
/// Why not libharu's own text and fonts: they scan the font's cmap character by character, embed
/// all 65,536 widths and the whole cmap and post tables, and write a malformed ToUnicode map. Here
/// a font is a subset of our own (font_subset.hpp) whose glyph numbers are the codes of
/// UsedCharacters, so that no map from codes to glyphs is needed: poppler unpacks such a map anew
/// for each page. The ToUnicode map lists each code in use, so that every character is extracted as
/// itself.
class PdfDocument {
 public:
  /// Page size in points. `common` are the operators (page_content.hpp) that precede those of
  /// every page.
  PdfDocument(double width, double height, const PdfProperties& properties,
              std::string_view common);
  ~PdfDocument();
  PdfDocument(const PdfDocument&) = delete;
  PdfDocument& operator=(const PdfDocument&) = delete;

  /// `name` is printable ASCII: the page's bookmark and label.
  void add_page(std::string_view operators, std::string_view name);

  /// Embeds what `used` names of the fonts and gives the file's bytes. To be called once,
  /// with at least one page.
  std::string finish(const FontChain& fonts, const UsedCharacters& used);

 private:
  struct Error {
    unsigned long code = 0;  // the first one that libharu reported, 0 for none
    unsigned long detail = 0;
  };

  void check() const;
  _HPDF_Dict_Rec* stream(std::string_view bytes, Deflater& deflater);
  _HPDF_Dict_Rec* indirect_dictionary();
  _HPDF_Dict_Rec* font(const FontChain& fonts, const UsedCharacters& used, std::size_t face);
  _HPDF_Dict_Rec* descriptor(const FontFace& face, const std::string& name, std::string_view file);
  void set_page_defaults(double width, double height);
  void set_document_properties(const PdfProperties& properties);

  Error error_;
  Deflater fast_;
  Deflater small_;
  Deflater smallest_;                // for what is short and written once
  std::deque<std::string> streams_;  // read when the document is saved
  _HPDF_Doc_Rec* document_ = nullptr;
  _HPDF_Dict_Rec* resources_ = nullptr;
  _HPDF_Dict_Rec* common_ = nullptr;
  std::vector<NamedPage> pages_;
};

}  // namespace saihakko
