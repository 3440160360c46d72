#include "model/record.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace cnnviz::core {

namespace {

// Probabilities this near to 0 or 1 have vanishing gradients.
constexpr double kSaturated = 1e-4;

const char* kind_name(const Model& model, const Term& term) {
  switch (term.kind) {
    case TermKind::class_logit:
      return term.tensor == model.head().probabilities ? "probability" : "class";
    case TermKind::class_softmax:
      return "probability";
    case TermKind::neuron:
      return "neuron";
    case TermKind::channel_mean:
      return "channel";
    case TermKind::channel_max:
      return "channel_max";
    case TermKind::layer:
      return "layer";
    case TermKind::direction:
      return "direction";
    case TermKind::mask:
      return "mask";
    case TermKind::element:
      return "tensor";
    case TermKind::seed:
      return "seed";
  }
  return "unknown";
}

bool is_class(const Term& term) {
  return term.kind == TermKind::class_logit || term.kind == TermKind::class_softmax;
}

Json term_json(const Model& model, const Term& term) {
  Json json;
  json["kind"] = kind_name(model, term);
  json["tensor"] = term.tensor;
  json["weight"] = term.weight;
  if (is_class(term)) {
    json["class"] = term.channel;
    json["label"] = label_json(model, term.channel);
    if (term.predicted) json["predicted_positions"] = term.region.size();
    if (term.kind == TermKind::class_softmax) json["softmax"] = "added by cnnviz";
    if (term.tensor == model.head().probabilities) json["softmax"] = "the model's own";
    return json;
  }
  if (term.kind != TermKind::layer && term.kind != TermKind::direction &&
      term.kind != TermKind::element && term.kind != TermKind::seed)
    json["channel"] = term.channel;
  if (!term.position.empty()) json["position"] = term.position;
  return json;
}

}  // namespace

Json label_json(const Model& model, int64_t class_index) {
  const std::string label = model.label(class_index);
  return label.empty() ? Json(nullptr) : Json(label);
}

Json start_record(const Model& model, const char* method, const TensorMap& feeds) {
  Json record;
  record["method"] = method;
  record["model"] = {{"path", model.path().empty() ? Json(nullptr) : Json(model.path())},
                     {"producer", model.graph().producer},
                     {"opset", model.graph().opset}};
  record["parameters"] = Json::object();
  const auto input = feeds.find(model.input());
  record["input"] = input == feeds.end() ? Json(nullptr) : Json(input->second.shape());
  record["preprocessing"] = preprocessing_json(model.preprocessing());
  record["warnings"] = model.warnings();
  return record;
}

void add_warning(Json& record, const std::string& text) {
  record["warnings"].push_back(text);
}

Json target_json(const Model& model, const Target& target, double score) {
  Json json;
  json["target"] = target.text;
  json["score"] = score;
  if (target.terms.size() == 1 && is_class(target.terms[0])) {
    json["class"] = target.terms[0].channel;
    json["label"] = label_json(model, target.terms[0].channel);
  }
  for (const Term& term : target.terms) json["terms"].push_back(term_json(model, term));
  return json;
}

void add_targets(Json& record, const Model& model, const std::vector<Target>& targets,
                 const std::vector<double>& scores) {
  record["targets"] = Json::array();
  int64_t saturated = 0, nowhere = 0;
  for (size_t i = 0; i < targets.size(); ++i) {
    record["targets"].push_back(target_json(model, targets[i], scores[i]));
    const auto& terms = targets[i].terms;
    const bool probability = terms.size() == 1 && is_class(terms[0]) &&
                             std::string_view(kind_name(model, terms[0])) == "probability" &&
                             terms[0].weight == 1;
    nowhere += std::any_of(terms.begin(), terms.end(),
                           [](const Term& term) { return term.predicted && term.region.empty(); });
    saturated += probability && (scores[i] < kSaturated || scores[i] > 1 - kSaturated);
  }
  if (nowhere > 0)
    add_warning(record, concat("a class is predicted nowhere in ", nowhere, " of ", targets.size(),
                               " images: its part of the target is 0 there"));
  if (saturated > 0)
    add_warning(record, concat("the probability is nearly 0 or 1 for ", saturated, " of ",
                               targets.size(), " images: its gradient vanishes there; the logit ",
                               "(class:...) tells more"));
}

}  // namespace cnnviz::core
