#include "model/head.h"

#include <filesystem>

#include "model/cam_layer.h"
#include "model/model.h"
#include "model/small_models.h"

using namespace cnnviz::test;

namespace {

Head head_of(const ModelBuilder& model, const Shape& input, const HeadHints& hints = {},
             std::vector<std::string>* warnings = nullptr) {
  std::vector<std::string> unread;
  const auto graph = graph_of(model);
  const InferredValues inferred = shapes_of(*graph, input);
  return find_head(*graph, inferred, find_spatial_views(*graph, inferred, false), hints,
                   warnings != nullptr ? warnings : &unread);
}

// x [N, 5, h, w] -> relu "scores" of the same shape, and what a test puts behind it.
ModelBuilder scores(const std::vector<Extent>& shape, int64_t opset) {
  ModelBuilder model(opset);
  model.input("x", shape).node("Relu", {"x"}, {"scores"});
  return model;
}

}  // namespace

TEST(test_model_head__finds_the_parts_of_a_classifier) {
  const Head head = head_of(small_classifier(), {1, 3, 8, 8});
  CHECK(head.kind == Head::Kind::softmax);
  CHECK_EQ(head.output, "prob");
  CHECK_EQ(head.logits, "logits");
  CHECK_EQ(head.probabilities, "prob");
  CHECK_EQ(head.class_axis, 1);
  CHECK_EQ(head.classes, 6);
  CHECK_EQ(head.penultimate, "features");
  CHECK_EQ(head.cam_layer, "relu2");
  CHECK_EQ(head.first_conv, "conv1");
}

TEST(test_model_head__without_softmax_the_output_is_the_logit) {
  ModelBuilder model = small_net();
  const Head head = head_of(model.output("logits"), {1, 3, 8, 8});
  CHECK(head.kind == Head::Kind::none);
  CHECK_EQ(head.logits, "logits");
  CHECK_EQ(head.probabilities, "");
}

TEST(test_model_head__peels_what_follows_the_softmax) {
  ModelBuilder model = small_net();
  model.initializer("shape", Tensor::vector_of({-1, 6, 1}))
      .node("Softmax", {"logits"}, {"prob"})
      .node("Reshape", {"prob", "shape"}, {"reshaped"})
      .node("Identity", {"reshaped"}, {"out"})
      .output("out");
  const Head head = head_of(model, {1, 3, 8, 8});
  CHECK_EQ(head.output, "out");
  CHECK_EQ(head.probabilities, "prob");  // of the logits' own shape
  CHECK_EQ(head.logits, "logits");
}

TEST(test_model_head__other_ends) {
  ModelBuilder log_softmax = small_net(), sigmoid = small_net(), composed = small_net();
  Head head =
      head_of(log_softmax.node("LogSoftmax", {"logits"}, {"out"}).output("out"), {1, 3, 8, 8});
  CHECK(head.kind == Head::Kind::log_softmax);
  CHECK_EQ(head.logits, "logits");
  CHECK_EQ(head.probabilities, "");  // the graph has their logarithms only
  head = head_of(sigmoid.node("Sigmoid", {"logits"}, {"out"}).output("out"), {1, 3, 8, 8});
  CHECK(head.kind == Head::Kind::sigmoid);
  CHECK_EQ(head.probabilities, "out");
  composed.initializer("axes", Tensor::vector_of({1}))
      .node("ReduceMax", {"logits"}, {"largest"}, {{"axes", Ints{1}}})
      .node("Sub", {"logits", "largest"}, {"shifted"})
      .node("Exp", {"shifted"}, {"e"})
      .node("ReduceSum", {"e", "axes"}, {"sum"})
      .node("Div", {"e", "sum"}, {"out"})
      .output("out");
  head = head_of(composed, {1, 3, 8, 8});
  CHECK(head.kind == Head::Kind::softmax);
  CHECK_EQ(head.logits, "logits");
  CHECK_EQ(head.probabilities, "out");
}

