#!/usr/bin/env python3
"""Times a step of activation maximization beside a PyTorch loop that does the same.

    ../tests/peers/environment
    ~/.cache/cnnviz/venv/bin/python synthesis.py

A picture of 128 x 128, padded and seen at 136 x 136: the same layers of the same network, spectra in
decorrelated colors, a random shift, zoom and turn, Adam. PyTorch in the better of its two memory
layouts. The programs take turns; compared are their least times of a step: cnnviz's is the difference
between runs of 36 and of 6 steps. What is not the network is what a step takes more than a
saliency of the same layers at 136 x 136.
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "peers"))

NETWORKS = {  # torchvision's name: (title, layers of its features, at least so many times faster)
    "squeezenet1_1": ("SqueezeNet 1.1", 11, 2.0),
    "mobilenet_v2": ("MobileNetV2", 14, 3.0),
    "vgg16": ("VGG16", 24, 1.15),
}
OVERHEAD = 0.15
SIDE, VIEW, CHANNEL = 128, 136, 7
SHORT, LONG = 6, 36  # steps of timed runs: short ones find the quiet moments of a machine
LAYOUTS = {"contiguous_format": "NCHW", "channels_last": "NHWC"}


def cnnviz(options, path, job, runs, *arguments):
    command = [options.cnnviz, "bench", path, "--job", job, "--runs", runs, "--threads",
               options.threads, "--target", f"channel:output:{CHANNEL}", "--preprocess", "imagenet",
               "--json", "--quiet", *arguments]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: {done.stderr.strip()}")
    return json.loads(done.stdout)["seconds"]["min"]


def pytorch(network, layout, steps, threads):
    """Seconds of each step of a loop."""
    import torch
    import torch.nn.functional as functional

    torch.set_num_threads(threads)
    memory_format = getattr(torch, layout)
    network = network.to(memory_format=memory_format)
    mean = torch.tensor([0.485, 0.456, 0.406])[:, None, None]
    std = torch.tensor([0.229, 0.224, 0.225])[:, None, None]
    basis = torch.tensor([[0.26, 0.09, 0.02], [0.27, 0.0, -0.05], [0.27, -0.09, 0.03]]) / 0.461952
    fy, fx = torch.fft.fftfreq(SIDE)[:, None], torch.fft.rfftfreq(SIDE)[None]
    scale = (SIDE / torch.hypot(fy, fx).clamp(min=1 / SIDE) / 4)[None]
    generator = torch.Generator().manual_seed(1)
    spectra = (0.01 * torch.randn((3, SIDE, SIDE // 2 + 1, 2), generator=generator)).requires_grad_()
    optimizer = torch.optim.Adam([spectra], lr=0.05, maximize=True)
    zooms = (0.95, 0.975, 1.0, 1.025, 1.05)
    seconds = []
    for _ in range(steps):
        start = time.perf_counter()
        planes = torch.fft.irfft2(torch.view_as_complex(spectra) * scale, s=(SIDE, SIDE))
        unit = torch.sigmoid(torch.einsum("ij,jyx->iyx", basis, planes))
        padded = functional.pad(((unit - mean) / std)[None], (16, 16, 16, 16))
        draw = torch.rand(4, generator=generator).tolist()
        zoom = VIEW / (SIDE + 32) / zooms[int(5 * draw[0])]
        angle = math.radians(int(11 * draw[1]) - 5)
        cosine, sine = zoom * math.cos(angle), zoom * math.sin(angle)
        shift = [(2 * d - 1) * 12 / (SIDE + 32) for d in draw[2:]]
        theta = torch.tensor([[[cosine, sine, shift[0]], [-sine, cosine, shift[1]]]])
        grid = functional.affine_grid(theta, (1, 3, VIEW, VIEW), align_corners=False)
        view = functional.grid_sample(padded, grid, align_corners=False)
        optimizer.zero_grad()
        network(view.contiguous(memory_format=memory_format))[0, CHANNEL].mean().backward()
        optimizer.step()
        seconds.append(time.perf_counter() - start)
    return seconds


def measure(options, name, folder):
    import networks
    import torch

    layers = NETWORKS[name][1]
    prefix = torch.nn.Sequential(*networks.make(name).features[:layers])
    path = folder / f"{name}.onnx"
    networks.export(prefix, torch.zeros(1, 3, VIEW, VIEW), path, output="output")
    runs = {SHORT: [], LONG: []}
    network, peer = [], {}
    for _ in range(options.rounds):
        for steps, seconds in runs.items():
            seconds.append(cnnviz(options, path, "synthesize", max(4, options.steps // steps), "--steps",
                                  steps, "--size", SIDE, "--redirect-steps", 0))
        network.append(cnnviz(options, path, "saliency", options.steps, "--input-size", VIEW))
        for layout, title in LAYOUTS.items():
            least = min(pytorch(prefix, layout, options.steps, options.threads)[2:])
            peer[title] = min(peer.get(title, least), least)
    layout = min(peer, key=peer.get)
    own = (min(runs[LONG]) - min(runs[SHORT])) / (LONG - SHORT)
    return own, min(network), peer[layout], layout


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cnnviz", default=ROOT / "build" / "cli" / "cnnviz")
    parser.add_argument("--networks", nargs="*", default=list(NETWORKS), choices=list(NETWORKS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    print("| network | cnnviz, ms a step | PyTorch, ms a step | faster | bar | not the network |")
    print("|---|---|---|---|---|---|")
    met = True
    with tempfile.TemporaryDirectory(prefix="cnnviz-bench-") as folder:
        for name in options.networks:
            title, _, bar = NETWORKS[name]
            own, network, peer, layout = measure(options, name, Path(folder))
            share = max(0.0, own - network) / own
            met = met and peer / own >= bar and share <= OVERHEAD
            print(f"| {title} | {1e3 * own:.2f} | {1e3 * peer:.2f}, {layout} | {peer / own:.2f} | {bar} "
                  f"| {100 * share:.0f} % |", flush=True)
    sys.exit(0 if met else 1)


main()
