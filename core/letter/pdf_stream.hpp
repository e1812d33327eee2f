#pragma once

#include <string>

struct _HPDF_Doc_Rec;
struct _HPDF_Dict_Rec;

namespace saihakko {

/// A stream object (ISO 32000-1, 7.3.8) with these bytes, in zlib format (RFC 1950), which stay at
/// their place in memory until the document is saved. It is none of libharu's: those copy every
/// byte singly, three times between here and the file, and have their length in an object of its
/// own. Leaves an error in the document, like the two below.
_HPDF_Dict_Rec* add_stream(_HPDF_Doc_Rec* document, const std::string& packed);

/// An empty page at the end of the document, which inherits all that pages inherit.
_HPDF_Dict_Rec* add_bare_page(_HPDF_Doc_Rec* document);

/// Saves the document to the end of `file`.
void save_to(_HPDF_Doc_Rec* document, std::string& file);

}  // namespace saihakko
