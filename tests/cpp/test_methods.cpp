/* Every method once, its numbers those of the command line tool's --raw, bit for bit. */
#include "support.hpp"

using namespace cnnviz;

namespace {

const Model& model() {
  static const Model opened(demo_model(), {}, {.threads = 1});
  return opened;
}

const Image& photo() {
  static const Image cat(sample("cat.png"));
  return cat;
}

std::string on_demo(const std::string& command, const std::string& rest = "") {
  return join({command, " '", demo_model(), "' '", sample("cat.png"), "' ", rest});
}

Tensor input() {
  return model().preprocess(photo());
}

void test_cpp_methods__classify() {
  const Result result = model().classify(input(), {.top = 3});
  CHECK(same(result.tensor("output"), raw(on_demo("classify"))));
  CHECK(result.tensor("classes").shape() == (Shape{1, 3}));
  const Tensor classes = result.tensor("classes");
  CHECK(model().label(classes.ints()[0]) == "cat");
  CHECK(result.json().find("\"method\":\"classify\"") != std::string::npos);
}

void test_cpp_methods__run() {
  const Tensor x = input();
  const Result all = model().run({{"input", x}}, list({"relu5", "prob"}));
  CHECK(all.count() == 2 && all.name(0) == "relu5" && all.kind(1) == ResultKind::Tensor);
  const Result rest = model().run({{"relu5", all.tensor("relu5")}}, "prob");
  CHECK(same(rest.tensor("prob"), all.tensor("prob")));
  CHECK(same(model().run({{"input", x}}).tensor("prob"), all.tensor("prob")));
}

void test_cpp_methods__saliency() {
  const Target cat = model().target("class:cat");
  for (const auto& [rule, name] : {std::pair{Rule::Gradient, "gradient"},
                                   {Rule::Deconvnet, "deconvnet"},
                                   {Rule::Guided, "guided"}}) {
    const Result result = model().saliency(input(), cat, {}, {.rule = rule});
    CHECK(same(result.tensor("gradient"),
               raw(on_demo("saliency", join({"--target class:cat --rule ", name})))));
    const Result every = model().saliency(input(), cat, {}, {.rule = Rule::All});
    CHECK(same(every.tensor(name), result.tensor("gradient")));
  }
  CHECK(model().saliency(input(), cat, "relu3").tensor("gradient").extent(1) == 64);
}

void test_cpp_methods__gradcam() {
  const Result result = model().gradcam(input(), model().target("class:cat"), "relu4");
  CHECK(same(result.tensor("cam").item(0),
             raw(on_demo("gradcam", "--target class:cat --layer relu4"))));
  const Result guided = model().gradcam(input(), {}, {}, {.guided = 1});
  CHECK(same(guided.tensor("guided"), raw(on_demo("gradcam", "--guided"))));
}

void test_cpp_methods__activations_and_filters() {
  const Result maps = model().activations(input(), "relu3", {.order = MapOrder::Maximum});
  CHECK(same(maps.tensor("activations"), raw(on_demo("activations", "--layer relu3"))));
  CHECK(maps.tensor("order").dtype() == Dtype::Int64);
  CHECK(same(model().filters().tensor("weights"), raw(join({"filters '", demo_model(), "'"}))));
}

void test_cpp_methods__occlusion() {
  OcclusionOptions options{.window_height = 32, .window_width = 32};
  options.stride_y = options.stride_x = 24;
  const Result result = model().occlusion(input(), model().target("prob:cat"), options);
  CHECK(same(result.tensor("drops").item(0).item(0),
             raw(on_demo("occlusion", "--target prob:cat --window 32 --stride 24"))));
  const Tensor covered = model().occluded_inputs(input(), options, 1, 2);
  CHECK(covered.extent(0) == 2 && covered.extent(1) == 3);
  const Result rise = model().rise(input(), {}, {.masks = 20, .seed = 4});
  CHECK(
      same(rise.tensor("map"), model().rise(input(), {}, {.masks = 20, .seed = 4}).tensor("map")));
  CHECK(model().channels(input(), {}, "relu4").tensor("drops").shape() == (Shape{1, 1, 96}));
}

void test_cpp_methods__synthesis_and_dreams() {
  auto options = SynthesizeOptions::preset("simonyan");
  options.steps = 3;
  options.height = options.width = 128;
  const Result result = model().synthesize(model().target("class:cat"), options);
  CHECK(same(result.tensor("input"),
             raw(join({"synthesize '", demo_model(),
                       "' --target class:cat --preset simonyan --steps 3 --size 128"}))));
  CHECK(result.image("picture_0").width() == 128);
  const Result dreamed =
      model().dream(photo(), model().target("layer:relu4"), {.octaves = 2, .steps = 2});
  CHECK(same(dreamed.tensor("input"),
             raw(on_demo("dream", "--target layer:relu4 --octaves 2 --steps 2"))));
  CHECK(model().dream({}, {}, {.octaves = 1, .steps = 1}).image("picture").width() == 128);
}

void test_cpp_methods__embedding() {
  std::vector<float> numbers(60 * 5);
  for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<float>(i * 7919 % 101);
  const Tensor points(numbers, {60, 5});
  points.write(scratch("points.npy"));
  const Tensor coordinates = tsne(points, {.iterations = 300, .threads = 1}).tensor("coordinates");
  CHECK(same(coordinates, raw(join({"tsne '", scratch("points.npy"), "' --iterations 300"}))));
  const Result near = neighbors(points, {}, {.count = 3});
  CHECK(near.tensor("indices").shape() == (Shape{60, 3}));
  CHECK(neighbors(points, points.item(4).reshape({1, 5}), {.count = 1})
            .tensor("indices")
            .item(0)
            .size() == 1);
  const Tensor cells = embedding_grid(coordinates, 8, 8, GridRule::Optimal);
  CHECK(cells.shape() == (Shape{8, 8}));
  Images pictures;
  for (int i = 0; i < 60; ++i) pictures.add(photo());
  CHECK(embedding_mosaic(cells, pictures, {.thumbnail = 16}).width() > 0);
  CHECK(embedding_draw(coordinates, {}, {}, {.side = 200}).height() == 200);
  const Bytes page = embedding_page(coordinates, {.title = "Sixty points"});
  const auto html = page.data();
  CHECK(std::string(html.begin(), html.end()).find("Sixty points") != std::string::npos);
}

void test_cpp_methods__collections() {
  const std::string half[] = {scratch("1.db"), scratch("2.db")};
  for (int32_t i : {0, 1}) {
    const Result indexed =
        Corpus::index(model(), half[i], list({source("examples/demo_model/samples")}), "relu5", {},
                      {.strongest = 4, .shard = i + 1, .shards = 2});
    CHECK(indexed.json().find("\"unreadable\":0") != std::string::npos);
  }
  Corpus::merge(scratch("all.db"), list({half[0], half[1]}));
  const Corpus corpus(scratch("all.db"));
  CHECK(corpus.image_count() == 15);
  const int64_t cat = corpus.find(sample("cat.png"));
  const Tensor features = corpus.features().tensor("features");
  CHECK(features.shape() == (Shape{15, 128}));
  const Tensor own = model().run({{"input", input()}}, "features").tensor("features");
  CHECK(same(features.item(cat), own.item(0)));
  CHECK(corpus.images(cat, 1).json().find("cat.png") != std::string::npos);
  const Image photo(sample("cat.png"));
  CHECK(corpus.picture(cat).width() == photo.width());
  const Tensor embedded = corpus.embed(model(), {photo}).tensor("features");
  CHECK(same(embedded.item(0), features.item(cat)));
  // The picture itself is the nearest to its features, not to itself.
  const Tensor nearest = corpus.neighbors(embedded, {}, {.count = 2}).tensor("indices");
  CHECK(nearest.ints()[0] == cat);
  CHECK(corpus.neighbors().tensor("distances").shape() == (Shape{15, 6}));
  CHECK(corpus.strongest({}, 0, 2).tensor("values").shape() == (Shape{2, 4}));
  const Result patches = corpus.patches(model(), {}, 3, 1, {}, {.count = 1});
  CHECK(patches.image("patch/3/0").width() > 1);
  CHECK(corpus.json().find("\"relu5\"") != std::string::npos);
  CHECK_THROWS((void)corpus.find("nowhere.png"), NotFoundError, "nowhere.png");
}

void test_cpp_methods__drawing() {
  const Tensor map = model().gradcam(input()).tensor("map").item(0);
  CHECK(render_map(map, "magma", {.width = 40, .height = 30}).height() == 30);
  const Image view = model().view(photo(), 200);
  CHECK(render_overlay(map, view).width() == view.width());
  const Tensor gradient = model().saliency(input()).tensor("gradient").item(0);
  const bool reversed = model().color_order() == ColorOrder::Bgr;
  CHECK(render_signed(gradient, reversed).channels() == 3);
  CHECK(render_measure(map).count == map.size());
  const Result maps = model().activations(input(), "relu1");
  CHECK(render_grid(maps.tensor("maps").item(0), maps.tensor("order").item(0)).width() > 64);
  CHECK(render_filters(model().filters()).width() > 7);
  Figure figure("A cat");
  figure.set(0, 0, view, "photo").set(0, 1, render_map(map), "map", "a warning");
  figure.set_color_bar(0, 1, 0, 1).add_legend(0, 0, 0xff0000, "red").label_row(0, "row");
  figure.label_column(1, "column");
  const Image drawn = figure.draw({.cell_width = 150});
  CHECK(drawn.width() > 300 && render_color_bar(0, 1, "gray", 100, true).height() >= 100);
  drawn.write(scratch("figure.png"), "a note");
  const Image again(scratch("figure.png"));
  CHECK(std::ranges::equal(again.pixels(), drawn.pixels()));
}

}  // namespace

int main() {
  return run_cases({CASE(test_cpp_methods__classify), CASE(test_cpp_methods__run),
                    CASE(test_cpp_methods__saliency), CASE(test_cpp_methods__gradcam),
                    CASE(test_cpp_methods__activations_and_filters),
                    CASE(test_cpp_methods__occlusion), CASE(test_cpp_methods__synthesis_and_dreams),
                    CASE(test_cpp_methods__embedding), CASE(test_cpp_methods__collections),
                    CASE(test_cpp_methods__drawing)});
}
