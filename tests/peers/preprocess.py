"""The network's input for photos, against Pillow and torchvision's transforms."""

import json

import numpy as np
import onnx
import torchvision.transforms as transforms
from onnx import TensorProto, helper
from PIL import Image, ImageOps

from photos import network_input, photos, sized
from tool import DATA, Folder, Tally, check, table

LEVEL = 1.0  # gray levels
# At least this share of the values is the very same. Pillow chooses which axis it resizes first, and
# rounds in between: where it takes the columns first, some levels become the next one.
EXACT = 0.8

IMAGENET = {"range": 1, "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
SETTINGS = {
    "shorter": {**IMAGENET, "size": [224, 224], "color": "RGB", "resize": "shorter"},
    "shorter, wide": {**IMAGENET, "size": [120, 200], "color": "RGB", "resize_to": 240},
    "stretch, BGR": {
        **{"range": 255, "mean": [104, 117, 123], "std": [1, 1, 1]},
        **{"size": [227, 227], "color": "BGR", "resize": "stretch"},
    },
    "letterbox": {**IMAGENET, "size": [160, 160], "color": "RGB", "resize": "letterbox"},
    "gray": {**{"range": 1, "mean": [0.5], "std": [0.25]}, "size": [96, 96], "color": "GRAY"},
    "enlarged": {**IMAGENET, "size": [800, 900], "color": "RGB", "resize": "stretch"},
}


def identity_model(folder, name, settings):
    """A network that gives its input back, with a sidecar."""
    shape = ["batch", len(settings["mean"]), *settings["size"]]
    node = helper.make_node("Identity", ["input"], ["same"])
    ends = [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n in ("input", "same")]
    graph = helper.make_graph([node], "identity", ends[:1], ends[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
    path = folder.path / f"{name}.onnx"
    onnx.save(model, path)
    path.with_suffix(".cnnviz.json").write_text(json.dumps(settings))
    return path


def in_levels(x, settings):
    """How many gray levels one unit of the input is, for every channel."""
    return x * np.array(settings["std"]).reshape(1, -1, 1, 1) * 255 / settings["range"]


def compare(name, settings, folder, rows):
    path = identity_model(folder, name.replace(", ", "_"), settings)
    files = photos() + rotated(folder)
    outputs = folder.raw("activations", path, *files, "--layer", "same")
    worst, exact = 0.0, []
    for file, actual in zip(files, outputs):
        expected = network_input(file, settings)
        if settings.get("resize") == "letterbox":
            expected = padded_with_zero(expected, file, settings)
        off = np.abs(in_levels(actual[None].astype("f8") - expected, settings))
        worst = max(worst, float(off.max()))
        exact.append(float((off < 0.01).mean()))
        ok = off.max() <= LEVEL + 0.01 and exact[-1] >= EXACT
        check(f"{name}, {file.name}", ok, f"{off.max():.2f} levels off, {exact[-1]:.4f} exact")
    rows.append([name, len(files), f"{worst:.2f}", f"{min(exact):.4f}"])


def padded_with_zero(x, file, settings):
    """Beside a letterboxed picture cnnviz's input is 0; Pillow's crop has black there."""
    image = ImageOps.exif_transpose(Image.open(file))
    white = Image.new("L", image.size, 255)
    inside = np.asarray(sized(white, settings)) == 255
    return np.where(inside, x, 0)


def rotated(folder):
    """A photo under every EXIF orientation."""
    files = []
    image = Image.open(photos()[0]).convert("RGB").resize((300, 200))
    for orientation in range(2, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        files.append(folder.path / f"orientation{orientation}.jpg")
        image.save(files[-1], exif=exif, quality=95)
    return files


def against_torchvision(folder, rows):
    """The transforms that torchvision's weights come with, as the preset "imagenet" has them.

    torchvision cuts the longer side to whole pixels where Pillow's users round, and rounds the
    crop's corner: photos where that changes nothing are compared.
    """
    side, crop = 256, 224
    pipeline = transforms.Compose([
        transforms.Resize(side),
        transforms.CenterCrop(crop),
        transforms.ToTensor(),
        transforms.Normalize(IMAGENET["mean"], IMAGENET["std"]),
    ])
    files = []
    for file in photos():
        width, height = ImageOps.exif_transpose(Image.open(file)).size
        longer = side * max(width, height) / min(width, height)
        if int(longer) == round(longer) and (int(longer) - crop) % 2 == 0 and width != crop:
            files.append(file)
    path = identity_model(folder, "torchvision", {**IMAGENET, "size": [crop, crop]})
    outputs = folder.raw("activations", path, *files, "--layer", "same", "--preprocess", "imagenet")
    worst = 0.0
    for file, actual in zip(files, outputs):
        expected = pipeline(Image.open(file).convert("RGB")).numpy()[None]
        off = float(np.abs(in_levels(actual[None] - expected, IMAGENET)).max())
        worst = max(worst, off)
        check(f"torchvision, {file.name}", off <= LEVEL + 0.01, f"{off:.2f} levels off")
    rows.append(["torchvision's transforms", len(files), f"{worst:.2f}", ""])


def main():
    if not photos():
        Tally.skipped.append(f"preprocess: no images in {DATA}")
        return
    folder, rows = Folder(), []
    for name, settings in SETTINGS.items():
        compare(name, settings, folder, rows)
    against_torchvision(folder, rows)
    columns = ["preprocessing", "photos", "gray levels off at most", "least share of exact values"]
    table("The network's input against Pillow", columns, rows)
