#include "corpus/collection.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <map>
#include <numeric>

#include "base/checked.h"
#include "base/error.h"
#include "base/text.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kApplicationId = 0x636e7669;  // "cnvi"
constexpr int64_t kFormat = 1;

// Every so many images a name is remembered, to start from: SQLite would count from the first.
constexpr int64_t kMilestone = 1024;

// Pages of 16 kB: vectors of 512 to 2048 numbers fill them well.
constexpr char kSchema[] = R"sql(
PRAGMA page_size = 16384;
BEGIN EXCLUSIVE;
CREATE TABLE collection(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE labels(class INTEGER PRIMARY KEY, label TEXT NOT NULL);
CREATE TABLE layers(id INTEGER PRIMARY KEY, tensor TEXT NOT NULL UNIQUE, channels INTEGER NOT NULL,
  rows INTEGER NOT NULL, columns INTEGER NOT NULL);
CREATE TABLE feature_sets(id INTEGER PRIMARY KEY, tensor TEXT NOT NULL UNIQUE,
  width INTEGER NOT NULL);
CREATE TABLE images(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL DEFAULT 'pending', error TEXT,
  bytes INTEGER, modified INTEGER, sha256 TEXT,
  image_width INTEGER, image_height INTEGER, resized_width INTEGER, resized_height INTEGER,
  crop_x INTEGER, crop_y INTEGER, view_width INTEGER, view_height INTEGER);
CREATE INDEX images_by_state ON images(state, name);
CREATE TABLE predictions(image INTEGER NOT NULL REFERENCES images(id), rank INTEGER NOT NULL,
  class INTEGER NOT NULL, probability REAL, logit REAL, PRIMARY KEY(image, rank)) WITHOUT ROWID;
CREATE TABLE features(feature_set INTEGER NOT NULL REFERENCES feature_sets(id),
  image INTEGER NOT NULL REFERENCES images(id), vector BLOB NOT NULL,
  PRIMARY KEY(feature_set, image));
CREATE TABLE strongest(layer INTEGER NOT NULL REFERENCES layers(id), channel INTEGER NOT NULL,
  rank INTEGER NOT NULL, image INTEGER NOT NULL REFERENCES images(id), value REAL NOT NULL,
  y INTEGER NOT NULL, x INTEGER NOT NULL, PRIMARY KEY(layer, channel, rank)) WITHOUT ROWID;
CREATE VIEW patches AS SELECT layers.tensor AS layer, channel, rank, images.name AS image, value,
  y, x FROM strongest JOIN layers ON layers.id = layer JOIN images ON images.id = image;
)sql";

constexpr char kImages[] =
    "SELECT id, name, bytes, modified, sha256, image_width, image_height, resized_width, "
    "resized_height, crop_x, crop_y, view_width, view_height FROM images ";

std::string pragma(const char* name, int64_t value) {
  return concat("PRAGMA ", name, " = ", value);
}

// Fills `target`, rows of `width` numbers, from the vectors and names that a query gives; how many
// rows there were.
int64_t read_vectors(const Collection& collection, Statement& rows, std::span<float> target,
                     int64_t width) {
  const auto length = static_cast<size_t>(width), bytes = length * sizeof(float);
  size_t at = 0;
  for (; at < target.size() && rows.step(); at += length) {
    const auto vector = rows.blob(0);
    require(vector.size() == bytes, Status::corrupt, "the collection ",
            core::quoted(collection.path()), " is damaged: the features of ",
            core::quoted(rows.text(1)), " have ", vector.size(), " bytes, not ", bytes);
    std::memcpy(target.data() + at, vector.data(), bytes);
  }
  return static_cast<int64_t>(at / length);
}

template <typename Item>
size_t index_of(const std::vector<Item>& items, const std::string& tensor, const std::string& path,
                const char* what) {
  std::vector<std::string> names;
  for (size_t i = 0; i < items.size(); ++i) {
    if (items[i].tensor == tensor || (tensor.empty() && items.size() == 1)) return i;
    names.push_back(items[i].tensor);
  }
  require(!items.empty(), Status::not_found, "the collection ", core::quoted(path), " holds no ",
          what);
  require(!tensor.empty(), Status::invalid_argument, "the collection ", core::quoted(path),
          " holds ", what, " of several tensors: name one of ", join(names));
  fail(Status::not_found, "the collection ", core::quoted(path), " holds no ", what, " of ",
       core::quoted(tensor), ", but of ", join(names), nearest_hint(tensor, names));
}

}  // namespace

