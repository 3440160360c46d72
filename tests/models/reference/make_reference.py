#!/usr/bin/env python3
"""Makes small random networks and what PyTorch's automatic differentiation says about them.

    python make_reference.py        # in the environment that tests/peers/run makes

NAME.onnx is a network, NAME.input.npy a batch of two inputs, NAME.output.npy its logits, and
NAME.CASE.npy the gradient of a target with respect to a tensor, under a rule at the rectifiers.
cases.txt lists them, one a line: network, case, tensor of the target, its element for each image
without the batch axis (0.3.4/1.0.0), tensor to differentiate with respect to, rule, policy, LRN,
rectifiers that the rule governs, and whether the case must differ from the same one under the guided
rule.

Numbers are computed in double precision and stored in single. Seeds are searched for until PyTorch's
single precision agrees, and until inputs shifted by more than rounding give the same: no mask of a
rectifier and no winner of a pool then hangs on the order of additions.
"""

import copy
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "peers"))

import networks  # noqa: E402
import rules  # noqa: E402

COUNTS = 1e-5  # of the largest value
SHIFTS, SHIFT = 6, 3e-6
CLASSES = (3, 1)  # the target class of each of the two images


class LrnNode(torch.autograd.Function):
    """Local response normalization as one ONNX node; the exporter would write out its arithmetic."""

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

    inner = "mixed1"

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

    inner = "block2"

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

    inner = "block3"

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

    inner = "up"

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

    def forward(self, x):
        x = self.down(x)
        return self.logits(self.flat(self.mix(self.up(self.gate(self.lower(x))) + x)))


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


def picked(values, elements):
    """Element elements[n] of image n, for each image."""
    return torch.stack([values[(n, *element)] for n, element in enumerate(elements)])


def signal(network, x, case):
    """The gradient of a case, and the number of rectifiers between target and `wrt`."""
    target, elements, wrt, rule, policy, lrn = case
    for module in network.modules():
        if isinstance(module, Lrn):
            identity = lrn == "identity" or (lrn == "auto" and rule == "deconvnet")
            module.identity_backward = identity
    passed = []

    def note(grad, forward):
        passed.append(forward)

    x = x.detach().clone().requires_grad_()
    with rules.rule_at_rectifiers(network, rule, policy):
        handles = []
        for module in network.modules():
            if isinstance(module, rules.POLICIES[policy]):
                handles.append(module.register_full_backward_hook(lambda m, i, o: note(None, m)))
        with rules.captured(getattr(network, target)) as outputs:
            source = contextless(network, x, wrt)
        (result,) = torch.autograd.grad(picked(outputs[0], elements).sum(), source)
        for handle in handles:
            handle.remove()
    return result, len(passed)
