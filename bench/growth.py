#!/usr/bin/env python3
"""Measures how time and memory of cnnviz grow with the side of the picture and with the batch.

    ../tests/peers/environment
    ~/.cache/cnnviz/venv/bin/python growth.py

Writes docs/growth.svg and the tables in docs/speed.md between its two marks. Every measurement is a
process of its own, `cnnviz bench --json`; a point's time is the least of its rounds, its memory the
largest resident set that the process has had. README.md beside this file says how lines are fitted.
"""

import argparse
import json
import math
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "peers"))

NETWORKS = {
    "resnet18": "ResNet18",
    "squeezenet1_1": "SqueezeNet 1.1",
    "mobilenet_v2": "MobileNetV2",
}
JOBS = ("forward", "saliency")
SIDES = (64, 96, 144, 224, 320, 480, 720, 1024)
BATCHES = (1, 2, 4, 8, 16, 32)
SIDE = 224  # of the batches
FITTED_FROM = 224  # the exponent is that of pictures of this side and larger
MARKS = ("<!-- growth: written by bench/growth.py -->", "<!-- growth: end -->")


def export(names, folder):
    import networks
    import torch

    networks.quiet()
    for name in names:
        path = folder / f"{name}.onnx"
        networks.export(networks.make(name), torch.zeros(1, 3, SIDE, SIDE), path, any_size=True)


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.seconds = defaultdict(list)  # of (network, job, side, batch)
        self.bytes = defaultdict(int)

    def run(self, path, job, side, batch, runs):
        command = [self.options.cnnviz, "bench", path, "--job", job, "--batch", batch]
        command += ["--input-size", f"{side}x{side}", "--preprocess", "imagenet", "--runs", runs]
        command += ["--threads", self.options.threads, "--json"]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def measure(self, names):
        # A child inherits the peak memory of the process it was forked from: PyTorch is loaded in
        # one of its own.
        spawn = multiprocessing.get_context("spawn")
        exporter = spawn.Process(target=export, args=(names, self.folder))
        exporter.start()
        exporter.join()
        if exporter.exitcode != 0:
            sys.exit("the networks were not exported")
        paths = {name: self.folder / f"{name}.onnx" for name in names}
        sizes = [(side, 1) for side in self.options.sides]
        sizes += [(SIDE, batch) for batch in self.options.batches]
        sizes = dict.fromkeys(sizes)
        points = [(name, job, *size) for name in names for job in JOBS for size in sizes]
        runs = {}
        for turn in range(self.options.rounds):
            for point in points:
                name, job, side, batch = point
                if turn == 0:
                    once = self.run(paths[name], job, side, batch, 2)["seconds"]["min"]
                    runs[point] = max(3, min(200, math.ceil(self.options.seconds / once)))
                answer = self.run(paths[name], job, side, batch, runs[point])
                self.seconds[point].append(answer["seconds"]["min"])
                self.bytes[point] = max(self.bytes[point], answer["peak_rss_bytes"])
            print(f"round {turn + 1} of {self.options.rounds}", file=sys.stderr, flush=True)

    def milliseconds(self, *point):
        return 1e3 * min(self.seconds[point])

    def megabytes(self, *point):
        return self.bytes[point] / 1e6


def line(x, y):
    """(slope, intercept) of the least squares line."""
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    products = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y))
    slope = products / sum((a - mean_x) ** 2 for a in x)
    return slope, mean_y - slope * mean_x


def exponent(x, y):
    """p of y = c x^p, least squares of the logarithms."""
    return line([math.log(a) for a in x], [math.log(b) for b in y])[0]


def table(columns, rows):
    cells = [columns] + [list(map(str, row)) for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(columns))]
    lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, widths)) + " |" for row in cells]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(lines)


def fits(bench, names, options):
    """Rows of the table of fitted lines, and the exponents of time in pixels."""
    rows, exponents = [], []
    sides = [side for side in options.sides if side >= FITTED_FROM]
    for name in names:
        for job in JOBS:
            pixels = [side * side for side in sides]
            time = exponent(pixels, [bench.milliseconds(name, job, side, 1) for side in sides])
            memory, fixed = line([p / 1e6 for p in pixels],
                                 [bench.megabytes(name, job, side, 1) for side in sides])
            batch_time = exponent(
                options.batches, [bench.milliseconds(name, job, SIDE, b) for b in options.batches])
            batch_memory, _ = line(
                options.batches, [bench.megabytes(name, job, SIDE, b) for b in options.batches])
            exponents.append(time)
            rows.append([NETWORKS[name], job, f"{time:.2f}", f"{fixed:.0f}", f"{memory:.0f}",
                         f"{batch_time:.2f}", f"{batch_memory:.1f}"])
    return rows, exponents


def sizes(bench, names, options):
    """Rows of the table of measured points: milliseconds and megabytes."""
    rows = []
    kinds = [("side", side, side, 1) for side in options.sides]
    kinds += [("batch", batch, SIDE, batch) for batch in options.batches]
    for kind, value, side, batch in kinds:
        row = [f"{kind} {value}"]
        for name in names:
            for job in JOBS:
                point = (name, job, side, batch)
                row.append(f"{bench.milliseconds(*point):.3g}, {bench.megabytes(*point):.0f}")
        rows.append(row)
    return rows


