"""Values, arrays without copies, lifetimes, exceptions."""
import gc
import json
import os
import pathlib
import sys

import cnnviz
import numpy as np
import PIL.Image
import pytest
from cnnviz import _native
from conftest import same


def resident_bytes():
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def test_tensors(tmp_path):
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    tensor = cnnviz.Tensor(array)
    assert tensor.shape == (2, 3) and tensor.size == 6 and len(tensor) == 2
    assert tensor.dtype == cnnviz.Dtype.FLOAT32 and same(tensor, array) and same(tensor[1], array[1])
    assert same(cnnviz.Tensor(array.T), np.ascontiguousarray(array.T))
    assert same(tensor.reshape((3, 2)), array.reshape(3, 2))
    assert cnnviz.Tensor([1 << 40]).numpy()[0] == 1 << 40
    assert cnnviz.Tensor(2.5).shape == () and cnnviz.Tensor.zeros((0, 3)).numpy().shape == (0, 3)
    tensor.write(tmp_path / "t.npy")
    assert same(cnnviz.Tensor.read(tmp_path / "t.npy"), array)
    copied = np.empty(6, np.float32)
    tensor.copy_to(copied)
    assert same(copied, array.ravel())
    with pytest.raises(TypeError, match="float32"):
        tensor.copy_to(np.empty(6, np.float64))
    with pytest.raises(TypeError, match="complex"):
        cnnviz.Tensor(np.zeros(3, complex))


def test_arrays_are_views_that_outlive_everything(model, cat):
    result = model.saliency(cat)
    tensor = result.tensor("gradient")
    array, again = tensor.numpy(), tensor.numpy()
    address = _native.tensor_floats(tensor.native)
    assert array.__array_interface__["data"] == (address, True)
    assert np.shares_memory(array, again) and not array.flags.writeable
    expected = array.copy()
    tensor.close()
    result.close()
    del again, tensor, result
    gc.collect()
    [cnnviz.Tensor.zeros((3, 128, 128)) for _ in range(50)]
    assert same(array, expected)
    assert np.asarray(cnnviz.Tensor([1.5]), dtype=np.float64)[0] == 1.5


def test_pictures(cat, tmp_path):
    image = cnnviz.Image(cat)
    pixels = image.numpy()
    assert pixels.shape == (128, 128, 3) and same(pixels, PIL.Image.open(cat).convert("RGB"))
    for source in (str(cat), cat.read_bytes(), PIL.Image.open(cat), pixels, image):
        assert same(cnnviz.Image(source), pixels)
    gray = cnnviz.Image(pixels[:, :, 0])
    assert gray.channels == 1 and same(gray.pil(), pixels[:, :, 0])
    assert same(cnnviz.Image(PIL.Image.open(cat).convert("P")).numpy().shape, (128, 128, 3))
    assert same(image.crop(3, 4, 5, 6), pixels[4:10, 3:8]) and image.resize(9, 8).height == 8
    assert image._repr_png_().startswith(b"\x89PNG") and image.encode("jpeg")[:2] == b"\xff\xd8"
    copied = np.empty_like(pixels)
    image.copy_to(copied)
    assert same(copied, pixels)
    odd = os.fsencode(tmp_path) + b"/\xff.png"  # no UTF-8
    image.write(odd)
    assert same(cnnviz.Image(os.fsdecode(odd)), pixels)
    with pytest.raises(TypeError, match="uint8"):
        cnnviz.Image(np.zeros((3, 3)))
    with pytest.raises(TypeError, match="a picture is a path.*not None"):
        cnnviz.Image(None)


