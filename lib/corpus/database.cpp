#include "corpus/database.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"

namespace cnnviz::core {

namespace {

// How long a reader waits for a writer's commit.
constexpr int kBusyMilliseconds = 2000;
// Of pages kept in memory: whatever the size of the collection.
constexpr char kCache[] = "PRAGMA cache_size = -16384";
// Steps of SQLite's machine between two looks at the clock.
constexpr int kStepsBetweenLooks = 10000;

// A file from elsewhere may hold a schema of its own: what it has of programs (views, triggers,
// functions in expressions) does not run, and no value is larger than a tensor.
void distrust(sqlite3* handle) {
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH,
                static_cast<int>(std::min<int64_t>(limit_of(Limit::tensor_bytes), INT32_MAX)));
  sqlite3_progress_handler(
      handle, kStepsBetweenLooks, [](void*) { return Deadline::over() ? 1 : 0; }, nullptr);
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Statement::Statement(Database& database, sqlite3_stmt* statement)
    : database_(&database), statement_(statement) {}

void Statement::check(int code) const {
  if (code != SQLITE_OK) database_->fail_code(code);
}

void Statement::bind(int index, int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), index + 1, value));
}
void Statement::bind(int index, double value) {
  check(sqlite3_bind_double(statement_.get(), index + 1, value));
}
void Statement::bind(int index, std::string_view value) {
  check(sqlite3_bind_text64(statement_.get(), index + 1, value.data(), value.size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8));
}
void Statement::bind(int index, std::span<const uint8_t> value) {
  check(sqlite3_bind_blob64(statement_.get(), index + 1, value.data(), value.size(),
                            SQLITE_TRANSIENT));
}
void Statement::bind(int index, std::nullptr_t) {
  check(sqlite3_bind_null(statement_.get(), index + 1));
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_->fail_code(code);
  return false;
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

// The code of a failed step() comes again here; it was thrown there.
void Statement::reset() {
  sqlite3_reset(statement_.get());
}

int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}
double Statement::real(int column) const {
  return sqlite3_column_double(statement_.get(), column);
}
std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return bytes == nullptr ? std::string() : std::string(bytes, static_cast<size_t>(size));
}
std::span<const uint8_t> Statement::blob(int column) const {
  const auto* bytes = static_cast<const uint8_t*>(sqlite3_column_blob(statement_.get(), column));
  return {bytes, static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column))};
}
bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

void Database::Close::operator()(sqlite3* handle) const {
  sqlite3_close_v2(handle);
}

Database::Database(const std::string& path, bool create) : path_(path) {
  require(!path.empty(), Status::invalid_argument, "the name of a collection's file is empty");
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0) {
    require(!S_ISDIR(info.st_mode), Status::io, core::quoted(path),
            " is a folder: a collection is one file");
  } else {
    require(create || errno != ENOENT, Status::not_found, "there is no collection ",
            core::quoted(path), ": cnnviz index makes one");
    const std::string folder = std::filesystem::path(path).parent_path().string();
    std::error_code error;
    require(folder.empty() || std::filesystem::exists(folder, error), Status::not_found,
            "cannot make the collection ", core::quoted(path), ": there is no folder ",
            core::quoted(folder));
  }
  // For reading too: what a killed writer left half done is rolled back first. SQLite opens a
  // write-protected file for reading by itself.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (create ? SQLITE_OPEN_CREATE : 0);
  sqlite3* handle = nullptr;
  // A name that begins with ":" or "file:" is one, all the same.
  const std::string name = path.starts_with('/') ? path : "./" + path;
  const int code = sqlite3_open_v2(name.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) fail_code(code);
  distrust(handle_.get());
  sqlite3_busy_timeout(handle_.get(), kBusyMilliseconds);
  run(kCache);
}

void Database::fail_code(int code) const {
  const std::string name = core::quoted(path_);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      fail(Status::io, "the collection ", name,
           " is being written by another process: wait for it to end");
    case SQLITE_FULL:
      fail(Status::io, "cannot write the collection ", name,
           ": no space is left; what was stored before is intact");
    case SQLITE_NOTADB:
      fail(Status::corrupt, name, " is no collection: it is not an SQLite database");
    case SQLITE_CORRUPT:
      fail(Status::corrupt, "the collection ", name, " is damaged: ", sqlite3_errstr(code));
    case SQLITE_INTERRUPT:
      Deadline::check();
      fail(Status::internal, "the collection ", name, ": interrupted");
    case SQLITE_NOMEM:
      fail(Status::out_of_memory, "the collection ", name, ": out of memory");
    case SQLITE_READONLY:
    case SQLITE_PERM:
      fail(Status::io, "cannot write the collection ", name,
           ": the file or its folder is write-protected");
    case SQLITE_TOOBIG:
      fail(Status::limit, "the collection ", name, ": a value is larger than SQLite stores or ",
           limit_name(Limit::tensor_bytes), " allows");
    default:
      fail(Status::io, "the collection ", name, ": ",
           handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code));
  }
}

Statement Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      &statement, nullptr);
  Statement prepared(*this, statement);
  if (code != SQLITE_OK) fail_code(code);
  return prepared;
}

void Database::run(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail_code(code);
}

int64_t Database::number(std::string_view sql) {
  Statement statement = prepare(sql);
  return statement.step() ? statement.integer(0) : 0;
}

int64_t Database::last_id() const {
  return sqlite3_last_insert_rowid(handle_.get());
}
int64_t Database::changes() const {
  return sqlite3_changes64(handle_.get());
}

Transaction::Transaction(Database& database, const char* begin) : database_(database) {
  database_.run(begin);
}

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.run("ROLLBACK");
  } catch (...) {
    // Errors that end a transaction by themselves (a full disk) leave nothing to roll back.
  }
}

void Transaction::commit() {
  database_.run("COMMIT");
  open_ = false;
}

}  // namespace cnnviz::core
