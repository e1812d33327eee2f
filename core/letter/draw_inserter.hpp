#pragma once

#include <optional>

#include "core/letter/bar_code.hpp"
#include "core/letter/letter_content.hpp"
#include "core/letter/letter_obstacle.hpp"
#include "core/letter/letter_template.hpp"
#include "core/letter/page_content.hpp"

namespace saihakko {

/// Draws what an inserting machine reads, where the letter has it. Gives back what keeps it from
/// being read.
std::optional<LetterObstacle> draw_inserter_marks(const LetterTemplate& letter_template,
                                                  const LetterContent& letter,
                                                  BarcodeEncoder& encoder, PageContent& page);

/// Whether the template has a place for these marks.
bool has_place_for(const LetterTemplate& letter_template, InserterMarks marks);

/// The first place for marks that meets something else that the template prints; nullopt for none.
std::optional<std::string> inserter_fault(const LetterTemplate& letter_template);

}  // namespace saihakko