void require_equal_settings(const CollectionSettings& a, const std::string& of_a,
                            const CollectionSettings& b, const std::string& of_b) {
  const auto same = [&](const std::string& first, const std::string& second, const char* what) {
    require(first == second, Status::mismatch, of_a, " and ", of_b, " differ in ", what, ": ",
            first, " and ", second, "; what was seen differently is not mixed");
  };
  same(a.model_sha256, b.model_sha256, "the model (by SHA-256)");
  same(a.preprocessing, b.preprocessing, "how pictures are prepared");
  const auto list = [](const auto& items) {
    std::vector<std::string> names;
    for (const auto& item : items) names.push_back(item.tensor);
    return names.empty() ? std::string("none") : join(names);
  };
  same(list(a.layers), list(b.layers), "the layers");
  same(list(a.features), list(b.features), "the features");
  same(std::to_string(a.strongest), std::to_string(b.strongest),
       "how many responses are kept of each channel");
}

bool Collection::exists(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return false;
  return Database(path, false).number("SELECT count(*) FROM sqlite_master") > 0;
}

std::shared_ptr<Collection> Collection::open(const std::string& path) {
  const std::shared_ptr<Collection> collection(new Collection(path, false));
  collection->read_settings();
  return collection;
}

std::shared_ptr<Collection> Collection::open_for_writing(const std::string& path,
                                                         const CollectionSettings& settings,
                                                         const std::string& root) {
  const std::shared_ptr<Collection> collection(new Collection(path, true));
  Database& database = collection->database_;
  // The lock of the first transaction is kept until the file is closed, or the process ends.
  database.run("PRAGMA locking_mode = EXCLUSIVE");
  if (database.number("PRAGMA application_id") == 0 &&
      database.number("SELECT count(*) FROM sqlite_master") == 0)
    collection->make(settings, root);
  collection->read_settings();
  database.run("BEGIN EXCLUSIVE; COMMIT");
  return collection;
}

void Collection::make(const CollectionSettings& settings, const std::string& root) {
  database_.run(kSchema);
  Statement entry = database_.prepare("INSERT INTO collection VALUES(?, ?)");
  entry.with("model_path", settings.model_path).run();
  entry.with("model_sha256", settings.model_sha256).run();
  entry.with("preprocessing", settings.preprocessing).run();
  entry.with("strongest", std::to_string(settings.strongest)).run();
  entry.with("root", root).run();
  Statement layer = database_.prepare("INSERT INTO layers VALUES(?, ?, ?, ?, ?)");
  for (size_t i = 0; i < settings.layers.size(); ++i) {
    const IndexedLayer& one = settings.layers[i];
    layer.with(static_cast<int64_t>(i), one.tensor, one.channels, one.rows, one.columns).run();
  }
  Statement features = database_.prepare("INSERT INTO feature_sets VALUES(?, ?, ?)");
  for (size_t i = 0; i < settings.features.size(); ++i)
    features.with(static_cast<int64_t>(i), settings.features[i].tensor, settings.features[i].width)
        .run();
  database_.run(pragma("application_id", kApplicationId));
  database_.run(pragma("user_version", kFormat));
  database_.run("COMMIT");
}

void Collection::read_settings() {
  const std::string name = core::quoted(path());
  require(database_.number("PRAGMA application_id") == kApplicationId, Status::corrupt, name,
          " is no collection: cnnviz did not make this database");
  const int64_t format = database_.number("PRAGMA user_version");
  require(format == kFormat, Status::unsupported, "the collection ", name, " has format ", format,
          "; this version reads format ", kFormat);
  std::map<std::string, std::string> entries;
  Statement all = database_.prepare("SELECT key, value FROM collection");
  while (all.step()) entries[all.text(0)] = all.text(1);
  const auto entry = [&](const char* key) -> const std::string& {
    const auto found = entries.find(key);
    require(found != entries.end(), Status::corrupt, "the collection ", name, " lacks its ", key);
    return found->second;
  };
  settings_ = {entry("model_path"), entry("model_sha256"), entry("preprocessing"), {}, {}, 0};
  require(parse_int(entry("strongest"), &settings_.strongest) && settings_.strongest > 0,
          Status::corrupt, "the collection ", name, " keeps ", core::quoted(entry("strongest")),
          " responses of each channel");
  root_ = entry("root");
  Statement layers =
      database_.prepare("SELECT tensor, channels, rows, columns FROM layers ORDER BY id");
  while (layers.step())
    settings_.layers.push_back(
        {layers.text(0), layers.integer(1), layers.integer(2), layers.integer(3)});
  Statement features = database_.prepare("SELECT tensor, width FROM feature_sets ORDER BY id");
  while (features.step()) settings_.features.push_back({features.text(0), features.integer(1)});
}

