#include "point_labels.h"

#include <algorithm>
#include <atomic>
#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <thread>

#include "session.h"

namespace cli {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kMostWarnings = 5;  // of pictures that cannot be read, one each

// Whole numbers are ordered as numbers, other words as words.
bool all_numbers(const std::vector<std::string>& texts) {
  return std::all_of(texts.begin(), texts.end(), [](const std::string& text) {
    return !text.empty() && text.size() < 10 &&
           text.find_first_not_of("0123456789") == std::string::npos;
  });
}

void check_lines(const std::string& file, size_t lines, int64_t points, const char* what) {
  if (static_cast<int64_t>(lines) != points)
    throw usage_error(file + " has " + std::to_string(lines) + " " + what + ", but there are " +
                      std::to_string(points) + " points");
}

// As small as what is shown of it.
Picture reduced(Picture picture, int64_t side) {
  const int32_t width = cnnviz_image_width(picture.get());
  const int32_t height = cnnviz_image_height(picture.get());
  const int64_t shorter = std::min(width, height);
  if (shorter <= side) return picture;
  const auto scaled = [&](int32_t length) {
    return static_cast<int32_t>((length * side + shorter - 1) / shorter);
  };
  return made<Picture>(cnnviz_image_resize, picture.get(), scaled(width), scaled(height));
}

}  // namespace

