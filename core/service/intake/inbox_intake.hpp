#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "core/service/intake/item_error.hpp"
#include "core/service/run/job_run.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/inbox_files_table.hpp"

namespace saihakko {

/// One file of the inbox, read and taken item by item.
class InboxSource {
 public:
  enum class Item { taken, malformed, end };

  /// What is to become of the file as a whole, found before any of it takes effect.
  enum class Verdict {
    take,
    hold,  ///< a person decides: it waits in inbox/held
    waits  ///< the same content is held already
  };

  virtual ~InboxSource() = default;
  /// Called once, before skip_to_line() and outside of a transaction.
  virtual Verdict examine() { return Verdict::take; }
  virtual void skip_to_line(std::int64_t line) = 0;
  /// Where take_next() goes on, to be kept with what was committed.
  virtual std::int64_t next_line() const = 0;
  /// Reads the next item and takes it inside the caller's transaction. What is wrong with a
  /// malformed one is added to `errors`, and nothing of it is written.
  virtual Item take_next(std::vector<InboxError>& errors) = 0;
  /// Called in the transaction that ends the file.
  virtual void end_of_file() {}
};

/// How a kind of file is opened; `file_id` names the taking of this content.
using OpenInboxSource = std::function<std::unique_ptr<InboxSource>(
    const std::filesystem::path& file, std::int64_t file_id)>;

/// When content that was wholly taken before may be passed over. `ever_by_owner`: two persons may
/// hand in the same, and each counts.
enum class SeenBefore { ever, ever_by_owner, latest_only };

/// Tells whoever handed a file in what has become of it.
using AnswerDrop = std::function<void(const std::filesystem::path& file, const InboxFile& taken,
                                      const std::vector<InboxError>& errors)>;

/// Takes all complete files of `inbox/KIND` in name order by the rules of the contract, section 4:
/// each chunk is committed together with the place reached, what is malformed is set aside with
/// its reasons, good items of the same file are taken, the file goes to done or refused.
///
/// Files of which `comes_first` is true are taken before the others, whatever their names.
/// `answer` is given each wholly taken file with all of its errors before it moves; once more where
/// the process is killed between the two.
void take_inbox(JobRun& run, Database& database, const std::filesystem::path& inbox_dir,
                std::string_view kind, SeenBefore seen_before, const OpenInboxSource& open,
                const std::function<bool(const std::filesystem::path&)>& comes_first = {},
                const AnswerDrop& answer = {});

/// What was given, as a terminal and a spreadsheet can show it: not too much, and nothing that
/// controls them.
std::string reported(std::string_view given);

/// The errors of an item as rows for the errors file.
void add_errors(std::vector<InboxError>& errors, std::int64_t line, const ItemErrors& found);

}  // namespace saihakko
