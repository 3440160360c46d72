#!/usr/bin/env python3
"""Writes tsne_reference.inc beside this file: a few points, their affinities by openTSNE, a layout,
and its divergence and gradient by scikit-learn (openTSNE brings it).

    ~/.cache/cnnviz/venv/bin/python tests/methods/make_tsne_reference.py
"""

from pathlib import Path

import numpy as np
import openTSNE.affinity
from scipy.spatial.distance import squareform
from sklearn.manifold._t_sne import _kl_divergence

COUNT, WIDTH, PERPLEXITY = 24, 3, 5


def lines(name, values):
    text, line = f"constexpr double {name}[] = {{", ""
    for value in np.ravel(values):
        word = f"{value:.9g},"
        if len(line) + len(word) > 96:
            text += f"\n   {line}"
            line = ""
        line += f" {word}"
    return text + f"\n   {line}\n}};\n"


def main():
    random = np.random.default_rng(5)
    points = np.round(random.normal(size=(COUNT, WIDTH)) + 2 * (np.arange(COUNT) % 3)[:, None], 4)
    affinities = openTSNE.affinity.PerplexityBasedNN(points, PERPLEXITY, method="exact").P.toarray()
    layout = np.round(3 * random.normal(size=(COUNT, 2)), 4)
    divergence, gradient = _kl_divergence(layout.ravel(), np.maximum(squareform(affinities, checks=False), 1e-300),
                                          1, COUNT, 2)
    Path(__file__).with_name("tsne_reference.inc").write_text(
        "// Made by make_tsne_reference.py; do not edit.\n"
        f"constexpr int64_t kCount = {COUNT}, kWidth = {WIDTH};\nconstexpr double kPerplexity = {PERPLEXITY};\n"
        + lines("kPoints", points) + "// Joint affinities [n, n], above the diagonal.\n"
        + lines("kAffinities", affinities[np.triu_indices(COUNT, 1)]) + lines("kLayout", layout)
        + f"constexpr double kDivergence = {divergence:.9g};\n" + lines("kGradient", gradient))


main()
