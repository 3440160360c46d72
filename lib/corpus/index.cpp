#include "corpus/index.h"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/text.h"
#include "corpus/pipeline.h"
#include "corpus/sources.h"
#include "corpus/strongest.h"

namespace cnnviz::core {

namespace fs = std::filesystem;

namespace {

// Names read from the database at a time.
constexpr int64_t kNames = 512;
// Storing takes a twentieth of the time; a killed process loses no more than two seconds of work.
constexpr int kShareOfStoring = 20;
constexpr std::chrono::milliseconds kSoonest{100}, kLatest{2000};
constexpr int64_t kImagesBetweenCommits = 1024;

class Indexer {
 public:
  Indexer(const Model& model, Collection& collection, const IndexRequest& request,
          Progress* progress)
      : model_(model),
        collection_(collection),
        database_(collection.database()),
        request_(request),
        progress_(progress) {}

  IndexReport run() {
    begin_stage(progress_, "looking for images", 0);
    retry_unreadable();
    add_sources();
    check_files();
    process();
    report_.counts = collection_.counts();
    report_.failures = collection_.unreadable(kMostFailures);
    return std::move(report_);
  }

 private:
  // A file that could not be read may have been mended.
  void retry_unreadable() {
    database_.run("UPDATE images SET state = 'pending', error = NULL WHERE state = 'unreadable'");
  }

  void add_sources() {
    Transaction transaction(database_);
    Statement add = database_.prepare("INSERT OR IGNORE INTO images(name) VALUES(?)");
    Statement known = database_.prepare("SELECT 1 FROM images WHERE name = ?");
    for_each_picture(
        request_.sources,
        [&](const std::string& path) {
          known.with(collection_.name_of(path));
          const bool found = known.step();
          known.reset();
          return found;
        },
        [&](const std::string& path) {
          check_cancelled(progress_);
          ++report_.found;
          const std::string name = collection_.name_of(path);
          if (in_shard(name, request_.shard, request_.shards)) add.with(name).run();
        });
    require(report_.found > 0 || request_.sources.empty() ||
                database_.number("SELECT count(*) FROM images") > 0,
            Status::invalid_argument, "there is no picture in ", join(request_.sources),
            ": files that end in .png, .jpg or .jpeg are looked for");
    transaction.commit();
  }

  // Finds images that were indexed and whose files are others now.
  void check_files() {
    std::string after;
    for (bool more = true; more;) {
      check_cancelled(progress_);
      Statement rows = database_.prepare(
          "SELECT name, bytes, modified, sha256, id FROM images WHERE state = 'indexed' AND "
          "name > ? ORDER BY name LIMIT ?");
      rows.with(after, kNames);
      std::vector<std::pair<int64_t, int64_t>> touched;  // id, new time
      more = false;
      while (rows.step()) {
        more = true;
        after = rows.text(0);
        check_file(rows, touched);
      }
      rows.reset();
      for (const auto& [id, modified] : touched)
        database_.prepare("UPDATE images SET modified = ? WHERE id = ?").with(modified, id).run();
    }
    if (request_.refresh && !(report_.changed.empty() && report_.vanished.empty())) refresh();
  }

  void check_file(const Statement& row, std::vector<std::pair<int64_t, int64_t>>& touched) {
    const std::string name = row.text(0), file = collection_.file_of(name);
    struct stat info {};
    if (::stat(file.c_str(), &info) != 0) {
      report_.vanished.push_back(name);
      return;
    }
    const int64_t modified = int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
    if (info.st_size == row.integer(1) && modified == row.integer(2)) return;
    try {
      if (info.st_size == row.integer(1) && sha256(read_file(file)) == row.text(3)) {
        touched.emplace_back(row.integer(4), modified);
        return;
      }
    } catch (const Error&) {
      // It cannot be read any more: another file, too.
    }
    report_.changed.push_back(name);
  }

