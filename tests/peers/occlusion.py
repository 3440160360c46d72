"""Occlusion maps of real photos: window, stride and fill as given, against Captum's Occlusion; drops
of channels, Ablation-CAM and Score-CAM of ResNet18's last maps against PyTorch.

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


def channels(folder):
    """Every channel of ResNet18's last maps left out, and as a mask of the picture."""
    network = networks.make("resnet18")
    double = copy.deepcopy(network).double()
    x = torch.from_numpy(network_input(photos()[3], SETTINGS))
    path = folder.path / "channels.onnx"
    networks.export(network, x, path)
    kept = {}
    double.layer4.register_forward_hook(lambda module, given, made: kept.update(maps=made))
    given = ("occlusion", path, "--input-raw", folder.save("x", x), "--target")
    rows = []

    def compare(what, found, expected):
        error = difference(found, expected.numpy())
        check(f"{what} of resnet18", error <= TOLERANCE, f"error {error:.1e}")
        rows.append([what, "x".join(map(str, found.shape)), error])

    with torch.no_grad():
        score = double(x.double())[0, CLASS]
        maps = kept["maps"][0]
        without = maps.mean((1, 2)) - torch.diag(maps.mean((1, 2)))
        drops = score - double.fc(without)[:, CLASS]
        found = folder.path / "map.npy"
        compare("drops of channels", folder.raw(*given, f"class:{CLASS}", "--what", "channels",
                                                "--raw-map", found), drops)
        cam = torch.einsum("k,khw->hw", drops / score.abs(), maps).relu()[None, None]
        upsample = dict(size=(SIDE, SIDE), mode="bilinear", align_corners=False)
        compare("Ablation-CAM", np.load(found),
                torch.nn.functional.interpolate(cam, **upsample)[0, 0])

        masks = torch.nn.functional.interpolate(maps[None], **upsample)[0]
        low, high = masks.amin((1, 2), keepdim=True), masks.amax((1, 2), keepdim=True)
        varying = (high > low).flatten()
        masks = (masks - low)[varying] / (high - low)[varying]
        scores = torch.zeros(len(varying), dtype=torch.float64)
        scores[varying] = torch.cat([network(x * some[:, None]).double().softmax(1)[:, CLASS]
                                     for some in masks.float().split(32)])
        compare("Score-CAM's scores", folder.raw(*given, f"prob:{CLASS}", "--what", "score-cam",
                                                 "--raw-map", found), scores)
        cam = torch.einsum("k,khw->hw", scores, maps).relu()[None, None]
        compare("Score-CAM", np.load(found),
                torch.nn.functional.interpolate(cam, **upsample)[0, 0])
    table("Channels of the last maps against PyTorch in float64, relative to the largest value",
          ["what", "shape", "error"], rows)


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
    progress("channels of resnet18")
    channels(folder)
