#include "core/letter/pdf_stream.hpp"

#include <new>

#include "core/letter/libharu_records.hpp"

namespace saihakko {
namespace {

/// A file that is being written.
struct FileWriter {
  std::string& file;
  const std::string* stream = nullptr;  // of the dictionary whose end is written next
};

/// Called after the entries of a dictionary; what is written next is its end, `>>`.
HPDF_STATUS begin_stream(HPDF_Dict dictionary, HPDF_Stream out) {
  static_cast<FileWriter*>(out->attr)->stream = static_cast<const std::string*>(dictionary->attr);
  return HPDF_OK;
}

/// libharu counts what it hands over, by which it knows the places of the objects.
HPDF_STATUS append(HPDF_Stream out, const HPDF_BYTE* bytes, HPDF_UINT size) {
  FileWriter& writer = *static_cast<FileWriter*>(out->attr);
  try {
    writer.file.append(reinterpret_cast<const char*>(bytes), size);
    if (writer.stream == nullptr) return HPDF_OK;
    const std::size_t before = writer.file.size();
    writer.file.append("\nstream\r\n").append(*writer.stream).append("\nendstream");
    out->size += static_cast<HPDF_UINT>(writer.file.size() - before);
    writer.stream = nullptr;
  } catch (const std::bad_alloc&) {  // an exception could not pass through the C frames
    return HPDF_SetError(out->error, HPDF_FAILD_TO_ALLOC_MEM, 0);
  }
  return HPDF_OK;
}

}  // namespace

HPDF_Dict add_stream(HPDF_Doc document, const std::string& packed) {
  HPDF_Dict dictionary = HPDF_Dict_New(document->mmgr);
  if (dictionary == nullptr) return nullptr;
  HPDF_Xref_Add(document->xref, dictionary);
  HPDF_Dict_AddNumber(dictionary, "Length", static_cast<HPDF_INT32>(packed.size()));
  HPDF_Dict_AddName(dictionary, "Filter", "FlateDecode");
  dictionary->attr = const_cast<std::string*>(&packed);
  dictionary->write_fn = begin_stream;
  return dictionary;
}

HPDF_Dict add_bare_page(HPDF_Doc document) {
  HPDF_Dict page = HPDF_Dict_New(document->mmgr);
  if (page == nullptr) return nullptr;
  HPDF_Xref_Add(document->xref, page);
  page->header.obj_class |= HPDF_OSUBCLASS_PAGE;  // by which the tree's root counts its pages
  HPDF_Dict_AddName(page, "Type", "Page");
  HPDF_Dict_Add(page, "Parent", document->root_pages);
  auto* kids =
      static_cast<HPDF_Array>(HPDF_Dict_GetItem(document->root_pages, "Kids", HPDF_OCLASS_ARRAY));
  if (kids != nullptr) HPDF_Array_Add(kids, page);
  return page;
}

void save_to(HPDF_Doc document, std::string& file) {
  FileWriter writer{file};
  document->stream = HPDF_CallbackWriter_New(document->mmgr, append, &writer);
  if (document->stream == nullptr) return;
  HPDF_SaveToStream(document);
  document->stream->attr = nullptr;  // the writer ends here, the stream with the document
}

}  // namespace saihakko
