#include "methods/target.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "methods/batch.h"
#include "methods/class_view.h"

namespace cnnviz::core {

namespace {

bool is_class_term(const Term& term) {
  return term.kind == TermKind::class_logit || term.kind == TermKind::class_softmax;
}

const Tensor& activation_of(const TensorMap& activations, const std::string& name) {
  const auto found = activations.find(name);
  require(found != activations.end(), Status::internal, "no values of tensor \"", name, "\"");
  return found->second;
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

// Extents without ones in front: a mask [1, h, w] fits a map [h, w].
Shape without_leading_ones(const Shape& shape) {
  const auto first = std::find_if(shape.begin(), shape.end(), [](int64_t e) { return e != 1; });
  return {first, shape.end()};
}

// The part of a layer that belongs to one image, read as maps.
struct Maps {
  ImagePart part;
  MapIndex index;

  Maps(const Tensor& tensor, const Term& term, int64_t images, int64_t image)
      : part(image_part(tensor, term.tensor, images, image)),
        index(map_index(part.shape, term.view, term.tensor)) {
    require(!part.values.empty(), Status::invalid_argument, "tensor \"", term.tensor,
            "\" of shape ", shape_text(tensor.shape()), " has no elements");
  }

  int64_t channel(const Term& term) const {
    require(term.channel >= 0 && term.channel < index.channels, Status::invalid_argument,
            "channel ", term.channel, " of \"", term.tensor,
            "\" does not exist: it has channels 0 to ", index.channels - 1);
    return term.channel;
  }
  // In the tensor's elements.
  int64_t at(int64_t c, int64_t p) const { return part.offset + index.at(c, p); }
  // The first maximum of a channel.
  int64_t strongest(int64_t c) const {
    const auto value = [&](int64_t p) { return part.values[static_cast<size_t>(index.at(c, p))]; };
    int64_t best = 0;
    for (int64_t p = 1; p < index.positions; ++p)
      if (value(p) > value(best)) best = p;
    return best;
  }
};

// Row-major offset of an index list in a shape; errors name the term's tensor.
int64_t offset_of(const std::vector<int64_t>& position, const Shape& shape, const Term& term) {
  const std::string extents = shape_text(shape);
  require(position.size() == shape.size(), Status::invalid_argument, "tensor \"", term.tensor,
          "\" needs ", shape.size(), " indices into ", extents, " for each image, not ",
          position.size());
  int64_t offset = 0;
  for (size_t i = 0; i < shape.size(); ++i) {
    require(position[i] >= 0 && position[i] < shape[i], Status::invalid_argument, "index ",
            position[i], " into tensor \"", term.tensor, "\" is out of range: ", extents,
            " allows 0 to ", shape[i] - 1, " on that axis");
    offset = offset * shape[i] + position[i];
  }
  return offset;
}

std::vector<int64_t> position_of(int64_t offset, const Shape& shape) {
  std::vector<int64_t> position(shape.size());
  for (size_t i = shape.size(); i-- > 0;) {
    position[i] = offset % shape[i];
    offset /= shape[i];
  }
  return position;
}

std::vector<int64_t> center_of(const Shape& shape) {
  std::vector<int64_t> position;
  for (const int64_t extent : shape) position.push_back(extent / 2);
  return position;
}

// What a linear term adds up: value = sum coefficient * A[index]. `visit(index, coefficient)`,
// index in the tensor's elements, is called for each element with a coefficient.
template <typename Visit>
void visit_linear(const Term& term, const Maps& maps, const Visit& visit) {
  const int64_t base = maps.part.offset;
  const MapIndex& index = maps.index;
  const double share = 1.0 / static_cast<double>(index.positions);
  switch (term.kind) {
    case TermKind::neuron: {
      const int64_t c = maps.channel(term);
      const auto position = term.position.empty() ? center_of(index.spatial) : term.position;
      visit(maps.at(c, offset_of(position, index.spatial, term)), 1.0);
      return;
    }
    case TermKind::channel_mean: {
      const int64_t c = maps.channel(term);
      for (int64_t p = 0; p < index.positions; ++p) visit(maps.at(c, p), share);
      return;
    }
    case TermKind::channel_max: {
      const int64_t c = maps.channel(term);
      visit(maps.at(c, maps.strongest(c)), 1.0);
      return;
    }
    case TermKind::direction: {
      const auto v = term.data.floats();
      if (without_leading_ones(term.data.shape()) == without_leading_ones(maps.part.shape)) {
        for (size_t i = 0; i < v.size(); ++i) visit(base + static_cast<int64_t>(i), v[i]);
        return;
      }
      require(term.data.size() == index.channels, Status::invalid_argument, "a direction for \"",
              term.tensor, "\" has shape [", index.channels, "] or ", shape_text(maps.part.shape),
              ", not ", shape_text(term.data.shape()));
      for (int64_t c = 0; c < index.channels; ++c)
        for (int64_t p = 0; p < index.positions; ++p)
          visit(maps.at(c, p), v[static_cast<size_t>(c)] * share);
      return;
    }
    case TermKind::mask: {
      const int64_t c = maps.channel(term);
      require(without_leading_ones(term.data.shape()) == without_leading_ones(index.spatial),
              Status::invalid_argument, "a mask for \"", term.tensor, "\" has shape ",
              shape_text(index.spatial), ", not ", shape_text(term.data.shape()));
      const auto mask = term.data.floats();
      for (size_t p = 0; p < mask.size(); ++p) visit(maps.at(c, static_cast<int64_t>(p)), mask[p]);
      return;
    }
    case TermKind::element:
      visit(base + offset_of(term.position, maps.part.shape, term), 1.0);
      return;
    case TermKind::seed: {
      require(without_leading_ones(term.data.shape()) == without_leading_ones(maps.part.shape),
              Status::invalid_argument, "a seed for \"", term.tensor, "\" has shape ",
              shape_text(maps.part.shape), " for each image, not ", shape_text(term.data.shape()));
      const auto seed = term.data.floats();
      for (size_t i = 0; i < seed.size(); ++i) visit(base + static_cast<int64_t>(i), seed[i]);
      return;
    }
    case TermKind::class_logit:
    case TermKind::class_softmax:
    case TermKind::layer:
      break;
  }
  fail(Status::internal, "a term of kind ", static_cast<int>(term.kind), " is not linear");
}

int64_t class_of(const Term& term, const ClassView& view) {
  require(term.channel != kTopClass, Status::internal, "the best class was not resolved");
  require(term.channel >= 0 && term.channel < view.classes(), Status::invalid_argument, "class ",
          term.channel, " does not exist: the model has classes 0 to ", view.classes() - 1);
  return term.channel;
}

std::vector<int64_t> positions_won(const ClassView& view, int64_t c) {
  const std::vector<int64_t> winners = view.winners();
  std::vector<int64_t> positions;
  for (size_t p = 0; p < winners.size(); ++p)
    if (winners[p] == c) positions.push_back(static_cast<int64_t>(p));
  return positions;
}

// The mean over the positions that take part, as a sum: visit(position, share).
template <typename Visit>
void visit_positions(const Term& term, const ClassView& view, const Visit& visit) {
  if (term.predicted) {
    for (const int64_t p : term.region) visit(p, 1.0 / static_cast<double>(term.region.size()));
    return;
  }
  for (int64_t p = 0; p < view.positions(); ++p)
    visit(p, 1.0 / static_cast<double>(view.positions()));
}

double term_value(const Term& term, const Tensor& tensor, int64_t images, int64_t image) {
  if (is_class_term(term)) {
    const ClassView view(tensor, term.tensor, term.class_axis, images, image);
    const int64_t c = class_of(term, view);
    double sum = 0;
    visit_positions(term, view, [&](int64_t p, double share) {
      sum += share * (term.kind == TermKind::class_logit ? view.at(c, p)
                                                         : view.softmax(p)[static_cast<size_t>(c)]);
    });
    return sum;
  }
  const Maps maps(tensor, term, images, image);
  double sum = 0;
  if (term.kind == TermKind::layer) {
    for (const float a : maps.part.values) sum += 0.5 * static_cast<double>(a) * a;
    return sum;
  }
  const auto values = tensor.floats();
  visit_linear(term, maps, [&](int64_t index, double coefficient) {
    sum += coefficient * values[static_cast<size_t>(index)];
  });
  return sum;
}

void add_seed(const Term& term, const Tensor& tensor, int64_t images, int64_t image,
              std::span<float> seed) {
  const auto add = [&](int64_t index, double coefficient) {
    seed[static_cast<size_t>(index)] += static_cast<float>(term.weight * coefficient);
  };
  if (is_class_term(term)) {
    const ClassView view(tensor, term.tensor, term.class_axis, images, image);
    const int64_t c = class_of(term, view);
    visit_positions(term, view, [&](int64_t p, double share) {
      if (term.kind == TermKind::class_logit) {
        add(view.tensor_index(c, p), share);
        return;
      }
      const std::vector<double> probability = view.softmax(p);
      const double own = probability[static_cast<size_t>(c)];
      for (int64_t k = 0; k < view.classes(); ++k)
        add(view.tensor_index(k, p),
            share * own * ((k == c ? 1.0 : 0.0) - probability[static_cast<size_t>(k)]));
    });
    return;
  }
  const Maps maps(tensor, term, images, image);
  if (term.kind == TermKind::layer) {
    for (size_t i = 0; i < maps.part.values.size(); ++i)
      add(maps.part.offset + static_cast<int64_t>(i), maps.part.values[i]);
    return;
  }
  visit_linear(term, maps, add);
}

}  // namespace

std::vector<Target> spread_targets(std::span<const Target> targets, int64_t images) {
  const auto given = static_cast<int64_t>(targets.size());
  require(given == 1 || given == images, Status::invalid_argument, given, " targets for ", images,
          images == 1 ? " image" : " images", ": give one for all or one for each");
  std::vector<Target> result;
  result.reserve(static_cast<size_t>(images));
  for (int64_t n = 0; n < images; ++n) {
    Target target = targets[given == 1 ? 0 : static_cast<size_t>(n)];
    for (Term& term : target.terms) {
      if (term.kind != TermKind::seed) continue;
      const int64_t batch = term.data.rank() > 0 ? term.data.shape()[0] : 0;
      require(batch == 1 || batch == images, Status::invalid_argument, "a seed of shape ",
              shape_text(term.data.shape()), " for ", images, images == 1 ? " image" : " images",
              ": its first axis must be 1 or that number");
      term.data = batch_slice(term.data, batch == 1 ? 0 : n, 1);
    }
    result.push_back(std::move(target));
  }
  return result;
}

std::vector<std::string> target_tensors(std::span<const Target> targets) {
  std::vector<std::string> names;
  for (const Target& target : targets)
    for (const Term& term : target.terms) {
      add_once(names, term.tensor);
      if (is_class_term(term) && (term.channel == kTopClass || term.predicted))
        add_once(names, term.top_tensor);
    }
  return names;
}

std::vector<std::string> seed_tensors(std::span<const Target> targets) {
  std::vector<std::string> names;
  for (const Target& target : targets)
    for (const Term& term : target.terms) add_once(names, term.tensor);
  return names;
}

void resolve_targets(std::span<Target> targets, const TensorMap& activations) {
  const auto images = static_cast<int64_t>(targets.size());
  for (int64_t n = 0; n < images; ++n)
    for (Term& term : targets[static_cast<size_t>(n)].terms) {
      if (is_class_term(term)) {
        const bool top = term.channel == kTopClass;
        if (!top && !term.predicted) continue;
        const Tensor& logits = activation_of(activations, term.top_tensor);
        const ClassView view(logits, term.top_tensor, term.top_axis, images, n);
        if (top) term.channel = view.best(term.top_tensor);
        if (term.predicted) term.region = positions_won(view, term.channel);
      } else if ((term.kind == TermKind::neuron && term.position.empty()) ||
                 term.kind == TermKind::channel_max) {
        const Maps maps(activation_of(activations, term.tensor), term, images, n);
        const int64_t c = maps.channel(term);
        term.position = term.kind == TermKind::neuron
                            ? center_of(maps.index.spatial)
                            : position_of(maps.strongest(c), maps.index.spatial);
      }
    }
}

std::vector<double> target_scores(std::span<const Target> targets, const TensorMap& activations) {
  const auto images = static_cast<int64_t>(targets.size());
  std::vector<double> scores;
  scores.reserve(targets.size());
  for (int64_t n = 0; n < images; ++n) {
    const Target& target = targets[static_cast<size_t>(n)];
    double score = 0;
    for (const Term& term : target.terms)
      score += term.weight * term_value(term, activation_of(activations, term.tensor), images, n);
    require(std::isfinite(score), Status::not_finite, "the target \"", target.text, "\" is ", score,
            " for image ", n, ": it cannot be explained");
    scores.push_back(score);
  }
  return scores;
}

TensorMap target_seeds(std::span<const Target> targets, const TensorMap& activations) {
  const auto images = static_cast<int64_t>(targets.size());
  TensorMap seeds;
  for (int64_t n = 0; n < images; ++n)
    for (const Term& term : targets[static_cast<size_t>(n)].terms) {
      const Tensor& tensor = activation_of(activations, term.tensor);
      Tensor& seed =
          seeds.try_emplace(term.tensor, DataType::float32, tensor.shape()).first->second;
      add_seed(term, tensor, images, n, seed.mutable_floats());
    }
  return seeds;
}

}  // namespace cnnviz::core