std::vector<std::string> read_lines(const std::string& file) {
  std::error_code error;
  std::ifstream stream(file, std::ios::binary);
  if (!stream || fs::is_directory(file, error))
    throw Failure(fs::exists(file, error) ? kUnreadable : kUsage,
                  file + ": cannot be read as a text file");
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(line);
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

PointLabels read_labels(const std::string& file, const std::string& names, int64_t points) {
  PointLabels read;
  if (file.empty()) {
    if (!names.empty()) throw usage_error("--label-names has names of classes: give --labels too");
    return read;
  }
  std::vector<std::string> classes;
  if (!names.empty()) classes = read_lines(names);
  std::vector<int64_t> labels;
  if (file.ends_with(".npy")) {
    const auto tensor = made<Tensor>(cnnviz_tensor_read, file.c_str());
    if (cnnviz_tensor_dtype(tensor.get()) != CNNVIZ_DTYPE_INT64 ||
        cnnviz_tensor_rank(tensor.get()) != 1)
      throw usage_error(file + ": labels are whole numbers, one for each point: [n], not " +
                        shape_text(shape_of(tensor)));
    const int64_t* values = cnnviz_tensor_ints(tensor.get());
    labels.assign(values, values + cnnviz_tensor_size(tensor.get()));
  } else {
    const std::vector<std::string> lines = read_lines(file);
    if (all_numbers(lines)) {
      for (const std::string& line : lines) labels.push_back(std::stoll(line));
    } else {
      if (!names.empty())
        throw usage_error("--label-names: " + file + " has names already, not numbers");
      std::map<std::string, int64_t> index;
      for (const std::string& line : lines) index.emplace(line, 0);
      for (auto& [name, number] : index) {
        number = static_cast<int64_t>(classes.size());
        classes.push_back(name);
      }
      for (const std::string& line : lines) labels.push_back(index[line]);
    }
  }
  check_lines(file, labels.size(), points, "labels");
  for (const int64_t label : labels) {
    const bool named = label >= 0 && static_cast<size_t>(label) < classes.size();
    read.texts.push_back(label < 0 ? ""
                         : named   ? classes[static_cast<size_t>(label)]
                                   : std::to_string(label));
  }
  read.labels = int_tensor(labels);
  read.names = quoted_list(classes);
  return read;
}

std::vector<std::string> read_picture_list(const std::string& file, int64_t points) {
  std::vector<std::string> paths = read_lines(file);
  check_lines(file, paths.size(), points, "pictures");
  const fs::path folder = fs::path(file).parent_path();
  for (std::string& path : paths)
    if (fs::path(path).is_relative()) path = (folder / path).string();
  return paths;
}

ReadPictures read_pictures(const std::vector<std::string>& paths, const PictureReading& how) {
  std::vector<Picture> read(paths.size());
  std::vector<std::optional<Failure>> failures(paths.size());
  std::atomic<size_t> next{0};
  std::atomic<bool> stopped{false};
  const auto work = [&] {
    for (size_t i = next++; i < paths.size() && !stopped && !session().interrupted(); i = next++) {
      try {
        read[i] = reduced(made<Picture>(cnnviz_image_read, paths[i].c_str()), how.side);
      } catch (const Failure& failure) {
        failures[i] = failure;
        if (!how.optional) stopped = true;
      }
      session().advance();
    }
  };
  session().begin_progress("pictures", static_cast<int64_t>(paths.size()), how.progress);
  {
    const auto most = std::max<size_t>(1, std::min<size_t>(paths.size(), 16));
    const auto wanted = how.threads > 0 ? static_cast<size_t>(how.threads)
                                        : std::max<size_t>(1, std::thread::hardware_concurrency());
    std::vector<std::jthread> helpers;
    for (size_t t = 1; t < std::min(most, wanted); ++t) helpers.emplace_back(work);
    work();
  }
  session().end_progress();
  session().job();  // interrupted?
  ReadPictures result{made<Pictures>(cnnviz_images_create), 0};
  constexpr uint8_t kGray[] = {0xb0, 0xb0, 0xb0};
  const auto absent = made<Picture>(cnnviz_image_from_pixels, kGray, int64_t{3}, 1, 1, 3);
  for (size_t i = 0; i < paths.size(); ++i) {
    if (failures[i]) {
      if (!how.optional) throw Failure(*failures[i]);
      if (++result.missing <= kMostWarnings) session().warning(failures[i]->what());
    }
    check(cnnviz_images_add(result.pictures.get(), (read[i] ? read[i] : absent).get()));
  }
  if (result.missing > kMostWarnings)
    session().warning(std::to_string(result.missing) + " pictures in all cannot be read");
  return result;
}

Pictures drawn_points(const Tensor& points, const std::string& size) {
  int32_t height = 0, width = 0, channels = 1;
  int end = 0, longer = 0;
  const int found = std::sscanf(size.c_str(), "%5" SCNd32 "x%5" SCNd32 "%nx%1" SCNd32 "%n", &height,
                                &width, &end, &channels, &longer);
  const auto whole = static_cast<size_t>(found == 3 ? longer : end);
  if (found < 2 || whole != size.size() || height < 1 || width < 1 ||
      (channels != 1 && channels != 3))
    throw usage_error("--pixels " + size + ": must be HEIGHTxWIDTH or HEIGHTxWIDTHx3, as in 28x28");
  const std::vector<int64_t> shape = shape_of(points);
  const int64_t length = int64_t{height} * width * channels;
  if (shape.size() != 2 || shape[1] != length)
    throw usage_error("--pixels " + size + ": rows of " + std::to_string(length) +
                      " numbers are needed, these are " + shape_text(shape));
  const float* values = cnnviz_tensor_floats(points.get());
  const auto [low, high] = std::minmax_element(values, values + cnnviz_tensor_size(points.get()));
  const float factor = *high > *low ? 255 / (*high - *low) : 0;
  auto pictures = made<Pictures>(cnnviz_images_create);
  std::vector<uint8_t> pixels(static_cast<size_t>(length));
  for (int64_t i = 0; i < shape[0]; ++i) {
    for (size_t p = 0; p < pixels.size(); ++p)
      pixels[p] =
          static_cast<uint8_t>((values[i * length + static_cast<int64_t>(p)] - *low) * factor);
    const auto picture =
        made<Picture>(cnnviz_image_from_pixels, pixels.data(), length, width, height, channels);
    check(cnnviz_images_add(pictures.get(), picture.get()));
  }
  return pictures;
}

}  // namespace cli
