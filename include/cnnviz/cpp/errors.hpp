/* Exceptions: one type for each status.
 * Written by bindings/generate from the C headers: change those. */
#ifndef CNNVIZ_CPP_ERRORS_HPP
#define CNNVIZ_CPP_ERRORS_HPP
// clang-format off

#include <cnnviz/cnnviz.h>
#include <cnnviz/cpp/enums.hpp>

#include <stdexcept>

namespace cnnviz {

/* What every failed call throws: the library's message, which says what was wrong, what was given
 * and what is allowed. */
class Error : public std::runtime_error {
 public:
  Error(Status status, const char* message) : std::runtime_error(message), status_(status) {}
  [[nodiscard]] Status status() const noexcept { return status_; }

 private:
  Status status_;
};

/* An argument or option out of range, shapes that differ. */
class InvalidArgumentError : public Error {
 public:
  explicit InvalidArgumentError(const char* message) : Error(Status::InvalidArgument, message) {}
};
/* No file, tensor, class, ... of that name. */
class NotFoundError : public Error {
 public:
  explicit NotFoundError(const char* message) : Error(Status::NotFound, message) {}
};
/* The system refused a file. */
class IoError : public Error {
 public:
  explicit IoError(const char* message) : Error(Status::Io, message) {}
};
/* A file is not what it should be, or breaks off. */
class CorruptError : public Error {
 public:
  explicit CorruptError(const char* message) : Error(Status::Corrupt, message) {}
};
/* Valid, but beyond this library: an operator, say. */
class UnsupportedError : public Error {
 public:
  explicit UnsupportedError(const char* message) : Error(Status::Unsupported, message) {}
};
/* Over a limit that the message names. */
class LimitError : public Error {
 public:
  explicit LimitError(const char* message) : Error(Status::Limit, message) {}
};
/* The system has no memory left. */
class OutOfMemoryError : public Error {
 public:
  explicit OutOfMemoryError(const char* message) : Error(Status::OutOfMemory, message) {}
};
/* cnnviz_job_cancel() was called. */
class CancelledError : public Error {
 public:
  explicit CancelledError(const char* message) : Error(Status::Cancelled, message) {}
};
/* Things that do not belong together: another's target. */
class MismatchError : public Error {
 public:
  explicit MismatchError(const char* message) : Error(Status::Mismatch, message) {}
};
/* Forked from a process that computed with threads. */
class ForkedError : public Error {
 public:
  explicit ForkedError(const char* message) : Error(Status::Forked, message) {}
};
/* NaN or infinity where numbers are needed. */
class NotFiniteError : public Error {
 public:
  explicit NotFiniteError(const char* message) : Error(Status::NotFinite, message) {}
};
/* An error of this library; please report it. */
class InternalError : public Error {
 public:
  explicit InternalError(const char* message) : Error(Status::Internal, message) {}
};

namespace detail {

[[noreturn]] inline void raise(cnnviz_status status, const char* message) {
  switch (static_cast<Status>(status)) {
    case Status::Ok:
      break;
    case Status::InvalidArgument:
      throw InvalidArgumentError(message);
    case Status::NotFound:
      throw NotFoundError(message);
    case Status::Io:
      throw IoError(message);
    case Status::Corrupt:
      throw CorruptError(message);
    case Status::Unsupported:
      throw UnsupportedError(message);
    case Status::Limit:
      throw LimitError(message);
    case Status::OutOfMemory:
      throw OutOfMemoryError(message);
    case Status::Cancelled:
      throw CancelledError(message);
    case Status::Mismatch:
      throw MismatchError(message);
    case Status::Forked:
      throw ForkedError(message);
    case Status::NotFinite:
      throw NotFiniteError(message);
    case Status::Internal:
      throw InternalError(message);
  }
  throw Error(static_cast<Status>(status), message);
}

}  // namespace detail

}  // namespace cnnviz
// clang-format on
#endif