std::string Collection::file_of(const std::string& name, const std::string& root) const {
  if (name.starts_with('/')) return name;
  return (std::filesystem::path(root.empty() ? root_ : root) / name).string();
}

std::string Collection::name_of(const std::string& path) const {
  namespace fs = std::filesystem;
  if (path.starts_with('/')) return fs::path(path).lexically_normal().string();
  return (fs::current_path() / path).lexically_normal().lexically_relative(root_).string();
}

std::map<int64_t, int64_t> Collection::numbers_of(const std::set<int64_t>& ids) {
  std::map<int64_t, int64_t> numbers;
  Statement rows = database_.prepare("SELECT id FROM images WHERE state = 'indexed' ORDER BY name");
  for (int64_t number = 0; numbers.size() < ids.size() && rows.step(); ++number)
    if (const int64_t id = rows.integer(0); ids.contains(id)) numbers[id] = number;
  return numbers;
}

std::vector<int64_t> Collection::ids_of(std::span<const int64_t> numbers) {
  std::vector<size_t> order(numbers.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return numbers[a] < numbers[b]; });
  std::vector<int64_t> ids(numbers.size());
  Statement rows = database_.prepare("SELECT id FROM images WHERE state = 'indexed' ORDER BY name");
  int64_t number = -1;  // of the row read last
  for (const size_t i : order) {
    for (; number < numbers[i] && rows.step();) ++number;
    // Counting takes its time: only for who must be told.
    if (number != numbers[i] || number < 0)
      fail(Status::invalid_argument, "there is no image ", numbers[i],
           ": they are numbered from 0, and the collection has ", counts().indexed);
    ids[i] = rows.integer(0);
  }
  return ids;
}

ImageCounts Collection::counts() {
  ImageCounts counts;
  Statement all = database_.prepare("SELECT state, count(*) FROM images GROUP BY state");
  while (all.step()) {
    const std::string state = all.text(0);
    (state == "indexed"   ? counts.indexed
     : state == "pending" ? counts.pending
                          : counts.unreadable) = all.integer(1);
  }
  return counts;
}

std::vector<IndexedImage> Collection::read_images(Statement& rows) {
  std::vector<IndexedImage> images;
  Statement classes = database_.prepare(
      "SELECT class, probability, logit FROM predictions WHERE image = ? ORDER BY rank");
  while (rows.step()) {
    IndexedImage image;
    image.id = rows.integer(0);
    image.name = rows.text(1);
    image.bytes = rows.integer(2);
    image.modified = rows.integer(3);
    image.sha256 = rows.text(4);
    image.view = {rows.integer(5), rows.integer(6),  rows.integer(7),  rows.integer(8),
                  rows.integer(9), rows.integer(10), rows.integer(11), rows.integer(12)};
    classes.with(image.id);
    while (classes.step())
      image.classes.push_back({classes.integer(0), classes.real(1), classes.real(2)});
    images.push_back(std::move(image));
  }
  return images;
}

const std::vector<std::string>& Collection::milestones() {
  // Another process may have added images since.
  const int64_t version = database_.number("PRAGMA data_version");
  if (!milestones_.empty() && version == milestones_version_) return milestones_;
  milestones_version_ = version;
  milestones_.clear();
  Statement rows =
      database_.prepare("SELECT name FROM images WHERE state = 'indexed' ORDER BY name");
  milestones_.emplace_back();  // before all names
  for (int64_t number = 0; rows.step(); ++number)
    if (number > 0 && number % kMilestone == 0) milestones_.push_back(rows.text(0));
  return milestones_;
}

Collection::Milestone Collection::milestone_before(int64_t number) {
  if (number < kMilestone) return {};
  const size_t last = milestones().size() - 1;
  const size_t at = std::min(static_cast<size_t>(number / kMilestone), last);
  return {milestones_[at], static_cast<int64_t>(at) * kMilestone};
}

std::vector<IndexedImage> Collection::images(int64_t first, int64_t count) {
  Statement rows = database_.prepare(concat(kImages,
                                            "WHERE state = 'indexed' AND name >= ? ORDER BY name "
                                            "LIMIT ? OFFSET ?"));
  const Milestone start = milestone_before(first);
  return read_images(rows.with(start.name, count, first - start.number));
}

IndexedImage Collection::image(int64_t id) {
  Statement rows = database_.prepare(concat(kImages, "WHERE id = ?"));
  const std::vector<IndexedImage> found = read_images(rows.with(id));
  require(found.size() == 1, Status::corrupt, "the collection ", core::quoted(path()),
          " is damaged: it lacks an image that it refers to");
  return found.front();
}

