// Local changes computed on windows against whole forward passes, on networks with every operator
// that has geometry: odd sizes, strides larger than the kernel, ceil_mode, wide pads, dilation.
#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "exec/networks.h"
#include "support/check.h"

using namespace cnnviz::test;

namespace {

// Of the largest value: crops are computed by other blocks of the same kernels.
constexpr double kTolerance = 1e-5;

// Rectangles of this size at all corners, at the borders' middles, and somewhere inside.
WindowChanges rectangles(const Tensor& x, int64_t height, int64_t width, int rows_axis = 2) {
  WindowChanges changes;
  changes.tensor = "x";
  changes.rows_axis = rows_axis;
  changes.height = height;
  changes.width = width;
  const auto axis = static_cast<size_t>(rows_axis);
  const int64_t down = x.shape()[axis] - height, right = x.shape()[axis + 1] - width;
  for (const int64_t row : {int64_t{0}, down / 3, down / 2, down})
    for (const int64_t column : {int64_t{0}, right / 3 + right % 2, right})
      changes.corners.push_back({row, std::min(column, right)});
  const int64_t elements = height * width * x.shape()[axis == 2 ? 1 : 3];
  changes.write = [elements](int64_t change, float* content) {
    Random random(static_cast<uint64_t>(change) + 1);
    for (int64_t i = 0; i < elements; ++i)
      content[i] = static_cast<float>(random.uniform() * 4 - 2);
  };
  return changes;
}

struct Collected {
  std::vector<Tensor> values;  // one for each change and wanted tensor
  WindowReport report;
};

Collected outcome(GraphExecutor& executor, const Tensor& x, const WindowChanges& changes,
                  const std::vector<std::string>& wanted, const WindowOptions& options) {
  Collected result;
  result.values.resize(changes.corners.size() * wanted.size());
  const auto collect = [&](std::span<const int64_t> which, const TensorMap& values) {
    for (size_t w = 0; w < wanted.size(); ++w) {
      const Tensor& all = values.at(wanted[w]);
      CHECK_EQ(all.shape()[0], static_cast<int64_t>(which.size()));
      const size_t each = all.floats().size() / which.size();
      for (size_t i = 0; i < which.size(); ++i) {
        Shape shape = all.shape();
        shape[0] = 1;
        Tensor one(DataType::float32, shape);
        std::copy_n(all.floats().data() + i * each, each, one.mutable_floats().data());
        result.values[static_cast<size_t>(which[i]) * wanted.size() + w] = one;
      }
    }
  };
  result.report = executor.forward_windows({{"x", x}}, changes, wanted, options, collect);
  return result;
}

// Whether windows of several sizes, down to one element and up to the whole image, give what whole
// passes give. Returns the least share of multiply-adds that windows took.
double check_windows(const GraphPtr& graph, const Tensor& x, const std::vector<std::string>& wanted,
                     int rows_axis = 2, const ExecutorOptions& options = {}) {
  const auto executor = make_executor(graph, options), whole = make_executor(graph, options);
  const auto axis = static_cast<size_t>(rows_axis);
  const int64_t rows = x.shape()[axis], columns = x.shape()[axis + 1];
  double least = 1;
  for (const auto& [height, width] :
       {std::pair{int64_t{1}, int64_t{1}}, std::pair{int64_t{3}, int64_t{5}},
        std::pair{rows / 3, columns / 4}, std::pair{rows, int64_t{2}}, std::pair{rows, columns}}) {
    const WindowChanges changes = rectangles(x, height, width, rows_axis);
    const Collected expected = outcome(*whole, x, changes, wanted, {1, true});
    CHECK(!expected.report.windows);
    for (const int64_t batch : {int64_t{0}, int64_t{1}, int64_t{5}}) {
      const Collected got = outcome(*executor, x, changes, wanted, {batch, false});
      CHECK(got.report.windows);
      if (got.report.full_macs > 0)
        least = std::min(least, got.report.window_macs / got.report.full_macs);
      for (size_t i = 0; i < expected.values.size(); ++i) {
        CHECK(got.values[i].shape() == expected.values[i].shape());
        const double error =
            largest_difference(got.values[i], expected.values[i]) / largest(expected.values[i]);
        if (!(error <= kTolerance))
          throw Failure{concat(wanted[i % wanted.size()], " of change ", i / wanted.size(), " (",
                               height, " x ", width, ", batch ", batch, ") is off by ", error)};
      }
    }
  }
  return least;
}

class Layers {
 public:
  explicit Layers(uint32_t seed) : model_(13), seed_(seed * 1000) {}