def draw(bench, names, options, path):
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "cnnviz"  # the same file for the same numbers
    matplotlib.rcParams["svg.fonttype"] = "none"
    import matplotlib.pyplot as plt
    from matplotlib.ticker import FormatStrFormatter, LogLocator

    figure, axes = plt.subplots(2, 2, figsize=(9, 7), layout="constrained")
    ways = (("side of the picture, pixels; batch 1", options.sides, lambda v: (v, 1)),
            (f"batch, at {SIDE} x {SIDE}", options.batches, lambda v: (SIDE, v)))
    for column, (title, values, place) in enumerate(ways):
        for row, (quantity, measure) in enumerate(
            (("milliseconds", bench.milliseconds), ("peak memory, MB", bench.megabytes))
        ):
            axis = axes[row][column]
            for color, name in enumerate(names):
                for job, style in zip(JOBS, ("o--", "s-")):
                    axis.plot(values, [measure(name, job, *place(v)) for v in values], style,
                              color=f"C{color}", markersize=3.5, linewidth=1.2,
                              label=f"{NETWORKS[name]}, {job}")
            low, high = values[0], values[-1]
            if quantity == "milliseconds":
                # Proportional to the pixels, through the middle of the last points.
                last = [measure(name, job, *place(high)) for name in names for job in JOBS]
                end = math.exp(sum(map(math.log, last)) / len(last))
                power = 2 if column == 0 else 1
                axis.plot([low, high], [end * (low / high) ** power, end], ":", color="0.5",
                          label="proportional to the pixels")
            axis.set_xscale("log", base=2)
            axis.set_yscale("log")
            axis.set_xticks(values, [str(v) for v in values], fontsize=8)
            axis.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axis.yaxis.set_major_formatter(FormatStrFormatter("%g"))
            axis.minorticks_off()
            axis.grid(color="0.9")
            axis.set_xlabel(title)
            axis.set_ylabel(quantity)
    lines, labels = axes[0][0].get_legend_handles_labels()
    figure.legend(lines, labels, loc="outside upper center", ncols=4, fontsize=8, frameon=False)
    figure.savefig(path, metadata={"Date": None})


def processor():
    for text in Path("/proc/cpuinfo").read_text().splitlines():
        if text.startswith("model name"):
            return text.split(":", 1)[1].strip()
    return os.uname().machine


def section(bench, names, options):
    rows, exponents = fits(bench, names, options)
    jobs = [f"{NETWORKS[name]} {job}" for name in names for job in JOBS]
    return "\n\n".join([
        MARKS[0],
        f"Measured on {processor()}, {options.threads} threads, {options.rounds} rounds.",
        "![Time and peak memory against the side of the picture and against the batch](growth.svg)",
        f"Time grows as the number of pixels to the power {min(exponents):.2f} to "
        f"{max(exponents):.2f} from {FITTED_FROM} x {FITTED_FROM} on.",
        table(["network", "job", "exponent of time in pixels", "MB of a tiny picture",
               "MB a million pixels", "exponent of time in the batch", "MB an image of the batch"],
              rows),
        "Milliseconds, peak megabytes:",
        table(["", *jobs], sizes(bench, names, options)),
        MARKS[1],
    ])


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    tool = os.environ.get("CNNVIZ", ROOT / "build" / "cli" / "cnnviz")
    parser.add_argument("--cnnviz", default=tool, help="the command line tool (%(default)s)")
    parser.add_argument("--networks", nargs="+", choices=list(NETWORKS), default=list(NETWORKS))
    parser.add_argument("--sides", nargs="+", type=int, default=list(SIDES))
    parser.add_argument("--batches", nargs="+", type=int, default=list(BATCHES))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5, help="(%(default)s)")
    parser.add_argument("--seconds", type=float, default=0.5, help="of one turn (%(default)s)")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs",
                        help="where speed.md and growth.svg are (%(default)s)")
    options = parser.parse_args()
    if sum(side >= FITTED_FROM for side in options.sides) < 2 or len(options.batches) < 2:
        parser.error(f"a line takes two sides of at least {FITTED_FROM}, and two batches")
    return options


def main():
    options = parse_options()
    page = options.docs / "speed.md"
    text = page.read_text()
    if not all(text.count(mark) == 1 for mark in MARKS):
        sys.exit(f"{page} has not both marks: {MARKS}")
    with tempfile.TemporaryDirectory(prefix="cnnviz-growth-") as folder:
        bench = Bench(options, Path(folder))
        bench.measure(options.networks)
    draw(bench, options.networks, options, options.docs / "growth.svg")
    written = section(bench, options.networks, options)
    pattern = re.escape(MARKS[0]) + ".*" + re.escape(MARKS[1])
    page.write_text(re.sub(pattern, lambda _: written, text, flags=re.S))
    print(written)


if __name__ == "__main__":
    main()