  void refresh() {
    Transaction transaction(database_);
    bool in_lists = false;
    Statement listed = database_.prepare(
        "SELECT 1 FROM strongest WHERE image = (SELECT id FROM images WHERE name = ?) LIMIT 1");
    const auto forget = [&](const std::vector<std::string>& names, const char* images) {
      for (const std::string& name : names) {
        listed.with(name);
        in_lists = listed.step() || in_lists;
        listed.reset();
        for (const char* table : {"features", "predictions"})
          database_
              .prepare(concat("DELETE FROM ", table,
                              " WHERE image = (SELECT id FROM images WHERE name = ?)"))
              .with(name)
              .run();
        database_.prepare(images).with(name).run();
      }
    };
    forget(report_.changed, "UPDATE images SET state = 'pending' WHERE name = ?");
    // The lists go first: they refer to the images.
    forget(report_.vanished, "UPDATE images SET state = 'vanished' WHERE name = ?");
    if (in_lists)
      database_.run(
          "DELETE FROM strongest; DELETE FROM features; DELETE FROM predictions;"
          "UPDATE images SET state = 'pending' WHERE state = 'indexed'");
    database_.run("DELETE FROM images WHERE state = 'vanished'");
    transaction.commit();
    report_.changed.clear();
    report_.vanished.clear();
  }

  void process() {
    const int64_t pending = collection_.counts().pending;
    begin_stage(progress_, "index", pending);
    if (pending == 0) return;
    StrongestLists lists(collection_.settings().layers, collection_.settings().strongest);
    lists.load(database_);
    lists.mark_stored();
    std::vector<PipelineResult> done;
    bool whole = true;  // no image is partly in the lists, nothing partly stored
    using Clock = std::chrono::steady_clock;
    Clock::time_point next = Clock::now() + kSoonest;
    const auto store_all = [&] {
      const Clock::time_point began = Clock::now();
      whole = false;
      store(done, lists);
      whole = true;
      done.clear();
      const Clock::duration pause = kShareOfStoring * (Clock::now() - began);
      next = Clock::now() + std::clamp<Clock::duration>(pause, kSoonest, kLatest);
    };
    try {
      Pipeline pipeline(model_, collection_.settings(), progress_);
      int64_t added = 0, received = 0;
      for (bool more = true; more || received < added;) {
        if (more && added - received < kNames) {
          const int64_t before = added;
          added += add_names(pipeline);
          more = added > before;
          continue;
        }
        done.push_back(pipeline.next());
        ++received;
        Observation& seen = done.back().seen;
        whole = false;
        lists.add_image(done.back().image.id, done.back().image.name, seen.peaks);
        whole = true;
        seen.peaks.clear();
        advance_stage(progress_, 1);
        check_cancelled(progress_);
        if (Clock::now() >= next || static_cast<int64_t>(done.size()) >= kImagesBetweenCommits)
          store_all();
      }
    } catch (...) {
      if (whole) store_all();  // what is done need not be done again
      throw;
    }
    store_all();
  }

  int64_t add_names(Pipeline& pipeline) {
    Statement rows = database_.prepare(
        "SELECT id, name FROM images WHERE state = 'pending' AND name > ? ORDER BY name LIMIT ?");
    rows.with(last_name_, kNames);
    int64_t count = 0;
    for (; rows.step(); ++count) {
      last_name_ = rows.text(1);
      pipeline.add({rows.integer(0), last_name_, collection_.file_of(last_name_)});
    }
    return count;
  }