TEST(test_model_head__a_softmax_over_another_axis_is_not_the_classes) {
  // Opset 13: the last axis, of one element. Opset 11: flattened behind axis 1, the classes.
  std::vector<std::string> warnings;
  Head head = head_of(scores({1, 5, 1, 1}, 13).node("Softmax", {"scores"}, {"p"}).output("p"),
                      {1, 5, 1, 1}, {}, &warnings);
  CHECK_EQ(head.class_axis, 1);
  CHECK_EQ(head.probabilities, "");
  CHECK_EQ(warnings.size(), size_t{1});
  CHECK(warnings[0].find("does not normalize over the classes (axis 1 of 1x5x1x1)") !=
        std::string::npos);
  warnings.clear();
  head = head_of(scores({1, 5, 1, 1}, 11).node("Softmax", {"scores"}, {"p"}).output("p"),
                 {1, 5, 1, 1}, {}, &warnings);
  CHECK_EQ(head.probabilities, "p");
  CHECK(warnings.empty());
  // Opset 11 over maps: positions are normalized together with the classes.
  head = head_of(scores({1, 5, 2, 2}, 11).node("Softmax", {"scores"}, {"p"}).output("p"),
                 {1, 5, 2, 2}, {}, &warnings);
  CHECK_EQ(head.probabilities, "");
  CHECK_EQ(warnings.size(), size_t{1});
}

TEST(test_model_head__class_axis) {
  const auto axis = [](const Shape& shape, int64_t labels) {
    std::vector<Extent> extents(shape.begin(), shape.end());
    HeadHints hints;
    hints.labels = labels;
    return head_of(scores(extents, 13).output("scores"), shape, hints).class_axis;
  };
  CHECK_EQ(axis({1, 10}, 0), 1);
  CHECK_EQ(axis({1, 1000, 1, 1}, 0), 1);
  CHECK_EQ(axis({1, 1, 1, 1000}, 0), 3);
  CHECK_EQ(axis({1, 21, 64, 64}, 0), 1);   // maps of scores: ONNX's channel axis
  CHECK_EQ(axis({1, 64, 64, 21}, 21), 3);  // unless labels say otherwise
  CHECK_EQ(axis({7}, 0), 0);
  // The softmax's own axis tells too.
  ModelBuilder model = scores({1, 6, 6, 4}, 13);
  model.node("Softmax", {"scores"}, {"p"}, {{"axis", int64_t{3}}}).output("p");
  CHECK_EQ(head_of(model, {1, 6, 6, 4}).class_axis, 3);
}

TEST(test_model_head__several_outputs) {
  ModelBuilder model = small_net();
  model.initializer("aux.weight", scrambled({7, 4}, 9))
      .node("GlobalAveragePool", {"pool1"}, {"aux_gap"})
      .node("Flatten", {"aux_gap"}, {"aux_flat"})
      .node("Gemm", {"aux_flat", "aux.weight"}, {"aux"}, {{"transB", int64_t{1}}})
      .output("aux")
      .output("logits");
  CHECK_EQ(head_of(model, {1, 3, 8, 8}).logits, "logits");  // the longer path
  HeadHints hints;
  hints.output = "aux";
  const Head aux = head_of(model, {1, 3, 8, 8}, hints);
  CHECK_EQ(aux.logits, "aux");
  CHECK_EQ(aux.cam_layer, "pool1");
  hints.output = "auxx";
  CHECK_ERROR(head_of(model, {1, 3, 8, 8}, hints), Status::not_found, "nearest: \"aux\"");
}

