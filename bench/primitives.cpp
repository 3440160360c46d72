// Times the compute primitives of a network, each alone: what oneDNN itself takes for all its
// convolutions, dense layers and poolings, forward and backward by data.
//
//   primitives MODEL.onnx BATCH RUNS THREADS
//
// Every primitive is made as a user of oneDNN would at best: source and target in the blocked or in
// the channels-last layout, or in what oneDNN chooses; weights in the layout that it chooses;
// direct or Winograd's algorithm. The fastest counts, its least time of RUNS: "alone", run after
// run with its data in the caches, and "in_order", after all others as in a saliency, each with
// buffers of its own. Prints JSON: seconds of every primitive, bytes of the weights and of the
// activations.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>

#include "backend/dnnl_compat.h"
#include "backend/dnnl_support.h"
#include "backend/parallel.h"
#include "exec/shapes.h"
#include "onnx/reader.h"
#include "ops/window.h"

namespace cnnviz::core {
namespace {

using Tag = dnnl::memory::format_tag;
using Json = nlohmann::ordered_json;
using compat::Desc;
using compat::Dims;
constexpr auto kFloat = dnnl::memory::data_type::f32;

struct Primitive {
  dnnl::primitive primitive;
  std::unordered_map<int, dnnl::memory> arguments;
  std::string implementation;

