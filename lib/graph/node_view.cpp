#include "graph/node_view.h"

#include "base/text.h"

namespace cnnviz::core {

namespace {

struct KindName {
  const char* operator()(int64_t) const { return "an integer"; }
  const char* operator()(float) const { return "a float"; }
  const char* operator()(const std::string&) const { return "a text"; }
  const char* operator()(const std::vector<int64_t>&) const { return "a list of integers"; }
  const char* operator()(const std::vector<float>&) const { return "a list of floats"; }
  const char* operator()(const std::vector<std::string>&) const { return "a list of texts"; }
  const char* operator()(const Tensor&) const { return "a tensor"; }
};

// The attribute's value, or null where the node leaves it out.
template <typename T>
const T* find_attribute(const NodeView& node, const std::string& name) {
  const auto found = node.attributes.find(name);
  if (found == node.attributes.end()) return nullptr;
  const T* value = std::get_if<T>(&found->second);
  node.require(value != nullptr, Status::corrupt, "attribute ", quoted(name), " is ",
               std::visit(KindName{}, found->second), ", but must be ", KindName{}(T{}));
  return value;
}

template <typename T>
T attribute_or(const NodeView& node, const std::string& name, const T& fallback) {
  const T* value = find_attribute<T>(node, name);
  return value != nullptr ? *value : fallback;
}

// Names in a damaged file may be anything; what is long is cut, as in quotes.
std::string plain(const std::string& text) {
  return text.size() <= 100 ? text : quoted(text);
}

}  // namespace

int64_t NodeView::get_int(const std::string& attribute, int64_t fallback) const {
  return attribute_or(*this, attribute, fallback);
}

float NodeView::get_float(const std::string& attribute, float fallback) const {
  return attribute_or(*this, attribute, fallback);
}

std::string NodeView::get_text(const std::string& attribute, const std::string& fallback) const {
  return attribute_or(*this, attribute, fallback);
}

std::vector<int64_t> NodeView::get_ints(const std::string& attribute,
                                        const std::vector<int64_t>& fallback) const {
  return attribute_or(*this, attribute, fallback);
}

std::vector<float> NodeView::get_floats(const std::string& attribute,
                                        const std::vector<float>& fallback) const {
  return attribute_or(*this, attribute, fallback);
}

std::optional<Tensor> NodeView::get_tensor(const std::string& attribute) const {
  const Tensor* value = find_attribute<Tensor>(*this, attribute);
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::string NodeView::label() const {
  const std::string full_type = plain(domain.empty() ? type : concat(domain, ".", type));
  if (!name.empty()) return concat(full_type, " ", quoted(name));
  for (const std::string& output : outputs)
    if (!output.empty()) return concat(full_type, " #", index, " -> ", plain(output));
  return concat(full_type, " #", index);
}

}  // namespace cnnviz::core
