"""Which inputs count when gradients are compared.

A mask of a ReLU or the winner of a pool that flips by rounding changes a gradient visibly, in
PyTorch as well. So an input counts where PyTorch's float32 and float64 agree to 1e-5 of the largest
value, and where float64 agrees with itself as well when all weights are nudged by about what float32
rounds: else another order of summation flips what PyTorch's happened to leave. There cnnviz must
agree with float64 to 1e-4. Where none of 20 inputs counts, the medians over seven of them are
compared: cnnviz's error may be twice PyTorch's own gap.
"""

import statistics
from dataclasses import dataclass, field

import numpy as np
import rules
import torch

from tool import check, difference

SEEDS, COMPARED = 20, 7
COUNTS = 1e-5
TOLERANCE = 1e-4
NUDGE, NUDGES = 1e-6, 4  # relative size; how many are tried


@dataclass
class Tried:
    seed: int
    x: torch.Tensor
    expected: np.ndarray
    gap: float  # of PyTorch's float32


@dataclass
class Chosen:
    """The input that counts, or the first ones of those that do not."""

    tried: list[Tried] = field(default_factory=list)
    counts: bool = False

    def compare(self, what, run):
        """Checks the tool's numbers, run(x). Returns the error and the rest of a row of the table."""
        errors = [difference(run(t.x).reshape(t.expected.shape), t.expected) for t in self.tried]
        error, gap = statistics.median(errors), statistics.median(t.gap for t in self.tried)
        allowed = TOLERANCE if self.counts else max(TOLERANCE, 2 * gap)
        check(what, error <= allowed, f"error {error:.1e}, allowed {allowed:.1e}")
        return [error, allowed, gap, self.tried[0].seed if self.counts else "none"]


COLUMNS = ["error", "allowed", "PyTorch's own gap", "seed that counts"]


def choose_inputs(names, shape, single, double):
    """For every name an input that counts, else some that do not.

    single(name, x) and double(name, x) compute the array in float32 and in float64 by the networks
    single.network and double.network.
    """
    chosen = {name: Chosen() for name in names}
    for seed in range(SEEDS):
        x = torch.randn(shape, generator=torch.Generator().manual_seed(seed))
        for name in names:
            if chosen[name].counts:
                continue
            expected = double(name, x.double())
            gap = difference(single(name, x), expected)
            tried = Tried(seed, x, expected, gap)
            if gap <= COUNTS and is_steady(name, x, expected, double):
                chosen[name] = Chosen([tried], True)
            elif seed < COMPARED:
                chosen[name].tried.append(tried)
    return chosen


def is_steady(name, x, expected, double):
    for seed in range(NUDGES):
        with rules.nudged(double.network, NUDGE, seed):
            if difference(double(name, x.double()), expected) > COUNTS:
                return False
    return True
