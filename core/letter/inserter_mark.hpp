#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// What an inserting machine reads on a letter.
enum class InserterMarks { none, data_matrix, omr };

/// Where a letter stands in its batch. A letter is one sheet, which is its last.
struct InserterPlace {
  InserterMarks marks = InserterMarks::none;
  std::int64_t sequence = 1;  // 連番, counted from 1 over the whole batch
};

/// What the Data Matrix of a letter says, every part at its fixed place: the sequence number (6
/// digits), the number of sheets (2 digits), the notice number, 1 for the last page, a check digit.
/// The check digit makes the sum of all characters a multiple of ten, weighed 1 and 3 by turns from
/// the right, 0–9 as themselves and A–Z as 10–35. nullopt when `sequence` has more digits or
/// `notice_number` anything but capitals and digits.
std::optional<std::string> inserter_code(std::int64_t sequence, std::string_view notice_number);

inline constexpr std::size_t kInserterTracks = 6;

/// The lines of optical mark recognition from the top down: the start, which always stands; the
/// last page; 1, 2 and 4 of the sequence number modulo 8; the parity, by which an even number of
/// lines stands.
std::vector<bool> inserter_lines(std::int64_t sequence);

/// What a person finds on the cover for a letter's mark; empty for none.
std::string inserter_text(const InserterPlace& place, std::string_view notice_number);

}  // namespace saihakko