  bool is_reference() const { return implementation.find("ref") != std::string::npos; }
  dnnl::memory& add(int argument, const Desc& desc) {
    dnnl::memory memory(desc, cpu_engine());
    auto* const values = static_cast<unsigned char*>(memory.get_data_handle());
    // Any ordinary number, written so that the pages are there: 0x3c3c3c3c is 0.0115.
    std::fill_n(values, desc.get_size(), static_cast<unsigned char>(0x3c));
    return arguments[argument] = memory;
  }
  void run() const {
    dnnl::stream stream(cpu_engine());
    primitive.execute(stream, arguments);
    stream.wait();
  }
};
using Candidates = std::vector<Primitive>;

// The least time of some runs after one that is not counted.
double least_seconds(const Primitive& primitive, int runs) {
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i <= runs; ++i) {
    const auto start = std::chrono::steady_clock::now();
    primitive.run();
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    if (i > 0) least = std::min(least, elapsed.count());
  }
  return least;
}

// One primitive of the network, by the fastest of oneDNN's ways.
struct Timed {
  Primitive primitive;
  double alone = 0;                                           // run after run
  double in_order = std::numeric_limits<double>::infinity();  // after all others of the network
};

// oneDNN's reference loops count only where it has nothing else.
Timed fastest(Candidates candidates, int runs) {
  const bool any = std::any_of(candidates.begin(), candidates.end(),
                               [](const Primitive& p) { return !p.is_reference(); });
  Timed result;
  result.alone = std::numeric_limits<double>::infinity();
  for (Primitive& candidate : candidates) {
    if (any && candidate.is_reference()) continue;
    const double seconds = least_seconds(candidate, 2);
    if (seconds >= result.alone) continue;
    result.alone = seconds;
    result.primitive = std::move(candidate);
  }
  require(std::isfinite(result.alone), Status::unsupported, "oneDNN has no primitive for it");
  if (any) result.alone = std::min(result.alone, least_seconds(result.primitive, runs));
  return result;
}

void time_in_order(Timed& timed) {
  const auto start = std::chrono::steady_clock::now();
  timed.primitive.run();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  timed.in_order = std::min(timed.in_order, elapsed.count());
}

Json document_of(const Timed& timed) {
  return {{"alone", timed.alone},
          {"in_order", timed.in_order},
          {"implementation", timed.primitive.implementation}};
}

Tag blocked_tag() {
  return channel_block() == 16 ? Tag::nChw16c : Tag::nChw8c;
}

template <typename PrimitiveDesc>
Primitive begin(const PrimitiveDesc& desc) {
  Primitive result;
  result.implementation = desc.impl_info_str();
  return result;
}

struct Pair {
  Candidates forward, backward;
};

Pair convolution(const Shape& x, const Shape& weights, const Shape& y, int64_t groups,
                 const WindowSizes& window) {
  Pair result;
  const std::pair<Tag, Tag> layouts[] = {{blocked_tag(), blocked_tag()},
                                         {Tag::nchw, blocked_tag()},
                                         {Tag::nhwc, Tag::nhwc},
                                         {Tag::any, Tag::any}};
  for (const auto& [source, target] : layouts)
    for (const auto algorithm :
         {dnnl::algorithm::convolution_direct, dnnl::algorithm::convolution_winograd}) {
      compat::ConvolutionDescs d;
      d.source = {x, kFloat, source};
      d.target = {y, kFloat, target};
      Dims dims = weights;
      if (groups > 1) {
        dims[0] /= groups;
        dims.insert(dims.begin(), groups);
      }
      d.weights = {dims, kFloat, Tag::any};
      d.strides = window.stride;
      d.pad_begin = window.pad_begin;
      d.pad_end = window.pad_end;
      for (const int64_t dilation : window.dilation) d.dilations.push_back(dilation - 1);
      if (const auto desc = compat::convolution_forward(d, dnnl::prop_kind::forward_inference,
                                                        algorithm, {}, cpu_engine())) {
        Primitive p = begin(desc);
        p.primitive = dnnl::convolution_forward(desc);
        p.add(DNNL_ARG_SRC, desc.src_desc());
        p.add(DNNL_ARG_WEIGHTS, desc.weights_desc());
        p.add(DNNL_ARG_DST, desc.dst_desc());
        result.forward.push_back(std::move(p));
      }
      if (algorithm != dnnl::algorithm::convolution_direct) continue;
      const auto hint = compat::convolution_forward(d, dnnl::prop_kind::forward_training, algorithm,
                                                    {}, cpu_engine());
      if (!hint) continue;
      if (const auto desc = compat::convolution_backward_data(d, {}, cpu_engine(), hint)) {
        Primitive p = begin(desc);
        p.primitive = dnnl::convolution_backward_data(desc);
        p.add(DNNL_ARG_DIFF_DST, desc.diff_dst_desc());
        p.add(DNNL_ARG_WEIGHTS, desc.weights_desc());
        p.add(DNNL_ARG_DIFF_SRC, desc.diff_src_desc());
        result.backward.push_back(std::move(p));
      }
    }
  return result;
}

Pair dense(int64_t rows, int64_t columns, int64_t inner) {
  const Desc source({rows, inner}, kFloat, Tag::any), target({rows, columns}, kFloat, Tag::any),
      weights({columns, inner}, kFloat, Tag::any);
  constexpr auto kInference = dnnl::prop_kind::forward_inference;
  using Forward = dnnl::inner_product_forward;
  using Backward = dnnl::inner_product_backward_data;
#if DNNL_VERSION_MAJOR >= 3
  const Forward::primitive_desc ahead(cpu_engine(), kInference, source, weights, target);
  const Backward::primitive_desc back(cpu_engine(), source, weights, target, ahead);
#else
  const Forward::primitive_desc ahead({kInference, source, weights, target}, cpu_engine());
  const Backward::primitive_desc back({source, weights, target}, cpu_engine(), ahead);
#endif
  Primitive forward = begin(ahead), backward = begin(back);
  forward.primitive = Forward(ahead);
  forward.add(DNNL_ARG_SRC, ahead.src_desc());
  forward.add(DNNL_ARG_WEIGHTS, ahead.weights_desc());
  forward.add(DNNL_ARG_DST, ahead.dst_desc());
  backward.primitive = Backward(back);
  backward.add(DNNL_ARG_DIFF_DST, back.diff_dst_desc());
  backward.add(DNNL_ARG_WEIGHTS, back.weights_desc());
  backward.add(DNNL_ARG_DIFF_SRC, back.diff_src_desc());
  return {{forward}, {backward}};
}

Pair pooling(dnnl::algorithm algorithm, const Shape& x, const Shape& y, const WindowSizes& w) {
  Pair result;
  for (const Tag tag : {blocked_tag(), Tag::nhwc}) {
    const Desc source(x, kFloat, tag), target(y, kFloat, tag);
    constexpr auto kTraining = dnnl::prop_kind::forward_training;
    using Forward = dnnl::pooling_forward;
    using Backward = dnnl::pooling_backward;
#if DNNL_VERSION_MAJOR >= 3
    const Dims dense{0, 0};
    const Forward::primitive_desc ahead(cpu_engine(), kTraining, algorithm, source, target,
                                        w.stride, w.kernel, dense, w.pad_begin, w.pad_end);
    const Backward::primitive_desc back(cpu_engine(), algorithm, source, target, w.stride, w.kernel,
                                        dense, w.pad_begin, w.pad_end, ahead);
#else
    const Forward::primitive_desc ahead(
        {kTraining, algorithm, source, target, w.stride, w.kernel, w.pad_begin, w.pad_end},
        cpu_engine());
    const Backward::primitive_desc back(
        {algorithm, source, target, w.stride, w.kernel, w.pad_begin, w.pad_end}, cpu_engine(),
        ahead);
#endif
    Primitive forward = begin(ahead), backward = begin(back);
    forward.primitive = Forward(ahead);
    forward.add(DNNL_ARG_SRC, ahead.src_desc());
    forward.add(DNNL_ARG_DST, ahead.dst_desc());
    backward.primitive = Backward(back);
    backward.add(DNNL_ARG_DIFF_DST, back.diff_dst_desc());
    backward.add(DNNL_ARG_DIFF_SRC, back.diff_src_desc());
    if (algorithm == dnnl::algorithm::pooling_max) {
      const dnnl::memory workspace = forward.add(DNNL_ARG_WORKSPACE, ahead.workspace_desc());
      forward.run();  // the backward pass follows what the workspace says
      backward.arguments[DNNL_ARG_WORKSPACE] = workspace;
    }
    result.forward.push_back(std::move(forward));
    result.backward.push_back(std::move(backward));
  }
  return result;
}

// Empty for an operator that is none of these.
Pair primitives_of(const NodeView& node, Infos inputs, const Shape& y) {
  const Shape& x = inputs[0].shape;
  if (node.type == "Conv") {
    const Shape& weights = inputs[1].shape;
    const Shape spatial{x.begin() + 2, x.end()}, kernel{weights.begin() + 2, weights.end()};
    return convolution(x, weights, y, node.get_int("group", 1),
                       WindowAttributes(node).sizes(spatial, kernel));
  }
  if (node.type == "Gemm") return dense(y[0], y[1], x[1]);
  if (node.type == "MaxPool" || node.type == "AveragePool") {
    const auto algorithm = node.type == "MaxPool" ? dnnl::algorithm::pooling_max
                           : node.get_int("count_include_pad", 0) != 0
                               ? dnnl::algorithm::pooling_avg_include_padding
                               : dnnl::algorithm::pooling_avg_exclude_padding;
    WindowSizes window = WindowAttributes(node).sizes({x.begin() + 2, x.end()}, {});
    for (size_t i = 0; i < window.axes(); ++i)  // ceil_mode lets the last window hang over
      window.pad_end[i] = (window.out[i] - 1) * window.stride[i] + window.kernel[i] - x[i + 2] -
                          window.pad_begin[i];
    return pooling(algorithm, x, y, window);
  }
  if (node.type == "GlobalAveragePool") {
    WindowSizes whole;
    whole.kernel = {x[2], x[3]};
    whole.stride = {1, 1};
    whole.pad_begin = whole.pad_end = {0, 0};
    return pooling(dnnl::algorithm::pooling_avg_exclude_padding, x, y, whole);
  }
  return {};
}

Json measure(const std::string& path, int64_t batch, int runs) {
  const std::shared_ptr<const Graph> graph = read_model_file(path);
  const GraphInput& input = graph->inputs.at(0);
  Shape shape = input.shape;
  shape.at(0) = batch;
  const InferredValues inferred =
      infer_values(*graph, {{input.value, ValueInfo::of_floats(shape)}}, {});
  int64_t weights = 0, activations = element_count(shape) * 4;
  for (const Value& value : graph->values)
    if (value.producer < 0 && value.constant.valid()) weights += value.constant.bytes();
  struct Row {
    std::string node;
    Timed forward, backward;
  };
  std::vector<Row> rows;
  for (const int32_t index : inferred.order) {
    const Node& node = graph->nodes[static_cast<size_t>(index)];
    std::vector<ValueInfo> inputs;
    for (const ValueId id : node.inputs)
      inputs.push_back(id == kNoValue ? ValueInfo{} : inferred.values[static_cast<size_t>(id)]);
    const Shape& y = inferred.values[static_cast<size_t>(node.outputs[0])].shape;
    Pair pair = primitives_of(node.view, inputs, y);
    if (pair.forward.empty()) continue;
    activations += element_count(y) * 4;
    rows.push_back({node.view.label(), fastest(std::move(pair.forward), runs),
                    fastest(std::move(pair.backward), runs)});
  }
  for (int i = 0; i <= runs; ++i) {
    for (size_t k = 0; k < rows.size(); ++k) time_in_order(rows[k].forward);
    for (size_t k = rows.size(); k-- > 0;) time_in_order(rows[k].backward);
  }
  Json primitives = Json::array();
  for (const Row& row : rows)
    primitives.push_back({{"node", row.node},
                          {"forward", document_of(row.forward)},
                          {"backward", document_of(row.backward)}});
  return {
      {"weights_bytes", weights}, {"activations_bytes", activations}, {"primitives", primitives}};
}

}  // namespace
}  // namespace cnnviz::core

int main(int count, char** arguments) {
  if (count != 5) {
    std::cerr << "usage: primitives MODEL.onnx BATCH RUNS THREADS\n";
    return 2;
  }
  try {
    const cnnviz::core::ThreadScope threads(std::atoi(arguments[4]));
    std::cout << cnnviz::core::measure(arguments[1], std::atoi(arguments[2]),
                                       std::atoi(arguments[3]))
              << '\n';
  } catch (const std::exception& error) {
    std::cerr << arguments[1] << ": " << error.what() << '\n';
    return 1;
  }
  return 0;
}
