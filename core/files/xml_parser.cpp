#include "core/files/xml_parser.hpp"

#include <expat.h>

#include <new>

namespace saihakko {
namespace {

constexpr char kBehindNamespace = '\n';
constexpr std::size_t kMostTokenBytes = std::size_t{1} << 20;
constexpr std::size_t kMostNames =
    5000;  // Expat keeps each until the end; SpreadsheetML has some 500
constexpr int kDeepest = 64;

std::string_view local_name(std::string_view name) {
  return name.substr(name.rfind(kBehindNamespace) + 1);
}

}  // namespace

std::string_view XmlAttributes::operator[](std::string_view name) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
    if (local_name(pair[0]) == name) return pair[1];
  }
  return {};
}

struct XmlParser::Calls {
  /// No exception passes through Expat, which is C.
  template <typename Do>
  static void guarded(void* self, Do&& action) {
    auto& parser = *static_cast<XmlParser*>(self);
    if (parser.error_) return;
    parser.silent_bytes_ = 0;
    try {
      action(parser);
    } catch (...) {
      parser.stop(std::current_exception());
    }
  }

  static void start(void* self, const char* name, const char** attributes) {
    guarded(self, [&](XmlParser& parser) {
      if (++parser.depth_ > kDeepest) throw XmlError("XML の入れ子が深すぎます");
      parser.note_name(name);
      for (const char** pair = attributes; *pair != nullptr; pair += 2)
        parser.note_name(*pair);
      if (parser.handlers_.start)
        parser.handlers_.start(local_name(name), XmlAttributes(attributes));
    });
  }

  static void end(void* self, const char* name) {
    guarded(self, [&](XmlParser& parser) {
      --parser.depth_;
      if (parser.handlers_.end) parser.handlers_.end(local_name(name));
    });
  }

  static void text(void* self, const char* text, int bytes) {
    guarded(self, [&](XmlParser& parser) {
      if (parser.handlers_.text) parser.handlers_.text({text, static_cast<std::size_t>(bytes)});
    });
  }

  static void document_type(void* self, const char*, const char*, const char*, int) {
    guarded(self, [](XmlParser&) { throw XmlError("XML に DOCTYPE があります"); });
  }
};

void XmlParser::Free::operator()(XML_ParserStruct* parser) const {
  XML_ParserFree(parser);
}

XmlParser::XmlParser(XmlHandlers handlers)
    : handlers_(std::move(handlers)), parser_(XML_ParserCreateNS(nullptr, kBehindNamespace)) {
  if (!parser_) throw std::bad_alloc();
  XML_SetUserData(parser_.get(), this);
  XML_SetElementHandler(parser_.get(), Calls::start, Calls::end);
  XML_SetCharacterDataHandler(parser_.get(), Calls::text);
  XML_SetStartDoctypeDeclHandler(parser_.get(), Calls::document_type);
}

void XmlParser::note_name(const char* name) {
  if (names_.insert(name).second && names_.size() > kMostNames) {
    throw XmlError("XML の名前の種類が多すぎます");
  }
}

void XmlParser::stop(std::exception_ptr error) {
  error_ = std::move(error);
  XML_StopParser(parser_.get(), XML_FALSE);
}

void XmlParser::parse(std::string_view piece, bool last) {
  const auto status =
      XML_Parse(parser_.get(), piece.data(), static_cast<int>(piece.size()), last ? 1 : 0);
  if (error_) std::rethrow_exception(error_);
  if (status != XML_STATUS_OK) throw XmlError("XML の形が壊れています");
}

void XmlParser::feed(std::string_view piece) {
  silent_bytes_ += piece.size();
  parse(piece, false);
  if (silent_bytes_ > kMostTokenBytes) throw XmlError("XML のひとつの要素が長すぎます");
}

void XmlParser::finish() {
  parse({}, true);
}

}  // namespace saihakko
