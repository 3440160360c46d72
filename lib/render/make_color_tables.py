#!/usr/bin/env python3
"""Writes color_tables.inc and ../../tests/render/color_reference.inc from matplotlib's color maps.

  pip install matplotlib
  python3 make_color_tables.py

color_tables.inc: the maps that are defined by a table, as 256 values 0xRRGGBB each. viridis, magma,
inferno and plasma (N. Smith and S. van der Walt) are CC0; turbo (A. Mikhailov, Google) is Apache-2.0;
coolwarm is the map of K. Moreland, "Diverging Color Maps for Scientific Visualization" (2009), as
matplotlib carries it. The maps that are defined by a few nodes (gray, seismic, bwr, RdBu, PiYG, jet)
are computed from them in color_map.cpp.
color_reference.inc: every map of color_map.cpp at 33 places, the bytes that matplotlib draws, for
the test.
"""
import pathlib

import matplotlib
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
TABLES = ["viridis", "magma", "inferno", "plasma", "turbo", "coolwarm"]
NODES = ["gray", "seismic", "bwr", "RdBu", "PiYG", "jet"]


def packed(name, places):
    colors = matplotlib.colormaps[name](places, bytes=True)[:, :3].astype(int)
    return [f"0x{r:02x}{g:02x}{b:02x}" for r, g, b in colors]


def rows(values):
    return "\n".join("    " + ", ".join(values[i:i + 9]) + "," for i in range(0, len(values), 9))


head = "// Made by lib/render/make_color_tables.py; do not edit.\n"
tables = head
for name in TABLES:
    tables += f"\nconstexpr uint32_t k_{name}[256] = {{\n{rows(packed(name, np.arange(256)))}\n}};\n"
(HERE / "color_tables.inc").write_text(tables)

places = np.arange(33) / 32
reference = head + "// {name, colors at x = 0, 1/32, ..., 1}\n"
for name in TABLES + NODES + ["viridis_r", "RdBu_r", "jet_r"]:
    reference += f'{{"{name}", {{\n{rows(packed(name, places))}\n}}}},\n'
folder = HERE.parent.parent / "tests" / "render"
folder.mkdir(parents=True, exist_ok=True)
(folder / "color_reference.inc").write_text(reference)
