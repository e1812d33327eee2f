#pragma once

#include <string>
#include <vector>

struct _HPDF_Doc_Rec;
struct _HPDF_Dict_Rec;

namespace saihakko {

/// A page and what it is called in a viewer: printable ASCII.
struct NamedPage {
  _HPDF_Dict_Rec* page = nullptr;
  std::string name;
};

/// Asks whoever prints for the size as it is and for one side of the paper (ISO 32000-1, 12.2:
/// PrintScaling None, Duplex Simplex, for which the file says version 1.7). The dialogues of
/// viewers heed it; print filters pass it over. Like the two below, it leaves errors in the
/// document.
void add_print_preferences(_HPDF_Doc_Rec* document);

/// One bookmark a page, in one list (ISO 32000-1, 12.3.3); there is at least one page.
void add_bookmarks(_HPDF_Doc_Rec* document, const std::vector<NamedPage>& pages);

/// The name in the place of each page's number (ISO 32000-1, 12.4.2); the pages are those of the
/// document, in its order. The labels are an object of their own: poppler reads the catalog anew
/// for each page.
void add_page_labels(_HPDF_Doc_Rec* document, const std::vector<NamedPage>& pages);

}  // namespace saihakko