  ModelBuilder& model() { return model_; }
  std::string weights(Shape shape, double range) {
    const std::string name = concat("w", ++seed_);
    model_.initializer(name, random_tensor(std::move(shape), seed_, -range, range));
    return name;
  }
  void conv(const std::string& in, const std::string& out, int64_t from, int64_t to, Ints kernel,
            Attributes attributes, int64_t groups = 1) {
    attributes.push_back({"group", groups});
    const double range = 2 / std::sqrt(static_cast<double>(from / groups * kernel[0] * kernel[1]));
    const std::string w = weights({to, from / groups, kernel[0], kernel[1]}, range);
    model_.node("Conv", {in, w, weights({to}, 0.3)}, {out}, attributes);
  }
  GraphPtr done() { return read_model_bytes(model_.bytes()); }

 private:
  ModelBuilder model_;
  uint32_t seed_;
};

}  // namespace

TEST(test_exec_windows__branches_gates_and_classifier) {
  const GraphPtr graph = everything_network();
  const double share =
      check_windows(graph, random_tensor({1, 3, 65, 58}, 3), {"prob", "logits", "r2", "joined"});
  CHECK(share < 0.9);
}

TEST(test_exec_windows__every_mode_computes_the_same) {
  const GraphPtr graph = everything_network();
  for (const bool fuse : {false, true})
    for (const bool blocked : {false, true}) {
      ExecutorOptions options;
      options.fuse = fuse;
      options.blocked = blocked;
      check_windows(graph, random_tensor({1, 3, 47, 40}, 4), {"prob", "sum"}, 2, options);
    }
}

TEST(test_exec_windows__pools_of_every_kind) {
  struct Case {
    const char* type;
    Attributes attributes;
  };
  const std::vector<Case> cases = {
      {"MaxPool", {{"kernel_shape", Ints{3, 2}}, {"strides", Ints{2, 3}}}},
      {"MaxPool",
       {{"kernel_shape", Ints{3, 3}}, {"strides", Ints{2, 2}}, {"ceil_mode", int64_t{1}}}},
      {"MaxPool",
       {{"kernel_shape", Ints{3, 3}}, {"strides", Ints{1, 2}}, {"pads", Ints{2, 1, 1, 2}}}},
      {"MaxPool", {{"kernel_shape", Ints{2, 2}}, {"dilations", Ints{3, 2}}}},
      {"MaxPool", {{"kernel_shape", Ints{1, 1}}, {"strides", Ints{3, 3}}}},
      {"AveragePool", {{"kernel_shape", Ints{3, 3}}, {"pads", Ints{1, 1, 1, 1}}}},
      {"AveragePool",
       {{"kernel_shape", Ints{3, 3}},
        {"pads", Ints{1, 1, 1, 1}},
        {"count_include_pad", int64_t{1}}}},
      {"AveragePool",
       {{"kernel_shape", Ints{3, 3}},
        {"strides", Ints{2, 2}},
        {"pads", Ints{0, 1, 1, 0}},
        {"ceil_mode", int64_t{1}},
        {"count_include_pad", int64_t{1}}}},
      {"AveragePool",
       {{"kernel_shape", Ints{2, 3}}, {"strides", Ints{2, 2}}, {"auto_pad", "SAME_UPPER"}}},
      {"LpPool",
       {{"kernel_shape", Ints{3, 3}}, {"strides", Ints{2, 2}}, {"pads", Ints{1, 1, 1, 1}}}},
  };
  uint32_t seed = 20;
  for (const Case& one : cases) {
    Layers m(++seed);
    m.model().input("x", {"N", 3, "H", "W"});
    m.conv("x", "c", 3, 20, {3, 3}, {{"pads", Ints{1, 1, 1, 1}}});
    m.model().node(one.type, {"c"}, {"p"}, one.attributes);
    m.conv("p", "y", 20, 5, {3, 3}, {});
    m.model().output("y");
    check_windows(m.done(), random_tensor({1, 3, 39, 34}, seed), {"y", "p"});
  }
}

