"""Occlusion maps of real photos: window, stride and fill as given, against Captum's Occlusion.

A drop is the difference of two scores that may be nearly equal, so rounding weighs more in it than in
a score: the reference is Captum on the network in float64, and where Captum's own float32 is farther
from that than 1e-4, twice its gap is allowed.
"""

import copy

import numpy as np
import torch
from captum.attr import Occlusion

import networks
from photos import RGB, network_input, photos
from tool import DATA, Folder, Tally, check, difference, progress, table

TOLERANCE = 1e-4
SIDE = 224
SETTINGS = {"size": [SIDE, SIDE], "color": RGB, "range": 1, "resize_to": 256,
            "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
NETWORKS = ("squeezenet1_1", "resnet18", "mobilenet_v2")
CLASS = 7
# Window and stride (height, width); what does not divide the side is clipped by the border.
WINDOWS = (((32, 32), (16, 16)), ((60, 45), (37, 45)))
TARGETS = {f"class:{CLASS}": lambda logits: logits[:, CLASS],
           f"prob:{CLASS}": lambda logits: logits.softmax(1)[:, CLASS]}


def captum(network, target, x, window, stride):
    """The map; all channels of Captum's have the same."""

    def score(images):
        with torch.no_grad():
            return target(network(images))

    found = Occlusion(score).attribute(
        x.to(next(network.parameters()).dtype), sliding_window_shapes=(3, *window),
        strides=(3, *stride), baselines=0, perturbations_per_eval=8)
    return found[0, 0].double().numpy()


def main():
    if not (DATA / "images").is_dir():
        Tally.skipped.append(f"occlusion: no photos in {DATA}")
        return
    folder, rows = Folder(), []
    for number, name in enumerate(NETWORKS):
        progress(f"occlusion of {name}")
        network = networks.make(name)
        double = copy.deepcopy(network).double()
        photo = photos()[5 * number + 1]
        x = torch.from_numpy(network_input(photo, SETTINGS))
        path = folder.path / f"{name}.onnx"
        networks.export(network, x, path)
        given = ("occlusion", path, "--input-raw", folder.save("x", x))
        for window, stride in WINDOWS:
            sizes = ("--window", "x".join(map(str, window)), "--stride", "x".join(map(str, stride)))
            for selector, target in TARGETS.items():
                expected = captum(double, target, x, window, stride)
                gap = difference(captum(network, target, x, window, stride), expected)
                found = folder.path / "map.npy"
                drops = folder.raw(*given, *sizes, "--target", selector, "--raw-map", found)
                error = difference(np.load(found), expected)
                what = f"{name}, {photo.name}, {selector}, {sizes[1]}/{sizes[3]}"
                check(what, error <= max(TOLERANCE, 2 * gap), f"error {error:.1e}, gap {gap:.1e}")
                rows.append([name, photo.name, selector, sizes[1], sizes[3],
                             "x".join(map(str, drops.shape)), error, gap])
    table("Occlusion maps against Captum, relative to the largest value",
          ["network", "photo", "target", "window", "stride", "positions", "error", "Captum's gap"], rows)
