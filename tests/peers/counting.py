"""Which inputs count when gradients are compared.

A mask of a ReLU or the winner of a pool that flips by rounding changes a gradient visibly, in
PyTorch as well. So an input counts where PyTorch's float32 and float64 agree to 1e-5 of the largest
value; there cnnviz must agree with float64 to 1e-4. Where none of 20 inputs counts, the error may be
twice PyTorch's own gap, on the input where that is smallest.
"""

from dataclasses import dataclass

import numpy as np
import torch

from tool import check, difference

SEEDS = 20
COUNTS = 1e-5
TOLERANCE = 1e-4


@dataclass
class Chosen:
    seed: int
    x: torch.Tensor
    expected: np.ndarray
    gap: float

    @property
    def allowed(self):
        return TOLERANCE if self.gap <= COUNTS else 2 * self.gap

    def compare(self, what, actual):
        """Checks the tool's numbers. Returns the error and the rest of a row of the table."""
        error = difference(actual.reshape(self.expected.shape), self.expected)
        detail = f"error {error:.1e}, allowed {self.allowed:.1e}"
        check(what, error <= self.allowed, detail)
        return [error, self.allowed, self.gap, self.seed]


COLUMNS = ["error", "allowed", "PyTorch's own gap", "seed"]


def choose_inputs(names, shape, single, double):
    """For every name an input that counts, else the one with the smallest gap.

    single(name, x) and double(name, x) compute the array in float32 and in float64.
    """
    chosen = {}
    for seed in range(SEEDS):
        wanted = [n for n in names if n not in chosen or chosen[n].gap > COUNTS]
        x = torch.randn(shape, generator=torch.Generator().manual_seed(seed))
        for name in wanted:
            expected = double(name, x.double())
            gap = difference(single(name, x), expected)
            if name not in chosen or gap < chosen[name].gap:
                chosen[name] = Chosen(seed, x, expected, gap)
    return chosen