TEST(test_exec_windows__convolutions_of_every_kind) {
  Layers m(7);
  m.model().input("x", {1, 3, 61, 55});
  m.conv("x", "a", 3, 32, {7, 5}, {{"strides", Ints{2, 2}}, {"pads", Ints{3, 2, 3, 2}}});
  m.model().node("Relu", {"a"}, {"ar"});
  m.conv("ar", "b", 32, 32, {3, 3}, {{"pads", Ints{2, 2, 2, 2}}, {"dilations", Ints{2, 2}}}, 32);
  m.conv("b", "c", 32, 48, {3, 3}, {{"pads", Ints{1, 1, 1, 1}}}, 4);
  m.model().node("LRN", {"c"}, {"n"}, {{"size", int64_t{5}}, {"alpha", 0.5F}});
  m.conv("n", "d", 48, 16, {1, 1}, {{"strides", Ints{3, 3}}});
  m.model().node("Tanh", {"d"}, {"dt"});
  m.conv("dt", "e", 16, 6, {4, 2}, {{"auto_pad", "SAME_LOWER"}});
  m.model().node("Softmax", {"e"}, {"s"}, {{"axis", int64_t{1}}});
  m.model().output("s");
  check_windows(m.done(), random_tensor({1, 3, 61, 55}, 8), {"s", "n"});
}

TEST(test_exec_windows__pads_splits_shuffles_and_means) {
  Layers m(9);
  m.model().input("x", {1, 3, 48, 45});
  m.model().initializer("pads", Tensor::from_ints({8}, Ints{0, 0, 1, 2, 0, 0, 2, 1}));
  m.model().initializer("half", Tensor::from_ints({2}, Ints{16, 16}));
  m.model().initializer("groups", Tensor::from_ints({5}, Ints{1, 2, 16, 24, 23}));
  m.model().initializer("flat", Tensor::from_ints({4}, Ints{1, 32, 24, 23}));
  m.model().node("Pad", {"x", "pads"}, {"xp"});
  m.conv("xp", "a", 3, 32, {5, 4}, {{"strides", Ints{2, 2}}});
  m.model().node("Split", {"a", "half"}, {"left", "right"}, {{"axis", int64_t{1}}});
  m.conv("right", "wide", 16, 16, {3, 3}, {{"pads", Ints{1, 1, 1, 1}}});
  m.model().node("Sigmoid", {"wide"}, {"gate"});
  m.model().node("Mul", {"wide", "gate"}, {"swish"});
  m.model().node("Concat", {"left", "swish"}, {"both"}, {{"axis", int64_t{1}}});
  m.model().node("Reshape", {"both", "groups"}, {"five"});
  m.model().node("Transpose", {"five"}, {"turned"}, {{"perm", Ints{0, 2, 1, 3, 4}}});
  m.model().node("Reshape", {"turned", "flat"}, {"shuffled"});
  m.model().initializer("map", random_tensor({1, 1, 24, 23}, 5));
  m.model().node("Add", {"shuffled", "map"}, {"placed"});
  m.conv("placed", "last", 32, 9, {1, 1}, {});
  m.model().node("GlobalAveragePool", {"last"}, {"mean"});
  m.model().node("Flatten", {"mean"}, {"y"});
  m.model().output("y");
  check_windows(m.done(), random_tensor({1, 3, 48, 45}, 10), {"y", "placed", "swish"});
}

TEST(test_exec_windows__channels_last) {
  Layers m(11);
  m.model().input("x", {1, 40, 37, 3});
  m.model().node("Transpose", {"x"}, {"t"}, {{"perm", Ints{0, 3, 1, 2}}});
  m.conv("t", "a", 3, 16, {3, 3}, {{"auto_pad", "SAME_UPPER"}, {"strides", Ints{2, 2}}});
  m.model().node("Transpose", {"a"}, {"back"}, {{"perm", Ints{0, 2, 3, 1}}});
  m.model().node("Relu", {"back"}, {"r"});
  m.model().node("ReduceMean", {"r"}, {"mean"}, {{"axes", Ints{1, 2}}, {"keepdims", int64_t{0}}});
  m.model().node("MatMul", {"mean", m.weights({16, 5}, 1)}, {"y"});
  m.model().output("y");
  check_windows(m.done(), random_tensor({1, 40, 37, 3}, 12), {"y", "r"}, 1);
}

