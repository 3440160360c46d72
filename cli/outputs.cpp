#include "outputs.h"
#include "json_text.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace cli {

namespace fs = std::filesystem;

namespace {

// Rows that one picture of all inputs can have.
constexpr size_t kMostRows = 64;

bool is_picture_name(const std::string& path) {
  std::string name = path;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return path == "-" || name.ends_with(".png") || name.ends_with(".jpg") || name.ends_with(".jpeg");
}

// Whether the folder of a file that will be written is there.
bool has_folder(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  std::error_code error;
  return folder.empty() || fs::is_directory(folder, error);
}

// NAME.json of NAME.png.
std::string recipe_path(const std::string& picture) {
  return fs::path(picture).replace_extension(".json").string();
}

// Whether a file is a recipe of an earlier picture, which goes with it.
bool is_recipe(const std::string& path) {
  std::ifstream file(path);
  const Json document = Json::parse(file, nullptr, false);
  const Json& first = document.is_array() && !document.empty() ? document[0] : document;
  return first.is_object() && first.contains("method") && first.contains("targets");
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  return fs::equivalent(a, b, error) && !error;
}

void check_no_input(const std::string& path, const std::vector<std::string>& inputs) {
  for (const std::string& file : inputs)
    if (same_file(path, file)) throw usage_error(path + " is an input: it is not overwritten");
}

}  // namespace

bool is_page_name(const std::string& path) {
  return path.ends_with(".html") || path.ends_with(".htm");
}

void check_output(const std::string& path, const std::vector<std::string>& inputs) {
  check_no_input(path, inputs);
  if (!has_folder(path))
    throw usage_error(path + ": no folder \"" + fs::path(path).parent_path().string() + "\"");
}

Outputs::Outputs(const std::string& command, const ModelOptions& model, const OutputOptions& output,
                 const std::vector<std::string>& stems, std::vector<std::string> files)
    : command_(command), model_(model), output_(output), files_(std::move(files)) {
  files_.push_back(model.model);
  const bool numbers = !output.raw.empty() || !output.further.empty();
  draws_ = !output.output.empty() || (output.pictures && !numbers && !model.json);
  std::error_code error;
  const bool several = stems.size() > 1;
  folder_ =
      !output.output.empty() && output.output != "-" &&
      (fs::is_directory(output.output, error) || (several && !is_picture_name(output.output)));
  separate_ = folder_ || !several;
  if (model.json && (output.output == "-" || output.raw == "-"))
    throw usage_error("--json prints to standard output: -o and --raw cannot go there too");
  if (output.output == "-" && output.raw == "-")
    throw usage_error("-o and --raw cannot both go to standard output");
  if (wants_raw()) refuse(output.raw, true);
  for (const std::string& path : output.further) refuse(path, true);
  if (!draws_) return;
  if (!separate_ && stems.size() > kMostRows)
    throw usage_error(std::to_string(stems.size()) +
                      " pictures do not fit into one figure: give -o FOLDER for one each");
  const bool named = !output.output.empty() && !folder_;
  if (named && !is_picture_name(output.output) && !(output.pages && is_page_name(output.output)))
    throw usage_error("-o " + output.output + ": a picture's name ends in .png, .jpg or .jpeg" +
                      (output.pages ? ", a page's in .html" : "") +
                      ", and there is no folder of this name");
  if (!separate_) {
    refuse_picture(picture_path(""), named);
  } else {
    for (const std::string& stem : stems) refuse_picture(picture_path(stem), named);
  }
  if (folder_) {
    fs::create_directories(output.output, error);
    if (error)
      throw Failure(kFailed, output.output + ": cannot make the folder: " + error.message());
  }
}

void Outputs::refuse(const std::string& path, bool named) const {
  if (path == "-") return;
  if (named) return check_output(path, files_);
  check_no_input(path, files_);
  std::error_code error;
  if (!model_.force && fs::exists(path, error))
    throw usage_error(path + " exists: --force overwrites it, -o names another");
}

