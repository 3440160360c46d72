"""Activation maximization: short runs step by step beside PyTorch, and what networks say of the pictures.

Without random views a run is a deterministic sequence of updates, which PyTorch repeats in float64:
spectra in decorrelated colors with Adam, and pixels with plain ascent and penalties. Then trained
networks are shown the pictures that were made for 20 of their classes, as files like any photo, and
the means of 20 channels are compared with those of sample photos.
"""

import copy

import numpy as np
import torch

import networks
from photos import RGB
from tool import DATA, Folder, Tally, check, difference, progress, run, run_json, table

SIDE = 96
STEPS = 20
RATE = 0.005  # of plain ascent: larger steps are chaotic on networks of random weights
TOLERANCE = 1e-3
SETTINGS = {"size": [SIDE, SIDE], "color": RGB, "range": 1,
            "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
NETWORKS = ("squeezenet1_1", "resnet18")
CLASS = 7

TRAINED = {"SqueezeNet 1.1": "squeezenet1.1-imagenet", "MobileNetV2": "mobilenet_v2_1.0_224-imagenet"}
CLASSES = (1, 9, 22, 71, 88, 130, 144, 207, 251, 281, 291, 323, 340, 387, 404, 574, 612, 817, 950, 985)
AGREE = {"distill": 18, "simonyan": 14}
LAYERS = {"SqueezeNet 1.1": "fire6/concat_1"}
CHANNELS = 20
PLAIN = ("--pad", 0, "--jitter", 0, "--second-jitter", 0, "--scale", 0, "--rotation", 0,
         "--redirect-steps", 0)


def model_space(unit):
    mean, std = (torch.tensor(SETTINGS[key], dtype=unit.dtype)[:, None, None]
                 for key in ("mean", "std"))
    return (unit - mean) / std


def precision(network):
    return next(network.parameters()).dtype


def of_spectra(network, start, rate):
    """The pictures' input after some steps of Adam on spectra (Olah, Mordvintsev, Schubert 2017)."""
    basis = torch.tensor([[0.26, 0.09, 0.02], [0.27, 0.00, -0.05], [0.27, -0.09, 0.03]],
                         dtype=precision(network)) / 0.461952
    fy, fx = np.fft.fftfreq(SIDE)[:, None], np.fft.rfftfreq(SIDE)[None]
    scale = torch.from_numpy(SIDE / np.maximum(np.hypot(fy, fx), 1 / SIDE)).to(basis.dtype) / 4
    inside = start.to(basis.dtype).clamp(1e-3, 1 - 1e-3)
    planes = torch.einsum("ij,jyx->iyx", torch.linalg.inv(basis), torch.logit(inside))
    spectra = torch.fft.rfft2(planes) / scale
    real = torch.view_as_real(spectra).detach().clone().requires_grad_()
    optimizer = torch.optim.Adam([real], lr=rate, maximize=True)

    def unit():
        found = torch.fft.irfft2(torch.view_as_complex(real) * scale, s=(SIDE, SIDE))
        return torch.sigmoid(torch.einsum("ij,jyx->iyx", basis, found))

    for _ in range(STEPS):
        optimizer.zero_grad()
        network(model_space(unit())[None])[0, CLASS].backward()
        optimizer.step()
    return model_space(unit()).detach().numpy()


def of_pixels(network, start, rate, l2, variation):
    """The input after some steps x + s d/dx (z - l2 sum x^2 - v sum (dx^2 + dy^2)), x in 0 to 1."""
    mean = torch.tensor(SETTINGS["mean"], dtype=precision(network))[:, None, None]
    x = (start.to(mean.dtype) - mean).requires_grad_()
    for _ in range(STEPS):
        down, across = x[:, 1:] - x[:, :-1], x[:, :, 1:] - x[:, :, :-1]
        value = network(model_space(x + mean)[None])[0, CLASS] - l2 * (x**2).sum()
        value = value - variation * ((down**2).sum() + (across**2).sum())
        (slope,) = torch.autograd.grad(value, x)
        x = (x + rate * slope).detach().requires_grad_()
    return model_space(x + mean).detach().numpy()


def short_runs(folder):
    from PIL import Image

    rows = []
    pixels = np.random.default_rng(1).integers(90, 166, (SIDE, SIDE, 3), np.uint8)
    picture = folder.path / "start.png"
    Image.fromarray(pixels).save(picture)
    start = torch.from_numpy(pixels).permute(2, 0, 1) / 255
    for name in NETWORKS:
        progress(f"synthesis beside PyTorch: {name}")
        network = networks.make(name)
        double = copy.deepcopy(network).double()
        path = folder.path / f"{name}.onnx"
        networks.export(network, torch.zeros(1, 3, SIDE, SIDE), path)
        common = ("synthesize", path, "--target", f"class:{CLASS}", "--start", picture, "--size", SIDE,
                  "--steps", STEPS, "--start-noise", 0, "--preprocess", "imagenet",
                  "--input-size", SIDE)
        ways = {
            "spectra, Adam": (PLAIN, lambda net: of_spectra(net, start, 0.05)),
            "pixels, ascent": (("--preset", "simonyan", "--step-size", RATE, "--l2", 0.2,
                                "--total-variation", 0.3, "--redirect-steps", 0),
                               lambda net: of_pixels(net, start, RATE, 0.2, 0.3)),
        }
        for way, (flags, expected) in ways.items():
            reference = expected(double)
            gap = difference(expected(network), reference)
            error = difference(folder.raw(*common, *flags)[0], reference)
            check(f"{name}, {way}", error <= max(TOLERANCE, 2 * gap),
                  f"error {error:.1e}, gap {gap:.1e}")
            rows.append([name, way, STEPS, error, gap])
    table("Short runs against PyTorch in float64, relative to the largest value",
          ["network", "way", "steps", "error", "PyTorch's gap"], rows)


def classes_agree(folder):
    rows = []
    for title, name in TRAINED.items():
        path = DATA / "models" / f"{name}.onnx"
        for preset, least in AGREE.items():
            progress(f"{title}, {preset}: {len(CLASSES)} classes")
            first = 0
            for index in CLASSES:
                picture = folder.path / "picture.png"
                run("synthesize", path, "--target", f"class:{index}", "--preset", preset, "-o",
                    picture, "--threads", networks.THREADS)
                first += run_json("classify", path, picture)[0]["top"][0]["class"] == index
            check(f"{title}, {preset}", first >= least, f"{first} of {len(CLASSES)}")
            rows.append([title, preset, first, len(CLASSES), least])
    table("Classes of which a network says its pictures are, at rank 1",
          ["network", "preset", "agreed", "of", "at least"], rows)


def channels_exceed_photos(folder):
    photos = sorted((DATA / "datasets" / "imagenet-sample-1000").rglob("*.jpg"))
    if not photos:
        Tally.skipped.append(f"synthesis: no sample photos in {DATA}")
        return
    rows = []
    for title, layer in LAYERS.items():
        path = DATA / "models" / f"{TRAINED[title]}.onnx"
        progress(f"{title}, {layer}: means of {len(photos)} photos")
        numbers = folder.path / "photos.npy"
        run("activations", path, *photos, "--layer", layer, "--raw", numbers, "--batch", 8, "--quiet")
        best = np.load(numbers).mean((2, 3)).max(0)
        channels = np.linspace(0, len(best) - 1, CHANNELS).astype(int)
        above = 0
        for channel in channels:
            raw = folder.raw("synthesize", path, "--target", f"channel:{layer}:{channel}", "--size", 224)
            x = folder.save("picture", raw)
            own = folder.raw("activations", path, "--input-raw", x, "--layer", layer)
            above += float(own[0, channel].mean()) > best[channel]
        check(f"{title}, {layer}", above >= 18, f"{above} of {CHANNELS}")
        rows.append([title, layer, above, CHANNELS, len(photos)])
    table("Channels whose mean of their picture exceeds that of the best photo",
          ["network", "layer", "exceed", "of", "photos"], rows)


def main():
    folder = Folder()
    short_runs(folder)
    if not (DATA / "models").is_dir():
        Tally.skipped.append(f"synthesis: no trained models in {DATA}")
        return
    classes_agree(folder)
    channels_exceed_photos(folder)
