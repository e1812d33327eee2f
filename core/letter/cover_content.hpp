#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/letter/page_field.hpp"

namespace saihakko {

/// How many letters of a batch go to one area of postcodes.
struct PostcodeArea {
  std::string digits;  // the postcode's first two; empty for the letters without a postcode
  std::size_t letters = 0;

  bool operator==(const PostcodeArea&) const = default;
};

/// Counts postcodes (`690-0000`, `6900000` or empty) by area, in the order of the letters of a
/// batch: without a postcode first, then ascending.
std::vector<PostcodeArea> postcode_areas(const std::vector<std::string>& postcodes);

/// A voided letter of an earlier batch that must be pulled (抜取り).
struct PullRow {
  std::string notice_number;
  std::string batch;
  std::string file;
  std::int64_t page = 1;
  std::string reason;  // in Japanese
};

/// A letter that goes before the others (至急).
struct UrgentLetter {
  std::string notice_number;
  std::string file;
  std::int64_t page = 1;
};

/// What stands on the sheet that goes with a print batch from hand to hand. Nothing of it is about
/// a person or an office.
struct CoverContent {
  std::string union_name;
  std::string batch_name;  // B13-20261122-01, printable ASCII
  Instant made_at;
  std::string post_by;               // the last day on which posting is in time
  std::vector<std::string> contact;  // whom to call: the union and its contact lines
  std::size_t letters = 0;
  std::size_t files = 0;  // PDF files with letters
  std::string first_notice_number;
  std::string last_notice_number;
  std::string first_mark;  // what an inserting machine reads on them; empty: nothing
  std::string last_mark;
  std::vector<PostcodeArea> areas;   // their sum is `letters`
  std::string postage;               // what it weighs and costs to post them
  std::vector<UrgentLetter> urgent;  // in the order of the pages
  std::vector<PullRow> pulls;        // on sheets of their own behind the first
  std::string audit_head;            // 64 hexadecimal digits: what `audit verify --head` takes
};

/// What a cover's template may name. The areas are no field: the area table prints them. Of `pulls`
/// (how many letters) and `no_pulls` (0) exactly one says something; so it is with `urgent` (the
/// first of them with file and page), `urgent_letters` (how many) and `no_urgent` (なし).
PageFields cover_fields(const CoverContent& cover);

/// One sheet of the pull list: sheet `number` of `count`, the first of the cover included; `rest`
/// letters stand in stop.csv only.
struct PullSheet {
  std::size_t number = 2;
  std::size_t count = 2;
  std::size_t rest = 0;
};

/// What the template of the pull sheets may name. `rest` is empty when there is none.
PageFields pull_sheet_fields(const CoverContent& cover, const PullSheet& sheet);

}  // namespace saihakko
