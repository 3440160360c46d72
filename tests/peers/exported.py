"""Every network of torchvision, from both exporters: outputs and gradients against PyTorch.

One row a network, target and exporter; `--write` keeps them in docs/networks.md, where rows of
networks that this run does not touch stay.
"""

import argparse
import copy
import gc
import time
from dataclasses import dataclass

import numpy as np
import torch

import exports
import networks
from counting import ENOUGH, SEEDS, TOLERANCE, choose_inputs
from networks_page import COLUMNS, Page
from tool import Folder, check, difference, progress, run_json, table

# The smallest of each family, and those that differ in more than size.
DEFAULT = (
    "alexnet vgg11 vgg11_bn resnet18 resnet50 wide_resnet50_2 resnext50_32x4d densenet121 "
    "inception_v3 googlenet squeezenet1_0 squeezenet1_1 shufflenet_v2_x0_5 mobilenet_v2 "
    "mobilenet_v3_small mobilenet_v3_large mnasnet0_5 efficientnet_b0 efficientnet_v2_s "
    "regnet_x_400mf regnet_y_400mf convnext_tiny vit_b_32 swin_t swin_v2_t maxvit_t "
    "fcn_resnet50 deeplabv3_mobilenet_v3_large lraspp_mobilenet_v3_large"
).split()

CLASS = 7
# Inputs to try, and to compare; more where none counts or agrees.
FEW, MORE = (8, 2), (SEEDS, ENOUGH)
CALIBRATION, PROBE = 1000, 100  # seeds
RUNS = 5  # of which the fastest is printed

# Small: the fewer rectifiers, the likelier that none flips.
SIDE = 64
# Those that are made for one size, or whose pooling the exporters can write for this one alone; the
# smallest that Inception takes.
SIDE_OF_FAMILY = {"alexnet": 224, "vgg": 224, "vit": 224, "maxvit": 224, "inception": 80}
# The size to run where height and width are dynamic. FCN's maps stay eight times as large as
# ResNet's; Swin's windows are shifted only where there are several.
OTHER_SIZE = (64, 32)
OTHER_OF_FAMILY = {"inception": (80, 112), "fcn": (32, 32), "swin": (64, 96)}
TIMED = (224, 224)  # where the file takes other sizes
# Batch norms of the last layers need more than a handful of cells for their statistics: a network
# that divides by the deviations of a few is ill-conditioned, its outputs are rounding.
LEAST_CALIBRATION_SIDE = 128


def sizes(name):
    """The size that is exported, and another to run."""
    family = name.split("_")[0].rstrip("0123456789")
    side = SIDE_OF_FAMILY.get(family, SIDE)
    return (side, side), OTHER_OF_FAMILY.get(family, OTHER_SIZE)


@dataclass(frozen=True)
class Target:
    name: str  # of the table
    selector: str  # of the command line; {0}: a scratch folder
    output: str  # the name of the file's output

    def score(self, y, folder):
        if self.name == "class":
            return y[:, CLASS].sum()
        if self.name == "channel":
            return y[:, CLASS].mean((1, 2)).sum()
        mask = torch.tensor(mask_of(folder, y.shape[2:]), dtype=y.dtype)
        return (y[:, CLASS] * mask).sum()


CLASSIFIER = (Target("class", f"class:{CLASS}", "logits"),)
SEGMENTATION = (
    Target("channel", f"channel:map:{CLASS}", "map"),
    Target("mask", f"mask:map:{CLASS}@{{0}}/mask.npy", "map"),
)


def mask_of(folder, size):
    """A region of the map, saved for the command line: a soft disc beside the center."""
    rows, columns = (np.linspace(-1, 1, n) for n in size)
    mask = np.exp(-4 * ((rows[:, None] - 0.3) ** 2 + (columns + 0.2) ** 2)).astype("f4")
    folder.save("mask", mask)
    return mask