int64_t Collection::number_of(const std::string& name) {
  Statement query = database_.prepare(
      "SELECT (SELECT count(*) FROM images WHERE state = 'indexed' AND name >= ?2 AND name < ?1) "
      "FROM images WHERE state = 'indexed' AND name = ?1");
  const auto after = std::ranges::upper_bound(milestones(), name);
  const auto at = std::max<int64_t>(after - milestones_.begin() - 1, 0);
  query.with(name, milestones_[static_cast<size_t>(at)]);
  require(query.step(), Status::not_found, "the collection ", core::quoted(path()),
          " has no image ", core::quoted(name));
  return at * kMilestone + query.integer(0);
}

std::vector<std::pair<std::string, std::string>> Collection::unreadable(int64_t most) {
  std::vector<std::pair<std::string, std::string>> images;
  Statement rows = database_.prepare(
      "SELECT name, error FROM images WHERE state = 'unreadable' ORDER BY name LIMIT ?");
  rows.with(most);
  while (rows.step()) images.emplace_back(rows.text(0), rows.text(1));
  return images;
}

std::vector<std::string> Collection::labels() {
  std::vector<std::string> labels;
  Statement rows = database_.prepare("SELECT label FROM labels ORDER BY class");
  while (rows.step()) labels.push_back(rows.text(0));
  return labels;
}

size_t Collection::layer_index(const std::string& tensor) const {
  return index_of(settings_.layers, tensor, path(), "strongest responses");
}

size_t Collection::features_index(const std::string& tensor) const {
  return index_of(settings_.features, tensor, path(), "features");
}

Tensor Collection::features(const std::string& tensor, int64_t first, int64_t count) {
  const size_t set = features_index(tensor);
  const int64_t width = settings_.features[set].width;
  checked_mul(checked_mul(width, static_cast<int64_t>(sizeof(float))), count);
  Tensor result = Tensor::unfilled(DataType::float32, {count, width});
  Statement rows = database_.prepare(
      "SELECT vector, images.name FROM (SELECT id, name FROM images WHERE state = 'indexed' AND "
      "name >= ? ORDER BY name LIMIT ? OFFSET ?) AS images LEFT JOIN features ON feature_set = ? "
      "AND image = images.id ORDER BY images.name");
  const Milestone start = milestone_before(first);
  rows.with(start.name, count, first - start.number, static_cast<int64_t>(set));
  const int64_t read = read_vectors(*this, rows, result.mutable_floats(), width);
  if (read != count)
    fail(Status::invalid_argument, "images ", first, " to ", first + count - 1,
         " were asked for, but the collection has ", counts().indexed);
  return result;
}

Tensor Collection::features_of(const std::string& tensor, std::span<const int64_t> numbers) {
  const size_t set = features_index(tensor);
  const int64_t width = settings_.features[set].width;
  const std::vector<int64_t> ids = ids_of(numbers);
  Tensor result = Tensor::unfilled(DataType::float32, {static_cast<int64_t>(ids.size()), width});
  Statement row = database_.prepare(
      "SELECT vector, name FROM images LEFT JOIN features ON feature_set = ? AND image = id WHERE "
      "id = ?");
  const auto length = static_cast<size_t>(width);
  for (size_t i = 0; i < ids.size(); ++i) {
    row.with(static_cast<int64_t>(set), ids[i]);
    read_vectors(*this, row, result.mutable_floats().subspan(i * length, length), width);
  }
  return result;
}

FeatureReader::FeatureReader(Collection& collection, const std::string& tensor)
    : collection_(collection),
      width_(collection.feature_set(tensor).width),
      rows_(collection.database().prepare(
          "SELECT vector, name FROM images LEFT JOIN features ON feature_set = ? AND image = id "
          "WHERE state = 'indexed' ORDER BY name")) {
  rows_.with(static_cast<int64_t>(collection.features_index(tensor)));
}

Tensor FeatureReader::next(int64_t most) {
  Tensor block = Tensor::unfilled(DataType::float32, {ended_ ? 0 : most, width_});
  const int64_t read = read_vectors(collection_, rows_, block.mutable_floats(), width_);
  if (read == most) return block;
  ended_ = true;  // another step would begin anew
  Tensor rest = Tensor::unfilled(DataType::float32, {read, width_});
  std::copy_n(block.floats().begin(), read * width_, rest.mutable_floats().begin());
  return rest;
}

}  // namespace cnnviz::core
