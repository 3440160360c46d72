#!/usr/bin/env python3
"""Times occlusion maps beside Captum's and beside whole forward passes, and compares with the bars.

    ../tests/peers/environment
    ~/.cache/cnnviz/venv/bin/python occlusion.py

README.md beside this file says what is measured and how.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "peers"))

NETWORKS = {  # torchvision's name: (title, at least so many times faster than Captum)
    "vgg16": ("VGG16", 5.6),
    "mobilenet_v2": ("MobileNetV2", 4.0),
    "squeezenet1_1": ("SqueezeNet 1.1", 3.8),
    "resnet18": ("ResNet18", 2.6),
    "alexnet": ("AlexNet", 2.0),
    "googlenet": ("GoogLeNet", 1.0),
}
OF_BOUND = 0.88  # of what the multiply-adds that windows save would give
SIDE = 224
LAYOUTS = {"contiguous_format": "NCHW", "channels_last": "NHWC"}


def cnnviz(options, path, *arguments):
    """Least seconds of a map, and the work it took."""
    command = [options.cnnviz, "bench", path, "--job", "occlusion", "--window", options.window]
    command += ["--stride", options.stride, "--runs", options.runs, "--threads", options.threads]
    command += ["--target", "class:7", "--json", *arguments]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: {done.stderr.strip()}")
    answer = json.loads(done.stdout)
    return answer["seconds"]["min"], answer["work"], answer["peak_rss_bytes"]


def captum(options, name, best):
    """Adds the seconds of one map at every memory layout and batch to `best`."""
    import captum.attr
    import networks
    import torch

    torch.set_num_threads(options.threads)
    network = networks.make(name)
    x = torch.randn((1, 3, SIDE, SIDE), generator=torch.Generator().manual_seed(1))
    window, stride = (3, options.window, options.window), (3, options.stride, options.stride)
    occlusion = captum.attr.Occlusion(network)
    with torch.inference_mode():
        for layout in LAYOUTS:
            memory_format = getattr(torch, layout)
            network.to(memory_format=memory_format)
            given = x.contiguous(memory_format=memory_format)
            for batch in options.batches:
                start = time.perf_counter()
                occlusion.attribute(
                    given, window, strides=stride, target=7, perturbations_per_eval=batch
                )
                seconds = time.perf_counter() - start
                key = f"{LAYOUTS[layout]}, {batch}"
                best[key] = min(best.get(key, seconds), seconds)


def measure(options, name, folder):
    import networks
    import torch

    path = folder / f"{name}.onnx"
    networks.export(networks.make(name), torch.zeros(1, 3, SIDE, SIDE), path)
    windows, whole, peer, work, memory = [], [], {}, None, 0
    for _ in range(options.rounds):
        seconds, work, memory = cnnviz(options, path)
        windows.append(seconds)
        if name in options.captum:
            captum(options, name, peer)
        whole.append(min(cnnviz(options, path, "--exact", "full", "--positions", b)[0] for b in (8, 13)))
    path.unlink()
    return min(windows), min(whole), peer, work, memory


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cnnviz", default=str(ROOT / "build" / "cli" / "cnnviz"))
    parser.add_argument("--networks", nargs="+", default=list(NETWORKS), choices=list(NETWORKS))
    parser.add_argument("--captum", nargs="*", default=list(NETWORKS), help="timed with Captum too")
    parser.add_argument("--window", type=int, default=32)
    parser.add_argument("--stride", type=int, default=16)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batches", type=int, nargs="+", default=[1, 8, 32], help="of Captum")
    parser.add_argument("--runs", type=int, default=3, help="of cnnviz in a round")
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()

    met = bars = 0
    header = ["network", "cnnviz", "whole passes", "times faster", "bound", "of it", ""]
    header += ["Captum, best layout and batch", "times faster", "bar", "", "peak MB"]
    print("| " + " | ".join(header) + " |")
    print("|" + "---|" * len(header), flush=True)

    def verdict(fine):
        nonlocal met, bars
        bars += 1
        met += fine
        return "PASS" if fine else "over"

    with tempfile.TemporaryDirectory() as folder:
        for name in options.networks:
            title, bar = NETWORKS[name]
            own, whole, peer, work, memory = measure(options, name, Path(folder))
            bound = work["full_multiply_adds"] / work["multiply_adds"]
            share = whole / own / bound
            row = [title, f"{own:.3f} s", f"{whole:.3f} s", f"{whole / own:.2f}", f"{bound:.2f}"]
            row += [f"{100 * share:.0f} %", verdict(share >= OF_BOUND)]
            if peer:
                best = min(peer, key=peer.get)
                faster = peer[best] / own
                row += [f"{peer[best]:.2f} s ({best})", f"{faster:.1f}", bar, verdict(faster >= bar)]
            else:
                row += ["", "", "", ""]
            row.append(f"{memory / 1e6:.0f}")
            print("| " + " | ".join(map(str, row)) + " |", flush=True)
    print(f"\n{met} of {bars} bars met")
    return 0 if met == bars else 1


if __name__ == "__main__":
    sys.exit(main())