TEST(test_exec_windows__an_inner_layer_can_change) {
  const GraphPtr graph = everything_network();
  const auto executor = make_executor(graph), whole = make_executor(graph);
  const Tensor x = random_tensor({1, 3, 33, 33}, 3);
  const Tensor pool = executor->forward({{"x", x}}, {{"pool"}, {}, {}})[0];
  WindowChanges changes = rectangles(pool, 2, 3);
  changes.tensor = "pool";
  std::vector<float> got(changes.corners.size()), expected(changes.corners.size());
  const auto collect = [](std::vector<float>& to) {
    return [&to](std::span<const int64_t> which, const TensorMap& values) {
      const Tensor& features = values.at("features");
      for (size_t i = 0; i < which.size(); ++i)
        to[static_cast<size_t>(which[i])] =
            features.floats()[i * static_cast<size_t>(features.shape()[1])];
    };
  };
  executor->forward_windows({{"pool", pool}}, changes, {"features"}, {}, collect(got));
  whole->forward_windows({{"pool", pool}}, changes, {"features"}, {0, true}, collect(expected));
  for (size_t i = 0; i < got.size(); ++i) CHECK_NEAR(got[i], expected[i], 1e-5);
  CHECK(got[0] != got[1]);
}

TEST(test_exec_windows__networks_that_mix_images_run_whole_one_at_a_time) {
  Layers m(13);
  m.model().input("x", {1, 3, 16, 16});
  m.conv("x", "a", 3, 4, {3, 3}, {});
  m.model().initializer("shape", Tensor::from_ints({2}, Ints{-1, 196}));
  m.model().node("Reshape", {"a", "shape"}, {"rows"});
  m.model().node("Softmax", {"rows"}, {"soft"}, {{"axis", int64_t{0}}});
  m.model().initializer("again", Tensor::from_ints({4}, Ints{-1, 4, 14, 14}));
  m.model().node("Reshape", {"soft", "again"}, {"maps"});
  m.model().output("maps");
  const GraphPtr graph = m.done();
  const auto executor = make_executor(graph), alone = make_executor(graph);
  const Tensor x = random_tensor({1, 3, 16, 16}, 3);
  const WindowChanges changes = rectangles(x, 4, 4);
  for (const bool full : {false, true}) {
    const Collected got = outcome(*executor, x, changes, {"maps"}, {5, full});
    CHECK(!got.report.windows);
    CHECK_EQ(got.report.batch, 1);
    for (int64_t i = 0; i < changes.count(); ++i) {
      const std::vector<Tensor> expected =
          alone->forward({{"x", changed_tensor(x, changes, {{i}})}}, {{"maps"}, {}, {}});
      CHECK_NEAR(largest_difference(got.values[static_cast<size_t>(i)], expected[0]), 0, 1e-6);
    }
  }
}

