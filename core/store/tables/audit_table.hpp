#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Who does something: a job, a person of the operating system, or somebody through the portal.
class Actor {
 public:
  static Actor job(std::string_view name) { return Actor("job:" + std::string(name)); }
  static Actor person(std::int64_t uid) { return Actor("uid:" + std::to_string(uid)); }
  static Actor portal() { return Actor("portal"); }
  const std::string& text() const { return text_; }

 private:
  explicit Actor(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// One step worth an account. All texts are numbers and codes: never a name, an address, a mail
/// address, a user ID, a password or a code.
struct AuditEvent {
  std::string_view event;    ///< snake_case, e.g. `application_approved`
  std::string_view subject;  ///< what it happened to, e.g. a receipt number
  std::string_view detail;   ///< e.g. a reason code; may be empty
};

struct AuditRow {
  std::int64_t seq;
  Instant at;
  Instant real;
  std::string actor;
  std::string event;
  std::string subject;
  std::string detail;
  std::string hash;
  std::string books;  ///< keyed sum of the rows' digests (core/store/engine/row_digests)
  std::string mac;    ///< of the hash, under the audit's key
};

/// Adds the next link of the chain, in the transaction of the change itself. Where digests are kept
/// it bears a MAC, unless the key is missing: then only incidents are told.
void append_audit(Database& database, const Actor& actor, Instant at, const AuditEvent& event);

/// The hash that `row` must carry after `previous_hash` (64 hexadecimal digits; empty before the
/// first row): SHA-256 over both, each field behind its length. `books` counts where it is not
/// empty.
std::string audit_hash(std::string_view previous_hash, const AuditRow& row);

/// Up to `limit` rows from `first_seq` on.
std::vector<AuditRow> audit_rows(Database& database, std::int64_t first_seq, std::int64_t limit);

/// What happened to one subject, oldest first; the newest `limit` steps.
std::vector<AuditRow> audit_rows_of(Database& database, std::string_view subject,
                                    std::int64_t limit);

/// The newest `limit` rows of an event, newest first; an empty text is any event.
std::vector<AuditRow> latest_audit_rows(Database& database, std::string_view event,
                                        std::int64_t limit);
/// The same about one subject.
std::vector<AuditRow> latest_audit_rows_of(Database& database, std::string_view subject,
                                           std::string_view event, std::int64_t limit);

/// How many rows there are, whatever their numbers.
std::int64_t count_audit_rows(Database& database);

/// The hash of the newest row; empty when there is none.
std::string audit_head(Database& database);

}  // namespace saihakko
