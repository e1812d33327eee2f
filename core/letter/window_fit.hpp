#pragma once

#include <array>
#include <optional>
#include <string>

#include "core/letter/letter_template.hpp"

namespace saihakko {

/// How far a letter folded in three (210 × 99 mm) can slide in an envelope 長3 (235 × 120 mm), in
/// millimetres.
struct LetterPlay {
  double across = 0;
  double down = 0;
};
inline constexpr LetterPlay kPlay{25, 21};

/// The window of the envelope over the folded letter, where the letter lies in each of the four
/// corners of its play: the first is where the template has it, at the others the letter has slid
/// to the right, downwards, or both.
std::array<MmBox, 4> window_at_ends(const MmBox& window);

/// Why a letter of this template cannot go in its envelope, in Japanese: somewhere in the play the
/// postcode, the address, the name or the clear space of 2 mm around the customer barcode is cut,
/// or something else shows in the window. nullopt where nothing is wrong, or there is no window.
/// Texts count by their boxes, which hold the longest ones.
std::optional<std::string> window_fault(const LetterTemplate& letter_template);

}  // namespace saihakko
