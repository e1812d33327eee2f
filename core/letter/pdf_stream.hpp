#pragma once

#include <cstddef>
#include <string>

struct _HPDF_Doc_Rec;
struct _HPDF_Dict_Rec;

namespace saihakko {

/// The compressed bytes of a stream object, at a place in memory that stays until the document is
/// saved.
struct PackedBytes {
  std::string bytes;     // zlib format (RFC 1950)
  std::size_t read = 0;  // how far libharu has read them
};

/// A stream object (ISO 32000-1, 7.3.8) with these bytes. libharu's own streams in memory copy
/// every byte singly, three times between here and the file; these are copied in blocks. Leaves an
/// error in the document, like the two below.
_HPDF_Dict_Rec* add_stream(_HPDF_Doc_Rec* document, PackedBytes& packed);

/// An empty page at the end of the document, which inherits all that pages inherit.
_HPDF_Dict_Rec* add_bare_page(_HPDF_Doc_Rec* document);

/// Saves the document to the end of `file`.
void save_to(_HPDF_Doc_Rec* document, std::string& file);

}  // namespace saihakko
