#include "core/letter/pdf_navigation.hpp"

#include "core/letter/libharu_records.hpp"

// An object that could not be made is recorded in the document as an error: nothing is added to it.

namespace saihakko {
namespace {

HPDF_Dict bookmark(HPDF_Doc document, const NamedPage& page, HPDF_Dict parent) {
  HPDF_Dict item = HPDF_Dict_New(document->mmgr);
  HPDF_Array place = HPDF_Array_New(document->mmgr);
  if (item == nullptr || place == nullptr) return nullptr;
  HPDF_Xref_Add(document->xref, item);
  HPDF_Array_Add(place, page.page);
  HPDF_Array_AddName(place, "Fit");
  HPDF_Dict_Add(item, "Title", HPDF_String_New(document->mmgr, page.name.c_str(), nullptr));
  HPDF_Dict_Add(item, "Parent", parent);
  HPDF_Dict_Add(item, "Dest", place);
  return item;
}

}  // namespace

void add_print_preferences(HPDF_Doc document) {
  document->pdf_version = HPDF_VER_17;
  HPDF_Dict preferences = HPDF_Dict_New(document->mmgr);
  if (preferences == nullptr) return;
  HPDF_Dict_AddName(preferences, "PrintScaling", "None");
  HPDF_Dict_AddName(preferences, "Duplex", "Simplex");
  HPDF_Dict_Add(document->catalog, "ViewerPreferences", preferences);
}

void add_bookmarks(HPDF_Doc document, const std::vector<NamedPage>& pages) {
  HPDF_Dict root = HPDF_Dict_New(document->mmgr);
  if (root == nullptr) return;
  HPDF_Xref_Add(document->xref, root);
  HPDF_Dict before = nullptr;
  for (const NamedPage& page : pages) {
    HPDF_Dict item = bookmark(document, page, root);
    if (item == nullptr) return;
    if (before == nullptr) {
      HPDF_Dict_Add(root, "First", item);
    } else {
      HPDF_Dict_Add(item, "Prev", before);
      HPDF_Dict_Add(before, "Next", item);
    }
    before = item;
  }
  HPDF_Dict_Add(root, "Last", before);
  HPDF_Dict_AddNumber(root, "Count", static_cast<HPDF_INT32>(pages.size()));
  HPDF_Dict_Add(document->catalog, "Outlines", root);
}

void add_page_labels(HPDF_Doc document, const std::vector<NamedPage>& pages) {
  HPDF_Dict tree = HPDF_Dict_New(document->mmgr);
  HPDF_Array ranges = HPDF_Array_New(document->mmgr);
  if (tree == nullptr || ranges == nullptr) return;
  HPDF_Xref_Add(document->xref, tree);
  HPDF_Dict_Add(tree, "Nums", ranges);
  HPDF_Dict_Add(document->catalog, "PageLabels", tree);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    HPDF_Dict label = HPDF_Dict_New(document->mmgr);
    if (label == nullptr) return;
    HPDF_Dict_Add(label, "P", HPDF_String_New(document->mmgr, pages[i].name.c_str(), nullptr));
    HPDF_Array_AddNumber(ranges, static_cast<HPDF_INT32>(i));
    HPDF_Array_Add(ranges, label);
  }
}

}  // namespace saihakko
