#!/usr/bin/env python3
"""Writes what PyTorch makes of one small stack of maps, for test_resample.cpp, and NumPy's
percentiles for test_statistics.cpp."""
import pathlib

import numpy as np
import torch

folder = pathlib.Path(__file__).parent
random = np.random.default_rng(3)

maps = random.standard_normal((2, 3, 7, 5)).astype("<f4")
np.save(folder / "maps.npy", maps)
for height, width in [(14, 10), (13, 17), (3, 2), (1, 1), (7, 9)]:
    for mode in ["bilinear", "nearest"]:
        options = {"align_corners": False} if mode == "bilinear" else {}
        resized = torch.nn.functional.interpolate(torch.from_numpy(maps), (height, width),
                                                  mode=mode, **options)
        np.save(folder / f"maps_{mode}_{height}x{width}.npy", resized.numpy())

ranks = np.array([0, 1, 2, 12.5, 25, 33.3, 50, 75, 98, 99, 99.9, 100], dtype="<f8")
values = np.percentile(maps.reshape(-1).astype("f8"), ranks)
np.save(folder / "percentiles.npy", np.stack([ranks, values]).astype("<f8"))
