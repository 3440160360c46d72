// Where the images of a collection come from: picture files, folders, lists.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace cnnviz::core {

// Calls `visit` with the path of every picture that the sources name, as it is reached from there:
//   FOLDER   all .png, .jpg and .jpeg files in it and below (in any case; hidden ones are left out,
//            links to folders are not followed)
//   @LIST    a text file, a path of either kind a line; "@-" is standard input
//   FILE     whatever it is called
// A source that is not there is not_found unless `is_known` says that it needs no file; a line of a
// list that names nothing is visited all the same.
void for_each_picture(const std::vector<std::string>& sources,
                      const std::function<bool(const std::string& path)>& is_known,
                      const std::function<void(const std::string& path)>& visit);

// Whether an image belongs to shard `shard` of `shards` (from 1): by a hash of its name, so that it
// stays where it is while others come and go.
bool in_shard(const std::string& name, int64_t shard, int64_t shards);

}  // namespace cnnviz::core
