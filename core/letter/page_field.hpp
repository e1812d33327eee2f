#pragma once

#include <bitset>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

enum class FieldLines { one, several };

/// A field that the texts of a template may name in {{…}}, with what it says on one page.
struct PageField {
  std::string_view name;
  std::vector<std::string> texts;  // UTF-8, a line each; exactly one for FieldLines::one
  FieldLines lines = FieldLines::one;
};

/// All fields of one kind of page, always in the same order: a template knows a field by its place.
using PageFields = std::vector<PageField>;

/// The place of a field by its name; nullopt when there is none.
std::optional<std::size_t> find_field(const PageFields& fields, std::string_view name);

/// Fields by their places.
class FieldSet {
 public:
  void add(std::size_t field) { fields_.set(field); }
  bool has(std::size_t field) const { return fields_.test(field); }

 private:
  static constexpr std::size_t kMostFields = 32;
  std::bitset<kMostFields> fields_;
};

}  // namespace saihakko
