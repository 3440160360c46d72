"""docs/networks.md: its rows are read back, so that a run replaces those it has made anew."""

import torch
import torchvision

import networks
from tool import ROOT, cells, table_lines

PATH = ROOT / "docs" / "networks.md"
COLUMNS = [
    "network", "target", "exporter", "opset", "parameters (M)", "dynamic axes", "output error",
    "gradient error", "allowed", "PyTorch's gap", "inputs that agree", "timed at", "cnnviz (ms)", "PyTorch (ms)",
]
INTRODUCTION = """# Networks compared with PyTorch

Networks of torchvision, written to ONNX by both exporters of PyTorch, at the opset that each writes by default, and opened by
cnnviz. `tests/peers/run networks --write` makes this page; `--all` adds every size of every family, `--only resnet18,swin_t`
renews the rows of some. Weights are random, batch norms have statistics that matter ({versions}).

- **dynamic axes**: what the file leaves open and what was run so: a batch of two, of another size than the exported. Less stands
  there where PyTorch or its exporter can do less: ONNX Runtime was asked first whether the file computes what PyTorch computes.
- **output error**: the largest difference from PyTorch's float64, relative to the largest output.
- **gradient error**: likewise, of the gradient with respect to the input of a class's logit, or of a segmentation's class channel:
  its mean, or its sum over a region (mask). By the rule of [tests/peers/README.md](../tests/peers/README.md#which-inputs-count):
  an input counts where PyTorch's float32 and float64 agree to 1e-5; there cnnviz may differ by 1e-4. Where a ReLU or the winner
  of a pool flips by rounding, no two programs agree, and each flips on other inputs: "1 of 2" is agreement on one input that
  counts and a flip in cnnviz on the other, which no wrong gradient gets. Were there no input that counts among 20, twice
  PyTorch's own gap would be allowed.
- **ms**: one saliency of one picture of the size that stands beside it, forward and backward, by {threads} threads, the fastest of
  five, on a machine that did other things as well: an order of magnitude. [bench](../bench/README.md) measures speed.

"""


class Page:
    def __init__(self):
        self.new = []
        self._rows = {}
        if PATH.exists():
            for line in PATH.read_text().splitlines():
                row = [cell.strip() for cell in line.strip("|").split("|")]
                if len(row) == len(COLUMNS) and row != COLUMNS and not row[0].startswith("--"):
                    self._rows[tuple(row[:3])] = row

    def has(self, name, exporters):
        return all(any(key[0] == name and key[2] == e for key in self._rows) for e in exporters)

    def put(self, row):
        self.new.append(row)
        self._rows[tuple(row[:3])] = cells(row)

    def write(self):
        order = networks.CLASSIFICATION + networks.SEGMENTATION
        rows = sorted(self._rows.values(), key=lambda row: (order.index(row[0]), row[1:3]))
        versions = [module.__version__.split("+")[0] for module in (torch, torchvision)]
        introduction = INTRODUCTION.format(
            versions="PyTorch {}, torchvision {}".format(*versions), threads=networks.THREADS
        )
        PATH.write_text(introduction + "\n".join(table_lines(COLUMNS, rows)) + "\n")
