#include "core/letter/pdf_stream.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "core/letter/libharu_records.hpp"

namespace saihakko {
namespace {

PackedBytes& packed_of(HPDF_Stream stream) {
  return *static_cast<PackedBytes*>(stream->attr);
}

HPDF_STATUS read_packed(HPDF_Stream stream, HPDF_BYTE* out, HPDF_UINT* size) {
  PackedBytes& packed = packed_of(stream);
  const std::size_t left = packed.bytes.size() - packed.read;
  const bool last = left <= *size;
  *size = static_cast<HPDF_UINT>(std::min<std::size_t>(left, *size));
  std::memcpy(out, packed.bytes.data() + packed.read, *size);
  packed.read += *size;
  return last ? HPDF_STREAM_EOF : HPDF_OK;
}

/// Only asked to go to the beginning.
HPDF_STATUS rewind_packed(HPDF_Stream stream, HPDF_INT, HPDF_WhenceMode) {
  packed_of(stream).read = 0;
  return HPDF_OK;
}

HPDF_INT32 tell_packed(HPDF_Stream stream) {
  return static_cast<HPDF_INT32>(packed_of(stream).read);
}

HPDF_UINT32 size_of_packed(HPDF_Stream stream) {
  return static_cast<HPDF_UINT32>(packed_of(stream).bytes.size());
}

/// Our streams arrive compressed, which libharu cannot express: it removes a Filter entry from a
/// stream that it does not compress itself. Called after the entries of the dictionary.
HPDF_STATUS write_filter(HPDF_Dict, HPDF_Stream out) {
  return HPDF_Stream_WriteStr(out, "/Filter /FlateDecode\012");
}

/// An exception could not pass through the C frames.
HPDF_STATUS append(HPDF_Stream stream, const HPDF_BYTE* bytes, HPDF_UINT size) {
  try {
    static_cast<std::string*>(stream->attr)->append(reinterpret_cast<const char*>(bytes), size);
  } catch (const std::bad_alloc&) {
    return HPDF_SetError(stream->error, HPDF_FAILD_TO_ALLOC_MEM, 0);
  }
  return HPDF_OK;
}

}  // namespace

HPDF_Dict add_stream(HPDF_Doc document, PackedBytes& packed) {
  HPDF_Dict dictionary = HPDF_Dict_New(document->mmgr);
  HPDF_Number length =
      HPDF_Number_New(document->mmgr, static_cast<HPDF_INT32>(packed.bytes.size()));
  if (dictionary == nullptr || length == nullptr) return nullptr;
  HPDF_Xref_Add(document->xref, dictionary);
  HPDF_Xref_Add(document->xref, length);  // libharu asks for a length in an object of its own
  HPDF_Dict_Add(dictionary, "Length", length);
  dictionary->stream = HPDF_CallbackReader_New(document->mmgr, read_packed, rewind_packed,
                                               tell_packed, size_of_packed, &packed);
  dictionary->write_fn = write_filter;
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
  document->stream = HPDF_CallbackWriter_New(document->mmgr, append, &file);
  if (document->stream != nullptr) HPDF_SaveToStream(document);
}

}  // namespace saihakko