TEST(test_model_head__class_maps_behind_a_convolution) {
  // As SqueezeNet: dropout -> 1x1 convolution -> relu -> global pooling.
  ModelBuilder model = small_net();
  model.initializer("w", scrambled({6, 5, 1, 1}, 7))
      .node("Dropout", {"relu2"}, {"drop"})
      .node("Conv", {"drop", "w"}, {"class_maps"})
      .node("Relu", {"class_maps"}, {"class_relu"})
      .node("GlobalAveragePool", {"class_relu"}, {"pooled"})
      .node("Flatten", {"pooled"}, {"flat"})
      .node("Softmax", {"flat"}, {"p"})
      .output("p");
  const Head head = head_of(model, {1, 3, 8, 8});
  CHECK_EQ(head.logits, "flat");
  CHECK_EQ(head.penultimate, "relu2");  // dropout does nothing
  CHECK_EQ(head.cam_layer, "class_relu");
}

TEST(test_model_head__transposed_maps_are_seen_through) {
  // As converters from channels-last frameworks write it: the last map is transposed, then
  // flattened.
  ModelBuilder model = small_net();
  model.initializer("w", scrambled({80, 6}, 8))
      .node("Transpose", {"relu2"}, {"nhwc"}, {{"perm", Ints{0, 2, 3, 1}}})
      .node("Flatten", {"nhwc"}, {"flat"})
      .node("MatMul", {"flat", "w"}, {"out"})
      .output("out");
  const Head head = head_of(model, {1, 3, 8, 8});
  CHECK_EQ(head.cam_layer, "relu2");
  CHECK_EQ(head.penultimate, "flat");
}

TEST(test_model_head__segmentation_explains_what_the_scores_come_from) {
  ModelBuilder model = small_net();
  model.initializer("w", scrambled({6, 5, 1, 1}, 7)).node("Conv", {"relu2", "w"}, {"out"});
  const Head head = head_of(model.output("out"), {1, 3, 8, 8});
  CHECK_EQ(head.logits, "out");
  CHECK_EQ(head.class_axis, 1);
  CHECK_EQ(head.classes, 6);
  CHECK_EQ(head.cam_layer, "relu2");
}

TEST(test_model_head__a_stated_penultimate_that_is_missing_is_a_warning) {
  HeadHints hints;
  hints.penultimate = "feature";
  std::vector<std::string> warnings;
  CHECK_EQ(head_of(small_classifier(), {1, 3, 8, 8}, hints, &warnings).penultimate, "features");
  CHECK_EQ(warnings.size(), size_t{1});
  CHECK(warnings[0].find("\"features\"") != std::string::npos);
  hints.penultimate = "gap";
  CHECK_EQ(head_of(small_classifier(), {1, 3, 8, 8}, hints).penultimate, "gap");
}

TEST(test_model_head__a_net_without_maps_has_no_cam_layer) {
  ModelBuilder model(13);
  model.input("x", {"N", 10})
      .initializer("w", scrambled({10, 3}, 1))
      .node("MatMul", {"x", "w"}, {"y"})
      .output("y");
  const Head head = head_of(model, {1, 10});
  CHECK_EQ(head.cam_layer, "");
  CHECK_EQ(head.first_conv, "");
  CHECK_EQ(head.penultimate, "x");
}

TEST(test_model_head__lists_maps_from_the_end) {
  const auto graph = graph_of(small_classifier());
  const InferredValues inferred = shapes_of(*graph, {1, 3, 8, 8});
  const auto layers =
      map_layers(*graph, inferred, find_spatial_views(*graph, inferred, false), "logits");
  CHECK(layers == (std::vector<std::string>{"relu2", "conv2", "pool1", "relu1", "bn1", "conv1"}));
}

