#include "corpus/merge.h"

#include <unistd.h>

#include <filesystem>

#include "base/error.h"
#include "base/text.h"
#include "corpus/strongest.h"

namespace cnnviz::core {

namespace fs = std::filesystem;

namespace {

// A collection under another name in the folder of its final one; removed unless it is kept.
class Draft {
 public:
  explicit Draft(const std::string& path) : path_(path) {
    const fs::path target(path);
    draft_ =
        (target.parent_path() / concat(".", target.filename().string(), "-", ::getpid())).string();
    journal_ = draft_ + "-journal";
    remove();
  }
  ~Draft() { remove(); }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  const std::string& name() const { return draft_; }
  void keep() const {
    std::error_code error;
    fs::rename(draft_, path_, error);
    require(!error, Status::io, "cannot write the collection ", core::quoted(path_), ": ",
            error.message());
  }

 private:
  void remove() const noexcept {
    ::unlink(draft_.c_str());
    ::unlink(journal_.c_str());
  }
  std::string path_, draft_, journal_;
};

void add_images(Database& database, Collection& source) {
  const std::string& path = source.path();
  database.prepare("ATTACH ? AS source").with(path.starts_with('/') ? path : "./" + path).run();
  struct Detach {
    Database& database;
    ~Detach() {
      try {
        database.run("DETACH source");
      } catch (...) {
        // The connection is closed soon after.
      }
    }
  };
  const Detach detach{database};
  {
    Statement other = database.prepare(
        "SELECT name FROM source.images AS s JOIN main.images AS t USING(name) WHERE s.state = "
        "'indexed' AND t.state = 'indexed' AND s.sha256 <> t.sha256 LIMIT 1");
    require(!other.step(), Status::mismatch, "the image ", core::quoted(other.text(0)), " of ",
            core::quoted(path), " is not the one that another collection has indexed by this name");
  }
  // The source is only read: two databases that are written leave a journal in common behind, where
  // their commit fails.
  Transaction transaction(database, "BEGIN");
  const int64_t last = database.number("SELECT max(id) FROM main.images");
  // An image that only this source could read.
  database.run(
      "DELETE FROM main.images WHERE state <> 'indexed' AND name IN (SELECT name FROM "
      "source.images WHERE state = 'indexed')");
  constexpr char kColumns[] =
      "name, state, error, bytes, modified, sha256, image_width, image_height, resized_width, "
      "resized_height, crop_x, crop_y, view_width, view_height";
  database.run(concat("INSERT OR IGNORE INTO main.images(", kColumns, ") SELECT ", kColumns,
                      " FROM source.images ORDER BY name"));
  constexpr char kFrom[] =
      " JOIN source.images AS s ON s.id = r.image JOIN main.images AS t ON t.name = s.name WHERE "
      "s.state = 'indexed' AND t.id > ?";
  database
      .prepare(concat("INSERT OR IGNORE INTO main.predictions SELECT t.id, rank, class, "
                      "probability, logit FROM source.predictions AS r",
                      kFrom))
      .with(last)
      .run();
  database
      .prepare(concat("INSERT OR IGNORE INTO main.features SELECT feature_set, t.id, vector FROM "
                      "source.features AS r",
                      kFrom))
      .with(last)
      .run();
  database.run("INSERT OR IGNORE INTO main.labels SELECT * FROM source.labels");
  transaction.commit();
}

}  // namespace

ImageCounts merge_collections(const std::string& path, const std::vector<std::string>& sources,
                              Progress* progress) {
  require(!sources.empty(), Status::invalid_argument, "no collection is given to merge");
  std::error_code error;
  for (const std::string& source : sources)
    require(!fs::equivalent(source, path, error) || error, Status::invalid_argument,
            core::quoted(path), " is one of the collections to merge: it is not overwritten");
  // Whatever else is there is not replaced.
  if (Collection::exists(path)) Collection::open(path);
  begin_stage(progress, "merge", static_cast<int64_t>(sources.size()));

  const auto first = Collection::open(sources.front());
  const CollectionSettings& settings = first->settings();
  const Draft draft(path);
  ImageCounts counts;
  {
    const auto merged = Collection::open_for_writing(draft.name(), settings, first->root());
    Database& database = merged->database();
    StrongestLists lists(settings.layers, settings.strongest);
    for (const std::string& name : sources) {
      check_cancelled(progress);
      const auto source = Collection::open(name);
      require_equal_settings(settings, core::quoted(sources.front()), source->settings(),
                             core::quoted(name));
      add_images(database, *source);
      Statement id = database.prepare("SELECT id FROM images WHERE name = ?");
      lists.load(source->database(), [&](const std::string& image) {
        id.with(image);
        require(id.step(), Status::corrupt, "the collection ", core::quoted(name), " is damaged");
        const int64_t found = id.integer(0);
        id.reset();
        return found;
      });
      advance_stage(progress, 1);
    }
    Transaction transaction(database);
    lists.store(database);
    transaction.commit();
    counts = merged->counts();
  }
  draft.keep();
  return counts;
}

}  // namespace cnnviz::core
