"""Runs the comparisons named on the command line, or all of them."""

import importlib
import sys

import torch

import networks
from tool import TOOL, Tally

PARTS = ("preprocess", "classify", "gradients", "targets", "views", "quantized")


def main():
    parts = sys.argv[1:] or PARTS
    for part in parts:
        if part not in PARTS:
            sys.exit(f"there is no part {part!r}; there are {', '.join(PARTS)}")
    if not TOOL.exists():
        sys.exit(f"{TOOL} is missing: build cnnviz, or set CNNVIZ to the command line tool")
    networks.quiet()
    torch.set_num_threads(networks.THREADS)
    for part in parts:
        importlib.import_module(part).main()
    for reason in Tally.skipped:
        print(f"skipped: {reason}")
    print(f"{Tally.passed} passed, {Tally.failed} failed, {len(Tally.skipped)} parts skipped")
    sys.exit(1 if Tally.failed else 0)


main()
