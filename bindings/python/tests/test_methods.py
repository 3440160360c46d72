"""Every method once, its numbers those of the command line tool's --raw, bit for bit."""
import cnnviz
import numpy as np
import pytest
from conftest import same


def test_classify(model, cat, raw):
    result = model.classify(cat, top=3)
    assert same(result["output"], raw("classify"))
    assert model.labels[result["classes"][0, 0]] == "cat"
    assert result.document["top"][0][0]["label"] == "cat"
    assert list(result) == ["classes", "scores", "logits", "output"]


def test_run(model, cat):
    every = model.run(cat, ["relu5", "prob"])
    assert list(every) == ["relu5", "prob"]
    assert same(model.run({"relu5": every["relu5"]}, "prob")["prob"], every["prob"])
    assert same(model.run(model.preprocess(cat))["prob"], every["prob"])


@pytest.mark.parametrize("rule", ["gradient", "deconvnet", "guided"])
def test_saliency(model, cat, raw, rule):
    result = model.saliency(cat, "class:cat", rule=rule)
    assert same(result["gradient"], raw("saliency", "--target", "class:cat", "--rule", rule))
    assert result.document["rule"] == rule
    every = model.saliency(cat, "class:cat", rule=cnnviz.Rule.ALL)
    assert same(every[rule], result["gradient"])
    assert model.saliency(cat, wrt="relu3")["gradient"].shape[1] == 64


def test_gradcam(model, cat, raw):
    result = model.gradcam(cat, "class:cat", layer="relu4")
    assert same(result["cam"][0], raw("gradcam", "--target", "class:cat", "--layer", "relu4"))
    assert same(model.gradcam(cat, guided=True)["guided"], raw("gradcam", "--guided"))


def test_activations_and_filters(model, demo, cat, raw):
    result = model.activations(cat, "relu3", order="maximum")
    assert same(result["activations"], raw("activations", "--layer", "relu3"))
    assert result["order"].dtype == np.int64
    assert same(model.filters()["weights"], raw("filters", inputs=[demo]))


def test_occlusion(model, cat, raw):
    settings = dict(window_height=32, window_width=32, stride_y=24, stride_x=24)
    result = model.occlusion(cat, "prob:cat", **settings)
    flags = ["--target", "prob:cat", "--window", "32", "--stride", "24"]
    assert same(result["drops"][0, 0], raw("occlusion", *flags))
    assert model.occluded_inputs(cat, 1, 2, **settings).shape == (2, 3, 128, 128)
    assert same(model.rise(cat, masks=20, seed=4)["map"], model.rise(cat, masks=20, seed=4)["map"])
    channels = model.channels(cat, layer="relu4", method="ablation")
    assert channels["drops"].shape == (1, 1, 96)


def test_synthesize(model, demo, raw):
    result = model.synthesize("class:cat", preset="simonyan", steps=3, height=128, width=128)
    flags = ["--target", "class:cat", "--preset", "simonyan", "--steps", "3", "--size", "128"]
    assert same(result["input"], raw("synthesize", *flags, inputs=[demo]))
    assert result["picture_0"].width == 128


def test_dream(model, cat, raw):
    result = model.dream(cat, "layer:relu4", octaves=2, steps=2)
    assert same(result["input"], raw("dream", "--target", "layer:relu4", "--octaves", "2",
                                     "--steps", "2"))
    assert model.dream(octaves=1, steps=1)["picture"].width == 128


def test_embedding(raw, cat, tmp_path):
    points = (np.arange(300, dtype=np.float32).reshape(60, 5) * 7919) % 101
    np.save(tmp_path / "points.npy", points)
    coordinates = cnnviz.tsne(points, iterations=300, threads=1)["coordinates"]
    assert same(coordinates, raw("tsne", "--iterations", "300", inputs=[tmp_path / "points.npy"]))
    near = cnnviz.neighbors(points, points[4:5], count=1, metric="cosine")
    assert near["indices"].shape == (1, 1) and near["distances"][0, 0] < 1e-6
    cells = cnnviz.embedding_grid(coordinates, 8, 8, "optimal")
    assert sorted(set(cells.numpy().ravel())) == list(range(-1, 60))
    assert cnnviz.embedding_mosaic(cells, [cat] * 60, thumbnail=16).width > 0
    labels = np.arange(60) % 2
    assert cnnviz.embedding_draw(coordinates, labels, ["a", "b,c"], side=200).height == 200
    page = cnnviz.embedding_page(coordinates, labels, ["a", "b,c"], title="Sixty points")
    assert "Sixty points" in page and "b,c" in page


