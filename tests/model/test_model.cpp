#include "model/model.h"

#include <filesystem>
#include <functional>

#include "base/file.h"
#include "image/codec.h"
#include "methods/batch.h"
#include "model/explain.h"
#include "model/small_models.h"
#include "model/target_parser.h"
#include "support/folder.h"

using namespace cnnviz::test;

namespace {

void write_text(const std::string& path, const std::string& text) {
  write_file(path, {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

ModelOptions unit() {
  ModelOptions options;
  options.preprocess = preset("unit");
  return options;
}

std::shared_ptr<const Model> open(const ModelBuilder& builder,
                                  const ModelOptions& options = unit()) {
  return Model::open_memory(builder.bytes(), options);
}

// The small classifier with a reshape that only a batch of this size passes.
ModelBuilder fixed_net(int64_t batch) {
  ModelBuilder model(13);
  model.input("x", {batch, 3, 8, 8})
      .initializer("w", scrambled({6, 3, 8, 8}, 1))
      .initializer("shape", Tensor::vector_of({batch, 6}))
      .node("Conv", {"x", "w"}, {"conv"}, {}, "n_conv")
      .node("Reshape", {"conv", "shape"}, {"logits"}, {}, "n_logits")
      .output("logits");
  return model;
}

}  // namespace

TEST(test_model_model__precedence_is_caller_sidecar_metadata_assumed) {
  const TestFolder folder;
  ModelBuilder builder = small_classifier();
  builder.metadata("Image.BitmapPixelFormat", "Bgr8")
      .metadata("Image.NominalPixelRange", "NominalRange_0_255")
      .write(folder.path("net.onnx"));
  auto model = Model::open(folder.path("net.onnx"), {});
  CHECK(model->preprocessing().color == ColorOrder::bgr);
  CHECK_EQ(model->preprocessing().range, 255.0);
  CHECK(!model->preprocessing().assumed);
  CHECK(model->warnings().empty());

  write_text(folder.path("labels.txt"), "a\nb\nc\nd\ne\nf\n");
  write_text(folder.path("net.cnnviz.json"),
             R"({"color": "RGB", "mean": [1, 2, 3], "labels": "labels.txt", "labls": 1})");
  model = Model::open(folder.path("net.onnx"), {});
  CHECK(model->preprocessing().color == ColorOrder::rgb);  // the sidecar's
  CHECK_EQ(model->preprocessing().mean[1], 2.0f);
  CHECK_EQ(model->preprocessing().range, 255.0);  // still the metadata's
  CHECK_EQ(model->label(5), "f");
  CHECK_EQ(model->label(6), "");
  CHECK_EQ(model->warnings().size(), size_t{1});
  CHECK(model->warnings()[0].find("net.cnnviz.json: unknown key \"labls\"") != std::string::npos);

  ModelOptions options;
  options.preprocess.mean = std::vector<float>{9};
  model = Model::open(folder.path("net.onnx"), options);
  CHECK_EQ(model->preprocessing().mean[2], 9.0f);  // the caller's
  CHECK(model->preprocessing().color == ColorOrder::rgb);
  options.use_sidecar = false;
  model = Model::open(folder.path("net.onnx"), options);
  CHECK(model->preprocessing().color == ColorOrder::bgr);
  CHECK(model->labels().empty());

  CHECK(open(small_classifier(), {})->preprocessing().assumed);
  options.preprocess.std = std::vector<float>{0};
  CHECK_ERROR(open(small_classifier(), options), Status::invalid_argument,
              "the preprocessing given: std must be positive");
}

TEST(test_model_model__labels_that_do_not_fit_are_not_shown) {
  const TestFolder folder;
  small_classifier().write(folder.path("net.onnx"));
  write_text(folder.path("five.txt"), "a\nb\nc\nd\ne\n");
  write_text(folder.path("net.cnnviz.json"), R"({"range": 1, "labels": "five.txt"})");
  auto model = Model::open(folder.path("net.onnx"), {});
  CHECK(model->labels().empty());
  CHECK(model->warnings().back().find("5 labels, but the model 6 classes") != std::string::npos);
  // A missing label file is a warning where the sidecar names it, an error where the caller does.
  write_text(folder.path("net.cnnviz.json"), R"({"range": 1, "labels": "none.txt"})");
  model = Model::open(folder.path("net.onnx"), {});
  CHECK(model->warnings().back().find("none.txt") != std::string::npos);
  ModelOptions options;
  options.preprocess.labels = folder.path("none.txt");
  CHECK_ERROR(Model::open(folder.path("net.onnx"), options), Status::not_found, "none.txt");
}

TEST(test_model_model__a_broken_sidecar_is_an_error) {
  const TestFolder folder;
  small_classifier().write(folder.path("net.onnx"));
  write_text(folder.path("net.cnnviz.json"), "{");
  CHECK_ERROR(Model::open(folder.path("net.onnx"), {}), Status::corrupt, "net.cnnviz.json");
  ModelOptions options = unit();
  options.use_sidecar = false;
  CHECK_EQ(Model::open(folder.path("net.onnx"), options)->head().logits, "logits");
}

TEST(test_model_model__feeds_are_checked_against_the_declared_input) {
  const auto model = open(small_classifier());
  CHECK_EQ(model->feed(scrambled({5, 3, 8, 8}, 1)).count("x"), size_t{1});
  CHECK_ERROR(model->feed(scrambled({1, 3, 8, 9}, 1)), Status::invalid_argument,
              "the model's input \"x\" is float32 Nx3x8x8, not float32 1x3x8x9");
  CHECK_ERROR(model->feed(scrambled({3, 8, 8}, 1)), Status::invalid_argument, "not float32 3x8x8");
  CHECK_ERROR(model->feed(Tensor(DataType::int64, {1, 3, 8, 8})), Status::invalid_argument,
              "not int64 1x3x8x8");
  CHECK_ERROR(model->feed(Tensor(DataType::float32, {0, 3, 8, 8})), Status::invalid_argument,
              "0x3x8x8");
  CHECK_EQ(open(fixed_net(1))->feed(scrambled({4, 3, 8, 8}, 1)).size(), size_t{1});
}

TEST(test_model_model__a_fixed_batch_runs_in_chunks) {
  const auto one = open(fixed_net(1)), three = open(fixed_net(3));
  CHECK_EQ(one->fixed_batch(), 1);
  CHECK_EQ(three->fixed_batch(), 3);
  const Tensor x = scrambled({5, 3, 8, 8}, 2);
  const Tensor a = one->run(one->feed(x), {"logits"})[0];
  const Tensor b = three->run(three->feed(x), {"n_logits"})[0];
  CHECK_EQ(shape_text(a.shape()), "5x6");
  CHECK_EQ(shape_text(b.shape()), "5x6");
  for (int64_t n = 0; n < 5; ++n) {
    const Tensor alone = one->run(one->feed(batch_slice(x, n, 1)), {"logits"})[0];
    for (size_t c = 0; c < 6; ++c) {
      CHECK_EQ(alone.floats()[c], a.floats()[static_cast<size_t>(n) * 6 + c]);
      CHECK_NEAR(alone.floats()[c], b.floats()[static_cast<size_t>(n) * 6 + c], 1e-5);
    }
  }
}

TEST(test_model_model__runs_with_any_tensor_fed_and_fetched) {
  const auto model = open(small_classifier());
  const Tensor x = scrambled({2, 3, 8, 8}, 3);
  const auto values = model->run(model->feed(x), {"prob", "relu1", "n_conv2", "conv1@post"});
  CHECK_EQ(values.size(), size_t{4});
  CHECK_EQ(shape_text(values[0].shape()), "2x6");
  CHECK_EQ(std::memcmp(values[1].data(), values[3].data(), static_cast<size_t>(values[1].bytes())),
           0);
  for (const size_t n : {size_t{0}, size_t{1}}) {
    double sum = 0;
    for (size_t c = 0; c < 6; ++c) sum += values[0].floats()[n * 6 + c];
    CHECK_NEAR(sum, 1, 1e-5);
  }
  // Cut at an inner tensor: the same output without the input.
  const Tensor again = model->run({{"n_relu1", values[1]}}, {"prob"})[0];
  for (size_t i = 0; i < 12; ++i) CHECK_NEAR(again.floats()[i], values[0].floats()[i], 1e-6);
  CHECK_ERROR(model->run({{"relu1", values[1]}, {"n_relu1", values[1]}}, {"prob"}),
              Status::invalid_argument, "fed twice");
  CHECK_ERROR(model->run({}, {"prob"}), Status::invalid_argument, "nothing is fed");
  CHECK_ERROR(model->run(model->feed(x), {"prop"}), Status::not_found, "nearest: \"prob\"");
  CHECK_ERROR(model->run({{"relu2", scrambled({2, 5, 4, 4}, 1)}}, {"conv1"}),
              Status::invalid_argument, "\"x\" must be fed");
}

TEST(test_model_model__lists_tensors) {
  const auto model = open(small_classifier());
  const std::vector<TensorInfo> rows = model->tensors();
  const auto row = [&](const std::string& name) -> const TensorInfo& {
    for (const TensorInfo& info : rows)
      if (info.name == name) return info;
    throw Failure{"no row " + name};
  };
  CHECK_EQ(rows.size(), size_t{11});  // constants are no layers
  CHECK_EQ(rows[0].name, "x");
  CHECK_EQ(rows[0].op, "Input");
  CHECK_EQ(rows[0].role, "input");
  CHECK_EQ(shape_text(row("conv1").shape), "1x4x8x8");
  CHECK_EQ(row("conv1").op, "Conv");
  CHECK_EQ(row("conv1").node, "Conv \"n_conv1\"");
  CHECK_EQ(row("conv1").parameters, 4 * 27);
  CHECK_EQ(row("bn1").parameters, 16);
  CHECK_EQ(row("logits").parameters, 36);
  CHECK_EQ(row("relu1").parameters, 0);
  CHECK_EQ(row("conv1").field[0].size, 3);
  CHECK_EQ(row("conv2").field[1].size, 8);  // 3, then 2 by 2 pooling, then 3 positions of stride 2
  CHECK_EQ(row("conv2").field[1].stride, 2);
  CHECK_EQ(row("logits").role, "logits");
  CHECK_EQ(row("logits").class_axis, 1);
  CHECK_EQ(row("relu2").class_axis, -1);
  CHECK_EQ(row("relu2").role, "maps");
  CHECK_EQ(row("features").role, "penultimate");
  CHECK_EQ(row("prob").role, "probabilities");
  // For another input shape; what does not fit it is listed without a shape.
  const std::vector<TensorInfo> larger = model->tensors(model->infer({2, 3, 16, 8}));
  for (const TensorInfo& info : larger) {
    if (info.name == "conv2") CHECK_EQ(shape_text(info.shape), "2x5x8x4");
  }
  const auto fixed = open(fixed_net(1));
  for (const TensorInfo& info : fixed->tensors(fixed->infer({1, 3, 9, 9})))
    CHECK_EQ(info.shape_known, info.name != "logits");
}

TEST(test_model_model__a_model_without_a_batch_axis_takes_one_image) {
  ModelBuilder builder(13);
  builder.input("x", {"N", 3, 8, 8})
      .initializer("w", scrambled({6, 3, 8, 8}, 1))
      .initializer("shape", Tensor::vector_of({6}))
      .node("Conv", {"x", "w"}, {"conv"})
      .node("Reshape", {"conv", "shape"}, {"out"})
      .output("out");
  const auto model = open(builder);
  CHECK_EQ(model->images_in(model->feed(scrambled({1, 3, 8, 8}, 1))), 1);
  CHECK_ERROR(model->images_in({{"x", scrambled({2, 3, 8, 8}, 1)}}), Status::invalid_argument,
              "keeps no batch axis");
  CHECK_EQ(model->head().class_axis, 0);
  CHECK_EQ(model->head().classes, 6);
}

TEST(test_model_model__wrong_options_are_refused) {
  ModelOptions options;
  options.threads = -1;
  CHECK_ERROR(open(small_classifier(), options), Status::invalid_argument, "not -1");
  options.threads = 0;
  options.max_memory = -5;
  CHECK_ERROR(open(small_classifier(), options), Status::invalid_argument, "not -5");
  CHECK_ERROR(Model::open("/no/such/net.onnx", {}), Status::not_found, "/no/such/net.onnx");
}

TEST(test_model_model__memory_limits_are_kept) {
  ModelOptions options = unit();
  options.max_memory = 1000;
  const auto tight = open(small_classifier(), options);
  CHECK_ERROR(tight->run(tight->feed(scrambled({1, 3, 8, 8}, 1)), {"prob"}), Status::limit,
              "max_memory is 1000 bytes");
  CHECK_EQ(tight->memory_used(), 0);
  // Enough for a batch of 64 once: the plan of an earlier shape must not stand in the way for good.
  ModelOptions whole = unit();
  whole.lanes = false;
  const auto free = open(small_classifier(), whole);
  free->run(free->feed(scrambled({64, 3, 8, 8}, 1)), {"prob"});
  options.max_memory = free->memory_used() + 1000;
  const auto fitting = open(small_classifier(), options);
  for (const int64_t batch : {48, 64, 63, 62, 64, 61})
    fitting->run(fitting->feed(scrambled({batch, 3, 8, 8}, 1)), {"prob"});
  CHECK(fitting->memory_used() <= options.max_memory);
}

// The number behind "allow at least" in a limit error's message.
int64_t need_named(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(error.status() == Status::limit);
    const std::string message = error.what(), words = "allow at least ";
    const size_t at = message.find(words);
    CHECK(at != std::string::npos);
    return std::stoll(message.substr(at + words.size()));
  }
  return 0;
}

TEST(test_model_model__the_memory_named_is_enough) {
  const TensorMap feeds = open(small_classifier(), unit())->feed(scrambled({1, 3, 8, 8}, 1));
  const auto explain = [&](const Model& model) {
    explain_saliency(model, feeds, {parse_target(model, "class:1")}, {}, nullptr, nullptr);
  };
  ModelOptions options = unit();
  options.max_memory = 1;
  const auto tight = open(small_classifier(), options);
  const int64_t need = need_named([&] { explain(*tight); });
  // Weights for both directions and the workspace: all at once.
  options.max_memory = need - 1;
  const auto nearly = open(small_classifier(), options);
  CHECK_EQ(need_named([&] { explain(*nearly); }), need);
  options.max_memory = need;
  explain(*open(small_classifier(), options));
}

int main() {
  return run_tests({
      CASE(test_model_model__precedence_is_caller_sidecar_metadata_assumed),
      CASE(test_model_model__labels_that_do_not_fit_are_not_shown),
      CASE(test_model_model__a_broken_sidecar_is_an_error),
      CASE(test_model_model__feeds_are_checked_against_the_declared_input),
      CASE(test_model_model__a_fixed_batch_runs_in_chunks),
      CASE(test_model_model__runs_with_any_tensor_fed_and_fetched),
      CASE(test_model_model__lists_tensors),
      CASE(test_model_model__a_model_without_a_batch_axis_takes_one_image),
      CASE(test_model_model__wrong_options_are_refused),
      CASE(test_model_model__memory_limits_are_kept),
      CASE(test_model_model__the_memory_named_is_enough),
  });
}
