// SQLite behind objects that close themselves, and its error codes as errors of this library.
//
// A Database is used by one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace cnnviz::core {

class Database;

// A prepared statement. Parameters and columns are counted from 0.
class Statement {
 public:
  // Starts anew with these parameters: integers, doubles, texts, blobs (spans of bytes), nullptr.
  template <typename... Values>
  Statement& with(const Values&... values) {
    reset();
    int index = 0;
    (bind(index++, values), ...);
    return *this;
  }
  // The next row; false at the end.
  bool step();
  // To the end, for statements that return no rows.
  void run();
  // Ends reading: an unfinished statement keeps the database locked.
  void reset();

  int64_t integer(int column) const;
  double real(int column) const;
  std::string text(int column) const;
  std::span<const uint8_t> blob(int column) const;  // until the next step()
  bool is_null(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Statement(Database& database, sqlite3_stmt* statement);

  void bind(int index, int64_t value);
  void bind(int index, int value) { bind(index, static_cast<int64_t>(value)); }
  void bind(int index, double value);
  void bind(int index, std::string_view value);
  void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }
  void bind(int index, const char* value) { bind(index, std::string_view(value)); }
  void bind(int index, std::span<const uint8_t> value);
  void bind(int index, std::nullptr_t);
  void check(int code) const;

  Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Database {
 public:
  // A file that is not there is not_found, unless it may be made (`create`).
  Database(const std::string& path, bool create);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Statement prepare(std::string_view sql);
  // Any number of statements without parameters.
  void run(const std::string& sql);
  // The first column of the first row of a query without parameters.
  int64_t number(std::string_view sql);

  int64_t last_id() const;  // of the row inserted last
  int64_t changes() const;  // rows that the last statement changed
  const std::string& path() const { return path_; }

  [[noreturn]] void fail_code(int code) const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  std::string path_;
  std::unique_ptr<sqlite3, Close> handle_;
};

// Changes that become visible together with commit(), or not at all.
class Transaction {
 public:
  // Locks the database, and those that are attached to it, for writing; with "BEGIN" each when it
  // is written first.
  explicit Transaction(Database& database, const char* begin = "BEGIN IMMEDIATE");
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace cnnviz::core