TEST(test_model_head__sides_of_activations) {
  ModelBuilder model = small_net();
  model.initializer("half", Tensor::scalar(0.5f))
      .node("Add", {"relu1", "bn1"}, {"sum"})
      .node("Mul", {"logits", "half"}, {"scaled"})
      .node("Sigmoid", {"scaled"}, {"gate"})
      .node("Mul", {"scaled", "gate"}, {"swish"})
      .output("swish")
      .output("sum");
  const auto graph = graph_of(model);
  const auto side = [&](const char* name, Side which) {
    return graph->name(activation_side(*graph, graph->require(name), which));
  };
  CHECK_EQ(side("conv2", Side::pre), "conv2");
  CHECK_EQ(side("conv2", Side::post), "relu2");
  CHECK_EQ(side("relu2", Side::pre), "conv2");
  CHECK_EQ(side("relu2", Side::post), "relu2");
  CHECK_EQ(side("logits", Side::post), "swish");  // through the factor 1/2
  CHECK_EQ(side("logits", Side::pre), "scaled");
  CHECK_EQ(side("swish", Side::pre), "scaled");
  CHECK_ERROR(
      side("conv1", Side::post), Status::invalid_argument,
      "no activation follows \"conv1\" directly: \"bn1\" goes to Relu \"n_relu1\" and 1 more");
  CHECK_ERROR(side("sum", Side::post), Status::invalid_argument, "is not used further");
}

TEST(test_model_head__weights_of_a_layer) {
  const auto graph = graph_of(small_classifier());
  const auto weights = [&](const char* name) {
    return graph->name(weighted_node(*graph, graph->require(name)).weights);
  };
  CHECK_EQ(weights("conv1"), "conv1.weight");
  CHECK_EQ(weights("relu1"), "conv1.weight");  // behind batch norm and activation
  CHECK_EQ(weights("n_conv2"), "conv2.weight");
  CHECK_EQ(weights("logits"), "fc.weight");
  CHECK_ERROR(weights("pool1"), Status::invalid_argument,
              "layer \"pool1\" has no weights to show; layers that have: conv1, conv2");
}

// What the sidecars state was checked against the models by hand: it must be found without them.
TEST(test_model_head__equals_the_sidecars_of_trained_networks) {
  namespace fs = std::filesystem;
  size_t models = 0;
  for (const auto& entry : fs::directory_iterator(test_data() + "/models")) {
    if (entry.path().extension() != ".onnx") continue;
    ++models;
    std::vector<std::string> warnings;
    const PreprocessSpec spec = read_sidecar(sidecar_path(entry.path().string()), &warnings);
    CHECK(warnings.empty());
    ModelOptions options;
    options.use_sidecar = false;
    options.preprocess.size = spec.size;
    const auto model = Model::open(entry.path().string(), options);
    CHECK_EQ(model->head().penultimate, *spec.penultimate);
    const int64_t labels = static_cast<int64_t>(read_labels(*spec.labels).size());
    CHECK_EQ(model->head().classes, labels);
    const std::string name = entry.path().stem().string();
    const std::string logits = name == "squeezenet1.1-imagenet"  ? "pool10_1"
                               : name == "cifar_deep_kw"         ? "24"
                               : name == "cifar_resnet_4b"       ? "54"
                               : name == "mnist-8"               ? "Plus214_Output_0"
                               : name == "mnist_convnet_maxpool" ? "output"
                                                                 : "logits";
    CHECK_EQ(model->head().logits, logits);
  }
  CHECK(models >= 13);
}

int main() {
  return run_tests({
      CASE(test_model_head__finds_the_parts_of_a_classifier),
      CASE(test_model_head__without_softmax_the_output_is_the_logit),
      CASE(test_model_head__peels_what_follows_the_softmax),
      CASE(test_model_head__other_ends),
      CASE(test_model_head__a_softmax_over_another_axis_is_not_the_classes),
      CASE(test_model_head__class_axis),
      CASE(test_model_head__several_outputs),
      CASE(test_model_head__class_maps_behind_a_convolution),
      CASE(test_model_head__transposed_maps_are_seen_through),
      CASE(test_model_head__segmentation_explains_what_the_scores_come_from),
      CASE(test_model_head__a_stated_penultimate_that_is_missing_is_a_warning),
      CASE(test_model_head__a_net_without_maps_has_no_cam_layer),
      CASE(test_model_head__lists_maps_from_the_end),
      CASE(test_model_head__sides_of_activations),
      CASE(test_model_head__weights_of_a_layer),
      CASE(test_model_head__equals_the_sidecars_of_trained_networks),
  });
}
