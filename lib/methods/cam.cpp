#include "methods/cam.h"

#include <algorithm>

#include "base/text.h"
#include "methods/batch.h"
#include "methods/gradient.h"
#include "tensor/resample.h"

namespace cnnviz::core {

namespace {

// Suggestions named in an error.
constexpr size_t kSuggestions = 5;

// Of one image's part of the layer.
MapIndex index_maps(const Tensor& layer, const CamRequest& request,
                    const std::vector<std::string>& suggestions) {
  const Shape& shape = layer.shape();
  const bool other_layout = request.view.tokens || request.view.channel_axis != 1;
  if ((shape.size() == 4 || other_layout) && !shape.empty() && shape[0] == request.images) {
    const MapIndex index = map_index({shape.begin() + 1, shape.end()}, request.view, request.layer);
    if (index.positions > 1) return index;
  }
  const std::vector<std::string> some(
      suggestions.begin(),
      suggestions.begin() + static_cast<int64_t>(std::min(kSuggestions, suggestions.size())));
  fail(Status::unsupported, "layer \"", request.layer, "\" of shape ", shape_text(shape),
       " is no map: Grad-CAM needs [N, K, h, w] with more than one position",
       shape.size() == 3 ? ", or a grid of tokens to be declared for [N, T, K]" : "",
       some.empty() ? "" : "; for example ", join(some));
}

// One image: returns sum_k a_k A_k before the ReLU.
std::vector<double> weighted_sum(std::span<const float> maps, std::span<const float> gradient,
                                 const MapIndex& index) {
  std::vector<double> result(static_cast<size_t>(index.positions));
  const auto at = [&](int64_t k, size_t p) {
    return static_cast<size_t>(index.at(k, static_cast<int64_t>(p)));
  };
  for (int64_t k = 0; k < index.channels; ++k) {
    double weight = 0;
    for (size_t p = 0; p < result.size(); ++p) weight += gradient[at(k, p)];
    weight /= static_cast<double>(index.positions);
    for (size_t p = 0; p < result.size(); ++p) result[p] += weight * maps[at(k, p)];
  }
  return result;
}

// Whether no position has a gradient; tokens that are no positions do not count.
bool is_zero(std::span<const float> gradient, const MapIndex& index) {
  for (int64_t k = 0; k < index.channels; ++k)
    for (int64_t p = 0; p < index.positions; ++p)
      if (gradient[static_cast<size_t>(index.at(k, p))] != 0) return false;
  return true;
}

// guided gradient x map, the map repeated for every channel.
Tensor multiply(const Tensor& guided, const Tensor& map, int channel_axis) {
  Tensor result(DataType::float32, guided.shape());
  const Shape& shape = guided.shape();
  const auto axis = shape.begin() + channel_axis;
  const auto channels = static_cast<size_t>(*axis);
  const auto inner = static_cast<size_t>(element_count({axis + 1, shape.end()}));
  const auto source = guided.floats(), weights = map.floats();
  const auto target = result.mutable_floats();
  for (size_t i = 0; i < source.size(); ++i)
    target[i] = source[i] * weights[i / (channels * inner) * inner + i % inner];
  return result;
}

}  // namespace

CamResult gradcam(Executor& executor, const CamRequest& request,
                  const std::vector<std::string>& suggestions, Progress* progress) {
  const Shape& input = request.feeds.at(request.input).shape();
  const bool channels_last = request.input_channel_axis != 1;
  require(input.size() == 4, Status::invalid_argument, "input \"", request.input, "\" of shape ",
          shape_text(input), " is no picture: Grad-CAM lays its map over one");
  const size_t first_side = channels_last ? 1 : 2;

  GradientPass::Request pass_request{
      request.feeds, request.images, request.targets, {request.layer}, {request.layer}};
  if (request.guided) pass_request.wrt.push_back(request.input);
  GradientPass pass(executor, std::move(pass_request), progress);
  const Tensor& layer = pass.activation(request.layer);
  const MapIndex index = index_maps(layer, request, suggestions);
  const Tensor gradient = pass.backward({}).gradients[0];

  CamResult result;
  result.maps = Tensor(DataType::float32, {request.images, index.spatial[0], index.spatial[1]});
  const auto maps = result.maps.mutable_floats();
  for (int64_t n = 0; n < request.images; ++n) {
    const auto own_gradient = image_part(gradient, request.layer, request.images, n).values;
    const std::vector<double> sum = weighted_sum(
        image_part(layer, request.layer, request.images, n).values, own_gradient, index);
    float* target = maps.data() + n * static_cast<int64_t>(sum.size());
    for (const double value : sum) {
      // Written so that a NaN stays one.
      *target++ = value < 0 ? 0.0f : static_cast<float>(value);
    }
    const auto [low, high] = std::minmax_element(sum.begin(), sum.end());
    result.all_negative.push_back(*low < 0 && *high <= 0);
    result.zero_gradient.push_back(is_zero(own_gradient, index));
  }
  result.upsampled = resample_bilinear(result.maps, input[first_side], input[first_side + 1]);
  if (request.guided) {
    const BackwardResult guided =
        pass.backward({Rule::guided, request.policy, LrnBackward::automatic});
    result.guided = multiply(guided.gradients[1], result.upsampled, request.input_channel_axis);
    result.rectifiers = guided.rectifiers;
  }
  result.targets = pass.targets();
  result.scores = pass.scores();
  return result;
}

}  // namespace cnnviz::core
