// The main program of a fuzz target that no fuzzer drives:
//
//   fuzz_<target> FOLDER...                    runs every file of the folders
//   fuzz_<target> --mutations FIRST COUNT ENDING FOLDER...
//                                              runs changed files, by number, made of those whose
//                                              names end so
//
// Every input must be answered within two seconds (ten where it is one of a folder: those that once
// were too slow are among them, and the machine may be busy).
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <vector>

#include "base/file.h"
#include "fuzz/fuzz.h"
#include "support/mutate.h"

namespace {

using namespace cnnviz::test;
using Bytes = std::vector<uint8_t>;

struct File {
  std::string path;
  Bytes bytes;
};

std::vector<File> read_folders(int count, char** folders, const std::string& ending) {
  std::vector<File> files;
  for (int i = 0; i < count; ++i)
    for (const auto& entry : std::filesystem::directory_iterator(folders[i]))
      if (entry.is_regular_file() && entry.path().string().ends_with(ending))
        files.push_back({entry.path().string(), read_file(entry.path().string())});
  // The system's order is no order.
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return a.path < b.path; });
  return files;
}

void run(const Bytes& bytes, const std::string& name, double most_seconds) {
  const auto begin = std::chrono::steady_clock::now();
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  if (seconds.count() > most_seconds)
    report_finding("too slow", concat(name, " took ", seconds.count(), " seconds"));
}

int replay(const std::vector<File>& files) {
  for (const File& file : files) {
    // Named before it runs: after a crash its name is the last line.
    std::fprintf(stderr, "%s\n", file.path.c_str());
    run(file.bytes, file.path, 10);
  }
  std::printf("%zu inputs replayed\n", files.size());
  return files.empty() ? 1 : 0;
}

double peak_bytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

int run_mutations(const std::vector<File>& files, int64_t first, int64_t count) {
  // Small inputs need little; what the sanitizers keep of freed memory is included.
  constexpr double kMostBytes = 1.5e9;
  for (int64_t i = first; i < first + count; ++i) {
    Random random(static_cast<uint64_t>(i));
    const auto any = [&]() -> const File& {
      return files[static_cast<size_t>(random.below(static_cast<int64_t>(files.size())))];
    };
    const File& seed = any();
    Bytes bytes = seed.bytes;
    mutate(&random, &bytes, any().bytes);
    // As above.
    std::fprintf(stderr, "mutation %lld of %s\n", static_cast<long long>(i), seed.path.c_str());
    run(bytes, concat("mutation ", i), 2);
  }
  if (peak_bytes() > kMostBytes)
    report_finding("too much memory", concat(peak_bytes() / 1e6, " MB at the most"));
  std::printf("%lld mutations of %zu files, %.0f MB at the most\n", static_cast<long long>(count),
              files.size(), peak_bytes() / 1e6);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count > 5 && std::strcmp(arguments[1], "--mutations") == 0) {
    const auto files = read_folders(count - 5, arguments + 5, arguments[4]);
    if (files.empty()) report_finding("no files to change", arguments[5]);
    return run_mutations(files, std::atoll(arguments[2]), std::atoll(arguments[3]));
  }
  return replay(read_folders(count - 1, arguments + 1, ""));
}
