#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_set>

struct XML_ParserStruct;

namespace saihakko {

/// A text is no XML, or asks for more than is given to it. The text of the error is Japanese.
class XmlError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The attributes of an element, by their names without namespaces.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  /// Empty where there is none.
  std::string_view operator[](std::string_view name) const;

 private:
  const char** pairs_;
};

/// What is told of elements; their names come without namespaces.
struct XmlHandlers {
  std::function<void(std::string_view, const XmlAttributes&)> start;
  std::function<void(std::string_view)> end;
  std::function<void(std::string_view)> text;
};

/// Reads XML piece by piece with Expat, in bounded memory: a document type (and with it every
/// entity of its own), a single token above 1 MiB, elements deeper than 64 and more than 5,000
/// different names are refused.
class XmlParser {
 public:
  explicit XmlParser(XmlHandlers handlers);

  /// Throws XmlError, and what the handlers throw.
  void feed(std::string_view piece);
  /// Throws XmlError where the root element has not ended.
  void finish();

 private:
  struct Free {
    void operator()(XML_ParserStruct* parser) const;
  };
  struct Calls;  // what Expat calls

  void note_name(const char* name);
  void stop(std::exception_ptr error);
  void parse(std::string_view piece, bool last);

  XmlHandlers handlers_;
  std::unique_ptr<XML_ParserStruct, Free> parser_;
  std::unordered_set<std::string> names_;
  std::exception_ptr error_;
  std::size_t silent_bytes_ = 0;  ///< fed since Expat last told anything
  int depth_ = 0;
};

}  // namespace saihakko
