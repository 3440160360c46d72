// Names of layers in texts that people write: NAME, "NAME", NAME@pre, NAME@post, where names may
// hold nearly any character.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "graph/graph.h"

namespace cnnviz::core {

// A quoted text at the start of `text`: "..." with \" and \\ inside. Returns the characters
// consumed (0: it does not start with a quote) and fills `content`; a missing end quote is an
// error.
size_t read_quoted(std::string_view text, std::string* content);

struct LayerMatch {
  ValueId value = kNoValue;  // @pre and @post followed
  size_t length = 0;         // characters consumed
};

// The layer at the start of `text` behind which `accepts(rest)` holds: the longest tensor name,
// then the longest node name, each as it is or with @pre or @post. No such layer: value is
// kNoValue. A quoted name that the model lacks is an error.
LayerMatch match_layer(const Graph& graph, std::string_view text,
                       const std::function<bool(std::string_view rest)>& accepts);

// The whole text as one layer -> tensor name; an unknown name is not_found with the nearest ones.
std::string parse_layer(const Graph& graph, const std::string& text);

}  // namespace cnnviz::core
