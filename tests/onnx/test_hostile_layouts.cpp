// Twenty-five layouts by which a model could reach data that is not its own: every one is refused
// with a message, and no byte of any file is read. Both ways of opening files are tried.
#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "onnx/external_data.h"
#include "onnx/model_folder.h"
#include "support/check.h"
#include "support/limited.h"

using namespace cnnviz::test;
namespace fs = std::filesystem;

namespace {

// Tells of files below a folder that were read. (Mapped pages do not count: mappings() tells.)
class Watch {
 public:
  explicit Watch(const std::string& folder) : queue_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
    CHECK(queue_ >= 0);
    add(folder);
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (!entry.is_symlink() && entry.is_directory()) add(entry.path().string());
  }
  ~Watch() { ::close(queue_); }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // Names of files that were read since the last time.
  std::string read_files() {
    alignas(inotify_event) char buffer[16384];
    std::string names;
    ssize_t size = 0;
    while ((size = ::read(queue_, buffer, sizeof buffer)) > 0)
      for (ssize_t at = 0; at < size;) {
        const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
        if ((event->mask & IN_ISDIR) == 0 && event->len > 0) names += concat(event->name, " ");
        at += static_cast<ssize_t>(sizeof *event + event->len);
      }
    return names;
  }

 private:
  void add(const std::string& folder) {
    CHECK(::inotify_add_watch(queue_, folder.c_str(), IN_ACCESS) >= 0);
  }
  int queue_;
};

// Whether a file of this name is mapped into this process.
bool is_mapped(const std::string& path) {
  std::FILE* maps = std::fopen("/proc/self/maps", "r");
  CHECK(maps != nullptr);
  char line[8192];
  bool found = false;
  while (std::fgets(line, sizeof line, maps) != nullptr)
    found = found || std::string(line).find(path) != std::string::npos;
  std::fclose(maps);
  return found;
}

struct Attempt {
  const char* what;
  std::string location;
  const char* offset;
  const char* length;
  const char* words;  // of the message
};

// outside.bin, model_evil/ and model/ beside each other; w.bin in model/ is an honest file.
void furnish(const ModelFolder& site) {
  const std::string& inside = site.inside;
  write_floats(inside + "/w.bin", {1, 2});
  fs::create_directory(inside + "/a");
  fs::create_directory(inside + "/folder");
  fs::create_directory(site.folder.path("model_evil"));
  write_floats(site.folder.path("model_evil/w.bin"), {7, 8});
  fs::create_symlink("../outside.bin", inside + "/final.bin");
  fs::create_symlink(site.outside, inside + "/absolute_link.bin");
  fs::create_symlink("final.bin", inside + "/link_to_link.bin");
  fs::create_symlink("loop.bin", inside + "/loop.bin");
  fs::create_directory_symlink("../model_evil", inside + "/parent");
  fs::create_directory_symlink("..", inside + "/a/up");
  fs::create_hard_link(site.outside, inside + "/hard.bin");
  CHECK_EQ(::mkfifo((inside + "/pipe.bin").c_str(), 0600), 0);
  fs::create_symlink("/dev/zero", inside + "/device.bin");
}

std::vector<Attempt> layouts(const ModelFolder& site) {
  const char* leaves = "leaves the model's folder";
  const char* absolute = "absolute path";
  const char* link = "links are not followed";
  return {
      {"parent", "../outside.bin", "", "", leaves},
      {"parent behind a folder", "a/../../outside.bin", "", "", leaves},
      {"parent behind a dot", "./../outside.bin", "", "", leaves},
      {"there and back", "../model/w.bin", "", "", leaves},
      {"prefix twin", "../model_evil/w.bin", "", "", leaves},
      {"ends in the parent", "a/..", "", "", leaves},
      {"absolute", site.outside, "", "", absolute},
      {"absolute, two slashes", "/" + site.outside, "", "", absolute},
      {"/proc", "/proc/self/environ", "", "", absolute},
      {"empty part", "a//../w.bin", "", "", "empty part"},
      {"zero byte", std::string("w.bin\0/../../outside.bin", 24), "", "", "zero byte"},
      {"no name", "", "", "", "is empty"},
      {"final link", "final.bin", "", "", link},
      {"final link, absolute", "absolute_link.bin", "", "", link},
      {"link to a link", "link_to_link.bin", "", "", link},
      {"link to itself", "loop.bin", "", "", link},
      {"link as parent", "parent/w.bin", "", "", link},
      {"link upwards inside", "a/up/w.bin", "", "", link},
      {"link to a device", "device.bin", "", "", link},
      {"hard link", "hard.bin", "", "", "hard links"},
      {"pipe", "pipe.bin", "", "", "no regular file"},
      {"folder", "folder", "", "", "no regular file"},
      {"offset overflows", "w.bin", "9223372036854775800", "8", "has 8 bytes"},
      {"offset below zero", "w.bin", "-8", "", "not a number of bytes"},
      {"file too short", "w.bin", "4", "", "has 8 bytes"},
  };
}

}  // namespace

TEST(test_onnx_hostile_layouts__are_refused_and_nothing_is_read) {
  const ModelFolder site;
  furnish(site);
  const std::vector<Attempt> all = layouts(site);
  CHECK_EQ(all.size(), 25u);
  Watch watch(site.folder.path());
  for (const Attempt& layout : all) {
    std::string message;
    try {
      site.open(layout.location, layout.offset, layout.length);
    } catch (const Error& error) {
      message = error.what();
    }
    if (message.find(layout.words) == std::string::npos)
      throw Failure{concat(layout.what, ": ", message.empty() ? "was opened" : message)};
    const std::string read = watch.read_files();
    if (!read.empty()) throw Failure{concat(layout.what, ": were read: ", read)};
    if (is_mapped(".bin")) throw Failure{concat(layout.what, ": a file stays mapped")};
  }
  // The watch sees what is read.
  read_file(site.outside);
  CHECK_EQ(watch.read_files(), "outside.bin ");
  CHECK(site.open("w.bin") != nullptr);
}

TEST(test_onnx_hostile_layouts__are_refused_without_openat2) {
  const ModelFolder site;
  furnish(site);
  const int folder = ::open(site.inside.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  CHECK(folder >= 0);
  for (const Attempt& layout : layouts(site)) {
    if (std::string(layout.words) != "links are not followed") continue;
    CHECK_ERROR(open_below_by_parts(folder, split_location(layout.location)), Status::unsupported,
                "links are not followed");
  }
  ::close(folder);
}

TEST(test_onnx_hostile_layouts__model_files_count_together) {
  const ModelFolder site;
  write_floats(site.inside + "/w.bin", Floats(1000));
  site.open("w.bin");
  const auto model_size = static_cast<int64_t>(fs::file_size(site.model));
  {
    const Limited limited(Limit::model_bytes, model_size + 3999);
    CHECK_ERROR(site.open("w.bin"), Status::limit, "max_model_bytes");
  }
  {
    const Limited limited(Limit::model_bytes, model_size + 4000);
    CHECK(site.open("w.bin") != nullptr);
  }
  const Limited limited(Limit::model_bytes, model_size - 1);
  CHECK_ERROR(site.open("w.bin"), Status::limit, "net.onnx");
}

int main() {
  return run_tests({
      CASE(test_onnx_hostile_layouts__are_refused_and_nothing_is_read),
      CASE(test_onnx_hostile_layouts__are_refused_without_openat2),
      CASE(test_onnx_hostile_layouts__model_files_count_together),
  });
}