class Reference:
    """PyTorch in both precisions."""

    def __init__(self, name):
        self.targets = SEGMENTATION if name in networks.SEGMENTATION else CLASSIFIER
        side = max(sizes(name)[0][0], LEAST_CALIBRATION_SIDE)
        self.single = networks.calibrate(
            networks.make(name), networks.normal((8, 3, side, side))(CALIBRATION)
        )
        self.double = copy.deepcopy(self.single).double()
        self.millions = sum(p.numel() for p in self.single.parameters()) / 1e6
        self._chosen = {}

    def gradient(self, network, target, x, folder):
        x = x.clone().requires_grad_()
        (result,) = torch.autograd.grad(target.score(network(x), folder), x)
        return result.numpy()

    def inputs(self, target, size, effort, folder):
        """The inputs of this size that count."""
        def single(target, x):
            return self.gradient(self.single, target, x, folder)

        def double(target, x):
            return self.gradient(self.double, target, x.double(), folder)

        key, draw = (target, size, effort), networks.normal((1, 3, *size))
        if key not in self._chosen:
            self._chosen[key] = choose_inputs([target], draw, single, double, *effort)[target]
        return self._chosen[key]

    def output(self, x):
        with torch.no_grad():
            return self.double(x.double()).numpy()

    def milliseconds(self, target, x, folder):
        taken = []
        for _ in range(RUNS + 1):
            start = time.perf_counter()
            self.gradient(self.single, target, x, folder)
            taken.append(time.perf_counter() - start)
        return 1e3 * min(taken[1:])


def output_error(path, reference, shape, folder):
    x = networks.normal(shape)(PROBE)
    actual = folder.raw("classify", path, "--input-raw", folder.save("x", x))
    return difference(actual, reference.output(x))


def compare_gradient(what, path, reference, target, size, batched, folder):
    """Of the chosen inputs as one batch, or one by one where the file's batch is 1."""
    def run(x):
        given = ("--input-raw", folder.save("x", x), "--target", target.selector.format(folder.path))
        return folder.raw("saliency", path, *given)

    mask_of(folder, size)
    for effort in (FEW, MORE):
        chosen = reference.inputs(target, size, effort, folder)
        inputs = [one.x for one in chosen.inputs]
        results = run(torch.cat(inputs)) if batched else [run(x) for x in inputs]
        if chosen.counts and min(chosen.errors(results)) <= chosen.allowed():
            break
    return chosen.compare_results(what, results)


def compare(name, exporter, reference, folder, page):
    size, other = sizes(name)
    path = folder.path / f"{name}.onnx"
    output = reference.targets[0].output
    axes = exports.export_widest(
        reference.single, size, other, path, exports.EXPORTERS[exporter], output
    )
    batched, run_size = "batch" in axes, other if "height" in axes else size
    shapes = {(1, 3, *size), (2 if batched else 1, 3, *run_size)}
    error = max(output_error(path, reference, shape, folder) for shape in shapes)
    check(f"{name}, {exporter}, outputs", error <= TOLERANCE, f"error {error:.1e}")

    for target in reference.targets:
        what = f"{name}, {exporter}, {target.name}"
        compared = compare_gradient(what, path, reference, target, run_size, batched, folder)
        timed = TIMED if "height" in axes else size
        x = networks.normal((1, 3, *timed))(PROBE)
        mask_of(folder, timed)
        bench = run_json("bench", path, "--job", "saliency", "--runs", RUNS, "--input-raw",
                         folder.save("x", x), "--target", target.selector.format(folder.path),
                         "--threads", networks.THREADS)
        page.put([
            name, target.name, exporter, exports.opset(path), f"{reference.millions:.1f}",
            ", ".join(axes) or "none", error, *compared, f"{timed[0]} x {timed[1]}",
            f"{1e3 * bench['seconds']['min']:.0f}",
            f"{reference.milliseconds(target, x, folder):.0f}",
        ])
    path.unlink()


def parse(arguments):
    parser = argparse.ArgumentParser(prog="tests/peers/run networks")
    parser.add_argument("--only", help="names of networks, separated by commas")
    parser.add_argument("--all", action="store_true", help="every size of every family")
    parser.add_argument("--missing", action="store_true",
                        help="leave out networks that docs/networks.md has from every exporter")
    parser.add_argument("--write", action="store_true", help="put the rows into docs/networks.md")
    options = parser.parse_args(arguments)
    every = networks.CLASSIFICATION + networks.SEGMENTATION
    options.names = options.only.split(",") if options.only else every if options.all else DEFAULT
    for name in options.names:
        if name not in every:
            parser.error(f"torchvision has no network {name!r}; there are {', '.join(every)}")
    return options


def main(arguments=()):
    options = parse(arguments)
    folder, page = Folder(), Page()
    for name in options.names:
        if options.missing and page.has(name, exports.EXPORTERS):
            continue
        progress(f"networks: {name}")
        reference = Reference(name)
        for exporter in exports.EXPORTERS:
            try:
                compare(name, exporter, reference, folder, page)
            except Exception as error:  # the next one may do
                check(f"{name}, {exporter}", False, str(error))
        del reference
        gc.collect()
        if options.write:
            page.write()
    table("Networks from both exporters of PyTorch", COLUMNS, page.new)