// A layer that changes as a whole, of any rank, with branches around it that do not.
TEST(test_exec_windows__whole_tensors_can_change) {
  Layers m(13);
  m.model().input("x", {"n", 3, 20, 18});
  m.conv("x", "a", 3, 20, {3, 3}, {{"pads", Ints{1, 1, 1, 1}}});
  m.model().node("Relu", {"a"}, {"b"});
  m.conv("b", "c", 20, 20, {3, 3}, {{"pads", Ints{1, 1, 1, 1}}});
  m.model().node("Relu", {"c"}, {"d"});
  m.model().node("Add", {"d", "b"}, {"e"});
  m.model().node("Concat", {"e", "a"}, {"f"}, {{"axis", int64_t{1}}});
  m.conv("f", "g", 40, 7, {1, 1}, {});
  m.model().node("GlobalAveragePool", {"g"}, {"pool"});
  m.model().node("Flatten", {"pool"}, {"flat"});
  m.model().node("Gemm", {"flat", m.weights({7, 5}, 1)}, {"h"});
  m.model().node("Relu", {"h"}, {"i"});
  m.model().node("Gemm", {"i", m.weights({5, 6}, 1)}, {"scores"});
  m.model().output("scores");
  const GraphPtr graph = m.done();
  const auto executor = make_executor(graph), alone = make_executor(graph);
  const Tensor x = random_tensor({1, 3, 20, 18}, 3);
  const std::vector<std::string> layers = {"x", "a", "d", "f", "flat", "i"};
  const std::vector<Tensor> base = alone->forward({{"x", x}}, {layers, {}, {}});
  for (size_t l = 0; l < layers.size(); ++l) {
    const auto elements = static_cast<size_t>(base[l].size());
    const WindowChanges changes =
        WindowChanges::whole(layers[l], 7, [&](int64_t change, float* content) {
          std::copy_n(base[l].floats().data(), elements, content);
          std::fill_n(content + static_cast<size_t>(change) * elements / 7, elements / 7, 0.5F);
        });
    TensorMap feeds = {{"x", x}, {layers[l], base[l]}};
    for (const WindowOptions& options :
         {WindowOptions{}, WindowOptions{3}, WindowOptions{3, true}}) {
      int64_t done = 0;
      const auto check = [&](std::span<const int64_t> which, const TensorMap& values) {
        for (size_t i = 0; i < which.size(); ++i, ++done) {
          TensorMap changed = feeds;
          changed[layers[l]] = changed_tensor(base[l], changes, {&which[i], 1});
          const Tensor expected = alone->forward(changed, {{"scores"}, {}, {}})[0];
          for (size_t k = 0; k < 6; ++k)
            CHECK_NEAR(values.at("scores").floats()[i * 6 + k], expected.floats()[k],
                       kTolerance * largest(expected));
        }
      };
      const WindowReport report =
          executor->forward_windows(feeds, changes, {"scores"}, options, check);
      CHECK_EQ(report.windows, !options.full);
      CHECK_EQ(done, int64_t{7});
    }
  }
}

TEST(test_exec_windows__memory_bounds_the_batch) {
  const GraphPtr graph = everything_network();
  const Tensor x = random_tensor({1, 3, 65, 58}, 3);
  const WindowChanges changes = rectangles(x, 9, 9);
  const auto free = make_executor(graph);
  const Collected expected = outcome(*free, x, changes, {"logits"}, {});
  CHECK(expected.report.batch > 1);
  const int64_t needed = free->workspace_bytes();
  const auto bounded = make_executor(graph, {}, needed * 2 / 3 + (int64_t{1} << 18));
  const Collected got = outcome(*bounded, x, changes, {"logits"}, {});
  CHECK(got.report.windows);
  for (size_t i = 0; i < expected.values.size(); ++i)
    CHECK_NEAR(largest_difference(got.values[i], expected.values[i]), 0, 1e-5);
  const auto tiny = make_executor(graph, {}, 1000);
  CHECK_ERROR(outcome(*tiny, x, changes, {"logits"}, {}), Status::limit, "");
}

TEST(test_exec_windows__bad_rectangles_are_errors) {
  const auto executor = make_executor(everything_network());
  const Tensor x = random_tensor({1, 3, 33, 33}, 3);
  WindowChanges changes = rectangles(x, 4, 4);
  const auto ignore = [](std::span<const int64_t>, const TensorMap&) {};
  const auto run = [&](const TensorMap& feeds) {
    executor->forward_windows(feeds, changes, {"logits"}, {}, ignore);
  };
  CHECK_ERROR(run({{"x", random_tensor({2, 3, 33, 33}, 3)}}), Status::invalid_argument,
              "one image");
  changes.corners = {{30, 0}};
  CHECK_ERROR(run({{"x", x}}), Status::invalid_argument, "does not lie inside");
  changes.tensor = "pool";
  CHECK_ERROR(run({{"x", x}}), Status::invalid_argument, "not fed");
}

int main() {
  return run_tests({CASE(test_exec_windows__branches_gates_and_classifier),
                    CASE(test_exec_windows__every_mode_computes_the_same),
                    CASE(test_exec_windows__pools_of_every_kind),
                    CASE(test_exec_windows__convolutions_of_every_kind),
                    CASE(test_exec_windows__pads_splits_shuffles_and_means),
                    CASE(test_exec_windows__channels_last),
                    CASE(test_exec_windows__an_inner_layer_can_change),
                    CASE(test_exec_windows__networks_that_mix_images_run_whole_one_at_a_time),
                    CASE(test_exec_windows__whole_tensors_can_change),
                    CASE(test_exec_windows__memory_bounds_the_batch),
                    CASE(test_exec_windows__bad_rectangles_are_errors)});
}
