#!/usr/bin/env python3
"""Makes small random networks and what PyTorch's automatic differentiation says about them.

    python make_reference.py        # in the environment that tests/peers/run makes

NAME.onnx is a network, NAME.input.npy a batch of two inputs, NAME.output.npy its output, and
NAME.CASE.npy the gradient of a target with respect to a tensor, under a rule at the rectifiers.
cases.txt lists what has to be found, one a line: network, file, tensor of the target, its element
for each image without the batch axis ("0.3.4/1.0.0"), tensor to differentiate with respect to, rule,
policy, LRN, and how many rectifiers the rule governs (the plain gradient: none).

Numbers are computed in double precision and stored in single. Seeds are searched for until
PyTorch's single precision agrees, and until inputs shifted by more than rounding give the same: no
mask of a rectifier and no winner of a pool then hangs on the order of additions.
"""

import contextlib
import copy
import itertools
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "peers"))

import networks  # noqa: E402
import rules  # noqa: E402
from tool import difference  # noqa: E402

COUNTS = 1e-5  # of the largest value
SHIFTS, SHIFT, STABLE = 6, 3e-6, 1e-4
DIFFERENT = 0.1  # how far guided must be from deconvnet
CLASSES = ((3,), (1,))  # the target class of each of the two images


class LrnNode(torch.autograd.Function):
    """LRN as one ONNX node; the exporter would write out its arithmetic."""

    @staticmethod
    def forward(ctx, x, size, alpha, beta, k):
        return functional.local_response_norm(x, size, alpha, beta, k)

    @staticmethod
    def symbolic(graph, x, size, alpha, beta, k):
        node = graph.op("LRN", x, size_i=size, alpha_f=alpha, beta_f=beta, bias_f=k)
        node.setType(x.type())
        return node


class Lrn(nn.Module):
    identity_backward = False

    def forward(self, x):
        settings = (5, 2.0, 0.75, 1.0)
        if torch.onnx.is_in_onnx_export():
            return LrnNode.apply(x, *settings)
        y = functional.local_response_norm(x, *settings)
        return x + (y - x).detach() if self.identity_backward else y


def conv(inputs, outputs, kernel, **options):
    return nn.Conv2d(inputs, outputs, kernel, **options)


class Inception(nn.Module):
    """Branches of four depths, joined: the paths of a GoogLeNet."""

    def __init__(self, inputs):
        super().__init__()
        self.a = nn.Sequential(conv(inputs, 6, 1), nn.ReLU())
        self.b = nn.Sequential(conv(inputs, 5, 1), nn.ReLU(), conv(5, 8, 3, padding=1), nn.ReLU())
        self.c = nn.Sequential(conv(inputs, 3, 1), nn.ReLU(), conv(3, 4, 5, padding=2), nn.ReLU())
        self.d = nn.Sequential(nn.MaxPool2d(3, 1, 1), conv(inputs, 6, 1), nn.ReLU())

    def forward(self, x):
        return torch.cat([self.a(x), self.b(x), self.c(x), self.d(x)], 1)


