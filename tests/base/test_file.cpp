#include "base/file.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <thread>

#include "support/check.h"
#include "support/folder.h"

using namespace cnnviz::core;
using cnnviz::test::TestFolder;

namespace {

std::vector<uint8_t> bytes_of(const std::string& text) {
  return {text.begin(), text.end()};
}

std::string text_of(const std::vector<uint8_t>& bytes) {
  return {bytes.begin(), bytes.end()};
}

unsigned mode_of(const std::string& path) {
  struct stat info {};
  CHECK_EQ(::stat(path.c_str(), &info), 0);
  return info.st_mode & 07777;
}

// The super-user may write anywhere; permissions are tested as somebody else.
class Unprivileged {
 public:
  Unprivileged() {
    if (::geteuid() == 0) CHECK_EQ(::seteuid(65534), 0);
  }
  ~Unprivileged() {
    if (::getuid() == 0 && ::seteuid(0) != 0) std::abort();
  }
};

// Runs in a child whose standard input or output is `fd`; the child's exit code.
int in_child(int fd, int standard, void (*body)()) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(fd, standard);
    try {
      body();
    } catch (...) {
      ::_exit(1);
    }
    ::_exit(0);
  }
  int status = 0;
  CHECK_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST(test_base_file__round_trip) {
  const TestFolder folder;
  const std::string path = folder.path("a.bin");
  std::vector<uint8_t> bytes(300000);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(i * 7);
  write_file(path, bytes);
  CHECK(read_file(path) == bytes);
  write_file(path, {});
  CHECK(read_file(path).empty());
  CHECK_EQ(folder.entries(), 1u);
}

TEST(test_base_file__read_errors_name_the_file) {
  const TestFolder folder;
  CHECK_ERROR(read_file(folder.path("none.png")), Status::not_found, "none.png");
  CHECK_ERROR(read_file(folder.path("none.png")), Status::not_found, "No such file");
  write_file(folder.path("some.png"), bytes_of("x"));
  write_file(folder.path("sone.png"), bytes_of("x"));
  CHECK_ERROR(read_file(folder.path("soone.png")), Status::not_found,
              "No such file or directory; nearest: \"sone.png\", \"some.png\"");
  CHECK_ERROR(read_file(folder.path("none/some.png")), Status::not_found,
              ("there is no folder \"" + folder.path("none") + "\"").c_str());
  CHECK_ERROR(read_file(folder.path()), Status::io, "it is a folder");
  CHECK_ERROR(read_file(""), Status::invalid_argument, "empty");
  CHECK_ERROR(read_file(std::string("a\0b", 3)), Status::invalid_argument, "zero byte");
  write_file(folder.path("f"), bytes_of("x"));
  CHECK_ERROR(read_file(folder.path("f/x")), Status::not_found, "f/x");
  CHECK_EQ(::mkfifo(folder.path("pipe").c_str(), 0600), 0);
  CHECK_ERROR(read_file(folder.path("pipe")), Status::io, "it is a pipe");
  CHECK_ERROR(read_file("/dev/null"), Status::io, "it is a device");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::snprintf(address.sun_path, sizeof address.sun_path, "%s", folder.path("socket").c_str());
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  CHECK_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  CHECK_ERROR(read_file(folder.path("socket")), Status::io, "socket");
  ::close(socket);
}

TEST(test_base_file__unreadable_file) {
  const TestFolder folder;
  const std::string path = folder.path("secret");
  write_file(path, bytes_of("x"));
  CHECK_EQ(::chmod(path.c_str(), 0), 0);
  CHECK_EQ(::chmod(folder.path().c_str(), 0755), 0);
  const Unprivileged user;
  CHECK_ERROR(read_file(path), Status::io, "Permission denied");
  CHECK_ERROR(MappedFile::open(path), Status::io, "Permission denied");
}

TEST(test_base_file__read_limit) {
  const TestFolder folder;
  const std::string path = folder.path("a");
  write_file(path, std::vector<uint8_t>(100));
  CHECK_EQ(read_file(path, 100).size(), 100u);
  CHECK_ERROR(read_file(path, 99), Status::limit, "the most allowed here is 99");
  // Files whose size the system does not tell beforehand.
  CHECK(read_file("/proc/self/status").size() > 100);
  CHECK_ERROR(read_file("/proc/self/status", 10), Status::limit, "the most allowed here is 10");
}

