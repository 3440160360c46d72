// Explanations of small networks, and how far two results are apart.
#pragma once

#include "model/explain.h"
#include "model/small_models.h"
#include "model/target_parser.h"

namespace cnnviz::test {

inline std::shared_ptr<const Model> open(const ModelBuilder& builder) {
  ModelOptions options;
  options.preprocess = preset("unit");
  return Model::open_memory(builder.bytes(), options);
}

inline double largest_difference(const Tensor& a, const Tensor& b) {
  CHECK_EQ(shape_text(a.shape()), shape_text(b.shape()));
  double largest = 0;
  for (size_t i = 0; i < a.floats().size(); ++i)
    largest = std::max(largest, std::abs(double{a.floats()[i]} - b.floats()[i]));
  return largest;
}

inline SaliencyResult saliency(const Model& model, const Tensor& x,
                               const std::vector<std::string>& targets,
                               const SaliencyOptions& options = {}, Json* info = nullptr) {
  std::vector<Target> parsed;
  for (const std::string& target : targets) parsed.push_back(parse_target(model, target));
  return explain_saliency(model, model.feed(x), parsed, options, info, nullptr);
}

}  // namespace cnnviz::test
