#include "onnx/external_data.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/checked.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"

namespace cnnviz::core {

namespace {

// O_NONBLOCK: opening a named pipe must not wait for its other end.
constexpr int kFileFlags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
constexpr int kFolderFlags = O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }

 private:
  int number_;
};

[[noreturn]] void fail_to_open(const std::string& name, int error) {
  // A folder that is a symbolic link gives ENOTDIR where O_NOFOLLOW meets O_DIRECTORY.
  if (error == ELOOP || error == EXDEV || error == ENOTDIR)
    fail(Status::unsupported, "a part of the path is a symbolic link or no folder; links are not ",
         "followed: put the file itself into the model's folder");
  fail(error == ENOMEM ? Status::out_of_memory : Status::io, "cannot open ", quoted(name), ": ",
       std::generic_category().message(error));
}

}  // namespace

std::vector<std::string> split_location(const std::string& location) {
  require(!location.empty(), Status::corrupt, "the location of the data is empty");
  require(location.find('\0') == std::string::npos, Status::corrupt,
          "the location of the data holds a zero byte");
  require(location.front() != '/', Status::corrupt, "the location of the data, ", quoted(location),
          ", is an absolute path; only files below the model's folder are read");
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= location.size();) {
    const size_t end = std::min(location.find('/', begin), location.size());
    const std::string part = location.substr(begin, end - begin);
    require(part != "..", Status::corrupt, "the location of the data, ", quoted(location),
            ", leaves the model's folder; only files below it are read");
    require(!part.empty(), Status::corrupt, "the location of the data, ", quoted(location),
            ", has an empty part");
    if (part != ".") parts.push_back(part);
    begin = end + 1;
  }
  require(!parts.empty(), Status::corrupt, "the location of the data, ", quoted(location),
          ", is no file");
  return parts;
}

int open_below_by_parts(int folder, const std::vector<std::string>& parts) {
  const std::string name = join(parts, "/");
  Descriptor parent(-1);
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    const int from = i == 0 ? folder : parent.get();
    Descriptor next(::openat(from, parts[i].c_str(), kFolderFlags));
    if (next.get() < 0) fail_to_open(name, errno);
    parent = std::move(next);
  }
  const int from = parts.size() == 1 ? folder : parent.get();
  const int file = ::openat(from, parts.back().c_str(), kFileFlags);
  if (file < 0) fail_to_open(name, errno);
  return file;
}

int open_below(int folder, const std::vector<std::string>& parts) {
  const std::string name = join(parts, "/");
  struct open_how how {};
  how.flags = static_cast<uint64_t>(kFileFlags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  const long file = ::syscall(SYS_openat2, folder, name.c_str(), &how, sizeof how);
  if (file >= 0) return static_cast<int>(file);
  // ENOSYS: a kernel before 5.6. EPERM: a container's filter that does not know the call. EAGAIN:
  // something was renamed meanwhile.
  if (errno == ENOSYS || errno == EPERM || errno == EAGAIN)
    return open_below_by_parts(folder, parts);
  fail_to_open(name, errno);
}

ExternalData::ExternalData(const std::string& model_path, int64_t model_bytes)
    : mapped_bytes_(model_bytes) {
  const std::filesystem::path folder = std::filesystem::path(model_path).parent_path();
  folder_ = (folder.empty() ? std::filesystem::path(".") : folder).string();
}

ExternalData::Part ExternalData::read(const std::string& location, int64_t offset, int64_t size) {
  const std::vector<std::string> parts = split_location(location);
  std::shared_ptr<const MappedFile>& file = files_[join(parts, "/")];
  if (file == nullptr) {
    const Descriptor folder(::open(folder_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() < 0) fail_to_open(folder_, errno);
    const Descriptor opened(open_below(folder.get(), parts));
    struct stat info {};
    if (::fstat(opened.get(), &info) != 0) fail_to_open(location, errno);
    require(S_ISREG(info.st_mode), Status::unsupported, quoted(location), " is no regular file");
    require(info.st_nlink == 1, Status::unsupported, quoted(location), " has ", info.st_nlink,
            " names (hard links); only a file with one name is read: copy it");
    mapped_bytes_ = checked_add(mapped_bytes_, info.st_size);
    check_limit(Limit::model_bytes, mapped_bytes_, quoted(location),
                " and what else the model is made of are too large");
    file = MappedFile::map(opened.get(), info.st_size, location);
  }
  const auto available = static_cast<int64_t>(file->bytes().size());
  // Written so that no sum can overflow.
  require(offset >= 0 && offset <= available && size <= available - offset, Status::corrupt,
          quoted(location), " has ", available, " bytes, but ", size, " bytes from byte ", offset,
          " on are asked for");
  return {file->bytes().subspan(static_cast<size_t>(offset), static_cast<size_t>(size)), file};
}

}  // namespace cnnviz::core
