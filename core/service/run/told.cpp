#include "core/service/run/told.hpp"

#include <fmt/format.h>

#include "core/domain/system_error_text.hpp"
#include "core/service/setup/installation_remains.hpp"
#include "core/store/engine/store_error.hpp"

namespace saihakko {

std::string told(const std::exception& failure) {
  const auto* store = dynamic_cast<const StoreError*>(&failure);
  if (store == nullptr) return failure_text(failure);
  switch (store->kind()) {
    case StoreError::Kind::busy:
      return "データベースがほかの処理で使用中です。少し待ってからやり直してください";
    case StoreError::Kind::full: return "ディスクに空きがなく、データベースに書き込めません";
    case StoreError::Kind::cannot_open:
      return fmt::format("データベースを開けません。場所と権限を確かめてください({})",
                         failure.what());
    case StoreError::Kind::broken:
      return fmt::format(
          "データベースの読み書きに失敗しました。ディスクが壊れたか、ファイルが壊れています({})",
          failure.what());
    case StoreError::Kind::constraint:
    case StoreError::Kind::other:
      return fmt::format("プログラムの誤りです。開発元に知らせてください({})", failure.what());
  }
  return failure_text(failure);
}

std::string told(const std::exception& failure, const Settings& settings) {
  const auto* store = dynamic_cast<const StoreError*>(&failure);
  if (store == nullptr || store->kind() != StoreError::Kind::broken) return told(failure);
  return fmt::format("{}。{}", told(failure), way_to_a_database(settings));
}

}  // namespace saihakko
