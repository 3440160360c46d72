#!/usr/bin/env python3
"""Makes dream.npy: a deep dream of the demo model as PyTorch computes it in double precision.

    python make_dream.py        # in the environment that tests/peers/run makes

The picture is a part of a sample; two octaves of ten steps, no jitter, the target 0.5 * the layer
relu3 + relu4. The numbers are the network's input, not rounded.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from PIL import Image
from torch.nn import functional

HERE = Path(__file__).resolve().parent
DEMO = HERE.parents[2] / "examples" / "demo_model"
LEFT, TOP, WIDTH, HEIGHT = 24, 20, 80, 60
STEPS, STEP, SCALE = 10, 1.5, 1.4
MEAN, STD = 0.5, 0.25
WEIGHTS = {"relu3": 0.5, "relu4": 1}


def layers(weights, x):
    """The demo's layers by name."""
    found = {}
    for number in (1, 2, 3, 4):
        weight = weights[f"conv{number}.weight"]
        x = functional.conv2d(x, weight, weights[f"conv{number}.bias"],
                              stride=2 if number == 1 else 1, padding=weight.shape[-1] // 2)
        x = found[f"relu{number}"] = x.relu()
        if number in (1, 3):
            x = functional.max_pool2d(x, 2)
    return found


def network_input(levels):
    return (levels / 255 - MEAN) / STD


def climb(weights, levels):
    for _ in range(STEPS):
        levels = levels.detach().requires_grad_()
        seen = layers(weights, network_input(levels))
        objective = sum(w * 0.5 * seen[name].square().sum() for name, w in WEIGHTS.items())
        gradient, = torch.autograd.grad(objective, levels)
        levels = (levels + STEP * gradient / gradient.abs().mean()).clamp(0, 255)
    return levels.detach()


def resized(picture, size):
    return functional.interpolate(picture, size, mode="bilinear", align_corners=False)


def main():
    model = onnx.load(DEMO / "demo.onnx")
    weights = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()).double()
               for i in model.graph.initializer}
    photo = Image.open(DEMO / "samples" / "cat.png").convert("RGB")
    photo = photo.crop((LEFT, TOP, LEFT + WIDTH, TOP + HEIGHT))
    picture = torch.from_numpy(np.asarray(photo).copy()).double().permute(2, 0, 1)[None]
    small = resized(picture, (round(HEIGHT / SCALE), round(WIDTH / SCALE)))
    detail = climb(weights, small) - small
    dream = climb(weights, picture + resized(detail, (HEIGHT, WIDTH)))
    np.save(HERE / "dream.npy", network_input(dream).numpy().astype(np.float32))


main()