class Branches(nn.Sequential):
    """Overlapping max-pools (of zeros too), LRN, concatenations."""

    inner, size, output = "mixed1", (3, 25, 29), "logits"

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(conv(3, 12, 5, stride=2, padding=2), nn.ReLU())
        self.norm = Lrn()
        self.pool1 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.mixed1 = Inception(12)
        self.pool2 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.mixed2 = Inception(24)
        self.mean = nn.AdaptiveAvgPool2d(1)
        self.flat = nn.Flatten()
        self.logits = nn.Linear(24, 5)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.path = nn.Sequential(
            conv(inputs, outputs, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            conv(outputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        self.shortcut = nn.Identity()
        if stride > 1:
            self.shortcut = nn.Sequential(
                conv(inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs)
            )
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.path(x) + self.shortcut(x))


class Residual(nn.Sequential):
    """Batch norms, additions whose branches both need the gradient, a strided shortcut."""

    inner, size, output = "block1", (3, 29, 29), "logits"

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            conv(3, 16, 7, stride=2, padding=3, bias=False), nn.BatchNorm2d(16), nn.ReLU()
        )
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.block1 = Block(16, 16, 1)
        self.block2 = Block(16, 20, 2)
        self.mean = nn.AdaptiveAvgPool2d(1)
        self.flat = nn.Flatten()
        self.logits = nn.Linear(20, 5)


class Inverted(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        wide = 3 * inputs
        self.path = nn.Sequential(
            conv(inputs, wide, 1, bias=False),
            nn.BatchNorm2d(wide),
            nn.ReLU6(),
            conv(wide, wide, 3, stride=stride, padding=1, groups=wide, bias=False),
            nn.BatchNorm2d(wide),
            nn.ReLU6(),
            conv(wide, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        self.adds = inputs == outputs

    def forward(self, x):
        return x + self.path(x) if self.adds else self.path(x)


class Depthwise(nn.Sequential):
    """Depthwise convolutions, clamps at 0 and 6, a grouped convolution, an average pool."""

    inner, size, output = "block2", (3, 30, 30), "logits"

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            conv(3, 12, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(12), nn.ReLU6()
        )
        self.block1 = Inverted(12, 12, 1)
        self.block2 = Inverted(12, 16, 2)
        self.grouped = nn.Sequential(conv(16, 16, 3, padding=2, dilation=2, groups=4), nn.ReLU6())
        self.block3 = Inverted(16, 16, 1)
        self.pool = nn.AvgPool2d(3, 2, 1, count_include_pad=False)
        self.flat = nn.Flatten()
        self.logits = nn.Linear(16 * 4 * 4, 5)


class Gate(nn.Module):
    """Channels weighed by a sigmoid of their means: both factors carry gradient."""

    def __init__(self, channels):
        super().__init__()
        self.gate = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), conv(channels, 4, 1), nn.ReLU(), conv(4, channels, 1),
            nn.Sigmoid(),
        )

    def forward(self, x):
        return x * self.gate(x)


class Decoder(nn.Module):
    """Transposed convolution, instance norm, PReLU, a sigmoid gate, a softmax at the end."""

    inner, size, output = "up", (2, 18, 18), "probabilities"

    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(conv(2, 8, 3, padding=1), nn.PReLU(8))
        self.lower = nn.Sequential(
            conv(8, 12, 4, stride=2, padding=1), nn.InstanceNorm2d(12, affine=True), nn.ReLU()
        )
        self.gate = Gate(12)
        self.up = nn.Sequential(nn.ConvTranspose2d(12, 8, 4, stride=2, padding=1), nn.ELU(0.7))
        self.mix = nn.Sequential(conv(8, 10, (3, 5), stride=2, padding=(1, 0)), nn.LeakyReLU(0.2))
        self.flat = nn.Flatten()
        self.logits = nn.Linear(10 * 9 * 7, 5)
        self.probabilities = nn.Softmax(1)

    def forward(self, x):
        x = self.down(x)
        x = self.mix(self.up(self.gate(self.lower(x))) + x)
        return self.probabilities(self.logits(self.flat(x)))


def smooth_noise(shape, seed):
    random = torch.Generator().manual_seed(seed)
    coarse = torch.randn(shape[0], shape[1], 6, 6, generator=random)
    noise = 0.3 * torch.randn(shape, generator=random)
    return functional.interpolate(coarse, shape[2:], mode="bilinear") + noise


def randomize(network, seed):
    networks.randomize(network, seed)
    random = torch.Generator().manual_seed(seed + 1000)
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, nn.ConvTranspose2d):
                noise = torch.randn(module.weight.shape, generator=random)
                module.weight.copy_(noise * (2 / 12 / 4) ** 0.5)
            elif isinstance(module, nn.PReLU):
                # One slope is negative: the guided rule stops the signal there.
                slopes = torch.rand(module.weight.shape, generator=random) * 0.6 - 0.1
                module.weight.copy_(slopes)
            elif isinstance(module, nn.InstanceNorm2d):
                module.weight.copy_(torch.rand(module.weight.shape, generator=random) + 0.5)
                module.bias.copy_(torch.rand(module.bias.shape, generator=random) - 0.5)
    return network


@dataclass(frozen=True)
class Case:
    """A target (one element of a module's output for each image), differentiated by a rule."""

    file: str
    target: str
    wrt: str = "input"
    rule: str = "gradient"
    policy: str = "relu-like"
    lrn: str = "auto"


def cases_of(network):
    cases = []
    for file, target in (("class", "logits"), ("unit", network.inner)):
        cases += [Case(f"{file}.{rule}", target, rule=rule) for rule in rules.RULES]
    cases.append(Case("class_to_inner.guided", "logits", network.inner, "guided"))
    if isinstance(network, Branches):
        cases.append(Case("class.deconvnet_lrn", "logits", rule="deconvnet", lrn="gradient"))
    if isinstance(network, Depthwise):  # No rectifier in the strict sense: the plain gradient.
        cases.append(Case("class.gradient", "logits", rule="guided", policy="relu"))
    if isinstance(network, Decoder):
        cases.append(Case("probability.gradient", "probabilities"))
        for rule in rules.RULES[1:]:
            cases.append(Case(f"class.{rule}_extended", "logits", rule=rule, policy="extended"))
    return cases


def elements_of(network, x, case):
    """The element that a case explains: the class, or the strongest unit."""
    if case.target != network.inner:
        return CLASSES
    with rules.captured(getattr(network, case.target)) as outputs:
        network(x)
    strongest = [int(image.argmax()) for image in outputs[0]]
    shape = outputs[0].shape[1:]
    return tuple(tuple(int(i) for i in np.unravel_index(s, shape)) for s in strongest)


def signal(network, x, case, elements):
    """The gradient of a case as an array, and how many rectifiers the rule governed."""
    identity = case.lrn == "identity" or (case.lrn == "auto" and case.rule == "deconvnet")
    for module in network.modules():
        if isinstance(module, Lrn):
            module.identity_backward = identity
    x = x.detach().clone().requires_grad_()
    with contextlib.ExitStack() as stack:
        governed = stack.enter_context(rules.rule_at_rectifiers(network, case.rule, case.policy))
        targets = stack.enter_context(rules.captured(getattr(network, case.target)))
        source = x
        if case.wrt != "input":
            sources = stack.enter_context(rules.captured(getattr(network, case.wrt)))
        network(x)
        if case.wrt != "input":
            source = sources[0]
        score = sum(targets[0][(n, *element)] for n, element in enumerate(elements))
        (result,) = torch.autograd.grad(score, source)
    return result.detach().numpy(), 0 if case.rule == "gradient" else len(governed)


def instability(network, x, cases):
    """How far single precision and shifted inputs are from double precision, in units allowed."""
    single = copy.deepcopy(network).float()
    random = torch.Generator().manual_seed(0)
    shifted = [x * (1 + SHIFT * torch.randn(x.shape, generator=random)) for _ in range(SHIFTS)]
    worst = 0
    for case in cases:
        elements = elements_of(network, x, case)
        expected = signal(network, x, case, elements)[0]
        gap = difference(signal(single, x.float(), case, elements)[0], expected)
        worst = max(worst, gap / COUNTS)
        for y in shifted:
            worst = max(worst, difference(signal(network, y, case, elements)[0], expected) / STABLE)
    return worst


def write(name, kind):
    for seed in itertools.count(1):
        network = randomize(kind(), seed).double()
        x = smooth_noise((2, *kind.size), seed).float().double()  # as it will be stored
        cases = cases_of(network)
        worst = instability(network, x, cases)
        print(f"{name}, seed {seed}: {worst:.2f} of the allowed instability")
        if worst <= 1:
            break
    single = copy.deepcopy(network).float()
    path = HERE / f"{name}.onnx"
    any_size = isinstance(network, (Branches, Residual))  # nothing in them knows the size
    networks.export(single, x.float(), path, 13, True, network.output, any_size)
    np.save(HERE / f"{name}.input.npy", x.numpy().astype("f4"))
    np.save(HERE / f"{name}.output.npy", network(x).numpy().astype("f4"))

    values = networks.tensors(path, x.numpy().astype("f4"))
    names = {"input": "input"}
    for module in {case.target for case in cases} | {case.wrt for case in cases} - {"input"}:
        with rules.captured(getattr(network, module)) as outputs:
            network(x)
        names[module] = networks.tensor_name(values, outputs[0].numpy())

    lines, found = [], {}
    for case in cases:
        elements = elements_of(network, x, case)
        expected, governed = signal(network, x, case, elements)
        assert np.isfinite(expected).all() and all(np.abs(one).max() > 0 for one in expected), case
        known = found.setdefault(case.file, expected)
        assert difference(known, expected) < 1e-12, case
        np.save(HERE / f"{name}.{case.file}.npy", expected.astype("f4"))
        chosen = "/".join(".".join(map(str, element)) for element in elements)
        columns = (name, case.file, names[case.target], chosen, names[case.wrt], case.rule)
        lines.append(" ".join((*columns, case.policy, case.lrn, str(governed))))
    for target in ("class", "unit"):
        apart = difference(found[f"{target}.guided"], found[f"{target}.deconvnet"])
        print(f"{name}, {target}: guided and deconvnet differ by {apart:.2f}")
        assert apart > DIFFERENT
    return lines


def main():
    networks.quiet()
    torch.set_num_threads(1)  # sums in one order, and small networks are faster so
    kinds = {"branches": Branches, "residual": Residual, "depthwise": Depthwise, "decoder": Decoder}
    for old in [*HERE.glob("*.npy"), *HERE.glob("*.onnx")]:
        old.unlink()
    lines = [line for name, kind in kinds.items() for line in write(name, kind)]
    (HERE / "cases.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