def test_pil_pictures_are_what_their_files_are(cat, tmp_path):
    """Of 16 bits, with alpha, with a palette, turned by EXIF: as the library reads the file."""
    rgb, path = PIL.Image.open(cat).convert("RGB"), tmp_path / "p.png"
    levels = np.arange(128 * 128, dtype=np.uint16).reshape(128, 128) * 3
    gray, alpha = rgb.convert("L"), rgb.convert("L").point(lambda v: 255 - v)
    palette = rgb.convert("P", palette=PIL.Image.Palette.ADAPTIVE, colors=16)
    for made, keys in ((PIL.Image.fromarray(levels), {}), (PIL.Image.merge("LA", (gray, alpha)), {}),
                       (gray, {}), (palette, {}), (palette, {"transparency": 3}), (rgb.convert("1"), {})):
        made.save(path, **keys)
        read, opened = cnnviz.Image(path), cnnviz.Image(PIL.Image.open(path))
        if opened.channels == read.channels:
            assert same(opened, read), made.mode
        else:
            assert same(opened.numpy()[..., :1], read.numpy()), made.mode
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # turned to the right
    turned = tmp_path / "t.jpg"
    rgb.crop((0, 0, 100, 60)).save(turned, exif=exif)
    assert cnnviz.Image(turned).height == 100
    opened = cnnviz.Image(PIL.Image.open(turned)).numpy().astype(int)
    assert np.abs(opened - cnnviz.Image(turned).numpy()).mean() < 1  # decoders of JPEG differ a little
    with open(turned, "rb") as file:
        assert same(cnnviz.Image(file), cnnviz.Image(turned))
    for mode in ("I", "F"):
        with pytest.raises(TypeError, match=f"mode {mode} does not say"):
            cnnviz.Image(rgb.convert(mode))


def test_inputs_of_every_kind(model, cat):
    expected = model.saliency(cat)["gradient"]
    image, tensor = cnnviz.Image(cat), model.preprocess(cat)
    for source in (str(cat), image, image.numpy(), image.pil(), tensor, tensor.numpy()):
        assert same(model.saliency(source)["gradient"], expected)
    both = model.saliency([cat, image], ["class:cat", model.target("top")])
    assert both["gradient"].shape[0] == 2
    assert np.allclose(both["gradient"][:1], expected, atol=1e-6)  # batches may round otherwise


def test_models_of_every_source(demo, cat):
    settings = {"size": [128, 128], "range": 1}
    from_memory = cnnviz.Model(demo.read_bytes(), settings, threads=1)
    as_text = cnnviz.Model(str(demo), json.dumps(settings), threads=1, sidecar=False)
    assert same(from_memory.saliency(cat)["map"], as_text.saliency(cat)["map"])
    assert from_memory.labels == [] and repr(as_text) == "<Model demo.onnx>"


def test_targets(model, cat):
    target = model.target("class:2 - 0.5*class:3")
    assert target.selector == "class:2 - 0.5*class:3"
    seed = model.target("logits", np.eye(12, dtype=np.float32)[2:3])
    cls = model.saliency(cat, "class:2")["gradient"]
    assert np.allclose(model.saliency(cat, seed)["gradient"], cls, atol=1e-6)
    assert same(model.saliency(cat, np.int64(2))["gradient"], cls)
    assert model.saliency([cat, cat], [2, "class:3"])["gradient"].shape[0] == 2
    for wrong in (2.0, True, [None]):
        with pytest.raises(TypeError, match="a target is a selector"):
            model.saliency(cat, wrong)


def test_settings(model, cat):
    with pytest.raises(TypeError, match="nearest: rule"):
        model.saliency(cat, ruel="guided")
    with pytest.raises(cnnviz.InvalidArgumentError, match="nearest: guided"):
        model.saliency(cat, rule="giuded")
    with pytest.raises(TypeError):
        model.saliency(cat, batch="many")
    assert model.rise(cat, masks=5).document["parameters"]["probability"] == 0.5


