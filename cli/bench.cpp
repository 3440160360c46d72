// cnnviz bench: time of a job in process, after a warm-up.
#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <random>
#include <string>

#include "command.h"
#include "inputs.h"
#include "json_text.h"
#include "occluder.h"
#include "synthesis_flags.h"

namespace cli {
namespace {

enum JobKind { kForward, kSaliency, kOcclusion, kSynthesize };
const std::vector<Choice> kJobs = {{"forward", kForward},
                                   {"saliency", kSaliency},
                                   {"occlusion", kOcclusion},
                                   {"synthesize", kSynthesize}};
const std::vector<Choice> kRules = {{"gradient", CNNVIZ_RULE_GRADIENT},
                                    {"deconvnet", CNNVIZ_RULE_DECONVNET},
                                    {"guided", CNNVIZ_RULE_GUIDED},
                                    {"all", CNNVIZ_RULE_ALL}};

// Of this program alone: getrusage() also counts what the process was before it became this one.
int64_t peak_rss_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("VmHWM:", 0) == 0) return std::stoll(line.substr(6)) * 1024;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return int64_t{usage.ru_maxrss} * 1024;
}

int32_t processors() {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

double median(const std::vector<double>& sorted) {
  const size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

class Bench : public Command {
 public:
  void declare(CLI::App& app) override {
    model_options_.declare(app);
    app.add_option("IMAGE", image_, "a picture (default: random numbers from --seed)");
    app.add_option("--input-raw", input_raw_, "feed this tensor in place of a picture")
        ->type_name("FILE.npy");
    app.add_option("--job", job_, "forward (default), saliency, occlusion or synthesize")
        ->type_name("JOB");
    app.add_option("--batch", batch_, "copies of the input computed at once (default 1)")
        ->type_name("N");
    app.add_option("--runs", runs_, "timed runs (default 10), after one that is not")
        ->type_name("N");
    app.add_option("--layer", layer_,
                   "forward: up to this tensor; saliency: with respect to it, not the input")
        ->type_name("LAYER");
    app.add_option(
           "--target", target_,
           "saliency, occlusion, synthesize: what to explain (default top, of occlusion prob:top)")
        ->type_name("TARGET");
    app.add_option("--rule", rule_, "saliency: gradient (default), deconvnet, guided or all")
        ->type_name("RULE");
    occluder_.declare(app);
    app.add_option("--exact", exact_, "occlusion: incremental (default) or full forward passes")
        ->type_name("HOW");
    app.add_option("--positions", positions_,
                   "occlusion: computed at once (default: as is fastest)")
        ->type_name("N");
    synthesis_.declare(app);
    app.add_flag("--profile", profile_, "least time of every operator, images of a batch together");
  }

  int run() override {
    kind_ = static_cast<JobKind>(chosen("--job", job_, kJobs));
    options_ = defaults(cnnviz_saliency_options_init);
    options_.rule = static_cast<cnnviz_rule>(chosen("--rule", rule_, kRules));
    windows_ = occluder_.options();
    windows_.full = chosen("--exact", exact_, {{"incremental", 0}, {"full", 1}});
    windows_.batch = positions_;
    synthesis_.read();
    pictures_ = synthesis_.options();
    pictures_.count = batch_;
    if (target_.empty()) target_ = kind_ == kOcclusion ? "prob:top" : "top";
    if (batch_ < 1) throw usage_error("--batch " + std::to_string(batch_) + ": must be at least 1");
    if (runs_ < 1) throw usage_error("--runs " + std::to_string(runs_) + ": must be at least 1");
    const Model model = model_options_.open(profile_);
    const Tensor input = batched_input(model);
    const auto targets = made<Targets>(cnnviz_targets_parse, model.get(), target_.c_str());
    const auto feeds = made<Tensors>(cnnviz_tensors_create);
    const char* name = cnnviz_model_input_name(model.get(), 0);
    check_value(name != nullptr);
    check(cnnviz_tensors_add(feeds.get(), name, input.get()));

    Result result = run_once(model, input, targets, feeds);
    std::vector<double> seconds;
    for (int32_t i = 0; i < runs_; ++i) {
      result.reset();
      const auto start = std::chrono::steady_clock::now();
      result = run_once(model, input, targets, feeds);
      const auto end = std::chrono::steady_clock::now();
      seconds.push_back(std::chrono::duration<double>(end - start).count());
    }
    std::sort(seconds.begin(), seconds.end());
    report(seconds, document_of(result));
    return kOk;
  }

 private:
  Result run_once(const Model& model, const Tensor& input, const Targets& targets,
                  const Tensors& feeds) const {
    if (kind_ == kForward)
      return made<Result>(cnnviz_model_run, model.get(), feeds.get(), name_or_null(layer_),
                          session().job());
    if (kind_ == kOcclusion)
      return made<Result>(cnnviz_explain_occlusion, model.get(), input.get(), targets.get(),
                          &windows_, session().job());
    if (kind_ == kSynthesize)
      return made<Result>(cnnviz_synthesize, model.get(), targets.get(),
                          static_cast<const cnnviz_image*>(nullptr),
                          static_cast<const cnnviz_images*>(nullptr), &pictures_, session().job());
    return made<Result>(cnnviz_explain_saliency, model.get(), input.get(), targets.get(),
                        name_or_null(layer_), &options_, session().job());
  }

  // One picture, tensor or random input, as often as --batch says.
  Tensor batched_input(const Model& model) const {
    if (!image_.empty() && !input_raw_.empty())
      throw usage_error("--input-raw takes the place of a picture: leave " + image_ + " out");
    Tensor one;
    if (!input_raw_.empty()) {
      one = made<Tensor>(cnnviz_tensor_read, input_raw_.c_str());
    } else if (!image_.empty()) {
      const auto photo = made<Picture>(cnnviz_image_read, image_.c_str());
      one = made<Tensor>(cnnviz_model_preprocess, model.get(), photo.get());
    } else {
      one = random_input(model);
    }
    if (batch_ == 1) return one;
    std::vector<int64_t> shape = shape_of(one);
    if (cnnviz_tensor_dtype(one.get()) != CNNVIZ_DTYPE_FLOAT32 || shape.empty())
      throw Failure(kUnsupported, "--batch repeats float32 inputs with a first axis only");
    const auto count = static_cast<size_t>(cnnviz_tensor_size(one.get()));
    const float* values = cnnviz_tensor_floats(one.get());
    std::vector<float> repeated;
    for (int32_t i = 0; i < batch_; ++i) repeated.insert(repeated.end(), values, values + count);
    shape[0] *= batch_;
    return made<Tensor>(cnnviz_tensor_from_floats, repeated.data(),
                        static_cast<int64_t>(repeated.size()), shape.data(),
                        static_cast<int32_t>(shape.size()));
  }

  // Standard normal numbers in the shape that the model takes by default.
  Tensor random_input(const Model& model) const {
    const auto layers =
        made<Layers>(cnnviz_model_layers, model.get(), static_cast<const cnnviz_tensor*>(nullptr));
    cnnviz_layer_info info{};
    info.struct_size = sizeof info;
    check(cnnviz_layers_info(&info, layers.get(), 0));
    std::vector<int64_t> shape;
    size_t count = 1;
    for (int32_t axis = 0; axis < info.rank; ++axis) {
      shape.push_back(cnnviz_layers_extent(layers.get(), 0, axis));
      count *= static_cast<size_t>(shape.back());
    }
    std::mt19937_64 generator(model_options_.seed);
    std::normal_distribution<float> normal;
    std::vector<float> values(count);
    for (float& value : values) value = normal(generator);
    return made<Tensor>(cnnviz_tensor_from_floats, values.data(), static_cast<int64_t>(count),
                        shape.data(), info.rank);
  }

  void report(const std::vector<double>& sorted, const Json& document) const {
    Json json = {
        {"job", job_},
        {"batch", batch_},
        {"threads", model_options_.threads > 0 ? model_options_.threads : processors()},
        {"runs", runs_},
        {"seconds", {{"min", sorted.front()}, {"median", median(sorted)}, {"max", sorted.back()}}},
        {"peak_rss_bytes", peak_rss_bytes()}};
    if (profile_) json["profile"] = document.at("profile");
    if (document.contains("work")) json["work"] = document.at("work");
    if (kind_ == kSynthesize) json["steps"] = document.at("steps");
    if (model_options_.json) {
      std::cout << json_text(json, 1) << '\n';
      return;
    }
    std::printf("%s, batch %d, %d threads, %d runs: %.3f ms (%.3f to %.3f), peak memory %.1f MB\n",
                job_.c_str(), batch_, json["threads"].get<int>(), runs_, 1e3 * median(sorted),
                1e3 * sorted.front(), 1e3 * sorted.back(),
                static_cast<double>(json["peak_rss_bytes"].get<int64_t>()) / 1e6);
    if (json.contains("work")) print_work(json["work"]);
    if (profile_) print_profile(json["profile"]);
  }

  static void print_work(const Json& work) {
    std::printf("%d occluders at once, by %s\n", work["batch"].get<int>(),
                work["windows"].get<bool>() ? "what they change" : "whole forward passes");
    if (!work.contains("multiply_adds")) return;
    const double whole = work["full_multiply_adds"], own = work["multiply_adds"];
    std::printf("multiply-adds of one: %.3g of %.3g (1 / %.2f)\n", own, whole, whole / own);
  }

  static void print_profile(const Json& rows) {
    std::printf("%10s %10s  %-18s %-18s %-8s %s\n", "FORWARD", "BACKWARD", "OPERATOR", "SHAPE",
                "LAYOUT", "NODE (IMPLEMENTATION)");
    double forward = 0, backward = 0;
    for (const Json& row : rows) {
      const double ahead = row.at("forward_ms").get<double>();
      const double back = row.at("backward_ms").get<double>();
      forward += ahead;
      backward += back;
      std::printf("%10.3f %10.3f  %-18s %-18s %-8s %s (%s)\n", ahead, back,
                  row.at("type").get<std::string>().c_str(),
                  row.at("shape").get<std::string>().c_str(),
                  row.at("blocked").get<bool>() ? "blocked" : "plain",
                  row.at("node").get<std::string>().c_str(),
                  row.at("implementation").get<std::string>().c_str());
    }
    std::printf("%10.3f %10.3f  ms in all\n", forward, backward);
  }

  ModelOptions model_options_;
  std::string image_, input_raw_, job_ = "forward", layer_, target_, rule_ = "gradient";
  int32_t batch_ = 1, runs_ = 10;
  bool profile_ = false;
  JobKind kind_ = kForward;
  cnnviz_saliency_options options_{};
  OccluderFlags occluder_;
  std::string exact_ = "incremental";
  int32_t positions_ = 0;
  cnnviz_occlusion_options windows_{};
  SynthesisFlags synthesis_;
  cnnviz_synthesize_options pictures_{};
};

}  // namespace

std::unique_ptr<Command> make_bench() {
  return std::make_unique<Bench>();
}

}  // namespace cli
