#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <ctime>
#include <map>
#include <mutex>
#include <system_error>

#include "base/error.h"
#include "base/text.h"

namespace cnnviz::core {

namespace {

// std::strerror is not thread-safe.
std::string error_text(int error) {
  return std::generic_category().message(error);
}

[[noreturn]] void fail_errno(const char* action, const std::string& path, int error) {
  const bool missing = error == ENOENT || error == ENOTDIR;
  fail(missing ? Status::not_found : Status::io, "cannot ", action, " ", quoted(path), ": ",
       error_text(error));
}

std::string folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// What the reader of a file that does not exist may have meant.
std::string missing_hint(const std::string& path) {
  constexpr size_t kMostEntries = 10000;
  const std::string folder = folder_of(path);
  DIR* listing = ::opendir(folder.c_str());
  if (listing == nullptr)
    return errno == ENOENT ? concat("; there is no folder ", quoted(folder)) : "";
  const std::string wanted = path.substr(path.rfind('/') + 1);
  std::vector<std::string> names;
  while (const dirent* entry = names.size() < kMostEntries ? ::readdir(listing) : nullptr)
    if (entry->d_name != wanted) names.emplace_back(entry->d_name);
  ::closedir(listing);
  std::sort(names.begin(), names.end());  // the system's order is no order
  return nearest_hint(wanted, names);
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  // Closes now, to see the error; 0 or errno.
  int close() {
    const int fd = fd_;
    fd_ = -1;
    return ::close(fd) == 0 ? 0 : errno;
  }

 private:
  int fd_;
};

const char* kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

// Opens a regular file for reading and says its size. O_NONBLOCK: a pipe without a writer would
// block in open() before it could be refused.
int open_regular(const std::string& path, int64_t* size) {
  require(!path.empty(), Status::invalid_argument, "the name of a file to read is empty");
  require(path.find('\0') == std::string::npos, Status::invalid_argument, "the file name ",
          quoted(path), " holds a zero byte");
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0 && errno == ENOENT)
    fail(Status::not_found, "cannot open ", quoted(path), ": ", error_text(ENOENT),
         missing_hint(path));
  if (fd < 0) fail_errno("open", path, errno);
  struct stat info {};
  if (::fstat(fd, &info) != 0) {
    const int error = errno;
    ::close(fd);
    fail_errno("open", path, error);
  }
  if (!S_ISREG(info.st_mode)) {
    ::close(fd);
    fail(Status::io, "cannot read ", quoted(path), ": it is ", kind_of(info.st_mode),
         ", not a regular file");
  }
  *size = info.st_size;
  return fd;
}

// A descriptor handed to us (standard input, output) may be in non-blocking mode.
bool wait_ready(int fd, short events, int error) {
  if (error == EINTR) return true;
  if (error != EAGAIN) return false;
  pollfd waiting{fd, events, 0};
  return ::poll(&waiting, 1, -1) >= 0 || errno == EINTR;
}

std::vector<uint8_t> read_all(int fd, const std::string& name, int64_t expected,
                              int64_t max_bytes) {
  constexpr size_t kBlock = size_t{1} << 16;
  const auto too_large = [&](int64_t bytes) {
    fail(Status::limit, quoted(name), " has ", expected > max_bytes ? "" : "at least ", bytes,
         " bytes; the most allowed here is ", max_bytes);
  };
  if (expected > max_bytes) too_large(expected);
  // One byte more than expected, so that the end of the file shows without growing the buffer.
  std::vector<uint8_t> bytes(expected > 0 ? static_cast<size_t>(expected) + 1 : kBlock);
  size_t used = 0;
  for (;;) {
    if (used == bytes.size()) bytes.resize(bytes.size() + std::max(kBlock, bytes.size() / 2));
    const ssize_t count = ::read(fd, bytes.data() + used, bytes.size() - used);
    if (count < 0) {
      const int error = errno;
      if (!wait_ready(fd, POLLIN, error)) fail_errno("read", name, error);
      continue;
    }
    if (count == 0) break;
    used += static_cast<size_t>(count);
    if (static_cast<int64_t>(used) > max_bytes) too_large(static_cast<int64_t>(used));
  }
  bytes.resize(used);
  return bytes;
}

void write_all(int fd, const std::string& name, std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0) {
      const int error = errno;
      if (!wait_ready(fd, POLLOUT, error)) fail_errno("write", name, error);
      continue;
    }
    bytes = bytes.subspan(static_cast<size_t>(count));
  }
}

