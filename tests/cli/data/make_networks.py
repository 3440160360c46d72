#!/usr/bin/env python3
"""Makes the small networks that the tests of the tool open, with torch and torchvision:

    transformer.onnx   a vision transformer of 2x2 patches of 8 pixels behind a class token, 5 classes
    segmentation.onnx  3 classes scored at every second pixel, resized to the picture

Usage: make_networks.py, in an environment as tests/peers/environment makes it.
"""

from pathlib import Path

import torch
from torch import nn
from torchvision.models import VisionTransformer

FOLDER = Path(__file__).resolve().parent


def export(network, side, name):
    torch.onnx.export(
        network.eval(),
        (torch.zeros(1, 3, side, side),),
        str(FOLDER / name),
        dynamo=False,
        opset_version=17,
        input_names=["picture"],
        output_names=["scores"],
        dynamic_axes={"picture": {0: "batch"}},
    )


def main():
    torch.manual_seed(1)
    torch.backends.mha.set_fastpath_enabled(False)  # its one operator cannot be exported
    transformer = VisionTransformer(
        image_size=16, patch_size=8, num_layers=2, num_heads=2, hidden_dim=8, mlp_dim=16, num_classes=5
    )
    nn.init.normal_(transformer.heads.head.weight)
    export(transformer, 16, "transformer.onnx")
    segmentation = nn.Sequential(
        nn.Conv2d(3, 6, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.Conv2d(6, 3, 1),
        nn.Upsample(scale_factor=2, mode="bilinear"),
    )
    nn.init.normal_(segmentation[2].weight, std=3)
    nn.init.zeros_(segmentation[2].bias)
    export(segmentation, 16, "segmentation.onnx")


main()
