#pragma once

#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <Poco/Exception.h>
#include <Poco/Nullable.h>
#include <Poco/Tuple.h>

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/store/database.hpp"
#include "core/store/store_error.hpp"

// For the table files only: Database's templates, and with them Poco::Data.
// How C++ values travel through Poco::Data: integers as int64, texts as std::string, optionals as
// Nullable. Each statement is prepared once and bound again; a result is always read to its end,
// because a half-read statement would hold back the write-ahead log's checkpoint.

namespace saihakko::store_detail {

template <class T>
struct Column {
  using Stored = std::string;
  static Stored store(std::string_view value) { return std::string(value); }
  static T load(Stored&& value) { return std::move(value); }
};

template <std::integral T>
struct Column<T> {
  using Stored = std::int64_t;
  static Stored store(T value) { return static_cast<Stored>(value); }
  static T load(Stored value) { return static_cast<T>(value); }
};

template <class T>
struct Column<std::optional<T>> {
  using Stored = Poco::Nullable<typename Column<T>::Stored>;
  static Stored store(const std::optional<T>& value) {
    return value ? Stored(Column<T>::store(*value)) : Stored();
  }
  static std::optional<T> load(Stored&& value) {
    if (value.isNull()) return std::nullopt;
    return Column<T>::load(std::move(value.value()));
  }
};

template <class T>
using Stored = typename Column<T>::Stored;

/// The highest N of the $N in `sql`: Poco ignores a surplus use() in silence.
std::size_t count_placeholders(std::string_view sql);

/// The statement with its bound values, which must stay where they are.
template <class... In>
class BoundStatement : public AnyStatement {
 public:
  BoundStatement(Poco::Data::Session& session, const char* sql) : sql_(sql), statement_(session) {
    if (count_placeholders(sql) != sizeof...(In)) throw std::logic_error(sql);
    statement_ << sql;
    std::apply([this](auto&... value) { (statement_.addBind(Poco::Data::Keywords::use(value)), ...); },
               in_);
  }

 protected:
  void run(const In&... in) {
    in_ = std::tuple<Stored<In>...>(Column<In>::store(in)...);
    try {
      statement_.execute();
    } catch (const Poco::Exception&) {
      rethrow_as_store_error(sql_);
    }
  }

  Poco::Data::Statement& statement() { return statement_; }

 private:
  const char* sql_;
  std::tuple<Stored<In>...> in_;
  Poco::Data::Statement statement_;
};

template <class... In>
class Command : public BoundStatement<In...> {
 public:
  using BoundStatement<In...>::BoundStatement;
  void operator()(const In&... in) { this->run(in...); }
};

template <class Row, class... In>
class Query;

template <class... Out, class... In>
class Query<std::tuple<Out...>, In...> : public BoundStatement<In...> {
 public:
  Query(Poco::Data::Session& session, const char* sql) : BoundStatement<In...>(session, sql) {
    this->statement().addExtract(Poco::Data::Keywords::into(rows_));
  }

  std::vector<std::tuple<Out...>> operator()(const In&... in) {
    rows_.clear();
    this->run(in...);
    std::vector<std::tuple<Out...>> rows;
    rows.reserve(rows_.size());
    for (auto& row : rows_) rows.push_back(load(row, std::index_sequence_for<Out...>()));
    rows_.clear();
    return rows;
  }

 private:
  using StoredRow = Poco::Tuple<Stored<Out>...>;

  template <std::size_t... I>
  static std::tuple<Out...> load(StoredRow& row, std::index_sequence<I...>) {
    return {Column<Out>::load(std::move(row.template get<I>()))...};
  }

  std::vector<StoredRow> rows_;
};

/// What a call's argument is bound as: text-like as std::string, optionals and integers as such.
template <class T>
struct Bound {
  using Type = std::string;
};
template <std::integral T>
struct Bound<T> {
  using Type = std::int64_t;
};
template <class T>
struct Bound<std::optional<T>> {
  using Type = std::optional<typename Bound<T>::Type>;
};

}  // namespace saihakko::store_detail

namespace saihakko {

/// The connection and what was prepared on it, by the address of the SQL constant.
struct Database::Connection {
  Poco::Data::Session session;
  std::unordered_map<const char*, std::unique_ptr<store_detail::AnyStatement>> statements;

  template <class Statement>
  Statement& prepared(const char* sql) {
    std::unique_ptr<store_detail::AnyStatement>& slot = statements[sql];
    if (!slot) slot = std::make_unique<Statement>(session, sql);
    auto* statement = dynamic_cast<Statement*>(slot.get());
    if (statement == nullptr) throw std::logic_error("one SQL constant, one set of types");
    return *statement;
  }

  template <class Statement, class... In>
  auto run(const char* sql, const In&... in) {
    try {
      return prepared<Statement>(sql)(in...);
    } catch (const StoreError&) {
      statements.erase(sql);  // one that failed half-way would hold its lock
      throw;
    }
  }
};

template <class... In>
void Database::execute(const char* sql, const In&... in) {
  using Statement = store_detail::Command<typename store_detail::Bound<In>::Type...>;
  connection_->run<Statement>(sql, static_cast<typename store_detail::Bound<In>::Type>(in)...);
}

template <class Row, class... In>
std::vector<Row> Database::select(const char* sql, const In&... in) {
  using Statement = store_detail::Query<Row, typename store_detail::Bound<In>::Type...>;
  return connection_->run<Statement>(sql,
                                     static_cast<typename store_detail::Bound<In>::Type>(in)...);
}

template <class Row, class... In>
std::optional<Row> Database::select_one(const char* sql, const In&... in) {
  std::vector<Row> rows = select<Row>(sql, in...);
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

}  // namespace saihakko
