#include "core/service/run/exit_code.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <new>

#include "core/files/durable_file.hpp"
#include "core/mail/mail_template.hpp"
#include "core/secrets/master_key.hpp"
#include "core/service/run/relay_unreachable.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "core/store/engine/store_error.hpp"

namespace saihakko {
namespace {

// Contract, section 2: the gravest first.
constexpr std::array kByGravity{
    ExitCode::usage,         ExitCode::configuration, ExitCode::fault,
    ExitCode::cannot_create, ExitCode::cannot_write,  ExitCode::unreachable,
    ExitCode::locked,        ExitCode::malformed,     ExitCode::done};

ExitCode exit_code_of_store(const StoreError& failure) {
  switch (failure.kind()) {
    case StoreError::Kind::busy:
    case StoreError::Kind::cannot_open:
    case StoreError::Kind::broken: return ExitCode::unreachable;
    case StoreError::Kind::full: return ExitCode::cannot_write;
    case StoreError::Kind::keyless: return ExitCode::configuration;
    case StoreError::Kind::constraint:
    case StoreError::Kind::other: return ExitCode::fault;
  }
  return ExitCode::fault;
}

}  // namespace

ExitCode gravest(ExitCode a, ExitCode b) {
  return *std::find_if(kByGravity.begin(), kByGravity.end(),
                       [a, b](ExitCode code) { return code == a || code == b; });
}

ExitCode exit_code_of(const std::exception& failure) {
  if (dynamic_cast<const UsageError*>(&failure) != nullptr) return ExitCode::usage;
  if (dynamic_cast<const ConfigurationError*>(&failure) != nullptr ||
      dynamic_cast<const KeyError*>(&failure) != nullptr ||
      dynamic_cast<const MailTemplateError*>(&failure) != nullptr) {
    return ExitCode::configuration;
  }
  if (dynamic_cast<const RelayUnreachable*>(&failure) != nullptr) return ExitCode::unreachable;
  if (const auto* store = dynamic_cast<const StoreError*>(&failure)) {
    return exit_code_of_store(*store);
  }
  if (const auto* file = dynamic_cast<const FileError*>(&failure)) {
    return file->creating() ? ExitCode::cannot_create : ExitCode::cannot_write;
  }
  // What is copied or removed as a whole, outside of core/files.
  if (dynamic_cast<const std::filesystem::filesystem_error*>(&failure) != nullptr) {
    return ExitCode::cannot_write;
  }
  return ExitCode::fault;
}

bool concerns_all_items(const std::exception& failure) {
  return exit_code_of(failure) != ExitCode::fault ||
         dynamic_cast<const std::bad_alloc*>(&failure) != nullptr;
}

bool is_database_busy(const std::exception& failure) {
  const auto* store = dynamic_cast<const StoreError*>(&failure);
  return store != nullptr && store->kind() == StoreError::Kind::busy;
}

}  // namespace saihakko