def test_numbers_of_numpy_and_wrong_ones(model, cat):
    assert model.classify(cat, top=np.int64(3))["classes"].shape == (1, 3)
    map = model.saliency(cat, batch=np.uint8(1))["map"][0]
    picture = cnnviz.render_map(map, alpha=np.float32(0.5), width=np.int32(64), height=64, percentile=98)
    assert (picture.width, picture.height) == (64, 64)
    figure = cnnviz.Figure().set(np.int64(0), np.intp(0), picture)
    assert figure.draw().width and model.view(cat, np.int64(50)).width == 50
    with pytest.raises(TypeError, match="top must be a whole number, not 10.0"):
        model.classify(cat, top=10.0)
    with pytest.raises(ValueError, match="top is too large: it must be in -2147483648 to 2147483647"):
        model.classify(cat, top=1 << 40)
    with pytest.raises(ValueError, match="seed is too small"):
        model.rise(cat, seed=-(1 << 70))
    with pytest.raises(TypeError, match="alpha must be a number, not 'half'"):
        _native.cnnviz_map_options().alpha = "half"


def test_help_tells_settings_and_their_defaults():
    import inspect
    said = inspect.getdoc(cnnviz.Model.occlusion)
    assert said.startswith("What targets lose") and "window_height: int - of the occluder" in said
    assert "steps: int - 0 to 10000000; default 512" in inspect.getdoc(cnnviz.Model.synthesize)
    described = [f for f in (*vars(cnnviz.Model).values(), cnnviz.tsne, cnnviz.Corpus.index,
                             cnnviz.Figure.draw) if "Settings:" in (inspect.getdoc(f) or "")]
    assert len(described) == 15, described


def test_objects_are_not_pickled(model, cat):
    import copy
    import pickle
    with pytest.raises(TypeError, match="Model cannot be pickled"):
        pickle.dumps(model)
    with pytest.raises(TypeError, match="Image cannot be pickled or copied"):
        copy.deepcopy(cnnviz.Image(cat))


def test_every_setting_of_every_method_can_be_set():
    from cnnviz import _settings
    for name, kind in vars(_settings).items():
        if not name.endswith("Settings"):
            continue
        snake = "".join("_" + c.lower() if c.isupper() else c for c in name)[1:]
        options = getattr(_native, f"cnnviz_{snake.removesuffix('_settings')}_options")()
        for setting in kind.__annotations__:
            if setting != "preset":
                setattr(options, setting, getattr(options, setting))


@pytest.mark.parametrize("status", list(cnnviz.Status)[1:])
def test_one_exception_for_each_status(status):
    from cnnviz._errors import ERRORS
    error = ERRORS[status]
    assert issubclass(error, cnnviz.Error) and error.status == status


def test_exceptions(model, demo, cat, tmp_path):
    raises = pytest.raises
    with raises(cnnviz.NotFoundError, match="/nowhere.onnx"):
        cnnviz.Model("/nowhere.onnx")
    with raises(LookupError, match='nearest: "cat"'):
        model.target("class:catt")
    with raises(ValueError, match="top"):
        model.classify(cat, top=0)
    with raises(OSError, match="/proc/self/mem"):
        cnnviz.Tensor.read("/proc/self/mem")
    (tmp_path / "broken.onnx").write_bytes(b"\x08\x07\x12\xff\xff")
    with raises(cnnviz.CorruptError, match="broken.onnx"):
        cnnviz.Model(tmp_path / "broken.onnx")
    with raises(cnnviz.UnsupportedError):
        cnnviz.Image(b"GIF89a")
    with raises(cnnviz.LimitError):
        cnnviz.Image(cat).resize(1 << 20, 1 << 20)
    with raises(cnnviz.LimitError, match="memory"):
        cnnviz.Model(demo, max_memory=1000).classify(cat)
    job = cnnviz.Job()
    job.cancel()
    with raises(cnnviz.CancelledError):
        model.classify(cat, job=job)
    with raises(cnnviz.MismatchError):
        model.saliency(cat, cnnviz.Model(demo).target("top"))
    numbers = model.preprocess(cat).numpy().copy()
    numbers.flat[7] = np.nan
    with raises(cnnviz.NotFiniteError):
        model.saliency(numbers)
    # The native module itself: wrong types are TypeError, None is the library's own message.
    with raises(TypeError):
        _native.model_json(job.native)
    with raises(cnnviz.InvalidArgumentError, match="model"):
        _native.model_json(None)


