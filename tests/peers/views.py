"""Layers that are no [N, K, h, w], and classes scored at every position, against PyTorch.

Grad-CAM of a vision transformer, whose layers are grids of tokens behind a class token; gradients
and Grad-CAM of segmentation networks, whose targets are means over regions.
"""

import copy
from dataclasses import dataclass
from typing import Callable

import numpy as np
import torch
import torchvision

import networks
import rules
from counting import COLUMNS, choose_inputs
from tool import Folder, check, progress, run_json, table

CLASS = 7
SEGMENTATION = torchvision.models.segmentation
SEGMENTATION_SHAPE = (1, 3, 64, 96)


class Transformer:
    """Grad-CAM of a torchvision VisionTransformer by the formula."""

    def __init__(self, network):
        self.network = network
        self.blocks = list(network.encoder.layers)

    def layer(self, name):
        block, part = name
        return getattr(self.blocks[block], part)

    def __call__(self, name, x):
        x = x.clone().requires_grad_()
        with rules.captured(self.layer(name)) as outputs:
            score = self.network(x)[:, CLASS].sum()
        (slope,) = torch.autograd.grad(score, outputs[0])
        cells, slopes = outputs[0][:, 1:], slope[:, 1:]
        maps = (cells * slopes.mean(1, keepdim=True)).sum(2).clamp(min=0)
        side = round(maps.shape[1] ** 0.5)
        return maps.reshape(-1, side, side).detach().numpy()


def transformer(folder, rows):
    network = networks.make("vit_b_16")
    shape = (1, 3, 224, 224)
    path = folder.path / "vit_b_16.onnx"
    networks.export(network, torch.zeros(shape), path, 17)
    single, double = Transformer(network), Transformer(copy.deepcopy(network).double())
    x = torch.randn(shape, generator=torch.Generator().manual_seed(100))
    values = networks.tensors(path, x.numpy())
    default, inner, sums = (-1, "ln_1"), (4, "ln_2"), (6, "dropout")
    layers = {}
    for name in (default, inner, sums):
        with rules.captured(single.layer(name)) as outputs:
            network(x)
        layers[name] = networks.tensor_name(values, outputs[0].detach().numpy())
    del values

    answer = run_json("gradcam", path, "--input-raw", folder.save("x", x))[0]
    chosen = answer["layer"] == layers[default] and answer["layer_chosen"]
    check("vit_b_16: the default is the last block's first normalization", chosen, answer["layer"])
    grid = answer["grid"] == [14, 14] and answer["leading_tokens"] == 1
    check("vit_b_16: a grid of 14x14 behind 1", grid, str(answer["grid"]))
    ways = {
        "found": (default, ()),
        "inner": (inner, ("--layer", layers[inner])),
        "declared": (inner, ("--layer", layers[inner], "--layout", "14x14+1")),
        "before a sum": (sums, ("--layer", layers[sums], "--layout", "14x14+1")),
    }
    choices = choose_inputs([default, inner, sums], shape, single, double)
    for way, (name, options) in ways.items():

        def run(x, options=options):
            given = ("--input-raw", folder.save("x", x), "--target", f"class:{CLASS}")
            return folder.raw("gradcam", path, *given, *options)

        row = choices[name].compare(f"vit_b_16, Grad-CAM, {way}", run)
        rows.append(["vit_b_16", f"Grad-CAM, {way}", *row])


@dataclass(frozen=True)
class Case:
    selector: str
    score: Callable  # of the scores [classes, H, W]


def predicted(scores, k, values=None):
    """The mean over the positions that class k wins."""
    region = scores.argmax(0) == k
    return (scores if values is None else values)[k][region].mean()


def winner(scores):
    return int(torch.bincount(scores.argmax(0).flatten()).argmax())


class Segmentation:
    def __init__(self, network, layer):
        self.network = network
        self.layer = layer(network)

    def __call__(self, name, x):
        case, method = name
        x = x.clone().requires_grad_()
        with rules.captured(self.layer) as outputs:
            score = case.score(self.network(x)["out"][0])
        if method == "saliency":
            (result,) = torch.autograd.grad(score, x)
            return result.detach().numpy()
        (slope,) = torch.autograd.grad(score, outputs[0])
        maps = (slope.mean((2, 3), keepdim=True) * outputs[0]).sum(1).clamp(min=0)
        return maps.detach().numpy()


def cases(folder):
    mask = np.random.default_rng(1).uniform(-1, 1, SEGMENTATION_SHAPE[2:]).astype("f4")
    path = folder.save("mask", mask)
    return [
        Case("class:3", lambda z: z[3].mean()),
        Case("top", lambda z: z[winner(z)].mean()),
        Case("top@predicted", lambda z: predicted(z, winner(z))),
        Case("prob:top@predicted", lambda z: predicted(z, winner(z), z.softmax(0))),
        Case("neuron:scores:5,40,60", lambda z: z[5, 40, 60]),
        Case(f"mask:scores:5@{path}", lambda z: (z[5] * torch.tensor(mask)).sum()),
    ]


def segmentation(name, make, layer, selectors, folder, rows):
    network = networks.randomize(make(weights=None, weights_backbone=None), 1)
    path = folder.path / f"{name}.onnx"
    networks.export(network, torch.zeros(SEGMENTATION_SHAPE), path, 17, output="scores")
    single = Segmentation(network, layer)
    double = Segmentation(copy.deepcopy(network).double(), layer)
    x = torch.randn(SEGMENTATION_SHAPE, generator=torch.Generator().manual_seed(100))
    with rules.captured(single.layer) as outputs, torch.no_grad():
        scores = network(x)["out"][0]
    tensor = networks.tensor_name(networks.tensors(path, x.numpy()), outputs[0].numpy())

    given = ("--input-raw", folder.save("x", x))
    top = run_json("classify", path, *given, "--top", "1")[0]["top"][0]
    share = float((scores.argmax(0) == winner(scores)).float().mean())
    same = top["class"] == winner(scores) and abs(top["share"] - share) < 1e-3
    check(f"{name}: the class that wins most positions", same, str(top))
    chosen = [case for case in cases(folder) if case.selector.split(":")[0] in selectors]
    names = [(case, method) for case in chosen for method in ("saliency", "gradcam")]
    for (case, method), chosen in choose_inputs(names, SEGMENTATION_SHAPE, single, double).items():
        options = ["--target", case.selector]
        options += ["--layer", tensor] if method == "gradcam" else []

        def run(x, method=method, options=options):
            return folder.raw(method, path, "--input-raw", folder.save("x", x), *options)

        selector = case.selector.split("@/")[0]
        rows.append([name, f"{method}, {selector}",
                     *chosen.compare(f"{name}, {method}, {selector}", run)])


def main():
    folder, rows = Folder(), []
    progress("tokens of vit_b_16")
    transformer(folder, rows)
    # Double precision of the first takes seconds a pass: two kinds of regions are enough there.
    for name, layer, selectors in (
        ("fcn_resnet50", lambda n: n.backbone.layer4[2], ("top@predicted", "mask")),
        ("lraspp_mobilenet_v3_large", lambda n: n.classifier.cbr[2],
         ("class", "top", "top@predicted", "prob", "neuron", "mask")),
    ):
        progress(f"regions of {name}")
        segmentation(name, getattr(SEGMENTATION, name), layer, selectors, folder, rows)
    title = "Tokens and regions against PyTorch, relative to the largest value"
    table(title, ["network", "what", *COLUMNS], rows)