void Outputs::refuse_picture(const std::string& path, bool named) const {
  refuse(path, named);
  if (!output_.recipes || path == "-") return;
  const std::string recipe = recipe_path(path);
  refuse(recipe, true);
  std::error_code error;
  if (!model_.force && fs::exists(recipe, error) && !is_recipe(recipe))
    throw usage_error(recipe + ", where the recipe of " + path +
                      " goes, exists and is no recipe: --force overwrites it, -o names another");
}

std::string Outputs::picture_path(const std::string& stem) const {
  const std::string name = (stem.empty() ? "" : stem + ".") + command_ + ".png";
  if (folder_) return (fs::path(output_.output) / name).string();
  return output_.output.empty() ? name : output_.output;
}

void Outputs::write(const Picture& picture, const std::string& path, const Json& document) const {
  check_writing(cnnviz_image_write(picture.get(), path.c_str(), json_text(document).c_str()));
  announce(path);
}

void Outputs::write_recipe(const std::string& path, const Json& document) const {
  if (path != "-") write_text(recipe_path(path), json_text(document, 1) + "\n");
}

void Outputs::write_page(const Bytes& page, const std::string& path) const {
  check_writing(cnnviz_bytes_write(page.get(), path.c_str()));
  announce(path);
}

void Outputs::announce(const std::string& path) const {
  if (output_.output.empty() && !model_.json) {
    std::cout << path << '\n';
  } else if (path != "-") {
    session().note("wrote " + path);
  }
}

void Outputs::write_numbers(const Tensor& tensor, const std::string& path) const {
  check_writing(cnnviz_tensor_write(tensor.get(), path.c_str()));
  if (path != "-") session().note("wrote " + path + " (" + shape_text(shape_of(tensor)) + ")");
}

void Outputs::print(const Json& document) const {
  std::cout << json_text(document, 1) << '\n';
}

void write_text(const std::string& path, const std::string& text) {
  const auto* data = reinterpret_cast<const uint8_t*>(text.data());
  const auto bytes = made<Bytes>(cnnviz_bytes_create, data, static_cast<int64_t>(text.size()));
  check_writing(cnnviz_bytes_write(bytes.get(), path.c_str()));
}

void RawCollector::add(size_t series, const Tensor& tensor) {
  if (series_.size() <= series) series_.resize(series + 1);
  Series& target = series_[series];
  const std::vector<int64_t> shape = shape_of(tensor);
  const auto count = static_cast<size_t>(cnnviz_tensor_size(tensor.get()));
  if (cnnviz_tensor_dtype(tensor.get()) == CNNVIZ_DTYPE_FLOAT32) {
    const float* values = cnnviz_tensor_floats(tensor.get());
    target.floats.insert(target.floats.end(), values, values + count);
  } else {
    const int64_t* values = cnnviz_tensor_ints(tensor.get());
    target.ints.insert(target.ints.end(), values, values + count);
  }
  if (target.shape.empty()) {
    target.shape = shape;
  } else if (!shape.empty()) {
    target.shape[0] += shape[0];
  }
}

Tensor RawCollector::joined(bool drop_single) const {
  std::vector<float> floats;
  std::vector<int64_t> ints, shape;
  for (const Series& one : series_) {
    floats.insert(floats.end(), one.floats.begin(), one.floats.end());
    ints.insert(ints.end(), one.ints.begin(), one.ints.end());
  }
  if (!series_.empty()) shape = series_.front().shape;
  if (drop_single && !shape.empty() && shape[0] == 1) shape.erase(shape.begin());
  if (series_.size() > 1) shape.insert(shape.begin(), static_cast<int64_t>(series_.size()));
  const auto rank = static_cast<int32_t>(shape.size());
  if (!ints.empty())
    return made<Tensor>(cnnviz_tensor_from_ints, ints.data(), static_cast<int64_t>(ints.size()),
                        shape.data(), rank);
  return made<Tensor>(cnnviz_tensor_from_floats, floats.data(), static_cast<int64_t>(floats.size()),
                      shape.data(), rank);
}

}  // namespace cli
