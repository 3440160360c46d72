/* Values, lifetimes, exceptions, threads. */
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <limits>
#include <thread>

#include "support.hpp"

using namespace cnnviz;

namespace {

int64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  int64_t pages = 0, resident = 0;
  statm >> pages >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

void test_cpp_objects__tensors() {
  const std::vector<float> six = {1, 2, 3, 4, 5, 6};
  const Tensor tensor(six, {2, 3});
  CHECK(tensor.rank() == 2 && tensor.size() == 6 && tensor.dtype() == Dtype::Float32);
  CHECK(tensor.item(1).shape() == Shape{3});
  const Tensor tall = tensor.reshape({3, 2});
  CHECK(tall.extent(0) == 3 && std::ranges::equal(tall.floats(), six));
  const std::vector<int64_t> large = {int64_t{1} << 40};
  const Tensor whole(large, {1});
  CHECK(whole.ints()[0] == int64_t{1} << 40);
  std::vector<float> copied(6);
  tensor.copy(copied);
  CHECK(copied == six);
  std::vector<int64_t> copied_ints(1);
  whole.copy(copied_ints);
  CHECK(copied_ints == large);
  tensor.write(scratch("six.npy"));
  CHECK(same(Tensor::read(scratch("six.npy")), tensor));
  CHECK(Tensor::zeros(Dtype::Int64, {}).rank() == 0);
  CHECK_THROWS((void)whole.floats(), InvalidArgumentError, "int64");
  CHECK_THROWS(Tensor(six, {7}), InvalidArgumentError, "6");
}

void test_cpp_objects__pictures() {
  const std::vector<uint8_t> pixels = {0, 50, 100, 150, 200, 250};
  const Image image(pixels, 3, 2, 1);
  CHECK(image.width() == 3 && image.height() == 2 && image.channels() == 1);
  const Image cropped = image.crop(1, 1, 2, 1);
  CHECK(cropped.pixels().size() == 2 && cropped.pixels()[0] == 200);
  const Image larger = image.resize(6, 4);
  CHECK(larger.pixels().size() == 24);
  std::vector<uint8_t> copied(6);
  image.copy(copied);
  CHECK(copied == pixels);
  const Bytes png = image.encode();
  CHECK(png.size() > 60);
  const Image decoded = Image::decode(png.data());
  CHECK(std::ranges::equal(decoded.pixels(), pixels));
  png.write(scratch("bytes.png"));
  CHECK(Image(scratch("bytes.png")).width() == 3);
  const Bytes three(std::vector<uint8_t>{1, 2, 3});
  std::vector<uint8_t> out(3);
  three.copy(out);
  CHECK(out[2] == 3);
}

void test_cpp_objects__a_model_tells_of_itself() {
  std::ifstream file(demo_model(), std::ios::binary);
  const std::vector<char> text((std::istreambuf_iterator<char>(file)), {});
  const std::vector<uint8_t> bytes(text.begin(), text.end());
  const Model model(bytes, R"({"size": [128, 128], "range": 1})", {.threads = 1});
  CHECK(model.inputs().size() == 1 && model.inputs()[0].name == "input");
  CHECK(model.inputs()[0].shape == (Shape{-1, 3, 128, 128}) ||
        model.inputs()[0].shape == (Shape{1, 3, 128, 128}));
  CHECK(model.outputs() == std::vector<std::string>{"prob"});
  CHECK(model.label_count() == 0 && Model(demo_model()).label(1) == "ball");
  CHECK(model.color_order() == ColorOrder::Rgb);
  CHECK(model.json().find("\"opset\"") != std::string::npos);
  const Layers layers = model.layers();
  const Layer first = layers[1];
  CHECK(layers.count() == 17 && first.name == "conv1" && first.type == "Conv");
  CHECK(first.shape == (Shape{1, 32, 64, 64}) && first.info.size_x == 7 && first.role.empty());
  const Image photo(sample("fish.png"));
  const Tensor two = model.preprocess(Images{photo, photo});
  CHECK(two.extent(0) == 2 && model.layers(two)[1].shape[0] == 2);
  CHECK(model.picture(two, 1).width() == 128 && model.view(photo).width() == 128);
  CHECK(version() == CNNVIZ_TEST_VERSION && status_name(Status::NotFound) == "NOT_FOUND");
}

void test_cpp_objects__targets() {
  const Model model(demo_model());
  const Targets two = model.targets("class:cat\nclass:fish");
  CHECK(two.count() == 2);
  Targets list;
  list.add(model.target("class:1")).add(model.target("class:2 - 0.5*class:3"));
  CHECK(list.count() == 2 && model.target("top").selector() == "top");
  const std::vector<float> seed(12, 1.0F);
  const Target sum = model.target("logits", Tensor(seed, {1, 12}));
  CHECK(model.saliency(model.preprocess(Image(sample("cat.png"))), sum).count() > 0);
  CHECK_THROWS(list.add(Model(demo_model()).target("top")), MismatchError, "model");
}

void test_cpp_objects__limits() {
  set_limits({.max_pixels = 1000});
  CHECK_THROWS(Image(sample("cat.png")), LimitError, "max_pixels = 1000");
  CHECK_THROWS(set_limits({.max_nodes = -2}), InvalidArgumentError, "max_nodes is -2");
  set_limits({});
  CHECK(Image(sample("cat.png")).width() > 0);
}

/* One exception for each status that a caller can bring about. */
void test_cpp_objects__exceptions() {
  const Model model(demo_model());
  const Image photo(sample("cat.png"));
  const Tensor input = model.preprocess(photo);
  CHECK_THROWS(Model("/nowhere.onnx"), NotFoundError, "/nowhere.onnx");
  CHECK_THROWS((void)model.target("class:catt"), NotFoundError, "\"cat\"");
  CHECK_THROWS((void)model.classify(input, {.top = 0}), InvalidArgumentError, "top");
  CHECK_THROWS(photo.write("/proc/no.png"), Error, "/proc/no.png");
  CHECK_THROWS((void)Tensor::read("/proc/self/mem"), IoError, "/proc/self/mem");
  std::ofstream(scratch("broken.onnx")) << "\x08\x07\x12\xff\xff";
  CHECK_THROWS(Model(scratch("broken.onnx")), CorruptError, "broken.onnx");
  CHECK_THROWS((void)Image::decode(std::vector<uint8_t>{'G', 'I', 'F', '8', '9', 'a'}),
               UnsupportedError, "");
  CHECK_THROWS((void)photo.resize(1 << 20, 1 << 20), LimitError, "");
  const Model small(demo_model(), {}, {.max_memory = 1000});
  CHECK_THROWS((void)small.classify(input), LimitError, "memory");
  const Job cancelled;
  cancelled.cancel();
  CHECK_THROWS((void)model.classify(input, {}, cancelled), CancelledError, "cancel");
  CHECK_THROWS((void)model.saliency(input, small.target("top")), MismatchError, "model");
  std::vector<float> numbers(input.floats().begin(), input.floats().end());
  numbers[7] = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS((void)model.saliency(Tensor(numbers, input.shape())), NotFiniteError, "");
  for (int32_t status = 1; status <= 12; ++status) {
    bool typed = false;
    try {
      detail::raise(static_cast<cnnviz_status>(status), "said");
    } catch (const Error& error) {
      typed = typeid(error) != typeid(Error) && error.status() == Status{status} &&
              std::strcmp(error.what(), "said") == 0;
    }
    CHECK(typed);
  }
}

void test_cpp_objects__options_have_the_librarys_defaults() {
  cnnviz_occlusion_options defaults;
  cnnviz_occlusion_options_init(&defaults, sizeof defaults);
  const auto native = detail::native(OcclusionOptions{});
  CHECK(std::memcmp(&native, &defaults, sizeof defaults) == 0);
  const SynthesizeOptions distill, maco = SynthesizeOptions::preset("maco");
  CHECK(distill.parameters == Parameters::Fourier && maco.parameters == Parameters::Phase);
  CHECK_THROWS((void)SynthesizeOptions::preset("mako"), InvalidArgumentError, "maco");
  CHECK(list({"a", "b,c", "\"d\\"}) == R"("a","b,c","\"d\\")");
}

void test_cpp_objects__copies_share_and_moves_leave_nothing() {
  Model model(demo_model());
  const Model copy = model;
  const Model moved = std::move(model);
  CHECK(!model && moved && copy.get() != moved.get());
  CHECK_THROWS((void)model.json(), InvalidArgumentError, "model");
  CHECK_THROWS((void)model.target("top"), InvalidArgumentError, "model");
  model = copy;
  CHECK(model.json() == copy.json());
  Images images{Image(sample("cat.png"))};
  Images independent = images;
  independent.add(Image(sample("fish.png")));
  CHECK(images.count() == 1 && independent.count() == 2);
  Target target;
  {
    const Model dropped(demo_model());
    target = dropped.target("class:cat");
  }
  CHECK(target.selector() == "class:cat");
}

void test_cpp_objects__opened_and_closed_100000_times() {
  const std::vector<float> numbers(1000);
  const auto cycle = [&] {
    const Tensor tensor(numbers, {10, 100});
    const Tensor copy = tensor.item(3);
    const Job job;
  };
  for (int i = 0; i < 1000; ++i) cycle();
  const int64_t before = resident_bytes();
  for (int i = 0; i < 100000; ++i) cycle();
    // The address sanitizer keeps freed memory for a while, and tells of leaks at the end itself.
#ifndef __SANITIZE_ADDRESS__
  constexpr int64_t kMost = 4 << 20;
#else
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
#endif
  CHECK(resident_bytes() - before < kMost);
}

void test_cpp_objects__eight_threads_share_a_model() {
  const Model model(demo_model(), {}, {.threads = 1});
  const Tensor input = model.preprocess(Image(sample("cat.png")));
  std::vector<Tensor> expected;
  for (int i = 0; i < 8; ++i) {
    expected.push_back(
        model.saliency(input, model.target("class:" + std::to_string(i))).tensor("gradient"));
  }
  std::atomic<int> equal = 0;
  std::vector<std::jthread> threads;
  for (size_t i = 0; i < 8; ++i) {
    threads.emplace_back([&expected, &equal, input, i, own = model] {
      const Target target = own.target("class:" + std::to_string(i));
      if (same(own.saliency(input, target).tensor("gradient"), expected[i])) ++equal;
    });
  }
  threads.clear();
  CHECK(equal == 8);
}

void test_cpp_objects__cancelled_from_another_thread() {
  using Clock = std::chrono::steady_clock;
  const Model model(demo_model(), {}, {.threads = 1});
  const Tensor input = model.preprocess(Image(sample("cat.png")));
  const Job job;
  Clock::time_point asked;
  std::jthread other([&] {
    while (job.done() < 1) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(job.total() == 1000000 && !job.stage().empty() && !job.cancelled());
    asked = Clock::now();
    job.cancel();
  });
  CHECK_THROWS((void)model.rise(input, {}, {.masks = 1000000, .batch = 4}, job), CancelledError,
               "cancel");
  /* It takes an operator's run, some ms; other tests may have the processors. */
  CHECK(Clock::now() - asked < std::chrono::seconds(1) && job.cancelled());
}

}  // namespace

int main() {
  return run_cases({CASE(test_cpp_objects__tensors), CASE(test_cpp_objects__pictures),
                    CASE(test_cpp_objects__a_model_tells_of_itself),
                    CASE(test_cpp_objects__targets), CASE(test_cpp_objects__limits),
                    CASE(test_cpp_objects__exceptions),
                    CASE(test_cpp_objects__options_have_the_librarys_defaults),
                    CASE(test_cpp_objects__copies_share_and_moves_leave_nothing),
                    CASE(test_cpp_objects__opened_and_closed_100000_times),
                    CASE(test_cpp_objects__eight_threads_share_a_model),
                    CASE(test_cpp_objects__cancelled_from_another_thread)});
}
