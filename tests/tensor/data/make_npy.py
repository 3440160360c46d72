#!/usr/bin/env python3
"""Writes the .npy files that test_npy.cpp reads, with NumPy.

Every array is 2x3x4 and holds, at row-major position i, the value i (unsigned) or i - 5 (signed and
floating-point; halves of it for floating-point), unless its name says otherwise.
"""
import pathlib

import numpy as np

folder = pathlib.Path(__file__).parent
count = np.arange(24).reshape(2, 3, 4)

for code in ["<f2", "<f4", "<f8", ">f2", ">f4", ">f8"]:
    name = ("be_" if code[0] == ">" else "") + code[1:]
    np.save(folder / f"{name}.npy", ((count - 5) / 2).astype(code))
for code in ["|i1", "<i2", "<i4", "<i8", ">i2", ">i4", ">i8"]:
    name = ("be_" if code[0] == ">" else "") + code[1:]
    np.save(folder / f"{name}.npy", (count - 5).astype(code))
for code in ["|u1", "<u2", "<u4", ">u4"]:
    name = ("be_" if code[0] == ">" else "") + code[1:]
    np.save(folder / f"{name}.npy", count.astype(code))
np.save(folder / "bool.npy", count % 3 == 0)
np.save(folder / "fortran_f4.npy", np.asfortranarray(((count - 5) / 2).astype("<f4")))
np.save(folder / "fortran_be_i2.npy", np.asfortranarray((count - 5).astype(">i2")))

with open(folder / "format2.npy", "wb") as file:
    np.lib.format.write_array(file, ((count - 5) / 2).astype("<f4"), version=(2, 0))
with open(folder / "format3.npy", "wb") as file:
    np.lib.format.write_array(file, ((count - 5) / 2).astype("<f4"), version=(3, 0))
np.save(folder / "scalar.npy", np.float32(2.5))
np.save(folder / "vector.npy", np.array([7], dtype="<i8"))
np.save(folder / "empty.npy", np.zeros((0, 3), dtype="<f4"))
np.save(folder / "half_edges.npy",
        np.array([0.0, -0.0, 65504, 2**-24, -(2**-14), np.inf, -np.inf, np.nan, 1 / 3],
                 dtype="<f2"))
np.save(folder / "wide_edges.npy", np.array([1e300, -1e300, 1e-300, np.nan, 0.1], dtype="<f8"))
np.save(folder / "complex.npy", np.zeros(2, dtype="<c8"))
np.save(folder / "record.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
np.savez(folder / "archive.npz", a=np.zeros(1))
