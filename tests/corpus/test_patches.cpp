#include "corpus/patches.h"

#include "collections.h"
#include "image/resize.h"

using namespace cnnviz::test;

namespace {

float unit_value(const Model& model, const Tensor& input, const std::string& layer, int64_t channel,
                 int64_t y, int64_t x) {
  const Tensor values = model.run(model.feed(input), {layer})[0];
  const Shape& shape = values.shape();
  return values.floats()[static_cast<size_t>((channel * shape[2] + y) * shape[3] + x)];
}

// All pixels outside the field replaced: the same bits. One at its edges replaced: another value
// for some unit.
void check_field(const std::shared_ptr<const Model>& model, const std::string& layer,
                 uint64_t seed) {
  Random random(seed);
  const Shape shape =
      model->inferred().values[static_cast<size_t>(model->graph().require(layer))].shape;
  const PreparedImage prepared = preprocess_image(random_picture(seed), model->preprocessing());
  for (int round = 0; round < 6; ++round) {
    const int64_t c = random.below(shape[1]), y = random.below(shape[2]),
                  x = random.below(shape[3]);
    const PixelBox box = unit_field(*model, layer, c, y, x);
    Tensor changed = prepared.tensor.clone();
    const Shape& input = changed.shape();
    auto values = changed.mutable_floats();
    for (int64_t p = 0; p < changed.size(); ++p) {
      const int64_t column = p % input[3], row = p / input[3] % input[2];
      if (column < box.x0 || column >= box.x1 || row < box.y0 || row >= box.y1)
        values[static_cast<size_t>(p)] = static_cast<float>(random.normal());
    }
    CHECK_EQ(bits(unit_value(*model, changed, layer, c, y, x)),
             bits(unit_value(*model, prepared.tensor, layer, c, y, x)));
  }
}

TEST(test_corpus_patches__pixels_outside_the_field_do_not_matter) {
  ModelOptions options;
  options.convolutions = ConvolutionAlgorithm::direct;
  const auto model = Model::open(source_file("examples/demo_model/demo.onnx"), options);
  for (const char* layer : {"relu1", "pool1", "relu3", "relu5"}) check_field(model, layer, 5);
}

TEST(test_corpus_patches__trained_networks_fields) {
  const std::string models = test_data() + "/models/";
  ModelOptions options;
  options.convolutions = ConvolutionAlgorithm::direct;
  const auto squeezenet = Model::open(models + "squeezenet1.1-imagenet.onnx", options);
  check_field(squeezenet, squeezenet->head().penultimate, 1);
  const auto mobilenet = Model::open(models + "mobilenet_v2_1.0_224-imagenet.onnx", options);
  check_field(mobilenet, mobilenet->head().first_conv, 2);
  // Of a concatenation the branch of 1x1 convolutions sees less than that of 3x3 ones.
  const PixelBox narrow = unit_field(*squeezenet, squeezenet->head().penultimate, 0, 6, 6);
  const PixelBox wide = unit_field(*squeezenet, squeezenet->head().penultimate, 511, 6, 6);
  CHECK(narrow.x1 - narrow.x0 + 32 == wide.x1 - wide.x0);
}

TEST(test_corpus_patches__cut_at_the_field_from_view_and_photo) {
  const auto model = demo_model(2);
  const Pictures pictures(6);
  const std::string path = pictures.folder.path("c.db");
  index_images(*model, path, request_of({pictures.folder.path()}), nullptr);
  const auto collection = Collection::open(path);
  PatchRequest request;
  request.layer = "relu2";
  request.channels = 48;
  request.count = 4;
  request.rule = Rule::gradient;
  const auto views = strongest_patches(*model, *collection, request, nullptr);
  request.photo = true;
  const auto photos = strongest_patches(*model, *collection, request, nullptr);
  CHECK_EQ(views.size(), 48U);
  for (size_t c = 0; c < views.size(); ++c)
    for (size_t rank = 0; rank < 4; ++rank) {
      const Patch &view = views[c][rank], &photo = photos[c][rank];
      CHECK_EQ(view.problem, "");
      CHECK_EQ(bits(static_cast<float>(view.again)), bits(view.response.value));
      const PreparedImage prepared =
          preprocess_image(read_image(*view.response.name), model->preprocessing());
      const Image seen = view_picture(prepared.tensor, 0, model->preprocessing());
      CHECK_EQ(view.picture.width(), view.box.x1 - view.box.x0);
      CHECK_EQ(view.picture.height(), view.box.y1 - view.box.y0);
      for (int64_t y = view.box.y0; y < view.box.y1; ++y)
        for (int64_t x = view.box.x0; x < view.box.x1; ++x) {
          const uint8_t here = *view.picture.pixel(x - view.box.x0, y - view.box.y0);
          const bool inside = x >= 0 && x < seen.width() && y >= 0 && y < seen.height();
          CHECK_EQ(int{here}, inside ? int{*seen.pixel(x, y)} : 128);
        }
      // The whole gradient lies in the patch.
      double all = 0;
      for (const float value : view.signal.floats()) all += std::abs(static_cast<double>(value));
      CHECK(view.response.value == 0 || all > 0);
      // To one pixel.
      CHECK(std::abs(static_cast<double>(photo.picture.width()) -
                     (photo.photo[2] - photo.photo[0])) < 2);
      CHECK_NEAR(photo.photo[0], prepared.view.image_x(static_cast<double>(photo.box.x0)), 1e-9);
    }
}

TEST(test_corpus_patches__files_that_changed) {
  const auto model = demo_model();
  const Pictures pictures(3);
  const std::string path = pictures.folder.path("c.db");
  index_images(*model, path, request_of({pictures.folder.path()}), nullptr);
  write_image(pictures.names[0], random_picture(50));
  std::filesystem::remove(pictures.names[1]);
  const auto collection = Collection::open(path);
  PatchRequest request;
  request.layer = "relu5";
  request.count = 3;
  int problems = 0;
  const auto found = strongest_patches(*model, *collection, request, nullptr);
  for (const Patch& patch : found[0]) {
    const bool intact = *patch.response.name == pictures.names[2];
    CHECK_EQ(patch.problem.empty(), intact);
    CHECK_EQ(patch.picture.valid(), intact);
    problems += intact ? 0 : 1;
  }
  CHECK_EQ(problems, 2);
  request.first_channel = 128;
  CHECK_ERROR(strongest_patches(*model, *collection, request, nullptr), Status::invalid_argument,
              "has 0 to 127");
  request.first_channel = 0;
  request.count = 6;
  CHECK_ERROR(strongest_patches(*model, *collection, request, nullptr), Status::invalid_argument,
              "keeps 5");
  request.layer = "relu4";
  CHECK_ERROR(strongest_patches(*model, *collection, request, nullptr), Status::not_found,
              "relu2, relu5");
}

TEST(test_corpus_patches__window_of_a_field_longer_than_the_view) {
  const PixelBox window = patch_window({-50, -3, 250, 40}, 224, 200);
  CHECK(window.x0 == 0 && window.x1 == 224 && window.y0 == -3 && window.y1 == 40);
}

}  // namespace

int main() {
  return run_tests({CASE(test_corpus_patches__pixels_outside_the_field_do_not_matter),
                    CASE(test_corpus_patches__trained_networks_fields),
                    CASE(test_corpus_patches__cut_at_the_field_from_view_and_photo),
                    CASE(test_corpus_patches__files_that_changed),
                    CASE(test_corpus_patches__window_of_a_field_longer_than_the_view)});
}
