// cnnviz classify: the best classes of every picture.
#include <cstdio>
#include <iostream>

#include "command.h"
#include "inputs.h"
#include "outputs.h"

namespace cli {
namespace {

class Classify : public Command {
 public:
  void declare(CLI::App& app) override {
    model_options_.declare(app);
    input_options_.declare(app);
    app.add_option("-k,--top", top_, "how many classes (default 5)")->type_name("K");
    app.add_option("--raw", output_options_.raw,
                   "write numbers: the network's first output, of any rank")
        ->type_name("FILE.npy")
        ->group("Input and output");
  }

  int run() override {
    const Model model = model_options_.open();
    Inputs inputs(model, input_options_);
    const Outputs outputs("classify", model_options_, output_options_, {}, inputs.files());
    auto options = defaults(cnnviz_classify_options_init);
    options.top = top_;
    options.batch = input_options_.batch;

    Json documents = Json::array();
    RawCollector numbers;
    session().begin_progress("classify", inputs.count(), model_options_.progress_mode());
    while (auto batch = inputs.next()) {
      const auto result = made<Result>(cnnviz_explain_classify, model.get(), batch->input.get(),
                                       &options, session().job());
      const Json document = document_of(result);
      for (const Json& warning : document.at("warnings"))
        session().warning(warning.get<std::string>());
      if (outputs.wants_raw()) numbers.add(0, tensor_of(result, "output"));
      batch->keep(document.at("top").size());
      for (size_t i = 0; i < batch->items.size(); ++i) {
        const Json& top = document.at("top").at(i);
        documents.push_back({{"image", batch->items[i].name}, {"top", top}});
        if (!outputs.wants_json() && output_options_.raw != "-") print(batch->items[i].name, top);
        session().advance();
      }
    }
    session().end_progress();
    if (outputs.wants_raw() && !documents.empty()) outputs.write_raw(numbers.joined(false));
    if (outputs.wants_json()) outputs.print(documents);
    return inputs.exit_code();
  }

 private:
  static void print(const std::string& image, const Json& top) {
    std::cout << image << '\n';
    for (const Json& one : top) {
      // Of a segmentation network the share of positions.
      const Json& part = one.contains("share") ? one.at("share") : one.at("score");
      char numbers[64];
      std::snprintf(numbers, sizeof numbers, "  %8.4f %% %10.4g  ", 100 * part.get<double>(),
                    one.at("logit").get<double>());
      std::cout << numbers << one.at("class").dump();
      if (one.at("label").is_string()) std::cout << "  " << one.at("label").get<std::string>();
      std::cout << '\n';
    }
  }

  ModelOptions model_options_;
  InputOptions input_options_;
  OutputOptions output_options_;
  int32_t top_ = 5;
};

}  // namespace

std::unique_ptr<Command> make_classify() {
  return std::make_unique<Classify>();
}

}  // namespace cli
