#!/usr/bin/env python3
"""Times cnnviz beside onnxruntime and PyTorch and compares with the bars that are promised.

    ../tests/peers/environment
    ~/.cache/cnnviz/venv/bin/python run.py

README.md beside this file says what is measured and how.
"""

import argparse
import contextlib
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "peers"))

NETWORKS = {  # torchvision's name: (title, saliency at most this share of PyTorch's time)
    "vgg16": ("VGG16", 0.8),
    "alexnet": ("AlexNet", 0.55),
    "resnet18": ("ResNet18", 0.56),
    "squeezenet1_1": ("SqueezeNet 1.1", 0.4),
    "mobilenet_v2": ("MobileNetV2", 0.23),
    "densenet121": ("DenseNet121", 1.0),
    "googlenet": ("GoogLeNet", 1.0),
    "shufflenet_v2_x1_0": ("ShuffleNetV2 1.0", 1.0),
    "efficientnet_b0": ("EfficientNet-B0", 1.0),
    "regnet_y_400mf": ("RegNetY-400MF", 1.0),
}
FORWARD_BAR = 1.0  # of onnxruntime's time
LAYOUTS = {"contiguous_format": "NCHW", "channels_last": "NHWC"}
START_SECONDS, START_MEGABYTES = 0.1, 120
REST = 0.05  # seconds for the threads of the process measured before to go to sleep

# Starts a program and prints its seconds and its peak memory. A process of its own, because a child
# inherits the peak of the process it was forked from, and this one has PyTorch loaded.
LAUNCHER = """
import json, os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
seconds = time.perf_counter() - start
print(json.dumps([seconds, usage.ru_maxrss * 1024 / 1e6, status]))
"""


class Times:
    """The runs of one program and job, of all rounds."""

    def __init__(self):
        self.minima, self.medians = [], []

    def add(self, minimum, median):
        self.minima.append(minimum)
        self.medians.append(median)

    @property
    def minimum(self):
        return min(self.minima)

    @property
    def median(self):
        return statistics.median(self.medians)

    def __str__(self):
        return f"{1e3 * self.minimum:.2f} ({1e3 * self.median:.2f})"


class Peer:
    def __init__(self, *arguments):
        command = [sys.executable, str(ROOT / "bench" / "peer.py"), *map(str, arguments)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def seconds(self, job, layout, batch, runs):
        self.process.stdin.write(f"{job} {layout} {batch} {runs}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit("a peer process has failed")
        return json.loads(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.met, self.bars = 0, 0

    def verdict(self, met):
        self.bars += 1
        self.met += met
        return "PASS" if met else "over"

    def cnnviz_seconds(self, path, job, batch, runs):
        command = [self.options.cnnviz, "bench", path, "--job", job, "--batch", batch, "--runs"]
        command += [runs, "--threads", self.options.threads, "--json"]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}: {done.stderr.strip()}")
        return json.loads(done.stdout)["seconds"]

    def measure(self, name):
        """{batch: {(program, job): Times}} of one network."""
        import networks
        import torch

        path = self.folder / f"{name}.onnx"
        networks.export(networks.make(name), torch.zeros(1, 3, 224, 224), path)
        threads = self.options.threads
        runtime, pytorch = Peer("onnxruntime", path, threads), Peer("pytorch", name, threads)
        subjects = [("onnxruntime", "forward", runtime, "any")]
        for job in ("forward", "saliency"):
            subjects.append(("cnnviz", job, None, None))
            subjects += [(layout, job, pytorch, layout) for layout in LAYOUTS]
        results = {}
        for batch in self.options.batches:
            times = results[batch] = {subject[:2]: Times() for subject in subjects}
            runs = {}
            for job, layout in (("forward", "contiguous_format"), ("saliency", "channels_last")):
                once = min(pytorch.seconds(job, layout, batch, 2))
                runs[job] = max(3, min(100, math.ceil(self.options.seconds / once)))
            for turn in range(self.options.rounds):
                first = turn % len(subjects)
                for program, job, peer, layout in subjects[first:] + subjects[:first]:
                    time.sleep(REST)
                    if peer is None:
                        seconds = self.cnnviz_seconds(path, job, batch, runs[job])
                        times[program, job].add(seconds["min"], seconds["median"])
                    else:
                        seconds = peer.seconds(job, layout, batch, runs[job])
                        times[program, job].add(min(seconds), statistics.median(seconds))
        runtime.close()
        pytorch.close()
        path.unlink()
        return results

    def rows(self, name, results):
        title, bar = NETWORKS[name]
        forward, saliency = [], []
        for batch, times in results.items():
            for job, against, limit, rows in (
                ("forward", "onnxruntime", FORWARD_BAR, forward),
                ("saliency", None, bar, saliency),
            ):
                own = times["cnnviz", job]
                layout = min(LAYOUTS, key=lambda one: times[one, job].minimum)
                pytorch = times[layout, job]
                peer = times[against, job] if against else pytorch
                ratio, of_medians = own.minimum / peer.minimum, own.median / peer.median
                row = [title, batch, own]
                row += [peer] if against else []
                row += [f"{pytorch}, {LAYOUTS[layout]}", f"{ratio:.2f} ({of_medians:.2f})"]
                rows.append([*row, limit, self.verdict(ratio <= limit)])
        return forward, saliency

    def start_to_picture(self):
        """Seconds and peak memory from the start of a process to the written picture."""
        import networks
        import torch

        network = networks.make("squeezenet1_1")
        model, weights = self.folder / "squeezenet1_1.onnx", self.folder / "squeezenet1_1.pt"
        networks.export(network, torch.zeros(1, 3, 224, 224), model)
        torch.save(network.state_dict(), weights)
        photo, threads = self.options.photo, self.options.threads
        script = ROOT / "bench" / "saliency_pytorch.py"
        out = self.folder / "out.png"
        preset = ["--preprocess", "imagenet", "--threads", threads, "--quiet"]
        commands = {
            "cnnviz": [self.options.cnnviz, "saliency", model, photo, *preset, "-o", out],
            "PyTorch": [sys.executable, script, weights, photo, out],
        }
        rows = []
        seconds = {program: [] for program in commands}
        memory = {program: [] for program in commands}
        for _ in range(self.options.rounds):
            for program, command in commands.items():
                time.sleep(REST)
                out.unlink(missing_ok=True)
                launcher = [sys.executable, "-S", "-c", LAUNCHER, *map(str, command)]
                done = subprocess.run(launcher, capture_output=True, text=True, check=True)
                elapsed, megabytes, status = json.loads(done.stdout)
                seconds[program].append(elapsed)
                memory[program].append(megabytes)
                if status != 0 or not out.exists():
                    sys.exit(f"{program} made no picture")
        for program in commands:
            least, middle = min(seconds[program]), statistics.median(seconds[program])
            most = max(memory[program])
            bars, verdicts = "", ""
            if program == "cnnviz":
                bars = f"{START_SECONDS} s, {START_MEGABYTES} MB"
                in_time, in_memory = least < START_SECONDS, most < START_MEGABYTES
                verdicts = f"{self.verdict(in_time)}, {self.verdict(in_memory)}"
            rows.append([program, f"{least:.3f} ({middle:.3f})", f"{most:.0f}", bars, verdicts])
        return rows


def markdown(columns, rows):
    cells = [list(map(str, row)) for row in [columns, *rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(columns))]
    lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, widths)) + " |" for row in cells]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(lines)