TEST(test_base_file__standard_input_and_output) {
  int input[2];
  CHECK_EQ(::pipe(input), 0);
  // A writer that is late, on a pipe that does not block.
  CHECK_EQ(::fcntl(input[0], F_SETFL, O_NONBLOCK), 0);
  std::thread writer([&] {
    ::usleep(20000);
    if (::write(input[1], "hello", 5) != 5) std::abort();
    ::close(input[1]);
  });
  const int flags = ::fcntl(input[1], F_GETFD);
  ::fcntl(input[1], F_SETFD, flags | FD_CLOEXEC);
  std::vector<uint8_t> got;
  const int saved = ::dup(0);
  ::dup2(input[0], 0);
  got = read_file("-");
  ::dup2(saved, 0);
  writer.join();
  ::close(saved);
  ::close(input[0]);
  CHECK_EQ(text_of(got), "hello");

  int output[2];
  CHECK_EQ(::pipe(output), 0);
  CHECK_EQ(in_child(output[1], 1, [] { write_file("-", bytes_of("to you")); }), 0);
  CHECK_EQ(in_child(output[1], 1, [] { write_file("/dev/stdout", bytes_of("!")); }), 0);
  ::close(output[1]);
  char buffer[32];
  CHECK_EQ(::read(output[0], buffer, sizeof buffer), 7);
  CHECK_EQ(std::string(buffer, 7), "to you!");
  ::close(output[0]);
}

TEST(test_base_file__standard_output_in_a_file_keeps_what_is_there) {
  const TestFolder folder;
  const std::string path = folder.path("log");
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT, 0600);
  CHECK_EQ(::write(fd, "before ", 7), 7);
  CHECK_EQ(in_child(fd, 1, [] { write_file("/dev/stdout", bytes_of("after")); }), 0);
  ::close(fd);
  CHECK_EQ(text_of(read_file(path)), "before after");
}

TEST(test_base_file__special_files_are_written_directly) {
  write_file("/dev/null", bytes_of("gone"));
  struct stat info {};
  CHECK_EQ(::stat("/dev/null", &info), 0);
  CHECK(S_ISCHR(info.st_mode));
  CHECK_ERROR(write_file("/dev/full", bytes_of("x")), Status::io, "No space left");

  const TestFolder folder;
  const std::string path = folder.path("pipe");
  CHECK_EQ(::mkfifo(path.c_str(), 0600), 0);
  const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
  write_file(path, bytes_of("through"));
  char buffer[32];
  CHECK_EQ(::read(reader, buffer, sizeof buffer), 7);
  ::close(reader);
  CHECK_EQ(::stat(path.c_str(), &info), 0);
  CHECK(S_ISFIFO(info.st_mode));
}

TEST(test_base_file__new_files_follow_the_umask_old_ones_keep_their_mode) {
  const TestFolder folder;
  const mode_t before = ::umask(027);
  write_file(folder.path("new"), bytes_of("x"));
  ::umask(before);
  CHECK_EQ(mode_of(folder.path("new")), 0640u);
  CHECK_EQ(::chmod(folder.path("new").c_str(), 0600), 0);
  write_file(folder.path("new"), bytes_of("y"));
  CHECK_EQ(mode_of(folder.path("new")), 0600u);
}

TEST(test_base_file__links_are_written_through) {
  const TestFolder folder;
  CHECK_EQ(::mkdir(folder.path("sub").c_str(), 0700), 0);
  write_file(folder.path("sub/target"), bytes_of("old"));
  CHECK_EQ(::symlink("sub/target", folder.path("first").c_str()), 0);
  CHECK_EQ(::symlink("first", folder.path("second").c_str()), 0);
  write_file(folder.path("second"), bytes_of("new"));
  CHECK_EQ(text_of(read_file(folder.path("sub/target"))), "new");
  struct stat info {};
  CHECK_EQ(::lstat(folder.path("second").c_str(), &info), 0);
  CHECK(S_ISLNK(info.st_mode));

  // A link that leads nowhere yet, and one that goes in a circle.
  CHECK_EQ(::symlink("sub/later", folder.path("dangling").c_str()), 0);
  write_file(folder.path("dangling"), bytes_of("made"));
  CHECK_EQ(text_of(read_file(folder.path("sub/later"))), "made");
  CHECK_EQ(::symlink("circle", folder.path("circle").c_str()), 0);
  CHECK_ERROR(write_file(folder.path("circle"), {}), Status::io, "circle");
}

TEST(test_base_file__write_errors_leave_nothing) {
  const TestFolder folder;
  CHECK_ERROR(write_file(folder.path("no/such/a.png"), bytes_of("x")), Status::not_found,
              "no folder");
  CHECK_ERROR(write_file(folder.path(), bytes_of("x")), Status::io, "it is a folder");
  CHECK_ERROR(write_file("", bytes_of("x")), Status::invalid_argument, "empty");
  CHECK_ERROR(write_file(folder.path(std::string(300, 'n')), bytes_of("x")), Status::io,
              "too long");
  CHECK_EQ(folder.entries(), 0u);
}

TEST(test_base_file__read_only_folder_and_file) {
  const TestFolder folder;
  const std::string path = folder.path("kept");
  write_file(path, bytes_of("kept"));
  CHECK_EQ(::chmod(path.c_str(), 0444), 0);
  CHECK_EQ(::chmod(folder.path().c_str(), 0555), 0);
  {
    const Unprivileged user;
    CHECK_ERROR(write_file(folder.path("new"), bytes_of("x")), Status::io,
                "cannot make a file in the folder");
    CHECK_ERROR(write_file(folder.path("new"), bytes_of("x")), Status::io, "Permission denied");
  }
  CHECK_EQ(::chmod(folder.path().c_str(), 0777), 0);
  {
    const Unprivileged user;
    CHECK_ERROR(write_file(path, bytes_of("x")), Status::io, "Permission denied");
  }
  CHECK_EQ(folder.entries(), 1u);
  CHECK_EQ(text_of(read_file(path)), "kept");
}

