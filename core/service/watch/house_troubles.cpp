#include "core/service/watch/house_troubles.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "core/domain/calendar.hpp"
#include "core/files/durable_file.hpp"
#include "core/service/ledger/held_ledgers.hpp"
#include "core/service/postcodes/postcode_lists.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "core/service/setup/holiday_list.hpp"
#include "core/service/setup/trusted_clock.hpp"
#include "core/service/watch/certificate_terms.hpp"
#include "core/service/watch/disk_space.hpp"
#include "core/store/queries/work_waiting.hpp"
#include "core/store/tables/compared_pieces_table.hpp"
#include "core/store/tables/installation_table.hpp"
#include "core/store/tables/ledger_imports_table.hpp"
#include "core/store/tables/runs_table.hpp"

namespace saihakko {
namespace {

using Alerts = std::vector<Alert>;

constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kPercent = 100;
// An open incident ends when the figure is a fifth beyond its limit.
constexpr double kWellOver = 1.2;
constexpr double kWellUnder = 0.8;
// The person who restores needs time to reconcile.
constexpr std::int64_t kReconcileWithin_ms = kHourMs;

void look_at_disks(const WatchGround& ground, Alerts& alerts) {
  const int limit = ground.settings.watch.disk_percent;
  for (const DiskSpace& space : disk_spaces(ground.settings)) {
    const auto alert = [&](const std::string& left) {
      const std::string place(space.place);
      return make_alert(AlertKind::disk_low, {place},
                        {place, left, space.path.string(), std::to_string(limit)});
    };
    const bool is_open = ground.open.contains(alert("").key);
    const std::string left = shortage_text(space, limit * (is_open ? kWellOver : 1.0));
    if (!left.empty()) alerts.push_back(alert(left));
  }
}

void look_at_certificates(const WatchGround& ground, Alerts& alerts) {
  const Instant limit = ground.now.plus_ms(ground.settings.watch.certificate_days * kDayMs);
  for (const CertificateTerm& term : print_room_certificates(ground.settings)) {
    const std::string text = lapse_text(term, limit);
    if (!text.empty()) {
      alerts.push_back(make_alert(AlertKind::certificate, {term.of}, {term.of, text}));
    }
  }
  const auto relay = relay_authorities(ground.settings);
  const std::string text = relay ? lapse_text(*relay, limit) : std::string();
  if (!text.empty()) alerts.push_back(make_alert(AlertKind::relay_ca, {}, {text}));
}

/// Of today and of the weeks to come.
std::string holiday_fault(const WatchGround& ground) {
  constexpr std::int64_t kAhead_ms = 30 * kDayMs;
  const HolidayListOrFault read = read_holidays(ground.settings);
  if (!read.fault.empty()) return read.fault;
  return read.holidays.missing_years_text(ground.now, ground.now.plus_ms(kAhead_ms));
}

void look_at_bounces(Database& database, const WatchGround& ground, Alerts& alerts) {
  const WatchSettings& limits = ground.settings.watch;
  const MailOutcomes mails =
      mail_outcomes(database, ground.now.plus_ms(-limits.bounce_days * kDayMs));
  const std::int64_t tried = mails.sent + mails.failed;
  const std::int64_t lost = mails.failed + mails.bounced;
  if (tried < limits.bounce_mails) return;
  Alert alert = make_alert(
      AlertKind::bounces_rate, {},
      {std::to_string(lost), std::to_string(tried),
       fmt::format("{:.1f}", static_cast<double>(lost * kPercent) / static_cast<double>(tried)),
       std::to_string(limits.bounce_days)});
  const double percent = static_cast<double>(limits.bounce_percent) *
                         (ground.open.contains(alert.key) ? kWellUnder : 1);
  if (static_cast<double>(lost * kPercent) >= static_cast<double>(tried) * percent) {
    alerts.push_back(std::move(alert));
  }
}

void look_at_backup(Database& database, const WatchGround& ground, Alerts& alerts) {
  const WatchSettings& limits = ground.settings.watch;
  if (limits.unwatched_jobs.contains("backup")) return;
  const auto last = latest_good_run(database, "backup", ground.now);
  const Instant since = last ? last->started_at : schema_since(database);
  if (since.plus_ms(limits.backup_hours * kHourMs) >= ground.now) return;
  alerts.push_back(make_alert(
      AlertKind::backup_old, {},
      {last ? japan_minute(last->started_at) : "なし", std::to_string(limits.backup_hours)}));
}

/// What compare_pieces() has found (core/service/keeping).
void look_at_pieces(Database& database, Alerts& alerts) {
  std::int64_t breaches = 0;
  std::string first;
  for (const ComparedPiece& piece : compared_pieces(database)) {
    if (breaches == 0) first = piece.subject;
    breaches += piece.breaches;
  }
  if (breaches == 0) return;
  alerts.push_back(make_alert(AlertKind::audit_breach, {}, {std::to_string(breaches), first}));
}

}  // namespace

std::vector<Alert> house_troubles(Database& database, const WatchGround& ground) {
  Alerts alerts;
  look_at_disks(ground, alerts);
  look_at_certificates(ground, alerts);
  const std::string holidays = holiday_fault(ground);
  if (!holidays.empty()) {
    alerts.push_back(make_alert(AlertKind::holidays_missing, {}, {holidays}));
  }
  look_at_bounces(database, ground, alerts);
  const auto restore = pending_restore(database);
  if (restore && restore->restored_at.plus_ms(kReconcileWithin_ms) < ground.now) {
    alerts.push_back(
        make_alert(AlertKind::restore_pending, {}, {japan_minute(restore->restored_at)}));
  }
  const ClockLook clock =
      look_at_clock(database, ground.settings, house_time(database, ground.now));
  if (clock.frozen) {
    alerts.push_back(
        make_alert(AlertKind::clock_frozen, {}, {frozen_clock_text(clock, ground.settings)}));
  } else {
    look_at_backup(database, ground, alerts);  // by a frozen clock the newest copy has no age
  }
  look_at_pieces(database, alerts);
  const std::string postcodes = old_postcodes_text(
      postcode_lists(database), ground.settings.watch.postcodes_days, ground.now);
  if (!postcodes.empty()) {
    alerts.push_back(make_alert(AlertKind::postcodes_old, {}, {postcodes}));
  }
  for (const LedgerImport& held : ledger_imports_in(database, LedgerState::held)) {
    const std::string id = std::to_string(held.id);
    alerts.push_back(make_alert(AlertKind::ledger_held, {id},
                                {id, held.name, japan_minute(held.state_since),
                                 hold_text(ledger_counts_of(database, held.id))}));
  }
  for (const FileSetAside& file : files_set_aside(database)) {
    const std::filesystem::path path(file.path);
    if (!std::filesystem::exists(std::filesystem::symlink_status(path))) continue;
    alerts.push_back(make_alert(AlertKind::file_set_aside, {file.kind},
                                {file.kind, path.parent_path().string()}));
  }
  return alerts;
}

}  // namespace saihakko
