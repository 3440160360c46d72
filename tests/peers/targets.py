"""Targets other than a class, and gradients with respect to inner tensors, against PyTorch.

Units, channels and layers, before and after their activation, probabilities, single elements and
sums of terms: each differentiated with respect to the input and to an inner tensor.
"""

import copy
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Callable

import numpy as np
import torch

import networks
import rules
from counting import COLUMNS, TOLERANCE, choose_inputs
from tool import Folder, check, progress, run_json, table

SHAPE = (1, 3, 96, 96)


@dataclass(frozen=True)
class Case:
    selector: str  # {0}: the layer, {1}: a scratch folder
    score: Callable  # of the layer's values before and after its activation, and the logits


# By traced names: the input and output of one rectifier, and the output of an earlier one.
NETWORKS = {
    "resnet18": ("add_3", "rectifier_8", "rectifier_4"),
    "googlenet": ("inception3b_branch2_1_bn", "rectifier_11", "rectifier_2"),
    "mobilenet_v2": ("features_7_conv_0_1", "rectifier_12", "rectifier_6"),
}


def cases(shape, folder):
    """`shape`: of the layer, without the batch axis."""
    channels, height, width = shape
    random = np.random.default_rng(1)
    mask = random.uniform(-1, 1, (height, width)).astype("f4")
    direction = random.uniform(-1, 1, channels).astype("f4")
    folder.save("mask", mask)
    folder.save("direction", direction)
    mask, direction = torch.tensor(mask), torch.tensor(direction)

    def probability(logits, k):
        return torch.softmax(logits, 1)[0, k]

    return [
        Case("prob:11", lambda pre, post, z: probability(z, 11)),
        Case("prob:top", lambda pre, post, z: probability(z, int(z.argmax()))),
        Case("tensor:logits[4]", lambda pre, post, z: z[0, 4]),
        Case("class:3 - 0.5*class:5 + 2*prob:7", lambda pre, post, z: z[0, 3] - 0.5 * z[0, 5]
             + 2 * probability(z, 7)),
        Case('neuron:"{0}":5,2,3', lambda pre, post, z: post[0, 5, 2, 3]),
        Case("neuron:{0}@pre:5", lambda pre, post, z: pre[0, 5, height // 2, width // 2]),
        Case("channel:{0}:9", lambda pre, post, z: post[0, 9].mean()),
        Case("channel:{0}:9@max", lambda pre, post, z: post[0, 9].max()),
        Case("channel:{0}@pre:4", lambda pre, post, z: pre[0, 4].mean()),
        Case("layer:{0}", lambda pre, post, z: (post**2).sum() / 2),
        Case("direction:{0}@{1}/direction.npy",
             lambda pre, post, z: (post[0].mean((1, 2)) * direction).sum()),
        Case("mask:{0}:2@{1}/mask.npy", lambda pre, post, z: (post[0, 2] * mask).sum()),
    ]


class Reference:
    def __init__(self, network, taps):
        self.network = network
        self.taps = [getattr(network, f"tap_{name}") for name in taps]

    def run(self, x):
        """The values at the taps, and the logits."""
        with ExitStack() as stack:
            values = [stack.enter_context(rules.captured(tap)) for tap in self.taps]
            logits = self.network(x)
        return [value[0] for value in values], logits

    def __call__(self, name, x):
        case, rule, inner = name
        x = x.to(next(self.network.parameters()).dtype, copy=True).requires_grad_()
        with rules.rule_at_rectifiers(self.network, rule):
            (pre, post, earlier), logits = self.run(x)
            score = case.score(pre, post, logits)
            (result,) = torch.autograd.grad(score, earlier if inner else x)
        return result.detach().numpy()


def compare(name, folder, rows):
    taps = NETWORKS[name]
    network = networks.make(name)
    path = folder.path / f"{name}.onnx"
    networks.export(network, torch.zeros(SHAPE), path, 13, keep_batch_norm=True)
    single = Reference(rules.separate_rectifiers(network, taps), taps)
    double = Reference(copy.deepcopy(single.network).double(), taps)

    x = torch.randn(SHAPE, generator=torch.Generator().manual_seed(100))
    values = networks.tensors(path, x.numpy())
    (_, post, earlier), _ = single.run(x)
    layer = networks.tensor_name(values, post.numpy())
    inner = networks.tensor_name(values, earlier.numpy())

    names = []
    for case in cases(post.shape[1:], folder):
        names += [(case, "gradient", False), (case, "guided", False), (case, "gradient", True)]
    every = choose_inputs(names, networks.normal(SHAPE), single, double)
    for (case, rule, to_inner), chosen in every.items():
        selector = case.selector.format(layer, folder.path)
        options = ("--target", selector, "--rule", rule) + (("--wrt", inner) if to_inner else ())

        def command(x):
            return ("saliency", path, "--input-raw", folder.save("x", x), *options)

        wrt = "inner tensor" if to_inner else "input"
        what = f"{name}, d {case.selector} / d {wrt}, {rule}"
        compared = chosen.compare(what, lambda x: folder.raw(*command(x)))
        rows.append([name, case.selector, wrt, rule, *compared])
        if rule == "gradient" and not to_inner:
            x = chosen.inputs[0].x
            (pre, post, _), logits = double.run(x.double())
            expected = float(case.score(pre, post, logits))
            score = run_json(*command(x))[0]["targets"][0]["score"]
            near = abs(score - expected) <= TOLERANCE * max(1e-3, abs(expected))
            check(f"{name}, score of {case.selector}", near, f"{score}, not {expected}")


def main():
    folder, rows = Folder(), []
    for name in NETWORKS:
        progress(f"targets in {name}")
        compare(name, folder, rows)
    columns = ["network", "target", "with respect to", "rule", *COLUMNS]
    table("Targets of all kinds, relative to the largest value", columns, rows)
