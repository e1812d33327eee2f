#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/domain/application.hpp"
#include "core/domain/era.hpp"
#include "core/domain/finding.hpp"
#include "core/domain/postage.hpp"
#include "core/letter/cover_content.hpp"
#include "core/letter/cover_pdf.hpp"
#include "core/letter/font_chain.hpp"
#include "core/letter/letter_content.hpp"
#include "core/letter/letter_pdf.hpp"
#include "core/letter/letter_template.hpp"
#include "core/service/setup/settings.hpp"
#include "core/service/setup/union_list.hpp"

namespace saihakko {

/// What one letter is made of besides its union's wording.
struct LetterParts {
  Addressee addressee;
  KnownPlace place;  ///< by the list of postcodes
  std::string office_number;
  std::string user_id;
  std::string temporary_password;
  std::string notice_number;
  std::string receipt_number;
  int edition = 1;
  std::int64_t sequence = 1;  ///< in its batch
  Instant issued_at;
  Instant valid_until;
};

/// The union's name and its own contact lines, as letter and cover print them.
std::vector<std::string> letter_contact(const Union& of_union);

/// The real fonts and the letter templates of the unions: the one place that knows what can be
/// printed and how.
class LetterPress {
 public:
  /// Throws ConfigurationError for a font, a template or a list (eras, postage) that cannot be
  /// used, and for a union's words or an era that no font can print or that do not fit.
  LetterPress(const Settings& settings, const UnionList& unions);

  /// What keeps a letter to this addressee from being printed; empty texts are no finding here.
  std::vector<Finding> findings(std::string_view prefecture, const Addressee& addressee) const;

  /// That the letter goes without a customer barcode, and why. nullopt also where the union wants
  /// none and where postcode or address are missing or differ, which are findings of their own.
  std::optional<Finding> barcode_finding(std::string_view prefecture, const Addressee& addressee,
                                         const KnownPlace& place) const;

  /// Whether a letter to this addressee goes with a customer barcode.
  bool bears_barcode(std::string_view prefecture, const Addressee& addressee,
                     const KnownPlace& place) const;

  const PostageRates& postage_rates() const { return postage_rates_; }

  LetterContent content(std::string_view prefecture, const LetterParts& parts) const;

  /// The first field of a complete letter to this addressee that does not fit its box. nullopt
  /// also when a text has characters that no font can print: findings() is for those.
  std::optional<std::string> overflowing_field(std::string_view prefecture,
                                               const Addressee& addressee) const;

  /// A letter to nobody, every field filled as real ones are.
  LetterContent sample(std::string_view prefecture, Instant now) const;

  /// The sample as one PDF; throws LetterError.
  std::string print_sample(std::string_view prefecture, Instant now, Guides guides) const;

  /// So many samples with the last notice numbers that there are, which no real letter ever gets:
  /// for setting up an inserting machine. One PDF; throws LetterError.
  std::string print_test_batch(std::string_view prefecture, std::size_t letters, Instant now) const;

  /// One PDF; throws LetterError.
  std::string print(std::string_view prefecture, std::span<const LetterContent> letters,
                    Instant made_at) const;

  /// The cover of no batch, with all its letters urgent and one to pull for every
  /// reason; throws LetterError.
  std::string print_sample_cover(std::string_view prefecture, Instant now) const;

  /// The sheet that goes with a batch, one PDF; throws LetterError.
  std::string print_cover(const CoverContent& cover) const;

 private:
  LetterContent sample(std::string_view prefecture, const std::string& notice_number,
                       Instant now) const;
  void check_wording(const Union& of_union) const;
  void check_eras() const;
  const LetterTemplate& template_of(std::string_view prefecture) const;

  std::string user_id_prefix_;
  int valid_days_;
  int password_length_;
  FirstYear first_year_;
  std::vector<Era> eras_;
  PostageRates postage_rates_;
  const UnionList& unions_;
  FontChain fonts_;
  CoverTemplates cover_templates_;
  std::map<std::string, LetterTemplate> templates_;  // by file name
};

}  // namespace saihakko
