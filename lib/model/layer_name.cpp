#include "model/layer_name.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "base/text.h"
#include "model/head.h"

namespace cnnviz::core {

namespace {

// Names are looked for from the longest possible one down; nobody writes longer ones without
// quotes.
constexpr size_t kMaxNameLength = 8192;

// "@pre" or "@post" at the start of a text.
std::optional<Side> side_at(std::string_view text) {
  if (text.starts_with("@pre")) return Side::pre;
  if (text.starts_with("@post")) return Side::post;
  return std::nullopt;
}

size_t side_length(Side side) {
  return side == Side::pre ? 4 : 5;
}

// `value` as it is, or the side of its activation that the text behind its name asks for.
LayerMatch with_side(const Graph& graph, ValueId value, size_t length, std::string_view text,
                     const std::function<bool(std::string_view)>& accepts) {
  // The side first: what follows a name may begin with "@" too.
  const std::string_view rest = text.substr(length);
  const std::optional<Side> side = side_at(rest);
  if (side && accepts(rest.substr(side_length(*side))))
    return {activation_side(graph, value, *side), length + side_length(*side)};
  if (accepts(rest)) return {value, length};
  return {};
}

}  // namespace

size_t read_quoted(std::string_view text, std::string* content) {
  if (text.empty() || text[0] != '"') return 0;
  content->clear();
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1;
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) ++i;
    content->push_back(text[i]);
  }
  fail(Status::invalid_argument, "the quote that starts ", quoted(text), " is not closed");
}

LayerMatch match_layer(const Graph& graph, std::string_view text,
                       const std::function<bool(std::string_view rest)>& accepts) {
  std::string name;
  if (const size_t length = read_quoted(text, &name); length > 0)
    return with_side(graph, graph.require(name), length, text, accepts);
  for (const bool tensors : {true, false})
    for (size_t length = std::min(text.size(), kMaxNameLength); length > 0; --length) {
      name = text.substr(0, length);
      const bool known =
          tensors ? graph.by_tensor.count(name) != 0 : graph.by_node.count(name) != 0;
      if (!known) continue;
      const ValueId value = graph.find(name);
      if (value == kNoValue) continue;
      const LayerMatch match = with_side(graph, value, length, text, accepts);
      if (match.value != kNoValue) return match;
    }
  return {};
}

std::string parse_layer(const Graph& graph, const std::string& text) {
  const LayerMatch match =
      match_layer(graph, text, [](std::string_view rest) { return rest.empty(); });
  if (match.value != kNoValue) return graph.name(match.value);
  std::string name = text;
  for (const char* side : {"@pre", "@post"})
    if (name.ends_with(side)) name.resize(name.rfind('@'));
  if (name.starts_with('"') || graph.find(name) != kNoValue)
    fail(Status::invalid_argument, "a layer is NAME, NAME@pre or NAME@post, not ", quoted(text));
  return graph.name(graph.require(name));
}

}  // namespace cnnviz::core