  void store(const std::vector<PipelineResult>& results, StrongestLists& lists) {
    Transaction transaction(database_);
    Statement indexed = database_.prepare(
        "UPDATE images SET state = 'indexed', bytes = ?, modified = ?, sha256 = ?, image_width = ?,"
        "image_height = ?, resized_width = ?, resized_height = ?, crop_x = ?, crop_y = ?,"
        "view_width = ?, view_height = ? WHERE id = ?");
    Statement unreadable =
        database_.prepare("UPDATE images SET state = 'unreadable', error = ? WHERE id = ?");
    Statement prediction =
        database_.prepare("INSERT OR REPLACE INTO predictions VALUES(?, ?, ?, ?, ?)");
    Statement features = database_.prepare("INSERT OR REPLACE INTO features VALUES(?, ?, ?)");
    for (const PipelineResult& result : results) {
      const IndexedImage& image = result.image;
      if (!result.error.empty()) {
        unreadable.with(result.error, image.id).run();
        ++report_.unreadable;
        continue;
      }
      const ViewGeometry& v = image.view;
      indexed
          .with(image.bytes, image.modified, image.sha256, v.image_width, v.image_height,
                v.resized_width, v.resized_height, v.crop_x, v.crop_y, v.view_width, v.view_height,
                image.id)
          .run();
      for (size_t rank = 0; rank < image.classes.size(); ++rank) {
        const ClassGuess& guess = image.classes[rank];
        prediction
            .with(image.id, static_cast<int64_t>(rank), guess.index, guess.probability, guess.logit)
            .run();
      }
      for (size_t set = 0; set < result.seen.features.size(); ++set) {
        const std::vector<float>& vector = result.seen.features[set];
        features
            .with(static_cast<int64_t>(set), image.id,
                  std::span(reinterpret_cast<const uint8_t*>(vector.data()),
                            vector.size() * sizeof(float)))
            .run();
      }
      ++report_.indexed;
    }
    lists.store(database_);
    transaction.commit();
  }

  const Model& model_;
  Collection& collection_;
  Database& database_;
  const IndexRequest& request_;
  Progress* progress_;
  IndexReport report_;
  std::string last_name_;
};

void check_request(const IndexRequest& request) {
  require(request.shards >= 1 && request.shard >= 1 && request.shard <= request.shards,
          Status::invalid_argument, "shard ", request.shard, " of ", request.shards,
          ": shards are counted from 1");
  require(request.strongest >= 0 && request.strongest <= kMostStrongest, Status::invalid_argument,
          "of each channel 1 to ", kMostStrongest, " responses are kept, not ", request.strongest);
}

// What a collection that exists was made with, where the caller leaves it open.
CollectionSettings settings_for(const Model& model, const std::string& path,
                                const IndexRequest& request, const Progress* progress) {
  std::vector<std::string> layers = request.layers, features = request.features;
  int64_t strongest = request.strongest;
  if (Collection::exists(path)) {
    const auto existing = Collection::open(path);
    require_model(model, *existing, progress);
    const CollectionSettings& settings = existing->settings();
    if (layers.empty())
      for (const IndexedLayer& layer : settings.layers) layers.push_back(layer.tensor);
    if (features.empty())
      for (const IndexedFeatures& set : settings.features) features.push_back(set.tensor);
    if (strongest == 0) strongest = settings.strongest;
  }
  return collection_settings(model, layers, features,
                             strongest == 0 ? kDefaultStrongest : strongest, progress);
}

// A call that found nothing to put into the collection that it made leaves none: its layers and
// settings would bind the next call.
void remove_if_empty(std::shared_ptr<Collection> collection) {
  const std::string path = collection->path();
  try {
    if (collection->database().number("SELECT count(*) FROM images") > 0) return;
  } catch (const Error&) {
    return;  // why the database cannot be asked is what the caller is told
  }
  collection.reset();
  std::error_code error;
  fs::remove(path, error);
}

void store_labels(const Model& model, Database& database) {
  if (database.number("SELECT count(*) FROM labels") > 0) return;
  Transaction transaction(database);
  Statement label = database.prepare("INSERT INTO labels VALUES(?, ?)");
  for (size_t i = 0; i < model.labels().size(); ++i)
    label.with(static_cast<int64_t>(i), model.labels()[i]).run();
  transaction.commit();
}

}  // namespace

IndexReport index_images(const Model& model, const std::string& path, const IndexRequest& request,
                         Progress* progress) {
  check_request(request);
  const CollectionSettings settings = settings_for(model, path, request, progress);
  std::error_code error;
  const bool made = !fs::exists(path, error);
  auto collection = Collection::open_for_writing(path, settings, fs::current_path().string());
  try {
    require_equal_settings(settings, "this index", collection->settings(),
                           concat("the collection ", core::quoted(path)));
    store_labels(model, collection->database());
    return Indexer(model, *collection, request, progress).run();
  } catch (...) {
    if (made) remove_if_empty(std::move(collection));
    throw;
  }
}

}  // namespace cnnviz::core