def test_collections(model, samples, cat, tmp_path):
    halves = [tmp_path / "1.db", tmp_path / "2.db"]
    for shard, path in enumerate(halves, 1):
        indexed = cnnviz.Corpus.index(model, path, samples, layers="relu5", strongest=4, shard=shard,
                                      shards=2)
        assert indexed.document["unreadable"] == 0
    cnnviz.Corpus.merge(tmp_path / "all.db", halves)
    with cnnviz.Corpus(tmp_path / "all.db") as corpus:
        number = corpus.find(cat)
        assert len(corpus) == 15 and corpus.images(number, 1)[0]["image"] == str(cat)
        features = corpus.features()["features"]
        assert same(features[number], model.run(cat, "features")["features"][0])
        embedded = corpus.embed(model, [cat])["features"]
        assert same(embedded[0], features[number])
        assert corpus.picture(number).width == cnnviz.Image(cat).width
        # The picture itself is the nearest to its features, not to itself.
        assert corpus.neighbors(embedded, count=2)["indices"][0, 0] == number
        alone = corpus.neighbors(np.array([number]), count=3)
        assert number not in alone["indices"] and alone["distances"].shape == (1, 3)
        assert corpus.strongest("relu5", 0, 2)["values"].shape == (2, 4)
        patches = corpus.patches(model, "relu5", 3, 1, count=1, source="photo")
        assert patches["patch/3/0"].width > 1 and corpus.info["layers"][0]["layer"] == "relu5"
        with pytest.raises(cnnviz.NotFoundError, match="nowhere.png"):
            corpus.find("nowhere.png")


def test_drawing(model, cat, tmp_path):
    map = model.gradcam(cat)["map"][0]
    assert cnnviz.render_map(map, "magma", width=40, height=30).height == 30
    view = model.view(cat, 200)
    assert cnnviz.render_overlay(map, view, alpha=0.4).width == view.width == 200
    gradient = model.saliency(cat)["gradient"][0]
    assert cnnviz.render_signed(gradient, model.color_order == cnnviz.ColorOrder.BGR).channels == 3
    info = cnnviz.render_measure(map)
    assert info.count == map.size and info.maximum == map.max() and not info.constant
    maps = model.activations(cat, "relu1")
    assert cnnviz.render_grid(maps["maps"][0], maps["order"][0], columns=8).width > 64
    assert cnnviz.render_filters(model.filters()).width > 7
    figure = cnnviz.Figure("A cat").set(0, 0, cat, "photo").set(0, 1, view, "map", "a warning")
    figure.set_color_bar(0, 1, 0, 1).add_legend(0, 0, 0xff0000, "red").label_row(0, "row")
    drawn = figure.label_column(1, "column").draw(cell_width=150)
    drawn.write(tmp_path / "figure.png", "a note")
    assert same(cnnviz.Image(tmp_path / "figure.png"), drawn)
    assert cnnviz.render_color_bar(0, 1, "gray", 100, standing=True).height >= 100
    assert figure._repr_png_().startswith(b"\x89PNG")


def test_layers_and_info(model, cat):
    layers = model.layers()
    assert (layers[1].name, layers[1].type, layers[1].shape) == ("conv1", "Conv", (1, 32, 64, 64))
    assert layers[1].size == (0, 7, 7) and layers[0].role == "input"
    assert model.layers([cat, cat])[1].shape[0] == 2
    assert model.inputs[0].name == "input" and model.inputs[0].dtype == cnnviz.Dtype.FLOAT32
    assert model.outputs == ["prob"] and model.info["opset"] >= 7
    assert model.picture(model.preprocess([cat, cat]), 1).width == 128
