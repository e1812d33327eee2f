#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "core/domain/instant.hpp"
#include "core/letter/font_chain.hpp"
#include "core/letter/letter_content.hpp"
#include "core/letter/letter_error.hpp"
#include "core/letter/letter_obstacle.hpp"
#include "core/letter/letter_template.hpp"

namespace saihakko {

/// Most letters of one document (contract: a batch holds at most 2,000); libharu itself breaks at
/// 32,767 pages.
inline constexpr std::size_t kMaxPages = 2000;

/// The bytes of one PDF, exactly one A4 page a letter in the order given, each with its notice
/// number as bookmark and page label; the same input gives the same bytes. `made_at` is when the
/// file says it was made. Throws LetterError, naming the notice number, when a text cannot be
/// printed or does not fit its box; also for no letters or more than kMaxPages, and when libharu
/// fails.
std::string render_letters(const LetterTemplate& letter_template, const FontChain& fonts,
                           std::span<const LetterContent> letters, Instant made_at);

/// Letters as render_letters() draws them, each marked 見本, with guides (draw_guides.hpp) over it
/// when asked for.
enum class Guides { none, drawn };
std::string render_preview(const LetterTemplate& letter_template, const FontChain& fonts,
                           std::span<const LetterContent> letters, Guides guides, Instant made_at);

/// The first obstacle that render_letters() would throw for, or nullopt. Fields that are still
/// empty (password, numbers before a letter is issued) are no obstacle: so screening can ask with
/// nothing but name and address.
std::optional<LetterObstacle> letter_obstacle(const LetterTemplate& letter_template,
                                              const FontChain& fonts, const LetterContent& letter);

}  // namespace saihakko