// /dev/fd/N and /proc/self/fd/N (which /dev/stdout leads to) mean an open descriptor; -1 elsewhere.
int descriptor_of(const std::string& path) {
  for (const std::string_view prefix : {"/dev/fd/", "/proc/self/fd/"}) {
    int64_t number = -1;
    if (path.starts_with(prefix) && parse_int(path.substr(prefix.size()), &number) && number >= 0 &&
        number <= INT32_MAX)
      return static_cast<int>(number);
  }
  return -1;
}

// The file that a chain of symbolic links leads to, whether or not it exists.
std::string follow_links(const std::string& path) {
  constexpr int kMaxLinks = 40;
  std::string target = path;
  for (int i = 0; i < kMaxLinks; ++i) {
    if (descriptor_of(target) >= 0) return target;
    char link[4096];
    const ssize_t length = ::readlink(target.c_str(), link, sizeof link);
    if (length < 0) return target;
    const std::string next(link, static_cast<size_t>(length));
    if (next.starts_with('/'))
      target = next;
    else
      target = folder_of(target) + "/" + next;
  }
  fail_errno("write", path, ELOOP);
}

// A file of its own beside the target, removed unless it was renamed.
class TemporaryFile {
 public:
  TemporaryFile(const std::string& folder, const std::string& target) : target_(target) {
    static std::atomic<uint32_t> counter{0};
    for (int attempt = 0; fd_ < 0; ++attempt) {
      timespec now{};
      ::clock_gettime(CLOCK_REALTIME, &now);
      name_ = concat(folder, "/.cnnviz-", ::getpid(), "-", now.tv_nsec, "-", counter++, ".tmp");
      fd_ = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (fd_ < 0 && (errno != EEXIST || attempt == 100)) {
        const int error = errno;
        const bool missing = error == ENOENT || error == ENOTDIR;
        fail(missing ? Status::not_found : Status::io, "cannot write ", quoted(target),
             missing ? ": no folder " : ": cannot make a file in the folder ", quoted(folder),
             missing ? "" : ": ", missing ? "" : error_text(error));
      }
    }
  }
  ~TemporaryFile() {
    if (fd_ >= 0) ::close(fd_);
    if (!renamed_) ::unlink(name_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  int get() const { return fd_; }

  void sync_and_rename(const std::string& final_name) {
    // EINVAL, EROFS: a file system that has nothing to synchronize.
    if (::fsync(fd_) != 0 && errno != EINVAL && errno != EROFS) fail_errno("write", target_, errno);
    const int fd = fd_;
    fd_ = -1;
    if (::close(fd) != 0) fail_errno("write", target_, errno);
    if (::rename(name_.c_str(), final_name.c_str()) != 0) fail_errno("write", target_, errno);
    renamed_ = true;
  }

 private:
  std::string target_, name_;
  int fd_ = -1;
  bool renamed_ = false;
};

void sync_folder(const std::string& folder, const std::string& path) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // A folder may be writable without being readable; the file is complete all the same.
  if (descriptor.get() < 0) return;
  if (::fsync(descriptor.get()) != 0 && errno != EINVAL && errno != EROFS)
    fail_errno("write", path, errno);
}

void write_special(const std::string& path, std::span<const uint8_t> bytes) {
  Descriptor descriptor(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
  if (descriptor.get() < 0) fail_errno("write", path, errno);
  write_all(descriptor.get(), path, bytes);
  const int error = descriptor.close();
  if (error != 0) fail_errno("write", path, error);
}

}  // namespace

std::vector<uint8_t> read_file(const std::string& path, int64_t max_bytes) {
  if (path == "-") return read_all(STDIN_FILENO, "standard input", 0, max_bytes);
  int64_t size = 0;
  const Descriptor descriptor(open_regular(path, &size));
  return read_all(descriptor.get(), path, size, max_bytes);
}

std::shared_ptr<const MappedFile> MappedFile::open(const std::string& path) {
  int64_t size = 0;
  const Descriptor descriptor(open_regular(path, &size));
  return map(descriptor.get(), size, path);
}

namespace {

// The live mappings, from address to size. Never destroyed: a handle may outlive the statics.
std::mutex mappings_mutex;
std::map<uintptr_t, size_t>& mappings() {
  static auto* const live = new std::map<uintptr_t, size_t>;
  return *live;
}

}  // namespace

std::shared_ptr<const MappedFile> MappedFile::map(int descriptor, int64_t size,
                                                  const std::string& name) {
  const std::shared_ptr<MappedFile> file(new MappedFile);
  // mmap refuses an empty range.
  if (size == 0) return file;
  void* data = ::mmap(nullptr, static_cast<size_t>(size), PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (data == MAP_FAILED) {
    const int error = errno;
    fail(error == ENOMEM ? Status::out_of_memory : Status::io, "cannot map ", quoted(name), " (",
         size, " bytes): ", error_text(error));
  }
  file->data_ = static_cast<const uint8_t*>(data);
  file->size_ = static_cast<size_t>(size);
  const std::lock_guard lock(mappings_mutex);
  mappings()[reinterpret_cast<uintptr_t>(data)] = file->size_;
  return file;
}

MappedFile::~MappedFile() {
  if (data_ == nullptr) return;
  const std::lock_guard lock(mappings_mutex);
  mappings().erase(reinterpret_cast<uintptr_t>(data_));
  ::munmap(const_cast<uint8_t*>(data_), size_);
}

void MappedFile::release(std::span<const uint8_t> part) {
  const uintptr_t begin = reinterpret_cast<uintptr_t>(part.data());
  const std::lock_guard lock(mappings_mutex);
  const auto after = mappings().upper_bound(begin);
  if (after == mappings().begin()) return;
  const auto& [first, size] = *std::prev(after);
  if (begin - first > size || part.size() > size - (begin - first)) return;
  const uintptr_t page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
  const uintptr_t from = (begin + page - 1) / page * page;
  const uintptr_t to = (begin + part.size()) / page * page;
  // Only a hint: whatever it answers, the bytes stay readable.
  if (to > from) ::madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
}

void write_file(const std::string& path, std::span<const uint8_t> bytes) {
  if (path == "-") return write_all(STDOUT_FILENO, "standard output", bytes);
  require(!path.empty(), Status::invalid_argument, "the name of a file to write is empty");
  require(path.find('\0') == std::string::npos, Status::invalid_argument, "the file name ",
          quoted(path), " holds a zero byte");
  const std::string target = follow_links(path);
  if (const int descriptor = descriptor_of(target); descriptor >= 0)
    return write_all(descriptor, path, bytes);

  struct stat info {};
  const bool exists = ::stat(target.c_str(), &info) == 0;
  require(!exists || !S_ISDIR(info.st_mode), Status::io, "cannot write ", quoted(path),
          ": it is a folder");
  if (exists && !S_ISREG(info.st_mode)) return write_special(target, bytes);
  // A rename would replace a write-protected file just the same.
  if (exists && ::faccessat(AT_FDCWD, target.c_str(), W_OK, AT_EACCESS) != 0)
    fail_errno("write", path, errno);

  const std::string folder = folder_of(target);
  TemporaryFile temporary(folder, path);
  // A file that was private stays so. EPERM: a file system without permissions.
  if (exists && ::fchmod(temporary.get(), info.st_mode & 0777) != 0 && errno != EPERM)
    fail_errno("write", path, errno);
  write_all(temporary.get(), path, bytes);
  temporary.sync_and_rename(target);
  sync_folder(folder, path);
}

}  // namespace cnnviz::core
