"""Deep dreams of photos against PyTorch: 20 steps in two octaves, without jitter, whole and in tiles.

The reference is the same ascent by automatic differentiation in double precision. Rounding flips
masks, every step builds on the one before, and networks of random weights have steep gradients: a
dream may drift from another one though every step is right, and a flip drives it as far whatever
rounding caused it: a run either has none, or is off by a size that only other runs can tell. So the
mean difference of the levels is held against the largest of six runs of PyTorch in single precision,
of pictures that differ by what single precision cannot tell apart. The first steps, before the drift, are
compared closely.
"""

import copy

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

import networks
from photos import photos
from tool import DATA, Folder, Tally, check, progress, table

HEIGHT, WIDTH = 120, 190
STEP, SCALE = 1.5, 1.4
STEPS = (1, 10)  # in each octave
MEAN = torch.tensor([0.485, 0.456, 0.406], dtype=torch.float64).view(1, 3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225], dtype=torch.float64).view(1, 3, 1, 1)
CLOSE = 1e-3  # levels
RUNS, NOISE = 6, 1e-5  # of PyTorch in single precision; deviation between their pictures, in levels
# The part of the network that leads to the layer.
PREFIXES = {
    "squeezenet1_1": lambda network: network.features[:8],
    "resnet18": lambda network: torch.nn.Sequential(*list(network.children())[:6]),
    "mobilenet_v2": lambda network: network.features[:7],
}
# The tool's flags: a picture is smaller than a tile by default; the overlap is what the layers see.
TILES = {"whole": (), "tiles": ("--tile", 144, "--overlap", 52)}


def climb(prefix, levels, steps):
    mean, std = MEAN.to(levels.dtype), STD.to(levels.dtype)
    for _ in range(steps):
        levels = levels.detach().requires_grad_()
        objective = 0.5 * prefix((levels / 255 - mean) / std).square().sum()
        gradient, = torch.autograd.grad(objective, levels)
        levels = (levels + STEP * gradient / gradient.abs().mean()).clamp(0, 255)
    return levels.detach()


def resized(picture, size):
    return functional.interpolate(picture, size, mode="bilinear", align_corners=False)


def dream(prefix, picture, steps):
    small = resized(picture, (round(HEIGHT / SCALE), round(WIDTH / SCALE)))
    detail = climb(prefix, small, steps) - small
    return climb(prefix, picture + resized(detail, (HEIGHT, WIDTH)), steps)


def drift(prefix, levels, steps, expected):
    generator = torch.Generator().manual_seed(1)
    largest = 0
    for _ in range(RUNS):
        noise = NOISE * torch.randn(levels.shape, generator=generator, dtype=levels.dtype)
        found = dream(prefix, (levels + noise).float(), steps)
        largest = max(largest, (found - expected).abs().mean().item())
    return largest


def compare(folder, name, part, photo):
    """Rows of the table."""
    network = networks.make(name)
    picture = folder.path / f"{name}.png"
    photo.save(picture)
    levels = torch.from_numpy(np.asarray(photo).copy()).double().permute(2, 0, 1)[None]
    x = ((levels / 255 - MEAN) / STD).float()
    path = folder.path / f"{name}.onnx"
    networks.export(network, x, path, any_size=True)
    with torch.no_grad():
        layer = part(network)(x).numpy()
    layer = networks.tensor_name(networks.tensors(path, x.numpy()), layer)
    for steps in STEPS:
        expected = dream(part(copy.deepcopy(network).double()), levels, steps)
        gap = drift(part(network), levels, steps, expected)
        for how, flags in TILES.items():
            raw = folder.raw("dream", path, picture, "--target", f'layer:"{layer}"', "--octaves", 2,
                             "--steps", steps, "--jitter", 0, "--preprocess", "imagenet", *flags)
            error = ((torch.from_numpy(raw).double() * STD + MEAN) * 255 - expected).abs().mean().item()
            check(f"dream of {name}, {how}, {steps} steps", error < max(CLOSE, gap),
                  f"{error:.1e}, PyTorch's own {gap:.1e}")
            changed = (expected - levels).abs().mean().item()
            yield name, how, 2 * steps, f"{changed:.1f}", error, gap


def main():
    if not (DATA / "images").is_dir():
        Tally.skipped.append(f"dream: no photos in {DATA}")
        return
    folder, rows = Folder(), []
    for number, (name, part) in enumerate(PREFIXES.items()):
        progress(f"dreams of {name}")
        photo = Image.open(photos()[4 * number + 1]).convert("RGB").resize((WIDTH, HEIGHT))
        rows += compare(folder, name, part, photo)
    table("Deep dreams: mean differences in levels of 255",
          ("network", "how", "steps", "levels changed", "error", "PyTorch's float32"), rows)