TEST(test_base_file__a_failed_write_keeps_the_old_file) {
  const TestFolder folder;
  const std::string path = folder.path("kept");
  write_file(path, bytes_of("kept"));
  // A limit on the size of files stands for a full disk.
  rlimit before{};
  CHECK_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, before.rlim_max};
  CHECK_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  std::string message;
  Status status = Status::ok;
  for (const char* name : {"kept", "new"}) {
    try {
      write_file(folder.path(name), std::vector<uint8_t>(5000));
    } catch (const Error& error) {
      status = error.status();
      message = error.what();
    }
  }
  CHECK_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  CHECK(status == Status::io);
  CHECK(message.find("/new\": File too large") != std::string::npos);
  CHECK_EQ(folder.entries(), 1u);
  CHECK_EQ(text_of(read_file(path)), "kept");
}

TEST(test_base_file__a_reader_never_sees_half_a_file) {
  const TestFolder folder;
  const std::string path = folder.path("shared");
  const std::vector<uint8_t> small(1000, 1), large(200000, 2);
  write_file(path, small);
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (int i = 0; i < 40; ++i) write_file(path, i % 2 == 0 ? large : small);
    done = true;
  });
  bool whole = true;
  while (!done) {
    const std::vector<uint8_t> bytes = read_file(path);
    whole = whole && (bytes == small || bytes == large);
  }
  writer.join();
  CHECK(whole);
  CHECK_EQ(folder.entries(), 1u);
}

TEST(test_base_file__mapping) {
  const TestFolder folder;
  std::vector<uint8_t> bytes(5 * 4096 + 123);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(i % 251);
  write_file(folder.path("m"), bytes);
  const auto file = MappedFile::open(folder.path("m"));
  CHECK(std::equal(bytes.begin(), bytes.end(), file->bytes().begin(), file->bytes().end()));
  MappedFile::release(file->bytes().subspan(100, 3 * 4096));
  MappedFile::release(file->bytes());
  MappedFile::release(file->bytes().subspan(200, 10));
  MappedFile::release({});
  CHECK(std::equal(bytes.begin(), bytes.end(), file->bytes().begin(), file->bytes().end()));
  MappedFile::release(bytes);  // not of the file: left alone
}

TEST(test_base_file__releasing_drops_only_whole_pages_of_the_part) {
  const TestFolder folder;
  write_file(folder.path("m"), std::vector<uint8_t>(8 * 4096, 3));
  const auto file = MappedFile::open(folder.path("m"));
  int sum = 0;
  for (const uint8_t byte : file->bytes()) sum += byte;
  CHECK_EQ(sum, 8 * 4096 * 3);
  // The page cache keeps the pages, so mincore() cannot tell; the mapping's own count can.
  const auto resident_kib = [] {
    const std::string text = text_of(read_file("/proc/self/smaps"));
    const size_t entry = text.find("cnnviz-test-");
    CHECK(entry != std::string::npos);
    return std::atoi(text.c_str() + text.find("Rss:", entry) + 4);
  };
  CHECK_EQ(resident_kib(), 32);
  MappedFile::release(file->bytes().subspan(1, 4096 * 4));
  CHECK_EQ(resident_kib(), 20);
}

TEST(test_base_file__mapping_refuses_what_is_no_file) {
  const TestFolder folder;
  CHECK_ERROR(MappedFile::open(folder.path("none")), Status::not_found, "none");
  CHECK_ERROR(MappedFile::open(folder.path()), Status::io, "it is a folder");
  CHECK_EQ(::mkfifo(folder.path("pipe").c_str(), 0600), 0);
  CHECK_ERROR(MappedFile::open(folder.path("pipe")), Status::io, "it is a pipe");
  write_file(folder.path("empty"), {});
  CHECK(MappedFile::open(folder.path("empty"))->bytes().empty());
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_base_file__round_trip),
      CASE(test_base_file__read_errors_name_the_file),
      CASE(test_base_file__unreadable_file),
      CASE(test_base_file__read_limit),
      CASE(test_base_file__standard_input_and_output),
      CASE(test_base_file__standard_output_in_a_file_keeps_what_is_there),
      CASE(test_base_file__special_files_are_written_directly),
      CASE(test_base_file__new_files_follow_the_umask_old_ones_keep_their_mode),
      CASE(test_base_file__links_are_written_through),
      CASE(test_base_file__write_errors_leave_nothing),
      CASE(test_base_file__read_only_folder_and_file),
      CASE(test_base_file__a_failed_write_keeps_the_old_file),
      CASE(test_base_file__a_reader_never_sees_half_a_file),
      CASE(test_base_file__mapping),
      CASE(test_base_file__releasing_drops_only_whole_pages_of_the_part),
      CASE(test_base_file__mapping_refuses_what_is_no_file),
  });
}