def test_use_after_close_is_an_exception(demo, cat):
    model = cnnviz.Model(demo, threads=1)
    target = model.target("top")
    result = model.saliency(cat, target)
    objects = [model, target, result, result.tensor("map"), cnnviz.Image(cat), cnnviz.Job(),
               cnnviz.Figure()]
    for thing in objects:
        with thing as same_thing:
            assert same_thing is thing and not thing.closed
        thing.close()  # a second time
        assert thing.closed and "closed" in repr(thing) or isinstance(thing, (cnnviz.Job, cnnviz.Figure))
        with pytest.raises(cnnviz.InvalidArgumentError, match=f"{type(thing).__name__} is closed"):
            thing.native
    with pytest.raises(cnnviz.InvalidArgumentError, match="Model is closed"):
        model.saliency(cat)
    with pytest.raises(cnnviz.InvalidArgumentError, match="Result is closed"):
        result["map"]


def test_closed_in_any_order(demo, cat):
    for order in ([0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]):
        model = cnnviz.Model(demo, threads=1)
        target = model.target("class:cat")
        result = model.saliency(cat, target)
        things = [model, target, result, result.tensor("map")]
        array = things[3].numpy()
        for i in order:
            things[i].close()
        assert array.sum() > 0


def test_100000_opened_and_closed_with_flat_memory():
    numbers = np.zeros(1000, np.float32)

    def cycle(times):
        for _ in range(times):
            with cnnviz.Tensor(numbers) as tensor:
                tensor.size
            cnnviz.Job()

    cycle(1000)
    before = resident_bytes()
    cycle(100_000)
    assert resident_bytes() - before < 4 << 20


def test_models_opened_and_closed_with_flat_memory(demo, cat):
    def cycle(times):
        for _ in range(times):
            with cnnviz.Model(demo, threads=1) as model:
                model.saliency(cat)["map"]

    cycle(5)
    before = resident_bytes()
    cycle(30)
    assert resident_bytes() - before < 8 << 20


def test_garbage_collection_under_pressure(model, cat):
    gc.set_threshold(1)
    try:
        for _ in range(5):
            cycle = {"result": model.saliency(cat)}
            cycle["self"] = cycle
            array = cycle["result"]["map"]
            del cycle
            gc.collect()
            assert np.isfinite(array).all()
    finally:
        gc.set_threshold(700, 10, 10)


def test_limits(cat):
    try:
        cnnviz.set_limits(max_pixels=1000)
        with pytest.raises(cnnviz.LimitError, match="max_pixels = 1000"):
            cnnviz.Image(cat)
        with pytest.raises(cnnviz.InvalidArgumentError, match="max_nodes is -2"):
            cnnviz.set_limits(max_nodes=-2)
    finally:
        cnnviz.set_limits()
    assert cnnviz.Image(cat).width > 0


def test_failures_leave_no_references_behind(model):
    name = "class:nothing of that name"
    before = sys.getrefcount(name)
    for _ in range(100):
        with pytest.raises(cnnviz.NotFoundError):
            model.target(name)
    gc.collect()
    assert sys.getrefcount(name) <= before + 2


def test_a_failure_says_nothing_of_later_calls(model, cat):
    with pytest.raises(cnnviz.NotFoundError):
        model.target("class:nothing")
    options = _native.cnnviz_saliency_options()
    options.rule = cnnviz.Rule.GUIDED
    assert options.rule == cnnviz.Rule.GUIDED and options.batch == 0
    del options
    assert _native.version() == cnnviz.__version__ and _native.status_name(2) == "NOT_FOUND"
