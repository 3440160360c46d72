"""Which inputs count when gradients are compared.

A mask of a ReLU or the winner of a pool that flips by rounding changes a gradient visibly, in
PyTorch as well, and in each program on other inputs. So an input counts where PyTorch's float32 and
float64 agree to 1e-5 of the largest value. Up to 20 inputs are tried until 5 count, and on one of
these at least cnnviz must agree with float64 to 1e-4: a flip can spoil an agreement, but nothing makes
a wrong gradient agree. The tables say on how many it does. Where no input counts, cnnviz's smallest
error may be twice PyTorch's smallest gap.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tool import check, difference

SEEDS, ENOUGH = 20, 5
COUNTS = 1e-5
TOLERANCE = 1e-4


@dataclass
class Tried:
    x: Any  # the framework's own tensor or NumPy's
    expected: np.ndarray
    gap: float  # of the framework's float32


@dataclass
class Chosen:
    """The inputs that count, or all that were tried."""

    inputs: list[Tried] = field(default_factory=list)
    counts: bool = False

    def compare(self, what, run):
        """Checks the tool's numbers, run(x). Returns the error and the rest of a row of the table."""
        return self.compare_results(what, [run(one.x) for one in self.inputs])

    def gap(self):
        return min(one.gap for one in self.inputs)

    def allowed(self):
        return TOLERANCE if self.counts else 2 * self.gap()

    def errors(self, results):
        """One of each input, for one result of each."""
        return [
            difference(result.reshape(one.expected.shape), one.expected)
            for one, result in zip(self.inputs, results, strict=True)
        ]

    def compare_results(self, what, results):
        """As compare(), for one result of each input."""
        errors, allowed = self.errors(results), self.allowed()
        agree = sum(error <= allowed for error in errors)
        check(what, agree > 0, f"error {min(errors):.1e}, allowed {allowed:.1e}")
        return [min(errors), allowed, self.gap(), f"{agree} of {len(errors)}"]


COLUMNS = ["error", "allowed", "own float32 gap", "inputs that agree"]


def choose_inputs(names, draw, single, double, seeds=SEEDS, enough=ENOUGH):
    """For every name the inputs that count, else all that were tried.

    draw(seed) is an input; single(name, x) and double(name, x) compute the array in float32 and in
    float64.
    """
    chosen = {name: Chosen() for name in names}
    for seed in range(seeds):
        x = draw(seed)
        for name, choice in chosen.items():
            if choice.counts and len(choice.inputs) == enough:
                continue
            expected = double(name, x)
            tried = Tried(x, expected, difference(single(name, x), expected))
            if tried.gap <= COUNTS and not choice.counts:
                choice.counts, choice.inputs = True, []
            if not choice.counts or tried.gap <= COUNTS:
                choice.inputs.append(tried)
    return chosen
