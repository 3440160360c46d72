#include "model/target_parser.h"

#include "base/file.h"
#include "model/class_name.h"
#include "model/layer_name.h"
#include "model/small_models.h"
#include "support/folder.h"
#include "tensor/npy.h"

using namespace cnnviz::test;

namespace {

void write_text(const std::string& path, const std::string& text) {
  write_file(path, {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

constexpr const char* kLabels =
    "tabby, tabby cat\n"
    "crane\n"
    "great white shark, white shark, man-eater\n"
    "crane\n"
    "Cardigan, corgi\n"
    "cardigan\n";

// The small classifier and branches whose names are hard to tell apart.
ModelBuilder tricky() {
  ModelBuilder model = small_classifier();
  for (const char* name : {"conv2:0", "fire/a b", "a - b", "x + y", "relu2@post", "say \"hi\"",
                           "mean:3", "back\\slash", "v@w"})
    model.node("Relu", {"conv2"}, {name}, {}, concat("node of ", name));
  return model;
}

std::shared_ptr<const Model> open(const ModelBuilder& builder, const char* labels = kLabels) {
  const TestFolder folder;
  ModelOptions options;
  options.preprocess = preset("unit");
  if (labels != nullptr) {
    write_text(folder.path("labels.txt"), labels);
    options.preprocess.labels = folder.path("labels.txt");
  }
  return Model::open_memory(builder.bytes(), options);
}

const Model& model() {
  static const std::shared_ptr<const Model> opened = open(tricky());
  return *opened;
}

Term one_term(const std::string& text) {
  const Target target = parse_target(model(), text);
  CHECK_EQ(target.terms.size(), size_t{1});
  return target.terms[0];
}

using Position = std::vector<int64_t>;

}  // namespace

TEST(test_model_target_parser__classes) {
  const Term top = one_term("top");
  CHECK(top.kind == TermKind::class_logit);
  CHECK_EQ(top.channel, kTopClass);
  CHECK_EQ(top.tensor, "logits");
  CHECK_EQ(top.top_tensor, "logits");
  CHECK_EQ(one_term("class:3").channel, 3);
  CHECK_EQ(one_term("class: 3 ").channel, 3);
  CHECK_EQ(one_term("class:tabby").channel, 0);
  CHECK_EQ(one_term("class:tabby cat").channel, 0);
  CHECK_EQ(one_term("class:tabby, tabby cat").channel, 0);
  CHECK_EQ(one_term("class:\"man-eater\"").channel, 2);
  CHECK_EQ(one_term("class:great white shark, white shark, man-eater").channel, 2);
  CHECK_EQ(one_term("class:White Shark").channel, 2);  // other capitals
  CHECK_EQ(one_term("class:cardigan").channel, 5);     // a whole label before a synonym
  CHECK_EQ(one_term("class:Cardigan").channel, 4);     // exact spelling before other capitals
  CHECK_EQ(one_term("class:top").channel, kTopClass);
  const Term prob = one_term("prob:tabby");
  CHECK_EQ(prob.tensor, "prob");
  CHECK(prob.kind == TermKind::class_logit);
  CHECK_EQ(one_term("prob:top").channel, kTopClass);
  CHECK_EQ(one_term("prob:top").top_tensor, "logits");
}

TEST(test_model_target_parser__class_errors) {
  CHECK_ERROR(one_term("class:crane"), Status::invalid_argument,
              "several classes are called \"crane\": 1 \"crane\", 3 \"crane\"");
  CHECK_ERROR(one_term("class:taby"), Status::not_found,
              "no class is called \"taby\"; nearest: \"tabby\"");
  CHECK_ERROR(one_term("class:6"), Status::invalid_argument,
              "class 6 does not exist: the model has classes 0 to 5");
  CHECK_ERROR(one_term("class:-1"), Status::invalid_argument, "class -1");
  CHECK_ERROR(one_term("class:"), Status::invalid_argument, "a class is missing");
  CHECK_ERROR(one_term("prob:taby + class:1"), Status::not_found, "\"taby\"");
  CHECK_ERROR(one_term("class:\"tabby"), Status::invalid_argument, "is not closed");
  CHECK_ERROR(one_term("class:\"3\""), Status::not_found, "no class is called \"3\"");
  const auto unlabeled = open(small_classifier(), nullptr);
  CHECK_EQ(parse_class(*unlabeled, "4"), 4);
  CHECK_ERROR(parse_class(*unlabeled, "tabby"), Status::not_found, "the model has no labels");
}

TEST(test_model_target_parser__probabilities_without_a_softmax_are_added) {
  ModelBuilder builder = small_net();
  const auto plain = open(builder.output("logits"));
  const Term term = parse_target(*plain, "prob:1").terms[0];
  CHECK(term.kind == TermKind::class_softmax);
  CHECK_EQ(term.tensor, "logits");
}

TEST(test_model_target_parser__neurons_channels_layers) {
  Term term = one_term("neuron:relu1:2,7,0");
  CHECK(term.kind == TermKind::neuron);
  CHECK_EQ(term.tensor, "relu1");
  CHECK_EQ(term.channel, 2);
  CHECK(term.position == (Position{7, 0}));
  CHECK(one_term("neuron:relu1:2").position.empty());  // the center, once a map is there
  CHECK(one_term("neuron:features:4").kind == TermKind::neuron);
  CHECK(one_term("neuron:relu1: 1 , 2 , 3").position == (Position{2, 3}));
  term = one_term("channel:relu2:4");
  CHECK(term.kind == TermKind::channel_mean);
  CHECK_EQ(term.channel, 4);
  CHECK(one_term("channel:relu2:4@max").kind == TermKind::channel_max);
  CHECK(one_term("layer:relu2").kind == TermKind::layer);
  CHECK_EQ(one_term("layer:n_relu2").tensor, "relu2");  // a node is its first output
  CHECK_EQ(one_term("layer:conv1@pre").tensor, "bn1");
  CHECK_EQ(one_term("layer:conv1@post").tensor, "relu1");
  CHECK_EQ(one_term("channel:relu1@pre:1@max").tensor, "bn1");
  CHECK_EQ(one_term("layer:\"conv1\"@post").tensor, "relu1");
}

TEST(test_model_target_parser__names_that_hold_the_grammars_own_signs) {
  CHECK_EQ(one_term("neuron:conv2:0:3").tensor, "conv2:0");  // the longest name that fits
  CHECK_EQ(one_term("neuron:conv2:0").tensor, "conv2");      // what follows must fit too
  CHECK_EQ(one_term("neuron:conv2:0").channel, 0);
  CHECK_EQ(one_term("channel:mean:3:1").tensor, "mean:3");
  CHECK_EQ(one_term("layer:fire/a b").tensor, "fire/a b");
  CHECK_EQ(one_term("layer:a - b").tensor, "a - b");
  CHECK_EQ(one_term("layer:x + y").tensor, "x + y");
  CHECK_EQ(one_term("layer:node of x + y").tensor, "x + y");
  CHECK_EQ(one_term("layer:\"say \\\"hi\\\"\"").tensor, "say \"hi\"");
  CHECK_EQ(one_term("layer:say \"hi\"").tensor, "say \"hi\"");
  CHECK_EQ(one_term("layer:\"back\\\\slash\"").tensor, "back\\slash");
  CHECK_EQ(one_term("layer:relu2@post").tensor, "relu2@post");  // a tensor of that very name
  const Target sum = parse_target(model(), "layer:x + y + 2*layer:a - b - class:0");
  CHECK_EQ(sum.terms.size(), size_t{3});
  CHECK_EQ(sum.terms[0].tensor, "x + y");
  CHECK_EQ(sum.terms[1].tensor, "a - b");
  CHECK_EQ(sum.terms[1].weight, 2.0);
  CHECK_EQ(sum.terms[2].weight, -1.0);
}

TEST(test_model_target_parser__sums_and_weights) {
  const Target target =
      parse_target(model(), "  0.5*class:tabby cat - 2e-1*class:5 + channel:relu2:0 - top ");
  CHECK_EQ(target.text, "0.5*class:tabby cat - 2e-1*class:5 + channel:relu2:0 - top");
  CHECK_EQ(target.terms.size(), size_t{4});
  const double weights[] = {0.5, -0.2, 1, -1};
  for (size_t i = 0; i < 4; ++i) CHECK_NEAR(target.terms[i].weight, weights[i], 1e-12);
  CHECK_EQ(parse_target(model(), "-class:3").terms[0].weight, -1.0);
  CHECK_EQ(parse_target(model(), "- 2*class:3").terms[0].weight, -2.0);
  CHECK_EQ(parse_target(model(), "-3 * class:3").terms[0].weight, -3.0);
  CHECK_EQ(parse_target(model(), "class:great white shark - class:1").terms.size(), size_t{2});
}

TEST(test_model_target_parser__elements) {
  CHECK(one_term("tensor:relu1[3,2,1]").position == (Position{3, 2, 1}));
  CHECK(one_term("tensor:relu1[0, 3, 2, 1]").position == (Position{3, 2, 1}));
  CHECK_EQ(one_term("tensor:conv2:0[0,1,1,1]").tensor, "conv2:0");
  CHECK(one_term("tensor:\"fire/a b\"[1,1,1]").position == (Position{1, 1, 1}));
  CHECK_ERROR(one_term("tensor:relu1[1,3,2,1]"), Status::invalid_argument,
              "the image's own place in its batch: write 0 or leave it out, not 1");
  for (const char* text : {"tensor:relu1", "tensor:relu1[]", "tensor:relu1[1,2", "tensor:relu1[a]",
                           "tensor:relu1[1,2,3]x", "tensor:relu1[1,]"})
    CHECK_ERROR(one_term(text), Status::invalid_argument, "write tensor:NAME[i,j,...], not");
}

TEST(test_model_target_parser__arrays) {
  const TestFolder folder;
  const std::string v = folder.path("v.npy"), spaced = folder.path("my - v.npy");
  const Tensor direction = Tensor::from_floats({5}, Floats{1, 2, 3, 4, 5});
  write_file(v, write_npy(direction));
  write_file(spaced, write_npy(Tensor::from_ints({4, 4}, std::vector<int64_t>(16, 2))));
  Term term = one_term(concat("direction:relu2@", v));
  CHECK(term.kind == TermKind::direction);
  CHECK_EQ(term.data.floats()[4], 5.0f);
  CHECK_EQ(one_term(concat("direction:relu2@pre@", v)).tensor, "conv2");
  CHECK_EQ(one_term(concat("direction:v@w@", v)).tensor, "v@w");
  term = one_term(concat("mask:relu2:3@\"", spaced, "\""));
  CHECK(term.kind == TermKind::mask);
  CHECK_EQ(term.channel, 3);
  CHECK_EQ(term.data.floats()[0], 2.0f);  // integers become floats
  const Target sum = parse_target(model(), concat("direction:relu2@", v, " - class:1"));
  CHECK_EQ(sum.terms.size(), size_t{2});
  CHECK_ERROR(one_term(concat("direction:relu2@", folder.path("none.npy"))), Status::not_found,
              "none.npy");
  CHECK_ERROR(one_term("direction:relu2"), Status::invalid_argument,
              "write direction:LAYER@FILE.npy, not \"direction:relu2\"");
  write_file(v, write_npy(Tensor::from_floats({1}, Floats{NAN})));
  CHECK_ERROR(one_term(concat("direction:relu2@", v)), Status::not_finite, "v.npy");
  write_text(v, "text");
  CHECK_ERROR(one_term(concat("direction:relu2@", v)), Status::corrupt, "v.npy");
}

TEST(test_model_target_parser__mistakes_are_answered) {
  const std::tuple<const char*, Status, const char*> cases[] = {
      {"", Status::invalid_argument, "an empty target"},
      {"281", Status::invalid_argument,
       "unknown target \"281\"; a target is \"top\" or class:..., prob:..., neuron:"},
      {"5", Status::invalid_argument, "tensor:...; did you mean \"class:5\"?"},
      {"tabby", Status::invalid_argument, "did you mean \"class:tabby\"?"},
      {"relu2", Status::invalid_argument, "did you mean \"layer:relu2\"?"},
      {"clas:3", Status::invalid_argument, "nearest: \"class\""},
      {"top:3", Status::invalid_argument, "unknown target"},
      {"class:1 +", Status::invalid_argument, "a term is missing after + at the end"},
      {"class:1 + ", Status::invalid_argument, "of the target \"class:1 +\""},
      {"top + class:1 - ", Status::invalid_argument, "a term is missing after -"},
      {"top + ", Status::invalid_argument, "a term is missing after +"},
      {"layer:relu2 -", Status::invalid_argument, "a term is missing after -"},
      {"top class:3", Status::invalid_argument, "unknown target"},
      {"neuron:rellu1:3", Status::not_found,
       "no tensor or node named \"rellu1\"; nearest: \"relu1\""},
      {"neuron:relu1", Status::invalid_argument, "write neuron:LAYER:c or neuron:LAYER:c,y,x, not"},
      {"neuron:relu1:x", Status::invalid_argument, "write neuron:LAYER:c"},
      {"neuron:relu1:4", Status::invalid_argument,
       "channel 4 of \"relu1\" does not exist: it has channels 0 to 3"},
      {"channel:relu2:-1", Status::invalid_argument, "channel -1"},
      {"channel:relu2:1,2", Status::invalid_argument,
       "write channel:LAYER:c or channel:LAYER:c@max"},
      {"channel:relu2:1@min", Status::invalid_argument, "write channel:LAYER:c"},
      {"layer:conv3", Status::not_found, "nearest: \"conv1\", \"conv2\""},
      {"layer:conv3@post", Status::not_found, "named \"conv3\""},
      {"layer:pool1@post", Status::invalid_argument, "no activation follows \"pool1\""},
      {"layer:\"conv3\"", Status::not_found, "named \"conv3\""},
      {"layer:", Status::not_found, "named \"\""},
      {"mask:relu2@m.npy", Status::invalid_argument, "write mask:LAYER:c@FILE.npy"},
  };
  for (const auto& [text, status, words] : cases) CHECK_ERROR(one_term(text), status, words);
}

TEST(test_model_target_parser__any_text_is_parsed_or_refused) {
  // Every beginning of a valid target, and its bytes in disorder: an Error or a target, no crash.
  const std::string valid =
      "0.5*class:\"tabby\" - neuron:conv2:0:3,1,2 + tensor:\"a - b\"[0,1,2,3] - mask:v@w:1@m.npy";
  uint32_t seed = 1;
  for (size_t round = 0; round < 400; ++round) {
    std::string text = valid.substr(0, round % (valid.size() + 1));
    for (size_t i = 0; round > valid.size() && i < 3 && !text.empty(); ++i) {
      seed = seed * 1664525u + 1013904223u;
      text[seed / 65536 % text.size()] = valid[seed / 256 % valid.size()];
    }
    try {
      CHECK(!parse_target(model(), text).terms.empty());
    } catch (const Error& error) {
      CHECK(error.status() != Status::internal);
      CHECK(error.what()[0] != '\0');
    }
  }
}

TEST(test_model_target_parser__overlong_texts_are_refused_at_once) {
  CHECK_ERROR(one_term("layer:" + std::string(1 << 20, 'x')), Status::limit, "at most 8192");
  CHECK_ERROR(parse_layer(model().graph(), std::string(1 << 20, 'x')), Status::not_found, "xxx");
  std::string sum = "class:0";
  while (sum.size() < 8000) sum += " + class:0";
  CHECK_EQ(parse_target(model(), sum).terms.size(), (sum.size() + 3) / 10);
}

TEST(test_model_target_parser__seeds) {
  const Target target = target_from_seed(model(), "n_relu2", scrambled({1, 5, 4, 4}, 1));
  CHECK_EQ(target.text, "seed:n_relu2");
  CHECK_EQ(target.terms[0].tensor, "relu2");
  CHECK_EQ(
      shape_text(target_from_seed(model(), "relu2", scrambled({5, 4, 4}, 1)).terms[0].data.shape()),
      "1x5x4x4");
  CHECK_EQ(
      shape_text(
          target_from_seed(model(), "relu2", scrambled({3, 5, 4, 4}, 1)).terms[0].data.shape()),
      "3x5x4x4");
  CHECK_ERROR(target_from_seed(model(), "relu2", scrambled({4, 4}, 1)), Status::invalid_argument,
              "a seed for \"relu2\" of shape 1x5x4x4");
  CHECK_ERROR(target_from_seed(model(), "relu3", scrambled({4, 4}, 1)), Status::not_found, "relu3");
  CHECK_ERROR(target_from_seed(model(), "relu2", Tensor::vector_of({1})), Status::invalid_argument,
              "float32, not int64");
  Tensor bad = scrambled({1, 5, 4, 4}, 1);
  bad.mutable_floats()[2] = INFINITY;
  CHECK_ERROR(target_from_seed(model(), "relu2", bad), Status::not_finite, "the seed holds inf");
}

TEST(test_model_target_parser__layers_by_name) {
  const Graph& graph = model().graph();
  CHECK_EQ(parse_layer(graph, "conv2:0"), "conv2:0");
  CHECK_EQ(parse_layer(graph, "n_conv2"), "conv2");
  CHECK_EQ(parse_layer(graph, "n_conv1@post"), "relu1");
  CHECK_EQ(parse_layer(graph, "\"x + y\""), "x + y");
  CHECK_ERROR(parse_layer(graph, "conv9@pre"), Status::not_found, "named \"conv9\"");
  CHECK_ERROR(parse_layer(graph, "conv2:1"), Status::not_found, "\"conv2:0\"");
  CHECK_ERROR(parse_layer(graph, "\"conv2\"x"), Status::invalid_argument, "a layer is NAME");
}

TEST(test_model_target_parser__lists_of_names) {
  CHECK(split_names("a, b/c:0 ,d") == (Names{"a", "b/c:0", "d"}));
  CHECK(split_names("\"a, b\", c") == (Names{"a, b", "c"}));
  CHECK(split_names(" \"say \\\"hi\\\"\" ") == (Names{"say \"hi\""}));
  CHECK(split_names("  ").empty());
  CHECK_ERROR(split_names("a,,b"), Status::invalid_argument, "an empty name");
  CHECK_ERROR(split_names("a,"), Status::invalid_argument, "an empty name");
  CHECK_ERROR(split_names("\"a\" b"), Status::invalid_argument, "not \"b\"");
  CHECK_ERROR(split_names("\"a, b"), Status::invalid_argument, "not closed");
}

int main() {
  return run_tests({
      CASE(test_model_target_parser__classes),
      CASE(test_model_target_parser__class_errors),
      CASE(test_model_target_parser__probabilities_without_a_softmax_are_added),
      CASE(test_model_target_parser__neurons_channels_layers),
      CASE(test_model_target_parser__names_that_hold_the_grammars_own_signs),
      CASE(test_model_target_parser__sums_and_weights),
      CASE(test_model_target_parser__elements),
      CASE(test_model_target_parser__arrays),
      CASE(test_model_target_parser__mistakes_are_answered),
      CASE(test_model_target_parser__any_text_is_parsed_or_refused),
      CASE(test_model_target_parser__overlong_texts_are_refused_at_once),
      CASE(test_model_target_parser__seeds),
      CASE(test_model_target_parser__layers_by_name),
      CASE(test_model_target_parser__lists_of_names),
  });
}
