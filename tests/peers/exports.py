"""Both exporters of PyTorch, each with as many dynamic axes as it manages for a network."""

import contextlib
import io
import os

import numpy as np
import onnx
import torch

import networks

EXPORTERS = {"torch.export": True, "TorchScript": False}  # name: dynamo
AXES = {"batch": 0, "height": 2, "width": 3}
RUNGS = (("batch", "height", "width"), ("batch",), ())  # dynamic axes, the most first
SAME = 1e-3  # of the largest output, for onnxruntime to agree with PyTorch


def write(network, shape, path, dynamo, axes, output):
    """One file, at the opset that the exporter writes by default."""
    # An example of one image would make torch.export take the batch for a constant.
    example = torch.zeros(2 if "batch" in axes else 1, *shape)
    options = {}
    if axes and dynamo:
        dynamic = {AXES[name]: torch.export.Dim.DYNAMIC for name in axes}
        options["dynamic_shapes"] = [dynamic]
    elif axes:
        dynamic = {AXES[name]: name for name in axes}
        options["dynamic_axes"] = {"input": dynamic, output: {0: "batch"}}
    if dynamo:
        options.update(external_data=False, verbose=False)
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        with contextlib.redirect_stderr(io.StringIO()):
            torch.onnx.export(network, (example,), str(path), dynamo=dynamo,
                              input_names=["input"], output_names=[output], **options)


def runs_other_sizes(network, size):
    try:
        network(torch.zeros(1, 3, *size))
    except (AssertionError, RuntimeError, TypeError, ValueError):
        return False  # a ViT has one position embedding for each patch
    return True


def faithful(network, path, shape):
    """Whether onnxruntime computes from the file what PyTorch computes, for an input of this shape.

    An exporter may have written the example's sizes into the file as constants.
    """
    x = torch.randn(shape, generator=torch.Generator().manual_seed(7))
    expected = network(x).numpy()
    try:
        (actual,) = networks.session(path).run(None, {"input": x.numpy()})
    except Exception:  # onnxruntime has no common base of its exceptions
        return False
    if actual.shape != expected.shape:
        return False
    return np.abs(actual - expected).max() <= SAME * np.abs(expected).max()


def export_widest(network, size, other_size, path, dynamo, output):
    """Writes the file with the most dynamic axes that work, by onnxruntime. Returns these axes."""
    reasons = []
    for axes in RUNGS:
        if "height" in axes and not runs_other_sizes(network, other_size):
            continue
        try:
            write(network, (3, *size), path, dynamo, axes, output)
        except Exception as error:  # whatever an exporter raises: the next rung may do
            reasons.append(f"{type(error).__name__}: {str(error).strip().splitlines()[0]}")
            continue
        probe = other_size if "height" in axes else size
        if faithful(network, path, (2 if "batch" in axes else 1, 3, *probe)):
            return axes
        reasons.append(f"with dynamic axes {axes} onnxruntime computes something else")
    raise RuntimeError(f"no export: {'; '.join(reasons)}")


def opset(path):
    model = onnx.load(str(path), load_external_data=False)
    return next(o.version for o in model.opset_import if o.domain in ("", "ai.onnx"))
