#!/usr/bin/env python3
"""Compares one saliency with the network's own oneDNN primitives, in time and in memory.

    ../tests/peers/environment
    cmake --build ../build
    ~/.cache/cnnviz/venv/bin/python primitives.py

README.md beside this file says what is measured and how.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from run import LAUNCHER, NETWORKS, REST, ROOT, markdown

NAMES = ("vgg16", "alexnet", "resnet18", "squeezenet1_1", "mobilenet_v2")
TIME_BAR = 1.1  # of the sum of the primitives
ACTIVATIONS_BAR = 1.3  # of the live activations, beside the weights once
MEMORY_BARS = {"vgg16": 1100}  # MB in all, batch 1

# One saliency of PyTorch, for its memory.
PYTORCH = """
import sys, torch, torchvision
name, batch, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
network = getattr(torchvision.models, name)(weights=None).eval()
network.requires_grad_(False)
x = torch.randn(batch, 3, 224, 224, requires_grad=True)
network(x).max(1).values.sum().backward()
"""


def output_of(command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: {done.stderr.strip()}")
    return done.stdout


def peak_megabytes(command):
    launcher = [sys.executable, "-S", "-c", LAUNCHER, *map(str, command)]
    _, megabytes, status = json.loads(output_of(launcher))
    if status != 0:
        sys.exit(f"{' '.join(map(str, command))} has failed")
    return megabytes


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.met, self.bars = 0, 0

    def verdict(self, met):
        self.bars += 1
        self.met += met
        return "PASS" if met else "over"

    def export(self, name):
        import networks
        import torch

        path = self.folder / f"{name}.onnx"
        networks.export(networks.make(name), torch.zeros(1, 3, 224, 224), path)
        return path

    def saliency(self, path, batch, runs):
        command = [self.options.cnnviz, "bench", path, "--job", "saliency", "--batch", batch]
        command += ["--runs", runs, "--threads", self.options.threads, "--preprocess", "imagenet"]
        return [*command, "--json"]

    def saliency_seconds(self, path, batch, runs):
        return json.loads(output_of(self.saliency(path, batch, runs)))["seconds"]["min"]

    def primitives(self, path, batch, runs):
        options = self.options
        return json.loads(output_of([options.primitives, path, batch, runs, options.threads]))

    def time_row(self, name, path, batch):
        """A row of the table, and what the primitives' program says of the network's sizes."""
        runs = self.options.runs
        least = float("inf")
        parts = {}  # (how, direction, position of the operator) -> least seconds of all rounds
        for _ in range(self.options.rounds):
            time.sleep(REST)
            least = min(least, self.saliency_seconds(path, batch, runs))
            time.sleep(REST)
            network = self.primitives(path, batch, runs)
            for index, row in enumerate(network["primitives"]):
                for how in ("alone", "in_order"):
                    for direction in ("forward", "backward"):
                        key, seconds = (how, direction, index), row[direction][how]
                        parts[key] = min(seconds, parts.get(key, seconds))

        def total(*wanted):
            return sum(seconds for key, seconds in parts.items() if key[: len(wanted)] == wanted)

        alone, in_order = total("alone"), total("in_order")
        times = (least, total("alone", "forward"), total("alone", "backward"), alone)
        row = [NETWORKS[name][0], batch, *(f"{1e3 * t:.2f}" for t in times)]
        row += [f"{least / alone:.2f}", TIME_BAR, self.verdict(least <= TIME_BAR * alone)]
        return [*row, f"{1e3 * in_order:.2f}", f"{least / in_order:.2f}"], network

    def memory_row(self, name, path, batch, network, empty):
        weights, activations = (network[f"{of}_bytes"] / 1e6 for of in ("weights", "activations"))
        peak = peak_megabytes(self.saliency(path, batch, 1))
        threads = self.options.threads
        pytorch = peak_megabytes([sys.executable, "-c", PYTORCH, name, batch, threads])
        bar = weights + ACTIVATIONS_BAR * activations
        verdict = self.verdict(peak - empty <= bar)
        if batch == 1 and name in MEMORY_BARS:
            verdict += f"; {MEMORY_BARS[name]} in all: {self.verdict(peak <= MEMORY_BARS[name])}"
        numbers = (weights, activations, peak, peak - empty, bar)
        return [NETWORKS[name][0], batch, *(f"{n:.0f}" for n in numbers), verdict, f"{pytorch:.0f}"]


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    tool = os.environ.get("CNNVIZ", ROOT / "build" / "cli" / "cnnviz")
    parser.add_argument("--cnnviz", default=tool, help="the command line tool (%(default)s)")
    parser.add_argument("--primitives", default=ROOT / "build" / "bench" / "primitives",
                        help="the program that times the primitives (%(default)s)")
    parser.add_argument("--networks", nargs="*", choices=NAMES, default=NAMES)
    parser.add_argument("--batches", nargs="+", type=int, default=[1, 8])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5, help="each program's turns (%(default)s)")
    parser.add_argument("--runs", type=int, default=10, help="of one turn (%(default)s)")
    return parser.parse_args()


def main():
    import networks

    options = parse_options()
    networks.quiet()
    times, memory = [], []
    with tempfile.TemporaryDirectory(prefix="cnnviz-bench-") as folder:
        bench = Bench(options, Path(folder))
        empty = peak_megabytes([options.cnnviz, "--version"])
        for name in options.networks:
            print(f"measuring {name}", file=sys.stderr)
            path = bench.export(name)
            for batch in options.batches:
                row, network = bench.time_row(name, path, batch)
                times.append(row)
                memory.append(bench.memory_row(name, path, batch, network, empty))
            path.unlink()
    print("Time, ms\n")
    print(markdown(["network", "batch", "saliency", "primitives forward", "backward", "sum",
                    "saliency / sum", "bar", "", "sum in order", "saliency / it"], times))
    print(f"\nPeak resident memory, MB; {empty:.0f} of a process without a network\n")
    print(markdown(["network", "batch", "weights", "activations", "cnnviz",
                    "without the empty process", "bar", "", "PyTorch"], memory))
    print(f"\n{bench.met} of {bench.bars} bars met")
    sys.exit(0 if bench.met == bench.bars else 1)


if __name__ == "__main__":
    main()
