#include "reference_images.h"

#include <algorithm>
#include <numeric>
#include <sstream>

#include "neighbor_votes.h"
#include "outputs.h"

namespace cli {

namespace {

constexpr size_t kPicturesAtOnce = 32;
constexpr uint8_t kGround = 128;  // in place of a picture that is gone

Json image_by_number(const Corpus& corpus, int64_t number) {
  const auto result = made<Result>(cnnviz_corpus_images, corpus.get(), number, int64_t{1});
  return document_of(result).at("images").at(0);
}

// "tabby", or the class's number; "" for none.
std::string class_text(const Json& described) {
  if (described.at("class").is_null()) return "";
  const std::string name = class_name(described);
  return name.substr(0, name.find(','));
}

Tensor matrix(const std::vector<float>& values, int64_t rows, int64_t width) {
  const int64_t shape[] = {rows, width};
  return made<Tensor>(cnnviz_tensor_from_floats, values.data(), rows * width, shape, 2);
}

}  // namespace

ReferenceImages::ReferenceImages(const CollectionOptions& options, const Corpus& corpus,
                                 const std::string& features, const ImageClasses* labels)
    : options_(options), corpus_(corpus), features_(features), labels_(labels) {}

void ReferenceImages::add(const std::vector<std::string>& paths,
                          const std::vector<std::string>& stems) {
  std::vector<size_t> outside;
  given_ = static_cast<int64_t>(paths.size());
  for (size_t i = 0; i < paths.size(); ++i) {
    Image image;
    image.name = paths[i];
    image.stem = stems[i];
    image.number = cnnviz_corpus_find(corpus_.get(), paths[i].c_str());
    check_value(image.number >= 0 || cnnviz_last_status() == CNNVIZ_STATUS_NOT_FOUND);
    if (image.number < 0) outside.push_back(images_.size());
    images_.push_back(std::move(image));
  }
  if (!outside.empty()) embed_outside(outside);
}

void ReferenceImages::embed_outside(const std::vector<size_t>& outside) {
  const Model model = options_.open_model(corpus_);
  std::vector<size_t> unreadable;
  int64_t rows = 0;
  for (size_t first = 0; first < outside.size(); first += kPicturesAtOnce) {
    const auto pictures = made<Pictures>(cnnviz_images_create);
    std::vector<size_t> seen;
    for (size_t i = first; i < std::min(first + kPicturesAtOnce, outside.size()); ++i) {
      try {
        const auto picture = made<Picture>(cnnviz_image_read, images_[outside[i]].name.c_str());
        check(cnnviz_images_add(pictures.get(), picture.get()));
        seen.push_back(outside[i]);
      } catch (const Failure& failure) {
        if (given_ == 1) throw;
        session().error(failure.what());
        if (first_failure_ == kOk) first_failure_ = failure.exit_code();
        unreadable.push_back(outside[i]);
      }
    }
    if (seen.empty()) continue;
    const auto result = made<Result>(cnnviz_corpus_embed, corpus_.get(), model.get(),
                                     pictures.get(), name_or_null(features_), session().job());
    const Tensor features = tensor_of(result, "features");
    width_ = shape_of(features)[1];
    const float* values = cnnviz_tensor_floats(features.get());
    vectors_.insert(vectors_.end(), values, values + cnnviz_tensor_size(features.get()));
    const Json document = document_of(result);
    for (size_t i = 0; i < seen.size(); ++i) {
      images_[seen[i]].feature_row = rows++;
      images_[seen[i]].classes = document.at("images").at(i).at("classes");
    }
  }
  failed_ = static_cast<int64_t>(unreadable.size());
  for (auto i = unreadable.rbegin(); i != unreadable.rend(); ++i)
    images_.erase(images_.begin() + static_cast<std::ptrdiff_t>(*i));
}

void ReferenceImages::search(const cnnviz_neighbors_options& options) {
  std::vector<size_t> inside, outside;
  std::vector<int64_t> numbers;
  for (size_t i = 0; i < images_.size(); ++i) {
    (images_[i].number < 0 ? outside : inside).push_back(i);
    if (images_[i].number >= 0) numbers.push_back(images_[i].number);
  }
  const auto rows = static_cast<int64_t>(outside.size());
  if (!inside.empty()) ask(int_tensor(numbers), inside, options);
  if (!outside.empty()) ask(matrix(vectors_, rows, width_), outside, options);
  vectors_.clear();
  describe();
}

void ReferenceImages::ask(const Tensor& queries, const std::vector<size_t>& asking,
                          const cnnviz_neighbors_options& options) {
  const CallProgress progress("neighbors", "", options_.progress_mode());
  const auto result = made<Result>(cnnviz_corpus_neighbors, corpus_.get(), name_or_null(features_),
                                   queries.get(), &options, session().job());
  const Tensor indices = tensor_of(result, "indices"), distances = tensor_of(result, "distances");
  const int64_t* index = cnnviz_tensor_ints(indices.get());
  const float* distance = cnnviz_tensor_floats(distances.get());
  for (const size_t i : asking) {
    images_[i].neighbors.assign(index, index + options.count);
    images_[i].distances.assign(distance, distance + options.count);
    index += options.count;
    distance += options.count;
  }
  Json document = document_of(result);
  // Of two searches the poorer recall is told.
  if (document_.is_null() || document.at("recall") < document_.at("recall"))
    document_ = std::move(document);
}

Json ReferenceImages::class_of(int64_t number, const Json& classes) const {
  Json described = {{"class", nullptr}, {"label", nullptr}, {"probability", nullptr}};
  if (labels_ != nullptr && number >= 0) {
    const auto at = static_cast<size_t>(number);
    if (labels_->classes[at] < 0) return described;
    described["class"] = labels_->classes[at];
    described["label"] = labels_->names[at];
  } else if (!classes.empty()) {
    for (const char* key : {"class", "label", "probability"}) described[key] = classes[0].at(key);
  }
  return described;
}

void ReferenceImages::describe() {
  Json references = Json::array();
  for (const Image& image : images_) {
    const bool inside = image.number >= 0;
    const Json known = inside ? image_by_number(corpus_, image.number) : Json::object();
    Json reference = {{"image", inside ? known.at("image") : Json(image.name)},
                      {"number", inside ? Json(image.number) : Json(nullptr)}};
    reference.update(class_of(image.number, inside ? known.at("classes") : image.classes));
    reference["neighbors"] = Json::array();
    std::vector<int64_t> ranks(image.neighbors.size()), classes;
    std::iota(ranks.begin(), ranks.end(), 0);
    for (size_t rank = 0; rank < image.neighbors.size(); ++rank) {
      const Json near = image_by_number(corpus_, image.neighbors[rank]);
      Json neighbor = {{"image", near.at("image")},
                       {"number", image.neighbors[rank]},
                       {"distance", image.distances[rank]}};
      neighbor.update(class_of(image.neighbors[rank], near.at("classes")));
      classes.push_back(neighbor.at("class").is_null() ? -1 : neighbor.at("class").get<int64_t>());
      reference["neighbors"].push_back(std::move(neighbor));
    }
    const Vote vote = vote_of(ranks, classes);
    const auto winner = std::find(classes.begin(), classes.end(), vote.of) - classes.begin();
    const Json none(nullptr);
    const bool any = vote.votes > 0;
    reference["vote"] = {
        {"class", any ? Json(vote.of) : none},
        {"label", any ? reference["neighbors"][static_cast<size_t>(winner)].at("label") : none},
        {"votes", vote.votes}};
    references.push_back(std::move(reference));
  }
  document_["references"] = std::move(references);
}

Panel ReferenceImages::panel(const std::string& file, int64_t number, const Json& described) {
  Panel panel;
  panel.caption = class_text(described);
  try {
    panel.picture = number < 0 ? made<Picture>(cnnviz_image_read, file.c_str())
                               : made<Picture>(cnnviz_corpus_picture, corpus_.get(), number,
                                               name_or_null(options_.root));
  } catch (const Failure& failure) {
    session().warning(failure.what());
    ++problems_;
    const std::vector<uint8_t> gray(64 * 64, kGround);
    panel.picture = made<Picture>(cnnviz_image_from_pixels, gray.data(),
                                  static_cast<int64_t>(gray.size()), 64, 64, 1);
    panel.warning = "not to be read as it was indexed";
  }
  return panel;
}

PanelRow ReferenceImages::row(size_t i) {
  const Json& reference = document_.at("references").at(i);
  const Image& image = images_[i];
  PanelRow row{short_name(image.name), {}};
  row.panels.push_back(panel(image.name, image.number, reference));
  for (const Json& neighbor : reference.at("neighbors")) {
    row.panels.push_back(panel("", neighbor.at("number").get<int64_t>(), neighbor));
    std::string& caption = row.panels.back().caption;
    const std::string distance = number_text(neighbor.at("distance").get<double>());
    caption = caption.empty() ? distance : distance + ", " + caption;
  }
  return row;
}

Tensor ReferenceImages::indices() const {
  std::vector<int64_t> all;
  for (const Image& image : images_)
    all.insert(all.end(), image.neighbors.begin(), image.neighbors.end());
  const auto rows = static_cast<int64_t>(images_.size());
  return int_tensor(all, {rows, static_cast<int64_t>(all.size()) / rows});
}

Tensor ReferenceImages::distances() const {
  std::vector<float> all;
  for (const Image& image : images_)
    all.insert(all.end(), image.distances.begin(), image.distances.end());
  const auto rows = static_cast<int64_t>(images_.size());
  return matrix(all, rows, static_cast<int64_t>(all.size()) / rows);
}

void ReferenceImages::write_csv(const std::string& path) const {
  std::ostringstream file;
  file << "image,rank,neighbor,number,distance,class,label\n";
  for (const Json& reference : document_.at("references")) {
    int rank = 0;
    for (const Json& neighbor : reference.at("neighbors")) {
      const Json &number = neighbor.at("class"), &label = neighbor.at("label");
      file << csv_field(reference.at("image").get<std::string>()) << ',' << rank++ << ','
           << csv_field(neighbor.at("image").get<std::string>()) << ',' << neighbor.at("number")
           << ',' << neighbor.at("distance") << ',' << (number.is_null() ? "" : number.dump())
           << ',' << (label.is_string() ? csv_field(label.get<std::string>()) : "") << '\n';
    }
  }
  write_text(path, file.str());
  session().note("wrote " + path);
}

int ReferenceImages::exit_code() const {
  if (failed_ == given_ && failed_ > 0) return first_failure_;
  return failed_ > 0 || problems_ > 0 ? kSomeFailed : kOk;
}

}  // namespace cli
