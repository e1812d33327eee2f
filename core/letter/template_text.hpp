#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/letter/letter_template.hpp"
#include "core/letter/page_field.hpp"
#include "core/letter/toml_table.hpp"

namespace saihakko {

// What the elements of a template file have in common. Everything throws LetterError naming file,
// line and key.

inline constexpr Limits kMillimetres = {0, LetterTemplate::kPageHeight};
inline constexpr Limits kPoints = {4, 72};

/// The place of the field `name`, which stands in the value of `key`.
std::size_t read_field(TomlTable& table, const PageFields& fields, std::string_view key,
                       std::string_view name);

/// Fixed words of one line.
std::u32string read_words(TomlTable& table, std::string_view key, std::string_view text);

/// A box, which must lie on the page.
MmBox read_box(TomlTable& table, std::string_view key = "box");

Align read_align(TomlTable& table, Align otherwise);
VerticalAlign read_vertical_align(TomlTable& table, VerticalAlign otherwise);

/// Everything of a text but its box and how it is aligned.
TextElement read_text_element(TomlTable& table, const PageFields& fields);

}  // namespace saihakko
