"""Runs the comparisons named on the command line, or all of them.

Flags behind a part are its own.
"""

import importlib
import sys

import torch

import networks
from tool import TOOL, Tally

# name: module
PARTS = {part: part for part in ("preprocess", "classify", "gradients", "occlusion", "targets", "views",
                                 "quantized", "caffe", "synthesis", "dream", "patches",
                                 "neighbors", "tsne", "pages")}
PARTS["networks"] = "exported"


def main():
    given = sys.argv[1:]
    flags = next((i for i, word in enumerate(given) if word.startswith("-")), len(given))
    parts, arguments = given[:flags] or list(PARTS), given[flags:]
    if arguments and parts != ["networks"]:
        sys.exit(f"{arguments[0]}: only the part networks has flags, when it is the only one")
    for part in parts:
        if part not in PARTS:
            sys.exit(f"there is no part {part!r}; there are {', '.join(PARTS)}")
    if not TOOL.exists():
        sys.exit(f"{TOOL} is missing: build cnnviz, or set CNNVIZ to the command line tool")
    networks.quiet()
    torch.set_num_threads(networks.THREADS)
    for part in parts:
        main_of_part = importlib.import_module(PARTS[part]).main
        main_of_part(arguments) if arguments else main_of_part()
    for reason in Tally.skipped:
        print(f"skipped: {reason}")
    print(f"{Tally.passed} passed, {Tally.failed} failed, {len(Tally.skipped)} parts skipped")
    sys.exit(1 if Tally.failed else 0)


main()
