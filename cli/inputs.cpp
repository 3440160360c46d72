#include "inputs.h"

#include <filesystem>
#include <set>

namespace cli {
namespace {

std::string stem_of(const std::string& path) {
  if (path == "-") return "stdin";
  const std::string stem = std::filesystem::path(path).stem().string();
  return stem.empty() ? "picture" : stem;
}

}  // namespace

std::vector<std::string> distinct_stems(const std::vector<std::string>& paths) {
  std::set<std::string> used;
  std::vector<std::string> stems;
  for (const std::string& path : paths) {
    const std::string stem = stem_of(path);
    std::string name = stem;
    for (int number = 2; !used.insert(name).second; ++number)
      name = stem + "-" + std::to_string(number);
    stems.push_back(name);
  }
  return stems;
}

Inputs::Inputs(const Model& model, const InputOptions& options) : model_(model), options_(options) {
  if (options.batch < 1)
    throw usage_error("--batch " + std::to_string(options.batch) + ": must be at least 1");
  if (options.input_raw.empty()) {
    if (options.images.empty())
      throw usage_error(
          "no picture is given: name one after the model, or feed --input-raw FILE.npy");
    std::error_code error;
    for (const std::string& path : options.images)
      if (std::filesystem::is_directory(path, error))
        throw usage_error(path + " is a folder: name its pictures, as in " + path +
                          "/*.png; cnnviz index looks at whole folders");
    stems_ = distinct_stems(options.images);
    return;
  }
  if (!options.images.empty())
    throw usage_error("--input-raw takes the place of pictures: leave " + options.images.front() +
                      " out");
  raw_ = made<Tensor>(cnnviz_tensor_read, options.input_raw.c_str());
  const int64_t images =
      cnnviz_tensor_rank(raw_.get()) > 0 ? cnnviz_tensor_extent(raw_.get(), 0) : 1;
  if (images < 1)
    throw usage_error("--input-raw " + options.input_raw + ": its shape " +
                      shape_text(shape_of(raw_)) + " has no images in the first axis");
  stems_ = distinct_stems(std::vector<std::string>(static_cast<size_t>(images), options.input_raw));
}

std::vector<std::string> Inputs::files() const {
  if (raw_ != nullptr) return {options_.input_raw};
  return options_.images;
}

std::optional<Item> Inputs::read(size_t index) {
  const std::string& path = options_.images[index];
  try {
    return Item{path, stems_[index], made<Picture>(cnnviz_image_read, path.c_str())};
  } catch (const Failure& failure) {
    if (count() == 1) throw;
    session().error(failure.what());
    ++failed_;
    if (first_failure_ == kOk) first_failure_ = failure.exit_code();
    return std::nullopt;
  }
}

std::optional<Batch> Inputs::next() {
  Batch batch;
  if (raw_ != nullptr) {
    if (position_ > 0) return std::nullopt;
    for (const std::string& stem : stems_) {
      const std::string number = "[" + std::to_string(position_++) + "]";
      batch.items.push_back({options_.input_raw + (count() > 1 ? number : ""), stem, nullptr});
    }
    batch.input = std::move(raw_);
    return batch;
  }
  const auto pictures = made<Pictures>(cnnviz_images_create);
  while (position_ < stems_.size() && static_cast<int32_t>(batch.items.size()) < options_.batch) {
    session().job();  // ends the command where it was interrupted
    if (auto item = read(position_++)) {
      check(cnnviz_images_add(pictures.get(), item->photo.get()));
      batch.items.push_back(std::move(*item));
    }
  }
  if (batch.items.empty()) return std::nullopt;
  batch.input = made<Tensor>(cnnviz_model_preprocess_images, model_.get(), pictures.get());
  return batch;
}

int Inputs::exit_code() const {
  if (failed_ == 0) return kOk;
  return failed_ == count() ? first_failure_ : kSomeFailed;
}

}  // namespace cli