def processor():
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def default_photo():
    data = Path(os.environ.get("CNNVIZ_TEST_DATA", ROOT.parent / "shared" / "data"))
    for photo in (data / "images" / "caffe_cat.jpg", ROOT / "examples/demo_model/samples/cat.png"):
        if photo.exists():
            return photo
    return None


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    tool = os.environ.get("CNNVIZ", ROOT / "build" / "cli" / "cnnviz")
    parser.add_argument("--cnnviz", default=tool, help="the command line tool (%(default)s)")
    parser.add_argument("--networks", nargs="*", choices=list(NETWORKS), default=list(NETWORKS))
    parser.add_argument("--batches", nargs="+", type=int, default=[1, 8])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=7, help="each program's turns (%(default)s)")
    parser.add_argument("--seconds", type=float, default=0.5, help="of one turn (%(default)s)")
    parser.add_argument("--photo", type=Path, default=default_photo())
    parser.add_argument("--output", type=Path, help="write the tables here too")
    return parser.parse_args()


def main():
    import networks
    import onnxruntime
    import torch

    options = parse_options()
    networks.quiet()
    with tempfile.TemporaryDirectory(prefix="cnnviz-bench-") as folder:
        bench = Bench(options, Path(folder))
        forward, saliency = [], []
        for name in options.networks:
            print(f"measuring {name}", file=sys.stderr)
            rows = bench.rows(name, bench.measure(name))
            forward += rows[0]
            saliency += rows[1]
        start = bench.start_to_picture()
    version = subprocess.run([str(options.cnnviz), "--version"], capture_output=True, text=True)
    programs = f"{version.stdout.strip()}, onnxruntime {onnxruntime.__version__}"
    parts = [
        f"{processor()}, {options.threads} threads; {programs}, PyTorch {torch.__version__}",
        "Milliseconds of one run, the least and in brackets the median; ratios likewise.",
        "Forward",
        markdown(
            ["network", "batch", "cnnviz", "onnxruntime", "PyTorch, better layout",
             "cnnviz / onnxruntime", "bar", ""],
            forward,
        ),
        "Saliency: forward, and backward to the input",
        markdown(
            ["network", "batch", "cnnviz", "PyTorch, better layout", "cnnviz / PyTorch", "bar", ""],
            saliency,
        ),
        "SqueezeNet saliency of a photo, from the start of the process to the written PNG",
        markdown(["program", "seconds", "peak memory, MB", "bars", ""], start),
        f"{bench.met} of {bench.bars} bars met",
    ]
    text = "\n\n".join(parts)
    print(text)
    if options.output:
        options.output.write_text(text + "\n")
    sys.exit(0 if bench.met == bench.bars else 1)


if __name__ == "__main__":
    main()
